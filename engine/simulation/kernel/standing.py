"""The counts of recorded cases as the log has them at the present: looked up, for whoever ends or follows them.

A row is the number of the element that the limit lies upon (-1: the case), when that was entered, the number of the
limit, and the registers of the count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.joins import next_frame
from engine.simulation.layout import (
    F_OWNER,
    F_TOTAL,
    G_COUNTS,
    G_RECORDED,
    N_ID,
    R_RUNNING,
    RUN_ENTERED,
    RUN_LIMIT,
    RUN_NODE,
    RUN_REGISTERS,
    RUN_SIZE,
    T_NODE,
    T_OPENED,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


def is_told(m: Integers, case: int) -> bool:
    """Whether the log tells of a case which of its counts run."""
    return case < m[G_RECORDED] and m[m[G_COUNTS] + case * 2 + 1] >= 0


def step_count(m: Integers, case: int, number: int, entered: int, limit: int) -> int:
    """The registers of the count of that limit upon a step that was opened then, 0 if it has none."""
    at = m[m[G_COUNTS] + case * 2]
    for row in range(at, at + m[m[G_COUNTS] + case * 2 + 1] * RUN_SIZE, RUN_SIZE):
        if (
            m[row + RUN_NODE] == number
            and m[row + RUN_ENTERED] == entered
            and m[row + RUN_LIMIT] == limit
            and m[row + RUN_REGISTERS + R_RUNNING] == 1
        ):
            return row + RUN_REGISTERS
    return 0


def frame_of(m: Integers, root: int, row: int) -> int:
    """The frame of the scope that a row is about, 0 if it is not there."""
    if m[row + RUN_NODE] < 0:
        return root
    frame = root
    while frame != 0:
        owner = m[frame + F_OWNER]
        if (
            owner != 0
            and m[m[owner + T_NODE] + N_ID] == m[row + RUN_NODE]
            and m[owner + T_OPENED] == m[row + RUN_ENTERED]
            and m[frame + F_TOTAL] < 0
        ):
            return frame
        frame = next_frame(m, frame)
    return 0
