"""Working time in the loop: the slots of the calendar, holidays and made-up days, whatever the distance."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import (
    Arrivals,
    Calendar,
    Distribution,
    Inputs,
    Pool,
    SimulationError,
    Staff,
    Task,
    compile_model,
    run,
)
from engine.simulation import layout as lay
from engine.simulation.kernel import hours
from engine.simulation.memory import Memory
from engine.time import SHANGHAI, china
from engine.time.zone import micros
from tests.execution.building import Drawing

CHINA = china()
START = datetime(2026, 1, 1)
ORIGIN = micros(START.replace(tzinfo=SHANGHAI))
WEEKLY = Calendar.weekly(("mon-fri", "09:00", "12:00"), ("mon-fri", "13:30", "17:00"), ("sat", "10:00", "12:00"))
MINUTE = 60_000_000
ONE = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")


def row(calendar: Calendar) -> tuple[list, int]:
    memory = Memory(START)
    return memory.m, memory.calendar(calendar, "c")


def minute_by_minute(calendar: Calendar, start: int, work: int) -> int:
    """When so many minutes are worked, counted one by one."""
    at = start
    while work > 0:
        day = START + timedelta(minutes=at)
        slots = calendar.days.get(day.date(), calendar.week[day.weekday()])
        inside = (day.hour * 60 + day.minute) * MINUTE
        work -= any(a <= inside < b for a, b in slots)
        at += 1
    return at


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40_000), st.integers(1, 9_000), st.sets(st.integers(0, 40), max_size=12))
def test_work_is_done_when_counting_minutes_says_so(start, work, off):
    calendar = WEEKLY.without([START.date() + timedelta(days=n) for n in off])
    m, c = row(calendar)
    assert hours.finish(m, c, start * MINUTE, work * MINUTE) == minute_by_minute(calendar, start, work) * MINUTE


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 3 * 366 * 24 * 60), min_size=1, max_size=12))
def test_business_time_is_that_of_the_clocks(minutes):
    m, c = row(Calendar.of(CHINA))
    base = CHINA.business_count(ORIGIN)
    for minute in minutes:
        moment = minute * MINUTE
        assert hours.worked(m, c, moment) == CHINA.business_count(ORIGIN + moment) - base
    now = 0
    for minute in sorted(minutes):
        now = minute * MINUTE
        work = 1 + minute * 977 % (300 * 60 * MINUTE)
        expected = CHINA.business_nth(CHINA.business_count(ORIGIN + now) + work) - ORIGIN
        assert hours.finish(m, c, now, work) == expected
        opening = hours.next_opening(m, c, now)
        assert CHINA.business_count(ORIGIN + opening) == CHINA.business_count(ORIGIN + now)
        assert CHINA.business_count(ORIGIN + opening + 1) == CHINA.business_count(ORIGIN + now) + 1


@given(st.integers(0, 5_000 * 7 * 24 * 60), st.integers(0, 100_000))
def test_a_plain_week_repeats_for_ever(start, work):
    m, c = row(WEEKLY)
    at = hours.finish(m, c, start * MINUTE, work * MINUTE)
    assert hours.worked(m, c, at) - hours.worked(m, c, start * MINUTE) == work * MINUTE


def finished(at: datetime, hours_of_work: float, calendar: Calendar, **more) -> datetime:
    """When one step of so many hours ends that comes in at that moment."""
    inputs = Inputs(
        at,
        Arrivals(instants=(at,)),
        calendars={"office": calendar},
        staff={"one": Staff(1, "office")},
        pools={"desk": Pool(("one",))},
        tasks={"work": Task(Distribution.fixed(hours_of_work), "desk")},
        keep=True,
        **more,
    )
    replication = run(ONE, inputs, mode="plain").replications[0]
    return inputs.instant(replication.end[0])


@pytest.mark.parametrize(
    ("at", "work", "ends"),
    [
        ("2026-02-13T17:00", 2, "2026-02-14T10:00"),  # the Saturday before Spring Festival works
        ("2026-02-14T17:00", 2, "2026-02-24T10:00"),  # and then nine days do not
        ("2026-02-20T12:00", 1, "2026-02-24T10:00"),  # comes in during the holiday
        ("2026-09-30T17:30", 1, "2026-10-08T09:30"),
        ("2026-01-05T11:00", 2, "2026-01-05T15:00"),  # over lunch
        ("2026-01-05T11:00", 1, "2026-01-05T12:00"),  # done at closing, not at the next opening
    ],
)
def test_work_rests_at_closing_and_over_spring_festival(at, work, ends):
    assert finished(datetime.fromisoformat(at), work, Calendar.of(CHINA)) == datetime.fromisoformat(ends)


def test_leave_and_shifts_are_groups_of_staff_in_one_pool():
    """Two people, one away in the first week: three hours each of two cases, then both at once in the second."""
    early = Calendar.weekly(("mon-fri", "08:00", "12:00"))
    away = early.without([date(2026, 1, day) for day in range(5, 10)])
    inputs = Inputs(
        datetime(2026, 1, 5, 8),
        Arrivals(
            instants=(
                datetime(2026, 1, 5, 8),
                datetime(2026, 1, 5, 8),
                datetime(2026, 1, 12, 8),
                datetime(2026, 1, 12, 8),
            )
        ),
        calendars={"early": early, "away": away},
        staff={"one": Staff(1, "early"), "two": Staff(1, "away")},
        pools={"desk": Pool(("one", "two"))},
        tasks={"work": Task(Distribution.fixed(3), "desk")},
    )
    replication = run(ONE, inputs, mode="plain").replications[0]
    assert list(replication.cycle) == [3, 26, 3, 3]
    assert replication.staff["two"].available == pytest.approx(3)


@pytest.mark.parametrize(
    ("calendar", "sentence"),
    [
        (Calendar(((),) * 7), "Expected a calendar with working hours, but 'office' has none"),
        (Calendar((((9, 5),),) * 7), "Expected slots in order"),
        (Calendar((((0, 5), (4, 9)),) * 7), "Expected slots in order"),
        (Calendar((((0, lay.DAY + 1),),) * 7), "Expected slots in order"),
        (Calendar(WEEKLY.week[:6]), "Expected seven weekdays"),
        (Calendar(WEEKLY.week, {}, date(2020, 1, 1)), "Expected calendar 'office' to know the start"),
        (Calendar(((),) * 7, {date(2026, 1, 5): ((0, lay.HOUR),)}), "Expected working hours to come, but the calendar"),
    ],
)
def test_a_calendar_that_nobody_can_work_by_is_refused(calendar, sentence):
    with pytest.raises(SimulationError, match=sentence):
        finished(datetime(2026, 1, 5, 8), 40, calendar)


@pytest.mark.parametrize("rule", [("mon-foo", "09:00", "10:00"), ("mon", "9", "10:00"), ("mon", "09:00", "25:00")])
def test_a_weekly_calendar_in_other_words_is_refused(rule):
    with pytest.raises(ValueError, match="Expected"):
        Calendar.weekly(rule)
