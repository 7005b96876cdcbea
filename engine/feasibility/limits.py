"""Which limits bound an element, and whose time a limit counts."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field of a dataclass
from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the same
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from engine.rules import rule_of
from engine.time import Rule, Unit
from workflows.bpmn.durations import clock_time
from workflows.catalogue import Catalogue  # noqa: TC001 - a field of a dataclass
from workflows.model import Kind, TimeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflows.catalogue import Limit
    from workflows.model import Element, ProcessModel, TimerRule

# What must be kept; an average, a model from elsewhere or a duty to report bounds nothing.
BINDING = ("limit", "target")
STATUTORY = "statutory"
# What an inspection found is put right by the builder: it is his works.
_STEP_KINDS = {"rectification": TimeKind.WORKS}
_SECOND = Decimal(60)


@dataclass(frozen=True, slots=True)
class Bound:
    """One span that an element is under: a limit of the catalogue, or (None) a timer of the diagram."""

    limit: Limit | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an element may take at most, and must take at least. `ways` are sets of limits of which one applies, the
    unconditional ones each alone: the longest of a set, the shortest of all sets.
    """

    ways: tuple[tuple[Bound, ...], ...] = ()
    least: tuple[Bound, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ways or self.least)


@dataclass(frozen=True)
class Limits:
    """The limits in force on a day, as diagrams bind them."""

    catalogue: Catalogue
    models: Mapping[str, ProcessModel]
    day: date

    def of(self, process: str, element: Element, *, law: bool = True) -> Bounds:
        """What bounds an element: the limits bound to it, those whose end a timer on it waits for, and the spans of
        timers that cut it off. Without `law` those of the law are left out: where a place promises less for the
        whole, the law's longer limit of a step is no part of the promise.
        """
        key = process, element.id, law
        if key not in self._known:
            self._known[key] = self._bounds(process, element, law=law)
        return self._known[key]

    def promise(self, limit_id: str) -> Limit | None:
        """A limit that promises something: in the catalogue, in force, a longest time that must be kept."""
        limit = self.catalogue.limits.get(limit_id)
        if limit is None or limit.bound != "at_most" or not self.holds(limit):
            return None
        return limit

    def holds(self, limit: Limit) -> bool:
        """Whether it must be kept on the day of the check."""
        return limit.kind in BINDING and limit.in_force(self.day)

    def wait(self, timer: TimerRule | None) -> Bound | None:
        """How long a timer waits; None where that is written nowhere."""
        if timer is None:
            return None
        if timer.limit is not None:
            limit = self.catalogue.limits.get(timer.limit)
            return Bound(limit, rule_of(limit)) if limit else None
        if timer.quantity is not None and timer.unit is not None:
            return Bound(None, Rule(timer.quantity, Unit(timer.unit)))
        if timer.duration is not None:
            return Bound(None, Rule(Decimal(str(clock_time(timer.duration).total_seconds())) / _SECOND, Unit.MINUTE))
        return None

    @cached_property
    def _known(self) -> dict[tuple[str, str, bool], Bounds]:
        return {}

    @cached_property
    def _borders(self) -> Mapping[tuple[str, str], tuple[Element, ...]]:
        found: dict[tuple[str, str], tuple[Element, ...]] = {}
        for process, model in self.models.items():
            for event in model.elements.values():
                if event.kind is Kind.BOUNDARY and event.attached_to:
                    key = process, event.attached_to
                    found[key] = (*found.get(key, ()), event)
        return found

    def _bounds(self, process: str, element: Element, *, law: bool) -> Bounds:
        if element.kind in (Kind.TIMER, Kind.MESSAGE):
            return self._waited(self.models[process], element)
        events = self._borders.get((process, element.id), ())
        named = [b.limit for b in element.limits]
        named += [e.timer.limit for e in events if e.timer and e.timer.limit]
        limits = [limit for limit in self._found(named) if self.holds(limit) and (law or limit.authority != STATUTORY)]
        upper = [limit for limit in limits if limit.bound == "at_most"]
        ways: list[tuple[Bound, ...]] = [(Bound(limit, rule_of(limit)),) for limit in upper if limit.applies is None]
        conditional = tuple(Bound(limit, rule_of(limit)) for limit in upper if limit.applies is not None)
        cut = [self.wait(e.timer) for e in events if e.interrupting and e.timer and not e.timer.limit]
        ways += [(bound,) for bound in cut if bound is not None]
        if conditional:
            ways.append(conditional)
        least = tuple(Bound(limit, rule_of(limit)) for limit in limits if limit.bound == "at_least")
        return Bounds(tuple(ways), least)

    def _waited(self, model: ProcessModel, element: Element) -> Bounds:
        """How long an event is waited for: a timer by what it says, a message by the timers that race with it."""
        if element.kind is Kind.TIMER:
            wait = self.wait(element.timer)
            return Bounds(least=(wait,)) if wait else Bounds()
        gateways = [model.elements[model.flows[name].source] for name in element.incoming]
        rivals = [
            model.elements[model.flows[name].target]
            for gateway in gateways
            if gateway.kind is Kind.EVENT_GATEWAY
            for name in gateway.outgoing
        ]
        waits = [self.wait(rival.timer) for rival in rivals if rival.kind is Kind.TIMER]
        return Bounds(tuple((wait,) for wait in waits if wait is not None))

    def _found(self, names: Iterable[str]) -> Iterator[Limit]:
        for name in dict.fromkeys(names):
            if name in self.catalogue:
                yield self.catalogue.limit(name)


def counted(rule: Rule) -> frozenset[TimeKind]:
    """Whose time a limit counts."""
    if rule.counts_approval_only:
        return frozenset({TimeKind.APPROVAL})
    excluded = {_STEP_KINDS.get(code, code) for code in rule.excludes}
    return frozenset(kind for kind in TimeKind if kind.value not in excluded)
