"""An order of the hotline of 广州 on a virtual clock, for tests that count its dates by hand over two holidays.

2026: 20 September is a working Sunday, 25 to 27 September and 1 to 7 October are holidays, 10 October is a working
Saturday.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.cases import tokens
from engine.time import SHANGHAI
from workflows.library import FOLDER

if TYPE_CHECKING:
    from engine.time import Reading
    from tests.support.world import World

HOTLINE = "guangzhou-2023-1"


def on(day: str, time: str = "10:00") -> datetime:
    """An instant of 2026 in Guangzhou: `09-21`, `10:00`."""
    return datetime.fromisoformat(f"2026-{day}T{time}").replace(tzinfo=SHANGHAI)


class Order:
    """One order of the hotline (or a case of another of its processes), moved on in few words."""

    def __init__(
        self,
        world: World,
        at: datetime,
        order_type: str = "complaint",
        channel: str = "telephone",
        process: str = "guangzhou_hotline",
        **more: Any,
    ) -> None:
        self.world = world
        given = {"title": "路灯不亮", "channel": channel, "order_type": order_type, "content": "一周没亮", **more}
        self.case = world.start(process, at, given if process == "guangzhou_hotline" else {})
        self.order_type = order_type

    def step(self, step: str, at: datetime, decision: str | None = None, **given: Any) -> None:
        """Complete an open step, with its form filled in. Timers that are due by then come first."""
        self.world.banjie.tick(at)
        token = next(t for t in self.world.live(self.case).state.steps if tokens.element_id(t) == step)
        filled = self.world.filled(self.case, token)
        if "order_type" in filled:
            filled["order_type"] = self.order_type
        if decision is not None:
            filled["decision"] = decision
        self.world.do(self.case, "complete", at, token, data={**filled, **given})

    def tell(self, message: str, at: datetime, **given: Any) -> None:
        self.world.do(self.case, "send-message", at, data={"message": message, **given})

    def dispatched(self, at: datetime) -> Order:
        """Registered and dispatched at one instant."""
        self.step("register_appeal", at)
        self.step("make_order", at)
        self.step("dispatch", at)
        return self

    def returned(self, at: datetime) -> None:
        """The unit says within its two days that the order is not its own."""
        self.step("check_order", at, "not_own")
        self.step("apply_return", at)

    def handled(self, at: datetime) -> None:
        """Checked, handled, told in writing, reported."""
        if "check_order" in self.open(at):
            self.step("check_order", at)
        self.step("handle_order", at)
        self.step("reply", at)
        self.step("submit_report", at)

    def rated(self, at: datetime, rating: str) -> None:
        self.step("offer_rating", at)
        self.step("rate_handling", at, rating)

    def open(self, at: datetime | None = None) -> list[str]:
        return self.world.open(self.case, at)

    def clock(self, clause: str, at: datetime | None = None) -> Reading:
        """The clock of a clause that was started last."""
        return [c.reading for c in self.world.view(self.case, at).clocks if c.limit == f"{HOTLINE}/{clause}"][-1]

    def ended(self, at: datetime) -> str | None:
        """The outcome once every timer up to `at` was served; None while the order goes on."""
        self.world.banjie.tick(at)
        return self.world.view(self.case, at).outcome


def reviewed(world: World, at: datetime, order_type: str = "complaint") -> Order:
    """An order that was handled and passed its review at one instant."""
    order = Order(world, at, order_type).dispatched(at)
    order.handled(at)
    order.step("review_report", at)
    return order


def extension(limit: str, amount: int) -> dict[str, Any]:
    """What is said to extend a limit."""
    return {"limit": limit, "amount": amount, "approver": "承办单位", "reason": "情况复杂", "notice": "已告知"}


@pytest.fixture
def hotline(bare: World) -> World:
    """The processes of 广州 and nothing else."""
    files = [*FOLDER.glob("guangzhou/*.bpmn"), FOLDER / "national" / "intake.bpmn"]
    bare.deploy(*((path.name, path.read_bytes()) for path in files))
    return bare
