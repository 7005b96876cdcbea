"""How long a queue was, day by day, with the days on which nobody works shaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from web.charts import svg
from web.charts.scale import Axes, Scale, ceiling, short, ticks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from web.charts.svg import Frame

LEFT, RIGHT, TOP, BOTTOM, PLOT = 46.0, 14.0, 24.0, 26.0, 96.0
MONTH = 46.0  # room for the name of a month
DAY = 24.0


@dataclass(frozen=True, slots=True)
class Shade:
    """Days from `first` to `last` on which nobody works; `name` of the holiday, empty for a weekend."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How many waited: `values` one after another from `first`, each over `hours`."""

    first: date
    hours: float
    values: Sequence[float]

    @property
    def days(self) -> float:
        """How long it is."""
        return self.hours * len(self.values) / DAY


def course(
    frame: Frame, one: Course, shades: Sequence[Shade], month: Callable[[date], str], *, highest: float = 0.0
) -> Markup:
    """An area under the length of a queue.

    Args:
        frame: What every chart has; its unit is what waits.
        one: The queue.
        shades: The days without work.
        month: Says a month, from its first day.
        highest: Where the axis ends at least, so that several charts can share it.

    Raises:
        ValueError: There is nothing to draw.
    """
    if not one.values or one.hours <= 0:
        raise ValueError(f"Expected a course with values, but came {len(one.values)} of {one.hours} hours")
    most = ceiling(max(highest, *one.values, 1.0), 3)
    axes = Axes(Scale(0, one.days, LEFT, frame.width - RIGHT), Scale(0, most, TOP + PLOT, TOP))
    parts = [*_shades(one, shades, axes), *_marks(axes, frame), *_months(one, axes, month), _area(one, axes)]
    parts.append(svg.line(LEFT, axes.y(0), frame.width - RIGHT, axes.y(0), "chart-axis"))
    return svg.picture(frame, TOP + PLOT + BOTTOM, parts)


def _shades(one: Course, shades: Sequence[Shade], axes: Axes) -> list[Markup]:
    """The days without work; a holiday's name stands above it where no other does, and else in its tip."""
    x, y = axes.x, axes.y
    parts = []
    free = 0.0
    for shade in shades:
        begin, end = (shade.first - one.first).days, (shade.last - one.first).days + 1
        if end <= 0 or begin >= x.high:
            continue
        kind = "chart-holiday" if shade.name else "chart-rest"
        parts.append(svg.box((x(begin), x(end)), y.stop, y.start - y.stop, kind, shade.name))
        room = svg.width_of(shade.name) / 2
        middle = min(max((x(begin) + x(end)) / 2, LEFT + room), x.stop - room)
        if shade.name and middle - room >= free:
            parts.append(svg.text(middle, TOP - 8, shade.name, "chart-mark", "middle"))
            free = middle + room + 6
    return parts


def _marks(axes: Axes, frame: Frame) -> list[Markup]:
    parts = []
    for value in ticks(0, axes.y.high, 3):
        place = axes.y(value)
        parts.append(svg.line(LEFT, place, frame.width - RIGHT, place, "chart-grid"))
        parts.append(svg.text(LEFT - 7, place + 4, short(value), "chart-mark", "end"))
    parts.append(svg.text(0, TOP - 8, frame.unit, "chart-unit"))
    return parts


def _months(one: Course, axes: Axes, month: Callable[[date], str]) -> list[Markup]:
    parts: list[Markup] = []
    x, foot = axes.x, axes.y(0)
    free = x.start
    day = one.first.replace(day=1)
    while (day - one.first).days < one.days:
        place = (day - one.first).days
        if place >= 0:
            parts.append(svg.line(x(place), foot, x(place), foot + 5, "chart-axis"))
        if x(place) >= free and x.stop - x(place) > MONTH / 2:
            parts.append(svg.text(x(place) + 3, foot + 18, month(day), "chart-mark"))
            free = x(place) + MONTH
        day = (day + timedelta(days=32)).replace(day=1)
    return parts


def _area(one: Course, axes: Axes) -> Markup:
    """Steps: each value holds over its stretch, and those that are as high as the one before go on in one line."""
    wide, foot = one.hours / DAY, svg.number(axes.y(0))
    path, before = f"M{svg.number(axes.x(0))},{foot}", foot
    for number, value in enumerate(one.values):
        height = svg.number(axes.y(value))
        if height != before:
            path += f"H{svg.number(axes.x(wide * number))}V{height}"
            before = height
    end = svg.number(axes.x(wide * len(one.values)))
    return svg.tag("path", d=f"{path}H{end}V{foot}Z", class_="chart-area")
