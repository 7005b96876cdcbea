"""One count of a limit: a rule, a calendar, a start and what does not count, turned into whole numbers.

Whole-day limits are counted on dates: the first day is not counted (民法典 art. 201), the last one ends at 24:00
(art. 203), months end on the corresponding day (art. 202). Hours, minutes and parts of a working day are counted from
the very moment. A deadline is the first instant that is no longer in time: 24:00 of 2026-09-24 is 2026-09-25T00:00.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.time.measure import NATURAL, Measure, business_time, expire, merged, passed, working_days
from engine.time.rule import NonworkingStart, Rule, Unit, is_whole
from engine.time.zone import DAY, HOUR, MINUTE, instant, local, micros, midnight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.time.calendar import WorkCalendar

_NO_GAPS: tuple[tuple[int, int], ...] = ()
_LAST_DAY = date.max.toordinal() - 1
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time that does not count: `end` None while it goes on. In whole days it takes away the days after
    that of its start, up to and including that of its end. `why` is what the ledger shows, `cause` the event's seq.
    """

    start: datetime
    end: datetime | None
    why: str = "paused"
    cause: int | None = None


class Count(NamedTuple):
    """Positions are ordinals of days where the rule counts by date, else microseconds of local wall time.

    `begun` is the day of the start itself, `start` the position counted from (they differ where a start on a rest day
    rolls), `raw` the last position before it was moved off a rest day, `last` the last position in time.
    """

    rule: Rule
    calendar: WorkCalendar
    measure: Measure
    begun: int
    start: int
    total: int
    gaps: tuple[tuple[int, int], ...]
    raw: int
    last: int

    @property
    def deadline_at(self) -> datetime:
        return midnight(self.last + 1) if self.rule.by_date else instant(self.last)

    @property
    def breach_from(self) -> int:
        """The first microsecond that is late: a limit by date is late at its deadline, one by the clock only after it
        (elapsed is then more than the limit).
        """
        return (self.last + 1) * DAY if self.rule.by_date else self.last + 1

    @property
    def last_day(self) -> int:
        """The ordinal of the day in which the deadline lies; a limit by date ends at its 24:00."""
        return self.last if self.rule.by_date else self.last // DAY

    def elapsed(self, position: int) -> int:
        """What has passed up to that position, 0 before the start."""
        if position <= self.start:
            return 0
        return passed(self.measure, self.start, position, self.gaps)

    def left(self, position: int) -> int:
        """What is left at that position until the last one in time; negative: how much is over."""
        if position <= self.last:
            return passed(self.measure, max(position, self.start), self.last, self.gaps)
        return -passed(self.measure, self.last, position, self.gaps)

    def amount(self, units: int) -> Decimal:
        """So many whole numbers of the measure as an amount in the rule's reading unit."""
        return amount_of(self.rule, self.calendar, units)

    def unsure_until(self, day: int) -> bool:
        """Whether a day that this count depends upon, up to that one, is provisional."""
        rule = self.rule
        if rule.unit in (Unit.NATURAL_DAY, Unit.MONTH):
            return rule.roll_natural and self.calendar.unsure(self.raw, self.last)
        if rule.unit in (Unit.HOUR, Unit.MINUTE) and not rule.business:
            return False
        first_counts = not rule.by_date or self.start != self.begun or rule.unit is Unit.IMMEDIATE
        return self.calendar.unsure(self.begun if first_counts else self.begun + 1, max(day, self.begun))


def begin(  # noqa: PLR0913 - the six things a count is made of
    rule: Rule,
    calendar: WorkCalendar,
    start: datetime,
    gaps: Iterable[Gap] = (),
    now: datetime | None = None,
    extended: Decimal | int = 0,
) -> Count:
    """Set up the count of `rule` from `start`.

    Args:
        rule: The limit's arithmetic.
        calendar: The working days.
        start: When it begins to count.
        gaps: What does not count, in any order, overlapping or not.
        now: Where an open gap is taken to end. Needed where one is open.
        extended: By how much the limit was extended, in its unit.

    Raises:
        BeyondCalendar: A day that is needed lies outside the calendar.
        ValueError: An instant has no offset, or the extension is no whole number where days are counted.
    """
    begun_at = local(start)
    begun = begun_at.toordinal()
    by_date = rule.by_date
    first = _first_day(rule, calendar, begun) if by_date else micros(begun_at)
    measure = measure_of(rule, calendar)
    total = _total(rule, calendar, first, extended)
    spans = spans_of(gaps, first, now, by_date=by_date) if gaps else _NO_GAPS
    raw, last = expire(measure, first, total, spans, roll_of(rule, calendar))
    return Count(rule, calendar, measure, begun, first, total, spans, raw, last)


def amount_of(rule: Rule, calendar: WorkCalendar, units: int) -> Decimal:
    """So many whole numbers of the rule's measure as an amount in its reading unit, to a millionth."""
    if rule.by_date:
        return Decimal(units)
    rounded = (Decimal(units) / micros_in(rule.unit, calendar)).quantize(_PLACES)
    return rounded.to_integral_value() if is_whole(rounded) else rounded.normalize()


def measure_of(rule: Rule, calendar: WorkCalendar) -> Measure:
    """What this rule counts with."""
    if rule.unit is Unit.WORKING_DAY:
        return working_days(calendar) if rule.by_date else business_time(calendar)
    if rule.unit is Unit.IMMEDIATE:
        return working_days(calendar)
    return business_time(calendar) if rule.business and not rule.by_date else NATURAL


def position(moment: datetime, *, by_date: bool) -> int:
    """The day's ordinal, or the microsecond."""
    here = local(moment)
    return here.toordinal() if by_date else micros(here)


def spans_of(gaps: Iterable[Gap], floor: int, now: datetime | None, *, by_date: bool) -> tuple[tuple[int, int], ...]:
    """The gaps as positions, merged. A gap that goes on is taken to end `now`."""
    found = []
    for gap in gaps:
        end = gap.end or now
        if end is None:
            raise ValueError("Expected the present instant with a pause that goes on, but there is none")
        start = position(gap.start, by_date=by_date)
        found.append((start, max(start, position(end, by_date=by_date))))
    return tuple(merged(found, floor))


def roll_of(rule: Rule, calendar: WorkCalendar) -> Callable[[int], int]:
    """How the last day moves when it is a rest day (民法典 art. 203)."""
    rolls = rule.unit is Unit.IMMEDIATE or (rule.roll_natural and rule.unit in (Unit.NATURAL_DAY, Unit.MONTH))
    return calendar.work_from if rolls else _stay


def _stay(day: int) -> int:
    return day


def _first_day(rule: Rule, calendar: WorkCalendar, begun: int) -> int:
    if rule.nonworking_start is NonworkingStart.ROLL and rule.unit is Unit.WORKING_DAY:
        return calendar.work_from(begun)
    return begun


def _total(rule: Rule, calendar: WorkCalendar, first: int, extended: Decimal | int) -> int:
    if rule.unit is Unit.IMMEDIATE:
        return int(extended)
    quantity = rule.quantity + extended if extended else rule.quantity
    if not rule.by_date:
        return int(quantity * micros_in(rule.unit, calendar))
    if extended and not is_whole(quantity):
        raise ValueError(f"Expected an extension in whole days, but {extended} {rule.unit} is none")
    days = int(quantity)
    total = _months(first, days) if rule.unit is Unit.MONTH else days
    if first + total > _LAST_DAY:
        raise calendar.refuse(f"{rule.quantity} {rule.unit} after {date.fromordinal(first)}")
    return total


def _months(first: int, months: int) -> int:
    """Days from `first` to the corresponding day so many months later, or to that month's last (民法典 art. 202)."""
    start = date.fromordinal(first)
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if year > date.max.year:
        return _LAST_DAY
    day = min(start.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day).toordinal() - first


def micros_in(unit: Unit, calendar: WorkCalendar) -> int:
    """Microseconds in one of a unit that is not counted by date; a working day has its business hours."""
    if unit is Unit.WORKING_DAY:
        return calendar.hours.length
    return HOUR if unit is Unit.HOUR else MINUTE
