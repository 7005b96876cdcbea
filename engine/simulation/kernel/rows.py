"""Tokens and frames: taken from lists of free rows, linked into their frame, given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.layout import (
    F_CLOSED,
    F_CLOSED_FIRST,
    F_CLOSED_SIZE,
    F_FRAMES,
    F_HEAD,
    F_INDEX,
    F_KEY,
    F_OWNER,
    F_PARENT,
    F_ROOT,
    F_TAIL,
    F_TOTAL,
    FAULT_TOKENS,
    G_FAULT,
    G_FRAME_SIZE,
    G_FRAMES_LEFT,
    G_FREE_FRAME,
    G_FREE_TOKEN,
    G_NOW,
    G_SEQ,
    G_TOKENS_LEFT,
    T_EVENT,
    T_FRAME,
    T_HOST,
    T_INDEX,
    T_NEXT,
    T_NODE,
    T_OPENED,
    T_PREV,
    T_RACE,
    T_SEQ,
    T_STARTED,
    T_STATE,
    T_TURN,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


def take_row(m: Integers) -> int:
    """A free row of tokens, which stands in no frame yet. The last one is never used up: asked for, it is a fault."""
    t = m[G_FREE_TOKEN]
    following = m[t + T_NEXT]
    if following == 0:
        m[G_FAULT] = FAULT_TOKENS
    else:
        m[G_FREE_TOKEN] = following
        m[G_TOKENS_LEFT] -= 1
    return t


def new_token(m: Integers, node: int, frame: int, state: int) -> int:
    """A token at `node`, the last in `frame`.

    A free row has no event, child, host, race, turn and staff; what it says of flow and round counts only where it is
    written.
    """
    t = take_row(m)
    seq = m[G_SEQ] + 1
    m[G_SEQ] = seq
    m[t + T_SEQ] = seq
    m[t + T_NODE] = node
    m[t + T_FRAME] = frame
    m[t + T_STATE] = state
    m[t + T_INDEX] = -1
    now = m[G_NOW]
    m[t + T_OPENED] = now
    m[t + T_STARTED] = now
    last = m[frame + F_TAIL]
    m[t + T_PREV] = last
    m[t + T_NEXT] = 0
    if last != 0:
        m[last + T_NEXT] = t
    else:
        m[frame + F_HEAD] = t
    m[frame + F_TAIL] = t
    return t


def unlink(m: Integers, t: int) -> None:
    """Take a token out of its frame's list."""
    frame = m[t + T_FRAME]
    before = m[t + T_PREV]
    after = m[t + T_NEXT]
    if before != 0:
        m[before + T_NEXT] = after
    else:
        m[frame + F_HEAD] = after
    if after != 0:
        m[after + T_PREV] = before
    else:
        m[frame + F_TAIL] = before


def free_token(m: Integers, t: int) -> None:
    """Give a row back that nothing links to any more."""
    m[t + T_NEXT] = m[G_FREE_TOKEN]
    m[t + T_EVENT] = 0
    m[G_FREE_TOKEN] = t
    m[G_TOKENS_LEFT] += 1


def free_event(m: Integers, t: int) -> None:
    """Give the row of a timer or a message back."""
    m[t + T_HOST] = 0
    m[t + T_RACE] = 0
    m[t + T_TURN] = 0
    free_token(m, t)


def new_frame(m: Integers, parent: int, owner: int, key: int, index: int) -> int:
    """An empty frame inside `parent`; without one it is a case."""
    f = m[G_FREE_FRAME]
    following = m[f + F_PARENT]
    if following == 0:
        m[G_FAULT] = FAULT_TOKENS
    else:
        m[G_FREE_FRAME] = following
        m[G_FRAMES_LEFT] -= 1
    for place in range(f + F_HEAD, f + m[G_FRAME_SIZE]):
        m[place] = 0
    m[f + F_PARENT] = parent
    m[f + F_OWNER] = owner
    m[f + F_KEY] = key
    m[f + F_INDEX] = index
    m[f + F_TOTAL] = -1
    root = f if parent == 0 else m[parent + F_ROOT]
    m[f + F_ROOT] = root
    m[root + F_FRAMES] += 1
    return f


def free_frame(m: Integers, f: int) -> None:
    """Give a frame back in which nothing is left."""
    m[m[f + F_ROOT] + F_FRAMES] -= 1
    if m[f + F_CLOSED] != 0:
        hand_on(m, f, m[f + F_PARENT])
    m[f + F_PARENT] = m[G_FREE_FRAME]
    m[G_FREE_FRAME] = f
    m[G_FRAMES_LEFT] += 1


def hand_on(m: Integers, f: int, parent: int) -> None:
    """What a frame knows of steps that were closed goes to the one around it; from a case the rows go back."""
    last = m[f + F_CLOSED]
    first = m[f + F_CLOSED_FIRST]
    if parent == 0:
        m[first + T_NEXT] = m[G_FREE_TOKEN]
        m[G_FREE_TOKEN] = last
        m[G_TOKENS_LEFT] += m[f + F_CLOSED_SIZE]
        return
    before = m[parent + F_CLOSED]
    m[first + T_NEXT] = before
    if before == 0:
        m[parent + F_CLOSED_FIRST] = first
    m[parent + F_CLOSED] = last
    m[parent + F_CLOSED_SIZE] += m[f + F_CLOSED_SIZE]
