"""A reading explains itself: verdict, lamp and the ledger of every date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from engine.time import Bound, LampRule, NonworkingStart, State, Verdict, days_to_deadline, judge, read, schedule
from engine.time import left as left_until
from tests.support.time import course, rule, t


def whys(found):
    return {entry.date.isoformat()[5:]: (entry.counted, entry.why) for entry in found.days}


def test_the_ledger_names_every_date_and_why(calendar):
    found = read(rule(8), calendar, course("2026-09-18T10:00", "2026-09-21T09:00..2026-09-23T09:00"), t("2026-09-30"))
    assert whys(found) == {
        "09-18": (False, "first day"),
        "09-19": (False, "weekend"),
        "09-20": (True, "made-up: 国庆节"),
        "09-21": (True, "working"),
        "09-22": (False, "paused: hearing"),
        "09-23": (False, "paused: hearing"),
        "09-24": (True, "working"),
        "09-25": (False, "holiday: 中秋节"),
        "09-26": (False, "holiday: 中秋节"),
        "09-27": (False, "holiday: 中秋节"),
        "09-28": (True, "working"),
        "09-29": (True, "working"),
        "09-30": (True, "working"),
    }
    assert found.elapsed == sum(entry.weight for entry in found.days) == 6


def test_the_ledger_of_natural_days_counts_rest_days(calendar):
    found = read(rule(15, "natural_day"), calendar, course("2026-09-10"), t("2026-09-28"))
    assert found.elapsed == 18
    assert (found.remaining, found.lamp) == (0, "yellow")
    assert whys(found)["09-26"] == (True, "holiday: 中秋节")


def test_the_ledger_of_hours_weighs_each_date(calendar):
    found = read(rule(10, "hour", business=True), calendar, course("2026-09-18T16:00"), t("2026-09-21T10:00"))
    assert [(e.date.day, e.counted, e.weight) for e in found.days] == [
        (18, True, 2),
        (19, False, 0),
        (20, True, 7),
        (21, True, 1),
    ]
    assert found.elapsed == 10


def test_the_ledger_says_where_business_hours_were_over_or_paused(calendar):
    late = read(
        rule(10, "hour", business=True),
        calendar,
        course("2026-09-17T19:00", "2026-09-18T08:00..2026-09-18T19:00"),
        t("2026-09-20"),
    )
    assert [e.why for e in late.days] == [
        "outside business hours",
        "paused: hearing",
        "weekend",
        "outside business hours",
    ]


def test_the_weights_of_a_ledger_add_up_to_what_has_passed_though_thirds_do_not(calendar):
    found = read(rule("0.5"), calendar, course("2026-09-17T16:20"), t("2026-09-21T09:40"))
    assert found.elapsed == sum(entry.weight for entry in found.days)


def test_what_was_before_a_new_beginning_stays_in_the_ledger(calendar):
    found = read(rule(5), calendar, course("2026-08-19T09:00", first_started_at=t("2026-08-17T09:00")), t("2026-08-20"))
    assert [e.why for e in found.days] == ["before restart", "before restart", "first day", "working"]
    assert (found.elapsed, found.span) == (1, 4)


def test_a_start_that_rolls_shows_the_rest_days_before_its_first_day(calendar):
    found = read(
        replace(rule(5), nonworking_start=NonworkingStart.ROLL), calendar, course("2026-10-05"), t("2026-10-09")
    )
    assert [e.why for e in found.days][-2:] == ["first day", "working"]
    assert not any(e.counted for e in found.days[:-1])


def test_the_span_is_natural_days_with_both_ends(calendar):
    assert read(rule(5), calendar, course("2026-08-14", end="2026-08-14T17:00"), t("2026-08-20")).span == 1
    assert read(rule(5), calendar, course("2026-08-14", end="2026-08-20T17:00"), t("2026-08-30")).span == 7


def test_days_to_the_deadline_are_the_limit_and_no_more(calendar):
    days = days_to_deadline(rule(20), calendar, course("2026-02-13"), t("2026-11-20"))
    assert sum(entry.counted for entry in days) == 20
    assert days[-1].date == date(2026, 3, 19)


ENDS = [
    # at, verdict, elapsed, over, lamp
    ("2026-08-14T18:00", "met", 0, None, "green"),
    ("2026-08-20T18:00", "met", 4, None, "yellow"),
    ("2026-08-21T23:59:59.999999", "met", 5, None, "yellow"),
    ("2026-08-22T00:00", "breached", 5, 0, "red"),
    ("2026-08-24T09:00", "breached", 6, 1, "red"),
    ("2026-08-31T09:00", "breached", 11, 6, "red"),
]


@pytest.mark.parametrize(("at", "verdict", "elapsed", "over", "lamp"), ENDS)
def test_a_longest_time_is_broken_by_ending_after_its_deadline(calendar, at, verdict, elapsed, over, lamp):
    found = read(rule(5), calendar, course("2026-08-14T10:00", end=at), t("2026-11-20"))
    assert (found.state, found.verdict, found.elapsed) == (State.STOPPED, verdict, elapsed)
    assert (found.over, found.lamp, found.ended_at) == (over, lamp, t(at))


def test_by_the_clock_the_very_instant_of_the_deadline_is_in_time(calendar):
    for at, verdict in (("2026-08-15T10:00", Verdict.MET), ("2026-08-15T10:00:00.000001", Verdict.BREACHED)):
        assert judge(rule(24, "hour"), calendar, course("2026-08-14T10:00", end=at)).verdict is verdict


SHORTEST = [
    ("2026-08-20T17:00", "too_early", 2),
    ("2026-08-21T17:00", "too_early", 1),
    ("2026-08-22T00:00", "met", None),
    ("2026-08-31T09:00", "met", None),
    ("2026-08-14T17:00", "too_early", 5),
]


@pytest.mark.parametrize(("at", "verdict", "short"), SHORTEST)
def test_a_shortest_time_is_broken_by_ending_before_it(calendar, at, verdict, short):
    notice = rule(5, bound=Bound.AT_LEAST)
    found = read(notice, calendar, course("2026-08-14T10:00", end=at), t("2026-11-20"))
    assert (found.verdict, found.over) == (verdict, short)
    assert found.lamp == ("red" if short else "green")


def test_a_shortest_time_that_runs_has_no_lamp_but_green(calendar):
    notice = rule(5, bound=Bound.AT_LEAST)
    found = read(notice, calendar, course("2026-08-14T10:00"), t("2026-09-14"))
    assert (found.lamp, found.warn_at, found.over) == ("green", None, None)


def test_a_shortest_time_in_hours_is_short_by_what_is_missing(calendar):
    ended = course("2026-08-14T10:00", end="2026-08-14T16:00")
    assert judge(rule(24, "hour", bound=Bound.AT_LEAST), calendar, ended).over == 18


def test_what_is_void_is_never_judged(calendar):
    found = read(rule(5), calendar, course("2026-08-14", end="2026-09-30", void=True), t("2026-11-20"))
    assert (found.verdict, found.over, found.lamp) == (Verdict.VOID, None, "green")


def test_a_count_that_runs_cannot_be_judged(calendar):
    with pytest.raises(ValueError, match="still runs"):
        judge(rule(5), calendar, course("2026-08-14"))


def test_before_its_start_nothing_has_passed(calendar):
    found = read(rule(5), calendar, course("2026-08-14"), t("2026-08-01"))
    assert (found.elapsed, found.remaining, found.lamp, found.state) == (0, 5, "green", State.RUNNING)


LAMPS = [
    # limit, lamp, since when
    (rule(5), LampRule("y", "remaining", Decimal(1)), "2026-08-20"),
    (rule(5), LampRule("y", "remaining", Decimal("0.5")), "2026-08-21"),
    (rule(5), LampRule("y", "remaining", Decimal(9)), "2026-08-14T10:00"),
    (rule(5), LampRule("y", "remaining", Decimal(20), "percent"), "2026-08-20"),
    (rule(5), LampRule("y", "remaining", Decimal(30), "percent"), "2026-08-20"),
    (rule(5), LampRule("y", "remaining", Decimal(2), "natural_day"), "2026-08-19"),
    (rule(5), LampRule("y", "remaining", Decimal(4), "hour"), "2026-08-21T20:00"),
    (rule(5), LampRule("y", "elapsed", Decimal(3)), "2026-08-19"),
    (rule(5), LampRule("y", "elapsed", Decimal(50), "percent"), "2026-08-19"),
    (rule(5), LampRule("y", "elapsed", Decimal(90), "minute"), "2026-08-14T11:30"),
    (rule(5), LampRule("y", "overdue", Decimal(0)), "2026-08-22"),
    (rule(5), LampRule("y", "overdue", Decimal(3)), "2026-08-26"),
    (rule(8, "natural_day"), LampRule("y", "remaining", Decimal(1)), "2026-08-21"),
    (rule(8, "natural_day"), LampRule("y", "remaining", Decimal(1), "natural_day"), "2026-08-23"),
    (rule(24, "hour"), LampRule("y", "remaining", Decimal(6), "hour"), "2026-08-15T04:00"),
    (rule(24, "hour"), LampRule("y", "remaining", Decimal(25), "percent"), "2026-08-15T04:00"),
    (rule(24, "hour"), LampRule("y", "overdue", Decimal(1), "natural_day"), "2026-08-16T10:00"),
    (rule(96, "hour"), LampRule("y", "remaining", Decimal(1)), "2026-08-17T10:00"),
    (rule(7, "hour", business=True), LampRule("y", "remaining", Decimal(2), "hour"), "2026-08-14T17:00"),
    (rule("0.5"), LampRule("y", "elapsed", Decimal(50), "percent"), "2026-08-14T11:45"),
]


@pytest.mark.parametrize(("limit", "lamp", "since"), LAMPS)
def test_a_lamp_changes_at_an_instant(calendar, limit, lamp, since):
    limit = replace(limit, lamps=(lamp,))
    running = course("2026-08-14T10:00")
    tick = t("2026-01-01T00:00:00.000002") - t("2026-01-01")
    assert read(limit, calendar, running, t(since) - tick).lamp == "green"
    assert read(limit, calendar, running, t(since) + tick).lamp == "y"
    if lamp.basis != "overdue":
        assert read(limit, calendar, running, t(since)).warn_at == t(since)


def test_of_several_lamps_the_last_that_applies_shows(calendar):
    limit = replace(
        rule(10),
        lamps=(
            LampRule("blue", "elapsed", Decimal(50), "percent"),
            LampRule("yellow", "remaining", Decimal(2)),
            LampRule("red", "overdue", Decimal(0)),
            LampRule("black", "overdue", Decimal(5)),
        ),
    )
    colours = [read(limit, calendar, course("2026-08-14"), t(f"2026-08-{d}")).lamp for d in (20, 21, 26, 28, 29, 31)]
    assert colours == ["green", "blue", "yellow", "yellow", "red", "red"]
    assert read(limit, calendar, course("2026-08-14"), t("2026-09-04")).lamp == "black"


def test_a_schedule_gives_the_instants_at_which_the_lamp_changes(calendar):
    running = course("2026-08-14T10:00")
    due = schedule(rule(5), calendar, running, t("2026-08-17"))
    assert due == (t("2026-08-22"), t("2026-08-20"), t("2026-08-22"), True)
    for at, colour in ((due.warn_at, "yellow"), (due.breach_at, "red")):
        assert read(rule(5), calendar, running, at).lamp == colour


def test_a_schedule_by_the_clock_breaches_after_the_last_instant_in_time(calendar):
    due = schedule(rule(24, "hour"), calendar, course("2026-08-14T10:00"), t("2026-08-14T12:00"))
    assert due.deadline_at == t("2026-08-15T10:00")
    assert due.breach_at == t("2026-08-15T10:00:00.000001")


def test_a_month_is_read_in_natural_days_and_the_same_day_in_working_days(calendar):
    month = read(rule(1, "month"), calendar, course("2026-08-14"), t("2026-08-20"))
    assert (month.unit, month.limit, month.elapsed, month.remaining) == ("natural_day", 31, 6, 25)
    today = read(rule(0, "immediate"), calendar, course("2026-08-14"), t("2026-08-18"))
    assert (today.unit, today.limit, today.elapsed, today.over) == ("working_day", 0, 2, 2)


def test_a_reading_without_its_ledger_says_the_same(calendar):
    full = read(rule(5), calendar, course("2026-08-14"), t("2026-08-20"), causes=(3,))
    assert read(rule(5), calendar, course("2026-08-14"), t("2026-08-20"), causes=(3,), ledger=False) == replace(
        full, days=()
    )


def test_a_verdict_is_the_same_whenever_it_is_asked_for(calendar):
    ended = course("2026-08-14", "2026-08-18..2026-08-20", end="2026-08-31")
    readings = {
        replace(read(rule(5), calendar, ended, t(at)), policy=(), causes=()) for at in ("2026-08-31", "2026-11-20")
    }
    assert len(readings) == 1


@pytest.mark.parametrize(
    ("limit", "at", "left"),
    [
        (rule(5), "2026-08-17T09:00", "4"),
        (rule(5), "2026-08-21T23:00", "0"),
        (rule(5), "2026-08-25T09:00", "-2"),
        (rule(8, "natural_day"), "2026-08-20T09:00", "4"),
        (rule(24, "hour"), "2026-08-15T08:30", "1.5"),
        (rule(5, "hour", business=True), "2026-08-17T10:00", "-2"),
        (rule("0.5"), "2026-08-14T10:00", "0.5"),
    ],
)
def test_what_is_left_follows_from_the_deadline_alone(calendar, limit, at, left):
    found = read(limit, calendar, course("2026-08-14T10:00"), t(at))
    assert left_until(limit, calendar, found.deadline_at, t(at)) == found.remaining == Decimal(left)
