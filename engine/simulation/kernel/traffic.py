"""Tokens on their way at one instant: queued first in, first out, with the rounds they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.layout import (
    FAULT_MOVES,
    FAULT_VISITS,
    FINE,
    G_CARRY,
    G_FAULT,
    G_FAULT_AT,
    G_MAX_VISITS,
    G_QUEUE,
    G_QUEUE_HEAD,
    G_QUEUE_ROOM,
    G_QUEUE_TAIL,
    G_ROUNDS,
    L_KEEP,
    N_LOCAL,
    Q_FRAME,
    Q_NODE,
    Q_SELF,
    Q_SIZE,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers

DECIDE, CHOOSE, COUNT = 1 << 40, 1 << 41, 1 << 42  # what a random number is for, beside how long a step takes


def fail(m: Integers, fault: int, at: int) -> None:
    """Stop the run. The first fault is the one that is told."""
    if m[G_FAULT] == FINE:
        m[G_FAULT] = fault
        m[G_FAULT_AT] = at


def visit(m: Integers, node: int, frame: int) -> int:
    """How often the element had been entered before in this scope; the number goes up."""
    place = frame + m[node + N_LOCAL]
    before = m[place]
    m[place] = before + 1
    if before >= m[G_MAX_VISITS]:
        fail(m, FAULT_VISITS, node)
    return before


def enqueue(m: Integers, node: int, frame: int, own: int) -> int:
    """Queue a token that moves on at this instant; gives the row."""
    tail = m[G_QUEUE_TAIL]
    width = Q_SIZE + m[G_ROUNDS]
    if tail >= m[G_QUEUE_ROOM]:
        fail(m, FAULT_MOVES, node)
        tail = 0
    row = m[G_QUEUE] + tail * width
    m[G_QUEUE_TAIL] = tail + 1
    m[row + Q_NODE] = node
    m[row + Q_FRAME] = frame
    m[row + Q_SELF] = own
    return row


def keep_rounds(m: Integers, to: int, flow: int) -> None:
    """Write the carried rounds down, those that this flow keeps."""
    columns = m[G_ROUNDS]
    if columns > 0:
        carry = m[G_CARRY]
        keep = m[flow + L_KEEP] if flow != 0 else 0
        for column in range(columns):
            m[to + column] = m[carry + column] if (keep >> column) & 1 == 1 else 0


def forget_moves(m: Integers, frame: int) -> None:
    """Tokens of a cancelled frame that were about to move."""
    width = Q_SIZE + m[G_ROUNDS]
    base = m[G_QUEUE]
    for row in range(base + m[G_QUEUE_HEAD] * width, base + m[G_QUEUE_TAIL] * width, width):
        if m[row + Q_FRAME] == frame:
            m[row + Q_NODE] = 0
