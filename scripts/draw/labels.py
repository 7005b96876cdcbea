"""Places the labels that stand outside their shapes: of gateways, events and flows."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.draw.layout import Box
from scripts.draw.model import EVENTS, GATEWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.draw.grid import Point
    from scripts.draw.layout import Plan
    from scripts.draw.model import Drawing
    from scripts.draw.route import Route

LETTER = 11.0
LINE = 14
WIDTH = 90  # bpmn-js breaks outside labels at this width
WIDE = ord("⺀")


def text_width(text: str, letter: float = LETTER) -> float:
    """Pixels a line of text takes: a Chinese letter is as wide as it is high, a Latin one a little over half."""
    return sum(letter if ord(c) >= WIDE else letter * 0.58 for c in text)


def text_box(text: str) -> tuple[float, float]:
    """Width and height of an outside label once bpmn-js has broken it into lines."""
    lines: list[str] = []
    rest = text
    while rest:
        part = rest
        while len(part) > 1 and text_width(part) > WIDTH:
            share = max(len(part) * WIDTH / text_width(part), 1)
            part = part[: max(round(share - 1), 1)]
        lines.append(part)
        rest = rest[len(part) :]
    return math.ceil(max(text_width(line) for line in lines)) + 2, LINE * len(lines)


@dataclass(slots=True)
class _Scene:
    shapes: dict[str, Box]
    frames: list[Box]
    segments: list[tuple[Point, Point]]
    lanes: list[float]
    labels: list[Box]

    def cost(self, box: Box, owner: str) -> float:
        """How badly a label of `owner` would stand there."""
        wide = box.grow(2)
        total = sum(500.0 for name, shape in self.shapes.items() if name != owner and shape.meets(wide))
        total += sum(400.0 for label in self.labels if label.meets(wide))
        total += sum(150.0 for a, b in self.segments if _line(a, b).meets(wide))
        total += sum(60.0 for y in self.lanes if wide.y < y < wide.bottom)
        for frame in self.frames:
            inner = frame.grow(-2)
            crosses = frame.meets(wide) and not (
                wide.x > inner.x and wide.right < inner.right and wide.y > inner.y and wide.bottom < inner.bottom
            )
            header = Box(frame.x, frame.y, frame.width, 22)
            total += 200.0 * crosses + 120.0 * header.meets(wide)
        return total


def _line(a: Point, b: Point) -> Box:
    return Box(min(a[0], b[0]) - 1, min(a[1], b[1]) - 1, abs(a[0] - b[0]) + 2, abs(a[1] - b[1]) + 2)


def _around(box: Box, size: tuple[float, float], *, event: bool) -> Iterator[tuple[float, Box]]:
    """Places around a gateway or event, each with its own price."""
    width, height = size
    x, y = box.centre
    yield (0 if event else 8), Box(x - width / 2, box.bottom + 5, width, height)
    yield (8 if event else 0), Box(x - width / 2, box.y - height - 5, width, height)
    for price, shift, rise in ((10, 6, -2), (12, 19 if event else 17, 9)):
        yield price, Box(x + shift, box.y - height + rise, width, height)
        yield price, Box(x - shift - width, box.y - height + rise, width, height)
        yield price, Box(x + shift, box.bottom - rise, width, height)
        yield price, Box(x - shift - width, box.bottom - rise, width, height)
    yield 22, Box(box.right + 5, y - height - 4, width, height)
    yield 24, Box(box.right + 5, y + 4, width, height)
    yield 26, Box(box.x - 5 - width, y - height - 4, width, height)
    yield 28, Box(box.x - 5 - width, y + 4, width, height)


def _along(route: Route, size: tuple[float, float], ahead: float) -> Iterator[tuple[float, Box]]:
    """Places beside a flow, best `ahead` of its start (a default flow is struck through there)."""
    width, height = size
    run = 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(route):
        span = abs(bx - ax) + abs(by - ay)
        for position in range(0, int(span) + 1, 6):
            share = position / span if span else 0
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            best = (width if ay == by else height) / 2 + ahead
            price = abs(run + position - best) * 0.25
            if ay == by:
                yield price, Box(x - width / 2, y - height - 3, width, height)
                yield price + 3, Box(x - width / 2, y + 3, width, height)
            else:
                yield price, Box(x + 4, y - height / 2, width, height)
                yield price + 2, Box(x - 4 - width, y - height / 2, width, height)
        run += span


def _choose(scene: _Scene, owner: str, places: Iterator[tuple[float, Box]]) -> Box:
    priced = [(price + scene.cost(box, owner), position, box) for position, (price, box) in enumerate(places)]
    best = min(priced, key=lambda place: place[:2])[2]
    scene.labels.append(best)
    return best


def place_labels(drawing: Drawing, plan: Plan, routes: dict[str, Route]) -> dict[str, Box]:
    """The rectangle of every outside label, by the id of the node or flow it names."""
    nodes = drawing.nodes.values()
    scene = _Scene(
        {
            n.id: plan.boxes[n.id].grow(-9 if n.kind in GATEWAYS else 0)  # a diamond leaves its corners free
            for n in nodes
            if n.kind != "sub_process"
        },
        [plan.boxes[n.id] for n in nodes if n.kind == "sub_process"],
        [piece for route in routes.values() for piece in itertools.pairwise(route)],
        [lane.y for lane in plan.lanes.values()],
        [],
    )
    labels: dict[str, Box] = {}
    for node in nodes:
        if node.name and node.kind in (*GATEWAYS, *EVENTS):
            event = node.kind in EVENTS
            labels[node.id] = _choose(scene, node.id, _around(plan.boxes[node.id], text_box(node.name), event=event))
    for flow in drawing.flows:
        if flow.label:
            route = routes[flow.id]
            if drawing.nodes[flow.source].kind == "inclusive":  # its flows share a trunk: name them where they part
                route = route[::-1]
            labels[flow.id] = _choose(scene, flow.id, _along(route, text_box(flow.label), 17 if flow.default else 8))
    return labels
