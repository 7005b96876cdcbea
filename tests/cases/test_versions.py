"""Versions: of diagrams, of the calendar, of limits. What runs follows or stays; what was judged stays judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine import events as facts
from engine.time import NoticeDay
from tests.support.drawing import draw
from workflows.bpmn import Refused

DAY = timedelta(days=1)
ONE = draw("one", "start s\nuser work\nend e\ns -> work\nwork -> e")
TWO = draw("one", "start s\nuser work\nuser more\nend e\ns -> work\nwork -> more\nmore -> e")
CALLER = draw("caller", 'start s\ncall sub calledElement="one"\nend e\ns -> sub\nsub -> e')
CLOSURE = (NoticeDay(date(2026, 9, 16), working=False, name="台风"),)


def versions(world):
    return {p.id: p.version for p in world.banjie.processes()}


def test_a_running_case_stays_on_its_version(world, monday):
    world.deploy(ONE)
    old = world.start("one", monday)
    world.deploy(TWO)
    new = world.start("one", monday)
    for case in (old, new):
        world.do(case, "complete", monday, "work")
    assert world.view(old).state == "completed"
    assert world.open(new) == ["more"]
    assert (world.view(old).version, world.view(new).version) == (1, 2)


def test_the_same_bytes_make_no_new_version(bare):
    first = bare.banjie.deploy([ONE], bare.now, "x")
    again = bare.banjie.deploy([ONE], bare.now, "x")
    assert [(d.version, d.new) for d in (*first, *again)] == [(1, True), (1, False)]
    assert bare.banjie.diagram("one") == ONE[1]


def test_whoever_calls_a_new_version_is_a_new_version_too(bare, monday):
    bare.deploy(ONE, CALLER)
    old = bare.start("caller", monday)
    bare.deploy(TWO)
    assert versions(bare) == {"one": 2, "caller": 2}
    bare.do(old, "complete", monday, "work")
    assert bare.view(old).state == "completed"
    new = bare.start("caller", monday)
    bare.do(new, "complete", monday, "work")
    assert bare.open(new) == ["more"]
    assert set(bare.banjie.definition("caller", 1).models) == {"one", "caller"}


def test_one_bad_diagram_among_several_and_none_is_deployed(bare):
    bad = draw("bad", 'start s\nuser work {limit ref="no-such/1"}\nend e\ns -> work\nwork -> e')
    with pytest.raises(Refused, match="no-such/1"):
        bare.deploy(ONE, bad)
    assert bare.banjie.processes() == ()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("a.txt", b"x")], "named .bpmn or .dmn"),
        ([("a.bpmn", b"x")], "Expected"),
        ([("a.bpmn", b"<x/>")], "BPMN 2.0"),
        ([("a.dmn", b"<x/>")], "Expected"),
        ([CALLER], "one"),
        ([ONE, TWO], "every process once"),
    ],
)
def test_files_that_are_refused(bare, files, sentence):
    with pytest.raises((Refused, ValueError), match=sentence):
        bare.banjie.deploy(files, bare.now, "x")


def test_the_library_is_deployed_once(quick, monday):
    before = versions(quick)
    assert quick.banjie.deploy_library(monday) == ()
    assert versions(quick) == before


def test_a_process_that_is_not_deployed(bare):
    for ask in (bare.banjie.process, bare.banjie.diagram, bare.banjie.definition):
        with pytest.raises(Exception, match="Expected a deployed process"):
            ask("nothing")


def test_a_notice_moves_the_deadlines_that_run_and_says_so(world, monday):
    case = world.start("low_risk", monday)
    before = world.view(case).clocks[0].reading.deadline_at
    seen = []
    done = world.banjie.load_notice(CLOSURE, "台风停工", monday + DAY, "admin", lambda *n: seen.append(n))
    assert (done.cases, done.clocks, seen) == (1, 1, [(1, 1, 1)])
    (moved,) = [e for e in world.view(case).events if isinstance(e.fact, facts.ClockReprojected)]
    assert (moved.fact.deadline_before, moved.actor, moved.fact.reason) == (before, "admin", "台风停工")
    assert moved.fact.deadline_at.isoformat() == "2026-09-22T00:00:00+08:00"
    reading = world.view(case).clocks[0].reading
    assert reading.deadline_at == moved.fact.deadline_at
    assert {d.why for d in reading.days if d.date == date(2026, 9, 16)} <= {"closure: 台风"}
    run = "prc-licensing-law/32.4@intake#1/intake_review#1"
    assert world.live(case).stored_timers["breach", run] == reading.deadline_at
    assert world.banjie.calendar().version == done.calendar_version


def test_a_clock_that_the_notice_does_not_touch_has_no_event(world, monday):
    case = world.start("low_risk", monday)
    far = (NoticeDay(date(2026, 12, 30), working=False, name="盘点"),)
    assert world.banjie.load_notice(far, "盘点", monday, "admin").clocks == 0
    assert not [e for e in world.view(case).events if isinstance(e.fact, facts.ClockReprojected)]


def test_a_closed_verdict_keeps_the_calendar_it_was_judged_under(world, monday):
    case = world.start("low_risk", monday)
    world.do(case, "accept", monday + 3 * DAY)
    before = world.view(case).clocks[0]
    world.banjie.load_notice(CLOSURE, "台风停工", monday + 4 * DAY, "admin")
    assert world.view(case).clocks[0] == before


def test_another_engine_reads_the_notices_from_the_database(world, library, monday):
    world.banjie.load_notice(CLOSURE, "台风停工", monday, "admin")
    other = type(world)(world.database, library)
    assert other.banjie.calendar() == world.banjie.calendar()


@pytest.mark.parametrize(("days", "name"), [((), "x"), (CLOSURE, " "), ((*CLOSURE, *CLOSURE), "x")])
def test_a_notice_that_is_none_is_refused(quick, monday, days, name):
    with pytest.raises(ValueError, match="Expected"):
        quick.banjie.load_notice(days, name, monday, "admin")
    assert quick.banjie._versions.notices() == ()


def test_a_limit_that_changed_moves_what_runs_and_not_what_was_judged(quick, library, monday):
    judged, running = quick.start("low_risk", monday), quick.start("low_risk", monday)
    quick.do(judged, "accept", monday + DAY)
    before = quick.view(judged).clocks[0]
    longer = shorter(library, "prc-licensing-law/32.4", 3)
    other = type(quick)(quick.database, longer)
    other.banjie.deploy_library(monday + DAY)
    reading = other.view(running).clocks[0].reading
    assert reading.limit == 3
    assert reading.deadline_at.isoformat() == "2026-09-18T00:00:00+08:00"
    moved = [e.fact for e in other.view(running).events if isinstance(e.fact, facts.ClockReprojected)]
    assert [m.reason for m in moved] == ["the catalogue of limits changed"]
    assert other.view(judged).clocks[0] == before
    assert other.banjie.deploy_library(monday + DAY) == ()
    assert len(other.view(running).events) == len(quick.view(running, monday + DAY).events)


def shorter(library, limit_id, quantity):
    """The library with another figure for one limit."""
    old = library.catalogue.limit(limit_id)
    limits = {**library.catalogue.limits, limit_id: replace(old, quantity=type(old.quantity)(quantity), version="new")}
    return replace(library, catalogue=replace(library.catalogue, limits=limits))
