"""Steps of several cases that are done together, as somebody begins: all at once, or one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.hours import finish
from engine.simulation.kernel.queues import lengthen, plan
from engine.simulation.kernel.spans import at_pace
from engine.simulation.layout import (
    AT_WORK,
    BA_FACTORS,
    BA_FACTORS_SIZE,
    BA_TOGETHER,
    G_NOW,
    N_BATCH,
    N_POOL,
    P_STATS,
    S_CALENDAR,
    T_EVENT,
    T_FLOW,
    T_INDEX,
    T_NODE,
    T_OPENED,
    T_STAFF,
    T_STARTED,
    T_STATE,
    T_TURN,
    T_VISIT,
    T_WORK,
    Z_STARTED,
    Z_WAIT,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def begin_batch(m: Integers, x: Floats, batch: int, staff: int) -> None:
    """Somebody of `staff`, who is counted as busy, takes a batch, now."""
    now = m[G_NOW]
    node = m[batch + T_NODE]
    count = m[batch + T_TURN]
    pool = m[node + N_POOL]
    if m[batch + T_INDEX] == 1:
        lengthen(m, x, pool, 1 - count)
    stats = m[pool + P_STATS]
    x[stats + Z_STARTED] += float(count)
    x[stats + Z_WAIT] += float(count) * float(now - m[batch + T_OPENED])
    m[batch + T_VISIT] = count
    t = m[batch + T_FLOW]
    if m[m[node + N_BATCH] + BA_TOGETHER] == 0:
        begin_next(m, x, batch)
        return
    work = work_of(m, x, batch, t)
    m[batch + T_WORK] = finish(m, m[staff + S_CALENDAR], now, work)
    m[t + T_EVENT] = plan(m, m[batch + T_WORK], t)
    while t != 0:
        m[t + T_STATE] = AT_WORK
        m[t + T_STARTED] = now
        m[t + T_STAFF] = staff
        m[t + T_WORK] = work
        t = m[t + T_FLOW]


def begin_next(m: Integers, x: Floats, batch: int) -> None:
    """Whoever does a batch one after the other goes on with its first."""
    t = m[batch + T_FLOW]
    staff = m[batch + T_STAFF]
    now = m[G_NOW]
    work = work_of(m, x, batch, t)
    m[t + T_STATE] = AT_WORK
    m[t + T_STARTED] = finish(m, m[staff + S_CALENDAR], now, 1) - 1  # at the next opening, if it closes just now
    m[t + T_STAFF] = staff
    m[t + T_WORK] = work
    m[t + T_EVENT] = plan(m, finish(m, m[staff + S_CALENDAR], now, work), t)


def work_of(m: Integers, x: Floats, batch: int, t: int) -> int:
    """How long a batch takes, or one of it, by how many there were as it began."""
    row = m[m[batch + T_NODE] + N_BATCH]
    count = float(m[batch + T_VISIT])
    factor = 1.0
    at = m[row + BA_FACTORS]
    for place in range(at, at + 2 * m[row + BA_FACTORS_SIZE], 2):
        if x[place] <= count:
            factor = x[place + 1]
    return int(float(at_pace(m, x, t, m[batch + T_STAFF])) * factor + 0.5)
