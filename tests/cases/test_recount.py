"""Counting running clocks anew after a notice: broken off, taken up again, by whoever, and never twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from engine import events as facts
from engine.cases.reprojecting import pending
from engine.time import NoticeDay

DAY = timedelta(days=1)
CLOSURE = (NoticeDay(date(2026, 9, 16), working=False, name="台风"),)
LATER = (NoticeDay(date(2026, 9, 17), working=False, name="台风"),)


class Enough(Exception):  # noqa: N818 - somebody asked for it
    pass


@pytest.fixture
def cases(quick, monday):
    return [quick.start("low_risk", monday) for _ in range(5)]


def moved(world, case):
    return [e for e in world.view(case).events if isinstance(e.fact, facts.ClockReprojected)]


def times(world, cases):
    return Counter(len(moved(world, case)) for case in cases)


def stop_after(number):
    def progress(done, *_):
        if done == number:
            raise Enough

    return progress


def broken_off(world, at, after=2):
    world.banjie.add_notice(CLOSURE, "台风停工", at, "admin")
    with pytest.raises(Enough):
        world.banjie.reproject(at, stop_after(after))


def test_a_notice_counts_at_once_and_leaves_the_cases_waiting(quick, cases, monday):
    quick.banjie.add_notice(CLOSURE, "台风停工", monday, "admin")
    assert not quick.banjie.calendar().day(date(2026, 9, 16)).working
    assert quick.banjie.recount.waiting() == len(cases)
    assert times(quick, cases) == {0: 5}


def test_what_was_broken_off_is_completed_and_no_case_is_done_twice(quick, cases, monday):
    broken_off(quick, monday)
    assert times(quick, cases) == {1: 2, 0: 3}
    assert quick.banjie.recount.waiting() == 3
    done = quick.banjie.reproject(monday + DAY)
    assert (done.cases, done.clocks, done.left) == (3, 3, 0)
    assert times(quick, cases) == {1: 5}
    assert quick.banjie.reproject(monday + DAY).cases == quick.banjie.recount.waiting() == 0
    assert times(quick, cases) == {1: 5}
    (one,) = {(e.actor, e.at, e.fact.reason, e.fact.deadline_at) for case in cases for e in moved(quick, case)}
    assert one[:3] == ("admin", monday, "台风停工")


def test_the_ticker_of_another_process_completes_it(quick, library, cases, monday):
    other = type(quick)(quick.database, library)
    broken_off(quick, monday)
    other.banjie.tick(monday)
    assert other.banjie.calendar() == quick.banjie.calendar()
    assert times(quick, cases) == {1: 5}
    assert pending(quick.database, quick.banjie._rules) == ()


def test_the_ticker_leaves_alone_what_somebody_stopped_until_the_next_start(quick, library, cases, monday):
    broken_off(quick, monday)
    quick.banjie.recount.held = True
    quick.banjie.tick(monday)
    assert times(quick, cases) == {1: 2, 0: 3}
    type(quick)(quick.database, library).banjie.tick(monday)
    assert times(quick, cases) == {1: 5}


def test_a_tick_does_some_and_the_next_the_rest(quick, cases, monday):
    quick.banjie.add_notice(CLOSURE, "台风停工", monday, "admin")
    quick.banjie.recount.some(monday, 3)
    assert times(quick, cases) == {1: 3, 0: 2}
    quick.banjie.recount.some(monday, 3)
    assert times(quick, cases) == {1: 5}


def test_a_case_acted_on_meanwhile_follows_the_calendar_first(quick, cases, monday):
    quick.banjie.add_notice(CLOSURE, "台风停工", monday, "admin")
    quick.do(cases[0], "accept", monday + DAY)
    kinds = [type(e.fact).__name__ for e in quick.view(cases[0]).events]
    assert kinds.index("ClockReprojected") < kinds.index("CaseAccepted")
    quick.banjie.reproject(monday + DAY)
    assert times(quick, cases) == {1: 5}


def test_a_deadline_that_a_closure_moved_is_not_missed_while_the_case_waits(quick, cases, monday):
    due = quick.view(cases[0]).clocks[0].reading.deadline_at
    quick.banjie.add_notice(CLOSURE, "台风停工", monday, "admin")
    quick.banjie.recount.held = True
    quick.banjie.tick(due)
    late = [e for c in cases for e in quick.view(c).events if isinstance(e.fact, facts.LimitBreached)]
    assert late == []
    assert quick.view(cases[0]).state == "received"


def test_a_notice_loaded_while_the_first_is_worked_on_is_worked_on_too(quick, cases, monday):
    seen = []

    def progress(done, total, _):
        seen.append((done, total))
        if done == 2:
            quick.banjie.add_notice(LATER, "台风停工延长", monday, "admin")

    quick.banjie.add_notice(CLOSURE, "台风停工", monday, "admin")
    done = quick.banjie.reproject(monday, progress)
    assert done.calendar_version == quick.banjie.calendar().version
    assert quick.banjie.recount.waiting() == 0
    deadlines = {quick.view(case).clocks[0].reading.deadline_at for case in cases}
    assert deadlines == {moved(quick, case)[-1].fact.deadline_at for case in cases}
    assert all(done <= total for done, total in seen)


def test_a_case_that_cannot_be_counted_does_not_hold_up_the_others(quick, cases, monday, monkeypatch):
    change = quick.banjie._desk.change

    def failing(case, *rest):
        if case == cases[1]:
            raise ValueError("Expected a calendar that reaches that far")
        return change(case, *rest)

    quick.banjie.add_notice(CLOSURE, "台风停工", monday, "admin")
    with monkeypatch.context() as patched:
        patched.setattr(quick.banjie._desk, "change", failing)
        done = quick.banjie.reproject(monday)
    assert (done.cases, done.clocks, done.left) == (5, 4, 1)
    assert quick.banjie.recount.waiting() == 1
    quick.banjie.tick(monday)
    assert times(quick, cases) == {1: 5}
