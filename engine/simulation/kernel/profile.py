"""Arrivals whose rate changes: operational time, the working time that the mean rate would need for as many cases, as
a piecewise linear function of the clock, and its inverse.

A gap is drawn in that operational time and turned into an instant by inversion (Çinlar 1975), so nothing is thinned and
each case draws one number, whatever the rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.hours import beyond
from engine.simulation.layout import (
    DAY,
    V_BEFORE,
    V_COUNT,
    V_ENDS,
    V_RATES,
    V_STARTS,
    W_COUNT,
    W_DAYS,
    W_LOOP,
    W_LOOP_DAYS,
    W_VOLUME,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def after(m: Integers, x: Floats, w: int, now: int, gap: float) -> int:
    """The instant at which `gap` microseconds of operational time have passed since `now`."""
    if gap <= 0.0:
        return now
    day = now // DAY
    place = day
    turn = m[w + W_LOOP_DAYS]
    if place >= m[w + W_COUNT]:
        if turn == 0:
            return beyond(m, w)
        place = m[w + W_LOOP] + (place - m[w + W_LOOP]) % turn
    kind = m[m[w + W_DAYS] + place]
    left = gap + passed(m, x, kind, now - day * DAY)
    whole = x[m[kind + V_BEFORE] + m[kind + V_COUNT]]
    while left > whole:
        left -= whole
        day += 1
        place += 1
        if place == m[w + W_COUNT]:
            if turn == 0:
                return beyond(m, w)
            place = m[w + W_LOOP]
            volume = x[m[w + W_VOLUME]]
            turns = int(left / volume)
            if turns > 0 and turns * volume >= left:  # it ends with the last of them
                turns -= 1
            left -= turns * volume
            day += turns * turn
        kind = m[m[w + W_DAYS] + place]
        whole = x[m[kind + V_BEFORE] + m[kind + V_COUNT]]
    return max(now, day * DAY + instant(m, x, kind, left))


def passed(m: Integers, x: Floats, kind: int, time: int) -> float:
    """The operational time of a day until a time of day."""
    at = 0
    while at < m[kind + V_COUNT] and m[m[kind + V_ENDS] + at] <= time:
        at += 1
    before = x[m[kind + V_BEFORE] + at]
    if at == m[kind + V_COUNT] or time <= m[m[kind + V_STARTS] + at]:
        return before
    return before + (time - m[m[kind + V_STARTS] + at]) * x[m[kind + V_RATES] + at]


def instant(m: Integers, x: Floats, kind: int, left: float) -> int:
    """The time of day at which so much of the day's operational time has passed; 0 on a day that has none."""
    last = m[kind + V_COUNT] - 1
    if last < 0:
        return 0
    before = m[kind + V_BEFORE]
    at = 0
    while at < last and x[before + at + 1] < left:
        at += 1
    since = int((left - x[before + at]) / x[m[kind + V_RATES] + at] + 0.5)
    return min(m[m[kind + V_STARTS] + at] + since, m[m[kind + V_ENDS] + at])
