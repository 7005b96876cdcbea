"""The arithmetic against a loop that counts one day, or one minute, after the other."""

# ruff: noqa: DTZ001 - wall time of Shanghai, as the plain calculations have it

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.time import (
    SHANGHAI,
    Course,
    Gap,
    NonworkingStart,
    Rule,
    Unit,
    Verdict,
    china,
    deadline,
    judge,
    read,
    schedule,
)
from tests.support import day_loop

CALENDAR = china()
YEAR_ENDS = st.sampled_from(
    [datetime(y, m, d, 10, 0) for y in range(2005, 2026) for m, d in ((12, 28), (12, 31), (1, 2))]
)
MOMENTS = st.one_of(st.datetimes(datetime(2005, 1, 1), datetime(2026, 6, 30)), YEAR_ENDS)
SPANS = st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 30), st.integers(0, 1439)), max_size=5)
WHOLE = settings(max_examples=300, deadline=None)
SLOW = settings(max_examples=40, deadline=None)


def zoned(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI)


def pauses_of(start: datetime, spans: list[tuple[int, int, int]], unit: timedelta) -> day_loop.Pauses:
    """Pauses at some distance of the start, overlapping or not, before it or across it."""
    found = []
    for offset, length, minute in spans:
        begin = start + offset * unit + timedelta(minutes=minute if unit == day_loop.DAY else 0)
        found.append((begin, begin + length * unit))
    return found


def course_of(start: datetime, pauses: day_loop.Pauses, end: datetime | None = None) -> Course:
    gaps = tuple(Gap(zoned(a), zoned(b)) for a, b in pauses)
    return Course(zoned(start), gaps, zoned(end) if end else None)


@WHOLE
@given(
    start=MOMENTS,
    amount=st.integers(1, 60),
    spans=SPANS,
    natural=st.booleans(),
    rolls=st.booleans(),
    wait=st.integers(0, 200),
)
def test_days_are_what_the_loop_counts(start, amount, spans, natural, rolls, wait):
    pauses = pauses_of(start, spans, day_loop.DAY)
    unit = Unit.NATURAL_DAY if natural else Unit.WORKING_DAY
    rolled = NonworkingStart.ROLL if rolls else NonworkingStart.LITERAL
    rule = Rule(Decimal(amount), unit, nonworking_start=rolled, roll_natural=rolls)
    first = day_loop.first_day(start, roll=rolls and not natural)
    last = day_loop.last_day(first, amount, pauses, natural=natural, rolls=natural and rolls)
    end = start + wait * day_loop.DAY
    course = course_of(start, pauses, end)
    found = read(rule, CALENDAR, course, course.ended_at)
    assert found.last_day == last
    assert found.elapsed == day_loop.days_passed(first, end.date(), pauses, natural=natural)
    assert found.elapsed == sum(entry.weight for entry in found.days)
    assert (found.verdict is Verdict.BREACHED) == (end.date() > last)
    assert found.elapsed <= amount or end.date() > last or natural
    counted = {entry.date for entry in found.days if entry.counted}
    assert counted == {d for d in _dates(first, end.date()) if day_loop.counts(d, pauses, natural=natural)}


def _dates(first: date, last: date) -> list[date]:
    return [first + n * day_loop.DAY for n in range(1, (last - first).days + 1)]


@SLOW
@given(start=MOMENTS, minutes=st.integers(1, 2000), spans=SPANS, business=st.booleans(), wait=st.integers(0, 6000))
def test_hours_are_what_the_loop_counts_in_minutes(start, minutes, spans, business, wait):
    start = start.replace(second=0, microsecond=0)
    pauses = pauses_of(start, spans, timedelta(minutes=17))
    rule = Rule(Decimal(minutes), Unit.MINUTE, business=business)
    end = start + timedelta(minutes=wait)
    found = read(rule, CALENDAR, course_of(start, pauses, end), zoned(end))
    assert found.deadline_at == zoned(day_loop.last_minute(start, minutes, pauses, business=business))
    assert found.elapsed == day_loop.minutes_passed(start, end, pauses, business=business)
    assert found.elapsed == sum(entry.weight for entry in found.days)


@SLOW
@given(start=MOMENTS, quarters=st.integers(1, 11).filter(lambda q: q % 4), spans=SPANS)
def test_parts_of_a_working_day_are_what_the_loop_counts_in_minutes(start, quarters, spans):
    start = start.replace(second=0, microsecond=0)
    pauses = pauses_of(start, spans, timedelta(minutes=23))
    found = deadline_with(Rule(Decimal(quarters) / 4, Unit.WORKING_DAY), start, pauses)
    assert found == zoned(day_loop.last_minute(start, quarters * 105, pauses, business=True))


def deadline_with(rule: Rule, start: datetime, pauses: day_loop.Pauses) -> datetime:
    return schedule(rule, CALENDAR, course_of(start, pauses), zoned(start)).deadline_at


@WHOLE
@given(start=MOMENTS, amount=st.integers(1, 60), spans=SPANS)
def test_forward_to_the_deadline_and_back_is_the_whole_limit(start, amount, spans):
    rule = Rule(Decimal(amount), Unit.WORKING_DAY)
    pauses = pauses_of(start, spans, day_loop.DAY)
    ends = deadline_with(rule, start, pauses)
    last = ends - timedelta(microseconds=1)
    found = read(rule, CALENDAR, course_of(start, pauses, last.replace(tzinfo=None)), last)
    assert (found.elapsed, found.remaining, found.verdict) == (amount, 0, Verdict.MET)
    late = judge(rule, CALENDAR, course_of(start, pauses, ends.replace(tzinfo=None)))
    assert late.verdict is Verdict.BREACHED


@WHOLE
@given(n=st.integers(1, 9000))
def test_the_nth_working_day_and_back_is_n(n):
    assert CALENDAR.count(CALENDAR.nth(n)) == n


@WHOLE
@given(start=MOMENTS, one=st.integers(0, 90), two=st.integers(0, 90), spans=SPANS)
def test_elapsed_is_additive_and_never_falls(start, one, two, spans):
    rule = Rule(Decimal(10), Unit.WORKING_DAY)
    pauses = pauses_of(start, spans, day_loop.DAY)
    middle, end = start + one * day_loop.DAY, start + (one + two) * day_loop.DAY
    whole, part, rest = (_elapsed(rule, a, b, pauses) for a, b in ((start, end), (start, middle), (middle, end)))
    assert whole == part + rest
    assert whole >= part >= 0


def _elapsed(rule: Rule, start: datetime, end: datetime, pauses: day_loop.Pauses) -> Decimal:
    return read(rule, CALENDAR, course_of(start, pauses, end), zoned(end), ledger=False).elapsed


@WHOLE
@given(start=MOMENTS, amount=st.integers(1, 60), more=st.integers(1, 60))
def test_a_longer_limit_is_the_same_as_one_that_was_extended(start, amount, more):
    longer = deadline(Rule(Decimal(amount + more), Unit.WORKING_DAY), CALENDAR, zoned(start))
    course = Course(zoned(start), extended=Decimal(more))
    extended = schedule(Rule(Decimal(amount), Unit.WORKING_DAY), CALENDAR, course, zoned(start))
    assert extended.deadline_at == longer
    later = deadline(Rule(Decimal(more), Unit.WORKING_DAY), CALENDAR, _last_instant(start, amount))
    assert later == longer


def _last_instant(start: datetime, amount: int) -> datetime:
    return deadline(Rule(Decimal(amount), Unit.WORKING_DAY), CALENDAR, zoned(start)) - timedelta(seconds=1)


@WHOLE
@given(start=MOMENTS, amount=st.integers(1, 30), spans=SPANS, wait=st.integers(0, 1440 * 90))
def test_whoever_compares_instants_has_the_lamp(start, amount, spans, wait):
    """The lamp from remaining days, counted by the loop, is the one that the schedule's instants give."""
    rule = Rule(Decimal(amount), Unit.WORKING_DAY)
    pauses = pauses_of(start, spans, day_loop.DAY)
    at = start + timedelta(minutes=wait)
    course = course_of(start, pauses)
    due = schedule(rule, CALENDAR, course, zoned(at))
    by_instants = "red" if zoned(at) >= due.breach_at else "yellow" if zoned(at) >= due.warn_at else "green"
    last = day_loop.last_day(start.date(), amount, pauses, natural=False, rolls=False)
    left = amount - day_loop.days_passed(start.date(), at.date(), pauses, natural=False)
    by_days = "red" if at.date() > last else "yellow" if left <= 1 else "green"
    assert read(rule, CALENDAR, course, zoned(at)).lamp == by_instants == by_days
