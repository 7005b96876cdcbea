"""Shares of sequence flows, from which step came next, where the log does not tell how a gateway was decided."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.simulation import layout
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.simulation.network import Compiled, Node
    from engine.simulation.scenario.fitting.log import Row

_ENDS = -1  # instead of a step: the case ends


def branches(compiled: Compiled, mine: Sequence[tuple[Node, Row]], told: set[int]) -> dict[str, float]:
    """The share of each flow out of the exclusive gateways that no told decision stands before.

    A gateway is judged each time a step before it was done: the flow is the one behind which the next of its steps
    stands in that case. Gateways whose flows lead to the same steps first cannot be told apart and are left out.
    """
    map_ = _Map(compiled)
    traces: dict[str, list[tuple[int, Row]]] = {}
    for node, row in mine:
        traces.setdefault(row.case, []).append((node.index, row))
    found: dict[str, float] = {}
    for node in compiled.nodes:
        if node.kind != layout.EXCLUSIVE or len(node.ways) < 2:  # noqa: PLR2004 - nothing to choose
            continue
        before = map_.before(node)
        ahead = [map_.first(way.target) for way in node.ways]
        disjoint = sum(map(len, ahead)) == len(set().union(*ahead))
        if not before or before & told or not disjoint:
            continue
        counts: Counter[int] = Counter()
        for trace in traces.values():
            counts.update(_taken(trace, before, ahead))
        if counts:
            total = sum(counts.values())
            found |= {f"{node.process}/{w.flow}": counts[n] / total for n, w in enumerate(node.ways)}
    return found


def _taken(trace: Sequence[tuple[int, Row]], before: set[int], ahead: Sequence[set[int]]) -> list[int]:
    """The numbers of the flows that one case took."""
    found = []
    way_of = {step: number for number, steps in enumerate(ahead) for step in steps}
    for index, row in trace:
        if index not in before:
            continue
        later = [(other.began, step) for step, other in trace if other.began >= row.finished and step in way_of]
        if later:
            found.append(way_of[min(later)[1]])
        elif _ENDS in way_of:
            found.append(way_of[_ENDS])
    return found


class _Map:
    """Which steps come next, through gateways, calls and ends of scopes."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        scopes = [node for node in compiled.nodes if node.starts]
        self.around: dict[tuple[str, str | None], list[Node]] = {}
        for scope in scopes:
            inside = (scope.element.called or "", None) if scope.element.kind is Kind.CALL else None
            body: tuple[str, str | None] = inside or (scope.process, scope.element.id)
            self.around.setdefault(body, []).append(scope)

    def first(self, start: int) -> set[int]:
        """The steps that may come first from a node on; `_ENDS` where the case may end before any."""
        found: set[int] = set()
        waiting, seen = [start], set()
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            node = self.compiled.nodes[at]
            if node.element.kind is Kind.STEP:
                found.add(at)
                continue
            ahead = self._ahead(node)
            waiting += ahead
            if not ahead:
                found.add(_ENDS)
        return found

    def before(self, gateway: Node) -> set[int]:
        """The steps after which the gateway may come next."""
        return {
            node.index
            for node in self.compiled.nodes
            if node.element.kind is Kind.STEP and any(self._reaches(way.target, gateway.index) for way in node.ways)
        }

    def _reaches(self, start: int, goal: int) -> bool:
        waiting, seen = [start], set()
        while waiting:
            at = waiting.pop()
            if at == goal:
                return True
            node = self.compiled.nodes[at]
            if at in seen or node.element.kind is Kind.STEP:
                continue
            seen.add(at)
            waiting += self._ahead(node)
        return False

    def _ahead(self, node: Node) -> list[int]:
        """Where a token goes from there: into a scope, along the flows, or at a scope's end along those out of it."""
        if node.starts:
            return list(node.starts)
        if node.ways:
            return [way.target for way in node.ways]
        scopes = self.around.get((node.process, node.element.parent), [])
        return [way.target for scope in scopes for way in scope.ways]
