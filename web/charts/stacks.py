"""What something is made of: bars of several parts, one below another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.charts import svg
from web.charts.scale import Scale, ceiling, short, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from web.charts.svg import Frame

TOP, BOTTOM, RIGHT = 4.0, 26.0, 54.0
ROW, BAR, NAME = 30.0, 15.0, 16.0
GAP, BOLD, LEAST = 6.0, 1.1, 40.0  # before what stands at the end of a bar; how much wider it is; room for the bars


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar: its name, what it is made of in the order of the parts, and what stands at its end."""

    label: str
    values: Sequence[float]
    said: str


def stacks(frame: Frame, rows: Sequence[Stack], parts: Sequence[tuple[str, str]]) -> Markup:
    """Bars from left to right, with the names before them, or above them where it is narrow.

    Args:
        frame: What every chart has.
        rows: The bars.
        parts: Name and class of every part.
    """
    names = max((svg.width_of(row.label) for row in rows), default=0) + 12
    label = 0.0 if frame.is_narrow else min(names, frame.width * 0.36)
    height = ROW + (NAME if frame.is_narrow else 0)
    high = ceiling(max((sum(row.values) for row in rows), default=1.0), 5)
    x = Scale(0, high, label, _stop(frame, rows, label, high))
    foot = TOP + height * len(rows)
    drawn = []
    for value in ticks(0, high, int((x.stop - x.start) / 80)):
        drawn.append(svg.line(x(value), TOP, x(value), foot, "chart-grid"))
        drawn.append(svg.text(x(value), foot + 17, short(value), "chart-mark", "middle" if value else "start"))
    drawn.append(svg.text(frame.width, foot + 17, frame.unit, "chart-unit", "end"))
    for number, row in enumerate(rows):
        drawn += _row(row, parts, x, TOP + height * number)
    drawn.append(svg.line(label, TOP, label, foot, "chart-axis"))
    return svg.picture(frame, foot + BOTTOM, drawn)


def _stop(frame: Frame, rows: Sequence[Stack], start: float, high: float) -> float:
    """Where the scale ends: what is said behind a bar still fits into the drawing."""
    rooms = [(sum(row.values) / high, frame.width - GAP - BOLD * svg.width_of(row.said) - start) for row in rows]
    ends = [start + room / share for share, room in rooms if share > 0]
    return max(min([frame.width - RIGHT, *ends]), start + LEAST)


def _row(row: Stack, parts: Sequence[tuple[str, str]], x: Scale, top: float) -> list[Markup]:
    above = not x.start
    y = top + (22 if above else (ROW - BAR) / 2)
    if above:
        drawn = [svg.text(0, top + 15, svg.shortened(row.label, x.stop + RIGHT), "chart-label")]
    else:
        drawn = [svg.text(x.start - 8, y + BAR - 3, svg.shortened(row.label, x.start - 10), "chart-label", "end")]
    done = 0.0
    for (part, kind), value in zip(parts, row.values, strict=True):
        if value > 0:
            drawn.append(svg.box((x(done), x(done + value)), y, BAR, kind, f"{row.label} · {part} {value:.1f}"))
        done += value
    drawn.append(svg.text(x(done) + GAP, y + BAR - 3, row.said, "chart-value"))
    return drawn
