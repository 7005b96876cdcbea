"""Distributions as Prosimos writes them, in seconds.

Their parameters stand in a list: `fix` has its value; `uniform` its bounds; `expon` mean, least and most; `norm` mean,
standard deviation, least and most; `lognorm` and `gamma` mean, variance, least and most. What falls outside is drawn
again. An exponential begins at its least value: the mean less that is its scale.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.simulation.inputs import Distribution
from engine.simulation.kernel.chance import blend
from engine.simulation.kernel.draws import draw
from engine.simulation.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.simulation.prosimos.document import Item

HOUR = 3600.0
_SIZES = {"fix": 1, "uniform": 2, "expon": 3, "norm": 4, "lognorm": 4, "gamma": 4}
_FAR = 3.0  # scales below the least value, from which on drawing again would take too long
_BINS = 2_000
_DRAWS = 20_000
_MICROS = 3.6e9  # the kernel counts in microseconds


def span(item: Item) -> Distribution:
    """A duration, in hours.

    Raises:
        SimulationError: The distribution is none that Prosimos draws, or its numbers cannot be.
    """
    return _read(item, HOUR)


def number(item: Item, start: datetime) -> Distribution:
    """A number without a unit, of 0 or more. With bounds it is one of twenty thousand draws: bounds are for spans."""
    found = _read(item, 1.0)
    if found.kind in ("fixed", "uniform") or (found.low <= 0 and found.high == math.inf and found.kind != "normal"):
        return found
    one = sampler(found, start)
    return Distribution.empirical([one(n) for n in range(_DRAWS)])


def sampler(given: Distribution, start: datetime) -> Callable[[int], float]:
    """The n-th draw, made as the kernel does it for spans."""
    memory = Memory(start)
    row = memory.distribution(given, "a distribution of the Prosimos file", _MICROS)
    return lambda n: draw(memory.m, memory.x, row, blend(1, 7, n), n, n) / _MICROS


def gaps(item: Item) -> Distribution:
    """The gaps between arrivals: a distribution, or the middles of a histogram's bins."""
    if item.get("distribution_name").value != "histogram_sampling":
        return span(item)
    data = item.get("histogram_data")
    shares = [share.number() for share in data.get("cdf").items()]
    middles = [middle.number() / HOUR for middle in data.get("bin_midpoints").items()]
    if len(shares) != len(middles) or not shares or shares != sorted(shares) or shares[0] < 0:
        raise data.wrong("a cdf that rises, with a middle for each of its bins,")
    weights: dict[bool | float | str | None, float] = {}
    for middle, share, before in zip(middles, shares, [0.0, *shares], strict=False):
        weights[middle] = weights.get(middle, 0.0) + share - before
    return Distribution.choice(weights)


def _read(item: Item, unit: float) -> Distribution:
    name = item.get("distribution_name")
    if name.value not in _SIZES:
        raise name.wrong(f"a distribution that Prosimos 2 draws ({', '.join(_SIZES)})")
    given = [value.get("value").number() for value in item.get("distribution_params").items()]
    if len(given) < _SIZES[name.value]:
        raise item.get("distribution_params").wrong(f"{_SIZES[name.value]} numbers for {name.value}")
    values = given[: _SIZES[name.value]]
    try:
        made: Distribution = _KINDS[name.value](unit, *values)
    except ValueError as error:
        raise item.wrong(f"{error}") from error
    return made


def _fix(unit: float, value: float) -> Distribution:
    return Distribution.fixed(_not_negative(value) / unit)


def _uniform(unit: float, low: float, high: float) -> Distribution:
    _check_bounds(low, high)
    return Distribution.uniform(max(low, 0.0) / unit, high / unit)


def _exponential(unit: float, mean: float, low: float, high: float) -> Distribution:
    _check_bounds(low, high)
    scale = mean - low if mean >= low else mean
    if scale <= 0:
        return Distribution.fixed(_not_negative(max(mean, low)) / unit)
    if low <= _FAR * scale and high - low >= scale / 2:  # without memory: what lies above `low` begins there
        return replace(Distribution.exponential(scale / unit), low=max(low, 0.0) / unit, high=high / unit)
    reached = -math.expm1(-(high - low) / scale)  # the share of the whole that lies below `high`
    edges = [low - scale * math.log1p(-reached * n / _BINS) for n in range(_BINS)]
    edges.append(min(high, edges[-1] + 4 * scale))
    return Distribution.histogram([max(e, 0.0) / unit for e in edges], [1.0] * _BINS)


def _normal(unit: float, mean: float, deviation: float, low: float, high: float) -> Distribution:
    _check_bounds(low, high)
    made = Distribution.normal(_not_negative(mean) / unit, _not_negative(deviation) / unit)
    return replace(made, low=max(low, 0.0) / unit, high=high / unit)


def _lognormal(unit: float, mean: float, variance: float, low: float, high: float) -> Distribution:
    _check_bounds(low, high)
    made = Distribution.lognormal(_not_negative(mean) / unit, math.sqrt(_not_negative(variance)) / unit)
    return replace(made, low=max(low, 0.0) / unit, high=high / unit)


def _gamma(unit: float, mean: float, variance: float, low: float, high: float) -> Distribution:
    made = _lognormal(unit, mean, variance, low, high)
    return replace(made, kind="gamma")


_KINDS: dict[str, Callable[..., Distribution]] = {
    "fix": _fix,
    "uniform": _uniform,
    "expon": _exponential,
    "norm": _normal,
    "lognorm": _lognormal,
    "gamma": _gamma,
}


def _not_negative(value: float) -> float:
    if value < 0:
        raise ValueError("numbers of 0 or more")
    return value


def _check_bounds(low: float, high: float) -> None:
    if not (low <= high and high >= 0):
        raise ValueError("bounds that rise and are not below 0")
