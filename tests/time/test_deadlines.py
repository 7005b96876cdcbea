"""Deadlines as the law counts them, row by row."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.time import BeyondCalendar, NonworkingStart, deadline, read
from tests.support.time import course, rule, t

ROLL = {"nonworking_start": NonworkingStart.ROLL}

WORKING_DAYS = [
    # start, working days, last day, why
    ("2026-09-18", 5, "2026-09-24", "the Sunday of 09-20 is made up and is day 1"),
    ("2026-09-19", 5, "2026-09-24", "a start on a rest day: the next working day is day 1"),
    ("2026-09-20", 5, "2026-09-28", "25 to 27 is Mid-Autumn"),
    ("2026-09-30", 1, "2026-10-08", "the National Day week"),
    ("2026-09-30", 3, "2026-10-10", "a Saturday that works"),
    ("2026-10-03", 1, "2026-10-08", "a start within the holiday"),
    ("2026-02-13", 1, "2026-02-14", "a Saturday that works"),
    ("2026-02-13", 20, "2026-03-19", "over the Spring Festival"),
    ("2026-04-30", 3, "2026-05-08", "over Labour Day"),
    ("2025-12-31", 1, "2026-01-04", "a Sunday that works, in the next year"),
    ("2026-08-14", 20, "2026-09-11", "a plain month"),
    ("2026-08-14", 30, "2026-09-24", "with a made-up Sunday"),
    ("2026-08-14", 45, "2026-10-22", "over Mid-Autumn and National Day"),
    ("2026-08-14", 60, "2026-11-12", "a quarter"),
]


@pytest.mark.parametrize(("start", "days", "last", "why"), WORKING_DAYS)
@pytest.mark.parametrize("clock", ["T00:00", "T08:15", "T12:30", "T17:59:59", "T23:59"])
def test_working_days_end_at_24_00_of_the_nth_after_the_first(calendar, start, days, last, why, clock):
    found = read(rule(days), calendar, course(start + clock), t(start + clock))
    assert found.last_day == date.fromisoformat(last), why
    assert found.deadline_at == t(last) + timedelta(days=1)
    assert not found.provisional


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [("2026-09-19", 5, "2026-09-28"), ("2026-10-03", 1, "2026-10-09"), ("2026-09-18", 5, "2026-09-24")],
)
def test_a_start_on_a_rest_day_may_roll_so_that_the_next_working_day_is_day_0(calendar, start, days, last):
    found = read(rule(days, **ROLL), calendar, course(start), t(start))
    assert found.last_day == date.fromisoformat(last)
    assert found.policy["nonworking_start"] == "roll"


def test_twenty_working_days_over_the_spring_festival_are_34_natural_days(calendar):
    found = read(rule(20), calendar, course("2026-02-13"), t("2026-02-13"))
    assert (found.last_day - date(2026, 2, 13)).days == 34


NATURAL = [
    # start, quantity, unit, last day, why
    ("2026-09-10", 15, "natural_day", "2026-09-28", "09-25 is a holiday: it rolls"),
    ("2026-09-10", 14, "natural_day", "2026-09-24", "a working day stays"),
    ("2026-09-10", 10, "natural_day", "2026-09-20", "a made-up Sunday is a working day"),
    ("2026-01-31", 1, "month", "2026-02-28", "no 31st: the month's last day, a Saturday that works"),
    ("2026-01-31", 3, "month", "2026-04-30", "no 31st of April"),
    ("2024-01-31", 1, "month", "2024-02-29", "a leap year"),
    ("2026-03-15", 1, "month", "2026-04-15", "the corresponding day"),
    ("2025-11-03", 2, "month", "2026-01-04", "01-03 is a holiday; Sunday 01-04 works"),
    ("2025-12-31", 12, "month", "2026-12-31", "over the year"),
    ("2026-09-18", 0, "immediate", "2026-09-18", "the same day"),
    ("2026-09-19", 0, "immediate", "2026-09-20", "a rest day: the next working day"),
    ("2026-10-02", 0, "immediate", "2026-10-08", "within the holiday"),
]


@pytest.mark.parametrize(("start", "quantity", "unit", "last", "why"), NATURAL)
def test_natural_days_months_and_the_same_day_end_on_a_working_day(calendar, start, quantity, unit, last, why):
    assert read(rule(quantity, unit), calendar, course(start), t(start)).last_day == date.fromisoformat(last), why


@pytest.mark.parametrize(("quantity", "unit"), [(15, "natural_day"), (1, "month")])
def test_a_limit_may_be_kept_from_rolling(calendar, quantity, unit):
    start = {"natural_day": "2026-09-10", "month": "2026-08-25"}[unit]
    found = read(rule(quantity, unit, roll_natural=False), calendar, course(start), t(start))
    assert found.last_day == date(2026, 9, 25)
    assert not found.provisional


BY_THE_CLOCK = [
    # start, quantity, unit, business, deadline, why
    ("2026-09-18T10:30", "24", "hour", False, "2026-09-19T10:30", "clock time runs through the rest day"),
    ("2026-09-18T10:30", "90", "minute", False, "2026-09-18T12:00", "minutes"),
    ("2026-09-18T10:30", "0.5", "hour", False, "2026-09-18T11:00", "half an hour"),
    ("2026-09-18T11:30", "1", "hour", True, "2026-09-18T14:30", "over the lunch gap"),
    ("2026-09-18T11:00", "1", "hour", True, "2026-09-18T12:00", "up to the lunch gap, not beyond it"),
    ("2026-09-18T17:30", "1", "hour", True, "2026-09-20T09:30", "Saturday rests, Sunday works"),
    ("2026-09-18T07:00", "1", "hour", True, "2026-09-18T10:00", "before opening"),
    ("2026-09-18T18:00", "1", "hour", True, "2026-09-20T10:00", "at closing"),
    ("2026-09-18T22:00", "1", "hour", True, "2026-09-20T10:00", "after closing"),
    ("2026-09-19T11:00", "2", "hour", True, "2026-09-20T11:00", "on a rest day"),
    ("2026-09-19T00:00", "2", "hour", True, "2026-09-20T11:00", "at midnight of a rest day"),
    ("2026-09-18T12:30", "7", "hour", True, "2026-09-20T12:00", "from within the lunch gap, a day's worth"),
    ("2026-09-18T09:00", "0.5", "working_day", False, "2026-09-18T14:30", "half a day is half its hours"),
    ("2026-09-18T14:00", "0.5", "working_day", False, "2026-09-18T17:30", "half a day from noon"),
    ("2026-09-18T16:00", "0.5", "working_day", False, "2026-09-20T10:30", "half a day over a rest day"),
    ("2026-09-18T20:00", "0.5", "working_day", False, "2026-09-20T14:30", "half a day from the evening"),
    ("2026-10-01T10:00", "0.5", "working_day", False, "2026-10-08T14:30", "half a day from a holiday"),
    ("2026-09-18T09:00", "1.5", "working_day", False, "2026-09-20T14:30", "one and a half"),
]


@pytest.mark.parametrize(("start", "quantity", "unit", "business", "ends", "why"), BY_THE_CLOCK)
def test_hours_minutes_and_parts_of_a_day_run_from_the_moment(calendar, start, quantity, unit, business, ends, why):
    assert deadline(rule(quantity, unit, business=business), calendar, t(start)) == t(ends), why


def test_24_hours_are_not_one_day(calendar):
    start = t("2026-09-16T10:00")
    assert deadline(rule(24, "hour"), calendar, start) == t("2026-09-17T10:00")
    assert deadline(rule(1), calendar, start) == t("2026-09-18")
    assert deadline(rule(1, "natural_day"), calendar, start) == t("2026-09-18")


def test_a_start_given_in_another_zone_is_the_same_instant(calendar):
    assert deadline(rule(1), calendar, t("2026-09-17T16:30+00:00")) == t("2026-09-21")
    assert deadline(rule(1), calendar, t("2026-09-18T00:30")) == t("2026-09-21")


def test_a_deadline_beyond_the_published_years_is_provisional(calendar):
    found = read(rule(3), calendar, course("2026-12-30"), t("2026-12-30"))
    assert found.provisional
    assert found.last_day == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("start", "quantity", "unit", "provisional"),
    [
        ("2026-11-20", 6, "working_day", False),
        ("2026-11-20", 7, "working_day", True),
        ("2026-11-20", 30, "natural_day", True),
        ("2026-11-20", 9, "natural_day", False),
        ("2026-12-15", 48, "hour", False),
        ("2026-12-15", 1, "immediate", True),
        ("2026-12-15", "0.5", "working_day", True),
    ],
)
def test_only_what_depends_on_an_open_notice_is_provisional(calendar, start, quantity, unit, provisional):
    assert read(rule(quantity, unit), calendar, course(start), t(start)).provisional is provisional


def test_the_strict_calendar_refuses_instead(calendar):
    with pytest.raises(BeyondCalendar, match="provisional until the yearly notice"):
        deadline(rule(7), calendar.strict(), t("2026-11-20"))
    assert deadline(rule(6), calendar.strict(), t("2026-11-20")) == t("2026-12-01")


@pytest.mark.parametrize(
    ("start", "quantity", "unit"),
    [
        ("2003-12-31", 1, "working_day"),
        ("2040-12-31", 1, "working_day"),
        ("2026-09-18", 900000, "working_day"),
        ("2026-09-18", 900000, "natural_day"),
        ("2026-09-18", 999999, "month"),
        ("2041-01-01", 1, "natural_day"),
        ("2026-09-18", 999999, "hour"),
    ],
)
def test_a_date_beyond_the_calendar_is_refused_with_a_sentence(calendar, start, quantity, unit):
    with pytest.raises(BeyondCalendar, match="Expected a day from 2004-01-01 to 2040-12-31"):
        deadline(rule(quantity, unit, business=True), calendar, t(start))


def test_an_instant_without_an_offset_is_refused(calendar):
    with pytest.raises(ValueError, match="has none"):
        deadline(rule(1), calendar, t("2026-09-18").replace(tzinfo=None))


def test_a_hotline_ticket_counts_from_its_last_dispatch(calendar):
    """From 0:00 of the working day after the dispatch: the same arithmetic with the dispatch as its start."""
    found = read(rule(2), calendar, course("2026-09-30T16:40"), t("2026-10-08T09:00"))
    assert (found.last_day, found.elapsed) == (date(2026, 10, 9), Decimal(1))
