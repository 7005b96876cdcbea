"""Reading: the page of what came out, its files, and throwing it away."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for

from engine.simulation import SimulationError, compile_model, run
from engine.simulation.scenario import load
from web import drawings
from web.audit import table
from web.context import actor, banjie
from web.language import gettext
from web.permissions import part
from web.simulate import heat, risks, samples, shown, sides, store, tables
from web.simulate.pages import kept, may_list, pages, subject
from web.simulate.work import prepared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from web.simulate.store import Kept

MOST_LOGGED = 20_000  # cases of one log
CHUNK = 64 * 1024
IN_MEMORY = 8 * 1024 * 1024
LOGS = {"csv": "text/csv; charset=utf-8", "xes": "application/xml"}


@pages.get("/results/<ident>")
@part("simulate")
def result(ident: str) -> ResponseReturnValue:
    """What came out."""
    one = kept(ident)
    return {"run": _run, "forecast": _run, "comparison": _comparison, "search": _search}[one.kind](one)


@pages.post("/results/<ident>/delete")
@part("simulate")
def delete(ident: str) -> ResponseReturnValue:
    """Throw it away: whoever ran it, or an administrator."""
    one = kept(ident)
    if not one.is_of(actor()):
        abort(403)
    store.forget(banjie().database, ident)
    flash(gettext("“%(title)s”已删除。", title=one.title), "good")
    return redirect(url_for("simulate.index"))


@pages.get("/results/<ident>/result.json")
@part("simulate")
def as_json(ident: str) -> ResponseReturnValue:
    """The numbers."""
    one = kept(ident)
    head = {"process": one.process, "version": one.version, "title": one.title, "calendar": one.calendar}
    numbers = dict(one.result)
    if one.kind == "forecast" and not may_list(subject(one.process, one.version)):
        del numbers["open_cases"]
    text = json.dumps({**head, **numbers}, ensure_ascii=False, indent=1)
    return _file(text, "application/json; charset=utf-8", f"simulation-{ident}.json")


@pages.get("/results/<ident>/result.csv")
@part("simulate")
def as_csv(ident: str) -> ResponseReturnValue:
    """The numbers as a table for a spreadsheet."""
    one = kept(ident)
    if one.kind not in ("run", "forecast"):
        abort(404)
    rows = tables.summary(one.result, shown.namer(subject(one.process, one.version)))
    return _file("".join(table.lines(rows)), "text/csv; charset=utf-8", f"simulation-{ident}.csv")


@pages.get("/results/<ident>/open-cases.csv")
@part("simulate")
def open_cases(ident: str) -> ResponseReturnValue:
    """The risks of the open cases as a table for a spreadsheet."""
    one = kept(ident)
    about = subject(one.process, one.version)
    if one.kind != "forecast" or not may_list(about):
        abort(404)
    rows = risks.table(one.result, shown.namer(about))
    return _file("".join(table.lines(rows)), "text/csv; charset=utf-8", f"open-cases-{ident}.csv")


@pages.get("/results/<ident>/scenario.toml")
@part("simulate")
def as_toml(ident: str) -> ResponseReturnValue:
    """The scenario."""
    return _file(kept(ident).scenario, "application/toml; charset=utf-8", f"scenario-{ident}.toml")


@pages.get("/results/<ident>/<process>.bpmn")
@part("simulate")
def drawing(ident: str, process: str) -> ResponseReturnValue:
    """The diagram of the process, or of one it calls, in the version that was simulated."""
    one = kept(ident)
    about = subject(one.process, one.version)
    versions = {one.process: one.version, **about.definition.versions}
    if process not in versions:
        abort(404)
    return drawings.answer(process, versions[process])


@pages.get("/results/<ident>/log.<ending>")
@part("simulate")
def log(ident: str, ending: str) -> ResponseReturnValue:
    """The event log of the first replication, made anew from the seed."""
    from engine.simulation.logs import open_log  # noqa: PLC0415 - it brings NumPy along

    one = kept(ident)
    if one.kind != "run" or ending not in LOGS:
        abort(404)
    about = subject(one.process, one.version)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+b")  # noqa: SIM115 - closed when it is sent
    try:
        with tempfile.TemporaryDirectory(prefix="banjie-log-") as folder:
            compiled = compile_model(about.definition.models, one.process)
            scenario = about.completed(load(one.scenario.encode(), one.title))
            fewer = replace(scenario, replications=1, cases=min(scenario.cases or MOST_LOGGED, MOST_LOGGED))
            given = replace(prepared(about, fewer), keep=False, queue_every=None)
            path = Path(folder) / f"log.{ending}"
            with open_log(path, compiled, given) as writer:
                run(compiled, given, log=writer.block)
            with path.open("rb") as written:
                shutil.copyfileobj(written, file)
    except SimulationError as error:
        file.close()
        flash(str(error), "bad")
        return redirect(url_for("simulate.result", ident=ident))
    except BaseException:
        file.close()
        raise
    answer = Response(_chunks(file), content_type=LOGS[ending])
    answer.headers["Content-Disposition"] = f"attachment; filename=simulation-{ident}.{ending}"
    answer.call_on_close(file.close)
    return answer


def _run(one: Kept) -> ResponseReturnValue:
    about = subject(one.process, one.version)
    record, models = one.result, about.definition.models
    namer = shown.namer(about)
    cases = [case for case in record["samples"] if case["steps"]]
    chosen = min(max(request.args.get("sample", 0, type=int), 0), max(len(cases) - 1, 0))
    heated = heat.spots(record, models)
    limits = shown.limits(record, namer)
    others = [r for r in store.recent(banjie().database, one.process) if r.kind == "run" and r.id != one.id]
    return render_template(
        "simulate/result.html",
        one=one,
        record=record,
        about=about,
        headline=shown.headline(record, namer),
        limits=limits,
        scale=shown.scale(limits),
        pictures=shown.pictures(record, namer, about.calendar),
        heated={name: [shown.spot(spot) for spot in found] for name, found in heated.items()},
        models=models,
        namer=namer,
        cases=cases,
        chosen=chosen,
        gantt=samples.timeline(cases[chosen], about.calendar) if cases else None,
        hours=samples.hours,
        others=others if one.kind == "run" else [],
        risks=risks.risks(record, namer, request.args) if one.kind == "forecast" else None,
        may_list=may_list(about),
    )


def _comparison(one: Kept) -> ResponseReturnValue:
    namer = shown.namer(subject(one.process))
    found = sides.compared(one.result, namer)
    return render_template("simulate/comparison.html", one=one, record=one.result, found=found, namer=namer)


def _search(one: Kept) -> ResponseReturnValue:
    namer = shown.namer(subject(one.process))
    return render_template("simulate/search.html", one=one, record=one.result, namer=namer)


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, content_type=kind, headers={"Content-Disposition": f"attachment; filename={name}"})


def _chunks(file: tempfile.SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
