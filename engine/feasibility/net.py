"""A scope of a diagram as a graph: what follows what, which flows lead back, and in which order to walk it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflows.model import Element, ProcessModel

_ENDS = (Kind.END, Kind.TERMINATE)
_CHOICES = (Kind.EXCLUSIVE, Kind.EVENT_GATEWAY)
Edge = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Net:
    """The elements directly in a process or in a sub-process.

    `onward` holds every flow, and the step from an activity to the events on its border that interrupt it, but for the
    lapse of a limit; `back` those edges that close a loop, seen from the start; `order` is a topological order of what
    the start reaches without them.
    """

    model: ProcessModel
    elements: Mapping[str, Element]
    starts: tuple[str, ...]
    ends: frozenset[str]
    onward: Mapping[str, tuple[str, ...]]
    back: frozenset[Edge]
    order: tuple[str, ...]

    @cached_property
    def _forward(self) -> Mapping[str, tuple[str, ...]]:
        return {e: tuple(t for t in ts if (e, t) not in self.back) for e, ts in self.onward.items()}

    def reached(self, sources: Iterable[str], *, loops: bool) -> frozenset[str]:
        """What a way from the sources comes to, those included."""
        return _spread(sources, self.onward if loops else self._forward)

    def reaching(self, targets: Iterable[str], *, loops: bool) -> frozenset[str]:
        """From where a way leads to the targets, those included. No way leads on from a target."""
        ends = frozenset(targets)
        into: dict[str, list[str]] = {}
        for source, followers in self.onward.items():
            for target in followers:
                if source not in ends and (loops or (source, target) not in self.back):
                    into.setdefault(target, []).append(source)
        return _spread(ends, into)

    def beside(self, start: str) -> tuple[str, ...]:
        """Where the branches begin that run at the same time as the one that holds `start`."""
        before = self.reaching([start], loops=False) - {start}
        found: dict[str, None] = {}
        for fork in self.order:
            if fork not in before or self.elements[fork].kind in _CHOICES:
                continue
            for target in self.onward[fork]:
                if target not in before and target != start and self.elements[target].kind is not Kind.BOUNDARY:
                    found[target] = None
        return tuple(found)


def _spread(sources: Iterable[str], onward: Mapping[str, Iterable[str]]) -> frozenset[str]:
    seen = set(sources)
    todo = list(seen)
    while todo:
        for target in onward.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return frozenset(seen)


def net_of(model: ProcessModel, parent: str | None) -> Net:
    """The graph of the process itself (`parent` None) or of one of its sub-processes."""
    elements = {e.id: e for e in model.elements.values() if e.parent == parent}
    onward = {name: _followers(model, element, elements) for name, element in elements.items()}
    drawn = tuple(e.id for e in elements.values() if e.kind is Kind.START)
    loose = tuple(e.id for e in elements.values() if not e.incoming and e.kind is not Kind.BOUNDARY)
    starts = drawn or loose
    back, order = _sorted(starts, onward)
    ends = frozenset(e.id for e in elements.values() if e.kind in _ENDS or not onward[e.id])
    return Net(model, elements, starts, ends, onward, back, order)


def _followers(model: ProcessModel, element: Element, inside: Mapping[str, Element]) -> tuple[str, ...]:
    if element.kind in _ENDS:
        return ()
    flows = (model.flows[name].target for name in element.outgoing if name in model.flows)
    events = (e.id for e in inside.values() if e.attached_to == element.id and not (element.outgoing and _is_aside(e)))
    return tuple(dict.fromkeys(name for name in (*flows, *events) if name in inside))


def _is_aside(event: Element) -> bool:
    """Whether an event on a border leads away from what is asked for: it only begins something beside the work, which
    goes on; or it comes when somebody has let a limit run out, and the question is what happens if nobody does.
    """
    return not event.interrupting or (event.timer is not None and event.timer.limit is not None)


def _sorted(starts: Iterable[str], onward: Mapping[str, tuple[str, ...]]) -> tuple[frozenset[Edge], tuple[str, ...]]:
    """The edges that a depth-first walk finds to close a loop, and a topological order without them."""
    back: set[Edge] = set()
    done: dict[str, None] = {}
    under_way: set[str] = set()
    for start in starts:
        if start in done:
            continue
        stack = [(start, iter(onward[start]))]
        under_way.add(start)
        while stack:
            name, left = stack[-1]
            target = next(left, None)
            if target is None:
                stack.pop()
                under_way.discard(name)
                done[name] = None
            elif target in under_way:
                back.add((name, target))
            elif target not in done:
                under_way.add(target)
                stack.append((target, iter(onward[target])))
    return frozenset(back), tuple(reversed(done))
