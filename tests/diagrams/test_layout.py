"""Every diagram can be looked at: everything is drawn, nothing lies on anything else, the lines meet the shapes."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.diagrams.sheet import Rectangle, Sheet


def test_everything_has_a_shape_or_an_edge(sheet: Sheet) -> None:
    assert set(sheet.tags) == set(sheet.shapes) | set(sheet.edges)
    assert set(sheet.edges) == set(sheet.flows)


def test_no_two_shapes_overlap(sheet: Sheet) -> None:
    nodes = sheet.nodes()
    overlapping = [
        (a, b)
        for a, b in combinations(nodes, 2)
        if nodes[a].overlaps(nodes[b]) and b not in (sheet.hosts.get(a), a) and a != sheet.hosts.get(b)
    ]
    assert overlapping == []


def test_a_boundary_event_stands_on_the_border_of_its_host(sheet: Sheet) -> None:
    for event, host in sheet.hosts.items():
        shape = sheet.shapes[event]
        middle = (shape.x + shape.width / 2, shape.y + shape.height / 2)
        assert sheet.shapes[host].has_on_border(middle), event


def test_a_flow_starts_and_ends_on_the_borders_of_its_shapes(sheet: Sheet) -> None:
    for flow, (source, target) in sheet.flows.items():
        points = sheet.edges[flow]
        assert sheet.shapes[source].has_on_border(points[0]), flow
        assert sheet.shapes[target].has_on_border(points[-1]), flow


def test_a_flow_runs_at_right_angles(sheet: Sheet) -> None:
    for flow, points in sheet.edges.items():
        for (ax, ay), (bx, by) in pairwise(points):
            assert (ax == bx) != (ay == by), flow


def test_a_flow_crosses_no_shape(sheet: Sheet) -> None:
    for flow, points in sheet.edges.items():
        parent = sheet.parents[flow]
        others = {
            node: shape
            for node, shape in sheet.shapes.items()
            if sheet.tags[node] not in ("participant", "lane") and sheet.parents[node] == parent
        }
        for node, shape in others.items():
            for a, b in pairwise(points):
                assert not _runs_through(shape, a, b), (flow, node)


def test_two_flows_share_a_stretch_only_from_one_source_or_to_one_target(sheet: Sheet) -> None:
    for one, other in combinations(sheet.flows, 2):
        if {*_ends(sheet, one)} & {*_ends(sheet, other)}:
            continue
        for a in pairwise(sheet.edges[one]):
            for b in pairwise(sheet.edges[other]):
                assert not _lie_on_each_other(a, b), (one, other)


def test_a_sub_process_holds_its_nodes_and_the_pool_holds_all(sheet: Sheet) -> None:
    pool = next(shape for node, shape in sheet.shapes.items() if sheet.tags[node] == "participant")
    for node, shape in sheet.shapes.items():
        around = sheet.shapes.get(sheet.parents[node])
        assert pool.holds(shape), node
        assert around is None or around.holds(shape), node


def test_the_lanes_fill_the_pool_and_every_node_stands_in_its_lane(sheet: Sheet) -> None:
    lanes = {i: s for i, s in sheet.shapes.items() if sheet.tags[i] == "lane"}
    pool = next(shape for node, shape in sheet.shapes.items() if sheet.tags[node] == "participant")
    assert sum(lane.height for lane in lanes.values()) == pool.height
    for a, b in combinations(lanes, 2):
        assert not lanes[a].overlaps(lanes[b])
    for element in sheet.root.iter("{*}lane"):
        if element.get("id") is None:
            continue
        lane = lanes[element.get("id", "")]
        for reference in element.iter("{*}flowNodeRef"):
            shape = sheet.shapes[reference.text or ""]
            if sheet.tags[reference.text or ""] in ("subProcess", "boundaryEvent"):
                continue
            middle = (shape.x + shape.width / 2, shape.y + shape.height / 2)
            assert lane.has_inside(middle), reference.text


def test_every_node_is_in_one_lane(sheet: Sheet) -> None:
    listed = [r.text for r in sheet.root.iter("{*}flowNodeRef")]
    nodes = [i for i, tag in sheet.tags.items() if tag not in ("participant", "lane", "sequenceFlow")]
    assert sorted(filter(None, listed)) == sorted(nodes)


def test_labels_lie_on_no_shape_and_on_no_other_label(sheet: Sheet) -> None:
    for owner, label in sheet.labels.items():
        for node, shape in sheet.nodes().items():
            bounds = _inside_of_diamond(shape) if "Gateway" in sheet.tags[node] else shape
            assert not label.overlaps(bounds), (owner, node)
    for one, other in combinations(sheet.labels, 2):
        assert not sheet.labels[one].overlaps(sheet.labels[other]), (one, other)


def test_every_name_outside_a_shape_has_a_label(sheet: Sheet) -> None:
    for element, name in sheet.names.items():
        outside = sheet.tags[element].endswith(("Event", "Gateway")) or sheet.tags[element] == "sequenceFlow"
        assert (element in sheet.labels) == bool(name and outside), element


def _inside_of_diamond(shape: Rectangle) -> Rectangle:
    """A diamond leaves its corners free."""
    return type(shape)(shape.x + 10, shape.y + 10, shape.width - 20, shape.height - 20)


def _ends(sheet: Sheet, flow: str) -> tuple[str, str]:
    source, target = sheet.flows[flow]
    return f"from {source}", f"to {target}"


def _runs_through(shape: Rectangle, a: tuple[float, float], b: tuple[float, float]) -> bool:
    (ax, ay), (bx, by) = sorted((a, b))
    if ay == by:
        return shape.y < ay < shape.y + shape.height and ax < shape.x + shape.width and shape.x < bx
    low, high = sorted((ay, by))
    return shape.x < ax < shape.x + shape.width and low < shape.y + shape.height and shape.y < high


def _lie_on_each_other(
    one: tuple[tuple[float, float], tuple[float, float]], other: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    for along, across in ((0, 1), (1, 0)):
        if len({p[across] for p in (*one, *other)}) == 1:
            low, high = sorted(p[along] for p in one)
            from_, to = sorted(p[along] for p in other)
            return low < to and from_ < high
    return False
