"""A case from receipt to its end: what is recorded, and in which order."""

from __future__ import annotations

from datetime import timedelta

from engine import events as facts
from tests.support.drawing import draw

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def names(outcome):
    return [type(event.fact).__name__ for event in outcome.events]


PLAIN = draw(
    "plain",
    """
    start s
    user fill
    xor how default="f3"
    user again
    end done
    s -> fill
    fill -> how
    how -> again : rework
    how -> done
    again -> fill
    """,
)


LIMITED = draw(
    "limited",
    """
    {limit ref="prc-licensing-law/42.1"}
    start s
    call intake calledElement="intake"
    user work
    end e
    s -> intake
    intake -> work
    work -> e
    """,
)
MILESTONE = draw(
    "milestone",
    """
    {limit ref="shanwei-2023-2/2.2" startsAt="deal" endsAt="during"}
    start s
    user before
    throw deal
    user during
    user after
    end e
    s -> before
    before -> deal
    deal -> during
    during -> after
    after -> e
    """,
)


def test_a_diagram_without_any_of_our_elements_runs_to_its_end(world, monday):
    world.deploy(PLAIN)
    case = world.start("plain", monday)
    world.do(case, "complete", monday + HOUR, "fill", data={"rework": True})
    assert world.open(case) == ["again"]
    world.do(case, "complete", monday + 2 * HOUR)
    last = world.do(case, "complete", monday + 3 * HOUR, "fill", data={"rework": False})
    assert names(last) == ["StepCompleted", "CaseCompleted"]
    view = world.view(case)
    assert (view.state, view.outcome) == ("completed", "completed")
    assert view.closed_at == monday + 3 * HOUR


def test_receipt_opens_the_review_and_starts_the_clock_of_the_intake(world, monday):
    case = world.start("low_risk", monday)
    view = world.view(case, monday)
    assert view.state == "received"
    assert [(s.step, s.department, s.role) for s in view.steps] == [("intake_review", "counter", "counter")]
    assert [c.limit for c in view.clocks] == ["prc-licensing-law/32.4"]
    assert view.clocks[0].reading.deadline_at.isoformat() == "2026-09-21T00:00:00+08:00"


def test_acceptance_ends_the_intake_and_opens_the_first_steps(world, monday, counter):
    case = world.start("low_risk", monday)
    done = world.do(case, "accept", monday + DAY, by=counter)
    assert names(done)[:4] == ["StepCompleted", "ClockStopped", "CaseAccepted", "ScopeClosed"]
    view = world.view(case, monday + DAY)
    assert view.state == "accepted"
    assert view.accepted_at == monday + DAY
    assert "intake_review" not in world.open(case)


def test_refusal_ends_the_case_and_its_clocks_are_void(world, monday):
    case = world.start("low_risk", monday)
    world.do(case, "refuse", monday + DAY, reason="不属于本机关职权")
    view = world.view(case, monday + DAY)
    assert (view.state, view.outcome) == ("refused", "refused")
    assert view.lamp == "none"
    said = [e.fact for e in view.events if isinstance(e.fact, facts.CaseRefused)]
    assert said[0].reason == "不属于本机关职权"


def test_a_correction_is_told_and_supplied_and_the_review_begins_anew(world, monday, applicant, counter):
    case = world.start("low_risk", monday, by=applicant)
    world.do(case, "request-correction", monday + DAY, by=counter, items=["地块红线图", "授权书"], days=5)
    view = world.view(case, monday + DAY)
    assert view.state == "correcting"
    assert world.open(case) == ["intake_correction"]
    supplied = {"supplied_on": "2026-09-16"}
    world.do(case, "submit-correction", monday + 2 * DAY, by=applicant, data=supplied)
    assert world.view(case, monday + 2 * DAY).state == "received"
    assert world.open(case) == ["intake_review"]


def test_corrections_are_asked_for_once(world, monday):
    case = world.start("low_risk", monday)
    world.do(case, "request-correction", monday + DAY, items=["x"])
    world.do(case, "submit-correction", monday + 2 * DAY)
    said = world.refused(case, "request-correction", monday + 3 * DAY, items=["y"])
    assert "once" in said


def test_nobody_answers_and_the_application_counts_as_accepted_from_its_receipt(world, monday):
    case = world.start("low_risk", monday)
    world.banjie.tick(monday + 10 * DAY)
    view = world.view(case, monday + 10 * DAY)
    accepted = next(e for e in view.events if isinstance(e.fact, facts.CaseAccepted))
    assert accepted.fact.deemed
    assert accepted.fact.effective_at == monday
    assert accepted.at.isoformat() == "2026-09-21T00:00:00+08:00"
    assert accepted.actor == "timer"
    intake = view.clocks[0].reading
    assert intake.verdict == "breached"


def test_deemed_acceptance_starts_the_main_clock_in_the_past(world, monday):
    case = world.start("external_lines", monday, {"needs_planning_permit": True})
    world.banjie.tick(monday + 7 * DAY)
    view = world.view(case, monday + 7 * DAY)
    main = next(c for c in view.clocks if c.limit == "shanwei-2023-2/2.4")
    assert main.reading.started_at == monday
    assert main.element == "permits"


def test_a_limit_of_the_whole_process_begins_with_the_acceptance(world, monday):
    world.deploy(LIMITED)
    case = world.start("limited", monday)
    world.do(case, "accept", monday + 2 * DAY)
    main = next(c for c in world.view(case).clocks if c.limit == "prc-licensing-law/42.1")
    assert (main.reading.started_at, main.element, main.name) == (monday + 2 * DAY, None, "limited")
    world.do(case, "complete", monday + 3 * DAY, "work")
    main = next(c for c in world.view(case).clocks if c.limit == "prc-licensing-law/42.1")
    assert main.reading.verdict == "met"


def test_a_process_without_an_intake_runs_on_its_limits_from_the_start(world, monday):
    world.deploy(
        draw("direct", '{limit ref="prc-licensing-law/42.1"}\nstart s\nuser work\nend e\ns -> work\nwork -> e')
    )
    case = world.start("direct", monday)
    assert [c.run for c in world.view(case).clocks] == ["prc-licensing-law/42.1@direct"]


def test_a_limit_runs_from_a_milestone_to_a_step(world, monday):
    world.deploy(MILESTONE)
    case = world.start("milestone", monday)
    assert not world.view(case).clocks
    world.do(case, "complete", monday + DAY, "before")
    (clock,) = world.view(case).clocks
    assert clock.reading.started_at == monday + DAY
    world.do(case, "complete", monday + 2 * DAY, "during")
    (clock,) = world.view(case).clocks
    assert (clock.reading.state, clock.reading.verdict) == ("stopped", "met")
    assert world.open(case) == ["after"]


def test_an_answer_that_never_comes_withdraws_the_application(world, monday):
    case = world.start("low_risk", monday)
    due_at = monday + 3 * DAY
    world.do(case, "request-correction", monday + HOUR, items=["x"], due_at=due_at.isoformat())
    view = world.view(case, monday + 4 * DAY)
    assert (view.state, view.outcome) == ("withdrawn", "withdrawn")
    gone = next(e for e in view.events if isinstance(e.fact, facts.CaseWithdrawn))
    assert gone.fact.deemed
    assert gone.at == due_at
    assert world.view(case, monday + 2 * DAY).state == "correcting"


def test_a_case_may_be_withdrawn_at_any_time(world, monday, applicant):
    case = world.start("land_to_start", monday, by=applicant)
    world.do(case, "accept", monday + DAY)
    done = world.do(case, "withdraw", monday + 2 * DAY, by=applicant, reason="选址变更")
    assert names(done)[0] == "CaseWithdrawn"
    assert names(done)[-1] == "CaseCompleted"
    view = world.view(case, monday + 2 * DAY)
    assert view.state == "withdrawn"
    assert all(s.state != "open" for s in view.steps)
    assert all(c.reading.state == "stopped" for c in view.clocks)


def test_an_administrator_may_void_a_case_and_nobody_else(world, monday, counter):
    case = world.start("low_risk", monday)
    assert "administrator" in world.refused(case, "void", monday, by=counter, reason="重复")
    world.do(case, "void", monday, reason="重复申报")
    assert world.view(case, monday).outcome == "withdrawn"


def test_opinion_and_form_stay_outside_of_the_log(world, monday):
    world.deploy(PLAIN)
    case = world.start("plain", monday)
    world.do(case, "complete", monday, "fill", data={"opinion": "同意", "rework": False, "note": "秘密"})
    view = world.view(case, monday)
    assert view.steps[0].opinion == "同意"
    assert view.steps[0].data == {"rework": False, "note": "秘密"}
    completed = next(e.fact for e in view.events if isinstance(e.fact, facts.StepCompleted))
    assert completed.data_digest.startswith("sha256:")
    assert "秘密" not in repr(view.events)


def test_only_names_that_the_diagram_mentions_enter_the_token_game(world, monday):
    world.deploy(PLAIN)
    case = world.start("plain", monday, {"rework": False, "applicant_phone": "138"})
    live = world.live(case)
    assert live.instance.variables == {"rework": False}


def test_claiming_is_exclusive_until_released(world, monday, person):
    one, two = person("one", "natural_resources", "case_worker"), person("two", "natural_resources", "case_worker")
    case = world.start("joint_acceptance", monday, {"needs_air_defence": False})
    world.do(case, "complete", monday, "apply_acceptance", data=world.filled(case))
    world.do(case, "accept", monday)
    world.do(case, "claim", monday, "planning_verification", by=one)
    assert "one has claimed" in world.refused(case, "claim", monday, "planning_verification", by=two)
    said = world.refused(case, "complete", monday, "planning_verification", by=two, decision="pass")
    assert "one has claimed" in said
    assert "one has claimed" in world.refused(case, "release", monday, "planning_verification", by=two)
    world.do(case, "release", monday, "planning_verification", by=one)
    world.do(case, "claim", monday, "planning_verification", by=two)
    assert next(s for s in world.view(case, monday).steps if s.step == "planning_verification").assignee == "two"
