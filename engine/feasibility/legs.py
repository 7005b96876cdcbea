"""What a walk asks, and what one stretch of it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from engine.feasibility.values import Part, Role, Stop, Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.feasibility.limits import Bound, Bounds
    from engine.feasibility.measure import Positions
    from engine.time import Rule
    from workflows.model import Element, TimeKind


LOOSE = {Role.LAW: 1, Role.OPEN: 2}
# Of ways that are equally long, one on which nothing at all bounds a step is in doubt; one with a step that only the
# law bounds is passed over for one without.
_DOUBT = np.array([1, 0, 2])


class Measure(Protocol):
    """How limits add up."""

    def after(self, rule: Rule, positions: Positions) -> Positions:
        """Where one is when that limit, begun there, has run out in full."""


@dataclass(frozen=True, slots=True)
class Question:
    """From which point of view a sum is asked for: that of `limit`, which counts the time of `counts`, and with
    `intake` also what comes before an acceptance, with `waits` also the timers. It begins anew at the elements of
    `anew`. Without `law` the limits of the law bound nothing. With `loops` every loop is gone round once more.
    """

    limit: str
    counts: frozenset[TimeKind]
    intake: bool = False
    waits: bool = True
    anew: frozenset[str] = frozenset()
    law: bool = True
    loops: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a process that is asked for: from `start` (None: its start events) to `end` (None: its ends)."""

    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a walk stands: in which process, and what comes before the ids of its elements; `calls` are the processes
    around it, itself the last.
    """

    process: str
    prefix: str = ""
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch: where it ends at the latest, and which way that was, from the start with a given number. `loose` says
    what bounds that way, and what runs beside it in parallel: everything (0), the law alone in some places (1), in
    others nothing at all (2). `seen` holds what any way
    through it meets.
    """

    ends: Positions
    loose: Positions
    trace: Callable[[int], Trail]
    seen: frozenset[tuple[str, Role]] = frozenset()

    def has(self, role: Role) -> bool:
        """Whether a step on some way does that to the sum."""
        return any(its is role for _, its in self.seen)

    def steps(self, role: Role) -> tuple[str, ...]:
        """The steps that do."""
        return tuple(sorted(step for step, its in self.seen if its is role))

    @property
    def bounded(self) -> bool:
        """Whether limits bound all that it takes."""
        loose = self.has(Role.OPEN) or self.has(Role.LAW) or self.has(Role.DESK)
        return not loose and (self.has(Role.COUNTED) or self.has(Role.EXCLUDED))


def still(name: str, role: Role, begin: Positions) -> Leg:
    """A stretch that adds nothing to the sum."""
    trail = Trail((), (Stop(name, role),))
    loose = np.full(begin.shape, LOOSE.get(role, 0))
    return Leg(begin, loose, lambda _: trail, frozenset({(name, role)}))


def lawful(leg: Leg) -> Leg:
    """The same where the law bounds all of it together."""
    seen = frozenset((step, Role.LAW if role is Role.OPEN else role) for step, role in leg.seen)
    return replace(leg, loose=np.minimum(leg.loose, LOOSE[Role.LAW]), seen=seen)


def under(measure: Measure, name: str, element: Element, bounds: Bounds, begin: Positions) -> Leg:
    """A step or a group under its limits: the shortest that holds, but no shorter than it must be."""
    flat: list[Bound] = [*(b for way in bounds.ways for b in way), *bounds.least]
    reached = [measure.after(bound.rule, begin) for bound in flat]
    ends, chosen = begin, np.full(begin.shape, -1)
    at = 0
    for number, way in enumerate(bounds.ways):
        longest, which = _latest(reached[at : at + len(way)])
        better = (longest < ends) | (number == 0)
        ends, chosen = np.where(better, longest, ends), np.where(better, which + at, chosen)
        at += len(way)
    for number in range(at, len(flat)):
        better = (reached[number] > ends) | (chosen < 0)
        ends, chosen = np.where(better, reached[number], ends), np.where(better, number, chosen)
    least = {id(bound) for bound in bounds.least}

    def trace(i: int) -> Trail:
        bound = flat[int(chosen[i])]
        rule, limit = bound.rule, bound.limit
        part = Part(
            name, element.name, limit.id if limit else None, rule.quantity, rule.unit.value, rule, id(bound) in least
        )
        return Trail((part,), (Stop(name, Role.COUNTED),))

    return Leg(ends, np.zeros_like(ends), trace, frozenset({(name, Role.COUNTED)}))


def soonest(legs: Sequence[Leg]) -> Leg:
    """Of several bounds on the same stretch, the tightest; of equal ones the first."""
    return legs[0] if len(legs) == 1 else _one_of(legs, _latest([-leg.ends for leg in legs])[1])


def slowest(legs: Sequence[Leg]) -> Leg:
    """Of several stretches that all must be over, the longest; of equal ones the first."""
    return legs[0] if len(legs) == 1 else _one_of(legs, _latest([leg.ends for leg in legs])[1])


def _one_of(legs: Sequence[Leg], which: Positions) -> Leg:
    seen: frozenset[tuple[str, Role]] = frozenset().union(*(leg.seen for leg in legs))
    ends, loose = (_taken(np.stack(rows), which) for rows in ([g.ends for g in legs], [g.loose for g in legs]))
    return Leg(ends, loose, lambda i: legs[int(which[i])].trace(i), seen)


def worst_of(came: Sequence[tuple[Positions, Positions]]) -> tuple[Positions, Positions, Positions]:
    """Of several ways that come together (where each ends, and how loose it is), the latest; of equal ones the
    one most in doubt. Its end, its looseness, its number.
    """
    if len(came) == 1:
        return *came[0], np.zeros(came[0][0].shape, dtype=np.int64)
    ends, loose = np.stack([a for a, _ in came]), np.stack([b for _, b in came])
    which = np.where(ends == ends.max(axis=0), _DOUBT[loose], -1).argmax(axis=0)
    return _taken(ends, which), _taken(loose, which), which


def _latest(ends: Sequence[Positions]) -> tuple[Positions, Positions]:
    """Start by start, the latest end and the number of its first bearer."""
    stack = np.stack(ends)
    which = stack.argmax(axis=0)
    return _taken(stack, which), which


def _taken(stack: Positions, which: Positions) -> Positions:
    found: Positions = np.take_along_axis(stack, which[None], 0)[0]
    return found
