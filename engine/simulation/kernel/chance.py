"""Random numbers that depend upon nothing but their key: a hash of counters, no state.

A key is made from the replication, the case, the element and how often the case has come to it. So the same case meets
the same luck in every scenario, in whatever order events happen, compiled or not.

`U` and `I` turn numbers into unsigned words and back. In plain Python they do nothing and `MASK` keeps words to 64
bits; compiled, they are NumPy's types, and the constants below are words too (see `compiled`).
"""


# ruff: noqa: PLR2004 - plain functions, compiled as they stand

from __future__ import annotations

import math

U = int
I = int  # noqa: E741 - the pair of U
MASK = (1 << 64) - 1
STRIDE = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
S30, S27, S31, S1 = 30, 27, 31, 1
WORDS = ("MASK", "STRIDE", "FIRST", "SECOND", "S30", "S27", "S31", "S1")

UNIT = 2.0**-52


def blend(key: int, salt: int, number: int) -> int:
    """A key of 63 bits from three: Steele, Lea and Flood's finaliser of SplitMix (2014) over their sum."""
    word = (U(key) + U(salt) + U(number) * STRIDE) & MASK
    word = ((word ^ (word >> S30)) * FIRST) & MASK
    word = ((word ^ (word >> S27)) * SECOND) & MASK
    return I((word ^ (word >> S31)) >> S1)


def uniform(key: int) -> float:
    """A number between 0 and 1, neither of them included."""
    return ((key >> 11) + 0.5) * UNIT


def normal(p: float) -> float:
    """The quantile of the standard normal distribution: Wichura's algorithm AS 241 (1988), to about 1 in 10¹⁶."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        above = (
            ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
             + 133.14166789178437745) * r + 3.387132872796366608
        )  # fmt: skip
        below = (
            ((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
             + 42.313330701600911252) * r + 1.0
        )  # fmt: skip
        return q * above / below
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        above = (
            ((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
             + 4.6303378461565452959) * r + 1.42343711074968357734
        )  # fmt: skip
        below = (
            ((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
             + 2.05319162663775882187) * r + 1.0
        )  # fmt: skip
    else:
        r -= 5.0
        above = (
            ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
             + 5.4637849111641143699) * r + 6.6579046435011037772
        )  # fmt: skip
        below = (
            ((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
             + 0.59983220655588793769) * r + 1.0
        )  # fmt: skip
    return -above / below if q < 0.0 else above / below


def gamma(key: int, shape: float) -> float:
    """A gamma variate of scale 1 by Marsaglia and Tsang (2000)."""
    boost = 1.0
    if shape < 1.0:
        boost = math.pow(uniform(blend(key, 7, 0)), 1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    turn = 0
    while True:
        z = normal(uniform(blend(key, 11, turn)))
        v = 1.0 + c * z
        if v > 0.0:
            v = v * v * v
            if math.log(uniform(blend(key, 13, turn))) < 0.5 * z * z + d - d * v + d * math.log(v):
                return d * v * boost
        turn += 1
