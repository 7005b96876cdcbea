"""Calendars: what a date is, versions, notices, and what is refused."""

from __future__ import annotations

import json
from datetime import date, timedelta

import chinese_calendar
import pytest

from engine.time import BeyondCalendar, BusinessHours, Notice, NoticeDay, WorkCalendar, china, deadline, read
from engine.time.china import FIRST, LAST, LAST_PUBLISHED
from engine.time.festivals import MOVING, statutory
from tests.support.time import course, rule, t

OFF = [
    ("2026-09-18", True, "working"),
    ("2026-09-19", False, "weekend"),
    ("2026-09-20", True, "made-up: 国庆节"),
    ("2026-09-25", False, "holiday: 中秋节"),
    ("2015-09-03", False, "holiday: 抗战胜利70周年纪念日"),
    ("2020-01-31", False, "holiday: 春节"),
    ("2020-02-02", False, "holiday: 春节"),
    ("2027-02-06", False, "holiday: 春节"),
    ("2027-02-10", True, "working"),
    ("2031-10-01", False, "holiday: 中秋节"),
]


@pytest.mark.parametrize(("day", "working", "why"), OFF)
def test_a_date_is_a_working_day_or_not_and_says_why(calendar, day, working, why):
    found = calendar.day(date.fromisoformat(day))
    assert (found.working, found.why) == (working, why)


def test_every_published_day_is_what_its_notice_says(calendar):
    days = (
        date(FIRST, 1, 1) + timedelta(days=n)
        for n in range((date(LAST_PUBLISHED, 12, 31) - date(FIRST, 1, 1)).days + 1)
    )
    assert [d for d in days if calendar.day(d).working != chinese_calendar.is_workday(d)] == []


def test_the_count_is_monotone_and_its_inverse_undoes_it(calendar):
    days = [calendar.first + timedelta(days=n) for n in range(0, 13_000, 7)]
    counts = [calendar.count(d) for d in days]
    assert counts == sorted(counts)
    assert all(calendar.nth(calendar.count(d)) <= d for d in days[1:])
    assert all(calendar.day(calendar.nth(n)).working for n in range(1, 8000, 97))


@pytest.mark.parametrize(
    ("day", "provisional"),
    [("2025-12-31", False), ("2026-11-30", False), ("2026-12-01", True), ("2027-06-01", True), ("2040-12-31", True)],
)
def test_a_year_and_the_december_before_it_are_provisional_until_its_notice(calendar, day, provisional):
    assert calendar.day(date.fromisoformat(day)).provisional is provisional


def notice_2027():
    """What a notice for 2027 might say: longer festivals, two made-up days, one of them in December before."""
    off = {d for festival in statutory(2027) for d in (festival, festival + timedelta(days=1))}
    worked = (NoticeDay(date(2026, 12, 27), working=True), NoticeDay(date(2027, 2, 20), working=True))
    return Notice("国务院办公厅2027年通知", (*(NoticeDay(d, working=False) for d in sorted(off)), *worked))


def test_the_notice_for_a_year_makes_it_and_its_december_final():
    found = china((notice_2027(),))
    assert notice_2027().publishes == (2027,)
    assert [found.day(date(2027, 2, d)).working for d in (5, 9, 10, 20)] == [False, False, True, True]
    assert not found.day(date(2026, 12, 27)).provisional
    assert found.day(date(2026, 12, 27)).why == "made-up: 国务院办公厅2027年通知"
    assert found.day(date(2027, 1, 1)).why == "holiday: 元旦"
    assert not found.day(date(2027, 11, 30)).provisional
    assert found.day(date(2027, 12, 1)).provisional
    assert not read(rule(3), found, course("2026-12-30"), t("2026-12-30")).provisional
    assert found.strict().last == date(2027, 11, 30)


def test_a_notice_that_leaves_a_festival_out_is_not_the_years():
    part = Notice("部分", notice_2027().days[2:])
    assert part.publishes == ()
    assert china((part,)).day(date(2027, 3, 1)).provisional


def test_the_last_known_years_notice_leaves_its_december_open():
    days = tuple(NoticeDay(d, working=False) for d in statutory(LAST))
    found = china((Notice("last", days),))
    assert [found.day(date(LAST, m, 1)).provisional for m in (6, 12)] == [False, True]


def test_a_later_notice_wins_and_every_notice_makes_another_version():
    shut = Notice("停水停电", (NoticeDay(date(2026, 8, 19), working=False),))
    opened = Notice("复工", (NoticeDay(date(2026, 8, 19), working=True),))
    versions = [china(notices).version for notices in ((), (shut,), (shut, opened), (opened, shut))]
    assert [china(n).day(date(2026, 8, 19)).working for n in ((shut, opened), (opened, shut))] == [True, False]
    assert len(set(versions)) == 2
    assert versions[0] == versions[2]
    assert versions[1] == versions[3]


def test_the_same_data_have_the_same_version_whatever_made_them(calendar):
    again = WorkCalendar.from_json(json.loads(json.dumps(calendar.to_json())))
    assert again == calendar
    assert hash(again) == hash(calendar)
    assert again.version == calendar.version
    assert again.day(date(2026, 9, 20)) == calendar.day(date(2026, 9, 20))


def test_an_old_verdict_is_found_again_under_the_calendar_it_was_judged_under():
    before = china()
    stored = before.to_json()
    after = china((Notice("补休", (NoticeDay(date(2026, 8, 19), working=False),)),))
    ended = course("2026-08-14", end="2026-08-24T10:00")
    assert read(rule(5), after, ended, t("2026-11-20")).verdict == "met"
    assert read(rule(5), WorkCalendar.from_json(stored), ended, t("2026-11-20")).verdict == "breached"


def test_other_business_hours_make_another_version(calendar):
    summer = china(hours=BusinessHours.of(("08:30", "12:00"), ("14:30", "17:30")))
    assert summer.version != calendar.version
    assert deadline(rule(1, "hour", business=True), summer, t("2026-09-18T11:30")) == t("2026-09-18T15:00")
    assert deadline(rule("0.5"), summer, t("2026-09-18T08:30")) == t("2026-09-18T11:45")
    assert china(hours=calendar.hours) is calendar


@pytest.mark.parametrize(
    "slots",
    [
        (),
        (("12:00", "09:00"),),
        (("09:00", "09:00"),),
        (("09:00", "12:00"), ("11:00", "18:00")),
        (("09:00", "24:01"),),
        (("9", "10:00"),),
    ],
)
def test_business_hours_that_are_none_are_refused(slots):
    with pytest.raises(ValueError, match="Expected"):
        BusinessHours.of(*slots)


def test_an_office_may_work_around_the_clock():
    always = china(hours=BusinessHours.of(("00:00", "24:00")))
    assert deadline(rule(24, "hour", business=True), always, t("2026-09-16T10:00")) == t("2026-09-17T10:00")
    assert deadline(rule(24, "hour", business=True), always, t("2026-09-16")) == t("2026-09-17")


@pytest.mark.parametrize("day", ["2003-12-31", "2041-01-01"])
def test_a_day_outside_the_calendar_is_refused(calendar, day):
    for ask in (calendar.count, calendar.day):
        with pytest.raises(BeyondCalendar, match=day):
            ask(date.fromisoformat(day))


@pytest.mark.parametrize("n", [0, -1, 10**9])
def test_a_working_day_that_is_none_is_refused(calendar, n):
    with pytest.raises(BeyondCalendar, match="Expected a day from"):
        calendar.nth(n)


def test_a_calendar_that_is_final_throughout_is_its_own_strict_form():
    short = WorkCalendar("short", date(2026, 1, 1), date(2026, 1, 31), {})
    assert short.strict() is short


BAD = [
    ({"name": " ", "days": [{"date": "2027-01-01", "working": False}]}, "the name"),
    ({"name": "x", "days": []}, "there are none"),
    ({"name": "x", "days": [{"date": "2027-01-01", "working": False}] * 2}, "comes twice"),
    ({"name": "x", "days": [{"date": "2027-01-01", "working": "no"}]}, "neither true nor false"),
    ({"name": "x", "days": [{"working": False}]}, "Expected a notice like"),
    ({"days": []}, "Expected a notice like"),
    ({"name": "x", "days": [{"date": "first of May", "working": False}]}, "first of May"),
    ({"name": "x", "days": 5}, "Expected a notice like"),
]


@pytest.mark.parametrize(("data", "sentence"), BAD)
def test_a_notice_that_is_none_is_refused(data, sentence):
    with pytest.raises(ValueError, match=sentence):
        Notice.from_json(data)


def test_a_notice_outside_the_calendar_is_refused():
    with pytest.raises(ValueError, match="names 2050-01-01, outside"):
        china((Notice("far", (NoticeDay(date(2050, 1, 1), working=False),)),))


def test_a_notice_comes_back_from_json():
    notice = Notice(
        "n", (NoticeDay(date(2027, 1, 1), working=False, name="元旦"), NoticeDay(date(2027, 1, 3), working=True))
    )
    assert Notice.from_json(json.loads(json.dumps(notice.to_json()))) == notice
    assert china((notice,)).day(date(2027, 1, 1)).why == "closure: 元旦"


@pytest.mark.parametrize("change", [{"format": 2}, {"days": None}, {"hours": None}])
def test_a_stored_calendar_that_is_not_whole_is_refused(calendar, change):
    with pytest.raises(ValueError, match="Expected a"):
        WorkCalendar.from_json({**calendar.to_json(), **change})
    with pytest.raises(ValueError, match="lacks 'days'"):
        WorkCalendar.from_json({k: v for k, v in calendar.to_json().items() if k != "days"})


def test_a_calendar_needs_a_day_and_a_week():
    with pytest.raises(ValueError, match="whole weeks"):
        WorkCalendar("x", date(2026, 2, 1), date(2026, 1, 1), {})
    with pytest.raises(ValueError, match="whole weeks"):
        WorkCalendar("x", date(2026, 1, 1), date(2026, 2, 1), {}, week=(True,))


def test_a_year_has_thirteen_days_off_by_law_unless_festivals_meet():
    assert {year: len(statutory(year)) for year in MOVING if len(statutory(year)) != 13} == {
        2028: 12,
        2031: 12,
        2039: 12,
    }
