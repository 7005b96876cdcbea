"""How long things take that hang on more than their own distribution: on what has gone by, on who does them."""


# ruff: noqa: PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.simulation.kernel.chance import blend, uniform
from engine.simulation.kernel.draws import draw
from engine.simulation.kernel.traffic import fail
from engine.simulation.layout import (
    D_KIND,
    D_LOW,
    D_VALUES,
    EXPONENTIAL,
    F_CASE,
    F_KEY,
    F_ROOT,
    FAULT_NUMBER,
    GAMMA,
    LOGNORMAL,
    N_PACES,
    N_SALT,
    NEVER,
    NORMAL,
    S_ID,
    T_FRAME,
    T_NODE,
    T_VISIT,
    T_WORK,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers

LONGEST = 1e17  # microseconds of a duration: three thousand years
LEFT, TAIL = 19, 23  # what a random number is for
TRIES = 1000


def at_pace(m: Integers, x: Floats, t: int, staff: int) -> int:
    """How long a step takes whom of `staff` it falls to, in microseconds: the luck is the step's, the span is theirs.
    Of what somebody had begun before the run, −1 less what was done is known: they go on as if it had been theirs.
    """
    node = m[t + T_NODE]
    row = m[m[node + N_PACES] + m[staff + S_ID]]
    if m[t + T_WORK] < 0:
        return left(m, x, row, t, -1 - m[t + T_WORK])
    frame = m[t + T_FRAME]
    key = blend(m[frame + F_KEY], m[node + N_SALT], m[t + T_VISIT])
    span = draw(m, x, row, key, m[m[frame + F_ROOT] + F_CASE], m[t + T_VISIT])
    if not 0.0 <= span <= LONGEST:
        fail(m, FAULT_NUMBER, node)
        return 0
    return int(span + 0.5)


def left(m: Integers, x: Floats, row: int, t: int, done: int) -> int:
    """What is left of the span that `row` draws for a token, of which `done` has gone by, in microseconds."""
    if row == 0:
        return 0
    frame = m[t + T_FRAME]
    visit = m[t + T_VISIT]
    key = blend(m[frame + F_KEY], m[m[t + T_NODE] + N_SALT], visit)
    case = m[m[frame + F_ROOT] + F_CASE]
    span = draw(m, x, row, key, case, visit)
    gone_by = float(done)
    if span >= gone_by:
        return int(span - gone_by + 0.5)
    kind = m[row + D_KIND]
    if kind == EXPONENTIAL and m[row + D_LOW] < 0:
        return int(draw(m, x, row, blend(key, TAIL, 0), case, visit) + 0.5)
    for again in range(1, TRIES):
        span = draw(m, x, row, blend(key, LEFT, again), case, visit)
        if span >= gone_by:
            return int(span - gone_by + 0.5)
    most = x[m[row + D_LOW] + 1] - gone_by if m[row + D_LOW] >= 0 else float(NEVER)
    return int(max(min(tail(m, x, row, kind, gone_by, uniform(blend(key, TAIL, 0))), most), 0.0) + 0.5)


def tail(m: Integers, x: Floats, row: int, kind: int, done: float, u: float) -> float:
    """What is left far beyond all that is usual: exponential, by the density's decline there. Where nothing lies
    beyond, nothing is left.
    """
    at = m[row + D_VALUES]
    if kind == GAMMA:
        mean = x[at + 1]
    elif kind == LOGNORMAL:
        mean = done * x[at + 1] * x[at + 1] / (math.log(done) - x[at])
    elif kind == NORMAL:
        mean = x[at + 1] * x[at + 1] / (done - x[at])
    elif kind == EXPONENTIAL:
        mean = x[at]
    else:
        mean = 0.0
    return -mean * math.log(u)
