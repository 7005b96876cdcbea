"""What can be put in parallel, as the form offers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.simulation.scenario.reshaping.offers import offers
from engine.simulation.scenario.values import ParallelPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.network import Compiled
    from engine.simulation.scenario.values import Scenario
    from workflows.model import Element, ProcessModel

PREFIX = "parallel."
_BESIDE, _BEHIND = "|", ">"


@dataclass(frozen=True, slots=True)
class Order:
    """Elements that are done at the same time, each group of them one after the other."""

    field: str
    groups: tuple[tuple[Element, ...], ...]


def field_of(plan: ParallelPlan) -> str:
    """The name of its field."""
    return PREFIX + _BESIDE.join(_BEHIND.join(group) for group in plan.steps)


def plan_of(field: str) -> ParallelPlan:
    """What a field stands for."""
    return ParallelPlan(tuple(tuple(group.split(_BEHIND)) for group in field.removeprefix(PREFIX).split(_BESIDE)))


def orders(models: Mapping[str, ProcessModel], compiled: Compiled, scenario: Scenario) -> tuple[Order, ...]:
    """What the scenario does in parallel, and what else could be."""
    plans = dict.fromkeys((*scenario.parallel, *offers(models, compiled.main)))
    found = []
    for plan in plans:
        named = tuple(tuple(node[0].element for key in group if (node := compiled.find(key))) for group in plan.steps)
        if all(named):
            found.append(Order(field_of(plan), named))
    return tuple(found)
