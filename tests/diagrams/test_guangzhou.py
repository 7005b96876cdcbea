"""The hotline of 广州 played by the execution: its counters, loops and messages; and the frame of what is online."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine.execution import Instance, compile_program
from engine.execution.changes import Passed
from workflows.catalogue import Catalogue
from workflows.model import Kind

if TYPE_CHECKING:
    from engine.execution.changes import OpenNode
    from workflows.model import Element, ProcessModel

Models = dict[str, "ProcessModel"]
HOTLINE = "guangzhou-2023-1"
BAD = {"unsatisfied", "very_unsatisfied"}
# Some play mostly like this, so that the far ends are reached.
HABITS: tuple[dict[str, str], ...] = (
    {},
    {"register_appeal": "complete", "make_order": "dispatch", "check_order": "not_own", "review_return": "upheld"},
    {
        "register_appeal": "complete",
        "make_order": "dispatch",
        "check_order": "own",
        "handle_order": "done",
        "review_report": "pass",
        "rate_handling": "unsatisfied",
        "decide_second_round": "send_back",
        "review_second": "pass",
    },
    {"register_appeal": "supplement", "call_applicant": "no_answer", "issue_supervision": "long_term"},
)


class Play:
    """One order played by chance, with what was done in its order: (element, decision). Each play has habits: what it
    mostly decides where others would let the order go on.
    """

    def __init__(self, models: Models, seed: int) -> None:
        self.models, self.dice = models, random.Random(seed)  # noqa: S311 - no secrets here
        kinds = ["consultation", "complaint", "report"]
        facts: dict[str, Any] = {"assigned": self.dice.random() < 0.2}
        facts |= {"order_type": self.dice.choice(kinds), "channel": self.dice.choice(["telephone", "network"])}
        self.order_type = facts["order_type"]
        self.game, changes = Instance.start(compile_program(models, "guangzhou_hotline"), facts)
        self.done: list[tuple[str, str]] = []
        self.habits = dict(HABITS[seed % len(HABITS)])
        self.note(changes)
        while not self.game.finished:
            self.turn(self.dice.choice(self.game.open))

    def note(self, changes: Any) -> None:
        self.done += [(c.element, "") for c in changes if isinstance(c, Passed)]

    def turn(self, node: OpenNode) -> None:
        element = self.models[node.process].elements[node.element]
        if node.kind == "timer":
            if self.dice.random() < 0.4:
                self.done.append((node.element, ""))
                self.note(self.game.fire(node.token))
        elif node.kind == "message":
            if self.dice.random() < (0.3 if node.element == "supervision_came" else 0.05):
                self.note(self.game.receive(node.token))
        else:
            given = {"order_type": self.order_type} if node.element == "make_order" else {}
            decision = ""
            if element.decisions:
                decision = self.decide(element)
                given[element.decides] = decision
            self.done.append((node.element, decision))
            self.note(self.game.complete(node.token, given))

    def decide(self, element: Element) -> str:
        values = [decision.value for decision in element.decisions]
        if element.id not in self.habits:
            self.habits[element.id] = self.dice.choice(values) if self.dice.random() < 0.4 else values[0]
        return self.habits[element.id] if self.dice.random() < 0.8 else self.dice.choice(values)

    def times(self, element: str) -> int:
        return sum(name == element for name, _ in self.done)


@pytest.fixture(scope="module")
def plays(models: Models) -> list[Play]:
    return [Play(models, seed) for seed in range(280)]


def test_the_plays_go_everywhere_in_the_hotline(plays: list[Play], models: Models) -> None:
    """So that what the tests below do not find was looked for."""
    reached = {name for play in plays for name, _ in play.done}
    parts = {"guangzhou_hotline"} | {called for m in models.values() if "hotline" in m.id for called in m.calls}
    assert len(parts) == 12
    wanted = {e.id for part in parts for e in models[part].elements.values() if e.kind in (Kind.STEP, Kind.END)}
    assert wanted - reached == set()


def test_a_dispute_is_settled_at_the_third_return_that_is_upheld_and_at_every_one_after_it(plays: list[Play]) -> None:
    seen = Counter[int]()
    for play in plays:
        upheld = sum(name == "review_return" and how != "not_upheld" for name, how in play.done)
        assert play.times("classify_dispute") == max(upheld - 2, 0)
        seen[upheld] += 1
    assert min(seen[2], seen[3]) > 0


def test_nobody_is_called_a_fourth_time_in_one_round(plays: list[Play]) -> None:
    most = 0
    for play in plays:
        missed = 0
        for name, how in play.done:
            if name == "reset_calls":
                missed = 0
            if (name, how) == ("call_applicant", "no_answer"):
                missed += 1
            assert missed <= 3
            most = max(most, missed)
    assert most == 3


def test_every_call_after_one_that_was_not_answered_waits_for_the_interval(plays: list[Play]) -> None:
    for play in plays:
        waited = True
        for name, how in play.done:
            if name in ("interval", "reset_calls"):
                waited = True
            if name == "call_applicant":
                assert waited
                waited = how != "no_answer"


def test_an_order_is_handled_a_second_time_at_most_once_and_only_after_a_bad_rating(plays: list[Play]) -> None:
    for play in plays:
        assert play.times("decide_second_round") <= 1
        assert play.times("learn_why") <= 1
        ratings = [how for name, how in play.done if name == "rate_handling"]
        assert play.times("call_back") == sum(rating in BAD for rating in ratings)
        assert len(ratings) <= 2


def test_what_was_withdrawn_is_not_rated_and_only_a_report_goes_on(plays: list[Play]) -> None:
    found = 0
    for play in plays:
        names = [name for name, _ in play.done]
        if "order_withdrawn" in names:
            assert "offer_rating" not in names[names.index("settle_withdrawal") :]
            found += 1
        if ("settle_withdrawal", "go_on") in play.done:
            assert play.order_type == "report" or "order_withdrawn" in names
    assert found


def test_partners_are_named_after_a_joint_return_only(plays: list[Play]) -> None:
    for play in plays:
        joint = sum(how == "joint" for name, how in play.done if name == "review_return")
        assert play.times("name_partners") <= joint


# ── what is bound where ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_limit_of_the_hotline_is_bound_to_a_diagram(models: Models) -> None:
    bound = {limit for model in models.values() for limit in model.limit_ids()}
    bound |= {e.timer.limit for m in models.values() for e in m.elements.values() if e.timer and e.timer.limit}
    assert {limit.id for limit in Catalogue.load().of_document(HOTLINE)} <= bound


def test_the_handling_time_begins_at_each_dispatch_and_at_news_and_ends_with_the_review(models: Models) -> None:
    hotline = models["guangzhou_hotline"]
    limits = {limit.limit: (limit.starts_at, limit.ends_at) for limit in hotline.limits}
    assert limits == {
        f"{HOTLINE}/14.1": ("dispatched_consultation", "review_passed"),
        f"{HOTLINE}/14.2": ("dispatched_other", "review_passed"),
    }
    assert hotline.elements["handling_begins_anew"].restarts == tuple(limits)
    catalogue = Catalogue.load()
    assert {catalogue.limit(limit).starts for limit in limits} == {"last_dispatch"}


@pytest.mark.parametrize(("clause", "each", "whole"), [("14.1", 2, 4), ("14.2", 10, 20)])
def test_two_extensions_of_at_most_the_first_limit_each(clause: str, each: int, whole: int) -> None:
    extension = Catalogue.load().limit(f"{HOTLINE}/{clause}").extension
    assert extension is not None
    assert (extension.count, str(extension.each), extension.quantity) == (2, str(each), Decimal(whole))
    assert Catalogue.load().limit(f"{HOTLINE}/29.{clause[-1]}").extension is None


def test_the_parts_are_of_a_size_that_one_can_read(models: Models) -> None:
    parts = [model for name, model in models.items() if name.startswith("guangzhou_hotline")]
    assert len(parts) >= 12
    assert max(len(model.elements) for model in parts) <= 36


# ── online ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "way", "wanted", "unwanted"),
    [
        ("licence", "network", {"licence_examination", "licence_granted", "delivered"}, {"other_examination"}),
        ("public_service", "post", {"other_examination", "deliver_by_post", "delivered"}, {"licence_granted"}),
        ("other_power", "hall", {"other_examination", "deliver_by_hall"}, {"licence_granted", "deliver_by_post"}),
    ],
)
def test_a_matter_is_approved_by_its_kind_and_delivered_as_the_applicant_chose(
    models: Models, kind: str, way: str, wanted: set[str], unwanted: set[str]
) -> None:
    reached = _straight(models, {"matter_type": kind, "delivery": way})
    assert wanted <= reached
    assert not unwanted & reached
    assert "online_done" in reached


def test_a_bad_rating_is_looked_into_before_the_matter_ends(models: Models) -> None:
    assert "put_right" in _straight(models, {"matter_type": "licence"}, service_rating="bad")
    assert "put_right" not in _straight(models, {"matter_type": "licence"}, service_rating="none")


def test_an_appraisal_by_experts_is_not_the_time_of_the_body(models: Models) -> None:
    reached = _straight(models, {"matter_type": "licence"}, licence_examined="special")
    assert "licence_special" in reached
    assert models["guangzhou_online"].elements["licence_special"].time.value == "special_procedure"


def _straight(models: Models, facts: dict[str, Any], **decisions: str) -> set[str]:
    """What is reached when everybody takes the first decision, but for those given by the variable they write."""
    game, changes = Instance.start(compile_program(models, "guangzhou_online"), facts)
    reached = {c.element for c in changes if isinstance(c, Passed)}
    while not game.finished:
        node = next(n for n in game.open if n.kind in ("step", "service"))
        element = models[node.process].elements[node.element]
        reached.add(node.element)
        given = {element.decides: element.decisions[0].value} if element.decisions else {}
        given |= {name: value for name, value in decisions.items() if name == element.decides}
        reached |= {c.element for c in game.complete(node.token, given) if isinstance(c, Passed)}
    return reached
