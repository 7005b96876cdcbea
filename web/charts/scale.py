"""From values to places, and the round numbers an axis is marked with."""

from __future__ import annotations

import math
from dataclasses import dataclass

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` is drawn at `start`, `high` at `stop`."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        """Where a value is drawn; what lies outside is drawn at the rim."""
        if self.high <= self.low:
            return self.start
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)


@dataclass(frozen=True, slots=True)
class Axes:
    """Both scales of a chart."""

    x: Scale
    y: Scale


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from `low` to `high`, at most about so many.

    Raises:
        ValueError: A bound is not finite.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"Expected finite ends of an axis, but came {low} and {high}")
    if high <= low:
        return [low]
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * step for step in STEPS if power * step >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [_tidy(step * n, step) for n in range(first, last + 1)]


def ceiling(high: float, most: int) -> float:
    """The first round number that is not below `high`: where an axis from 0 ends."""
    if high <= 0:
        return 1.0
    marks = ticks(0, high, most)
    step = marks[1] - marks[0] if len(marks) > 1 else high
    return _tidy(math.ceil(high / step - 1e-9) * step, step)


def _tidy(value: float, step: float) -> float:
    """Without the dust of floating arithmetic: to ten digits of the step."""
    return round(value, 10 - math.floor(math.log10(step)))


def short(value: float) -> str:
    """A mark of an axis: 12, 2.5, 1,200."""
    return f"{value:,.0f}" if value == round(value) else f"{value:g}"
