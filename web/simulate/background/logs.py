"""The event log of a simulation: made in the background into a file, all replications, and sent from there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, send_from_directory, url_for

from engine.simulation import SimulationError, run
from engine.simulation.scenario import load
from web.context import actor, banjie, site
from web.language import gettext
from web.permissions import part
from web.simulate.background import files, jobs, kernel
from web.simulate.background.jobs import TooManyError
from web.simulate.background.work import as_planned, prepared
from web.simulate.pages import kept, pages, subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from web.simulate.store import Kept

BEFORE_SORTING = 0.6  # share of the work that is done when a log that goes by case has all its rows
LATER = 0.99


@pages.post("/results/<ident>/log")
@part("simulate")
def make_log(ident: str) -> ResponseReturnValue:
    """Begin to make the log, or lead to it where it is there."""
    one, ending = kept(ident), request.form.get("ending", "")
    if one.kind != "run" or ending not in files.KINDS:
        abort(404)
    logs = files.Logs(site().settings.data_dir)
    logs.clean(site().now())
    if logs.path(ident, ending).exists():
        return redirect(url_for("simulate.log", ident=ident, ending=ending))
    try:
        job = _begin(one, ending, logs)
    except (SimulationError, TooManyError) as error:
        flash(str(error), "bad")
        return redirect(url_for("simulate.result", ident=ident, _anchor="log"))
    return redirect(url_for("simulate.watch", ident=job.id))


@pages.get("/results/<ident>/log.<ending>")
@part("simulate")
def log(ident: str, ending: str) -> ResponseReturnValue:
    """The log, where it was made and is still kept; else to where it is made."""
    one = kept(ident)
    if one.kind != "run" or ending not in files.KINDS:
        abort(404)
    path = files.Logs(site().settings.data_dir).path(ident, ending)
    if not path.exists():
        flash(gettext("事件日志还没有生成，或者已经清除。请在本页重新生成。"), "warn")
        return redirect(url_for("simulate.result", ident=ident, _anchor="log"))
    return send_from_directory(
        path.parent.resolve(),
        path.name,
        as_attachment=True,
        download_name=f"simulation-{ident}.{ending}",
        mimetype=files.KINDS[ending],
        max_age=0,
    )


def _begin(one: Kept, ending: str, logs: files.Logs) -> jobs.Running:
    """Begin to make a log in the background.

    Raises:
        SimulationError: There is no room for it, its scenario cannot be run, or what writes it is missing.
        TooManyError: Too many are under way.
    """
    rows = files.rows_of(one.result)
    if files.size_of(rows, ending) > logs.room():
        raise SimulationError(
            gettext("这份日志约有 %(rows)s 行，服务器放不下。请选压缩的格式，或减少件数、重复次数。", rows=f"{rows:,}")
        )
    if ending == "parquet" and not files.can_parquet():
        raise SimulationError(gettext("服务器没有安装 PyArrow，不能生成 Parquet 文件。"))
    about = subject(one.process, one.version)
    scenario = about.completed(load(one.scenario.encode(), one.title))
    given = replace(prepared(about, scenario), keep=False, queue_every=None)
    compiled = as_planned(about, scenario)
    path, clock, titles = logs.path(one.id, ending), site().now, _titles(compiled)

    def work(tell: Callable[[float], None]) -> str:
        written(path, compiled, given, titles, tell)
        logs.stamp(path, clock())
        return one.id

    title = gettext("事件日志（%(form)s）：%(title)s", form=form_name(ending), title=one.title)
    asked = jobs.Asked(actor().id, one.process, title, one.scenario, of=one.id, log=ending)
    return jobs.runner().start(asked, work)


def written(
    path: Path, compiled: Compiled, given: Inputs, titles: dict[str, str], tell: Callable[[float], None]
) -> None:
    """Write the log as the command line's `--log` does. `tell` may stop it by raising: then there is no file.

    Raises:
        SimulationError: It cannot be run, or not be written.
    """
    from engine.simulation.logs import open_log  # noqa: PLC0415 - it brings NumPy along

    share = BEFORE_SORTING if ".xes" in path.name else LATER

    def sorting(done: float) -> None:
        tell(share + (1 - share) * done)

    kernel.wait(compiled, given, tell)
    with open_log(path, compiled, given, titles=titles, told=sorting) as writer:
        run(compiled, given, progress=lambda done: tell(share * done), log=writer.block)


def _titles(compiled: Compiled) -> dict[str, str]:
    from engine.simulation.logs import titles_of  # noqa: PLC0415 - few ask for it

    return titles_of(compiled, banjie().library.places)


def form_name(ending: str) -> str:
    """What a format is called."""
    form, _, packed = ending.partition(".")
    name = "Parquet" if form == "parquet" else form.upper()
    return gettext("%(form)s 压缩", form=name) if packed else name


def forms() -> list[tuple[str, str, bool]]:
    """The formats: ending, name, whether it can be written here."""
    return [(one, form_name(one), one != "parquet" or files.can_parquet()) for one in files.KINDS]


def ready(ident: str) -> list[files.Ready]:
    """The logs of a simulation that can be had now."""
    return files.Logs(site().settings.data_dir).ready(ident, site().now())


def forget(ident: str) -> None:
    """Throw away the logs of a simulation."""
    files.Logs(site().settings.data_dir).forget(ident)
