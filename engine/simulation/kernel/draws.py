"""Draws from the distributions of the inputs."""


# ruff: noqa: C901, PLR0911, PLR0913, PLR2004 - plain functions, compiled as they stand

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.simulation.kernel.chance import blend, gamma, normal, uniform
from engine.simulation.layout import (
    BY_CASE,
    BY_VISIT,
    CHOICE,
    D_COUNT,
    D_KIND,
    D_LOW,
    D_VALUES,
    EMPIRICAL,
    EXPONENTIAL,
    FIXED,
    GAMMA,
    LOGNORMAL,
    NORMAL,
    TRIANGULAR,
    UNIFORM,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def draw(m: Integers, x: Floats, row: int, key: int, case: int, visit: int) -> float:
    """A value of the distribution at `row`. Outside of its bounds it is drawn again, so that the tail is cut off and
    nothing is heaped up at the bound.
    """
    kind = m[row + D_KIND]
    if kind == FIXED:
        return x[m[row + D_VALUES]]
    value = sample(m, x, row, kind, key, case, visit)
    if m[row + D_LOW] < 0:
        return value
    low = x[m[row + D_LOW]]
    high = x[m[row + D_LOW] + 1]
    again = 0
    while not low <= value <= high:
        again += 1
        if again == 1000:
            return min(max(value, low), high)
        value = sample(m, x, row, kind, blend(key, 17, again), case, visit)
    return value


def sample(m: Integers, x: Floats, row: int, kind: int, key: int, case: int, visit: int) -> float:
    """A value before the bounds are looked at."""
    at = m[row + D_VALUES]
    count = m[row + D_COUNT]
    if kind == BY_CASE:
        return x[at + case % count]
    if kind == BY_VISIT:
        return x[at + min(visit, count - 1)]
    if kind == GAMMA:
        return gamma(key, x[at]) * x[at + 1]
    u = uniform(key)
    if kind == EXPONENTIAL:
        return -x[at] * math.log(u)
    if kind == UNIFORM:
        return x[at] + (x[at + 1] - x[at]) * u
    if kind == LOGNORMAL:
        return math.exp(x[at] + x[at + 1] * normal(u))
    if kind == NORMAL:
        return x[at] + x[at + 1] * normal(u)
    if kind == TRIANGULAR:
        low = x[at]
        width = x[at + 2] - low
        turn = (x[at + 1] - low) / width if width > 0.0 else 0.0
        if u < turn:
            return low + math.sqrt(u * width * (x[at + 1] - low))
        return x[at + 2] - math.sqrt((1.0 - u) * width * (x[at + 2] - x[at + 1]))
    if kind == EMPIRICAL:
        return x[at + min(int(u * count), count - 1)]
    # What is left goes by cumulated weights: `count` of them, then the values or the edges.
    place = ranked(x, at, count, u)
    values = at + count
    if kind == CHOICE:
        return x[values + place]
    below = x[at + place - 1] if place > 0 else 0.0
    share = (u - below) / (x[at + place] - below)
    return x[values + place] + (x[values + place + 1] - x[values + place]) * share


def ranked(x: Floats, at: int, count: int, u: float) -> int:
    """The first of `count` rising numbers that is above `u`; the last one if none is."""
    low = 0
    high = count - 1
    while low < high:
        middle = (low + high) // 2
        if x[at + middle] > u:
            high = middle
        else:
            low = middle + 1
    return low
