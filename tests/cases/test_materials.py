"""Materials: brought, promised, chased, supplied."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import events as facts
from tests.support.drawing import draw

DAY = timedelta(days=1)
PAPERS = draw(
    "papers",
    """
    {material id="plan" name="设计方案"}
    {material id="survey" name="勘察报告" tolerable="true"}
    {material id="shelter" name="人防意见" when="needs_air_defence"}
    start s
    call intake calledElement="intake"
    user permit {needs material="survey"}
    end e
    s -> intake
    intake -> permit
    permit -> e
    """,
)


@pytest.fixture
def papers(quick):
    quick.deploy(PAPERS)
    return quick


def states(world, case, at=None):
    return {m.id: m.state for m in world.view(case, at).materials}


def test_where_nobody_listed_materials_the_counter_vouches_for_them(papers, monday):
    case = papers.start("papers", monday)
    papers.do(case, "accept", monday)
    assert states(papers, case) == {}


def test_a_listed_case_is_held_to_its_list(papers, monday):
    case = papers.start("papers", monday, {"needs_air_defence": True}, materials=["plan"])
    assert states(papers, case) == {"plan": "supplied", "survey": "missing", "shelter": "missing"}
    assert "勘察报告 (survey) is missing; it may be promised" in papers.refused(case, "accept", monday)
    said = papers.refused(case, "accept", monday, promised=["survey"])
    assert "人防意见 (shelter) is missing; it may not be promised" in said
    assert "must be there" in papers.refused(case, "accept", monday, promised=["survey", "shelter"])
    papers.do(case, "accept", monday, promised="survey", materials=["shelter"])
    assert states(papers, case) == {"plan": "supplied", "survey": "promised", "shelter": "supplied"}


def test_what_does_not_apply_is_not_asked_for(papers, monday):
    case = papers.start("papers", monday, {"needs_air_defence": False}, materials=["plan", "survey"])
    papers.do(case, "accept", monday)
    assert states(papers, case) == {"plan": "supplied", "survey": "supplied"}


def test_a_promise_is_chased_once_when_it_is_due(papers, monday):
    due_at = monday + 5 * DAY
    case = papers.start("papers", monday, materials=["plan"])
    papers.do(case, "accept", monday, promised=["survey"], promised_due_at=due_at.isoformat())
    for _ in range(2):
        papers.banjie.tick(monday + 9 * DAY)
    chased = [e for e in papers.view(case).events if isinstance(e.fact, facts.MaterialChased)]
    assert [(e.at, e.fact.material, e.actor) for e in chased] == [(due_at, "survey", "timer")]


def test_a_promise_that_was_kept_is_not_chased(papers, monday, applicant):
    case = papers.start("papers", monday, materials=["plan"])
    papers.do(case, "accept", monday, promised=["survey"], promised_due_at=(monday + 5 * DAY).isoformat())
    assert "supply-material" in papers.view(case, by=applicant).commands
    papers.do(case, "supply-material", monday + DAY, by=applicant, material="survey")
    assert papers.banjie.tick(monday + 9 * DAY) == 0
    assert states(papers, case)["survey"] == "supplied"
    assert "came before" in papers.refused(case, "supply-material", monday + DAY, material="survey")


def test_what_was_promised_may_come_after_the_approval_and_is_chased_until_then(papers, monday):
    case = papers.start("papers", monday, materials=["plan"])
    papers.do(case, "accept", monday, promised=["survey"], promised_due_at=(monday + 5 * DAY).isoformat())
    papers.do(case, "complete", monday, "permit")
    assert papers.view(case).state == "completed"
    assert papers.view(case).commands == ("supply-material",)
    papers.banjie.tick(monday + 6 * DAY)
    assert isinstance(papers.view(case).events[-1].fact, facts.MaterialChased)
    papers.do(case, "supply-material", monday + 7 * DAY, materials=["survey"])
    assert not papers.live(case).timers


def test_a_withdrawn_case_chases_nobody(papers, monday):
    case = papers.start("papers", monday, materials=["plan"])
    papers.do(case, "accept", monday, promised=["survey"], promised_due_at=(monday + 5 * DAY).isoformat())
    papers.do(case, "withdraw", monday)
    assert papers.banjie.tick(monday + 9 * DAY) == 0


def test_a_step_that_needs_a_material_waits_for_it_or_its_promise(papers, monday):
    case = papers.start("papers", monday, materials=["plan", "survey"])
    papers.do(case, "accept", monday)
    papers.do(case, "complete", monday, "permit")
    other = papers.start("papers", monday, materials=["plan"])
    papers.do(other, "accept", monday, promised=["survey"])
    papers.do(other, "complete", monday, "permit")
    assert papers.view(other).state == "completed"


def test_an_unknown_material_is_refused(papers, monday):
    case = papers.start("papers", monday)
    assert "'poem' is none" in papers.refused(case, "accept", monday, materials=["poem"])
    assert "'poem' is none" in papers.refused(case, "supply-material", monday, material="poem")
