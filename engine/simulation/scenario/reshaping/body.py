"""One level of a process as a graph: what lies before what, which ways lead back, which end the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.model import Element, Flow, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workflows.model import ProcessModel

SILENT = (Kind.MILESTONE, Kind.SCRIPT, Kind.SERVICE)  # a token passes them at once
ENDS = (Kind.END, Kind.TERMINATE)


def called(element: Element) -> str:
    """How a sentence names an element."""
    return f"{element.id!r} ({element.name})" if element.name not in ("", element.id) else repr(element.id)


@dataclass(frozen=True, slots=True)
class Way:
    """A flow, from the activity where it leaves a boundary event of it."""

    flow: Flow
    source: str
    target: str


class Body:
    """The elements of one parent. Ways of boundary events that interrupt nothing are left aside."""

    def __init__(self, model: ProcessModel, parent: str | None) -> None:
        self.model = model
        self.elements: Mapping[str, Element] = {
            e.id: e for e in model.elements.values() if e.parent == parent and e.kind is not Kind.BOUNDARY
        }
        self.ways: list[Way] = []
        self.aside: list[Way] = []
        for flow in model.flows.values():
            source = model.elements[flow.source]
            if source.parent != parent:
                continue
            host = source.attached_to if source.kind is Kind.BOUNDARY else source.id
            calm = source.kind is Kind.BOUNDARY and not source.interrupting
            (self.aside if calm else self.ways).append(Way(flow, host or "", flow.target))
        targets = {way.target for way in (*self.ways, *self.aside)}
        begun = [e for e in self.elements.values() if e.kind is Kind.START]
        self.starts = [e.id for e in begun] or [e for e in self.elements if e not in targets]
        self.out: dict[str, list[Way]] = {key: [] for key in self.elements}
        self.into: dict[str, list[Way]] = {key: [] for key in self.elements}
        for way in self.ways:
            self.out[way.source].append(way)
            self.into[way.target].append(way)
        self.before = self._dominators(self.ways, self.starts)
        self.loops = [way for way in self.ways if way.target in self.before.get(way.source, frozenset())]
        self.forward = self._forward()

    def reach(self, starts: Iterable[str], node: Callable[[str], bool] = lambda _: True) -> set[str]:
        """What can be come to over elements that pass `node`, the starts included."""
        seen = {start for start in starts if node(start)}
        todo = list(seen)
        while todo:
            for way in self.out[todo.pop()]:
                if way.target not in seen and node(way.target):
                    seen.add(way.target)
                    todo.append(way.target)
        return seen

    def ends_the_case(self, way: Way) -> bool:
        """Whether nothing is to be done any more on that way."""
        return all(self.elements[key].kind in (*SILENT, *ENDS) or self._merges(key) for key in self.reach([way.target]))

    def loop_body(self, way: Way) -> set[str]:
        """The natural loop of a way that leads back."""
        found = {way.target, way.source}
        todo = [way.source] if way.source != way.target else []
        while todo:
            for into in self.into[todo.pop()]:
                if into.source not in found:
                    found.add(into.source)
                    todo.append(into.source)
        return found

    def _merges(self, key: str) -> bool:
        return self.elements[key].kind is Kind.EXCLUSIVE and len(self.out[key]) == 1

    def is_passed(self, key: str) -> bool:
        """Whether a token passes it at once, on one way."""
        return len(self.out[key]) == 1 and (self.elements[key].kind in SILENT or self._merges(key))

    @staticmethod
    def _dominators(ways: Iterable[Way], starts: Iterable[str]) -> dict[str, frozenset[str]]:
        """Of each element that can be come to, those that every way to it passes, itself included."""
        onward: dict[str, list[str]] = {}
        for way in ways:
            onward.setdefault(way.source, []).append(way.target)

        def reached(without: str | None) -> set[str]:
            seen = {start for start in starts if start != without}
            todo = list(seen)
            while todo:
                for target in onward.get(todo.pop(), ()):
                    if target not in seen and target != without:
                        seen.add(target)
                        todo.append(target)
            return seen

        everything = reached(None)
        lost = {key: everything - reached(key) for key in everything}
        found: dict[str, set[str]] = {key: set() for key in everything}
        for key, others in lost.items():
            for other in others:
                found[other].add(key)
        return {key: frozenset(before) for key, before in found.items()}

    def _forward(self) -> Forward:
        """The ways on, without those that lead back, or that end the case where another goes on."""
        back = {way.flow.id for way in self.loops}
        ways = self._pruned([way for way in self.ways if way.flow.id not in back])
        ending = {w.flow.id for w in ways if self.elements[w.source].kind is Kind.EXCLUSIVE and self.ends_the_case(w)}
        going_on = {way.source for way in ways if way.flow.id not in ending}
        return Forward(self, self._pruned([w for w in ways if w.flow.id not in ending or w.source not in going_on]))

    def _pruned(self, ways: list[Way]) -> list[Way]:
        """Without what only leads to where a way back has been left out."""
        while True:
            onward = {way.source for way in ways}
            kept = [way for way in ways if way.target in onward or not self.out[way.target]]
            if len(kept) == len(ways):
                return kept
            ways = kept


class Forward:
    """The ways on as a graph without loops: what every way passes before an element and behind it."""

    def __init__(self, body: Body, ways: list[Way]) -> None:
        self.before = body._dominators(ways, body.starts)  # noqa: SLF001 - the two are one
        turned = [Way(way.flow, way.target, way.source) for way in ways]
        sources = {way.source for way in ways}
        ends = [key for key in self.before if key not in sources]
        self.behind = body._dominators(turned, ends)  # noqa: SLF001 - the two are one
        self.onward: dict[str, list[str]] = {}
        self.back: dict[str, list[str]] = {}
        for way in ways:
            self.onward.setdefault(way.source, []).append(way.target)
            self.back.setdefault(way.target, []).append(way.source)

    def holds(self, key: str) -> bool:
        """Whether it lies on a way on."""
        return key in self.before and key in self.behind

    def between(self, first: str, last: str) -> set[str]:
        """Everything on the ways from one to the other, both included."""
        return _closure(self.onward, first) & _closure(self.back, last)

    def leads(self, first: str, last: str) -> bool:
        """Whether a way on leads from one to the other."""
        return last in _closure(self.onward, first)


def _closure(steps: Mapping[str, list[str]], start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        for target in steps.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen
