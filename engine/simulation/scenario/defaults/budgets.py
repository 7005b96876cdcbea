"""How long each step may take by the limits it stands under: its own, or its share of one that covers several steps.

A limit upon a group, a stage or the whole is shared evenly by the approval steps of the longest way through it, so that
steps done side by side each have all of it. Of several limits the shortest share holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.time.rule import Bound, Unit
from workflows.model import Kind, TimeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.simulation.network import Compiled, Node
    from engine.time.rule import Rule

APPLICANT = "applicant"
_WORKING_DAYS_OF_MONTH = 21.0
_CLOCK_DAY = 24.0
_AT_ONCE = 1.0  # hours: what is due at once is done within one


def kind_of_time(node: Node, department: str | None) -> TimeKind:
    """Whose time a step takes; a step of the applicant is the applicant's even where the diagram does not say so."""
    kind = node.element.time
    return TimeKind.APPLICANT if kind is TimeKind.APPROVAL and department == APPLICANT else kind


def department_of(compiled: Compiled, node: Node) -> str | None:
    """Who does a step: its own department, else that of its lane."""
    lane = compiled.models[node.process].lanes.get(node.element.lane or "")
    role = APPLICANT if node.element.role == APPLICANT else None
    return node.element.department or role or (lane.department if lane else None)


def working_hours(rule: Rule, day: float) -> float:
    """A limit in working hours, `day` to a working day: seven days by the calendar are five working days, a clock
    longer than a working day is that share of a working day.
    """
    quantity = float(rule.quantity)
    if rule.unit is Unit.WORKING_DAY:
        return quantity * day
    if rule.unit is Unit.NATURAL_DAY:
        return quantity * day * 5 / 7
    if rule.unit is Unit.MONTH:
        return quantity * day * _WORKING_DAYS_OF_MONTH
    if rule.unit is Unit.IMMEDIATE:
        return _AT_ONCE
    hours = quantity if rule.unit is Unit.HOUR else quantity / 60
    return hours if rule.business or hours <= day else max(day, hours / _CLOCK_DAY * day)


class Budgets:
    """Working hours that each step has at most; a step under no limit is not in `hours`."""

    def __init__(self, compiled: Compiled, rules: Mapping[str, Rule], day: float) -> None:
        self.compiled, self.rules, self.day = compiled, rules, day
        self.hours: dict[int, float] = {}
        self.places: dict[tuple[str, str], Node] = {(n.process, n.element.id): n for n in compiled.nodes}
        self.bodies: dict[tuple[str, str | None], list[Node]] = {}
        for node in compiled.nodes:
            self.bodies.setdefault((node.process, node.element.parent), []).append(node)
        self.lengths: dict[tuple[str, str | None], int] = {}
        for binding in compiled.models[compiled.main].limits:
            body = self.bodies.get((compiled.main, None), [])
            self._share(binding.limit, self._between(body, binding.starts_at, binding.ends_at))
        for node in compiled.nodes:
            for binding in node.element.limits:
                self._share(binding.limit, [node])

    def comes_back(self, node: Node) -> bool:
        """Whether a way leads from a node back to it."""
        waiting, seen = [way.target for way in node.ways], set()
        while waiting:
            at = waiting.pop()
            if at == node.index:
                return True
            if at not in seen:
                seen.add(at)
                waiting += [way.target for way in self.compiled.nodes[at].ways]
        return False

    def _share(self, limit: str, nodes: list[Node]) -> None:
        rule = self.rules.get(limit)
        if rule is None or rule.bound is not Bound.AT_MOST:
            return
        share = working_hours(rule, self.day) / max(self._longest(nodes), 1)
        for node in self._steps(nodes):
            self.hours[node.index] = min(share, self.hours.get(node.index, share))

    def _steps(self, nodes: Iterable[Node]) -> list[Node]:
        """The steps among these and within them."""
        found: dict[int, Node] = {}
        waiting = list(nodes)
        seen: set[int] = set()
        while waiting:
            node = waiting.pop()
            if node.index in seen:
                continue
            seen.add(node.index)
            if node.element.kind is Kind.STEP:
                found[node.index] = node
            waiting += self.bodies.get(self._inside(node), [])
        return list(found.values())

    def _inside(self, node: Node) -> tuple[str, str | None]:
        if node.element.kind is Kind.CALL:
            return node.element.called or "", None
        if node.element.kind is Kind.SUB_PROCESS:
            return node.process, node.element.id
        return "", node.element.id  # nothing lies within

    def _weight(self, node: Node) -> int:
        """How many approval steps one after the other it means."""
        if node.element.kind is Kind.STEP:
            approval = kind_of_time(node, department_of(self.compiled, node)) is TimeKind.APPROVAL
            return int(approval)
        body = self._inside(node)
        if body not in self.bodies:
            return 0
        if body not in self.lengths:
            self.lengths[body] = 0
            self.lengths[body] = self._longest(self.bodies[body])
        return self.lengths[body]

    def _longest(self, nodes: list[Node]) -> int:
        """Approval steps on the longest way through these, ways back left aside."""
        inside = {node.index: node for node in nodes}
        best: dict[int, int] = {}
        state: dict[int, int] = {}
        for root in nodes:
            stack = [root.index] if root.index not in state else []
            while stack:
                at = stack[-1]
                ways = [w.target for w in inside[at].ways if w.target in inside]
                ways += [b for b in inside[at].boundaries if b in inside]
                if at not in state:
                    state[at] = 1
                    stack += [way for way in ways if way not in state]
                    continue
                stack.pop()
                if state[at] == 1:
                    ahead = max((best[way] for way in ways if state.get(way) == 2), default=0)  # noqa: PLR2004 - done
                    best[at], state[at] = self._weight(inside[at]) + ahead, 2
        return max(best.values(), default=0)

    def _between(self, body: list[Node], starts_at: str | None, ends_at: str | None) -> list[Node]:
        """The nodes on a way from one element to another; all where neither stands in this body."""
        inside = {node.index: node for node in body}
        ids = {node.element.id: node.index for node in body}
        ahead = {n: [w.target for w in node.ways if w.target in inside] for n, node in inside.items()}
        before: dict[int, list[int]] = {n: [] for n in inside}
        for index, targets in ahead.items():
            for target in targets:
                before[target].append(index)
        kept = set(inside)
        if starts_at in ids:
            kept &= _reached(ids[starts_at], ahead)
        if ends_at in ids:
            kept &= _reached(ids[ends_at], before)
        return [node for node in body if node.index in kept]


def _reached(start: int, ways: Mapping[int, list[int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        for target in ways[waiting.pop()]:
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found
