"""Whether a drawing is made of blocks, each with one way in and one way out: then every join is come to by one round at
a time, and simply counts who has come. What is not proves nothing: its joins tell the rounds apart (`kernel.joins`).

The level is reduced: a sequence becomes one node, parallel flows from a split to the join of the same kind become one
flow, choices that lead to each other become one choice, a loop from a choice to a merge goes. Each rule keeps how many
tokens there may be on what is left, so if one node remains, never two tokens are on one flow.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.simulation import layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.simulation.network import Node

_ONE, _ALL, _SOME = range(3)  # of the flows of a node: tokens come or go by one of them, by all, by some
_SOURCE, _SINK = -1, -2


@dataclass(slots=True)
class _Part:
    into: int
    out: int


def made_of_blocks(starts: Sequence[int], inside: Sequence[Node]) -> bool:
    """Whether a token comes to each join of the level at most once before the join goes on."""
    parts, flows = _drawn(starts, {node.index: node for node in inside})
    return bool(flows) and _Level(parts, flows).reduces()


def _drawn(starts: Sequence[int], nodes: dict[int, Node]) -> tuple[dict[int, _Part], Counter[tuple[int, int]]]:
    """The level as parts and flows from a source to a sink; no flows if it holds what is not looked into."""
    parts = {_SOURCE: _Part(_ONE, _ALL), _SINK: _Part(_ONE, _ONE)}
    flows = Counter((_SOURCE, start) for start in starts)
    todo, seen = [*starts], {*starts}
    joining = _joining(nodes)
    while todo:
        node = nodes[todo.pop()]
        if not _is_known(node, nodes):
            return parts, Counter()
        parts[node.index] = _Part(_into(node), _out(node))
        ways = [way.target for way in node.ways]
        if parts[node.index].out != _ONE:  # what never comes to a join again may as well not be there
            ways = [way for way in ways if way in joining]
        borders = [nodes[at] for at in node.boundaries]
        if any(not border.element.interrupting and border.index in joining for border in borders):
            return parts, Counter()
        left = [border.index for border in borders if border.element.interrupting]
        if left:  # it is left by its own ways or, once, by its border
            after = -3 - node.index
            parts[after] = _Part(_ONE, parts[node.index].out)
            parts[node.index].out = _ONE
            flows.update((node.index, target) for target in (after, *left))
            flows.update((after, target) for target in ways or [_SINK])
        else:
            flows.update((node.index, target) for target in ways or [_SINK])
        found = {*ways, *left} - seen
        seen |= found
        todo += found
    return parts, flows


def _joining(nodes: dict[int, Node]) -> set[int]:
    """The nodes from which a join may be come to, joins included."""
    before: dict[int, set[int]] = {index: set() for index in nodes}
    for node in nodes.values():
        for target in (*(way.target for way in node.ways), *node.boundaries):
            before[target].add(node.index)
    todo = [node.index for node in nodes.values() if node.is_join]
    found = set(todo)
    while todo:
        new = before[todo.pop()] - found
        found |= new
        todo += new
    return found


def _is_known(node: Node, nodes: dict[int, Node]) -> bool:
    """Whether the rules are about it: a join whose flows all count, events of one gateway that only it leads to."""
    if node.kind == layout.RACE:
        return all(nodes[way.target].kind == layout.TIMER and _comers(way.target, nodes) == 1 for way in node.ways)
    return not node.is_join or node.needed == _comers(node.index, nodes)


def _comers(index: int, nodes: dict[int, Node]) -> int:
    return sum(way.target == index for node in nodes.values() for way in node.ways)


def _into(node: Node) -> int:
    if not node.is_join:
        return _ONE
    return _ALL if node.kind == layout.PARALLEL else _SOME


def _out(node: Node) -> int:
    if node.kind in (layout.EXCLUSIVE, layout.RACE) or len(node.ways) <= 1:
        return _ONE
    return _ALL if node.kind == layout.PARALLEL else _SOME


class _Level:
    """What is left of a level while it is reduced: parts, and how many flows lead from one to another."""

    def __init__(self, parts: dict[int, _Part], flows: Counter[tuple[int, int]]) -> None:
        self.parts, self.flows = parts, flows
        self.comers = Counter(dict.fromkeys(parts, 0))
        self.goers = Counter(dict.fromkeys(parts, 0))
        for (source, target), count in flows.items():
            self._count(source, target, count)

    def reduces(self) -> bool:
        """Whether one part remains."""
        while any(self._simplify(*flow) for flow in list(self.flows)):
            pass
        return not self.flows

    def _count(self, source: int, target: int, count: int) -> None:
        self.goers[source] += count
        self.comers[target] += count

    def _simplify(self, a: int, b: int) -> bool:
        """Apply the first rule that fits to what leads from `a` to `b`; says whether one did."""
        count = self.flows[a, b]
        leaves, enters = self.parts[a].out, self.parts[b].into
        if a == b:
            if leaves == enters == _ONE:
                self._count(a, a, -self.flows.pop((a, a)))
                return True
            return False
        if count > 1:
            if leaves != enters or (leaves == _SOME and not count == self.goers[a] == self.comers[b]):
                return False
            self.flows[a, b] = 1
            self._count(a, b, 1 - count)
            return True
        made = self._fused(a, b)
        if made is not None:
            self._fuse(a, b, made)
        return made is not None

    def _fused(self, a: int, b: int) -> _Part | None:
        """What one part does that stands for the two, if one can."""
        one, other = self.parts[a], self.parts[b]
        if self.goers[a] == self.comers[b] == 1:
            return _Part(one.into, other.out)
        if self.goers[a] == 1 and (self.comers[a] <= 1 or one.into == other.into != _SOME):
            return other
        if self.comers[b] == 1 and (self.goers[b] <= 1 or one.out == other.out != _SOME):
            return one
        choices = (
            self.comers[a] <= 1 or one.into == _ONE,
            self.goers[a] <= 1 or one.out == _ONE,
            self.comers[b] <= 1 or other.into == _ONE,
            self.goers[b] <= 1 or other.out == _ONE,
        )
        return _Part(_ONE, _ONE) if all(choices) else None

    def _fuse(self, a: int, b: int, made: _Part) -> None:
        """Put one part in the place of the two."""
        self._count(a, b, -self.flows.pop((a, b)))
        self.parts[a] = made
        del self.parts[b]
        for source, target in [flow for flow in self.flows if b in flow]:
            count = self.flows.pop((source, target))
            self._count(source, target, -count)
            source, target = (a if end == b else end for end in (source, target))  # noqa: PLW2901 - the flow moves
            self.flows[source, target] += count
            self._count(source, target, count)
