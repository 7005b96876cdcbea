"""Timers are served once, in order, each at its own instant, whoever looks and however late."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import events as facts
from engine.cases import Outcome
from engine.execution import InstanceFault
from engine.timers import claims
from models import tables as t
from tests.support.drawing import draw

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


RULED = "start s\nuser work\ntimer late on work RULE\nend e\nend f\ns -> work\nwork -> e\nlate -> f"


def timed(span: str = "PT4H", more: str = "") -> tuple[str, bytes]:
    return draw(
        "timed",
        f"start s\nuser work {more}\ntimer late on work {span}\nuser after\nend e\nend f\n"
        "s -> work\nwork -> e\nlate -> after\nafter -> f",
    )


@pytest.fixture
def case(world, monday):
    world.deploy(timed())
    return world.start("timed", monday)


def fired(world, case, kind=facts.TimerFired):
    return [e for e in world.view(case).events if isinstance(e.fact, kind)]


def test_a_timer_fires_at_the_instant_at_which_it_was_due(world, case, monday):
    assert world.banjie.tick(monday + 4 * HOUR - timedelta(seconds=1)) == 0
    assert world.banjie.tick(monday + 9 * DAY) == 1
    (event,) = fired(world, case)
    assert event.at == event.fact.due_at == monday + 4 * HOUR
    assert (event.actor, event.recorded_at) == ("timer", monday)
    assert world.open(case) == ["after"]


def test_a_timer_fires_once(world, case, monday):
    for _ in range(3):
        world.banjie.tick(monday + DAY)
    assert len(fired(world, case)) == 1
    assert world.banjie.tick(monday + 99 * DAY) == 0


def test_a_step_that_is_done_has_no_timer_any_more(world, case, monday):
    world.do(case, "complete", monday + HOUR, "work")
    assert world.banjie.tick(monday + DAY) == 0
    with world.database.read() as connection:
        assert not connection.execute(sa.select(t.timers)).all()


def test_a_command_finds_the_case_as_its_earlier_timers_left_it(world, case, monday):
    said = world.refused(case, "complete", monday + DAY, "work")
    assert "open steps are: after" in said
    done = world.do(case, "complete", monday + DAY, "after")
    assert [type(e.fact).__name__ for e in done.events] == [
        "TimerFired",
        "StepCancelled",
        "StepOpened",
        "StepCompleted",
        "CaseCompleted",
    ]
    assert [e.at for e in done.events][:3] == [monday + 4 * HOUR] * 3


def test_a_refused_command_serves_no_timers_either(world, case, monday):
    world.refused(case, "complete", monday + DAY, "work")
    assert world.live(case).version == 1


def test_several_workers_at_once_serve_each_timer_once(world, monday):
    world.deploy(timed())
    cases = [world.start("timed", monday) for _ in range(12)]
    served = []
    gate = threading.Barrier(4)

    def work(name):
        gate.wait()
        served.append(world.banjie.tick(monday + DAY, worker=name))

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    world.banjie.tick(monday + DAY)
    assert all(len(fired(world, case)) == 1 for case in cases)
    assert sum(served) >= 12


def test_a_lease_keeps_a_row_for_one_worker_until_it_runs_out(world, case, monday):
    at = monday + DAY
    assert claims.claim(world.database, "one", at, at) == (case,)
    assert claims.claim(world.database, "two", at, at) == ()
    assert claims.claim(world.database, "two", at, at + claims.LEASE + HOUR) == (case,)
    claims.release(world.database, "two", case)
    assert claims.claim(world.database, "one", at, at) == (case,)


def test_a_worker_that_died_with_its_lease_is_replaced(world, case, monday):
    world.now = monday + DAY
    claims.claim(world.database, "dead", world.now, world.now)
    assert world.banjie.tick(world.now) == 0
    world.now += HOUR
    assert world.banjie.tick(world.now) == 1


def test_after_a_downtime_everything_is_served_in_its_order(world, monday):
    case = world.start("external_lines", monday, {"needs_planning_permit": True})
    world.banjie.tick(monday + 60 * DAY)
    events = [e for e in world.view(case).events if e.actor == "timer"]
    assert [e.at for e in events] == sorted(e.at for e in events)
    kinds = [type(e.fact).__name__ for e in events]
    assert kinds.index("DeadlineWarned") < kinds.index("LimitBreached") < kinds.index("CaseAccepted")
    warned = next(e for e in events if isinstance(e.fact, facts.DeadlineWarned))
    assert warned.at.isoformat() == "2026-09-18T00:00:00+08:00"


def test_a_clock_that_jumps_back_serves_nothing_twice(world, case, monday):
    world.banjie.tick(monday + 10 * DAY)
    before = world.view(case).events
    world.banjie.tick(monday)
    world.banjie.tick(monday + 10 * DAY)
    assert world.view(case).events == before


def test_in_the_future_the_case_is_what_it_will_be_if_nobody_acts(world, case, monday):
    before = world.live(case).version
    view = world.view(case, monday + DAY)
    assert [s.step for s in view.steps if s.state == "open"] == ["after"]
    assert world.live(case).version == before
    assert [s.step for s in world.view(case, monday + HOUR).steps if s.state == "open"] == ["work"]


def test_a_warning_comes_before_the_breach_and_both_once(world, monday):
    case = world.start("low_risk", monday)
    for days in range(1, 9):
        world.banjie.tick(monday + days * DAY)
    assert len(fired(world, case, facts.DeadlineWarned)) >= 1
    runs = [e.fact.run for e in fired(world, case, facts.LimitBreached)]
    assert len(runs) == len(set(runs)) == 2


def test_a_breach_is_told_at_once_when_the_clock_starts_in_the_past_beyond_its_deadline(world, monday):
    case = world.start("external_lines", monday, {"needs_planning_permit": True})
    world.banjie.tick(monday + 7 * DAY)
    late = [e for e in fired(world, case, facts.LimitBreached) if e.fact.run.startswith("shanwei-2023-2/2.4@")]
    accepted = fired(world, case, facts.CaseAccepted)[0]
    assert [e.at for e in late] == [accepted.at]
    assert world.view(case).lamp == "red"


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ('{timer quantity="2" unit="working_day"}', "2026-09-17T00:00:00+08:00"),
        ('{timer quantity="30" unit="minute"}', "2026-09-14T09:30:00+08:00"),
        ('{timer limit="shanwei-2023-2/5.1.1"}', "2026-09-18T00:00:00+08:00"),
        ('{timer variable="until"}', "2026-09-15T12:00:00+08:00"),
    ],
)
def test_a_timer_is_due_by_its_rule(world, monday, rule, due):
    world.deploy(draw("ruled", RULED.replace("RULE", rule)))
    case = world.start("ruled", monday, {"until": "2026-09-15T12:00"})
    (armed,) = [a for a in world.live(case).timers.values() if a.kind == "token"]
    assert armed.due_at.isoformat() == due
    world.banjie.tick(monday + 30 * DAY)
    assert world.view(case).state == "completed"


def test_a_timer_on_an_empty_variable_never_fires(world, monday):
    text = (
        'start s\nuser work\ntimer late on work {timer variable="until"}\nend e\nend f\ns -> work\nwork -> e\nlate -> f'
    )
    world.deploy(draw("ruled", text))
    case = world.start("ruled", monday)
    assert world.banjie.tick(monday + 3000 * DAY) == 0
    assert world.open(case) == ["work"]


def test_a_variable_that_holds_no_instant_is_an_incident_and_the_case_goes_on(world, monday):
    text = (
        'start s\nuser work\ntimer late on work {timer variable="until"}\nend e\nend f\ns -> work\nwork -> e\nlate -> f'
    )
    world.deploy(draw("ruled", text))
    case = world.start("ruled", monday, {"until": "soon"})
    view = world.view(case)
    assert view.state == "stopped"
    assert "Expected an instant for timer late" in view.incidents[0]
    world.do(case, "complete", monday, "work")
    assert world.view(case).state == "completed"


def test_a_limit_s_timer_waits_while_its_clock_is_paused(world, monday):
    case = world.start("low_risk", monday)
    world.do(case, "start-pause", monday + DAY, kind="hearing")
    assert world.banjie.tick(monday + 20 * DAY) == 0
    world.do(case, "end-pause", monday + 20 * DAY)
    assert world.open(case, monday + 21 * DAY) == ["intake_review"]
    world.banjie.tick(monday + 40 * DAY)
    assert world.view(case).accepted_at == monday


def test_a_timer_that_leads_into_a_fault_is_held_until_somebody_retries(quick, monday, monkeypatch):
    quick.deploy(timed())
    case = quick.start("timed", monday)

    def fault(*_: object, **__: object) -> None:
        raise InstanceFault("late", "Expected a way on from late, but there is none")

    with monkeypatch.context() as patched:
        patched.setattr("engine.execution.Instance.fire", fault)
        quick.banjie.tick(monday + DAY)
    view = quick.view(case, monday + 9 * DAY)
    assert (view.state, len(view.incidents)) == ("stopped", 1)
    assert quick.banjie.tick(monday + 2 * DAY) == 0
    answer = quick.try_(case, "retry", monday + 3 * DAY)
    assert isinstance(answer, Outcome)
    assert quick.open(case) == ["after"]


def test_a_circle_of_timers_without_time_is_refused(quick, monday, monkeypatch):
    monkeypatch.setattr("engine.cases.serving.MAX_SERVED", 20)
    text = (
        "start s\nuser work\ntimer late on work PT1H\nxor back\nend e\ns -> back\nback -> work\nlate -> back\nwork -> e"
    )
    quick.deploy(draw("circle", text))
    case = quick.start("circle", monday)
    assert "to come to an end" in quick.refused(case, "complete", monday + 30 * DAY, "work")
    assert quick.banjie.tick(monday + 10 * HOUR) == 10
    quick.do(case, "complete", monday + 12 * HOUR, "work")
