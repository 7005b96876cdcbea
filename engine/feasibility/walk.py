"""The longest way through a process, its groups and the processes it calls, under their limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.feasibility.legs import Leg, Measure, Question, Section, Spot, lawful, slowest, soonest, still, under
from engine.feasibility.limits import Bounds, Limits, counted
from engine.feasibility.net import Net, net_of
from engine.feasibility.values import Role, Stop, Trail
from engine.feasibility.ways import TooManyWays, Ways
from workflows.model import Kind

if TYPE_CHECKING:
    from engine.feasibility.limits import Bound
    from engine.feasibility.measure import Positions
    from workflows.model import Element

MOST_VISITS = 20_000  # of elements in one walk: calls and rework multiply them
COUNTER = "counter"
WAITS = (Kind.TIMER, Kind.MESSAGE, Kind.RECEIVE)
WHOLE = Section()


class Walker:
    """Walks processes from one point of view."""

    def __init__(self, limits: Limits, measure: Measure, question: Question, origin: Positions) -> None:
        self._limits = limits
        self._measure = measure
        self._question = question
        self._origin = origin
        self._nets: dict[tuple[str, str | None], Net] = {}
        self._visits = 0

    def through(self, process: str, section: Section = WHOLE) -> Leg | None:
        """The longest way through a section of a process; None where no way leads to its end.

        Raises:
            TooManyWays: Its calls and loops multiply beyond what is looked at.
        """
        return self._scope(Spot(process, calls=(process,)), None, self._question, self._origin, section)

    def inside(self, process: str, element: Element) -> Leg | None:
        """The longest way through what a sub-process holds or a call calls, whatever the limits on itself."""
        return self._inner(Spot(process, calls=(process,)), element, self._question, self._origin, WHOLE)

    # ── a scope ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _scope(
        self, spot: Spot, parent: str | None, question: Question, begin: Positions, section: Section
    ) -> Leg | None:
        net = self._net(spot.process, parent)
        first, last = (self._child(spot, parent, name) for name in (section.start, section.end))
        sources = (first, *net.beside(first)) if first else net.starts
        targets = frozenset({last}) if last else net.ends
        near = net.reached(sources, loops=question.loops) & net.reaching(targets, loops=question.loops)
        if not near.intersection((first,) if first else sources):
            return None

        def leg(name: str, positions: Positions) -> Leg:
            part = Section(
                section.start if name == first else None,
                section.end if name == last else None,
            )
            return self._leg(spot, net.elements[name], question, positions, part)

        anew = [
            n for n in near if question.limit in net.elements[n].restarts or (not spot.prefix and n in question.anew)
        ]
        ways = Ways(net, near, leg, anew)
        return ways.longest(begin, self._origin, [s for s in sources if s in near], targets, loops=question.loops)

    def _child(self, spot: Spot, parent: str | None, name: str | None) -> str | None:
        """The element directly in the scope that is, or holds, the one with that name."""
        elements = self._limits.models[spot.process].elements
        while name is not None and elements[name].parent != parent:
            name = elements[name].parent
        return name

    def _net(self, process: str, parent: str | None) -> Net:
        key = process, parent
        if key not in self._nets:
            self._nets[key] = net_of(self._limits.models[process], parent)
        return self._nets[key]

    # ── an element ───────────────────────────────────────────────────────────────────────────────────────────────

    def _leg(self, spot: Spot, element: Element, question: Question, begin: Positions, section: Section) -> Leg:
        self._visits += 1
        if self._visits > MOST_VISITS:
            raise TooManyWays
        name = spot.prefix + element.id
        if element.is_scope:
            return self._group(spot, element, question, begin, section)
        bounds = self._limits.of(spot.process, element, law=self._question.law)
        role = role_of(element, bounds, question)
        if role is Role.OPEN and self._under_the_law(spot, element):
            role = Role.LAW
        if role is not Role.COUNTED:
            return still(name, role, begin)
        return under(self._measure, name, element, bounds, begin)

    def _group(self, spot: Spot, element: Element, question: Question, begin: Positions, section: Section) -> Leg:
        """A sub-process or a call: what is inside, no longer than the limits on itself."""
        bounds = self._limits.of(spot.process, element, law=self._question.law)
        name = spot.prefix + element.id
        inner = self._inner(spot, element, question, begin, section) or still(name, Role.OPEN, begin)
        if self._under_the_law(spot, element):
            inner = lawful(inner)
        options = [self._own(spot, element, question, begin, section, way) for way in bounds.ways]
        if not options or inner.bounded:
            passed = Trail((), (Stop(name, Role.PASSED),))
            options.append(replace(inner, trace=lambda i: passed + inner.trace(i)))
        legs = [soonest([o for o in options if not o.has(Role.OPEN)] or options)]
        if bounds.least:
            legs.append(under(self._measure, name, element, Bounds(least=bounds.least), begin))
        return slowest(legs)

    def _under_the_law(self, spot: Spot, element: Element) -> bool:
        return not self._question.law and bool(self._limits.of(spot.process, element).ways)

    def _own(  # noqa: PLR0913 - where it stands, what is asked, and one of its limits
        self,
        spot: Spot,
        element: Element,
        question: Question,
        begin: Positions,
        section: Section,
        way: tuple[Bound, ...],
    ) -> Leg:
        """A group under one of its own limits, and after it what that limit leaves out but the question counts."""
        own = under(self._measure, spot.prefix + element.id, element, Bounds((way,)), begin)
        left_out = question.counts - frozenset.union(*(counted(bound.rule) for bound in way))
        if not left_out:
            return own
        further = self._inner(spot, element, replace(question, counts=left_out), own.ends, section)
        if further is None or not (further.has(Role.COUNTED) or further.has(Role.OPEN)):
            return own
        seen = own.seen | {(step, role) for step, role in further.seen if role in (Role.COUNTED, Role.OPEN)}
        return Leg(further.ends, further.loose, lambda i: own.trace(i) + further.trace(i), seen)

    def _inner(
        self, spot: Spot, element: Element, question: Question, begin: Positions, section: Section
    ) -> Leg | None:
        if element.kind is Kind.SUB_PROCESS:
            within = section if section.start != element.id else replace(section, start=None)
            within = within if within.end != element.id else replace(within, end=None)
            return self._scope(spot, element.id, question, begin, within)
        called = element.called or ""
        if called not in self._limits.models or called in spot.calls:
            return None
        there = Spot(called, f"{spot.prefix}{element.id}/", (*spot.calls, called))
        return self._scope(there, None, question, begin, WHOLE)


def role_of(element: Element, bounds: Bounds, question: Question) -> Role:
    """What an element that holds no others does to the sum.

    What comes before an acceptance is no part of a count that begins with it, and what the counter does without a limit
    is done while the applicant waits: by 行政许可法 art. 32 the acceptance dates from the receipt.
    """
    if element.kind in WAITS:
        return Role.PASSED if not question.waits else Role.COUNTED if bounds else Role.OPEN
    if element.kind is not Kind.STEP:
        return Role.COUNTED if bounds and element.kind is Kind.SERVICE else Role.PASSED
    if element.intake is not None and not question.intake:
        return Role.INTAKE
    if element.time not in question.counts:
        return Role.EXCLUDED
    if bounds:
        return Role.COUNTED
    return Role.DESK if element.role == COUNTER else Role.OPEN
