"""揭阳 for people: travel documents, settlement, the hotline, what is done at once, intents, bankruptcy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.execution import Instance, compile_program
from engine.execution.changes import Finished, Opened
from tests.support.agreeing import begun, play

if TYPE_CHECKING:
    from workflows.model import ProcessModel

    Models = dict[str, ProcessModel]

# ── papers, settlement ───────────────────────────────────────────────────────────────────────────────────────────

PAPERS = [
    ({"paper": "passport", "company_staff": True}, {"t296-documents"}, "paper_issued"),
    ({"paper": "passport", "company_staff": False}, set(), "paper_issued"),
    ({"paper": "taiwan_pass", "emergency": True}, {"t296-urgent"}, "urgent_collected"),
    ({"paper": "renewal", "company_staff": True}, {"t296-renewal"}, "renewed"),
]


@pytest.mark.parametrize(("facts", "limits", "end"), PAPERS)
def test_a_travel_document_goes_by_who_asks_and_how_urgent_it_is(
    facts: dict[str, Any], limits: set[str], end: str, models: Models
) -> None:
    reached = play(models, "jieyang_entry_exit", facts)
    assert begun(models, "jieyang_entry_exit", reached) == limits
    assert end in reached


VISITORS = [("residence", "t348-residence"), ("taiwan_single", "t348-taiwan"), ("hong_kong_exit", "t348-hongkong")]


@pytest.mark.parametrize(("paper", "limit"), VISITORS)
def test_an_expedited_paper_is_under_one_day_instead_of_its_own(paper: str, limit: str, models: Models) -> None:
    ordinary = play(models, "jieyang_visitors", {"paper": paper})
    expedited = play(models, "jieyang_visitors", {"paper": paper, "expedited": True})
    assert begun(models, "jieyang_visitors", ordinary) == {limit}
    assert begun(models, "jieyang_visitors", expedited) == {"t348-urgent"}


@pytest.mark.parametrize(("recognised", "guangdong"), [(True, True), (True, False), (False, True), (False, False)])
def test_three_days_are_for_recognised_talents_of_the_province(
    models: Models, *, recognised: bool, guangdong: bool
) -> None:
    reached = play(models, "jieyang_talent", {"recognised": recognised, "guangdong_household": guangdong})
    assert bool(begun(models, "jieyang_talent", reached)) is (recognised and guangdong)
    assert "settled" in reached


@pytest.mark.parametrize("recognised", [True, False])
def test_who_may_not_settle_is_not_moved(models: Models, *, recognised: bool) -> None:
    steps = {"approve_on_spot": ["deny"], "ordinary_settlement": ["deny"]}
    reached = play(models, "jieyang_talent", {"recognised": recognised, "guangdong_household": True}, steps)
    assert "settlement_denied" in reached
    assert not {"move_within_province", "register_household"} & set(reached)


# ── hotline, at once, intent, bankruptcy ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("consultation", "t286-enquiry"), *((kind, "t286-complaint") for kind in ("complaint", "report", "other"))],
)
def test_a_demand_is_under_the_days_of_its_kind(kind: str, limit: str, models: Models) -> None:
    reached = play(models, "jieyang_hotline", {"demand_kind": kind}, {"register_demand": ["forward"]})
    assert begun(models, "jieyang_hotline", reached) == {limit}


def test_a_demand_that_is_sent_back_does_not_begin_anew(models: Models) -> None:
    decisions = {"register_demand": ["forward"], "check_outcome": ["return", "return", "complete"]}
    reached = play(models, "jieyang_hotline", {"demand_kind": "complaint"}, decisions)
    assert reached.count("handle_demand") == 3
    assert reached.count("complaint_begins") == reached.count("answered_in_full") == 1


def test_what_is_answered_online_is_not_dispatched(models: Models) -> None:
    reached = play(models, "jieyang_hotline", {"demand_kind": "consultation"})
    assert "answered_online" in reached
    assert "handle_demand" not in reached


def test_a_caller_may_withdraw_while_the_demand_is_handled(models: Models) -> None:
    game, _ = Instance.start(compile_program(models, "jieyang_hotline"), {"demand_kind": "complaint"})
    game.complete(game.open[0].token, {"online_answer": "forward"})
    message = next(n for n in game.open if n.kind == "message")
    ends = [c.ends for c in game.receive(message.token, {}) if isinstance(c, Finished)]
    assert ends == [("demand_withdrawn",)]


MATCH = dict.fromkeys(["form_complete", "identity_verified", "certificates_found", "data_matches"], True)


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        (MATCH, "approved_at_once"),
        ({**MATCH, "data_matches": False}, "done_on_the_spot"),
        ({k: v for k, v in MATCH.items() if k != "identity_verified"}, "done_on_the_spot"),
        ({**MATCH, "at_hall": True}, "done_on_the_spot"),
    ],
)
def test_what_the_system_cannot_verify_goes_to_the_hall(facts: dict[str, Any], end: str, models: Models) -> None:
    assert end in play(models, "jieyang_instant", facts)


def test_an_intent_that_is_not_published_is_urged_and_still_published(models: Models) -> None:
    game, _ = Instance.start(compile_program(models, "jieyang_procurement_intent"), {})
    timer = next(n for n in game.open if n.kind == "timer")
    changes = game.fire(timer.token, {})
    assert [c.element for c in changes if isinstance(c, Opened)] == ["urge"]
    assert {n.element for n in game.open if n.kind == "step"} == {"urge", "list_intents"}


BANKRUPTCIES = [
    ({"small_micro": True}, {}, "bankruptcy_closed"),
    ({"small_micro": True}, {"ruling": ["settle"]}, "bankruptcy_closed"),
    ({"small_micro": True}, {"ruling": ["convert"]}, "converted"),
    ({"small_micro": False}, {}, "ordinary_procedure"),
    ({"small_micro": True}, {"filing_review": ["reject"]}, "not_filed"),
]


@pytest.mark.parametrize(("facts", "said", "end"), BANKRUPTCIES)
def test_a_small_company_is_wound_up_or_rescued_or_sent_on(
    facts: dict[str, Any], said: dict[str, list[str]], end: str, models: Models
) -> None:
    reached = play(models, "jieyang_small_bankruptcy", facts, said)
    assert end in reached
    assert bool(begun(models, "jieyang_small_bankruptcy", reached)) is ("case_filed" in reached)
    assert ("repair_credit" in reached) is (said.get("ruling") == ["settle"])
