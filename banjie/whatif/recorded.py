"""Scenarios from what happened: the cases in our own database, or an event log from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from banjie.whatif import sources
from engine.simulation.errors import SimulationError
from engine.simulation.logs.reading import read_log
from engine.simulation.scenario.fitting.fit import fit
from engine.simulation.scenario.fitting.log import Row
from engine.simulation.scenario.fitting.stored import stored_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.simulation.scenario import Scenario
    from engine.time.calendar import WorkCalendar
    from workflows.model import ProcessModel

_COMPLETE = "complete"


def fitted(
    process: str, models: Mapping[str, ProcessModel], calendar: WorkCalendar, log: Path | None = None
) -> Scenario:
    """A scenario that says what was recorded of a process: in a log, or (None) in the database.

    Raises:
        SimulationError: Nothing was recorded, or the log cannot be read.
        models.StoreUnavailable: The database cannot be reached.
    """
    if log is not None:
        return fit(_of_log(log), process, models, calendar)
    rows = _of_database(process)
    if not rows:
        raise SimulationError(f"Expected recorded cases of {process} to fit a scenario to, but there are none")
    return fit(rows, process, models, calendar)


def _of_log(path: Path) -> Iterator[Row]:
    for row in read_log(path):
        if row.lifecycle == _COMPLETE:
            activity = row.element or row.activity
            yield Row(row.case, activity, row.resource or None, row.opened, row.started, row.finished)


def _of_database(process: str) -> tuple[Row, ...]:
    """What was done in all cases of a process; nothing where there is no database yet."""
    with sources.recorded() as connection:
        return () if connection is None else tuple(stored_rows(connection, process))
