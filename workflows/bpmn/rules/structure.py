"""The drawing as a graph: flows that join two elements, one start, a way to an end from everywhere, bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.finding import Finding, Severity, errors
from workflows.bpmn.rules.races import races
from workflows.bpmn.rules.subject import Subject, reach
from workflows.bpmn.vocabulary import ACTIVITIES, ENDS
from workflows.model import Element, Flow, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_ELEMENTS = 2_000
MAX_FLOWS = 6_000

_NAMED = 5  # elements in a sentence

# A token passes these without waiting for a person, a clock or a service.
_PASSING = frozenset({Kind.SCRIPT, Kind.MILESTONE, Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE})


def structure(subject: Subject) -> Iterator[Finding]:
    """Everything about the graph. Paths are looked at only where every flow joins two elements."""
    drawn = [*_sizes(subject), *_flows(subject), *_boundaries(subject), *_starts(subject), *races(subject)]
    yield from drawn
    if not errors(drawn):
        yield from _paths(subject)
        yield from _restless_loops(subject)


def _sizes(subject: Subject) -> Iterator[Finding]:
    model = subject.model
    for count, most, word in (
        (len(model.elements), MAX_ELEMENTS, "elements"),
        (len(model.flows), MAX_FLOWS, "flows"),
    ):
        if count > most:
            yield subject.say(f"expected at most {most:,} {word}, but it holds {count:,}")


def _flows(subject: Subject) -> Iterator[Finding]:
    elements = subject.model.elements
    for flow in subject.model.flows.values():
        source, target = elements.get(flow.source), elements.get(flow.target)
        if source is None or target is None:
            side, name = ("source", flow.source) if source is None else ("target", flow.target)
            came = f"{name!r} is none" if name else "it names none"
            yield subject.say(f"expected its {side} to be an element of the process, but {came}", flow)
        elif source.parent != target.parent:
            yield subject.say("expected both its ends in one sub-process, but it crosses a border", flow)
        else:
            yield from _ends_of(subject, flow, source, target)


def _ends_of(subject: Subject, flow: Flow, source: Element, target: Element) -> Iterator[Finding]:
    if source.kind in ENDS:
        yield subject.say(f"expected no flow out of an end event, but it leaves {source.id}", flow)
    if target.kind is Kind.START:
        yield subject.say(f"expected no flow into a start event, but it leads to {target.id}", flow)
    if target.kind is Kind.BOUNDARY:
        yield subject.say(f"expected no flow into a boundary event, but it leads to {target.id}", flow)


def _boundaries(subject: Subject) -> Iterator[Finding]:
    for element in subject.model.elements.values():
        if element.kind is not Kind.BOUNDARY:
            continue
        host = subject.model.elements.get(element.attached_to or "")
        if host is None or host.kind not in ACTIVITIES:
            came = repr(element.attached_to) if element.attached_to else "nothing"
            yield subject.say(f"expected to stand on an activity, but it is attached to {came}", element)
        elif host.parent != element.parent:
            yield subject.say(
                f"expected to stand beside its activity {host.id}, but that is in another sub-process", element
            )


def _starts(subject: Subject) -> Iterator[Finding]:
    for parent, inside in subject.scopes.items():
        holder = subject.model.elements.get(parent or "")
        drawn = [e for e in inside if e.kind is Kind.START]
        if len(drawn) > 1:
            names = ", ".join(e.id for e in drawn)
            yield subject.say(f"expected one start event, but it holds {len(drawn)}: {names}", holder)
        if drawn:
            continue
        if holder is None:
            yield subject.say("expected one start event, but it holds none")
        elif not subject.starts(parent):
            came = "it is empty" if not inside else "something leads to every element in it"
            yield subject.say(f"expected a start event, but it holds none and {came}", holder)
        else:
            yield subject.say(
                "expected a start event, but it holds none: it begins wherever nothing leads to",
                holder,
                Severity.WARNING,
            )


def _paths(subject: Subject) -> Iterator[Finding]:
    for parent, inside in subject.scopes.items():
        reached = reach((e.id for e in subject.starts(parent)), subject.onward)
        ending = reach((e.id for e in inside if _ends(e)), _backward(subject, inside))
        for element in inside:
            if element.id not in reached:
                yield subject.say("expected a path from the start to lead here, but none does", element)
            elif element.id not in ending:
                yield subject.say("expected a path from here to an end, but none leads there: it cannot end", element)
            elif not element.outgoing and element.kind not in ENDS:
                yield subject.say(
                    "expected a flow out of it, but it has none: the path ends here as at an end event",
                    element,
                    Severity.WARNING,
                )


def _ends(element: Element) -> bool:
    return element.kind in ENDS or not element.outgoing


def _backward(subject: Subject, inside: Iterable[Element]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in inside:
        for target in subject.onward[element.id]:
            found.setdefault(target, []).append(element.id)
    return found


def _restless_loops(subject: Subject) -> Iterator[Finding]:
    """A loop of gateways and milestones alone: nothing changes in it, so a token once in it would turn for ever."""
    passing = {e.id for e in subject.model.elements.values() if e.kind in _PASSING}
    edges = {(name, t) for name in passing for t in subject.onward[name] if t in passing}
    loops = _cyclic(_cyclic(edges), backward=True)
    if loops:
        inside = {name for edge in loops for name in edge}
        names = [name for name in subject.model.elements if name in inside]
        element = subject.model.elements[names[0]]
        through = ", ".join(names[:_NAMED])
        yield subject.say(
            f"expected a step, a timer or a message in every loop, but the one through {through} holds none", element
        )


def _cyclic(edges: set[tuple[str, str]], *, backward: bool = False) -> set[tuple[str, str]]:
    """What is left of `edges` when those that nothing leads to are taken away again and again (`backward`: those
    that lead to nothing).
    """
    head, tail = (1, 0) if backward else (0, 1)
    left = set(edges)
    while left:
        ends = {edge[tail] for edge in left}
        kept = {edge for edge in left if edge[head] in ends}
        if kept == left:
            break
        left = kept
    return left
