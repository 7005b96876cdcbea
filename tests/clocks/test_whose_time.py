"""Whose time it is: approval time, span, and what a limit excludes. 2026-08-14 is a Friday."""

from __future__ import annotations

import pytest

from engine import events as facts
from engine.time import Basis, Scope, State
from tests.support.log import counted, reading, whys
from tests.support.time import rule

APPROVAL = {"scope": Scope.PROCESS, "basis": Basis.APPROVAL_TIME}


def test_approval_time_is_the_union_of_open_approval_steps(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "a#1")
    log.open("2026-08-17T09:00", "b#1")
    log.done("2026-08-18T09:00", "a#1")
    log.done("2026-08-19T09:00", "b#1")
    log.open("2026-08-19T09:00", "redo#1", "applicant")
    log.done("2026-08-21T09:00", "redo#1")
    log.open("2026-08-21T09:00", "a#2")
    found = reading(log, calendar, rule(8, **APPROVAL), "2026-08-25")
    assert counted(found) == [17, 18, 19, 24, 25]
    assert whys(found)[20] == "excluded: applicant"
    assert (found.span, found.state) == (12, State.RUNNING)


@pytest.mark.parametrize("kind", ["applicant", "public_notice", "works", "special_procedure"])
def test_while_only_others_are_at_work_the_clock_is_paused(log, calendar, kind):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "a#1")
    log.done("2026-08-17T09:00", "a#1")
    log.open("2026-08-17T09:00", "other#1", kind)
    found = reading(log, calendar, rule(5, **APPROVAL), "2026-08-24")
    assert (found.state, found.elapsed, found.last_day.day) == (State.PAUSED, 1, 28)


def test_a_pause_of_the_only_open_step_stops_the_approval_time_around_it(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "a#1")
    log.pause("2026-08-17T10:00", "p", "a#1")
    assert reading(log, calendar, rule(5, **APPROVAL), "2026-08-19").state is State.PAUSED
    log.open("2026-08-19T10:00", "b#1")
    assert reading(log, calendar, rule(5, **APPROVAL), "2026-08-19T11:00").state is State.RUNNING
    log.done("2026-08-20T10:00", "b#1")
    log.resume("2026-08-21T10:00", "p")
    found = reading(log, calendar, rule(5, **APPROVAL), "2026-08-24")
    assert counted(found) == [17, 20, 24]
    assert whys(found)[18] == "excluded: special_procedure"
    assert found.causes == (1, 3, 6)


def test_where_nothing_is_open_at_all_the_ledger_says_so(log, calendar):
    log.start("2026-08-14T09:00", "L")
    found = reading(log, calendar, rule(5, **APPROVAL), "2026-08-17")
    assert whys(found)[17] == "no approval step open"


@pytest.mark.parametrize(("excludes", "days"), [(("special_procedure",), [17, 20, 21]), ((), [17, 18, 19, 20, 21])])
def test_a_hearing_on_the_only_open_step_stops_the_limit_around_it_where_that_excludes_it(
    log, calendar, excludes, days
):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "a#1")
    log.pause("2026-08-17T10:00", "p", "a#1")
    log.resume("2026-08-19T10:00", "p")
    assert counted(reading(log, calendar, rule(20, scope=Scope.PROCESS, excludes=excludes), "2026-08-21")) == days


def test_a_hearing_on_one_of_two_open_steps_stops_nothing_around_them(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "a#1")
    log.open("2026-08-14T09:00", "b#1")
    log.pause("2026-08-17T10:00", "p", "a#1")
    limit = rule(20, scope=Scope.PROCESS, excludes=("special_procedure",))
    assert reading(log, calendar, limit, "2026-08-19").elapsed == 3


def test_a_step_that_opens_in_a_paused_scope_waits_with_it(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.enter("2026-08-14T09:00", "joint#1")
    log.pause("2026-08-14T10:00", "p", "joint#1")
    log.open("2026-08-17T09:00", "fire#1", "approval", "joint#1")
    log.pause("2026-08-18T09:00", "q", "fire#1")
    log.resume("2026-08-19T09:00", "p")
    assert reading(log, calendar, rule(5, **APPROVAL), "2026-08-19T10:00").elapsed == 0
    log.resume("2026-08-20T09:00", "q")
    assert counted(reading(log, calendar, rule(5, **APPROVAL), "2026-08-21")) == [21]


def test_a_span_counts_though_nobody_is_at_work(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "notice#1", "public_notice")
    found = reading(log, calendar, rule(5, scope=Scope.PROCESS, basis=Basis.SPAN), "2026-08-18")
    assert (found.elapsed, found.state) == (2, State.RUNNING)


def test_excluded_time_is_that_in_which_nobody_else_is_at_work(log, calendar):
    log.enter("2026-08-14T09:00", "joint#1")
    log.start("2026-08-14T09:00", "L", "joint#1")
    log.open("2026-08-14T09:00", "notice#1", "public_notice", "joint#1")
    log.open("2026-08-17T09:00", "fire#1", "approval", "joint#1")
    log.done("2026-08-18T09:00", "fire#1")
    log.done("2026-08-20T09:00", "notice#1")
    limit = rule(5, scope=Scope.STAGE, excludes=("public_notice", "applicant"))
    found = reading(log, calendar, limit, "2026-08-21")
    assert counted(found) == [18, 21]
    assert whys(found)[19] == "excluded: public_notice"


def test_rectification_is_the_builders_time(log, calendar):
    log.enter("2026-08-14T09:00", "joint#1")
    log.start("2026-08-14T09:00", "L", "joint#1")
    log.open("2026-08-14T09:00", "mend#1", "works", "joint#1")
    assert reading(log, calendar, rule(5, scope=Scope.STAGE), "2026-08-18").elapsed == 2
    mended = rule(5, scope=Scope.STAGE, excludes=("rectification",))
    assert reading(log, calendar, mended, "2026-08-18").elapsed == 0


def test_a_stage_sees_only_the_steps_inside_of_it(log, calendar):
    log.open("2026-08-14T09:00", "other#1")
    log.enter("2026-08-14T09:00", "joint#1")
    log.start("2026-08-14T09:00", "L", "joint#1")
    stage = rule(5, scope=Scope.STAGE, basis=Basis.APPROVAL_TIME)
    assert reading(log, calendar, stage, "2026-08-18").state is State.PAUSED
    log.enter("2026-08-18T09:00", "inner#1", "joint#1")
    log.open("2026-08-18T09:00", "fire#1", "approval", "joint#1", "inner#1")
    assert counted(reading(log, calendar, stage, "2026-08-19")) == [19]


def test_a_clock_in_the_past_knows_who_was_at_work_then(log, calendar):
    """Deemed acceptance with approval time: the intake's review was open since the receipt."""
    log.open("2026-08-14T09:00", "intake#1")
    log.add("2026-08-24T00:00", facts.StepCancelled("intake#1", "lapse"))
    log.accept("2026-08-24T00:00", since="2026-08-14T09:00")
    log.start("2026-08-24T00:00", "L", since="2026-08-14T09:00")
    log.open("2026-08-24T00:00", "review#1")
    assert reading(log, calendar, rule(20, **APPROVAL), "2026-08-25").elapsed == 7
