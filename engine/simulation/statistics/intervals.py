"""Estimates with confidence intervals, in plain Python: a small what-if may not wait for NumPy or SciPy.

The methods and where they stand: Student's t over replications and batch means (Law, Simulation Modeling and Analysis,
ch. 9), Wilson 1927 and Clopper–Pearson 1934 for shares, order statistics for quantiles (David & Nagaraja, Order
Statistics, 7.1). Each estimate names the one it used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEVEL = 0.95
_TINY = 1e-300
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and the interval that holds it with 95 %.

    `low` or `high` is None where so few values cannot bound it on that side, `value` where there is none at all.
    `method`: `t` (over replications), `batches`, `cases` (t over cases as if they were independent),
    `order_statistics`, `wilson`, `clopper_pearson`, `compound_poisson`, `littles_law`, `too_few` (a single value, or a
    single run in which nobody waited, bounds nothing) or `none`.
    """

    value: float | None
    low: float | None
    high: float | None
    method: str

    @property
    def known(self) -> bool:
        """Whether it has both bounds."""
        return self.low is not None and self.high is not None

    def within(self, low: float, high: float) -> Estimate:
        """The same, its bounds kept inside what the number can be."""
        return Estimate(
            self.value,
            None if self.low is None else min(max(self.low, low), high),
            None if self.high is None else max(min(self.high, high), low),
            self.method,
        )

    def interval(self, digits: int = 6) -> list[float | None] | None:
        """Low and high, rounded; None where neither is known."""
        if self.low is None and self.high is None:
            return None
        return [rounded(self.low, digits), rounded(self.high, digits)]

    def as_record(self, digits: int = 6) -> dict[str, Any]:
        """As JSON values."""
        return {"value": rounded(self.value, digits), "ci": self.interval(digits), "method": self.method}


NOTHING = Estimate(None, None, None, "none")


def rounded(value: float | None, digits: int = 6) -> float | None:
    """Rounded for a record, without a negative zero."""
    return None if value is None else round(float(value), digits) + 0.0


def over_replications(values: Sequence[float], level: float = LEVEL) -> Estimate:
    """The mean of independent values, one of each replication, with Student's t."""
    return _student(values, "t", level)


def of_correlated(values: Sequence[float], level: float = LEVEL) -> Estimate:
    """The mean of one run's values in order: by batch means, or where they are too few for batches, by t over the
    values as if they were independent.
    """
    means = batch_means(values)
    if not means:
        return _student(values, "cases", level)
    spread = _student(means, "batches", level)
    mean = math.fsum(values) / len(values)
    if spread.value is None or spread.high is None:
        return spread
    half = spread.high - spread.value
    return Estimate(mean, mean - half, mean + half, "batches")


def _student(values: Sequence[float], method: str, level: float) -> Estimate:
    if not len(values):
        return NOTHING
    mean = total(values) / len(values)
    if len(values) == 1:
        return Estimate(mean, None, None, "too_few")
    half = t_quantile((1 + level) / 2, len(values) - 1) * math.sqrt(variance(values) / len(values))
    return Estimate(mean, mean - half, mean + half, method)


BATCHES = 20
_LEAST = 10  # values in a batch


def batch_means(values: Sequence[float]) -> list[float]:
    """The means of 20 batches of equal length, in order; empty where a batch would hold fewer than 10. What is left
    over at the front is left out.
    """
    size = len(values) // BATCHES
    if size < _LEAST:
        return []
    first = len(values) - BATCHES * size
    starts = range(first, len(values), size)
    return [total(values[start : start + size]) / size for start in starts]


def design_effect(values: Sequence[float]) -> float:
    """How many cases of one run say as much as one independent case: 1 or more, from batch means. Where there are too
    few for batches it is 1.
    """
    means = batch_means(values)
    spread = variance(values) if means else 0.0
    if spread <= 0:
        return 1.0
    return max(1.0, len(values) // BATCHES * variance(means) / spread)


def total(values: Any) -> float:
    """The sum of a list, or of an array in its own quick way."""
    return float(values.sum()) if hasattr(values, "sum") else math.fsum(values)


def variance(values: Any) -> float:
    """The unbiased variance; 0 of fewer than two."""
    count = len(values)
    if count < 2:  # noqa: PLR2004 - a variance takes two
        return 0.0
    if hasattr(values, "var"):
        return float(values.var(ddof=1))
    mean = math.fsum(values) / count
    return math.fsum((value - mean) ** 2 for value in values) / (count - 1)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of ascending values, linear between neighbours (type 7 of Hyndman & Fan)."""
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low]) + (place - low) * (float(ordered[high]) - float(ordered[low]))


def by_order(ordered: Sequence[float], share: float, effect: float = 1.0, level: float = LEVEL) -> Estimate:
    """A quantile of one run and the order statistics that hold it, after the binomial distribution in its normal
    approximation with a correction for continuity; `effect` widens it where the values depend upon each other. A side
    that the values do not reach is None.
    """
    count = len(ordered)
    if count == 0:
        return NOTHING
    half = normal_quantile((1 + level) / 2) * math.sqrt(effect * count * share * (1 - share)) + 0.5
    low, high = math.floor(count * share - half), math.ceil(count * share + half)
    return Estimate(
        quantile(ordered, share),
        float(ordered[low]) if low >= 0 else None,
        float(ordered[high]) if high < count else None,
        "order_statistics",
    )


def wilson(hits: float, count: float, level: float = LEVEL) -> Estimate:
    """A share by the score of Wilson."""
    if count <= 0:
        return NOTHING
    z = normal_quantile((1 + level) / 2)
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return Estimate(share, max(middle - half, 0.0), min(middle + half, 1.0), "wilson")


def clopper_pearson(hits: float, count: float, level: float = LEVEL) -> Estimate:
    """A share by Clopper and Pearson: never too narrow, also for no hit at all."""
    if count <= 0:
        return NOTHING
    tail = (1 - level) / 2
    low = 0.0 if hits <= 0 else beta_quantile(tail, hits, count - hits + 1)
    high = 1.0 if hits >= count else beta_quantile(1 - tail, hits + 1, count - hits)
    return Estimate(hits / count, low, high, "clopper_pearson")


# ── quantiles of distributions ──────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=64)
def normal_quantile(share: float) -> float:
    """The standard normal distribution's quantile, for a share of 0.5 or more."""
    return _solve(lambda x: math.erf(x / math.sqrt(2)), 2 * share - 1, 0.0, 40.0)


_LARGE = 60  # degrees of freedom from which on the expansion is exact to nine digits
_CLOSE = 1e-13


@lru_cache(maxsize=256)
def t_quantile(share: float, freedom: int) -> float:
    """Student's t distribution's quantile, for a share of 0.5 or more: in closed form for one and two degrees of
    freedom, of many by its expansion in powers of their inverse (Abramowitz & Stegun 26.7.5), else by Newton's method
    from there.
    """
    if freedom == 1:
        return math.tan(math.pi * (share - 0.5))
    if freedom == 2:  # noqa: PLR2004 - the second closed form
        return (2 * share - 1) * math.sqrt(1 / (2 * share * (1 - share)))
    found = _expanded(normal_quantile(share), freedom)
    if freedom >= _LARGE:
        return found
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)
    for _ in range(_STEPS):
        below = 1 - incomplete_beta(freedom / (freedom + found * found), freedom / 2, 0.5) / 2
        step = (share - below) / (scale * (1 + found * found / freedom) ** (-(freedom + 1) / 2))
        found += step
        if abs(step) <= _CLOSE * found:
            break
    return found


def _expanded(z: float, freedom: int) -> float:
    square = z * z
    terms = (
        (square + 1) * z / 4,
        ((5 * square + 16) * square + 3) * z / 96,
        (((3 * square + 19) * square + 17) * square - 15) * z / 384,
        ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) * z / 92160,
    )
    return z + math.fsum(term / freedom**power for power, term in enumerate(terms, start=1))


@lru_cache(maxsize=4096)
def beta_quantile(share: float, a: float, b: float) -> float:
    """The beta distribution's quantile."""
    return _solve(lambda x: incomplete_beta(x, a, b), share, 0.0, 1.0)


def _solve(function: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function has a value, by halving."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if function(middle) < wanted else (low, middle)
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by Lentz' continued fraction (NIST DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x > (a + 1) / (a + b + 2):
        return 1 - front * _fraction(1 - x, b, a) / b
    return front * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    value = d
    for n in range(1, 10_000):
        for part in (
            n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)),
            -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1)),
        ):
            d = 1 / _off_zero(1 + part * d)
            c = _off_zero(1 + part / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:  # noqa: PLR2004 - as far as floats reach
            break
    return value


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
