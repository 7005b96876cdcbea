"""Simulating on from the cases that are open now: what is run, and what of each case is kept with the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.simulation import SimulationError
from engine.simulation.scenario.opened.from_open import FORECAST, from_open
from engine.simulation.scenario.opened.open_cases import open_cases, probabilities
from engine.views import CaseFilter
from web.simulate.background.work import as_planned, played, prepared
from web.simulate.form.fields import MOST_ALTOGETHER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from engine.service import Banjie
    from engine.simulation.scenario import Scenario
    from engine.views import CaseRow
    from web.simulate.form.asking import Subject

PAGE = 500


def repeated(scenario: Scenario, usual: int) -> int:
    """How often a forecast is repeated where the form still holds the usual number: often enough to tell a few per
    cent, and no more than a run may be altogether.
    """
    if scenario.replications != usual:
        return scenario.replications
    return max(usual, min(FORECAST, MOST_ALTOGETHER // max(scenario.cases or 1, 1)))


def check(subject: Subject, scenario: Scenario) -> None:
    """Whether it can be run from open cases.

    Raises:
        SimulationError: It cannot.
    """
    if prepared(subject, scenario).horizon is not None:
        raise SimulationError("Expected a number of cases and no horizon where open cases are played to their end")


def forecast(
    subject: Subject, banjie: Banjie, scenario: Scenario, at: datetime, tell: Callable[[float], None]
) -> dict[str, Any]:
    """Run the scenario from the cases that are open at `at`; what a page shows of it, as JSON values.

    Raises:
        SimulationError: It cannot be run, or came to where it could not go on.
        models.StoreUnavailable: The database cannot be reached.
    """
    compiled = as_planned(subject, scenario)
    with banjie.database.read() as connection:
        cases = open_cases(connection, compiled, at)
    standing = {row.case: row for row in _rows(banjie, subject.process, at)}
    tell(0.0)

    def past(scenario: Scenario) -> int:
        return (at.date() - scenario.start).days if scenario.start else 0

    start = from_open(
        cases, scenario, compiled, subject.calendar, at, made=lambda one: prepared(subject, one, past(one))
    )
    outcome, record = played(compiled, start.inputs, tell, (at.date() - start.inputs.origin.date()).days)
    found = [{**one, **_standing(standing.get(one["case"]))} for one in probabilities(start, outcome)]
    return {**record, "opened_at": at.isoformat(), "open_cases": found}


def _rows(banjie: Banjie, process: str, at: datetime) -> Iterator[CaseRow]:
    """Every open case of the process, as the list of cases has it."""
    after: str | None = None
    while True:
        page = banjie.cases(CaseFilter(process=process, state="open", limit=PAGE, after=after), at)
        yield from page.rows
        after = page.next
        if after is None:
            return


def _standing(row: CaseRow | None) -> dict[str, Any]:
    """Where a case stood. No title and no applicant: a simulation is no register of persons."""
    if row is None:  # it was closed between the two readings
        return {"lamp": "none", "on_hold": False, "step": None, "department": None, "deadline": None}
    deadline = row.deadline_at.isoformat() if row.deadline_at else None
    return {
        "lamp": row.lamp,
        "on_hold": row.paused,
        "step": row.step_name,
        "department": row.department,
        "deadline": deadline,
    }
