"""When cases arrive in Prosimos: a gap of clock time after the one before, and then at the next opening of the
arrivals' calendar. The first arrives at the start, or after a gap if the calendar is closed then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.simulation.errors import SimulationError
from engine.simulation.inputs import Arrivals
from engine.simulation.prosimos.calendars import ALWAYS, DAY
from engine.simulation.prosimos.distributions import sampler

if TYPE_CHECKING:
    from engine.simulation.inputs import Calendar, Distribution

_HOUR = 3_600_000_000
_MIDNIGHT = datetime.min.time()


def arrivals(gap: Distribution, calendar: Calendar, start: datetime, cases: int, seed: int) -> Arrivals:
    """Gaps where the calendar never closes; elsewhere the instants themselves.

    Raises:
        SimulationError: The calendar never opens, or the cases go on beyond the year 9999.
    """
    if calendar.week == ALWAYS:
        return Arrivals(gap)
    if not any(calendar.week):
        raise SimulationError("Expected arrival_time_calendar of the Prosimos file to open, but it never does")
    one = sampler(gap, start, seed)
    first = datetime.combine(start.date(), _MIDNIGHT)
    at = (start - first) // timedelta(microseconds=1)
    weekday = start.weekday()
    at = at if _opening(calendar, weekday, at) == at else _opening(calendar, weekday, at + round(one(0) * _HOUR))
    found = []
    try:
        for number in range(1, cases + 1):
            found.append(first + timedelta(microseconds=at))
            at = _opening(calendar, weekday, at + round(one(number) * _HOUR))
    except OverflowError as error:
        raise SimulationError(
            "Expected arrivals of the Prosimos file to end by the year 9999, but they go on"
        ) from error
    return Arrivals(instants=tuple(found))


def _opening(calendar: Calendar, weekday: int, at: int) -> int:
    """The instant itself, or the next opening."""
    day, time = divmod(at, DAY)
    for later in range(8):
        for begin, end in calendar.week[(weekday + day + later) % 7]:
            if later or time <= end:
                return (day + later) * DAY + (max(begin, time) if not later else begin)
    return at
