"""Weekly calendars as Prosimos writes them: periods from one weekday to another, from a time to a time of day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.simulation.inputs import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.simulation.inputs import Slots
    from engine.simulation.prosimos.document import Item

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?")
_HOUR, _MINUTE, _SECOND = 3_600_000_000, 60_000_000, 1_000_000
DAY = 24 * _HOUR
ALWAYS: tuple[Slots, ...] = (((0, DAY),),) * 7


def calendar(periods: Item, name: str) -> Calendar:
    """A week of periods, joined where they touch.

    Raises:
        SimulationError: A weekday or a time is none, or a period ends before it begins.
    """
    week: list[list[tuple[int, int]]] = [[] for _ in _DAYS]
    for period in periods.items():
        first, last = _day(period.get("from")), _day(period.get("to"))
        begin, end = _time(period.get("beginTime")), _time(period.get("endTime")) or DAY
        if begin >= end:
            raise period.wrong("a period that ends after it begins, on the same day,")
        for day in range(first, last + 1 if last >= first else last + 8):
            week[day % 7].append((begin, end))
    return Calendar(tuple(_joined(day) for day in week), name=name)


def union(calendars: Iterable[Calendar], name: str) -> Calendar:
    """When anybody works."""
    weeks = [c.week for c in calendars]
    return Calendar(tuple(_joined([slot for week in weeks for slot in week[day]]) for day in range(7)), name=name)


def _joined(slots: list[tuple[int, int]]) -> Slots:
    found: list[tuple[int, int]] = []
    for begin, end in sorted(slots):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def _day(item: Item) -> int:
    if item.text().upper() not in _DAYS:
        raise item.wrong("a weekday in English")
    return _DAYS.index(item.text().upper())


def _time(item: Item) -> int:
    found = _CLOCK.fullmatch(item.text())
    if found is None:
        raise item.wrong("a time of day as 09:00:00")
    hours, minutes, seconds = (int(found[n] or 0) for n in (1, 2, 3))
    micros = int((found[4] or "").ljust(6, "0"))
    total = hours * _HOUR + minutes * _MINUTE + seconds * _SECOND + micros
    if minutes > 59 or seconds > 59 or total > DAY:  # noqa: PLR2004 - of an hour, of a minute
        raise item.wrong("a time of day as 09:00:00")
    return total
