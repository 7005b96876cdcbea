"""The ledger: every date from the first day on, counted or not, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.time.rule import Unit
from engine.time.zone import DAY, local, micros

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.time.count import Count, Gap

FIRST_DAY = "first day"
BEFORE_RESTART = "before restart"
OUTSIDE_HOURS = "outside business hours"
ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One date of a ledger. `weight` is how much of the limit's unit it counts: 1 or 0 for whole days. `why` is a kind,
    alone or with what it is about: `working`, `weekend`, `holiday: 春节`, `made-up: 国庆节`, `closure: …`, `first day`,
    `before restart`, `outside business hours`, or why it was paused: `paused: hearing`. `cause` is the seq of the
    event that paused it.
    """

    date: date
    counted: bool
    why: str
    weight: Decimal
    cause: int | None = None


def entries(count: Count, end: int, gaps: Sequence[Gap], earlier: datetime | None = None) -> tuple[DayEntry, ...]:
    """The dates up to the one of position `end`; the weights add up to what has passed there. `earlier` is the first
    start of a count that was begun anew.
    """
    before = range(local(earlier).toordinal(), count.begun) if earlier else range(0)
    found = [DayEntry(date.fromordinal(o), counted=False, why=BEFORE_RESTART, weight=ZERO) for o in before]
    if count.rule.by_date:
        found.extend(_by_date(count, ordinal, gaps) for ordinal in range(count.begun, end + 1))
    else:
        found.extend(_by_moment(count, end, gaps))
    return tuple(found)


def _by_date(count: Count, ordinal: int, gaps: Sequence[Gap]) -> DayEntry:
    day = date.fromordinal(ordinal)
    if ordinal == count.start:
        return _entry(day, FIRST_DAY)
    natural = count.rule.reading_unit is Unit.NATURAL_DAY
    why, works = _nature(count, day)
    if ordinal < count.start or not (works or natural):
        return _entry(day, why)
    gap = _gap_over(count, ordinal, gaps)
    if gap:
        return DayEntry(day, counted=False, why=gap.why, weight=ZERO, cause=gap.cause)
    return DayEntry(day, counted=True, why=why, weight=ONE)


def _entry(day: date, why: str) -> DayEntry:
    return DayEntry(day, counted=False, why=why, weight=ZERO)


def _nature(count: Count, day: date) -> tuple[str, bool]:
    """What the day is; natural days need no calendar, so beyond it they are just that."""
    calendar = count.calendar
    if calendar.first <= day <= calendar.last:
        known = calendar.day(day)
        return known.why, known.working
    return "natural day", True


def _gap_over(count: Count, ordinal: int, gaps: Sequence[Gap]) -> Gap | None:
    """The gap that takes this day away, the first one where several do."""
    if not any(a < ordinal <= b for a, b in count.gaps):
        return None
    covering = (g for g in gaps if local(g.start).toordinal() < ordinal and _last(g, ordinal) >= ordinal)
    return next(covering, None)


def _last(gap: Gap, otherwise: int) -> int:
    return local(gap.end).toordinal() if gap.end else otherwise


def _by_moment(count: Count, end: int, gaps: Sequence[Gap]) -> Iterator[DayEntry]:
    """Each weight is the difference of what had passed at two midnights, so that rounding cannot add up."""
    before = ZERO
    for ordinal in range(count.begun, end // DAY + 1):
        start, stop = max(ordinal * DAY, count.start), min((ordinal + 1) * DAY, end)
        amount = count.amount(count.elapsed(stop))
        day = date.fromordinal(ordinal)
        why, works = _nature(count, day)
        gap = None
        if amount == before and works:
            gap = next((g for g in gaps if _touches(g, start, stop)), None)
            why = gap.why if gap else OUTSIDE_HOURS
        yield DayEntry(day, amount > before, why, amount - before, gap.cause if gap else None)
        before = amount


def _touches(gap: Gap, start: int, stop: int) -> bool:
    return micros(local(gap.start)) < stop and (gap.end is None or micros(local(gap.end)) > start)
