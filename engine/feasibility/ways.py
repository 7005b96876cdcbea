"""The longest way over the flows of one scope.

Where ways come together, by a choice or by a join, the latest counts: a join waits for its last branch, and of a choice
the worst is asked for. So one longest path answers for branches in parallel and in the alternative alike. Flows that
lead back are left out, or taken at most once each: then the walk goes through layers, one for every set of them that
was taken, each a graph without a loop.
"""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.feasibility.legs import Leg, worst_of
from engine.feasibility.values import Trail
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.feasibility.measure import Positions
    from engine.feasibility.net import Net
    from engine.feasibility.values import Role

Key = tuple[int, str]  # the set of backward flows taken, as bits, and an element
MOST_LOOPS = 20  # flows that lead back, within one scope


class TooManyWays(Exception):  # noqa: N818 - it says what was met, and is always caught
    """The loops of a process combine to more ways than are looked at."""


class Ways:
    """One search. `near` are the elements on a way from the sources to the targets, `leg` tells what an element takes
    from given positions, `anew` where the count begins again.
    """

    def __init__(
        self, net: Net, near: Iterable[str], leg: Callable[[str, Positions], Leg], anew: Iterable[str]
    ) -> None:
        self._net = net
        self._near = frozenset(near)
        self._leg = leg
        self._anew = frozenset(anew)
        self._came: dict[Key, list[tuple[Key | None, Positions, Positions]]] = {}
        self._cut: list[Key] = []  # what was last before the count began anew
        self._legs: dict[Key, tuple[Leg, list[Key | None], Positions]] = {}

    def longest(
        self, begin: Positions, origin: Positions, sources: Iterable[str], targets: frozenset[str], *, loops: bool
    ) -> Leg | None:
        """The longest way from a source, begun at `begin`, to a target; `origin` is where the count itself began."""
        back = [e for e in sorted(self._net.back) if loops and e[0] in self._near and e[1] in self._near]
        if len(back) > MOST_LOOPS:
            raise TooManyWays
        bits = {edge: 1 << number for number, edge in enumerate(back)}
        for source in sources:
            self._came[0, source] = [(None, begin, np.zeros_like(begin))]
        layers, known = [0], {0}
        while layers:
            layer = heapq.heappop(layers)
            for name in self._net.order:
                if (layer, name) not in self._came:
                    continue
                self._visit(layer, name, origin)
                if name not in targets:
                    for further in self._go_on(layer, name, bits) - known:
                        known.add(further)
                        heapq.heappush(layers, further)
        return self._ended([*(key for key in self._legs if key[1] in targets), *self._cut])

    def _visit(self, layer: int, name: str, origin: Positions) -> None:
        came = self._came[layer, name]
        if name in self._anew:
            self._cut += [key for key, _, _ in came if key is not None]
            came = [(None, origin, np.zeros_like(origin))]
        begin, loose, which = worst_of([(ends, loose) for _, ends, loose in came])
        if self._net.elements[name].kind is Kind.PARALLEL:  # every branch is taken: one without a limit holds it up
            loose = np.max([loose for _, _, loose in came], axis=0)
        leg = self._leg(name, begin)
        leg = replace(leg, loose=np.maximum(leg.loose, loose))
        self._legs[layer, name] = leg, [key for key, _, _ in came], which

    def _go_on(self, layer: int, name: str, bits: dict[tuple[str, str], int]) -> set[int]:
        """Hands the end of an element on to what follows it; gives the layers that were reached."""
        reached = set()
        leg = self._legs[layer, name][0]
        for target in self._net.onward[name]:
            if target not in self._near:
                continue
            edge = name, target
            to = layer
            if edge in self._net.back:
                if not bits.get(edge, 0) or layer & bits[edge]:
                    continue
                to = layer | bits[edge]
                reached.add(to)
            self._came.setdefault((to, target), []).append(((layer, name), leg.ends, leg.loose))
        return reached

    def _ended(self, finals: Sequence[Key]) -> Leg | None:
        if not finals:
            return None
        ends, loose, which = worst_of([(self._legs[key][0].ends, self._legs[key][0].loose) for key in finals])
        seen: frozenset[tuple[str, Role]] = frozenset().union(*(leg.seen for leg, _, _ in self._legs.values()))

        def trace(i: int) -> Trail:
            key: Key | None = finals[int(which[i])]
            trails = []
            while key is not None:
                leg, before, chosen = self._legs[key]
                trails.append(leg.trace(i))
                key = before[int(chosen[i])]
            parts = tuple(part for trail in reversed(trails) for part in trail.parts)
            return Trail(parts, tuple(stop for trail in reversed(trails) for stop in trail.stops))

        return Leg(ends, loose, trace, seen)
