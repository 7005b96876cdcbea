"""The same arithmetic over whole arrays: a million deadlines at once, each equal to the one that is counted alone.

Instants are NumPy `datetime64` of local wall time in Asia/Shanghai, to the day or finer; NaT is refused. Positions are
those of `engine.time.measure`, counted from 1970: days, or microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.time.count import micros_in
from engine.time.rule import NonworkingStart, Rule, Unit
from engine.time.zone import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from engine.time.calendar import WorkCalendar

    Numbers = NDArray[np.int64]
    Instants = NDArray[np.datetime64]
    Pauses = Sequence[tuple[Instants, Instants]]

_EPOCH = 719_163  # ordinal of 1970-01-01


@dataclass(frozen=True, slots=True)
class _Days:
    """A calendar's counts as arrays. Index 0 is the day before its first."""

    calendar: WorkCalendar
    origin: int
    counts: Numbers
    working: Numbers  # the working days, in order

    def index(self, days: Numbers) -> Numbers:
        found = days - self.origin
        if found.size and not (found.min() > 0 and found.max() < self.counts.size):
            outside = days[(found <= 0) | (found >= self.counts.size)].flat[0]
            raise self.calendar.refuse(str(np.datetime64(int(outside), "D")))
        return found

    def count(self, days: Numbers) -> Numbers:
        return self.counts[self.index(days)]

    def nth(self, numbers: Numbers) -> Numbers:
        if numbers.size and numbers.max() > self.working.size:
            raise self.calendar.refuse("a day after")
        found: Numbers = self.working[np.maximum(numbers, 1) - 1]
        return found

    def work_from(self, days: Numbers) -> Numbers:
        return self.nth(self.counts[self.index(days) - 1] + 1)

    def business_count(self, moments: Numbers) -> Numbers:
        days, clock = moments // DAY, moments % DAY
        before = self.counts[self.index(days) - 1]
        within = sum(np.clip(clock - a, 0, b - a) for a, b in self.calendar.hours.slots)
        works = self.count(days) - before
        return before * self.calendar.hours.length + within * works

    def business_nth(self, amounts: Numbers) -> Numbers:
        hours = self.calendar.hours
        days = (amounts - 1) // hours.length
        part = amounts - days * hours.length  # in (0, length]
        clock = np.zeros_like(part)
        for opening, _ in hours.slots:
            used = hours.within(opening)
            clock = np.where(part > used, opening + part - used, clock)
        return self.nth(days + 1) * DAY + clock


@dataclass(frozen=True, slots=True)
class _Arithmetic:
    count: Callable[[Numbers], Numbers]
    nth: Callable[[Numbers], Numbers]
    roll: Callable[[Numbers], Numbers]


def _same(positions: Numbers) -> Numbers:
    return positions


@lru_cache(maxsize=8)
def _days(calendar: WorkCalendar) -> _Days:
    first, last = calendar.first.toordinal(), calendar.last.toordinal()
    counts = np.array([0, *(calendar.count_at(o) for o in range(first, last + 1))], dtype=np.int64)
    working = np.flatnonzero(np.diff(counts)) + (first - _EPOCH)
    return _Days(calendar, first - 1 - _EPOCH, counts, working)


def deadlines(rule: Rule, calendar: WorkCalendar, starts: Instants, pauses: Pauses = ()) -> Instants:
    """The deadline of each start, as `datetime64[us]`; 24:00 of a day is 0:00 of the next.

    Args:
        rule: The limit's arithmetic, without extension.
        calendar: The working days.
        starts: When each begins.
        pauses: Pairs of arrays of the same shape as `starts`: each start's first pause, its second, and so on, in any
            order and overlapping as they like; where a start has fewer, both are at or before it.

    Raises:
        BeyondCalendar: A day that is needed lies outside the calendar.
        ValueError: An instant is NaT.
    """
    first = _first(rule, calendar, starts)
    last = _expire(rule, calendar, first, _merged(rule, pauses, first))
    ends = (last + 1) * DAY if rule.by_date else last
    return ends.astype("datetime64[us]")


def elapsed(rule: Rule, calendar: WorkCalendar, starts: Instants, ends: Instants, pauses: Pauses = ()) -> Numbers:
    """What has passed of each, 0 where it ends before its start: whole days, or microseconds (of business time where
    the rule counts that) for a rule that does not count by date.
    """
    first = _first(rule, calendar, starts)
    stop = np.maximum(_positions(ends, by_date=rule.by_date), first)
    count = _arithmetic(rule, calendar).count
    total = count(stop) - count(first)
    for a, b in _merged(rule, pauses, first):
        total = total - (count(np.minimum(b, stop)) - count(np.minimum(a, stop)))
    return total


def _expire(rule: Rule, calendar: WorkCalendar, first: Numbers, gaps: Sequence[tuple[Numbers, Numbers]]) -> Numbers:
    """`engine.time.measure.expire`, for arrays: a gap that begins within reach carries the end along."""
    arithmetic = _arithmetic(rule, calendar)
    count, nth, roll = arithmetic.count, arithmetic.nth, arithmetic.roll
    total = _total(rule, calendar, first)
    target = count(first) + total
    last = first if rule.unit is Unit.IMMEDIATE else nth(target)
    for a, b in gaps:
        inside, reached = a <= last, a <= roll(last)
        target = np.where(inside, target + count(b) - count(a), target)
        last = np.where(inside, np.maximum(nth(target), b), np.where(reached, b, last))
    return roll(last)


def _first(rule: Rule, calendar: WorkCalendar, starts: Instants) -> Numbers:
    first = _positions(starts, by_date=rule.by_date)
    rolls = rule.nonworking_start is NonworkingStart.ROLL and rule.unit is Unit.WORKING_DAY and rule.by_date
    return _days(calendar).work_from(first) if rolls else first


def _positions(moments: Instants, *, by_date: bool) -> Numbers:
    if np.isnat(moments).any():
        raise ValueError("Expected instants, but some are NaT")
    return moments.astype("datetime64[D]" if by_date else "datetime64[us]").astype(np.int64)


def _merged(rule: Rule, pauses: Pauses, first: Numbers) -> list[tuple[Numbers, Numbers]]:
    """Each column's gaps in order and without overlap, nothing before its start; some may be empty."""
    if not pauses:
        return []
    starts = np.stack([_positions(a, by_date=rule.by_date) for a, _ in pauses])
    stops = np.stack([_positions(b, by_date=rule.by_date) for _, b in pauses])
    order = np.argsort(starts, axis=0, kind="stable")
    starts, stops = np.take_along_axis(starts, order, 0), np.take_along_axis(stops, order, 0)
    reached, found = first, []
    for a, b in zip(starts, stops, strict=True):
        low = np.maximum(a, reached)
        reached = np.maximum(b, reached)
        found.append((np.minimum(low, reached), reached))
    return found


def _arithmetic(rule: Rule, calendar: WorkCalendar) -> _Arithmetic:
    days = _days(calendar)
    if rule.unit is Unit.IMMEDIATE:
        return _Arithmetic(days.count, days.nth, days.work_from)
    if rule.unit in (Unit.NATURAL_DAY, Unit.MONTH):
        return _Arithmetic(_same, _same, days.work_from if rule.roll_natural else _same)
    if rule.by_date:
        return _Arithmetic(days.count, days.nth, _same)
    if rule.unit is Unit.WORKING_DAY or rule.business:
        return _Arithmetic(days.business_count, days.business_nth, _same)
    return _Arithmetic(_same, _same, _same)


def _total(rule: Rule, calendar: WorkCalendar, first: Numbers) -> Numbers | int:
    if rule.unit is Unit.IMMEDIATE:
        return 0
    if rule.unit is Unit.MONTH:
        return _months(first, int(rule.quantity))
    return int(rule.quantity) if rule.by_date else int(rule.quantity * micros_in(rule.unit, calendar))


def _months(first: Numbers, months: int) -> Numbers:
    days = first.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    target = month + np.timedelta64(months, "M")
    length = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - target.astype("datetime64[D]")
    into = np.minimum(days - month.astype("datetime64[D]"), length - np.timedelta64(1, "D"))
    total: Numbers = (target.astype("datetime64[D]") + into).astype(np.int64) - first
    return total
