"""How often a span was how long: a histogram with the limit drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.charts import svg
from web.charts.scale import Axes, Scale, ceiling, short, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from web.charts.svg import Frame

LEFT, RIGHT, BOTTOM, ROW, PLOT = 46.0, 14.0, 44.0, 21.0, 190.0
MARK = 68.0  # room for one mark of the axis
WIDE = 4.0  # bins wider than this have a gap between them


@dataclass(frozen=True, slots=True)
class Flag:
    """A value drawn as a line with words. `kind` is `limit`, or `mark` for a quantile."""

    value: float
    label: str
    kind: str = "mark"


def distribution(frame: Frame, edges: Sequence[float], shares: Sequence[float], flags: Sequence[Flag]) -> Markup:
    """A histogram.

    Args:
        frame: What every chart has.
        edges: Where the bins begin and end: one more than there are bins.
        shares: Which share of all falls into each bin, from 0 to 1.
        flags: Limits and quantiles. What lies behind the smallest limit is hatched.

    Raises:
        ValueError: Edges and shares do not go together.
    """
    if len(edges) != len(shares) + 1 or not shares:
        raise ValueError(f"Expected one edge more than shares, but came {len(edges)} and {len(shares)}")
    flags = sorted(flags, key=lambda flag: flag.value)
    top = ROW * len(flags) + 8
    high = max([edges[-1], *(flag.value * 1.02 for flag in flags)])
    most = ceiling(max(shares), 4)
    axes = Axes(Scale(min(edges[0], 0.0), high, LEFT, frame.width - RIGHT), Scale(0, most, top + PLOT, top))
    limit = min((flag.value for flag in flags if flag.kind == "limit"), default=high)
    parts = [svg.hatching(f"{frame.ident}-hatch"), *_marks(axes, frame)]
    for number, share in enumerate(shares):
        if share > 0:
            parts += _bin(axes, frame, (edges[number], edges[number + 1]), share, limit)
    parts.append(svg.line(LEFT, axes.y(0), frame.width - RIGHT, axes.y(0), "chart-axis"))
    for row, flag in enumerate(flags):
        parts += _flag(axes, frame, ROW * row + 14, flag)
    return svg.picture(frame, top + PLOT + BOTTOM, parts)


def _marks(axes: Axes, frame: Frame) -> list[Markup]:
    x, y = axes.x, axes.y
    parts = []
    for value in ticks(0, y.high, 4):
        parts.append(svg.line(LEFT, y(value), frame.width - RIGHT, y(value), "chart-grid"))
        parts.append(svg.text(LEFT - 7, y(value) + 4, f"{short(round(value * 100, 4))}%", "chart-mark", "end"))
    for value in ticks(x.low, x.high, int((x.stop - x.start) / MARK)):
        parts.append(svg.line(x(value), y(0), x(value), y(0) + 5, "chart-axis"))
        parts.append(svg.text(x(value), y(0) + 19, short(value), "chart-mark", "middle"))
    parts.append(svg.text(frame.width - RIGHT, y(0) + 37, frame.unit, "chart-unit", "end"))
    return parts


def _bin(axes: Axes, frame: Frame, edges: tuple[float, float], share: float, limit: float) -> list[Markup]:
    """A bin; where the limit goes through it, only what is behind is hatched."""
    x, y = axes.x, axes.y
    begin, end = edges
    told = f"{short(round(begin, 2))}–{short(round(end, 2))} {frame.unit} {100 * share:.1f}%"
    cut = min(max(limit, begin), end)
    height = y(0) - y(share)
    gap = 0.6 if x(end) - x(begin) > WIDE else 0.0
    parts = []
    if cut > begin:
        parts.append(svg.box((x(begin), x(cut) - gap), y(share), height, "chart-bar", told))
    if cut < end:
        late = {"fill": f"url(#{frame.ident}-hatch)", "class_": "chart-late"}
        wide = max(x(end) - gap - x(cut), 0)
        parts.append(svg.tag("rect", svg.tag("title", told), x=x(cut), y=y(share), width=wide, height=height, **late))
    return parts


def _flag(axes: Axes, frame: Frame, y: float, flag: Flag) -> list[Markup]:
    x = axes.x(flag.value)
    to_the_left = x + svg.width_of(flag.label) + 8 > frame.width
    place, anchor = (x - 6, "end") if to_the_left else (x + 6, "start")
    return [
        svg.line(x, y - 10, x, axes.y(0), f"chart-flag is-{flag.kind}"),
        svg.text(place, y, flag.label, f"chart-flag-text is-{flag.kind}", anchor),
    ]
