"""Joins: who waits, for whom, and when they go on. The rules are those of `engine.execution.gateways`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.rows import free_token, unlink
from engine.simulation.kernel.traffic import enqueue
from engine.simulation.layout import (
    F_ALL_JOINING,
    F_HEAD,
    F_INCLUSIVE,
    F_JOINING,
    F_LIVE,
    F_OWNER,
    F_ROOT,
    G_ROUNDS,
    INCLUSIVE,
    JOINING,
    L_NEEDED,
    N_JOIN_COLUMN,
    N_JOIN_SPLIT,
    N_KIND,
    N_LOCAL,
    N_NEEDED,
    N_OWNERS,
    N_PLACE,
    N_SOURCES,
    Q_SIZE,
    T_CHILD,
    T_FLOW,
    T_FRAME,
    T_NEXT,
    T_NODE,
    T_SELF,
    T_SEQ,
    T_SIZE,
    T_STATE,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


def round_of(m: Integers, join_node: int, t: int) -> int:
    """The round that `t` is in, as the join counts them; 0: none."""
    split = m[join_node + N_JOIN_SPLIT]
    if split == 0:
        return 0
    node = m[t + T_NODE]
    if node == split:
        return m[t + T_SELF]
    column = m[join_node + N_JOIN_COLUMN]
    return m[t + T_SIZE + column] if m[m[node + N_OWNERS] + column] == split else 0


def join(m: Integers, node: int, frame: int, t: int) -> None:
    """A token waits at a join. A parallel one goes on when one waits on every flow."""
    root = m[frame + F_ROOT]
    m[frame + F_JOINING] += 1
    m[root + F_ALL_JOINING] += 1
    place = frame + m[node + N_LOCAL] + 1
    m[place] += 1
    if m[node + N_KIND] == INCLUSIVE:
        m[root + F_INCLUSIVE] += 1
        return
    if m[place] < m[node + N_NEEDED]:
        return
    here = round_of(m, node, t)
    if flows_here(m, node, frame, here) != (1 << m[node + N_NEEDED]) - 1:
        return
    m[place + 1] = max(m[place + 1], here)
    go_on(m, node, frame, t, here)


def flows_here(m: Integers, node: int, frame: int, here: int) -> int:
    """By which of its flows tokens of the round `here` wait at a join: a bit for each."""
    found = 0
    t = m[frame + F_HEAD]
    while t != 0:
        if m[t + T_NODE] == node and m[t + T_STATE] == JOINING and round_of(m, node, t) == here:
            found |= 1 << (m[m[t + T_FLOW] + L_NEEDED] - 1)
        t = m[t + T_NEXT]
    return found


def go_on(m: Integers, node: int, frame: int, chosen: int, here: int) -> None:
    """One token of each flow goes into `chosen`, the one that has waited longest, and that one moves on."""
    own = m[chosen + T_SELF]
    row = enqueue(m, node, frame, own) + Q_SIZE
    for column in range(m[G_ROUNDS]):
        m[row + column] = m[chosen + T_SIZE + column]
    taken = 0
    t = m[frame + F_HEAD]
    while t != 0:
        following = m[t + T_NEXT]
        if m[t + T_NODE] == node and m[t + T_STATE] == JOINING and round_of(m, node, t) == here:
            bit = 1 << (m[m[t + T_FLOW] + L_NEEDED] - 1)
            if taken & bit == 0:
                taken |= bit
                absorb(m, t)
        t = following
    m[frame + F_LIVE] += 1


def absorb(m: Integers, t: int) -> None:
    """A token at a join is no more."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    root = m[frame + F_ROOT]
    m[frame + F_LIVE] -= 1
    m[frame + F_JOINING] -= 1
    m[root + F_ALL_JOINING] -= 1
    m[frame + m[node + N_LOCAL] + 1] -= 1
    if m[node + N_KIND] == INCLUSIVE:
        m[root + F_INCLUSIVE] -= 1
    unlink(m, t)
    free_token(m, t)


def next_frame(m: Integers, frame: int) -> int:
    """The frame after `frame` in its case, from the outside in; 0 after the last."""
    t = m[frame + F_HEAD]
    while True:
        while t != 0:
            if m[t + T_CHILD] != 0:
                return m[t + T_CHILD]
            t = m[t + T_NEXT]
        owner = m[frame + F_OWNER]
        if owner == 0:
            return 0
        frame = m[owner + T_FRAME]
        t = m[owner + T_NEXT]


def free_inclusive(m: Integers, root: int) -> bool:
    """Let the inclusive join that has waited longest among those that may go on do so. Gives whether one did."""
    since = 0
    while True:
        best = 0
        frame = root
        while frame != 0:
            t = m[frame + F_HEAD] if m[frame + F_JOINING] > 0 else 0
            while t != 0:
                if (
                    m[t + T_STATE] == JOINING
                    and m[m[t + T_NODE] + N_KIND] == INCLUSIVE
                    and m[t + T_SEQ] > since
                    and (best == 0 or m[t + T_SEQ] < m[best + T_SEQ])
                ):
                    best = t
                t = m[t + T_NEXT]
            frame = next_frame(m, frame)
        if best == 0:
            return False
        if may_go_on(m, best):
            node = m[best + T_NODE]
            go_on(m, node, m[best + T_FRAME], oldest(m, best), round_of(m, node, best))
            return True
        since = m[best + T_SEQ]


def oldest(m: Integers, t: int) -> int:
    """The token of the same round that has waited longest at the same join."""
    node = m[t + T_NODE]
    here = round_of(m, node, t)
    other = m[m[t + T_FRAME] + F_HEAD]
    while m[other + T_NODE] != node or m[other + T_STATE] != JOINING or round_of(m, node, other) != here:
        other = m[other + T_NEXT]
    return other


def may_go_on(m: Integers, t: int) -> bool:
    """Whether no other token of the round can still come by a flow on which none waits."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    here = round_of(m, node, t)
    found = flows_here(m, node, frame, here)
    sources = m[node + N_SOURCES]
    other = m[frame + F_HEAD]
    while other != 0:
        coming = m[sources + m[m[other + T_NODE] + N_PLACE]]
        if coming & ~found != 0 and round_of(m, node, other) == here:
            return False
        other = m[other + T_NEXT]
    return True
