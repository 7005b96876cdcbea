"""Units beside each other: counted from every date of the year, as one would with a calendar on the table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feasibility import Limits, check_process
from engine.time import china
from tests.support import day_loop
from tests.support.blocks import catalogue, drawn, limit
from workflows.model import LimitBinding

CALENDAR = china()
STARTS = (time(9), time(18))  # the offices open and close
ONE = timedelta(days=1)


WORKING = {day for n in range(760) if day_loop.works(day := date(2024, 12, 1) + n * ONE)}
YEAR = date(2025, 5, 6)  # its steps stay within the published notices


def last_day(first, amount, *, natural, rolls):
    """`day_loop.last_day`, with the working days looked up once."""
    day = first
    while amount:
        day += ONE
        amount -= natural or day in WORKING
    while rolls and day not in WORKING:
        day += ONE
    return day


def by_hand(amounts, start):
    """The instant at which steps that follow each other are over, each at its last minute. 24:00 of a day is the next
    day's 0:00, but a step that counts days and begins then begins on the day that has just ended.
    """
    moment = start
    for number, unit in amounts:
        if unit == "hour":
            moment += timedelta(hours=number)
            continue
        before = moment - timedelta(microseconds=1)
        if unit == "immediate":
            day = last_day(before.date(), 0, natural=True, rolls=True)
        else:
            day = last_day(before.date(), number, natural=unit == "natural_day", rolls=unit == "natural_day")
        moment = max(moment, datetime.combine(day + ONE, time(0)))
    return moment


def checked(block, quantity, unit="working_day", day=YEAR, **more):
    made = drawn(block)
    promise = limit("whole", quantity, unit, **{"scope": "process", **more})
    model = made.model("p", LimitBinding(promise.id))
    return check_process(Limits(catalogue(*made.limits, promise), {"p": model}, day), "p", CALENDAR)[0]


units = st.sampled_from(["working_day", "natural_day", "hour", "immediate"])
amounts = st.tuples(st.integers(1, 6), units)


@settings(max_examples=25, deadline=None)
@given(st.lists(amounts, min_size=2, max_size=4), st.integers(4, 25))
def test_every_start_date_is_counted_as_by_hand(parts, promised):
    steps = [("step", (0, unit) if unit == "immediate" else (number, unit)) for number, unit in parts]
    found = checked(("seq", *steps, ("step", (1, "hour"))), promised)
    over, most = False, -1
    for number in range(365):
        day = date(2025, 1, 1) + number * ONE
        due = last_day(day, promised, natural=False, rolls=False)
        for clock in STARTS:
            end = by_hand([*parts, (1, "hour")], datetime.combine(day, clock))
            over = over or end > datetime.combine(due + ONE, time(0))
            last = (end - timedelta(microseconds=1)).date()
            most = max(most, sum(day + n * ONE in WORKING for n in range(1, (last - day).days + 1)))
    assert found.mixed
    assert found.guaranteed == most
    assert (found.verdict == "exceeds") is over


def finish(block, moment):
    """When a block is over at the latest, begun at that moment."""
    kind, *rest = block
    if kind == "step":
        return by_hand(rest, moment)
    if kind == "seq":
        for one in rest:
            moment = finish(one, moment)
        return moment
    return max(finish(one, moment) for one in rest)


blocks = st.recursive(
    st.tuples(st.just("step"), st.tuples(st.integers(1, 6), st.sampled_from(["working_day", "natural_day", "hour"]))),
    lambda its: st.tuples(st.sampled_from(["seq", "and", "xor"]), its, its),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None)
@given(blocks, st.integers(2, 20))
def test_branches_in_different_units_end_when_the_last_of_them_does_on_each_date(block, promised):
    whole = ("and", block, ("step", (1, "hour")))
    found = checked(whole, promised)
    late = False
    for number in range(365):
        day = date(2025, 1, 1) + number * ONE
        due = datetime.combine(last_day(day, promised, natural=False, rolls=False) + ONE, time(0))
        late = late or any(finish(whole, datetime.combine(day, clock)) > due for clock in STARTS)
    assert (found.verdict == "exceeds") is late
    assert found.worst.ends[-1] == found.worst.end


def test_natural_days_over_the_spring_festival_use_up_no_working_days():
    found = checked(("seq", ("step", 2), ("step", (3, "natural_day"))), 5)
    assert found.verdict == "holds"
    assert found.guaranteed <= 5


def test_natural_days_in_a_working_week_are_working_days():
    found = checked(("seq", ("step", 2), ("step", (5, "natural_day"))), 5)
    assert (found.verdict, found.mixed) == ("exceeds", True)
    assert found.guaranteed > 5


def test_the_worst_date_is_named_with_the_days_it_takes():
    found = checked(("seq", ("step", 5), ("step", 3)), 8)
    worst = found.worst
    assert not found.mixed
    assert (worst.end - worst.start).days == worst.days
    due = last_day(worst.start, 8, natural=False, rolls=False)
    assert worst.end == due
    spans = [
        (last_day(day, 8, natural=False, rolls=False) - day).days
        for day in (date(2025, 1, 1) + n * ONE for n in range(365))
    ]
    assert worst.days == max(spans)
    assert worst.usual == sorted(spans)[182]


def test_another_year_has_another_worst_date():
    this, last = (checked(("step", 8), 8, day=date(year, 5, 1)).worst for year in (2026, 2025))
    assert (this.start.year, last.start.year) == (2026, 2025)
    assert not last.provisional


def test_a_date_that_no_notice_covers_yet_is_provisional():
    assert checked(("step", 8), 8, day=date(2028, 5, 1)).worst.provisional


@pytest.mark.parametrize(
    ("steps", "promised", "unit", "guaranteed", "verdict"),
    [
        ([(30, "minute"), (2, "hour")], 3, "hour", Decimal("2.5"), "holds"),
        ([(90, "minute"), (2, "hour")], 3, "hour", Decimal("3.5"), "exceeds"),
        ([(0, "immediate"), (2, "working_day")], 2, "working_day", 2, "holds"),
        ([(1, "month"), (2, "month")], 2, "month", 3, "exceeds"),
        ([(0.5, "working_day"), (0.5, "working_day")], 1, "working_day", 1, "holds"),
        ([(1, "working_day"), (3, "hour")], 1, "month", None, "holds"),
        ([(40, "natural_day"), (3, "working_day")], 1, "month", None, "exceeds"),
    ],
)
def test_small_sums_by_hand(steps, promised, unit, guaranteed, verdict):
    found = checked(("seq", *(("step", one) for one in steps)), promised, unit)
    assert found.verdict == verdict
    if guaranteed is not None:
        assert found.guaranteed == guaranteed
        assert not found.mixed


def test_of_branches_in_other_units_the_later_one_counts_on_each_date():
    found = checked(("and", ("step", (4, "natural_day")), ("step", (3, "working_day"))), 5)
    assert found.mixed or found.path[0].unit == "working_day"
    assert found.verdict == "holds"
    assert found.guaranteed <= 5
