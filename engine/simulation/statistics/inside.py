"""Which steps lie inside a limit, and whose days are spent there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import layout
from engine.simulation.statistics.values import Part
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.simulation.inputs import Limit
    from engine.simulation.network import Compiled, Node
    from engine.simulation.outcome import LimitCount, StepCount

APPROVAL = "approval"
_STEP_KINDS = {"rectification": "works"}  # what an inspection found is put right by the builder


def department(compiled: Compiled, node: Node) -> str | None:
    """Who does it: what the diagram says of the step, else of its lane."""
    if node.element.department is not None:
        return node.element.department
    lane = compiled.models[node.process].lanes.get(node.element.lane or "")
    return lane.department if lane is not None else None


def steps_inside(compiled: Compiled, limit: Limit) -> list[Node]:
    """The steps whose time counts towards a limit, in the order of the diagrams. A limit that leaves out what the
    applicant does, a public notice or the works has none of those.
    """
    inside = {node.index for node in _nodes(compiled, limit)}
    rule = limit.rule
    excludes = {_STEP_KINDS.get(kind, kind) for kind in rule.excludes}
    found = []
    for node in compiled.steps:
        kind = node.element.time.value
        left_out = kind in excludes or (rule.counts_approval_only and kind != APPROVAL)
        if node.index in inside and not left_out:
            found.append(node)
    return found


def _nodes(compiled: Compiled, limit: Limit) -> Iterable[Node]:
    if limit.starts_at is None and limit.ends_at is None and limit.element is None:
        return compiled.nodes
    found = {node.index for node in compiled.nodes}
    if limit.element is not None:
        found = {inner.index for node in compiled.find(limit.element) for inner in _below(compiled, node)}
    if limit.starts_at is not None:
        found &= _side(compiled, limit.starts_at, _after, itself=limit.starts_when == "entered")
    if limit.ends_at is not None:
        found &= _side(compiled, limit.ends_at, _before(compiled), itself=limit.ends_when == "left")
    return [compiled.nodes[index] for index in sorted(found)]


def _side(compiled: Compiled, name: str, following: Callable[[Node], Iterable[int]], *, itself: bool) -> set[int]:
    """All that lies on one side of an element, in its own body and in those around it."""
    here = list(compiled.find(name))
    found = {inner.index for node in here for inner in _below(compiled, node)} if itself else set()
    seen: set[int] = set()
    while here:
        reached = _reached(compiled, [n for node in here for n in following(node)], following)
        found |= {inner.index for index in reached for inner in _below(compiled, compiled.nodes[index])}
        around = [caller for node in here for caller in _around(compiled, node)]
        here = [node for node in around if node.index not in seen]
        seen |= {node.index for node in here}
    return found


def _around(compiled: Compiled, node: Node) -> list[Node]:
    """The sub-process that it stands in, or the calls of its process."""
    if node.element.parent is not None:
        return [n for n in compiled.find(node.element.parent) if n.process == node.process]
    return [n for n in compiled.nodes if n.element.kind is Kind.CALL and n.element.called == node.process]


def _below(compiled: Compiled, node: Node) -> list[Node]:
    """The node, and all that is in it if it is a sub-process or a call."""
    if node.kind != layout.SCOPE:
        return [node]
    called = node.element.kind is Kind.CALL
    process = node.element.called if called else node.process
    parent = None if called else node.element.id
    inside = [other for other in compiled.nodes if other.process == process and other.element.parent == parent]
    return [node, *(deeper for other in inside for deeper in _below(compiled, other))]


def _after(node: Node) -> list[int]:
    return [*(way.target for way in node.ways), *node.boundaries]


def _before(compiled: Compiled) -> Callable[[Node], Iterable[int]]:
    back: dict[int, list[int]] = {node.index: [] for node in compiled.nodes}
    for node in compiled.nodes:
        for target in _after(node):
            back[target].append(node.index)
    return lambda node: back[node.index]


def _reached(compiled: Compiled, starts: Iterable[int], following: Callable[[Node], Iterable[int]]) -> set[int]:
    found: set[int] = set()
    ahead = list(starts)
    while ahead:
        index = ahead.pop()
        if index not in found:
            found.add(index)
            ahead.extend(following(compiled.nodes[index]))
    return found


def whose_days(
    compiled: Compiled, limit: Limit, counts: Sequence[Mapping[str, StepCount]], cases: int
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The hours per case, from opened to finished, of each department and of each step inside a limit, most first.
    Steps at one time add up: two departments that work side by side for a day have a day each.
    """
    by_department: dict[str, float] = {}
    by_step: dict[str, float] = {}
    for node in steps_inside(compiled, limit):
        hours = sum(count[node.key].span for count in counts) / max(cases, 1)
        name = department(compiled, node) or ""
        by_department[name] = by_department.get(name, 0.0) + hours
        by_step[node.key] = hours
    return _parts(by_department), _parts(by_step)


def days_of_breaches(
    compiled: Compiled, counts: Sequence[LimitCount], breached: int
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The hours of each department and of each step per count that ended in a breach: what was open in that count."""
    by_department: dict[str, float] = {}
    by_step: dict[str, float] = {}
    for node in compiled.steps:
        hours = sum(count.hours.get(node.key, 0.0) for count in counts) / max(breached, 1)
        name = department(compiled, node) or ""
        by_department[name] = by_department.get(name, 0.0) + hours
        by_step[node.key] = hours
    return _parts(by_department), _parts(by_step)


def _parts(hours: Mapping[str, float]) -> tuple[Part, ...]:
    altogether = sum(hours.values())
    ordered = sorted(hours.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Part(name, value, value / altogether) for name, value in ordered if value > 0)
