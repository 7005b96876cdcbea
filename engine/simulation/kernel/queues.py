"""Queues of pools: what waits for somebody, first in, first out, or as a heap by due date or priority."""


# ruff: noqa: PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.heap import push
from engine.simulation.kernel.rows import free_token
from engine.simulation.layout import (
    CANCELLED,
    FIRST_IN,
    G_BUCKETS,
    G_EVERY,
    G_NOW,
    G_SEQ,
    P_CHANGED,
    P_COURSE,
    P_DISCIPLINE,
    P_HEAD,
    P_LENGTH,
    P_LONGEST,
    P_STATS,
    P_TAIL,
    T_LEFT,
    T_RANK,
    T_RIGHT,
    T_SEQ,
    T_STATE,
    Z_AREA,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


ID_BITS = 27  # of a planned word: whom it is for, as an address; above them stands the event's number


def plan(m: Integers, instant: int, subject: int) -> int:
    """Plan an event and give its number."""
    seq = m[G_SEQ] + 1
    m[G_SEQ] = seq
    push(m, instant, (seq << ID_BITS) | subject)
    return seq


def before(m: Integers, a: int, b: int) -> bool:
    """Whether `a` goes before `b` in a queue."""
    return m[a + T_RANK] < m[b + T_RANK] or (m[a + T_RANK] == m[b + T_RANK] and m[a + T_SEQ] < m[b + T_SEQ])


def merge(m: Integers, a: int, b: int) -> int:
    """Two skew heaps made into one (Sleator and Tarjan 1986), from the top down."""
    if a == 0:
        return b
    if b == 0:
        return a
    if before(m, b, a):
        a, b = b, a
    root = a
    while True:
        right = m[a + T_RIGHT]
        m[a + T_RIGHT] = m[a + T_LEFT]
        if right == 0:
            m[a + T_LEFT] = b
            return root
        if before(m, b, right):
            right, b = b, right
        m[a + T_LEFT] = right
        a = right


def put(m: Integers, pool: int, t: int) -> None:
    """Into the queue."""
    m[t + T_LEFT] = 0
    m[t + T_RIGHT] = 0
    if m[pool + P_DISCIPLINE] != FIRST_IN:
        m[pool + P_HEAD] = merge(m, m[pool + P_HEAD], t)
    elif m[pool + P_HEAD] == 0:
        m[pool + P_HEAD] = t
        m[pool + P_TAIL] = t
    else:
        m[m[pool + P_TAIL] + T_LEFT] = t
        m[pool + P_TAIL] = t


def take(m: Integers, pool: int) -> int:
    """Out of the queue: its first."""
    t = m[pool + P_HEAD]
    if m[pool + P_DISCIPLINE] != FIRST_IN:
        m[pool + P_HEAD] = merge(m, m[t + T_LEFT], m[t + T_RIGHT])
    else:
        m[pool + P_HEAD] = m[t + T_LEFT]
    return t


def first(m: Integers, pool: int) -> int:
    """Who is next, 0 if nobody waits. Tokens that were cancelled while they waited are dropped on the way."""
    while True:
        t = m[pool + P_HEAD]
        if t == 0 or m[t + T_STATE] != CANCELLED:
            return t
        free_token(m, take(m, pool))


def lengthen(m: Integers, x: Floats, pool: int, by: int) -> None:
    """The queue's length changes: its area under the curve so far is added up."""
    now = m[G_NOW]
    length = m[pool + P_LENGTH]
    since = m[pool + P_CHANGED]
    stats = m[pool + P_STATS]
    if length > 0 and now > since:
        x[stats + Z_AREA] += float(length) * float(now - since)
        if m[G_EVERY] > 0:
            spread(m, x, pool, since, now, float(length))
    m[pool + P_CHANGED] = now
    m[pool + P_LENGTH] = length + by
    m[pool + P_LONGEST] = max(m[pool + P_LONGEST], length + by)


def spread(m: Integers, x: Floats, pool: int, since: int, now: int, length: float) -> None:
    """Add a stretch of the queue to the buckets it lies in; what comes after the last goes to the last."""
    every = m[G_EVERY]
    course = m[pool + P_COURSE]
    last = m[G_BUCKETS] - 1
    bucket = min(since // every, last)
    while bucket < last and (bucket + 1) * every < now:
        end = (bucket + 1) * every
        x[course + bucket] += length * float(end - since)
        since = end
        bucket += 1
    x[course + bucket] += length * float(now - since)
