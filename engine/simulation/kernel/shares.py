"""Whose days they were, in the counts that broke a limit.

Where limits lie upon the case or upon scopes, a frame keeps what was closed in it and in the frames that ended inside
of it: a list of rows like tokens' with the node, when it was opened and (in `T_STARTED`) when it was closed. Only a
count that broke its limit goes through them.
"""


# ruff: noqa: PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.joins import next_frame
from engine.simulation.kernel.rows import take_row
from engine.simulation.layout import (
    F_CLOSED,
    F_CLOSED_FIRST,
    F_CLOSED_SIZE,
    F_HEAD,
    F_PARENT,
    G_NOW,
    JOINING,
    M_EXCLUDED,
    M_SHARES,
    N_ID,
    N_KIND,
    N_TIME,
    SERVICE,
    STEP,
    T_FRAME,
    T_NEXT,
    T_NODE,
    T_OPENED,
    T_STARTED,
    T_STATE,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def note_closed(m: Integers, t: int) -> None:
    """A step was closed: its frame keeps when."""
    frame = m[t + T_FRAME]
    row = take_row(m)
    m[row + T_NODE] = m[t + T_NODE]
    m[row + T_OPENED] = m[t + T_OPENED]
    m[row + T_STARTED] = m[G_NOW]
    m[t + T_OPENED] = m[G_NOW]  # its own row may stand in the frame a little longer, with nothing left to count
    before = m[frame + F_CLOSED]
    m[row + T_NEXT] = before
    if before == 0:
        m[frame + F_CLOSED_FIRST] = row
    m[frame + F_CLOSED] = row
    m[frame + F_CLOSED_SIZE] += 1


def share_out(m: Integers, x: Floats, frame: int, limit: int, since: int) -> None:
    """A count in `frame` that began then has broken its limit: the time of each step inside of it, open or closed, is
    added to what that step has had of such counts.
    """
    inner = frame
    while inner != 0:
        if is_inside(m, inner, frame):
            row = m[inner + F_CLOSED]
            while row != 0:
                add(m, x, limit, m[row + T_NODE], max(m[row + T_OPENED], since), m[row + T_STARTED])
                row = m[row + T_NEXT]
            t = m[inner + F_HEAD]
            while t != 0:
                if m[m[t + T_NODE] + N_KIND] in (STEP, SERVICE) and m[t + T_STATE] != JOINING:
                    add(m, x, limit, m[t + T_NODE], max(m[t + T_OPENED], since), m[G_NOW])
                t = m[t + T_NEXT]
        inner = next_frame(m, inner) if m[frame + F_HEAD] != 0 else 0


def is_inside(m: Integers, inner: int, frame: int) -> bool:
    """Whether one frame lies in another, or is it."""
    while inner not in (0, frame):
        inner = m[inner + F_PARENT]
    return inner == frame


def add(m: Integers, x: Floats, limit: int, node: int, opened: int, closed: int) -> None:
    """So much time of a step lay in the count, if the limit counts the time of whom it is."""
    excluded = m[limit + M_EXCLUDED]
    kind = m[node + N_TIME]
    left_out = kind != 0 if excluded < 0 else (excluded >> kind) & 1 == 1
    if closed > opened and not left_out:
        x[m[limit + M_SHARES] + m[node + N_ID]] += float(closed - opened)
