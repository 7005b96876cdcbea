"""Reading: the page of what came out, its files, and throwing it away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for

from web import drawings
from web.audit import table
from web.context import actor, banjie
from web.language import gettext
from web.permissions import part
from web.simulate import store
from web.simulate.background import files, logs
from web.simulate.pages import kept, may_list, pages, subject, usual
from web.simulate.result import changes, heat, risks, samples, shown, sides, spreads, tables

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.simulate.store import Kept


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
    logs.forget(ident)
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
    """The scenario; of a comparison the one at that place, from 0."""
    one = kept(ident)
    place = request.args.get("place", 0, type=int)
    texts = changes.scenarios(one)
    if not 0 <= place < len(texts):
        abort(404)
    return _file(texts[place], "application/toml; charset=utf-8", f"scenario-{ident}.toml")


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
        limit_name=shown.named,
        pictures=spreads.pictures(record, namer, about.calendar),
        heated={name: [shown.spot(spot) for spot in found] for name, found in heated.items()},
        heat_keys=shown.heat_keys(),
        models=models,
        namer=namer,
        cases=cases,
        chosen=chosen,
        gantt=samples.timeline(cases[chosen], about.calendar) if cases else None,
        hours=samples.hours,
        others=others if one.kind == "run" else [],
        changed=changes.of_text(about, one.scenario, usual),
        risks=risks.risks(record, namer, request.args) if one.kind == "forecast" else None,
        may_list=may_list(about),
        log_rows=files.rows_of(record),
        logs=logs.ready(one.id),
        log_forms=logs.forms(),
    )


def _comparison(one: Kept) -> ResponseReturnValue:
    about = subject(one.process)
    namer = shown.namer(about)
    found = sides.compared(one.result, namer)
    texts = changes.scenarios(one)
    told = [changes.of_text(about, text, usual) for text in texts] if len(texts) == len(found.titles) else []
    return render_template(
        "simulate/comparison.html", one=one, record=one.result, found=found, namer=namer, changed=told
    )


def _search(one: Kept) -> ResponseReturnValue:
    namer = shown.namer(subject(one.process))
    return render_template("simulate/search.html", one=one, record=one.result, namer=namer)


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, content_type=kind, headers={"Content-Disposition": f"attachment; filename={name}"})
