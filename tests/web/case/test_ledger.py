"""The ledger of a clock as a calendar."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.time import Course, DayEntry, Gap, Rule, Unit, china, read
from web.case import ledger

CHINA = china()
RULE = Rule(quantity=Decimal(5), unit=Unit.WORKING_DAY)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def reading(start: str, now: str, *gaps: Gap, end: str | None = None):
    course = Course(started_at=at(start), gaps=gaps, ended_at=at(end) if end else None)
    return read(RULE, CHINA, course, at(now))


def cells(months):
    return {cell.date: cell for month in months for week in month.weeks for cell in week if cell}


@pytest.mark.parametrize(
    ("why", "counted", "looks"),
    [
        ("working", True, "counted"),
        ("made-up: 国庆节", True, "counted"),
        ("first day", False, "first"),
        ("weekend", False, "rest"),
        ("holiday: 中秋节", False, "rest"),
        ("closure: 台风", False, "rest"),
        ("paused: hearing", False, "paused"),
        ("excluded: applicant", False, "paused"),
        ("no approval step open", False, "paused"),
        ("before restart", False, "before"),
        ("outside business hours", False, "rest"),
        ("a reason nobody knows yet", False, "rest"),
    ],
)
def test_a_date_looks_like_its_reason(why, counted, looks):
    entry = DayEntry(date(2026, 9, 18), counted, why, Decimal(int(counted)))
    assert ledger.kind(entry) == looks


def test_the_calendar_shows_the_made_up_sunday_as_counted_and_the_weekend_as_rest():
    found = cells(ledger.months(reading("2026-09-18T10:00", "2026-09-22T12:00"), date(2026, 9, 22)))
    looks = [found[date(2026, 9, day)].kind for day in (18, 19, 20, 21, 22, 23)]
    assert looks == ["first", "rest", "counted", "counted", "counted", "ahead"]
    assert found[date(2026, 9, 20)].number == 1
    assert found[date(2026, 9, 22)].number == 3


def test_the_deadline_is_marked_before_it_has_come():
    found = cells(ledger.months(reading("2026-09-18T10:00", "2026-09-21T12:00"), date(2026, 9, 21)))
    assert [d for d, cell in found.items() if cell.is_deadline] == [date(2026, 9, 24)]
    assert found[date(2026, 9, 24)].kind == "ahead"
    assert [d for d, cell in found.items() if cell.is_today] == [date(2026, 9, 21)]


def test_a_pause_shows_on_its_working_days_only():
    gap = Gap(at("2026-09-21T09:00"), at("2026-09-23T09:00"), "paused: hearing", 7)
    found = cells(ledger.months(reading("2026-09-18T10:00", "2026-09-28T12:00", gap), date(2026, 9, 28)))
    assert {d.day for d, cell in found.items() if cell.kind == "paused"} == {22, 23}


def test_each_month_adds_up_what_it_counted():
    months = ledger.months(reading("2026-09-28T10:00", "2026-10-12T12:00"), date(2026, 10, 12))
    assert [(m.first, m.counted) for m in months] == [(date(2026, 9, 1), 2), (date(2026, 10, 1), 4)]


def test_a_month_has_whole_weeks_and_leaves_out_days_of_its_neighbours():
    (month,) = ledger.months(reading("2026-09-18T10:00", "2026-09-22T12:00"), date(2026, 9, 22))
    assert all(len(week) == 7 for week in month.weeks)
    assert [cell.date.day if cell else None for cell in month.weeks[0]] == [None, 1, 2, 3, 4, 5, 6]


def test_a_ledger_over_the_new_year_goes_on_in_january():
    months = ledger.months(reading("2025-12-30T10:00", "2026-01-06T12:00"), date(2026, 1, 6))
    assert [m.first for m in months] == [date(2025, 12, 1), date(2026, 1, 1)]


def test_a_ledger_without_days_has_no_months():
    class Empty:
        days = ()

    assert ledger.months(Empty(), date(2026, 9, 1)) == ()


@settings(max_examples=60, deadline=None)
@given(after=st.integers(0, 870_000), days=st.integers(0, 80))
def test_the_calendar_holds_every_date_of_the_ledger_once_and_counts_what_the_reading_counts(after, days):
    begun = at("2025-01-02T00:00") + timedelta(minutes=after)
    found = read(RULE, CHINA, Course(started_at=begun), begun + timedelta(days=days))
    months = ledger.months(found, date(2026, 1, 1))
    shown = [c for m in months for w in m.weeks for c in w if c and c.entry]
    assert [c.entry for c in shown] == list(found.days)
    assert sum(m.counted for m in months) == found.elapsed
    last = [c.number for c in shown if c.number is not None]
    assert not last or last[-1] == found.elapsed
