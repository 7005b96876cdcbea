"""Which variables a part of a process sets and asks for, so that nobody begins before what they ask for is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workflows.expression import ExpressionError, parse
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.simulation.scenario.values import Scenario
    from workflows.model import Element, ProcessModel


@dataclass(slots=True)
class Variables:
    """What is set and what is asked for."""

    sets: set[str] = field(default_factory=set)
    asks: set[str] = field(default_factory=set)

    def add(self, other: Variables) -> None:
        """Of another part too."""
        self.sets |= other.sets
        self.asks |= other.asks


def variables_of(
    model: ProcessModel,
    keys: Iterable[str],
    models: Mapping[str, ProcessModel],
    said: Scenario | None = None,
) -> Variables:
    """Of these elements, their flows, what stands on them and inside them, and the processes that they call,
    with what the scenario has steps set beside.
    """
    found = Variables()
    wanted = set(keys)
    hosts = wanted | {e.id for e in model.elements.values() if e.attached_to in wanted}
    for key in hosts:
        element = model.elements[key]
        _of_element(element, found)
        for name in (key, f"{model.id}/{key}"):
            if said is not None and name in said.steps:
                found.sets |= set(said.steps[name].fields)
        for flow in element.outgoing:
            found.asks |= names(model.flows[flow].condition)
        if element.kind is Kind.SUB_PROCESS:
            inside = [e.id for e in model.elements.values() if e.parent == key]
            found.add(variables_of(model, inside, models, said))
        elif element.called is not None and element.called in models:
            other = models[element.called]
            found.add(variables_of(other, other.elements, models, said))
    return found


def _of_element(element: Element, found: Variables) -> None:
    found.sets |= {field.id for field in element.form}
    found.sets |= {element.decides} if element.decisions else set()
    for assign in element.assigns:
        found.sets.add(assign.variable)
        found.asks |= names(assign.value)
    if element.timer is not None and element.timer.variable is not None:
        found.asks.add(element.timer.variable)
    if element.multi is not None:
        found.asks |= names(element.multi.cardinality) | names(element.multi.completion)
        found.asks |= {element.multi.collection} if element.multi.collection else set()


def names(text: str | None) -> frozenset[str]:
    """The variables of an expression; of one that cannot be read none, since the simulation refuses it by itself."""
    try:
        return parse(text).names() if text else frozenset()
    except ExpressionError:
        return frozenset()
