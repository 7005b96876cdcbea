"""The array form equals the scalar form, instant by instant."""

# ruff: noqa: DTZ001 - wall time of Shanghai, as the plain calculations have it

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.time import SHANGHAI, BeyondCalendar, Course, Gap, NonworkingStart, Rule, Unit, china, read
from engine.time.arrays import deadlines, elapsed
from tests.support.time import rule

CALENDAR = china()
ROLL = NonworkingStart.ROLL
MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2036, 6, 30))
RULES = st.one_of(
    st.builds(lambda n, s: rule(n, nonworking_start=s), st.integers(1, 60), st.sampled_from(NonworkingStart)),
    st.builds(lambda n, r: rule(n, "natural_day", roll_natural=r), st.integers(1, 60), st.booleans()),
    st.builds(lambda n: rule(n, "month"), st.integers(1, 24)),
    st.builds(lambda n, b: rule(n, "hour", business=b), st.integers(1, 200), st.booleans()),
    st.builds(lambda n, b: rule(n, "minute", business=b), st.integers(1, 5000), st.booleans()),
    st.builds(lambda n: Rule(Decimal(n) / 4, Unit.WORKING_DAY), st.integers(1, 9)),
    st.just(rule(0, "immediate")),
)
ROWS = st.lists(
    st.tuples(
        MOMENTS,
        st.integers(0, 200 * 1440),
        st.lists(st.tuples(st.integers(-9000, 90000), st.integers(0, 30000)), min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=6,
)


def instants(moments: list[datetime]) -> np.ndarray:
    return np.array(moments, dtype="datetime64[us]")


@settings(max_examples=250, deadline=None)
@given(limit=RULES, rows=ROWS)
def test_arrays_say_what_single_counts_say(limit, rows):
    starts = [start for start, _, _ in rows]
    ends = [start + timedelta(minutes=wait) for start, wait, _ in rows]
    spans = [[(s + timedelta(minutes=a), s + timedelta(minutes=a + b)) for a, b in gaps] for s, _, gaps in rows]
    pauses = [(instants([g[k][0] for g in spans]), instants([g[k][1] for g in spans])) for k in range(3)]
    alone = [single(limit, *row) for row in zip(starts, ends, spans, strict=True)]
    assert deadlines(limit, CALENDAR, instants(starts), pauses).tolist() == [d for d, _ in alone]
    found = elapsed(limit, CALENDAR, instants(starts), instants(ends), pauses)
    assert [amount(limit, int(units)) for units in found] == [e for _, e in alone]


def single(
    limit: Rule, start: datetime, end: datetime, spans: list[tuple[datetime, datetime]]
) -> tuple[datetime, Decimal]:
    gaps = tuple(Gap(a.replace(tzinfo=SHANGHAI), b.replace(tzinfo=SHANGHAI)) for a, b in spans)
    course = Course(start.replace(tzinfo=SHANGHAI), gaps, end.replace(tzinfo=SHANGHAI))
    found = read(limit, CALENDAR, course, course.ended_at, ledger=False)
    return found.deadline_at.replace(tzinfo=None), round(found.elapsed, 6)


def amount(limit: Rule, units: int) -> Decimal:
    sizes = {Unit.HOUR: 3_600_000_000, Unit.MINUTE: 60_000_000, Unit.WORKING_DAY: CALENDAR.hours.length}
    return round(Decimal(units) / (1 if limit.by_date else sizes[limit.unit]), 6)


def test_without_pauses_a_date_is_enough():
    starts = np.array(["2026-09-18", "2026-09-19", "2026-09-20"], dtype="datetime64[D]")
    assert deadlines(rule(5), CALENDAR, starts).astype("datetime64[D]").astype(str).tolist() == [
        "2026-09-25",
        "2026-09-25",
        "2026-09-29",
    ]
    rolled = deadlines(rule(5, nonworking_start=ROLL), CALENDAR, starts)
    assert str(rolled[1]) == "2026-09-29T00:00:00.000000"


def test_no_starts_give_no_deadlines():
    assert deadlines(rule(5), CALENDAR, np.array([], dtype="datetime64[D]")).tolist() == []


@pytest.mark.parametrize("day", ["2003-12-31", "2041-01-01", "2040-12-31"])
def test_a_day_beyond_the_calendar_is_refused(day):
    with pytest.raises(BeyondCalendar, match="Expected a day from 2004-01-01"):
        deadlines(rule(5), CALENDAR, np.array(["2026-01-01", day], dtype="datetime64[D]"))


def test_an_instant_that_is_none_is_refused():
    with pytest.raises(ValueError, match="NaT"):
        deadlines(rule(5), CALENDAR, np.array(["2026-01-01", "NaT"], dtype="datetime64[D]"))


def test_what_ends_before_it_began_has_not_passed():
    one = np.array(["2026-08-14"], dtype="datetime64[D]")
    assert elapsed(rule(5), CALENDAR, one, one - 30).tolist() == [0]
