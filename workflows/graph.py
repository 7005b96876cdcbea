"""What can be said of a drawing before it runs: paths, dominators, branches. Pure, over ids.

A `Graph` is one level of a process: the process itself or one embedded sub-process. Its edges are the sequence flows
and, from an activity to each boundary event on it, an edge of that event's id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to another. `forks`: other tokens may go other ways at the same time. `attached`: it leads
    from an activity to a boundary event on it.
    """

    id: str
    source: str
    target: str
    forks: bool
    attached: bool = False


class Graph:
    """One level of a process."""

    def __init__(self, starts: Iterable[str], edges: Iterable[Edge]) -> None:
        self.starts = tuple(starts)
        self.edges = tuple(edges)
        self._onward: dict[str, list[Edge]] = defaultdict(list)
        self._back: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            self._onward[edge.source].append(edge)
            self._back[edge.target].append(edge)

    def reached(
        self,
        starts: Iterable[str],
        node: Callable[[str], bool] = lambda _: True,
        without: str | None = None,
    ) -> frozenset[str]:
        """Nodes that a path from one of `starts` comes to, those included, over nodes that pass `node` and without
        the edge `without`.
        """
        seen = {start for start in starts if node(start)}
        todo = list(seen)
        while todo:
            for edge in self._onward[todo.pop()]:
                if edge.target not in seen and edge.id != without and node(edge.target):
                    seen.add(edge.target)
                    todo.append(edge.target)
        return frozenset(seen)

    def reaching(self, flow: Edge, stop: frozenset[str]) -> frozenset[str]:
        """Nodes from which `flow` can be taken. A path ends where it would enter one of `stop`; a node of `stop` may
        be where it begins. None leads over the border of an activity: an armed boundary timer is a token of its own.
        """
        seen = {flow.source}
        todo = [flow.source]
        while todo:
            node = todo.pop()
            if node in stop:
                continue
            for edge in self._back[node]:
                if edge.source not in seen and not edge.attached:
                    seen.add(edge.source)
                    todo.append(edge.source)
        return frozenset(seen)

    def split_of(self, join: str) -> str | None:
        """The last node on every path to `join` at which tokens fork (its nearest dominator with a forking edge); None
        when there is none.
        """
        above = self.reached(self.starts)
        if join not in above:
            return None
        forking = dict.fromkeys(e.source for e in self.edges if e.forks and e.source in above and e.source != join)
        found = [node for node in forking if join not in self._without(node)]
        for node in found:
            if all(node not in self._without(other) for other in found if other != node):
                return node
        return None

    def between(self, split: str, joins: Collection[str]) -> frozenset[str]:
        """`joins` and the nodes before one of them that are reached by way of `split` only."""
        inside = self.reached(self.starts) - self._without(split)
        return inside & frozenset(joins).union(*(self._without(join) for join in joins))

    def _without(self, cut: str) -> frozenset[str]:
        """What is reached from the start when `cut` is taken out."""
        return self.reached(self.starts, lambda node: node != cut)

    @cached_property
    def branches(self) -> Mapping[str, frozenset[str]]:
        """For each node the forking edges that every path to it takes: the parallel branches it lies in. A node
        behind the join of a fork is in none of that fork's branches any more.
        """
        found: dict[str, set[str]] = {node: set() for node in self.reached(self.starts)}
        for edge in self.edges:
            if edge.forks:
                for node in found.keys() - self.reached(self.starts, without=edge.id):
                    found[node].add(edge.id)
        if len(self.starts) > 1:
            self._add_branches_of_starts(found)
        return {node: frozenset(edges) for node, edges in found.items()}

    def _add_branches_of_starts(self, found: dict[str, set[str]]) -> None:
        for start in self.starts:
            rest = self.reached(other for other in self.starts if other != start)
            for node in found.keys() - rest:
                found[node].add(start)

    def earlier(self, node: str, among: Iterable[str]) -> tuple[str, ...]:
        """Those of `among` that lie before `node` in the same parallel branch: reached from the start without
        `node`, and leading to it without leaving the branch.
        """
        here = self.branches.get(node)
        if here is None:
            return ()
        before = self._without(node)

        def inside(other: str) -> bool:
            return self.branches.get(other, frozenset()) >= here

        candidates = [n for n in among if n in before and self.branches[n] == here]
        return tuple(n for n in candidates if node in self.reached([n], inside))
