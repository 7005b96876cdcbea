"""The shape of what was measured: the distribution that explains spans best."""

from __future__ import annotations

import math
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from engine.simulation.scenario.values import Draw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FEW = 8  # fewer spans than this are taken as they are
STEADY = 0.02  # spans that differ by less than this share of their mean are all alike
_EMPIRICAL = 200


def shape(spans: Sequence[float], unit: str) -> Draw:
    """The likeliest of exponential, gamma, lognormal and normal with the spans' mean and deviation; spans among which
    some are nothing, and few of them, stand for themselves.
    """
    values = sorted(max(span, 0.0) for span in spans)
    mean, deviation = fmean(values), pstdev(values)
    if deviation <= STEADY * mean or mean <= 0:
        return Draw("fixed", (digits(mean),), unit=unit)
    if len(values) < FEW or values[0] <= 0:
        return Draw("empirical", tuple(digits(v) for v in _quantiles(values)), unit=unit)
    likeliest = max(_LIKELIHOODS, key=lambda kind: _LIKELIHOODS[kind](values, mean, deviation))
    numbers = (mean,) if likeliest == "exponential" else (mean, deviation)
    return Draw(likeliest, tuple(digits(n) for n in numbers), unit=unit)


def _gamma(values: Sequence[float], mean: float, deviation: float) -> float:
    form, scale = (mean / deviation) ** 2, deviation**2 / mean
    constant = math.lgamma(form) + form * math.log(scale)
    return math.fsum((form - 1) * math.log(v) - v / scale - constant for v in values)


def _lognormal(values: Sequence[float], mean: float, deviation: float) -> float:
    variance = math.log1p((deviation / mean) ** 2)
    middle = math.log(mean) - variance / 2
    constant = 0.5 * math.log(2 * math.pi * variance)
    return math.fsum(-math.log(v) - (math.log(v) - middle) ** 2 / (2 * variance) - constant for v in values)


def _normal(values: Sequence[float], mean: float, deviation: float) -> float:
    if mean < 3 * deviation:
        return -math.inf  # cut off at 0 it would have another mean
    constant = 0.5 * math.log(2 * math.pi) + math.log(deviation)
    return math.fsum(-(((v - mean) / deviation) ** 2) / 2 - constant for v in values)


def _exponential(values: Sequence[float], mean: float, deviation: float) -> float:
    """Of one number, so it wins against a gamma that is hardly likelier."""
    return 1.0 - len(values) * math.log(mean) - math.fsum(values) / mean if deviation else -math.inf


_LIKELIHOODS: dict[str, Callable[[Sequence[float], float, float], float]] = {
    "exponential": _exponential,
    "gamma": _gamma,
    "lognormal": _lognormal,
    "normal": _normal,
}


def _quantiles(values: Sequence[float]) -> Sequence[float]:
    """The values, or of many as many as can be read, evenly from the lowest to the highest."""
    if len(values) <= _EMPIRICAL:
        return values
    parts = [values[n * len(values) // _EMPIRICAL : (n + 1) * len(values) // _EMPIRICAL] for n in range(_EMPIRICAL)]
    return [fmean(part) for part in parts]


def digits(number: float) -> float:
    """Six digits that count, for people to read."""
    return float(f"{number:.6g}")
