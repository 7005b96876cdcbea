"""A process under examination: its parts by scope, the paths between them, and the words for what is found."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from workflows.bpmn.finding import Finding, Severity, quoted
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from workflows.model import Element, Flow, ProcessModel

_WORDS = {
    Kind.START: "start event",
    Kind.END: "end event",
    Kind.TERMINATE: "terminate end event",
    Kind.STEP: "step",
    Kind.SERVICE: "service task",
    Kind.SCRIPT: "script",
    Kind.MILESTONE: "milestone",
    Kind.TIMER: "timer event",
    Kind.MESSAGE: "message event",
    Kind.RECEIVE: "receive task",
    Kind.BOUNDARY: "boundary event",
    Kind.EXCLUSIVE: "exclusive gateway",
    Kind.PARALLEL: "parallel gateway",
    Kind.INCLUSIVE: "inclusive gateway",
    Kind.EVENT_GATEWAY: "event-based gateway",
    Kind.SUB_PROCESS: "sub-process",
    Kind.CALL: "call activity",
}
_NEAR = 3  # suggestions in a sentence


class Subject:
    """One process model, seen as scopes and paths."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model

    def say(self, text: str, at: Element | Flow | None = None, severity: Severity = Severity.ERROR) -> Finding:
        """A finding about the process, or about `at` in it."""
        where = f"Process {quoted(self.model.id, self.model.name)}"
        if at is None:
            return Finding(f"{where}: {text}", self.model.id, severity=severity)
        kind = getattr(at, "kind", None)
        word = _WORDS[kind] if kind else "flow"
        sentence = f"{where}, {word} {quoted(at.id, at.name)}: {text}"
        return Finding(sentence, self.model.id, at.id, at.name, severity=severity)

    @cached_property
    def scopes(self) -> Mapping[str | None, tuple[Element, ...]]:
        """The elements directly inside the process (None) and inside each sub-process."""
        found: dict[str | None, list[Element]] = {None: []}
        for element in self.model.elements.values():
            if element.kind is Kind.SUB_PROCESS:
                found.setdefault(element.id, [])
            found.setdefault(element.parent, []).append(element)
        return {parent: tuple(inside) for parent, inside in found.items()}

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Element, ...]]:
        """The boundary events on each activity."""
        found: dict[str, tuple[Element, ...]] = {}
        for element in self.model.elements.values():
            if element.kind is Kind.BOUNDARY and element.attached_to:
                found[element.attached_to] = (*found.get(element.attached_to, ()), element)
        return found

    @cached_property
    def onward(self) -> Mapping[str, tuple[str, ...]]:
        """Where a token may go next from each element: over its flows and by its boundary events."""
        return {
            name: (*(f.target for f in self.outgoing(element)), *(b.id for b in self.boundaries.get(name, ())))
            for name, element in self.model.elements.items()
        }

    def outgoing(self, element: Element) -> tuple[Flow, ...]:
        """The flows out of it, in the order of the file."""
        return tuple(self.model.flows[name] for name in element.outgoing)

    def starts(self, parent: str | None) -> tuple[Element, ...]:
        """Where a scope begins: its start events; a sub-process without one begins wherever nothing leads to."""
        inside = self.scopes[parent]
        drawn = tuple(e for e in inside if e.kind is Kind.START)
        if drawn or parent is None:
            return drawn
        return tuple(e for e in inside if not e.incoming and e.kind is not Kind.BOUNDARY)


def reach(starts: Iterable[str], onward: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Everything that a path from one of `starts` comes to, those included."""
    seen = set(starts)
    todo = list(seen)
    while todo:
        for target in onward.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return frozenset(seen)


def family(process: str, known: Mapping[str, ProcessModel]) -> list[ProcessModel]:
    """The process, those it calls and those that call it, directly or not: they share one map of variables."""
    called = {name: model.calls for name, model in known.items()}
    callers: dict[str, list[str]] = {}
    for name, targets in called.items():
        for target in targets:
            callers.setdefault(target, []).append(name)
    above = reach([process], callers)
    return [known[name] for name in reach(above, called) if name in known]


def depth(model: ProcessModel, element: Element) -> int:
    """How many sub-processes lie around it."""
    count, outer = 0, element.parent
    while outer is not None:
        count, outer = count + 1, model.elements[outer].parent
    return count


def nearest(name: str, known: Collection[str]) -> str:
    """A hint at the ids most like `name`, empty where none is."""
    near = get_close_matches(name, list(known), _NEAR, 0.5)
    return f" (the nearest: {', '.join(near)})" if near else ""
