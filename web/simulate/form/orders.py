"""What can be put in parallel, or in sequence, as the form offers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.simulation.scenario.reshaping.offers import offers, turns
from engine.simulation.scenario.values import ParallelPlan, SequencePlan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.simulation.network import Compiled
    from engine.simulation.scenario.values import Scenario
    from workflows.model import Element, ProcessModel

PREFIX, TURN = "parallel.", "sequence."
_BESIDE, _BEHIND = "|", ">"


@dataclass(frozen=True, slots=True)
class Order:
    """Elements that are done at the same time, each group of them one after the other; a single group is a sequence."""

    field: str
    groups: tuple[tuple[Element, ...], ...]


def field_of(plan: ParallelPlan | SequencePlan) -> str:
    """The name of its field."""
    if isinstance(plan, SequencePlan):
        return TURN + _BEHIND.join(plan.steps)
    return PREFIX + _BESIDE.join(_BEHIND.join(group) for group in plan.steps)


def plan_of(field: str) -> ParallelPlan:
    """What a field of the first kind stands for."""
    return ParallelPlan(tuple(tuple(group.split(_BEHIND)) for group in field.removeprefix(PREFIX).split(_BESIDE)))


def turn_of(field: str) -> SequencePlan:
    """What a field of the second kind stands for."""
    return SequencePlan(tuple(field.removeprefix(TURN).split(_BEHIND)))


def orders(models: Mapping[str, ProcessModel], compiled: Compiled, scenario: Scenario) -> tuple[Order, ...]:
    """What the scenario does in another order, and what else could be: in parallel, then in sequence."""
    beside = (*scenario.parallel, *offers(models, compiled.main))
    behind = (*scenario.sequence, *turns(models, compiled.main))
    return named(dict.fromkeys((*beside, *behind)), compiled)


def named(plans: Iterable[ParallelPlan | SequencePlan], compiled: Compiled) -> tuple[Order, ...]:
    """Plans with the elements that they speak of; those of which one is not drawn are left out."""
    found = []
    for plan in plans:
        groups = plan.steps if isinstance(plan, ParallelPlan) else (plan.steps,)
        drawn = tuple(tuple(node[0].element for key in group if (node := compiled.find(key))) for group in groups)
        if all(drawn):
            found.append(Order(field_of(plan), drawn))
    return tuple(found)
