"""Staff and their queues. A pool is a queue that one or several groups of staff serve; a group is a number of people
with one calendar, and may serve several pools. Nobody is taken off what they have begun.

Somebody who becomes free is free only after all that happens at that instant has happened: then who waits is looked at
as a whole, and what has just arrived does not jump the queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.hours import finish_open, is_open, next_opening
from engine.simulation.kernel.queues import before, first, lengthen, plan, put, take
from engine.simulation.kernel.spans import at_pace
from engine.simulation.kernel.together import begin_batch
from engine.simulation.layout import (
    AT_WORK,
    G_NOW,
    G_RELEASED,
    G_RELEASED_SIZE,
    N_BATCH,
    N_PACES,
    N_POOL,
    NEVER,
    P_IN_TURN,
    P_LENGTH,
    P_STAFF,
    P_STAFF_SIZE,
    P_STATS,
    S_BUSY,
    S_CALENDAR,
    S_CAPACITY,
    S_IDLE,
    S_IDLE_HEAD,
    S_POOLS,
    S_POOLS_SIZE,
    S_RELEASED,
    S_WAKE,
    T_EVENT,
    T_NODE,
    T_OPENED,
    T_STAFF,
    T_STARTED,
    T_STATE,
    T_WORK,
    Z_STARTED,
    Z_WAIT,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def start(m: Integers, x: Floats, t: int, pool: int, staff: int) -> None:
    """Somebody of `staff` begins with `t` of the pool's queue, now."""
    now = m[G_NOW]
    m[staff + S_BUSY] += 1
    m[t + T_STATE] = AT_WORK
    m[t + T_STARTED] = now
    m[t + T_STAFF] = staff
    node = m[t + T_NODE]
    if m[node + N_PACES] != 0:
        if m[node + N_BATCH] != 0:
            begin_batch(m, x, t, staff)
            return
        m[t + T_WORK] = at_pace(m, x, t, staff)
    stats = m[pool + P_STATS]
    x[stats + Z_STARTED] += 1.0
    x[stats + Z_WAIT] += float(now - m[t + T_OPENED])
    m[t + T_EVENT] = plan(m, finish_open(m, m[staff + S_CALENDAR], now, m[t + T_WORK]), t)


def request(m: Integers, x: Floats, t: int) -> None:
    """A step asks for somebody. Whoever is free and at work begins at once; else it waits."""
    now = m[G_NOW]
    pool = m[m[t + T_NODE] + N_POOL]
    at = m[pool + P_STAFF]
    stop = at + m[pool + P_STAFF_SIZE]
    if m[pool + P_LENGTH] == 0 and m[pool + P_IN_TURN] != 0:
        staff = whose_turn(m, pool)
        if staff != 0:
            start(m, x, t, pool, staff)
            return
    elif m[pool + P_LENGTH] == 0:
        for place in range(at, stop):
            staff = m[place]
            if m[staff + S_BUSY] < m[staff + S_CAPACITY] and is_open(m, m[staff + S_CALENDAR], now):
                start(m, x, t, pool, staff)
                return
    put(m, pool, t)
    lengthen(m, x, pool, 1)
    for place in range(at, stop):
        staff = m[place]
        if m[staff + S_BUSY] < m[staff + S_CAPACITY] and m[staff + S_RELEASED] == 0:
            wake_later(m, staff, now)


def whose_turn(m: Integers, pool: int) -> int:
    """Of the pool's staff who are free and at work, the group of whoever has been free longest; it is their turn no
    more. 0: nobody is.
    """
    now = m[G_NOW]
    found = 0
    longest = NEVER
    at = m[pool + P_STAFF]
    for place in range(at, at + m[pool + P_STAFF_SIZE]):
        staff = m[place]
        if m[staff + S_BUSY] < m[staff + S_CAPACITY] and is_open(m, m[staff + S_CALENDAR], now):
            since = m[m[staff + S_IDLE] + m[staff + S_IDLE_HEAD]]
            if since < longest:
                found = staff
                longest = since
    if found != 0:
        m[found + S_IDLE_HEAD] = (m[found + S_IDLE_HEAD] + 1) % m[found + S_CAPACITY]
    return found


def idle_again(m: Integers, staff: int) -> None:
    """Those of `staff` who become free now are the last whose turn it is."""
    first = m[staff + S_IDLE_HEAD] + m[staff + S_CAPACITY] - m[staff + S_BUSY]
    for place in range(first, first + m[staff + S_RELEASED]):
        m[m[staff + S_IDLE] + place % m[staff + S_CAPACITY]] = m[G_NOW]


def wake_later(m: Integers, staff: int, now: int) -> None:
    """Look at the queues again when `staff` is next at work."""
    if m[staff + S_WAKE] == 0:
        m[staff + S_WAKE] = 1
        plan(m, next_opening(m, m[staff + S_CALENDAR], now), staff)


def release(m: Integers, staff: int) -> None:
    """One of `staff` is done; counts once all of this instant has happened."""
    if m[staff + S_RELEASED] == 0:
        m[m[G_RELEASED] + m[G_RELEASED_SIZE]] = staff
        m[G_RELEASED_SIZE] += 1
    m[staff + S_RELEASED] += 1


def serve(m: Integers, x: Floats) -> None:
    """Whoever became free at this instant takes what is next."""
    for place in range(m[G_RELEASED], m[G_RELEASED] + m[G_RELEASED_SIZE]):
        staff = m[place]
        if m[staff + S_IDLE] != 0:
            idle_again(m, staff)
        m[staff + S_BUSY] -= m[staff + S_RELEASED]
        m[staff + S_RELEASED] = 0
        dispatch(m, x, staff)
    m[G_RELEASED_SIZE] = 0


def dispatch(m: Integers, x: Floats, staff: int) -> None:
    """`staff` takes from its queues while it has somebody free; after closing it looks again when it opens."""
    now = m[G_NOW]
    while m[staff + S_BUSY] < m[staff + S_CAPACITY]:
        best = 0
        pool = 0
        at = m[staff + S_POOLS]
        for place in range(at, at + m[staff + S_POOLS_SIZE]):
            t = first(m, m[place])
            if t != 0 and (best == 0 or before(m, t, best)):
                best = t
                pool = m[place]
        if best == 0:
            return
        if not is_open(m, m[staff + S_CALENDAR], now):
            wake_later(m, staff, now)
            return
        take(m, pool)
        lengthen(m, x, pool, -1)
        start(m, x, best, pool, staff if m[pool + P_IN_TURN] == 0 else whose_turn(m, pool))
