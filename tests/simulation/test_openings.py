"""Gaps of clock time whose cases come at the next opening."""

# ruff: noqa: DTZ001 - a run counts in local wall time
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import Arrivals, Calendar, Distribution, Inputs, Pool, SimulationError, Staff, Task, run
from tests.simulation.test_paces import WORK

MONDAY = datetime(2026, 1, 5)
OFFICE = Calendar.weekly(("mon-fri", "09:00", "12:00"), ("mon-fri", "14:00", "18:00"))
fixed = Distribution.fixed


def scenario(gap: Distribution, start: datetime = MONDAY, **more) -> Inputs:
    """A clerk who works by the calendar that the cases come by."""
    values = {
        "cases": 40,
        "calendars": {"office": OFFICE},
        "staff": {"clerk": Staff(1, "office")},
        "pools": {"desk": Pool(("clerk",))},
        "tasks": {"work": Task(fixed(1), "desk")},
        "keep": True,
    }
    return Inputs(start, Arrivals(gap, "office", opening=True), **(values | more))


def open_at(at: datetime) -> bool:
    """Whether the office is open, or just closes."""
    hour = at.hour + at.minute / 60 + at.second / 3600 + at.microsecond / 3.6e9
    return at.weekday() < 5 and (9 <= hour <= 12 or 14 <= hour <= 18)


def expected(start: datetime, gaps: list[float]) -> list[datetime]:
    """When the cases come, minute by minute: gaps are whole minutes."""

    def opening(at: datetime) -> datetime:
        while not open_at(at):
            at += timedelta(minutes=1)
        return at

    found: list[datetime] = []
    at = start
    for number, gap in enumerate(gaps):
        at = at if number == 0 and open_at(at) else opening(at + timedelta(hours=gap))
        found.append(at)
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 6000), min_size=1, max_size=12), st.integers(0, 10_000))
def test_a_gap_goes_by_the_clock_and_ends_when_somebody_is_there(minutes, later):
    start = MONDAY + timedelta(minutes=later)
    gaps = [m / 60 for m in minutes]
    inputs = scenario(Distribution.by_case(gaps), start, cases=len(gaps))
    (replication,) = run(WORK, inputs, mode="plain").replications
    assert [inputs.instant(int(at)) for at in replication.start] == expected(start, gaps)


def test_the_clerk_works_on_while_the_next_case_is_days_ahead():
    """Both go by one calendar: the case after is looked for far ahead of where the clerk is."""
    (replication,) = run(WORK, scenario(fixed(30)), mode="plain").replications
    assert set(replication.cycle) <= {1.0, 1.0 + 2, 1.0 + 15, 1.0 + 63}
    assert replication.staff["clerk"].busy == 40


def test_both_modes_and_every_replication_draw_their_own():
    inputs = scenario(Distribution.exponential(7), replications=4, cases=200)
    plain, compiled = (run(WORK, inputs, mode=mode).replications for mode in ("plain", "compiled"))
    assert [list(r.start) for r in plain] == [list(r.start) for r in compiled]
    assert len({tuple(r.start) for r in plain}) == 4


def test_without_a_calendar_only_the_first_case_is_different():
    inputs = Inputs(MONDAY, Arrivals(fixed(5), opening=True), cases=3, tasks={"work": Task(fixed(1))}, keep=True)
    (replication,) = run(WORK, inputs, mode="plain").replications
    assert [at / 3.6e9 for at in replication.start] == [0, 5, 10]


def test_new_cases_after_the_present_come_after_a_gap():
    now = MONDAY + timedelta(hours=10)
    (replication,) = run(WORK, scenario(fixed(1), now=now, cases=2), mode="plain").replications
    assert [at / 3.6e9 for at in replication.start] == [11, 12]


def test_a_calendar_that_ends_before_the_cases_do_is_named():
    ends = Calendar(OFFICE.week, until=datetime(2026, 1, 7).date())
    with pytest.raises(SimulationError, match="working hours to come, but the calendar 'office' of arrivals"):
        run(WORK, scenario(fixed(30), calendars={"office": ends}), mode="plain")
