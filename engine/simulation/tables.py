"""Calendars as tables that begin at 0:00 of a day: slots with the work done before them, and counts of working days.

What a calendar says of dates is written out; then comes one plain week that repeats for ever, unless the calendar is
known only until a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from engine.simulation.errors import SimulationError
from engine.simulation.layout import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.simulation.inputs import Calendar, Slots

_DAYS_OF_WEEK = 7
_MOST_DAYS = 400 * 366


@dataclass(frozen=True, slots=True)
class SlotTable:
    """Slots in order, in microseconds; from number `loop` on they repeat with every week, each of `week_work`."""

    starts: list[int]
    ends: list[int]
    worked: list[int]
    loop: int
    loop_start: int
    week_work: int


@dataclass(frozen=True, slots=True)
class DayTable:
    """`counts[d + 1]` is W of day d, `nth[n - 1]` the n-th working day; the last seven days repeat if `week_work`."""

    counts: list[int]
    nth: list[int]
    week_work: int


def slot_table(calendar: Calendar, first: date, name: str) -> SlotTable:
    """The slots of a calendar from a day on.

    Raises:
        SimulationError: The slots are in disorder, or nobody ever works.
    """
    days, dated = slots_by_day(calendar, first, name)
    starts = [number * DAY + a for number, slots in enumerate(days) for a, _ in slots]
    ends = [number * DAY + b for number, slots in enumerate(days) for _, b in slots]
    *worked, total = accumulate((b - a for slots in days for a, b in slots), initial=0)
    loop = sum(map(len, days[:dated])) if len(days) > dated else 0
    repeats = len(days) > dated and len(starts) > loop
    week_work = total - worked[loop] if repeats else 0
    return SlotTable(starts, ends, worked, loop, dated * DAY, week_work)


def day_table(calendar: Calendar, first: date, name: str) -> DayTable:
    """The counts of a calendar's days from a day on."""
    days, dated = slots_by_day(calendar, first, name)
    nth = [number for number, slots in enumerate(days) if slots]
    counts = [*accumulate(map(bool, days), initial=0)]
    return DayTable(counts, nth, counts[-1] - counts[dated] if len(days) > dated else 0)


def slots_by_day(  # noqa: C901 - one case for each kind
    calendar: Calendar, first: date, name: str, also: Sequence[date] = (), turn: int = _DAYS_OF_WEEK
) -> tuple[list[Slots], int]:
    """The slots of each day from `first` on; how many of them stand for a date, those of `also` included. After them
    come the `turn` days that repeat for ever, if the calendar is not known only until a day.

    Raises:
        SimulationError: The slots are in disorder, or nobody ever works.
    """
    if len(calendar.week) != _DAYS_OF_WEEK:
        raise SimulationError(f"Expected seven weekdays in calendar {name!r}, but there are {len(calendar.week)}")
    for slots in (*calendar.week, *calendar.days.values()):
        end = -1
        for a, b in slots:
            if not max(end, 0) <= a < b <= DAY:
                raise SimulationError(
                    f"Expected slots in order, within a day and without overlap in calendar {name!r}, but came {slots}"
                )
            end = b
    if calendar.until is not None and calendar.until < first:
        raise SimulationError(
            f"Expected calendar {name!r} to know the start, {first}, but it is known until {calendar.until}"
        )
    written = (d for d in (*calendar.days, *also) if d >= first)
    last = calendar.until or max(written, default=first - timedelta(days=1))
    dated = (last - first).days + 1
    if dated > _MOST_DAYS:
        raise SimulationError(f"Expected dates within 400 years in calendar {name!r}, but it goes on until {last}")
    weekday = first.weekday()
    days: list[Slots] = [calendar.week[(weekday + n) % 7] for n in range(dated)]
    for day, slots in calendar.days.items():
        if first <= day <= last:
            days[(day - first).days] = slots
    if calendar.until is None:
        days += [calendar.week[(weekday + dated + n) % 7] for n in range(turn)]
    if not any(days):
        raise SimulationError(f"Expected a calendar with working hours, but {name!r} has none from {first} on")
    return days, dated
