"""What stops the clocks of a case: pauses of steps and scopes, corrections, notices. 2026-08-14 is a Friday."""

from __future__ import annotations

import pytest

from engine.clocks import read_all
from engine.time import State
from tests.support.log import counted, reading, whys
from tests.support.time import rule, t


def test_a_step_counts_from_its_start_without_its_pauses(log, calendar):
    log.open("2026-08-14T09:00", "review#1")
    log.start("2026-08-14T09:00", "L", "review#1")
    log.pause("2026-08-18T10:00", "p", "review#1")
    log.resume("2026-08-20T10:00", "p")
    found = reading(log, calendar, rule(5), "2026-08-24T10:00")
    assert (counted(found), found.elapsed) == ([17, 18, 21, 24], 4)
    assert (found.days[5].why, found.days[5].cause) == ("paused: hearing", 3)
    assert found.causes == (2, 3, 4)


def test_a_pause_of_the_whole_case_stops_every_clock(log, calendar):
    log.open("2026-08-14T09:00", "review#1")
    log.start("2026-08-14T09:00", "L", "review#1")
    log.start("2026-08-14T09:00", "M")
    log.pause("2026-08-17T10:00", "p")
    clocks = read_all(log.events, {"L": rule(5), "M": rule(20)}, calendar, t("2026-08-19"))
    assert [(c.reading.state, c.reading.elapsed) for c in clocks] == [(State.PAUSED, 1)] * 2


def test_a_pause_of_another_step_stops_nothing_here(log, calendar):
    log.open("2026-08-14T09:00", "review#1")
    log.open("2026-08-14T09:00", "survey#1")
    log.start("2026-08-14T09:00", "L", "review#1")
    log.pause("2026-08-17T10:00", "p", "survey#1")
    assert reading(log, calendar, rule(5), "2026-08-19").state is State.RUNNING


def test_a_pause_of_a_scope_stops_the_clocks_inside_of_it(log, calendar):
    log.enter("2026-08-14T09:00", "joint#1")
    log.open("2026-08-14T09:00", "fire#1", "approval", "joint#1")
    log.start("2026-08-14T09:00", "L", "fire#1")
    log.pause("2026-08-17T10:00", "p", "joint#1")
    assert reading(log, calendar, rule(5), "2026-08-19").state is State.PAUSED


def test_overlapping_pauses_of_case_scope_and_step_are_one(log, calendar):
    log.enter("2026-08-14T09:00", "joint#1")
    log.open("2026-08-14T09:00", "fire#1", "approval", "joint#1")
    log.start("2026-08-14T09:00", "L", "fire#1")
    log.pause("2026-08-17T10:00", "p")
    log.pause("2026-08-18T10:00", "q", "joint#1", "expert_review")
    log.resume("2026-08-19T10:00", "p")
    log.pause("2026-08-19T11:00", "r", "fire#1", "testing")
    log.resume("2026-08-20T10:00", "q")
    log.resume("2026-08-21T10:00", "r")
    found = reading(log, calendar, rule(5), "2026-08-24T10:00")
    assert counted(found) == [17, 24]
    assert [found.days[n].why for n in (4, 6, 7)] == ["paused: hearing", "paused: expert_review", "paused: testing"]


def test_a_pause_that_was_open_when_the_clock_began_holds_it_and_is_named(log, calendar):
    log.pause("2026-08-12T10:00", "p")
    log.open("2026-08-14T09:00", "review#1")
    log.start("2026-08-14T09:00", "L", "review#1")
    log.resume("2026-08-18T10:00", "p")
    found = reading(log, calendar, rule(5), "2026-08-20")
    assert (counted(found), found.causes) == ([19, 20], (3, 1, 4))


def test_a_pause_that_is_started_or_ended_twice_counts_once(log, calendar):
    log.start("2026-08-14T09:00", "L")
    for day in (17, 18):
        log.pause(f"2026-08-{day}T10:00", "p")
    for day in (19, 20):
        log.resume(f"2026-08-{day}T10:00", "p")
    assert counted(reading(log, calendar, rule(9), "2026-08-21")) == [17, 20, 21]


@pytest.mark.parametrize(("excludes", "elapsed"), [((), 3), (("public_notice",), 1)])
def test_a_public_notice_stops_a_step_only_where_the_document_says_so(log, calendar, excludes, elapsed):
    log.open("2026-08-14T09:00", "review#1")
    log.start("2026-08-14T09:00", "L", "review#1")
    log.pause("2026-08-17T10:00", "p", None, "public_notice")
    assert reading(log, calendar, rule(5, excludes=excludes), "2026-08-19").elapsed == elapsed


def test_a_correction_after_acceptance_is_a_pause(log, calendar):
    log.accept("2026-08-14T09:00")
    log.start("2026-08-14T09:00", "L")
    log.correct("2026-08-17T10:00")
    log.corrected("2026-08-20T10:00")
    found = reading(log, calendar, rule(20), "2026-08-24")
    assert counted(found) == [17, 21, 24]
    assert whys(found)[18] == "paused: correction"


def test_a_correction_before_acceptance_does_not_touch_the_main_clock(log, calendar):
    """Deemed acceptance: the clock begins at the receipt, and the days of the correction count."""
    log.correct("2026-08-17T10:00")
    log.corrected("2026-08-19T10:00")
    log.accept("2026-08-24T00:00", since="2026-08-14T09:00")
    log.start("2026-08-24T00:00", "L", since="2026-08-14T09:00")
    found = reading(log, calendar, rule(20), "2026-08-24T10:00")
    assert (found.elapsed, found.started_at) == (6, t("2026-08-14T09:00"))


def test_a_pause_that_was_over_before_acceptance_does_not_touch_the_main_clock(log, calendar):
    log.pause("2026-08-17T10:00", "p")
    log.resume("2026-08-19T10:00", "p")
    log.accept("2026-08-24T00:00", since="2026-08-14T09:00")
    log.start("2026-08-24T00:00", "L", since="2026-08-14T09:00")
    assert reading(log, calendar, rule(20), "2026-08-24T10:00").elapsed == 6


def test_a_correction_of_a_called_application_stops_what_is_inside_of_it_alone(log, calendar):
    log.accept("2026-08-14T09:00")
    log.start("2026-08-14T09:00", "M")
    log.enter("2026-08-14T09:00", "joint#1")
    log.start("2026-08-14T09:00", "L", "joint#1")
    log.correct("2026-08-14T10:00", "joint#1")
    log.corrected("2026-08-17T10:00", "joint#1")
    log.accept("2026-08-17T11:00", scope="joint#1")
    log.correct("2026-08-18T10:00", "joint#1")
    log.corrected("2026-08-20T10:00", "joint#1")
    clocks = read_all(log.events, {"L": rule(5), "M": rule(20)}, calendar, t("2026-08-21"))
    assert {c.run.limit: counted(c.reading) for c in clocks} == {"L": [17, 18, 21], "M": [17, 18, 19, 20, 21]}
