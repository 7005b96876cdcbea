"""The seal engraver's year: orders side by side, overruns counted, the subsidy of a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.execution import Instance, compile_program
from engine.execution.changes import Finished, Opened, Passed

if TYPE_CHECKING:
    from engine.execution.changes import Change
    from workflows.model import ProcessModel

PROCESS = "shanwei_free_seal"


class Year:
    """A year that has begun: the application was accepted and the agreement signed."""

    def __init__(self, models: dict[str, ProcessModel]) -> None:
        self.models = models
        self.seen: list[str] = []
        self.ends: tuple[str, ...] = ()
        self.game, changes = Instance.start(compile_program(models, PROCESS), {})
        self.note(changes)
        for step in ("intake_review", "qualification", "agreement"):
            self.do(step)

    def note(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            if isinstance(change, Opened | Passed):
                self.seen.append(change.element)
            if isinstance(change, Finished):
                self.ends = tuple(change.ends)

    def token(self, element: str) -> str:
        return next(node.token for node in self.game.open if node.element == element)

    def do(self, step: str, decision: str | None = None) -> None:
        node = next(node for node in self.game.open if node.element == step)
        element = self.models[node.process].elements[step]
        first = element.decisions[0].value if element.decisions else None
        self.note(self.game.complete(node.token, {element.decides: decision or first} if first else {}))

    def send(self, message: str) -> None:
        self.note(self.game.receive(self.token(message), {}))

    def order(self, *, late: bool) -> None:
        self.send("order_pushed")
        self.do("assign_order")
        if late:
            self.note(self.game.fire(self.token("order_late"), {}))
        self.do("engrave")
        self.do("hand_out")

    def open(self) -> set[str]:
        return {node.element for node in self.game.open}


@pytest.fixture
def year(models: dict[str, ProcessModel]) -> Year:
    return Year(models)


def test_an_order_in_time_is_not_counted(year: Year) -> None:
    year.order(late=False)
    assert "count_overrun" not in year.seen
    assert "stand_by" in year.open()


def test_the_third_overrun_is_warned_of_once_and_the_fourth_is_noted(year: Year) -> None:
    for _ in range(4):
        year.order(late=True)
    assert year.seen.count("count_overrun") == 4
    assert year.seen.count("warn_shop") == 1
    assert year.seen.count("overrun_noted") == 3
    assert "disqualify" not in year.seen


def test_the_fifth_overrun_ends_the_service_but_not_the_subsidies(year: Year) -> None:
    for _ in range(4):
        year.order(late=True)
    year.send("order_pushed")
    year.order(late=True)
    assert "assign_order" in year.open()
    year.do("disqualify")
    assert not year.open() & {"stand_by", "assign_order", "order_pushed"}
    assert {"claim_received", "all_settled"} <= year.open()
    year.send("all_settled")
    assert year.game.finished
    assert list(year.ends) == ["year_cancelled"]


def test_a_year_without_trouble_ends_when_both_sides_are_done(year: Year) -> None:
    year.order(late=False)
    year.send("stand_by")
    assert not year.game.finished
    year.send("all_settled")
    assert list(year.ends) == ["year_done"]


def test_orders_run_side_by_side(year: Year) -> None:
    year.send("order_pushed")
    year.send("order_pushed")
    assert [node.element for node in year.game.open].count("assign_order") == 2


def test_a_claim_without_objection_is_paid_and_the_next_quarter_waited_for(year: Year) -> None:
    for _ in range(2):
        year.send("claim_received")
        for step in ("claim_review", "subsidy_notice", "payment"):
            year.do(step)
    assert "claim_received" in year.open()


def test_a_claim_sent_back_is_made_again(year: Year) -> None:
    year.send("claim_received")
    year.do("claim_review", "return")
    assert "subsidy_notice" not in year.seen
    assert "claim_received" in year.open()


@pytest.mark.parametrize(("finding", "then"), [("unfounded", "payment"), ("founded", "objection_feedback")])
def test_an_objection_is_reviewed_before_anything_is_paid(year: Year, finding: str, then: str) -> None:
    year.send("claim_received")
    year.do("claim_review")
    year.do("subsidy_notice", "objection")
    assert "payment" not in year.seen
    year.do("objection_review", finding)
    assert then in year.open()
    year.do(then)
    assert "claim_received" in year.open()


def test_a_shop_that_does_not_qualify_has_no_year(models: dict[str, ProcessModel]) -> None:
    year = Year.__new__(Year)
    year.models, year.seen, year.ends = models, [], ()
    year.game, _ = Instance.start(compile_program(models, PROCESS), {})
    year.do("intake_review")
    year.do("qualification", "deny")
    assert list(year.ends) == ["not_qualified"]


def test_the_limits_of_the_notice_stand_where_it_puts_them(models: dict[str, ProcessModel]) -> None:
    elements = models[PROCESS].elements
    bound = {bound.limit: name for name, element in elements.items() for bound in element.limits}
    assert bound == {
        "shanwei-2023-seal/3.2": "engrave",
        "shanwei-2023-seal/3.4-notice": "subsidy_notice",
        "shanwei-2023-seal/3.4-feedback": "objection_feedback",
    }
