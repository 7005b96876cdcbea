"""Estimates with their intervals, one below another, against a line that they are measured by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.charts import svg
from web.charts.scale import Scale, short, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from web.charts.svg import Frame

TOP, BOTTOM, RIGHT = 6.0, 26.0, 16.0
ROW, NAME = 32.0, 14.0


@dataclass(frozen=True, slots=True)
class Whisker:
    """An estimate and its interval. `kind` is `good`, `bad` or `none`: whether it lies on the better side for sure."""

    label: str
    value: float
    low: float
    high: float
    said: str
    kind: str = "none"


def whiskers(frame: Frame, rows: Sequence[Whisker], zero: float = 0.0) -> Markup:
    """Points with whiskers, against a line at `zero`."""
    names = max((svg.width_of(row.label) for row in rows), default=0) + 12
    said = max((svg.width_of(row.said) for row in rows), default=0) + 12
    label = 0.0 if frame.is_narrow else min(names, frame.width * 0.3)
    ends = [zero, *(row.low for row in rows), *(row.high for row in rows)]
    low, high = min(ends), max(ends)
    margin = (high - low) * 0.06 or 1.0
    x = Scale(low - margin, high + margin, label, frame.width - (RIGHT if frame.is_narrow else said))
    height = ROW + (NAME if frame.is_narrow else 0)
    foot = TOP + height * len(rows)
    drawn = []
    for value in ticks(x.low, x.high, int((x.stop - x.start) / 70)):
        drawn.append(svg.line(x(value), TOP, x(value), foot, "chart-grid"))
        drawn.append(svg.text(x(value), foot + 17, short(value), "chart-mark", "middle"))
    drawn.append(svg.text(frame.width, foot + 17, frame.unit, "chart-unit", "end"))
    drawn.append(svg.line(x(zero), TOP, x(zero), foot, "chart-zero"))
    for number, row in enumerate(rows):
        drawn += _row(row, x, TOP + height * number, frame)
    return svg.picture(frame, foot + BOTTOM, drawn)


def _row(row: Whisker, x: Scale, top: float, frame: Frame) -> list[Markup]:
    above = frame.is_narrow
    y = top + (30 if above else ROW / 2)
    base = top + 15 if above else y + 4
    room = frame.width - svg.width_of(row.said) - 12 if above else x.start - 10
    place, anchor = (0.0, "start") if above else (x.start - 8, "end")
    kind = f"chart-whisker is-{row.kind}"
    return [
        svg.text(place, base, svg.shortened(row.label, room), "chart-label", anchor),
        svg.text(frame.width, base, row.said, "chart-value", "end"),
        svg.line(x(row.low), y, x(row.high), y, kind),
        svg.line(x(row.low), y - 5, x(row.low), y + 5, kind),
        svg.line(x(row.high), y - 5, x(row.high), y + 5, kind),
        svg.tag("circle", svg.tag("title", row.said), cx=x(row.value), cy=y, r=5, class_=kind),
    ]
