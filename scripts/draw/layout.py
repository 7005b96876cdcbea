"""From ranks to coordinates: columns as wide as their widest node, rows of one height, frames around sub-processes."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.draw.model import SIZES, TASKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.draw.model import Drawing, Node

COLUMN_GAP = 50
FRAME_GAP = 44  # more room in a gap that holds a frame's side
ROW = 100
LANE_PADDING = 12
FRAME_TOP = 40  # room for the sub-process's name
FRAME_BOTTOM = 22
FRAME_SIDE = 48
POOL_LABEL = 30
LANE_LABEL = 30
ORIGIN = (160, 80)
NARROW = 64  # the width kept for a gateway or an event, which carry labels outside


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grow(self, by: float) -> Box:
        """The rectangle with a margin around it (negative: inside it)."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Box) -> bool:
        """Whether the two share area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether the point is strictly inside."""
        return self.x < x < self.right and self.y < y < self.bottom


@dataclass(slots=True)
class Plan:
    """Where everything stands."""

    pool: Box
    lanes: dict[str, Box]
    boxes: dict[str, Box]
    gaps_x: list[tuple[float, float]] = field(default_factory=list)

    @property
    def width(self) -> float:
        """Of the pool."""
        return self.pool.width

    @property
    def height(self) -> float:
        """Of the pool."""
        return self.pool.height


def _inside(drawing: Drawing, frame: str) -> Iterator[Node]:
    for node in drawing.children(frame):
        if node.kind == "sub_process":
            yield from _inside(drawing, node.id)
        elif node.kind != "boundary":
            yield node


def _columns(drawing: Drawing) -> tuple[dict[float, tuple[float, float]], float]:
    """Left and right x of every column, and where the last one ends."""
    widths: dict[float, float] = {}
    placed = [n for n in drawing.nodes.values() if n.kind not in ("sub_process", "boundary")]
    for node in placed:
        width = NARROW if node.kind not in TASKS else SIZES[node.kind][0]
        widths[node.column] = max(widths.get(node.column, 0), width)
    before: dict[float, float] = {}
    after: dict[float, float] = {}
    for frame in (n for n in drawing.nodes.values() if n.kind == "sub_process"):
        columns = [n.column for n in _inside(drawing, frame.id)]
        before[min(columns)] = FRAME_GAP
        after[max(columns)] = FRAME_GAP
    x: float = ORIGIN[0] + POOL_LABEL + LANE_LABEL + 24
    spans: dict[float, tuple[float, float]] = {}
    ordered = sorted(widths)
    for position, column in enumerate(ordered):
        previous = ordered[position - 1] if position else None
        x += before.get(column, 0) + (after.get(previous, 0) if previous is not None else 0)
        spans[column] = (x, x + widths[column])
        x += widths[column] + COLUMN_GAP
    return spans, x - COLUMN_GAP + 30 + after.get(ordered[-1], 0)


def _rows(drawing: Drawing) -> tuple[dict[str, tuple[float, float]], dict[tuple[str, int], float]]:
    """Top and bottom y of every lane, and the middle of every row."""
    above: dict[tuple[str, int], float] = {}
    below: dict[tuple[str, int], float] = {}
    order = [lane.id for lane in drawing.lanes]
    for frame in (n for n in drawing.nodes.values() if n.kind == "sub_process"):
        places = [(order.index(n.lane), n.row) for n in _inside(drawing, frame.id)]
        top, bottom = min(places), max(places)
        above[(order[top[0]], int(top[1]))] = FRAME_TOP - 4
        below[(order[bottom[0]], math.ceil(bottom[1]))] = FRAME_BOTTOM
    y: float = ORIGIN[1]
    lanes: dict[str, tuple[float, float]] = {}
    rows: dict[tuple[str, int], float] = {}
    for lane in drawing.lanes:
        top_y = y
        y += LANE_PADDING
        for row in range(int(lane.rows)):
            y += above.get((lane.id, row), 0)
            rows[(lane.id, row)] = y + ROW / 2
            y += ROW + below.get((lane.id, row), 0)
        rows[(lane.id, int(lane.rows))] = y + ROW / 2
        y += ROW * (lane.rows % 1)
        y += LANE_PADDING
        lanes[lane.id] = (top_y, y)
    return lanes, rows


def _row_middle(rows: dict[tuple[str, int], float], node: Node) -> float:
    whole = int(node.row)
    if node.row == whole:
        return rows[(node.lane, whole)]
    low, high = rows[(node.lane, whole)], rows[(node.lane, whole + 1)]
    return round(low + (high - low) * (node.row - whole))


def _frame(drawing: Drawing, boxes: dict[str, Box], frame: str) -> Box:
    """The rectangle around the nodes of a sub-process; inner frames first."""
    for child in drawing.children(frame):
        if child.kind == "sub_process" and child.id not in boxes:
            boxes[child.id] = _frame(drawing, boxes, child.id)
            _place_on_border(drawing, boxes, child.id)
    inner = [boxes[child.id] for child in drawing.children(frame)]
    tasks = [b for b in inner if b.height >= SIZES["step"][1]] or inner
    left = min(b.x for b in inner) - FRAME_SIDE
    right = max(b.right for b in inner) + FRAME_SIDE
    top = min(*(b.y for b in tasks), *(b.y for b in inner)) - FRAME_TOP
    bottom = max(b.bottom for b in inner) + FRAME_BOTTOM
    return Box(left, top, right - left, bottom - top)


def _on_border(host: Box, side: str) -> tuple[float, float]:
    """Where a boundary event's middle stands."""
    places = {"right": (host.right, host.centre[1]), "top": (host.centre[0] + 30, host.y)}
    return places.get(side, (host.centre[0] + 30, host.bottom))


def _place_on_border(drawing: Drawing, boxes: dict[str, Box], host: str) -> None:
    """Give the events on the border of `host` their rectangles."""
    for node in drawing.nodes.values():
        if node.kind == "boundary" and node.host == host:
            x, y = _on_border(boxes[host], node.side)
            boxes[node.id] = Box(x + node.dx - 18, y - 18, 36, 36)


def lay_out(drawing: Drawing) -> Plan:
    """Give every lane and node its rectangle."""
    columns, right = _columns(drawing)
    lane_spans, rows = _rows(drawing)
    boxes: dict[str, Box] = {}
    for node in drawing.nodes.values():
        if node.kind in ("sub_process", "boundary"):
            continue
        width, height = SIZES[node.kind]
        left, end = columns[node.column]
        middle_x, middle_y = (left + end) / 2 + node.dx, _row_middle(rows, node)
        boxes[node.id] = Box(middle_x - width / 2, middle_y - height / 2, width, height)
    for placed in tuple(boxes):
        _place_on_border(drawing, boxes, placed)
    for node in drawing.nodes.values():
        if node.kind == "sub_process" and node.id not in boxes:
            boxes[node.id] = _frame(drawing, boxes, node.id)
            _place_on_border(drawing, boxes, node.id)
    x, y = ORIGIN
    bottom = max(span[1] for span in lane_spans.values())
    pool = Box(x, y, right - x, bottom - y)
    lanes = {
        lane: Box(x + POOL_LABEL, top, pool.width - POOL_LABEL, end - top) for lane, (top, end) in lane_spans.items()
    }
    edges = sorted(columns.values())
    gaps = [(left_end, next_start) for (_, left_end), (next_start, _) in itertools.pairwise(edges)]
    gaps = [(x + POOL_LABEL + LANE_LABEL + 4, edges[0][0]), *gaps, (edges[-1][1], pool.right - 4)]
    return Plan(pool, lanes, boxes, gaps)
