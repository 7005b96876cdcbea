"""Queues with limits, run and summarised."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import Arrivals, Compiled, Distribution, Inputs, Limit, Pool, Staff, Task, compile_model
from engine.time.rule import Rule, Unit
from tests.execution.building import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - local wall time, as scenarios have it


@pytest.fixture
def desk() -> Callable[..., tuple[Compiled, Inputs]]:
    """One queue: an arrival an hour, `work` hours each, `staff` people, a limit of `hours` upon the step."""

    def build(staff: int, work: float, hours: int = 10, **more: Any) -> tuple[Compiled, Inputs]:
        compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
        given: dict[str, Any] = {
            "cases": 500,
            "staff": {"people": Staff(staff)},
            "pools": {"desk": Pool(("people",))},
            "tasks": {"work": Task(Distribution.exponential(work), "desk")},
            "limits": (Limit("soon", Rule(Decimal(hours), Unit.HOUR), element="work"),),
            "keep": True,
        }
        return compiled, Inputs(MONDAY, Arrivals(Distribution.exponential(1.0)), **(given | more))

    return build


@pytest.fixture
def late() -> Callable[[int, float, float], float]:
    """The share of cases of an M/M/c queue (one arrival an hour) that take longer than `hours` in all."""

    def share(servers: int, work: float, hours: float) -> float:
        load = work
        terms = [load**n / math.factorial(n) for n in range(servers)]
        last = load**servers / math.factorial(servers) * servers / (servers - load)
        waits = last / (sum(terms) + last)
        rate, free = 1 / work, servers / work - 1.0
        if math.isclose(free, rate):
            return math.exp(-rate * hours) * (1 + waits * rate * hours)
        mixed = (free * math.exp(-rate * hours) - rate * math.exp(-free * hours)) / (free - rate)
        return (1 - waits) * math.exp(-rate * hours) + waits * mixed

    return share
