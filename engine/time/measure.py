"""Counting on whole numbers: four measures, and the two questions that every limit asks of them.

A measure counts monotonously over positions and can be inverted. Positions are days (ordinals) or microseconds of local
wall time. What does not count is a gap: on days the span (from, to], on microseconds [from, to). Because a measure is
monotone, what passed between two positions is a difference of two counts, whichever way the ends are open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.time.calendar import WorkCalendar


class Measure(NamedTuple):
    """`count` is monotone; `nth` gives the earliest position with that count."""

    count: Callable[[int], int]
    nth: Callable[[int], int]


def working_days(calendar: WorkCalendar) -> Measure:
    """W on ordinals of days."""
    return Measure(calendar.count_at, calendar.nth_at)


def business_time(calendar: WorkCalendar) -> Measure:
    """Business time on microseconds."""
    return Measure(calendar.business_count, calendar.business_nth)


def _same(position: int) -> int:
    return position


NATURAL = Measure(_same, _same)  # natural days on ordinals, clock time on microseconds


def merged(gaps: Iterable[tuple[int, int]], floor: int) -> list[tuple[int, int]]:
    """The gaps in order and without overlap, nothing before `floor`: an overlap is never taken off twice."""
    found: list[tuple[int, int]] = []
    reached = floor
    for start, stop in sorted(gaps):
        if stop > reached:
            found.append((max(start, reached), stop))
            reached = stop
    return found


def passed(measure: Measure, start: int, stop: int, gaps: Sequence[tuple[int, int]]) -> int:
    """What counts between two positions, without the gaps (as `merged` gives them)."""
    count = measure.count
    total = count(stop) - count(start)
    for a, b in gaps:
        low, high = max(a, start), min(b, stop)
        if low < high:
            total -= count(high) - count(low)
    return total


def reach(measure: Measure, start: int, amount: int, gaps: Sequence[tuple[int, int]]) -> int:
    """The earliest position at which `amount` has passed since `start`."""
    if amount <= 0:
        return start
    count, nth = measure
    target = count(start) + amount
    for a, b in gaps:
        if nth(target) <= a:
            break
        target += count(b) - count(a)
    return nth(target)


def expire(
    measure: Measure,
    start: int,
    amount: int,
    gaps: Sequence[tuple[int, int]],
    roll: Callable[[int], int] = _same,
) -> tuple[int, int]:
    """The last position that is in time, before and after `roll` moved it off a rest day.

    A limit cannot run out while it does not count. So a gap that begins on the last position itself carries the end to
    the end of the gap: nothing of the limit was used up in between, and elapsed is not more than the limit there.
    """
    count, nth = measure
    if not gaps:
        last = nth(count(start) + amount) if amount else start
        return last, roll(last)
    target = count(start) + amount
    last = nth(target) if amount else start
    for a, b in gaps:
        if a > roll(last):
            break
        if a <= last:
            target += count(b) - count(a)
            last = max(nth(target), b)
        else:
            last = b
    return last, roll(last)
