"""What a token does in passing: variables that scripts assign, and limits that begin to count anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.finding import Severity
from workflows.bpmn.names import mentions
from workflows.bpmn.rules.conditions import readable
from workflows.bpmn.rules.subject import family, nearest, reach
from workflows.bpmn.rules.timing import PROGRESS
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflows.bpmn.finding import Finding
    from workflows.bpmn.rules.additions import Known
    from workflows.bpmn.rules.subject import Subject
    from workflows.model import Assign, Element, ProcessModel

MAX_ASSIGNS = 50  # of one script


def scripts(subject: Subject, everything: Mapping[str, ProcessModel], known: Known) -> Iterator[Finding]:
    """Every script and every restart of one process."""
    related = family(subject.model.id, everything)
    read = {name for model in related for name in mentions(model)}
    bound = {limit for model in related for limit in model.limit_ids()}
    for element in subject.model.elements.values():
        if len(element.assigns) > MAX_ASSIGNS:
            yield subject.say(f"expected at most {MAX_ASSIGNS} assignments, but it has {len(element.assigns)}", element)
        for assign in element.assigns:
            yield from _assign(subject, element, assign)
            if assign.variable not in read:
                yield subject.say(
                    f"expected {assign.variable} to be asked for by a condition, a count or a timer, but none mentions"
                    " it",
                    element,
                    Severity.WARNING,
                )
        yield from _since(subject, element)
        for limit in element.restarts:
            yield from _restart(subject, element, limit, known)
            if limit not in bound:
                yield subject.say(
                    f"expected to restart a limit that something is under, but nothing is under {limit}",
                    element,
                    Severity.WARNING,
                )


def _assign(subject: Subject, element: Element, assign: Assign) -> Iterator[Finding]:
    name, _ = readable(assign.variable)
    if name is None or name.names() != {assign.variable}:
        yield subject.say(f"expected to assign to the name of a variable, but got {assign.variable!r}", element)
    elif assign.variable in _hidden(subject, element):
        yield subject.say(
            f"expected to assign to a variable of the case, but {assign.variable} is what a multi-instance activity"
            " hands to its instances",
            element,
        )
    expression, why = readable(assign.value)
    if expression is None:
        yield subject.say(f"expected the value of {assign.variable} to be an expression, but {why}", element)


def _since(subject: Subject, element: Element) -> Iterator[Finding]:
    """Only of a step that is done as the token comes here is it known when it began."""
    if element.restarts_since is None:
        return
    step = subject.model.elements.get(element.restarts_since)
    if step is None or step.kind is not Kind.STEP:
        yield subject.say(
            f"expected to count since a step of the process, but {element.restarts_since!r} is none", element
        )
    elif element.id not in reach([step.id], _passed_at_once(subject.model, step.id)):
        yield subject.say(
            f"expected to count since a step that leads here at once, but a token waits between {step.id} and here",
            element,
        )


def _passed_at_once(model: ProcessModel, step: str) -> dict[str, list[str]]:
    """Where a token goes that left the step, as long as it waits for nothing."""
    passing = {Kind.SCRIPT, Kind.MILESTONE, Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.PARALLEL}
    return {
        e.id: [model.flows[flow].target for flow in e.outgoing]
        for e in model.elements.values()
        if e.id == step or e.kind in passing
    }


def _hidden(subject: Subject, element: Element) -> frozenset[str]:
    """The items of the multi-instance activities around it, and the numbers of their progress."""
    found = set(PROGRESS)
    outer = subject.model.elements.get(element.parent or "")
    while outer is not None:
        if outer.multi is not None and outer.multi.item:
            found.add(outer.multi.item)
        outer = subject.model.elements.get(outer.parent or "")
    return frozenset(found)


def _restart(subject: Subject, element: Element, limit: str, known: Known) -> Iterator[Finding]:
    if known.limits is not None and limit not in known.limits:
        hint = nearest(limit, known.limits)
        yield subject.say(f"expected to restart a limit of the catalogue, but {limit!r} is none{hint}", element)
    elif known.restartable is not None and limit not in known.restartable:
        yield subject.say(
            f"expected to restart a limit whose document names an event that begins it anew, but {limit} names none",
            element,
        )
