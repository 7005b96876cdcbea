"""Where limits of the case, or of a scope around, begin and end as a token passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.verdicts import begin_at, begin_limit, end_limit, registers
from engine.simulation.layout import (
    ACCEPTS,
    ACCEPTS_SILENTLY,
    B_ENDING,
    B_LEAVING,
    B_LIMIT,
    B_SCOPE,
    B_SIZE,
    B_VALUE,
    B_VARIABLE,
    BEGINS,
    ENDS,
    F_OWNER,
    F_PARENT,
    F_ROOT,
    F_SILENT,
    F_SILENT_SINCE,
    F_TOTAL,
    F_VARS,
    G_ENTERED,
    G_NOW,
    N_ID,
    N_MARKS,
    N_MARKS_SIZE,
    NOTES,
    R_NOTED,
    R_RUNNING,
    R_SINCE,
    R_START,
    SILENCE,
    T_NODE,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def marks(m: Integers, x: Floats, node: int, frame: int, leaving: int) -> None:
    """Limits of the case, or of a scope around, begin or end as the node is entered or left."""
    size = m[node + N_MARKS_SIZE]
    if size == 0:
        return
    at = m[node + N_MARKS]
    for mark in range(at, at + size * B_SIZE, B_SIZE):
        if m[mark + B_LEAVING] == leaving:
            around = scope_of(m, frame, m[mark + B_SCOPE])
            if around != 0:
                meet(m, x, mark, around)


def scope_of(m: Integers, frame: int, number: int) -> int:
    """The frame of the scope with that number around `frame`, 0 if there is none; −1 asks for that of the case."""
    if number < 0:
        return m[frame + F_ROOT]
    while frame != 0:
        owner = m[frame + F_OWNER]
        if owner != 0 and m[m[owner + T_NODE] + N_ID] == number and m[frame + F_TOTAL] < 0:
            return frame
        frame = m[frame + F_PARENT]
    return 0


def meet(m: Integers, x: Floats, mark: int, frame: int) -> None:
    """What a mark says happens to a limit."""
    now = m[G_NOW]
    kind = m[mark + B_ENDING]
    if kind == SILENCE:
        m[frame + F_SILENT] = now
        m[frame + F_SILENT_SINCE] = m[G_ENTERED]
        return
    limit = m[mark + B_LIMIT]
    at = registers(m, frame, limit)
    if kind == BEGINS:
        begin_limit(m, frame, limit)
    elif kind == ENDS:
        end_limit(m, x, frame, limit, False)
    elif kind in (NOTES, ACCEPTS_SILENTLY):
        m[at + R_SINCE] = m[G_ENTERED]
        m[at + R_NOTED] = now
        if kind == ACCEPTS_SILENTLY:
            begin_at(m, frame, limit, m[G_ENTERED])
    elif kind == ACCEPTS:
        again = m[at + R_RUNNING] == 1 and m[at + R_NOTED] == now  # silence has begun it
        if not again and is_accepted(m, x, mark, frame):
            begin_at(m, frame, limit, now)
    elif m[at + R_RUNNING] == 1:
        begin_at(m, frame, limit, max(m[at + R_SINCE], m[at + R_START]) if m[at + R_NOTED] == now else now)


def is_accepted(m: Integers, x: Floats, mark: int, frame: int) -> bool:
    """Whether the decision upon an application is the one that the mark asks for."""
    variable = m[mark + B_VARIABLE]
    return variable < 0 or x[m[m[frame + F_ROOT] + F_VARS] + variable] == x[m[mark + B_VALUE]]
