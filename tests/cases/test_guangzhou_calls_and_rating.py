"""The hotline of 广州: calls, information that is missing, ratings and the second round.

Dates are counted by hand over Mid-Autumn and National Day of 2026, see `tests.support.hotline`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.hotline import HOTLINE, Order, extension, on, reviewed

MINUTE = timedelta(minutes=1)


def test_three_calls_that_nobody_answers_lie_a_quarter_of_an_hour_apart(hotline):
    order = Order(hotline, on("09-21"))
    order.step("register_appeal", on("09-21"), "supplement")
    for n in range(3):
        at = on("09-21") + n * 15 * MINUTE
        hotline.banjie.tick(at)
        assert order.open(at) == ["call_applicant"]
        order.step("call_applicant", at, "no_answer")
        assert order.open(at) == []
        hotline.banjie.tick(at + 14 * MINUTE)
        assert order.open(at + 14 * MINUTE) == []
    assert order.ended(on("09-21", "11:00")) == "refused"


def test_the_second_call_that_is_answered_leads_on(hotline):
    order = Order(hotline, on("09-21"))
    order.step("register_appeal", on("09-21"), "supplement")
    order.step("call_applicant", on("09-21"), "no_answer")
    order.step("call_applicant", on("09-21", "10:15"), "reached")
    order.step("review_supplement", on("09-21", "10:20"))
    assert order.open() == ["make_order"]


def test_a_unit_that_reaches_nobody_in_three_calls_closes_the_order_without_a_rating(hotline):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    order.step("check_order", on("09-22"))
    order.step("handle_order", on("09-22"), "ask")
    for minutes in ("00", "15", "30"):
        order.step("call_applicant", on("09-22", f"11:{minutes}"), "no_answer")
    assert order.open() == ["close_order"]
    order.step("close_order", on("09-22", "12:00"))
    assert order.ended(on("09-22", "12:00")) == "completed"


def test_each_round_of_calls_has_its_own_three(hotline):
    order = Order(hotline, on("09-21"))
    order.step("register_appeal", on("09-21"), "supplement")
    order.step("call_applicant", on("09-21", "10:00"), "no_answer")
    order.step("call_applicant", on("09-21", "10:15"), "no_answer")
    order.step("call_applicant", on("09-21", "10:30"), "reached")
    order.step("review_supplement", on("09-21", "10:40"))
    order.step("make_order", on("09-21", "10:40"))
    order.step("dispatch", on("09-21", "10:40"))
    order.step("check_order", on("09-21", "10:45"))
    order.step("handle_order", on("09-21", "10:50"))
    order.step("reply", on("09-21", "10:50"), "phone")
    order.step("call_applicant", on("09-21", "11:00"), "no_answer")
    order.step("call_applicant", on("09-21", "11:15"), "no_answer")
    assert order.open(on("09-21", "11:15")) == []
    order.step("call_applicant", on("09-21", "11:30"), "no_answer")
    assert order.open() == ["submit_report"]


def test_information_asked_for_over_the_network_is_waited_for_three_natural_days_and_over_a_holiday(hotline):
    order = Order(hotline, on("09-22"), channel="network")
    order.step("register_appeal", on("09-22"), "supplement")
    assert order.clock("12.2").deadline_at == on("09-29", "00:00")
    assert order.ended(on("09-28", "23:59")) is None
    assert order.ended(on("09-29", "00:00")) == "refused"


def test_a_supplement_is_asked_for_once(hotline):
    order = Order(hotline, on("09-22"), channel="network")
    order.step("register_appeal", on("09-22"), "supplement")
    order.step("supply_information", on("09-23"))
    order.step("review_supplement", on("09-23"), "incomplete")
    assert order.ended(on("09-23")) == "refused"


def test_the_way_to_rate_is_offered_within_24_hours_by_the_clock(hotline):
    order = reviewed(hotline, on("09-30", "16:00"))
    assert order.clock("27.2").deadline_at == on("10-01", "16:00")


def test_a_rating_that_does_not_come_lapses_after_five_natural_days_rolled_over_the_holiday(hotline):
    order = reviewed(hotline, on("09-21"))
    order.step("offer_rating", on("09-21"))
    assert order.clock("27.3").deadline_at == on("09-29", "00:00")
    hotline.banjie.tick(on("09-28", "23:59"))
    assert order.open(on("09-28", "23:59")) == ["rate_handling"]
    assert order.ended(on("09-29", "00:00")) == "completed"


def test_five_natural_days_that_end_on_a_working_day_do_not_roll(hotline):
    order = reviewed(hotline, on("09-15"))
    order.step("offer_rating", on("09-15"))
    assert order.clock("27.3").deadline_at == on("09-21", "00:00")


@pytest.mark.parametrize("rating", ["very_satisfied", "satisfied", "basically_satisfied"])
def test_a_good_rating_ends_the_order(hotline, rating):
    order = reviewed(hotline, on("09-21"))
    order.rated(on("09-22"), rating)
    assert order.ended(on("09-22")) == "completed"


@pytest.mark.parametrize(
    ("order_type", "clause", "deadline"), [("consultation", "29.1", "09-30"), ("help", "29.2", "10-16")]
)
def test_a_bad_rating_may_send_the_order_back_once_for_the_same_time_and_without_extension(
    hotline, order_type, clause, deadline
):
    order = reviewed(hotline, on("09-21"), order_type)
    order.rated(on("09-22"), "unsatisfied")
    order.step("call_back", on("09-24"))
    order.step("decide_second_round", on("09-24"))
    assert order.clock(clause).deadline_at == on(deadline, "00:00")
    said = hotline.refused(order.case, "extend", on("09-24"), data=extension(f"{HOTLINE}/{clause}", 1))
    assert "may not" in said
    order.step("learn_why", on("09-24"))
    order.step("handle_again", on("09-28"))
    order.step("review_second", on("09-29"))
    assert order.clock(clause).verdict == "met"
    assert order.open() == ["offer_rating"]


def test_after_a_second_bad_rating_the_unit_may_state_its_diligence_for_five_working_days(hotline):
    order = reviewed(hotline, on("09-21"))
    order.rated(on("09-22"), "very_unsatisfied")
    order.step("call_back", on("09-22"))
    order.step("decide_second_round", on("09-22"))
    order.step("learn_why", on("09-23"))
    order.step("handle_again", on("09-23"))
    order.step("review_second", on("09-23"))
    order.rated(on("09-23"), "unsatisfied")
    order.step("call_back", on("09-24"))
    assert order.open() == ["state_diligence"]
    assert order.clock("30").deadline_at == on("10-10", "00:00")
    assert order.ended(on("10-09", "23:59")) is None
    assert order.ended(on("10-10", "00:00")) == "completed"


def test_silence_after_the_second_handling_is_no_bad_rating(hotline):
    order = reviewed(hotline, on("09-14"))
    order.rated(on("09-14"), "unsatisfied")
    order.step("call_back", on("09-14"))
    order.step("decide_second_round", on("09-14"))
    for step in ("learn_why", "handle_again", "review_second", "offer_rating"):
        order.step(step, on("09-15"))
    assert order.ended(on("09-21", "00:00")) == "completed"
