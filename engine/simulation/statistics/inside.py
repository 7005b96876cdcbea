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
    from engine.simulation.outcome import StepCount

APPROVAL = "approval"


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
    found = []
    for node in compiled.steps:
        kind = node.element.time.value
        left_out = kind in rule.excludes or (rule.counts_approval_only and kind != APPROVAL)
        if node.index in inside and not left_out:
            found.append(node)
    return found


def _nodes(compiled: Compiled, limit: Limit) -> Iterable[Node]:
    if limit.element is not None:
        return [inner for node in compiled.find(limit.element) for inner in _below(compiled, node)]
    if limit.starts_at is None and limit.ends_at is None:
        return compiled.nodes
    starts = compiled.find(limit.starts_at) if limit.starts_at is not None else None
    ends = compiled.find(limit.ends_at) if limit.ends_at is not None else None
    found = {node.index for node in compiled.nodes if node.process == compiled.main and node.element.parent is None}
    if starts is not None:
        ahead = _reached(compiled, starts, _after)
        found &= ahead if limit.starts_when == "entered" else ahead - {node.index for node in starts}
    if ends is not None:
        behind = _reached(compiled, ends, _before(compiled))
        found &= behind if limit.ends_when == "left" else behind - {node.index for node in ends}
    return [inner for index in sorted(found) for inner in _below(compiled, compiled.nodes[index])]


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


def _reached(compiled: Compiled, starts: Iterable[Node], following: Callable[[Node], Iterable[int]]) -> set[int]:
    found: set[int] = set()
    ahead = [node.index for node in starts]
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


def _parts(hours: Mapping[str, float]) -> tuple[Part, ...]:
    altogether = sum(hours.values())
    ordered = sorted(hours.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Part(name, value, value / altogether) for name, value in ordered if value > 0)
