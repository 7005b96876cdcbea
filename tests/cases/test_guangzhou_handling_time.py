"""The handling time of the hotline of 广州: dispatch, return, news, extension, review.

Dates are counted by hand over Mid-Autumn and National Day of 2026, see `tests.support.hotline`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.support.hotline import HOTLINE, Order, extension, on

DAY = timedelta(days=1)


def test_ten_working_days_count_from_the_day_after_dispatch_over_two_holidays(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    assert order.clock("14.2").deadline_at == on("10-13", "00:00")
    assert order.clock("14.2", on("09-21", "23:00")).elapsed == 0
    assert order.clock("14.2", on("09-24")).elapsed == 3
    assert order.clock("14.2", on("10-07")).elapsed == 6
    assert order.clock("14.2", on("10-10")).elapsed == 9


def test_a_consultation_has_two_working_days(hotline):
    order = Order(hotline, on("09-29"), "consultation").dispatched(on("09-29"))
    assert order.clock("14.1").deadline_at == on("10-09", "00:00")
    assert not [c for c in hotline.view(order.case).clocks if c.limit == f"{HOTLINE}/14.2"]


def test_what_is_assigned_from_above_is_under_no_time_of_these_rules(hotline):
    order = Order(hotline, on("09-21"), assigned=True).dispatched(on("09-21"))
    assert {c.limit for c in hotline.view(order.case).clocks} == {f"{HOTLINE}/13", f"{HOTLINE}/16"}


def test_the_centre_dispatches_within_one_working_day_of_registration(hotline):
    order = Order(hotline, on("09-30"))
    order.step("register_appeal", on("09-30"))
    order.step("make_order", on("09-30"))
    assert order.clock("13").deadline_at == on("10-09", "00:00")


def test_a_return_that_is_upheld_and_dispatched_again_begins_the_count_anew(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.returned(on("09-22"))
    order.step("review_return", on("09-24"), "upheld")
    assert order.open() == ["dispatch"]
    order.step("dispatch", on("09-24", "15:00"))
    clock = order.clock("14.2", on("09-30"))
    assert (clock.deadline_at, clock.elapsed) == (on("10-16", "00:00"), 3)
    assert order.open() == ["check_order"]
    assert order.clock("16").deadline_at == on("09-30", "00:00")


def test_a_return_that_is_not_upheld_goes_back_to_the_unit_and_the_count_goes_on(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.returned(on("09-22"))
    order.step("review_return", on("09-24"), "not_upheld")
    assert order.open() == ["handle_order"]
    clock = order.clock("14.2", on("09-30"))
    assert (clock.deadline_at, clock.elapsed) == (on("10-13", "00:00"), 6)
    order.handled(on("10-12"))
    order.step("review_report", on("10-14"))
    assert order.clock("14.2").verdict == "met"


def test_a_leading_unit_names_its_partners_within_two_working_days_of_the_new_dispatch(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.returned(on("09-22"))
    order.step("review_return", on("09-24"), "joint")
    order.step("dispatch", on("09-24"))
    assert order.open() == ["name_partners"]
    assert order.clock("17-joint").deadline_at == on("09-30", "00:00")
    assert order.clock("14.2").deadline_at == on("10-16", "00:00")
    order.step("name_partners", on("09-29"))
    order.handled(on("09-30"))
    assert order.open() == ["review_report"]


@pytest.mark.parametrize(
    ("kind", "clause", "deadline"),
    [("district", "18.1", "09-30"), ("duty", "18.2", "10-10"), ("law", "18.3", "10-10")],
)
def test_the_third_return_by_a_third_unit_is_a_dispute(hotline, kind, clause, deadline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    for day in ("09-22", "09-23", "09-24"):
        assert order.open() == ["check_order"]
        order.returned(on(day))
        order.step("review_return", on(day), "upheld")
        if day != "09-24":
            order.step("dispatch", on(day))
    assert order.open() == ["classify_dispute"]
    order.step("classify_dispute", on("09-24"), kind)
    assert order.clock(clause).deadline_at == on(deadline, "00:00")
    order.step(f"opinion_on_{kind}", on("09-28"))
    order.step("determine_unit", on("09-29"))
    order.step("dispatch", on("09-30"))
    assert order.clock("14.2").deadline_at == on("10-21", "00:00")


def test_what_the_centre_sends_back_is_no_return(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    for day in ("09-22", "09-23"):
        order.returned(on(day))
        order.step("review_return", on(day), "upheld")
        order.step("dispatch", on(day))
    order.returned(on("09-24"))
    order.step("review_return", on("09-24"), "not_upheld")
    assert order.open() == ["handle_order"]


def test_news_that_matters_begins_the_count_anew_and_the_work_goes_on(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.step("check_order", on("09-22"))
    order.tell("new_facts", on("09-29"), new_facts="又坏了两盏")
    assert sorted(order.open()) == ["handle_order", "judge_new_facts"]
    order.step("judge_new_facts", on("09-30"), "affects")
    clock = order.clock("14.2", on("10-09"))
    assert (clock.deadline_at, clock.elapsed, clock.started_at) == (on("10-20", "00:00"), 3, on("09-29"))
    assert [c.limit for c in hotline.view(order.case).clocks].count(f"{HOTLINE}/14.2") == 1


def test_news_that_a_new_dispatch_has_overtaken_does_not_take_the_count_back(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.tell("new_facts", on("09-22"), new_facts="x")
    order.returned(on("09-22"))
    order.step("review_return", on("09-24"), "upheld")
    order.step("dispatch", on("09-24"))
    order.step("judge_new_facts", on("09-28"), "affects")
    assert order.clock("14.2").deadline_at == on("10-16", "00:00")


def test_news_that_does_not_matter_leaves_the_count_alone_and_may_come_again(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    for day in ("09-22", "09-23"):
        order.tell("new_facts", on(day), new_facts="还是不亮")
        order.step("judge_new_facts", on(day), "no_effect")
    assert order.clock("14.2").deadline_at == on("10-13", "00:00")
    assert order.open() == ["check_order"]


def test_after_the_report_no_more_news_is_waited_for(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.handled(on("09-22"))
    said = hotline.refused(order.case, "send-message", on("09-22"), message="new_facts", new_facts="x")
    assert "message that is waited for" in said


def test_two_extensions_each_no_longer_than_the_limit_itself_count_from_the_first_deadline(hotline):
    order = Order(hotline, on("09-29"), "consultation").dispatched(on("09-29"))
    limit = f"{HOTLINE}/14.1"
    assert "at most 2" in hotline.refused(order.case, "extend", on("09-30"), data=extension(limit, 3))
    hotline.do(order.case, "extend", on("09-30"), data=extension(limit, 2))
    assert order.clock("14.1").deadline_at == on("10-11", "00:00")
    hotline.do(order.case, "extend", on("10-09"), data=extension(limit, 2))
    assert order.clock("14.1").deadline_at == on("10-14", "00:00")
    assert "at most 2 extension(s)" in hotline.refused(order.case, "extend", on("10-10"), data=extension(limit, 1))


def test_a_new_dispatch_forgets_the_extensions_of_the_unit_before(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    hotline.do(order.case, "extend", on("09-22"), data=extension(f"{HOTLINE}/14.2", 10))
    order.returned(on("09-22"))
    order.step("review_return", on("09-24"), "upheld")
    order.step("dispatch", on("09-24"))
    assert order.clock("14.2").deadline_at == on("10-16", "00:00")


def test_the_time_of_the_review_is_not_the_units(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.handled(on("10-12"))
    order.step("review_report", on("10-15"), "fail")
    assert order.open() == ["handle_order"]
    clock = order.clock("14.2", on("10-15"))
    assert (clock.elapsed, clock.deadline_at) == (10, on("10-16", "00:00"))
    order.handled(on("10-16"))
    order.step("review_report", on("10-19"))
    late = order.clock("14.2")
    assert (late.verdict, late.elapsed, late.over) == ("breached", 11, 1)


def _working(day: date) -> bool:
    """The published calendar of autumn 2026, written out."""
    if day in {date(2026, 9, 20), date(2026, 10, 10)}:
        return True
    off = {date(2026, 9, 25), *(date(2026, 10, n) for n in range(1, 8))}
    return day.weekday() < 5 and day not in off


def _last_day(start: date, days: int) -> date:
    while days:
        start += DAY
        days -= _working(start)
    return start


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_turns_the_time_runs_from_the_last_dispatch_or_the_last_news_that_mattered(hotline, seed):
    dice = random.Random(seed)  # noqa: S311 - no secrets here
    at = on("09-14")
    order = Order(hotline, at).dispatched(at)
    since = at.date()
    for _ in range(dice.randint(1, 4)):
        at += dice.randint(0, 3) * DAY
        turn = dice.choice(["upheld", "not_upheld", "affects", "no_effect"])
        if turn in ("affects", "no_effect"):
            order.tell("new_facts", at, new_facts="x")
            since = at.date() if turn == "affects" else since
            at += dice.randint(0, 2) * DAY
            order.step("judge_new_facts", at, turn)
        elif "check_order" in order.open(at):
            order.returned(at)
            order.step("review_return", at, turn)
            if turn == "upheld":
                if "classify_dispute" in order.open(at):
                    for step in ("classify_dispute", "opinion_on_district", "determine_unit"):
                        order.step(step, at)
                order.step("dispatch", at)
                since = at.date()
    assert order.clock("14.2", at).deadline_at.date() == _last_day(since, 10) + DAY
