"""The processes of 海口, 惠州, 北海, 海南, 三亚 and 江门: which way a case takes, and which limits it comes under."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.execution import Instance, compile_program
from workflows.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.model import ProcessModel

LONGEST = 200
DOCUMENTS = (
    "haikou-2023-procurement",
    "huizhou-2023-procurement",
    "beihai-2023-45",
    "hainan-2023-patent-1",
    "sanya-2023-plan",
    "jiangmen-2023-56",
)


def play(
    models: dict[str, ProcessModel],
    process: str,
    facts: Mapping[str, Any] | None = None,
    answers: Mapping[str, list[str]] | None = None,
) -> tuple[list[str], str]:
    """The steps in the order they are completed, and the end. `answers` are a step's decisions, one each time; the
    first of the diagram where none is left.
    """
    game, changes = Instance.start(compile_program(models, process), facts or {})
    left = {step: list(given) for step, given in (answers or {}).items()}
    order: list[str] = []
    for _ in range(LONGEST):
        if game.finished:
            break
        node = next(n for n in game.open if n.kind in ("step", "service"))
        element = models[node.process].elements[node.element]
        order.append(node.element)
        values: dict[str, Any] = {}
        if element.decisions:
            given = left.get(node.element) or [element.decisions[0].value]
            values[str(element.decides)] = given.pop(0)
        changes = game.complete(node.token, values)
    assert game.finished
    (ends,) = [change.ends for change in changes if hasattr(change, "ends")]
    return order, ends[-1]


# ── 海口 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ({"emergency": True, "market_can_supply": False}, "emergency_done"),
        ({"emergency": True, "market_can_supply": True}, "procurement_done"),
        ({"emergency": True}, "procurement_done"),
        ({"emergency": False, "market_can_supply": False}, "procurement_done"),
    ],
)
def test_an_urgent_purchase_is_one_that_the_market_cannot_serve(
    facts: dict[str, Any], end: str, models: dict[str, ProcessModel]
) -> None:
    assert play(models, "haikou_procurement", facts)[1] == end


@pytest.mark.parametrize(("deposit", "refunds"), [(0, 0), (0.01, 2), (None, 0)])
def test_a_deposit_is_given_back_to_the_losers_and_to_the_winner(
    deposit: float | None, refunds: int, models: dict[str, ProcessModel]
) -> None:
    order, _ = play(models, "haikou_procurement", {"deposit_amount": deposit})
    assert len([step for step in order if step.startswith("refund_")]) == refunds
    if refunds:
        assert order.index("award_notice") < order.index("refund_losers")
        assert order.index("sign_contract") < order.index("refund_winner")


def test_a_contract_in_stages_is_accepted_and_paid_stage_by_stage(models: dict[str, ProcessModel]) -> None:
    order, _ = play(models, "haikou_procurement", {}, {"payment": ["further", "further", "paid"]})
    assert order.count("payment") == order.count("invoice") == order.count("performance_acceptance") == 3
    assert order.count("contract_publication") == 1


def test_documents_with_barriers_are_mended_before_they_are_published(models: dict[str, ProcessModel]) -> None:
    order, _ = play(models, "haikou_procurement", {}, {"fairness_check": ["fault", "pass"]})
    assert order[:4] == ["fairness_check", "revise_documents", "fairness_check", "publish_documents"]


@pytest.mark.parametrize(("clear", "step"), [(True, "short_decision"), (False, "decision"), (None, "decision")])
def test_a_complaint_is_decided_in_short_time_where_the_evidence_is_clear(
    step: str, models: dict[str, ProcessModel], *, clear: bool | None
) -> None:
    order, end = play(models, "haikou_complaint", {"evidence_clear": clear}, {step: ["mediated"]})
    assert (order, end) == ([step, "mediation_agreement"], "mediated")


def test_both_versions_of_the_payment_are_bound_to_its_step(models: dict[str, ProcessModel]) -> None:
    bound = [binding.limit for binding in models["haikou_procurement"].elements["payment"].limits]
    assert bound == ["haikou-2023-procurement/15-2023", "haikou-2023-procurement/15-2025"]
    former, latter = (Catalogue.load().limit(limit) for limit in bound)
    assert (former.quantity, latter.quantity, latter.supersedes) == (5, 3, former.id)
    assert former.effective_to is not None
    assert (latter.effective_from - former.effective_to).days == 1


# ── 惠州 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("small", "step"), [(True, "payment_sme"), (False, "payment_other"), (None, "payment_other")])
def test_small_companies_are_paid_under_a_limit_of_their_own(
    step: str, models: dict[str, ProcessModel], *, small: bool | None
) -> None:
    order, _ = play(models, "huizhou_procurement", {"small_supplier": small})
    assert [s for s in order if s.startswith("payment_")] == [step]


# ── 北海 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("route", "steps"),
    [
        ("instant", ["instant_settlement", "inform"]),
        ("own", ["own_handling", "inform"]),
        ("transfer", ["transfer", "handling", "follow_up", "inform"]),
    ],
)
def test_a_matter_is_settled_by_whom_it_belongs_to(
    route: str, steps: list[str], models: dict[str, ProcessModel]
) -> None:
    order, end = play(models, "beihai_first_asked", {}, {"registration": [route]})
    assert (order[order.index("registration") + 1 :], end) == (steps, "settled")


@pytest.mark.parametrize(
    ("answer", "end"), [("consult", "answered"), ("refuse", "not_accepted"), ("accept", "settled")]
)
def test_whoever_asks_is_answered_on_the_spot(answer: str, end: str, models: dict[str, ProcessModel]) -> None:
    assert play(models, "beihai_first_asked", {}, {"on_the_spot_answer": [answer]})[1] == end


def test_a_complaint_does_not_stop_the_handling(models: dict[str, ProcessModel]) -> None:
    game, _ = Instance.start(compile_program(models, "beihai_first_asked"), {})
    answers = {"registration": "transfer"}
    while "handling" not in [node.element for node in game.open]:
        node = game.open[0]
        element = models[node.process].elements[node.element]
        value = answers.get(node.element) or (element.decisions[0].value if element.decisions else None)
        game.complete(node.token, {str(element.decides): value} if value else {})
    game.receive(next(node.token for node in game.open if node.element == "complained"))
    assert {node.element for node in game.open if node.kind == "step"} == {"handling", "complaint_inquiry"}


# ── 海南 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("result", "end"), [("rejected", "awarded"), ("upheld", "award_refused")])
def test_an_objection_is_decided_and_answered_before_the_winners_are_announced(
    result: str, end: str, models: dict[str, ProcessModel]
) -> None:
    answers = {"winners_notice": ["objection"], "objection_decision": [result]}
    order, ended = play(models, "hainan_patent_award", {}, answers)
    asked = order.index("objection_inquiry")
    assert order[asked : asked + 3] == ["objection_inquiry", "objection_decision", "objection_reply"]
    assert ended == end
    assert ("announcement" in order[asked:]) is (result == "rejected")


@pytest.mark.parametrize(
    ("answers", "end"),
    [
        ({"qualification_check": ["reject"]}, "not_recommended"),
        ({"recommendation_notice": ["objection"]}, "not_recommended"),
        ({"formal_review": ["correct", "fail"]}, "not_accepted"),
        ({"formal_review": ["correct"]}, "awarded"),
        ({"deliberation": ["not_selected"]}, "not_awarded"),
        ({}, "awarded"),
    ],
)
def test_an_entry_ends_where_the_rules_say(
    answers: dict[str, list[str]], end: str, models: dict[str, ProcessModel]
) -> None:
    assert play(models, "hainan_patent_award", {}, answers)[1] == end


def test_who_does_not_correct_in_the_time_set_is_not_accepted(models: dict[str, ProcessModel]) -> None:
    game, _ = Instance.start(compile_program(models, "hainan_patent_award"), {})
    while "correction" not in [node.element for node in game.open]:
        node = game.open[0]
        element = models[node.process].elements[node.element]
        answer = "correct" if node.element == "formal_review" else next((d.value for d in element.decisions), "")
        game.complete(node.token, {str(element.decides): answer} if element.decides else {})
    late = models["hainan_patent_award"].elements["correction_late"]
    assert late.timer is not None
    assert late.timer.variable == "correction_late_from"
    changes = game.fire(next(node.token for node in game.open if node.element == "correction_late"))
    assert [change.ends for change in changes if hasattr(change, "ends")] == [("correction_expired",)]


@pytest.mark.parametrize("notice", ["13", "15.5"])
def test_the_notices_of_the_award_last_at_least(notice: str, models: dict[str, ProcessModel]) -> None:
    limit = Catalogue.load().limit(f"hainan-2023-patent-1/{notice}")
    assert limit.bound == "at_least"
    (step,) = [s for s in models["hainan_patent_award"].steps if limit.id in [b.limit for b in s.limits]]
    assert step.time == "public_notice"


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"conditions_changed": True, "plot_ratio": 2, "height": 30}, "plan_filing"),
        ({"conditions_changed": True, "plot_ratio": 2.01, "height": 30}, "plan_change"),
        ({"conditions_changed": True, "plot_ratio": 2, "height": 30.01}, "plan_change"),
        ({"conditions_changed": True}, "plan_change"),
        ({"conditions_changed": False, "plot_ratio": 9, "height": 90}, None),
    ],
)
def test_changed_conditions_are_filed_within_the_thresholds(
    facts: dict[str, Any], step: str | None, models: dict[str, ProcessModel]
) -> None:
    order, end = play(models, "hainan_minimal_approval", facts)
    assert [s for s in order if s.startswith("plan_")] == ([step] if step else [])
    assert end == "registered"


def test_the_title_is_surveyed_while_the_acceptance_goes_on(models: dict[str, ProcessModel]) -> None:
    for process in ("hainan_minimal_approval", "sanya_four_instant"):
        order, _ = play(models, process)
        assert order[-1] == "first_registration"
        assert "title_survey" in order


# ── 三亚 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({"subsidy": False}, ["publish_policy"]),
        ({"subsidy": True, "automatic": True}, ["match_companies", "review_subsidy", "pay_subsidy"]),
        ({"subsidy": True, "automatic": False}, ["apply_subsidy", "review_subsidy", "pay_subsidy"]),
    ],
)
def test_a_policy_is_published_and_a_subsidy_is_paid_out(
    facts: dict[str, Any], steps: list[str], models: dict[str, ProcessModel]
) -> None:
    order, _ = play(models, "sanya_policy_fulfilment", facts)
    assert order[-len(steps) :] == steps
    assert ("item_notice" in order) is facts["subsidy"]


@pytest.mark.parametrize(("facts", "step"), [({"assessed": True}, "area_assessment"), ({}, "underground_permit")])
def test_what_is_ready_or_not_needed_is_passed_by(
    facts: dict[str, Any], step: str, models: dict[str, ProcessModel]
) -> None:
    assert step not in play(models, "sanya_four_instant", facts)[0]
    assert step in play(models, "sanya_four_instant", {"assessed": False, "needs_underground": True})[0]


# ── the limits of the documents ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_limit_of_a_drawn_document_is_on_its_diagrams(document: str, models: dict[str, ProcessModel]) -> None:
    bound = {limit for model in models.values() for limit in model.limit_ids()}
    of_document = {limit.id for limit in Catalogue.load().of_document(document) if limit.binds}
    left = {"sanya-2023-plan/3.1", "jiangmen-2023-56/5"}  # plans of the departments; a company's start in one day
    assert of_document - bound == left & of_document


def test_the_notary_counts_from_acceptance_to_the_certificate(models: dict[str, ProcessModel]) -> None:
    bindings = models["jiangmen_notary"].limits
    assert {(b.limit.rpartition("/")[2], b.starts_at, b.ends_at) for b in bindings} == {
        ("2-former", "notary_accepted", "issue_certificate"),
        ("2", "notary_accepted", "issue_certificate"),
    }
