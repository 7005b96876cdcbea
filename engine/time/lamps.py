"""When a lamp changes its colour, as instants: whoever compares them with the time of day has the lamp."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.time.count import spans_of
from engine.time.measure import NATURAL, Measure, business_time, passed, reach, working_days
from engine.time.rule import PERCENT, Bound, LampRule, Unit
from engine.time.zone import DAY, HOUR, MINUTE, micros

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.time.count import Count, Gap

GREEN = "green"
RED = "red"


class Change(NamedTuple):
    """From `at` (microseconds of local wall time) the lamp rule applies."""

    at: int
    lamp: LampRule


class _Frame(NamedTuple):
    """The count seen in one unit: its measure, and start, last position and gaps in the measure's positions."""

    measure: Measure
    start: int
    last: int
    gaps: Sequence[tuple[int, int]]
    by_date: bool
    size: int  # whole numbers of the measure in one of the unit


def changes(count: Count, started: datetime, gaps: Sequence[Gap], now: datetime | None) -> tuple[Change, ...]:
    """When each lamp of the rule begins to apply, in the rule's order. A shortest time has nothing to warn of: it can
    only be broken by ending.
    """
    if count.rule.bound is Bound.AT_LEAST:
        return ()
    begins = micros(started)
    return tuple(Change(_from(count, lamp, begins, gaps, now), lamp) for lamp in count.rule.lamps)


def colour(found: Sequence[Change], moment: int) -> str:
    """The colour at that microsecond: the last rule of the list that applies, else green."""
    return next((change.lamp.colour for change in reversed(found) if change.at <= moment), GREEN)


def warning(found: Sequence[Change]) -> int | None:
    """The first change before the limit is broken."""
    return min((change.at for change in found if change.lamp.basis != "overdue"), default=None)


def _from(count: Count, lamp: LampRule, begins: int, gaps: Sequence[Gap], now: datetime | None) -> int:
    if lamp.basis == "overdue" and lamp.amount == 0:
        return count.breach_from
    frame = _frame(count, lamp, begins, gaps, now)
    amount = _units(count, lamp, frame)
    if lamp.basis == "overdue":
        at = reach(frame.measure, frame.last, amount, frame.gaps)
        return max(count.breach_from, _moment(frame, at))
    whole = passed(frame.measure, frame.start, frame.last, frame.gaps)
    needed = amount if lamp.basis == "elapsed" else whole - amount
    if needed <= 0:
        return begins
    return max(begins, _moment(frame, reach(frame.measure, frame.start, needed, frame.gaps)))


def _units(count: Count, lamp: LampRule, frame: _Frame) -> int:
    """The lamp's amount in the frame's measure. By dates half a day is not reached before the whole one: what has
    passed rounds up, what remains rounds down.
    """
    exact = Decimal(count.total) * lamp.amount / 100 if lamp.unit == PERCENT else lamp.amount * frame.size
    if lamp.basis == "remaining":
        return int(exact)
    return int(exact.to_integral_value(rounding=ROUND_CEILING))


def _frame(count: Count, lamp: LampRule, begins: int, gaps: Sequence[Gap], now: datetime | None) -> _Frame:
    rule, calendar = count.rule, count.calendar
    unit = rule.reading_unit if lamp.unit == PERCENT else Unit(lamp.unit)
    in_days = unit in (Unit.WORKING_DAY, Unit.NATURAL_DAY)
    if rule.by_date and in_days:
        measure = working_days(calendar) if unit is Unit.WORKING_DAY else NATURAL
        return _Frame(measure, count.start, count.last, count.gaps, by_date=True, size=1)
    business = unit is Unit.WORKING_DAY or (rule.business and unit is not Unit.NATURAL_DAY)
    measure = business_time(calendar) if business else NATURAL
    sizes = {Unit.WORKING_DAY: calendar.hours.length, Unit.NATURAL_DAY: DAY, Unit.HOUR: HOUR}
    size = sizes.get(unit, MINUTE)
    if not rule.by_date:
        return _Frame(measure, count.start, count.last, count.gaps, by_date=False, size=size)
    spans = spans_of(gaps, begins, now, by_date=False)
    return _Frame(measure, begins, (count.last + 1) * DAY, spans, by_date=False, size=size)


def _moment(frame: _Frame, at: int) -> int:
    return at * DAY if frame.by_date else at
