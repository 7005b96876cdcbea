"""The lines that flows may run on, and what it costs to run there.

The grid is sparse: the middles of the nodes, and a few channel lines between the columns and rows. Costs are in
pixels: a detour of 100 px is as dear as a bend and a half.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scripts.draw.model import SIZES, TASKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scripts.draw.layout import Plan
    from scripts.draw.model import Drawing

CHANNEL = 9
BORDER_ROOM = 6  # a flow keeps off a lane's border by this much
BESIDE = 13  # flows this near to each other crowd
NEAR = 1e-6
CLEARANCE = 11
BEND = 60.0
CROSSING = 90.0
TOUCH = 400.0
CROWDED = 0.9  # extra per pixel beside a foreign flow
SHARED = 0.55  # per pixel on the upright trunk of a flow with the same source or target
TOGETHER = 1.5  # times the pixel on a level stretch of such a flow: they part early and meet late
FORBIDDEN = 1e9
TOO_DEAR = FORBIDDEN / 10

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a routed flow, with the ends of the flow it belongs to."""

    start: Point
    end: Point
    source: str
    target: str


@dataclass(slots=True)
class Grid:
    """Sorted coordinates of the vertical (`xs`) and horizontal (`ys`) lines."""

    xs: list[float]
    ys: list[float]

    def after(self, values: list[float], value: float, room: float) -> int:
        """Index of the first line at least `room` beyond `value`."""
        return bisect_left(values, value + room)

    def before(self, values: list[float], value: float, room: float) -> int:
        """Index of the last line at least `room` short of `value`."""
        return bisect_left(values, value - room + 1e-6) - 1


def _spread(start: float, end: float) -> Iterable[float]:
    room = end - start
    count = max(int(room // CHANNEL) - 1, 1)
    step = room / (count + 1)
    return (round(start + step * (i + 1)) for i in range(count))


def make_grid(drawing: Drawing, plan: Plan) -> Grid:
    """Collect the lines of a diagram."""
    xs: set[float] = set()
    ys: set[float] = set()
    rows: list[tuple[float, float]] = []
    half = SIZES["step"][1] / 2
    for node in drawing.nodes.values():
        if node.kind == "sub_process":
            continue
        x, y = plan.boxes[node.id].centre
        xs.add(x)
        if node.kind in TASKS:
            xs.update((x - 30, x + 30))
        if node.kind != "boundary":
            ys.add(y)
            rows.append((y - half, y + half))
        reach = plan.boxes[node.id].height / 2
        ys.update((y - reach - 11, y + reach + 11, y - reach - 16, y + reach + 16))
    for start, end in plan.gaps_x:
        xs.update(_spread(start, end))
    rows = sorted(set(rows))
    merged: list[tuple[float, float]] = []
    for row in rows:
        if merged and row[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], row[1]))
        else:
            merged.append(row)
    top = plan.pool.y + 2
    for start, end in merged:
        ys.update(_spread(top, start))
        top = end
    ys.update(_spread(top, plan.pool.bottom - 2))
    borders = [lane.y for lane in plan.lanes.values()][1:]
    clear = [y for y in ys if all(abs(y - border) >= BORDER_ROOM for border in borders)]
    return Grid(sorted(xs), sorted(clear))


@dataclass(slots=True)
class Costs:
    """Per move: `right[i][j]` from (i, j) to (i+1, j), `down[i][j]` to (i, j+1); per point: passing and turning."""

    right: list[list[float]]
    down: list[list[float]]
    pass_across: list[list[float]]
    pass_along: list[list[float]]
    turn: list[list[float]]


def _span(values: list[float], low: float, high: float) -> tuple[int, int]:
    return bisect_left(values, low - 1e-6), bisect_left(values, high + 1e-6)


@dataclass(slots=True)
class _Fields:
    right: NDArray[np.float64]
    down: NDArray[np.float64]
    across: NDArray[np.float64]
    along: NDArray[np.float64]
    turn: NDArray[np.float64]


def _add_horizontal(grid: Grid, fields: _Fields, segment: Segment, *, kin: bool) -> None:
    y = segment.start[1]
    low, high = sorted((segment.start[0], segment.end[0]))
    first, last = _span(grid.xs, low, high)
    for j, line in enumerate(grid.ys):
        distance = abs(line - y)
        if distance > BESIDE:
            continue
        moves = slice(max(first - 1, 0), last)
        if distance < 1:
            if kin:
                fields.right[moves, j] *= TOGETHER
            else:
                fields.right[moves, j] += FORBIDDEN
            fields.across[first:last, j] += CROSSING * (0.3 if kin else 1)
            if not kin:
                fields.turn[first:last, j] += TOUCH
        elif not kin:
            fields.right[moves, j] *= 1 + CROWDED


def _add_vertical(grid: Grid, fields: _Fields, segment: Segment, *, kin: bool) -> None:
    x = segment.start[0]
    low, high = sorted((segment.start[1], segment.end[1]))
    first, last = _span(grid.ys, low, high)
    for i, line in enumerate(grid.xs):
        distance = abs(line - x)
        if distance > BESIDE:
            continue
        moves = slice(max(first - 1, 0), last)
        if distance < 1:
            inner = slice(first, max(last - 1, first))
            if kin:
                lengths = np.diff(np.array(grid.ys))[inner]
                fields.down[i, inner] -= np.minimum(lengths * (1 - SHARED), fields.down[i, inner] * 0.4)
            else:
                fields.down[i, moves] += FORBIDDEN
            fields.along[i, first:last] += CROSSING * (0.3 if kin else 1)
            if not kin:
                fields.turn[i, first:last] += TOUCH
        elif not kin:
            fields.down[i, moves] *= 1 + CROWDED


def make_costs(grid: Grid, segments: Iterable[Segment], source: str, target: str) -> Costs:
    """What each move and turn costs a flow from `source` to `target`, given the flows already there."""
    n, m = len(grid.xs), len(grid.ys)
    gaps_x = np.diff(np.array(grid.xs)).reshape(n - 1, 1)
    gaps_y = np.diff(np.array(grid.ys)).reshape(1, m - 1)
    fields = _Fields(
        np.repeat(gaps_x, m, axis=1).astype(float),
        np.repeat(gaps_y, n, axis=0).astype(float),
        np.zeros((n, m)),
        np.zeros((n, m)),
        np.zeros((n, m)),
    )
    for segment in segments:
        kin = segment.source == source or segment.target == target
        flat = abs(segment.start[1] - segment.end[1]) < NEAR
        (_add_horizontal if flat else _add_vertical)(grid, fields, segment, kin=kin)
    return Costs(
        fields.right.tolist(), fields.down.tolist(), fields.across.tolist(), fields.along.tolist(), fields.turn.tolist()
    )
