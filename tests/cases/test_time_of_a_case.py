"""Pauses, extensions, restarts and returns: what they do to the clocks, and when they are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import events as facts
from tests.support.drawing import draw

DAY = timedelta(days=1)
LAW = "prc-licensing-law/42.1"
WORK = draw(
    "work",
    """
    start s
    user draft {step department="housing" role="case_worker"} {limit ref="prc-licensing-law/42.1"}
    user check {step department="housing" role="lead" decides="result"} PASS {decision value="back" returns="true"}
    xor how default="done"
    user sign {step department="housing"}
    end e
    s -> draft
    draft -> check
    check -> how
    how -> draft : result = "back"
    how -> sign
    sign -> e
    """.replace('default="done"', 'default="f4"').replace("PASS", '{decision value="pass"}'),
)


@pytest.fixture
def case(world, monday):
    world.deploy(WORK)
    return world.start("work", monday)


def clock(world, case, at=None):
    return world.view(case, at).clocks[0].reading


def test_a_pause_does_not_count_and_shows_why(world, case, monday):
    world.do(case, "start-pause", monday + DAY, kind="hearing", planned_days=10, notice="告知书1号")
    paused = clock(world, case, monday + 7 * DAY)
    assert (paused.state, paused.elapsed) == ("paused", 1)
    assert world.view(case, monday + 7 * DAY).paused
    world.do(case, "end-pause", monday + 7 * DAY)
    running = clock(world, case, monday + 9 * DAY)
    assert (running.state, running.elapsed) == ("running", 3)
    assert {d.why for d in running.days if d.cause is not None} == {"paused: hearing"}
    (pause,) = world.view(case).pauses
    assert (pause.kind, pause.planned_days, pause.ended_at) == ("hearing", 10, monday + 7 * DAY)


def test_a_pause_moves_the_deadline_and_the_timers_with_it(world, case, monday):
    before = clock(world, case).deadline_at
    world.do(case, "start-pause", monday + DAY)
    assert not [k for k in world.live(case).stored_timers if k[0] in ("warn", "breach")]
    world.do(case, "end-pause", monday + 8 * DAY)
    after = clock(world, case)
    assert after.deadline_at > before
    assert world.live(case).stored_timers["breach", f"{LAW}@draft#1"] == after.deadline_at


def test_what_is_paused_is_not_paused_twice(world, case, monday):
    world.do(case, "start-pause", monday)
    assert "not to be paused yet" in world.refused(case, "start-pause", monday)
    assert "not to be paused yet" in world.refused(case, "start-pause", monday, "draft")


def test_what_is_not_paused_cannot_go_on(world, case, monday):
    assert "the case is not paused" in world.refused(case, "end-pause", monday)


def test_a_pause_of_one_step_leaves_the_rest_alone(world, case, monday):
    world.do(case, "start-pause", monday, "draft", kind="expert_review")
    assert not world.view(case).paused
    assert clock(world, case).state == "paused"
    assert "which is not open" not in world.refused(case, "start-pause", monday, "sign")
    world.do(case, "end-pause", monday + DAY, "draft")
    assert clock(world, case).state == "running"


def test_work_does_not_go_on_while_its_time_is_stopped(world, case, monday):
    world.do(case, "start-pause", monday, kind="hearing")
    said = world.refused(case, "complete", monday + DAY, "draft")
    assert "paused (hearing" in said
    assert "complete" not in world.view(case).steps[0].commands


def test_a_step_of_the_applicant_goes_on_while_the_case_is_paused(world, monday):
    world.deploy(draw("theirs", 'start s\nuser do {step role="applicant" time="applicant"}\nend e\ns -> do\ndo -> e'))
    case = world.start("theirs", monday)
    world.do(case, "start-pause", monday)
    world.do(case, "complete", monday, "do")
    assert world.view(case).state == "completed"


def test_an_extension_needs_an_approver_and_stays_within_the_limit(world, case, monday):
    given = {"limit": LAW, "amount": 10, "approver": "局长", "reason": "情况复杂"}
    assert "approver" in world.refused(case, "extend", monday, data={**given, "approver": ""})
    assert "at most 10" in world.refused(case, "extend", monday, data={**given, "amount": 11})
    assert "number above 0" in world.refused(case, "extend", monday, data={**given, "amount": "many"})
    before = clock(world, case).deadline_at
    world.do(case, "extend", monday, data=given)
    after = clock(world, case)
    assert after.limit == 30
    assert after.deadline_at > before
    assert "1 extension" in world.refused(case, "extend", monday, data=given)
    assert world.live(case).state.extended == {f"{LAW}@draft#1": 1}


def test_an_extension_after_the_breach_lets_the_lamp_turn_green_again(world, case, monday):
    world.banjie.tick(monday + 40 * DAY)
    assert world.view(case, monday + 40 * DAY).lamp == "red"
    world.do(case, "extend", monday + 40 * DAY, data={"amount": 10, "approver": "局长", "reason": "x"})
    assert world.view(case, monday + 40 * DAY).lamp == "green"
    late = [e for e in world.view(case, monday + 90 * DAY).events if isinstance(e.fact, facts.LimitBreached)]
    assert len(late) == 2


def test_a_limit_that_may_not_be_extended_is_not(world, monday):
    case = world.start("low_risk", monday)
    said = world.refused(case, "extend", monday, data={"amount": 1, "approver": "x", "reason": "y"})
    assert "may not" in said
    assert "names none" in world.refused(case, "restart", monday, data={"reason": "x"})


def test_a_clock_that_does_not_count_cannot_be_extended(world, case, monday):
    said = world.refused(case, "extend", monday, data={"limit": "x", "amount": 1, "approver": "x", "reason": "y"})
    assert said.startswith("not_found")


def test_the_drawn_way_back_is_taken_without_a_word_where_to(world, case, monday):
    world.do(case, "complete", monday, "draft")
    done = world.do(case, "return", monday, "check", reason="数据不全")
    returned = done.events[0].fact
    assert isinstance(returned, facts.StepReturned)
    assert (returned.to, returned.reason) == ("draft", "数据不全")
    assert world.open(case) == ["draft"]
    steps = world.view(case).steps
    assert [(s.token, s.state, s.decision) for s in steps] == [
        ("draft#1", "done", None),
        ("check#1", "done", "return"),
        ("draft#2", "open", None),
    ]


def test_work_goes_back_to_any_earlier_step_of_its_branch(world, case, monday):
    world.do(case, "complete", monday, "draft")
    world.do(case, "complete", monday, "check", decision="pass")
    assert "one of draft, check" in world.refused(case, "return", monday, "sign", to="sign")
    world.do(case, "return", monday, "sign", to="draft", reason="重新起草")
    assert world.open(case) == ["draft"]
    assert [c.run for c in world.view(case).clocks] == [f"{LAW}@draft#1", f"{LAW}@draft#2"]


def test_the_first_step_has_nowhere_to_go_back_to(world, case, monday):
    assert "has none before it" in world.refused(case, "return", monday, "draft")
    assert "return" not in world.view(case).steps[0].commands


def test_a_pause_of_a_step_ends_with_it(world, monday):
    world.deploy(
        draw("theirs", 'start s\nuser do {step time="works"}\nuser next\nend e\ns -> do\ndo -> next\nnext -> e')
    )
    case = world.start("theirs", monday)
    world.do(case, "start-pause", monday, "do")
    world.do(case, "complete", monday + DAY, "do")
    (pause,) = world.view(case).pauses
    assert pause.ended_at == monday + DAY
    assert not world.live(case).state.pauses


def test_an_ordinary_lead_and_worker_may_steer_their_own_cases_only(world, case, monday, person):
    worker, stranger = person("w", "housing", "case_worker"), person("x", "water", "case_worker")
    assert "has none" in world.refused(case, "start-pause", monday, by=stranger)
    assert "no such role" in world.refused(case, "start-pause", monday, by=person("p", "housing", "planner"))
    world.do(case, "start-pause", monday, by=worker)
    world.do(case, "end-pause", monday, by=worker)
