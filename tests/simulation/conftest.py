"""Small diagrams and scenarios for the simulation's tests."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import Arrivals, Compiled, Distribution, Inputs, Pool, Staff, Task, compile_model
from tests.execution.building import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

MONDAY = datetime(2026, 1, 5)


@pytest.fixture
def drawn() -> Callable[..., Compiled]:
    """Compiles drawings; the first is the main process."""

    def build(*drawings: Drawing) -> Compiled:
        return compile_model({d.id: d.model() for d in drawings}, drawings[0].id)

    return build


@pytest.fixture
def queue() -> Callable[..., tuple[Compiled, Inputs]]:
    """One step with one pool: `servers`, spans between arrivals and of service as distributions, and whatever else."""

    def build(servers: int, gap: Distribution, service: Distribution, **more: Any) -> tuple[Compiled, Inputs]:
        compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
        scenario: dict[str, Any] = {
            "start": MONDAY,
            "arrivals": Arrivals(gap),
            "staff": {"staff": Staff(servers)},
            "pools": {"desk": Pool(("staff",))},
            "tasks": {"work": Task(service, "desk")},
            "limit_calendar": None,
        }
        return compiled, Inputs(**(scenario | more))

    return build
