"""Where conditions may stand, that they can be read, and that every decision comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.finding import Finding, Severity
from workflows.bpmn.vocabulary import ACTIVITIES
from workflows.expression import ExpressionError, parse
from workflows.model import Element, Flow, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.bpmn.rules.subject import Subject
    from workflows.expression import Expression

_DECIDING = frozenset({*ACTIVITIES, Kind.SCRIPT, Kind.EXCLUSIVE, Kind.INCLUSIVE})


def conditions(subject: Subject) -> Iterator[Finding]:
    """Every condition, and every element that decides by conditions."""
    for flow in subject.model.flows.values():
        yield from _condition(subject, flow)
    for element in subject.model.elements.values():
        if element.kind in _DECIDING:
            yield from _default(subject, element)
        if element.kind is Kind.EXCLUSIVE:
            yield from _exclusive(subject, element)
        elif element.kind in _DECIDING:
            yield from _several(subject, element)


def readable(text: str) -> tuple[Expression | None, str]:
    """The expression of `text`, or None and why it is none, with the column."""
    try:
        return parse(text), ""
    except ExpressionError as error:
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        column = f" (column {error.column})" if error.column else ""
        return None, f"{shown!r} is none{column}: {error.sentence}"


_SHOWN = 80  # characters of an expression in a sentence


def _condition(subject: Subject, flow: Flow) -> Iterator[Finding]:
    source = subject.model.elements.get(flow.source)
    if flow.condition is None or source is None:
        return
    if source.kind not in _DECIDING:
        yield subject.say(
            f"expected no condition on a flow out of {source.id}, because only activities and exclusive and inclusive"
            " gateways decide, but it has one",
            flow,
        )
    elif not flow.condition:
        yield subject.say("expected a condition or none, but it is empty", flow)
    else:
        expression, why = readable(flow.condition)
        if expression is None:
            yield subject.say(f"expected a condition to be an expression, but {why}", flow)


def _default(subject: Subject, element: Element) -> Iterator[Finding]:
    if element.default is None:
        return
    if element.default not in element.outgoing:
        yield subject.say(f"expected its default to be a flow out of it, but {element.default} is none", element)
    elif subject.model.flows[element.default].condition is not None:
        flow = subject.model.flows[element.default]
        yield subject.say(
            "expected no condition on a default flow; the one it has is not asked", flow, Severity.WARNING
        )


def _exclusive(subject: Subject, element: Element) -> Iterator[Finding]:
    flows = [f for f in subject.outgoing(element) if f.id != element.default]
    always = [f for f in flows if f.condition is None]
    if len(element.outgoing) == 1 and always:
        return
    if len(always) > 1 or (always and element.default in element.outgoing):
        names = ", ".join(f.id for f in always)
        yield subject.say(f"expected a condition on every flow but the default, but {names} have none", element)
    elif always and flows[-1] is not always[0]:
        hidden = flows[flows.index(always[0]) + 1].id
        yield subject.say(
            f"expected a condition on every flow but the default, but {always[0].id} has none and hides {hidden},"
            " which comes after it: say which flow is the default",
            element,
        )
    elif always:
        yield subject.say(
            f"expected a default flow to be declared; {always[0].id}, which has no condition, is taken when no"
            " other is",
            element,
            Severity.WARNING,
        )
    else:
        yield from _undecided(subject, element, flows)


def _several(subject: Subject, element: Element) -> Iterator[Finding]:
    flows = [f for f in subject.outgoing(element) if f.id != element.default]
    if all(f.condition is not None for f in flows):
        yield from _undecided(subject, element, flows)


def _undecided(subject: Subject, element: Element, flows: list[Flow]) -> Iterator[Finding]:
    if flows and element.default not in element.outgoing:
        yield subject.say(
            "expected a default flow, but it has none: a case stops here when no condition is true",
            element,
            Severity.WARNING,
        )
