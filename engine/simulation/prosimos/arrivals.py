"""When cases arrive in Prosimos: a gap of clock time after the one before, and then at the next opening of the
arrivals' calendar. The first arrives at the start, or after a gap if the calendar is closed then. Without a calendar of
arrivals they come when anybody works who does one of the first tasks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.inputs import Arrivals
from engine.simulation.prosimos.calendars import calendar, union
from engine.simulation.prosimos.distributions import gaps
from workflows.model import Kind

if TYPE_CHECKING:
    from engine.simulation.inputs import Calendar, Pool, Staff, Task
    from engine.simulation.prosimos.document import Item
    from workflows.model import ProcessModel

CALENDAR = "arrival_time_calendar"


def arrivals(  # noqa: PLR0913 - what staff and tasks are made of
    root: Item,
    model: ProcessModel,
    calendars: dict[str, Calendar],
    staff: dict[str, Staff],
    pools: dict[str, Pool],
    tasks: dict[str, Task],
) -> tuple[Arrivals, Calendar]:
    """The arrivals, and their calendar, which is to be called `CALENDAR`.

    Raises:
        SimulationError: The calendar never opens, or the gaps are none.
    """
    gap = gaps(root.get("arrival_time_distribution"))
    if root.has(CALENDAR):
        found = calendar(root.get(CALENDAR), CALENDAR)
        if not any(found.week):
            raise root.get(CALENDAR).wrong("a calendar that opens")
    else:
        first = _first_tasks(model, tasks)
        members = [staff[name] for key in first for name in pools[str(tasks[key].pool)].staff]
        found = union([calendars[str(one.calendar)] for one in members], CALENDAR)
    return Arrivals(gap, CALENDAR, opening=True), found


def _first_tasks(model: ProcessModel, tasks: dict[str, Task]) -> list[str]:
    """The tasks that can come first in a case."""
    seen, first = set(), []
    ahead = [e.id for e in model.elements.values() if e.kind is Kind.START]
    while ahead:
        key = ahead.pop()
        if key in seen:
            continue
        seen.add(key)
        if key in tasks:
            first.append(key)
        else:
            ahead += [model.flows[flow].target for flow in model.elements[key].outgoing]
    return first
