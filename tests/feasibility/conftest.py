"""Short ways to check a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.feasibility import Limits, check_process
from engine.time import china
from tests.support.blocks import DAY, catalogue, drawn, limit
from workflows.bpmn import read_processes
from workflows.library import Library
from workflows.model import LimitBinding

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feasibility import Check
    from engine.time import WorkCalendar
    from workflows.catalogue import Limit
    from workflows.model import ProcessModel


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return china()


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="session")
def models(library: Library) -> dict[str, ProcessModel]:
    return {model.id: model for file in library.diagrams for model in read_processes(file.data, file.name)}


@pytest.fixture(scope="session")
def whole(calendar: WorkCalendar) -> Callable[..., Check]:
    """The check of a promise over blocks: `whole(block, 8)`."""

    def checked(block: Any, quantity: Any, unit: str = "working_day", **more: Any) -> Check:
        made = drawn(block)
        promise = limit("whole", quantity, unit, **{"scope": "process", **more})
        return first(made.model("p", LimitBinding(promise.id)), *made.limits, promise)

    def first(model: ProcessModel, *limits: Limit) -> Check:
        return check_process(Limits(catalogue(*limits), {model.id: model}, DAY), model.id, calendar)[0]

    return checked


@pytest.fixture(scope="session")
def check(calendar: WorkCalendar) -> Callable[..., tuple[Check, ...]]:
    """Every check of the first of some models under some limits."""

    def checked(limits: list[Limit], *models: ProcessModel) -> tuple[Check, ...]:
        known = {model.id: model for model in models}
        return check_process(Limits(catalogue(*limits), known, DAY), models[0].id, calendar)

    return checked
