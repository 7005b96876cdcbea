"""The variables that diagrams mention: no other is put into an instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.rules.conditions import readable
from workflows.bpmn.rules.timing import PROGRESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflows.model import ProcessModel


def variables(models: Iterable[ProcessModel]) -> frozenset[str]:
    """Every variable that a condition, a count, a list, a script or a timer of these processes mentions.

    Give the processes it calls as well: they share one map of variables with their caller. Left out are the item of
    a multi-instance activity and the numbers of its progress in its own completion condition, which the execution
    supplies. Texts that are no expressions, which the check refuses, mention nothing.
    """
    return frozenset(name for model in models for name in (*mentions(model), *_assigned(model)))


def mentions(model: ProcessModel) -> frozenset[str]:
    """Every variable whose value this process asks for. What a script reads only to give the same variable its next
    value does not count.
    """
    return frozenset(_mentioned(model))


def _assigned(model: ProcessModel) -> Iterator[str]:
    return (assign.variable for element in model.elements.values() for assign in element.assigns)


def _mentioned(model: ProcessModel) -> Iterator[str]:
    for flow in model.flows.values():
        yield from _names(flow.condition)
    for element in model.elements.values():
        if element.timer and element.timer.variable:
            yield element.timer.variable
        for assign in element.assigns:
            yield from _names(assign.value) - {assign.variable}
        if element.multi:
            yield from _names(element.multi.cardinality)
            yield from _names(element.multi.collection)
            yield from _names(element.multi.completion) - PROGRESS - {element.multi.item or ""}


def _names(text: str | None) -> frozenset[str]:
    expression, _ = readable(text or "null")
    return expression.names() if expression else frozenset()
