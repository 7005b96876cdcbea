"""The ledger of a clock as a calendar: which dates were counted, and the deadline.

Pure: from the entries of a reading to months of cells.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.time import DayEntry, Reading

MOST_MONTHS = 36

# How a cell looks, by the kind that a ledger's reason begins with.
KINDS = {
    "first day": "first",
    "weekend": "rest",
    "holiday": "rest",
    "closure": "rest",
    "before restart": "before",
    "paused": "paused",
    "excluded": "paused",
    "no approval step open": "paused",
    "outside business hours": "rest",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A date. `kind` is counted, first, rest, paused, before, or ahead for a date that the ledger has not come to;
    `number` how much had been counted at its end.
    """

    date: date
    kind: str
    entry: DayEntry | None = None
    number: Decimal | None = None
    is_deadline: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """A month in weeks from Monday; None where a week reaches into another month. `counted` adds up its weights."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    counted: Decimal


def kind(entry: DayEntry) -> str:
    """How the date looks: what a reader sees before the reason."""
    if entry.counted:
        return "counted"
    return KINDS.get(entry.why.partition(":")[0], "rest")


def months(reading: Reading, today: date) -> tuple[LedgerMonth, ...]:
    """The months from the ledger's first date to its last or to the deadline, whichever is later."""
    if not reading.days:
        return ()
    entries = {entry.date: entry for entry in reading.days}
    totals = running_totals(reading.days)
    first, last = reading.days[0].date, max(reading.days[-1].date, reading.last_day)
    cells = {
        day: _cell(day, entries.get(day), totals.get(day), reading.last_day, today)
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    }
    return tuple(_month(year, month, cells) for year, month in _months_between(first, last)[:MOST_MONTHS])


def running_totals(days: Sequence[DayEntry]) -> dict[date, Decimal]:
    """How much had been counted at the end of each date."""
    total, found = Decimal(0), {}
    for entry in days:
        total += entry.weight
        found[entry.date] = total
    return found


def _cell(day: date, entry: DayEntry | None, total: Decimal | None, deadline: date, today: date) -> Cell:
    looks = kind(entry) if entry else "ahead"
    number = total if entry and entry.counted else None
    return Cell(day, looks, entry, number, is_deadline=day == deadline, is_today=day == today)


def _month(year: int, month: int, cells: dict[date, Cell]) -> LedgerMonth:
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(year, month)
    blank = {d: Cell(d, "outside") for week in weeks for d in week if d.month == month}
    rows = tuple(tuple((cells.get(d) or blank[d]) if d.month == month else None for d in week) for week in weeks)
    counted = [c.entry.weight for row in rows for c in row if c and c.entry]
    return LedgerMonth(date(year, month, 1), rows, sum(counted, start=Decimal(0)))


def _months_between(first: date, last: date) -> list[tuple[int, int]]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = (divmod(first.year * 12 + first.month - 1 + n, 12) for n in range(count))
    return [(year, month + 1) for year, month in months]
