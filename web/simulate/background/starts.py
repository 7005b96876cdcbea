"""Beginning what runs in the background, and leading to where it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, url_for

from engine.simulation.scenario import to_toml
from engine.simulation.statistics.search import the_limit
from web.context import actor, banjie, now, site
from web.definitions import clause
from web.language import gettext
from web.simulate import store
from web.simulate.background import jobs, opened
from web.simulate.background.work import Search, prepared, searched, simulate
from web.simulate.form.typed import amount
from web.simulate.pages import may_list, usual
from web.simulate.result.changes import changes, title_of
from web.simulate.store import Kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from engine.simulation.scenario import Scenario
    from web.simulate.form.asking import Subject

AT_ONCE = 0.9  # seconds that a small run is waited for before its progress is shown
LEAST_SHARE, MOST_SHARE = 50, 99.9  # per cent of the cases that are to be in time


def run(about: Subject, scenario: Scenario, title: str) -> ResponseReturnValue:
    """Begin a run and lead to where it shows: at once where it is over soon.

    Raises:
        SimulationError: It cannot be run.
        TooManyError: Too many are under way.
    """
    prepared(about, scenario)
    text = to_toml(scenario, about.definition.models)
    title = title or title_of(changes(about, scenario, usual(about)))

    def result(tell: Callable[[float], None]) -> dict[str, Any]:
        return simulate(about, scenario, tell)

    return lead(begin(about, "run", title, text, result))


def run_from_open(about: Subject, scenario: Scenario, title: str, case: str) -> ResponseReturnValue:
    """The same from the cases that are open now; `case` is the one that the question is about, if any.

    Raises:
        SimulationError: It cannot be run.
        TooManyError: Too many are under way.
    """
    if not may_list(about):
        abort(403)
    often = replace(scenario, replications=opened.repeated(scenario, usual(about).replications))
    opened.check(about, often)
    engine, at = banjie(), now()

    def result(tell: Callable[[float], None]) -> dict[str, Any]:
        return opened.forecast(about, engine, often, at, tell) | {"asked": case}

    text = to_toml(often, about.definition.models)
    return lead(begin(about, "forecast", title or gettext("从在办件开始"), text, result))


def search(  # noqa: PLR0913 - what is searched, and in what
    about: Subject, scenario: Scenario, what: str, limit: str, share: str, of: str | None = None
) -> ResponseReturnValue:
    """Begin to search the smallest staffing that keeps a limit (`staffing`), or the shortest that can be promised
    (`limit`), in a `share` of the cases in per cent. `of`: the simulation that is kept of the same scenario.

    Raises:
        SimulationError: It cannot be run, or there is no such limit.
        TooManyError: Too many are under way.
        WrongFieldError: The share is none.
    """
    asked = Search(what, limit, amount(share, LEAST_SHARE, MOST_SHARE) / 100)
    the_limit(prepared(about, scenario), limit)
    named = clause(limit.partition("@")[0])
    title = (
        gettext("最少人手：%(clause)s", clause=named)
        if what == "staffing"
        else gettext("最短期限：%(clause)s", clause=named)
    )

    def result(tell: Callable[[float], None]) -> dict[str, Any]:
        return {**searched(about, scenario, asked, tell), "of": of}

    return lead(begin(about, "search", title, to_toml(scenario, about.definition.models), result))


def lead(job: jobs.Running) -> ResponseReturnValue:
    """To the result where it is there soon, else to the progress."""
    job.job.wait(AT_ONCE)
    if job.job.progress.state == "done":
        return redirect(url_for("simulate.result", ident=job.job.progress.report))
    return redirect(url_for("simulate.watch", ident=job.id))


def begin(
    about: Subject, kind: str, title: str, text: str, work: Callable[[Callable[[float], None]], dict[str, Any]]
) -> jobs.Running:
    """Begin work in the background that leaves a simulation to be kept.

    Raises:
        TooManyError: Too many are under way.
    """
    database, clock, owner = banjie().database, site().now, actor().id

    def kept_result(tell: Callable[[float], None]) -> str:
        found = work(tell)
        one = Kept(
            id=store.fresh(),
            kind=kind,
            process=about.process,
            version=about.definition.version,
            title=title,
            scenario=text,
            result=found,
            calendar=about.calendar.version,
            user_id=owner,
            created_at=clock(),
        )
        store.keep(database, one)
        return one.id

    return jobs.runner().start(jobs.Asked(owner, about.process, title, text), kept_result)
