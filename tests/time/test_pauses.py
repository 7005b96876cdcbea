"""What stops the time and lets it go on: the traps that other systems' users reported, each with its sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.time import Gap, Notice, NoticeDay, State, Verdict, WorkCalendar, china, judge, read, schedule
from tests.support.time import course, rule, t

# 2026-08-14 is a Friday; no holiday is near.


def last_day(found_rule, calendar, *args, at="2026-09-10", **kw):
    return read(found_rule, calendar, course(*args, **kw), t(at)).last_day.isoformat()


def test_a_day_is_paused_after_the_day_the_pause_begins_up_to_the_day_it_ends(calendar):
    found = read(rule(5), calendar, course("2026-08-14", "2026-08-18T10:00..2026-08-20T10:00"), t("2026-08-24"))
    assert [d.date.day for d in found.days if d.counted] == [17, 18, 21, 24]
    assert found.last_day == date(2026, 8, 25)


def test_a_pause_within_one_day_takes_nothing_from_a_limit_in_days(calendar):
    assert last_day(rule(5), calendar, "2026-08-14", "2026-08-18T10:00..2026-08-18T16:00") == "2026-08-21"


@pytest.mark.parametrize(
    ("pause", "last"),
    [
        ("2026-08-18T03:00..2026-08-20T23:00", "2026-08-25"),
        ("2026-08-18T23:59..2026-08-20T00:00", "2026-08-25"),
        ("2026-08-15T10:00..2026-08-18T10:00", "2026-08-25"),
        ("2026-08-16T10:00..2026-08-18T10:00", "2026-08-25"),
        ("2026-08-18T10:00..2026-08-22T10:00", "2026-08-26"),
        ("2026-08-18T10:00..2026-08-23T10:00", "2026-08-26"),
        ("2026-08-18T10:00..2026-08-24T10:00", "2026-08-27"),
        ("2026-08-22T10:00..2026-08-23T10:00", "2026-08-21"),
    ],
)
def test_a_pause_may_begin_and_end_outside_hours_or_on_a_rest_day(calendar, pause, last):
    assert last_day(rule(5), calendar, "2026-08-14", pause) == last


@pytest.mark.parametrize(
    ("pause", "ends"),
    [
        ("2026-08-14T11:00..2026-08-14T15:00", "2026-08-17T10:00"),
        ("2026-08-14T12:30..2026-08-14T13:30", "2026-08-14T17:00"),
        ("2026-08-14T20:00..2026-08-16T10:00", "2026-08-14T17:00"),
        ("2026-08-14T16:00..2026-08-16T10:00", "2026-08-17T10:00"),
        ("2026-08-14T03:00..2026-08-14T10:00", "2026-08-14T17:00"),
    ],
)
def test_a_pause_outside_hours_takes_nothing_from_business_hours(calendar, pause, ends):
    found = read(rule(5, "hour", business=True), calendar, course("2026-08-14T10:00", pause), t("2026-08-20"))
    assert found.deadline_at == t(ends)


def test_a_pause_across_a_weekend_gives_back_working_days_only(calendar):
    assert last_day(rule(5), calendar, "2026-08-14", "2026-08-20T10:00..2026-08-24T10:00") == "2026-08-25"


def test_a_pause_across_a_weekend_gives_back_natural_days_where_the_limit_counts_them(calendar):
    assert (
        last_day(rule(7, "natural_day"), calendar, "2026-08-14", "2026-08-20T10:00..2026-08-24T10:00") == "2026-08-25"
    )


def test_overlapping_pauses_are_never_taken_off_twice(calendar):
    pauses = ("2026-08-17..2026-08-20", "2026-08-18..2026-08-21", "2026-08-19..2026-08-19", "2026-08-17..2026-08-18")
    found = read(rule(5), calendar, course("2026-08-14", *pauses), t("2026-08-31"))
    assert found.elapsed == Decimal(7)
    assert found.last_day == date(2026, 8, 27)
    assert last_day(rule(5), calendar, "2026-08-14", "2026-08-17..2026-08-21") == "2026-08-27"


def test_the_order_in_which_pauses_are_told_does_not_matter(calendar):
    pauses = ("2026-08-17..2026-08-19", "2026-08-24..2026-08-26")
    assert last_day(rule(5), calendar, "2026-08-14", *pauses) == last_day(
        rule(5), calendar, "2026-08-14", *pauses[::-1]
    )


def test_a_pause_before_the_start_takes_nothing_and_one_across_it_only_what_is_after(calendar):
    assert last_day(rule(5), calendar, "2026-08-14", "2026-08-03..2026-08-12") == "2026-08-21"
    assert last_day(rule(5), calendar, "2026-08-14", "2026-08-10..2026-08-18") == "2026-08-25"


def test_resuming_exactly_at_the_deadline_is_in_time(calendar):
    """24 hours from 10:00; the pause of an hour ends at the instant at which they would have been over."""
    running = course("2026-08-18T10:00", "2026-08-19T09:00..2026-08-19T10:00")
    found = read(rule(24, "hour"), calendar, running, t("2026-08-19T10:00"))
    assert (found.deadline_at, found.over, found.remaining) == (t("2026-08-19T11:00"), None, Decimal(1))


def test_resuming_at_the_midnight_of_the_deadline_leaves_the_days_that_were_left(calendar):
    found = read(rule(5), calendar, course("2026-08-14", "2026-08-20T17:00..2026-08-22"), t("2026-08-22"))
    assert (found.remaining, found.last_day) == (Decimal(1), date(2026, 8, 24))


def test_a_limit_cannot_run_out_while_it_is_paused(calendar):
    """The pause begins on the last day. The day it ends takes nothing, so that day is still in time."""
    paused = course("2026-08-14", "2026-08-21T10:00..")
    for at in ("2026-08-21T18:00", "2026-08-24", "2026-08-31"):
        found = read(rule(5), calendar, paused, t(at))
        assert (found.state, found.over, found.elapsed) == (State.PAUSED, None, Decimal(5))
    resumed = course("2026-08-14", "2026-08-21T10:00..2026-08-25T09:00")
    assert judge(rule(5), calendar, replace(resumed, ended_at=t("2026-08-25T17:00"))).verdict is Verdict.MET
    assert judge(rule(5), calendar, replace(resumed, ended_at=t("2026-08-26T09:00"))).verdict is Verdict.BREACHED


def test_a_pause_that_begins_when_it_was_late_already_changes_nothing(calendar):
    found = read(rule(5), calendar, course("2026-08-14", "2026-08-22T10:00.."), t("2026-08-31"))
    assert (found.lamp, found.last_day) == ("red", date(2026, 8, 21))


def test_a_pause_on_the_day_to_which_the_deadline_rolled_carries_it_on(calendar):
    """Eight natural days end on Saturday 22 and roll to Monday 24; the pause begins on the Sunday."""
    assert last_day(rule(8, "natural_day"), calendar, "2026-08-14", "2026-08-23..2026-08-26") == "2026-08-26"
    assert last_day(rule(8, "natural_day"), calendar, "2026-08-14", "2026-08-23..2026-08-29") == "2026-08-31"


def test_while_paused_the_deadline_is_what_it_would_be_if_counting_went_on_now(calendar):
    paused = course("2026-08-14", "2026-08-18T10:00..")
    moved = [
        read(rule(5), calendar, paused, t(at)).last_day.isoformat() for at in ("2026-08-19", "2026-08-21", "2026-08-24")
    ]
    assert moved == ["2026-08-24", "2026-08-26", "2026-08-27"]


def test_a_paused_case_keeps_its_colour(calendar):
    for start, colour in (("2026-08-14", "green"), ("2026-08-10", "yellow"), ("2026-08-07", "red")):
        paused = course(start, "2026-08-17T10:00..")
        limit = rule(6 if colour == "yellow" else 5)
        for at in ("2026-08-17T12:00", "2026-08-19", "2026-09-30"):
            found = read(limit, calendar, paused, t(at))
            assert (found.lamp, found.state) == (colour, State.PAUSED)
        assert not schedule(limit, calendar, paused, t("2026-08-19")).counting


def test_the_limit_may_change_twice_while_it_is_paused(calendar):
    paused = course("2026-08-14", "2026-08-18T10:00..")
    resumed = course("2026-08-14", "2026-08-18T10:00..2026-08-20T10:00")
    for extended, last in ((0, "2026-08-25"), (3, "2026-08-28"), (5, "2026-09-01")):
        more = Decimal(extended)
        assert read(rule(5), calendar, replace(paused, extended=more), t("2026-08-20")).last_day.isoformat() == last
        assert read(rule(5), calendar, replace(resumed, extended=more), t("2026-08-24")).last_day.isoformat() == last
    assert last_day(rule(2), calendar, "2026-08-14", "2026-08-17T10:00..2026-08-20T10:00") == "2026-08-21"


def test_an_extension_of_days_cannot_be_half_a_day(calendar):
    with pytest.raises(ValueError, match=r"whole days, but 0\.5"):
        read(rule(5), calendar, course("2026-08-14", extended=Decimal("0.5")), t("2026-08-15"))


def test_a_holiday_added_after_the_start_moves_the_deadline(calendar):
    typhoon = Notice("台风停工", (NoticeDay(date(2026, 8, 19), working=False),))
    closed = china((typhoon,))
    running = course("2026-08-14")
    before, after = (read(rule(5), known, running, t("2026-08-20")) for known in (calendar, closed))
    assert (before.last_day, after.last_day) == (date(2026, 8, 21), date(2026, 8, 24))
    assert after.days[5].why == "closure: 台风停工"
    assert calendar.version != closed.version


def test_a_working_saturday_added_after_the_start_moves_the_deadline():
    notice = Notice("调休", (NoticeDay(date(2026, 8, 15), working=True),))
    found = read(rule(5), china((notice,)), course("2026-08-14"), t("2026-08-20"))
    assert (found.last_day, found.days[1].why) == (date(2026, 8, 20), "made-up: 调休")


def test_a_calendar_with_no_working_day_at_all_is_refused():
    with pytest.raises(ValueError, match="Expected a calendar with working days"):
        WorkCalendar("none", date(2026, 1, 1), date(2026, 12, 31), {}, week=(False,) * 7)
    with pytest.raises(ValueError, match="Expected a calendar with working days"):
        WorkCalendar("one", date(2026, 8, 15), date(2026, 8, 16), {})


def test_an_open_pause_that_has_not_begun_yet_is_not_known_yet(calendar):
    found = read(rule(5), calendar, course("2026-08-14", "2026-08-18T10:00.."), t("2026-08-17"))
    assert (found.state, found.last_day) == (State.RUNNING, date(2026, 8, 21))


def test_a_planned_pause_is_in_the_deadline_before_it_begins(calendar):
    found = read(rule(5), calendar, course("2026-08-14", "2026-08-18..2026-08-20"), t("2026-08-17"))
    assert (found.state, found.last_day, found.elapsed) == (State.RUNNING, date(2026, 8, 25), Decimal(1))


def test_the_same_day_that_is_paused_ends_on_the_day_it_goes_on(calendar):
    running = course("2026-08-14T10:00", "2026-08-14T11:00..2026-08-18T09:00")
    assert read(rule(0, "immediate"), calendar, running, t("2026-08-18")).last_day == date(2026, 8, 18)


def test_a_pause_needs_an_offset(calendar):
    bare = Gap(t("2026-08-18").replace(tzinfo=None), None)
    with pytest.raises(ValueError, match="Expected an instant with an offset"):
        read(rule(5), calendar, replace(course("2026-08-14"), gaps=(bare,)), t("2026-08-20"))
