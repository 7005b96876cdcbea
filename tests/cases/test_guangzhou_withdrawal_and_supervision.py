"""The hotline of 广州: withdrawal, supervision, long-term matters, and orders that end early.

Dates are counted by hand over Mid-Autumn and National Day of 2026, see `tests.support.hotline`.
"""

from __future__ import annotations

import pytest

from engine import events as facts
from tests.support.hotline import HOTLINE, Order, on


def test_what_is_withdrawn_in_the_middle_is_closed_without_a_verdict_and_without_a_rating(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.step("check_order", on("09-22"))
    order.tell("withdrawal", on("09-23"))
    assert order.open() == ["settle_withdrawal"]
    order.step("settle_withdrawal", on("09-23"))
    assert order.ended(on("09-23")) == "withdrawn"
    assert order.clock("14.2").verdict == "void"


@pytest.mark.parametrize(("order_type", "open_then"), [("report", ["handle_order"]), ("complaint", [])])
def test_only_a_report_may_be_looked_into_after_its_withdrawal(hotline, order_type, open_then):
    order = Order(hotline, on("09-21"), order_type).dispatched(on("09-21"))
    order.step("check_order", on("09-22"))
    order.tell("withdrawal", on("09-23"))
    order.step("settle_withdrawal", on("09-23"), "go_on")
    assert order.open() == open_then
    if open_then:
        assert order.clock("14.2").deadline_at == on("10-13", "00:00")


def test_a_breach_before_the_withdrawal_stays_a_breach(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    hotline.banjie.tick(on("10-13"))
    order.tell("withdrawal", on("10-14"))
    order.step("settle_withdrawal", on("10-14"))
    assert order.clock("14.2").verdict == "breached"


@pytest.mark.parametrize(
    ("kind", "step", "clause", "deadline"),
    [
        ("overdue", "explain_delay", "25.1", "09-30"),
        ("not_as_required", "report_properly", "25.2", "10-10"),
        ("diligence", "check_diligence", "25.4", "10-10"),
    ],
)
def test_an_order_is_supervised_while_it_is_handled(hotline, kind, step, clause, deadline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.step("check_order", on("09-22"))
    order.tell("supervision", on("09-24"))
    order.step("issue_supervision", on("09-24"), kind)
    assert {step, "handle_order"} <= set(order.open())
    assert order.clock(clause).deadline_at == on(deadline, "00:00")
    assert order.clock("14.2").deadline_at == on("10-13", "00:00")


def test_supervision_goes_on_until_the_answer_is_as_required(hotline):
    order = Order(hotline, on("09-21"), process="guangzhou_hotline_supervision")
    order.step("issue_supervision", on("09-21"))
    order.step("explain_delay", on("09-23"))
    order.step("review_supervision", on("09-23"), "fail")
    assert order.open() == ["issue_supervision"]
    order.step("issue_supervision", on("09-23"), "diligence")
    order.step("check_diligence", on("09-24"))
    order.step("guide_diligence", on("09-24"))
    order.step("review_supervision", on("09-24"))
    assert order.ended(on("09-24")) == "completed"


def test_a_long_term_matter_is_planned_in_ten_days_reported_monthly_and_concluded_in_three(hotline):
    order = Order(hotline, on("01-12"), process="guangzhou_hotline_long_term")
    order.step("confirm_long_term", on("01-12"))
    assert order.clock("26-plan").deadline_at == on("01-27", "00:00")
    order.step("make_plan", on("01-26"))
    order.step("report_stage", on("01-31"))
    assert order.clock("26-report").deadline_at == on("03-01", "00:00")
    order.step("advance", on("02-27"), "going_on")
    assert order.clock("26-report").deadline_at == on("03-28", "00:00")
    order.step("advance", on("03-30"), "ended")
    reports = [c.reading.verdict for c in hotline.view(order.case).clocks if c.limit == f"{HOTLINE}/26-report"]
    assert reports == ["met", "breached"]
    assert order.clock("26-final").deadline_at == on("04-03", "00:00")


def test_a_repeated_appeal_is_closed_when_it_is_checked(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.step("check_order", on("09-22"), "repeated")
    order.step("close_checked", on("09-22"))
    assert order.ended(on("09-22")) == "completed"
    assert order.clock("16").verdict == "met"


@pytest.mark.parametrize("route", ["answer", "guide"])
def test_what_is_answered_at_once_is_not_dispatched(hotline, route):
    order = Order(hotline, on("09-21"), "consultation")
    order.step("register_appeal", on("09-21"))
    order.step("make_order", on("09-21"), route)
    assert order.ended(on("09-21")) == "completed"


def test_the_log_of_an_order_with_every_turn_holds_together(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.returned(on("09-22"))
    order.step("review_return", on("09-22"), "upheld")
    order.step("dispatch", on("09-22"))
    order.tell("new_facts", on("09-23"), new_facts="x")
    order.step("judge_new_facts", on("09-23"), "affects")
    order.handled(on("09-24"))
    order.step("review_report", on("09-24"), "fail")
    order.handled(on("09-28"))
    order.step("review_report", on("09-28"))
    order.rated(on("09-28"), "satisfied")
    told = [e.fact for e in hotline.view(order.case).events]
    assert [f.reason for f in told if isinstance(f, facts.ClockRestarted)] == ["已转派其他", "时限重新计算"]
    assert isinstance(told[-1], facts.CaseCompleted)
    assert order.clock("14.2").verdict == "met"
