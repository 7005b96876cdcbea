"""Runs of a limit: longer, anew, over, judged again; and logs that do not hang together. 2026-08-14 is a Friday."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import events as facts
from engine.clocks import ClockState, apply, course, read, read_all, schedule, verdict
from engine.time import Basis, Bound, Notice, NoticeDay, Scope, State, china
from tests.support.log import counted, reading, state_of, whys
from tests.support.time import rule, t

APPROVAL = {"scope": Scope.PROCESS, "basis": Basis.APPROVAL_TIME}


def test_extensions_add_to_the_limit(log, calendar):
    run = log.start("2026-08-14T09:00", "L")
    for amount in ("2", "3"):
        log.add("2026-08-17T09:00", facts.LimitExtended(run, amount, "head", "complex"))
    found = reading(log, calendar, rule(5), "2026-08-18")
    assert (found.limit, found.last_day.day, found.causes) == (10, 28, (1, 2, 3))


def test_a_new_beginning_counts_from_its_event_and_keeps_the_old_days(log, calendar):
    run = log.start("2026-08-14T09:00", "L")
    log.add("2026-08-17T09:00", facts.LimitExtended(run, "2", "head", "complex"))
    log.add("2026-08-18T15:00", facts.ClockRestarted(run, "dispatched again"))
    found = reading(log, calendar, rule(5), "2026-08-20")
    assert (found.elapsed, found.limit, found.last_day.day, found.span) == (2, 5, 25, 7)
    assert [whys(found)[d] for d in (14, 17, 18, 19)] == ["before restart", "before restart", "first day", "working"]


def test_a_new_beginning_may_lie_before_the_event_that_says_so(log, calendar):
    """What lies before it stays with the old count, a pause that reaches beyond it does not."""
    run = log.start("2026-08-14T09:00", "L")
    log.pause("2026-08-17T09:00", "p")
    log.resume("2026-08-19T09:00", "p")
    log.add("2026-08-20T15:00", facts.ClockRestarted(run, "new facts", t("2026-08-18T15:00")))
    found = reading(log, calendar, rule(5), "2026-08-21")
    assert (found.started_at, counted(found)) == (t("2026-08-18T15:00"), [20, 21])


def test_a_new_beginning_never_lies_before_the_count_it_replaces(log, calendar):
    run = log.start("2026-08-14T09:00", "L")
    log.add("2026-08-18T15:00", facts.ClockRestarted(run, "dispatched again"))
    log.add("2026-08-19T15:00", facts.ClockRestarted(run, "new facts", t("2026-08-17T15:00")))
    assert reading(log, calendar, rule(5), "2026-08-20").started_at == t("2026-08-18T15:00")


def test_a_pause_goes_on_over_a_new_beginning(log, calendar):
    run = log.start("2026-08-14T09:00", "L")
    log.pause("2026-08-17T09:00", "p")
    log.add("2026-08-18T15:00", facts.ClockRestarted(run, "new facts"))
    log.resume("2026-08-20T09:00", "p")
    assert counted(reading(log, calendar, rule(5), "2026-08-21")) == [21]


def test_a_verdict_says_what_it_was_judged_under(log, calendar):
    log.start("2026-08-14T09:00", "L")
    run = state_of(log).run("L@process")
    fact = verdict(run, rule(5), calendar, t("2026-08-25T10:00"), limit_version="v2")
    assert fact == facts.ClockStopped("L@process", "breached", "7", "2", t("2026-08-22"), calendar.version, "v2")
    assert verdict(run, rule(5), calendar, t("2026-08-20")).verdict == "met"
    assert verdict(run, rule(9, bound=Bound.AT_LEAST), calendar, t("2026-08-20")).verdict == "too_early"


def test_what_ends_undecided_is_void_unless_it_was_late_already(log, calendar):
    log.start("2026-08-14T09:00", "L")
    run = state_of(log).run("L@process")
    assert verdict(run, rule(5), calendar, t("2026-08-20"), void=True).verdict == "void"
    late = verdict(run, rule(5), calendar, t("2026-08-25"), void=True)
    assert (late.verdict, late.over) == ("breached", "2")
    log.stop("2026-08-20T09:00", "L@process", "void")
    assert reading(log, calendar, rule(3), "2026-08-31").verdict == "void"


def test_a_closed_verdict_is_reproduced_under_its_own_calendar(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.stop("2026-08-24T09:00", "L@process", "breached", calendar.version)
    changed = china((Notice("补休", (NoticeDay(t("2026-08-19").date(), working=False),)),))
    rules = {"L": rule(5)}
    (now,) = read_all(log.events, rules, changed, t("2026-11-20"))
    (then,) = read_all(log.events, rules, changed, t("2026-11-20"), judged_under={calendar.version: calendar})
    assert (now.reading.verdict, then.reading.verdict) == ("met", "breached")
    assert then.run.stop.calendar_version == calendar.version


def test_a_reprojection_is_a_cause_and_carries_the_limits_new_version(log, calendar):
    run = log.start("2026-08-14T09:00", "L")
    log.add("2026-08-17T09:00", facts.ClockReprojected(run, None, None, calendar.version, "v2", "limit changed"))
    (clock,) = read_all(log.events, {"L": rule(5)}, calendar, t("2026-08-18"))
    assert (clock.run.limit_version, clock.reading.causes) == ("v2", (1, 2))


def test_timers_of_a_run_move_with_what_happens(log, calendar):
    log.start("2026-08-14T09:00", "L")
    due = schedule(state_of(log).run("L@process"), rule(5), calendar, t("2026-08-14T09:00"))
    assert (due.deadline_at, due.warn_at, due.counting) == (t("2026-08-22"), t("2026-08-20"), True)
    log.pause("2026-08-17T10:00", "p")
    assert not schedule(state_of(log).run("L@process"), rule(5), calendar, t("2026-08-17T10:00")).counting
    log.resume("2026-08-19T10:00", "p")
    due = schedule(state_of(log).run("L@process"), rule(5), calendar, t("2026-08-19T10:00"))
    assert (due.deadline_at, due.counting) == (t("2026-08-26"), True)


def test_what_took_effect_later_is_not_known_yet(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.stop("2026-08-19T09:00", "L@process")
    assert reading(log, calendar, rule(5), "2026-08-18").state is State.RUNNING
    assert reading(log, calendar, rule(5), "2026-08-19T09:00").state is State.STOPPED


def test_a_stopped_run_is_read_from_its_own_json(log, calendar):
    log.start("2026-08-14T09:00", "L")
    log.open("2026-08-14T09:00", "a#1")
    log.pause("2026-08-17T09:00", "p")
    log.resume("2026-08-18T09:00", "p")
    log.stop("2026-08-20T09:00", "L@process", "met", calendar.version)
    (run,) = state_of(log).stopped
    again = type(run).from_json(run.to_json())
    assert again == run
    limit = rule(5, **APPROVAL)
    assert read(again, limit, calendar, t("2026-11-20")) == read(run, limit, calendar, t("2026-08-21"))
    assert course(run, limit).ended_at == t("2026-08-20T09:00")


def test_an_event_is_applied_once(log):
    log.start("2026-08-14T09:00", "L")
    state = state_of(log)
    with pytest.raises(ValueError, match="after number 1"):
        apply(state, log.events[0])


@pytest.mark.parametrize(
    "fact",
    [
        facts.ClockStopped("x", "met", "0", None, None, "", ""),
        facts.LimitExtended("x", "1", "", ""),
        facts.ClockRestarted("x", ""),
        facts.ClockReprojected("x", None, None, "", "", ""),
    ],
)
def test_an_event_about_a_clock_that_does_not_count_is_refused(log, fact):
    log.add("2026-08-14", fact)
    with pytest.raises(ValueError, match="'x' does not"):
        state_of(log)
    with pytest.raises(ValueError, match="'x' does not"):
        ClockState().run("x")


def test_a_limit_without_a_rule_is_refused(log, calendar):
    log.start("2026-08-14T09:00", "L")
    with pytest.raises(ValueError, match="'L' has none"):
        read_all(log.events, {}, calendar, t("2026-08-20"))


def test_closing_what_was_never_open_changes_nothing(log):
    log.done("2026-08-14", "ghost#1")
    log.resume("2026-08-14", "ghost")
    log.leave("2026-08-14", "ghost#1")
    assert state_of(log) == replace(ClockState(), seq=3)


def test_clocks_of_another_format_are_refused():
    with pytest.raises(ValueError, match="format 1"):
        ClockState.from_json({"format": 2})


def test_amounts_are_decimal_in_the_limits_unit(log, calendar):
    log.start("2026-08-14T09:00", "L")
    found = verdict(state_of(log).run("L@process"), rule("0.5"), calendar, t("2026-08-14T15:00"))
    assert (found.verdict, found.elapsed, found.over) == ("breached", "0.571429", "0.071429")
