"""`banjie deadline`: every vector, and what pauses, ends and instants do to the count."""

from __future__ import annotations

import pytest

VECTORS = [
    # start, quantity, unit, the last day
    ("2026-09-18", 5, "working_day", "2026-09-24"),
    ("2026-09-19", 5, "working_day", "2026-09-24"),
    ("2026-09-20", 5, "working_day", "2026-09-28"),
    ("2026-09-30", 1, "working_day", "2026-10-08"),
    ("2026-09-30", 3, "working_day", "2026-10-10"),
    ("2026-10-03", 1, "working_day", "2026-10-08"),
    ("2026-02-13", 1, "working_day", "2026-02-14"),
    ("2026-02-13", 20, "working_day", "2026-03-19"),
    ("2026-04-30", 3, "working_day", "2026-05-08"),
    ("2025-12-31", 1, "working_day", "2026-01-04"),
    ("2026-08-14", 20, "working_day", "2026-09-11"),
    ("2026-08-14", 30, "working_day", "2026-09-24"),
    ("2026-08-14", 45, "working_day", "2026-10-22"),
    ("2026-08-14", 60, "working_day", "2026-11-12"),
    ("2026-09-10", 15, "natural_day", "2026-09-28"),
    ("2026-01-31", 1, "month", "2026-02-28"),
    ("2026-09-18T16:00", 0, "immediate", "2026-09-18"),
    ("2026-10-01", 0, "immediate", "2026-10-08"),
]


@pytest.mark.parametrize(("start", "quantity", "unit", "last_day"), VECTORS)
def test_every_vector(office, start, quantity, unit, last_day):
    found = office.ok("deadline", start, quantity, unit)
    assert found["last_day"] == last_day
    assert found["deadline"].endswith("T00:00:00+08:00")  # 24:00 of the last day
    assert found["provisional"] is False
    assert found["days"][0] == {"date": start[:10], "counted": False, "why": "first day"} or unit == "immediate"
    if unit == "working_day":
        assert sum(day["counted"] for day in found["days"]) == quantity
    assert {"deadline", "elapsed", "remaining", "lamp", "provisional", "days"} <= found.keys()


@pytest.mark.parametrize(
    ("start", "quantity", "last_day"), [("2026-09-19", 5, "2026-09-28"), ("2026-10-03", 1, "2026-10-09")]
)
def test_a_policy_moves_a_start_on_a_rest_day(office, start, quantity, last_day):
    assert office.ok("deadline", start, quantity, "working_day", "--roll")["last_day"] == last_day


def test_a_month_that_rolls_ends_on_the_day_after_the_rest(office):
    assert office.ok("deadline", "2026-09-03", 1, "month")["last_day"] == "2026-10-08"


def test_beyond_the_published_calendar_it_is_provisional_and_strict_refuses(office):
    found = office.ok("deadline", "2026-12-30", 3, "working_day")
    assert (found["last_day"], found["provisional"]) == ("2027-01-05", True)
    assert "2026-12-30" in office.refused("deadline", "2026-12-30", 3, "working_day", "--strict")


def test_hours_run_from_the_moment_and_take_any_offset(office):
    found = office.ok("deadline", "2026-09-18T16:30", 24, "hour")
    assert found["deadline"] == "2026-09-19T16:30:00+08:00"
    assert office.ok("deadline", "2026-09-18T08:30Z", 24, "hour")["deadline"] == found["deadline"]


def test_half_a_day_counts_business_time_of_the_same_day(office):
    found = office.ok("deadline", "2026-09-18T09:00", 0.5, "working_day")
    assert found["deadline"] == "2026-09-18T14:30:00+08:00"  # 3 h to noon, 0.5 h after the lunch gap; 7 h are a day


def test_pauses_that_overlap_are_taken_off_once(office):
    pauses = ("--pause", "2026-08-19..2026-08-24", "--pause", "2026-08-21..2026-08-26")
    found = office.ok("deadline", "2026-08-14", 10, "working_day", *pauses, "--at", "2026-08-28T12:00")
    # (08-14, 08-28] holds 10 working days; (08-19, 08-26] holds 5 of them: 20, 21, 24, 25, 26.
    assert (found["elapsed"], found["remaining"], found["lamp"]) == (5, 5, "green")
    assert found["last_day"] == "2026-09-04"
    paused = [day["date"] for day in found["days"] if "pause" in day["why"]]
    assert paused == ["2026-08-20", "2026-08-21", "2026-08-24", "2026-08-25", "2026-08-26"]


def test_a_pause_that_goes_on_is_shown_as_paused(office):
    found = office.ok("deadline", "2026-08-14", 5, "working_day", "--pause", "2026-08-18..", "--at", "2026-09-30")
    assert (found["state"], found["elapsed"], found["remaining"]) == ("paused", 2, 3)


@pytest.mark.parametrize(
    ("end", "verdict", "over", "lamp"),
    [
        ("2026-08-21T23:59:59", "met", None, "green"),
        ("2026-08-22T00:00", "breached", 0, "red"),
        ("2026-08-25T10:00", "breached", 2, "red"),
    ],
)
def test_an_end_is_judged_against_24_o_clock_of_the_last_day(office, end, verdict, over, lamp):
    found = office.ok("deadline", "2026-08-14", 5, "working_day", "--end", end)
    assert (found["verdict"], found["over"]) == (verdict, over)
    assert lamp == "green" or found["lamp"] == lamp


def test_the_lamp_follows_the_instant(office):
    lamps = [
        office.ok("deadline", "2026-08-14", 5, "working_day", "--at", at)["lamp"]
        for at in ("2026-08-17", "2026-08-21T09:00", "2026-08-24")
    ]
    assert lamps == ["green", "yellow", "red"]


def test_ending_a_public_notice_early_is_too_early(office):
    early = office.ok("deadline", "2026-08-14", 5, "working_day", "--at-least", "--end", "2026-08-20T17:00")
    whole = office.ok("deadline", "2026-08-14", 5, "working_day", "--at-least", "--end", "2026-08-22T09:00")
    assert (early["verdict"], whole["verdict"]) == ("too_early", "met")


@pytest.mark.parametrize(
    "arguments",
    [
        ("2026-01-01", "1e30", "working_day"),
        ("2026-01-01", "1e9", "natural_day"),
        ("2026-01-01", "1e30", "hour"),
        ("2026-01-01", "1e999999", "month"),
        ("2026-01-01", "99999999999999999999", "minute"),
        ("2026-01-01", "0", "working_day"),
        ("2026-01-01", "nan", "working_day"),
        ("2026-01-01", "inf", "hour"),
        ("2026-01-01", "five", "working_day"),
        ("2026-01-01", "1e-30", "working_day"),
        ("2026-01-01", "1.5", "month"),
        ("2026-01-01", "5", "fortnight"),
        ("2026-02-30", "5", "working_day"),
        ("tomorrow", "5", "working_day"),
        ("", "5", "working_day"),
        ("2026-01-01T25:00", "5", "working_day"),
        ("9999-12-31", "5", "working_day"),
        ("0001-01-01", "1", "minute"),
        ("0001-01-01T00:00+14:00", "5", "working_day"),
        ("9999-12-31T23:59-12:00", "5", "natural_day"),
        ("2026-01-01", "5", "working_day", "--pause", "2026-01-09..2026-01-05"),
        ("2026-01-01", "5", "working_day", "--pause", "2026-01-09"),
        ("2026-01-01", "5", "working_day", "--pause", ".."),
        ("2026-01-01", "5", "working_day", "--end", "2025-01-01"),
        ("2026-01-01", "5", "working_day", "--at", "9999-12-31T23:59-12:00"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_a_sentence(office, arguments):
    office.refused("deadline", *arguments)


def test_a_negative_quantity_is_refused(office):
    assert "-5" in office.refused("deadline", "--", "2026-01-01", "-5", "working_day")


def test_a_missing_argument_is_wrong_usage(office):
    answer = office.run("deadline", "2026-01-01")
    assert (answer.status, answer.out) == (2, "")
