"""Cases that were there before the simulation: what is recorded of them happens again, then chance takes over.

Up to the present, `G_TODAY`, each entry of a recorded case into a step, a timer or a message takes the next record of
its element. What was closed closes when it did; nobody of the staff is needed for it. What is open is held until the
present and then takes what is left of it: a span drawn on condition that it is longer than what has gone by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.batches import collect, resume_batch
from engine.simulation.kernel.hours import finish, worked
from engine.simulation.kernel.joins import next_frame
from engine.simulation.kernel.limits import follow
from engine.simulation.kernel.queues import plan
from engine.simulation.kernel.spans import left
from engine.simulation.kernel.staff import request
from engine.simulation.kernel.standing import frame_of, is_told
from engine.simulation.kernel.verdicts import in_gap, registers
from engine.simulation.layout import (
    AHEAD,
    AT_WORK,
    E_BEGUN,
    E_CLOSED,
    E_HOW,
    E_SIZE,
    E_UNTIL,
    E_VALUES,
    E_VALUES_SIZE,
    F_CASE,
    F_LIMITS,
    F_LIMITS_SIZE,
    F_ROOT,
    F_VARS,
    G_COUNTS,
    G_FACTS,
    G_HELD,
    G_HELD_SIZE,
    G_NOW,
    G_RECORDED,
    G_RECORDS,
    G_RECORDS_WIDTH,
    G_ROOTS,
    G_TODAY,
    H_BEGUN,
    H_SEQ,
    H_SIZE,
    H_UNTIL,
    HELD,
    M_ID,
    M_RULE,
    M_SIZE,
    N_BATCH,
    N_CALENDAR,
    N_DURATION,
    N_ID,
    N_PACES,
    N_POOL,
    NEVER,
    P_STAFF,
    R_RUNNING,
    R_SIZE,
    R_UNTIL,
    REPLAYED,
    RUN_LIMIT,
    RUN_REGISTERS,
    RUN_SIZE,
    S_CALENDAR,
    T_EVENT,
    T_FRAME,
    T_NODE,
    T_RANK,
    T_RIGHT,
    T_SEQ,
    T_STATE,
    T_WORK,
    WAITING,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers

COMPLETED, CANCELLED_THEN, OPEN_NOW = 0, 1, 2


def next_record(m: Integers, node: int, frame: int) -> int:
    """Where the next record of the case's entries into `node` is kept; 0 if nothing more is recorded."""
    case = m[m[frame + F_ROOT] + F_CASE]
    if case >= m[G_RECORDED]:
        return 0
    place = m[G_RECORDS] + (case * m[G_RECORDS_WIDTH] + m[node + N_ID]) * 2
    return place if m[place] < m[place + 1] else 0


def replay(m: Integers, x: Floats, t: int) -> bool:
    """A step was entered in the past. Gives whether its case has a record of it."""
    place = next_record(m, m[t + T_NODE], m[t + T_FRAME])
    if place == 0:
        return False
    record = m[place]
    m[place] = record + E_SIZE
    if m[record + E_HOW] == OPEN_NOW:
        hold_back(m, x, t, m[record + E_BEGUN], m[record + E_UNTIL])
        return True
    closed_at = max(m[record + E_CLOSED], m[G_NOW])
    m[t + T_STATE] = REPLAYED
    m[t + T_RANK] = record
    m[t + T_RIGHT] = closed_at
    m[t + T_WORK] = closed_at - m[G_NOW]
    if m[record + E_HOW] == COMPLETED:
        m[t + T_EVENT] = plan(m, closed_at, t)
    return True


def hold_back(m: Integers, x: Floats, t: int, begun: int, until: int) -> None:
    """A step that is open now: what is left of it waits for the present, or for the end of a pause."""
    node = m[t + T_NODE]
    today = m[G_TODAY]
    pool = m[node + N_POOL]
    if pool == 0:
        done = worked(m, m[node + N_CALENDAR], today) - worked(m, m[node + N_CALENDAR], m[G_NOW])
    elif begun >= 0:
        calendar = m[m[m[pool + P_STAFF]] + S_CALENDAR]
        done = worked(m, calendar, today) - worked(m, calendar, begun)
    else:
        done = 0
    if m[node + N_PACES] != 0:
        m[t + T_WORK] = -1 - done  # what is left of it hangs on who goes on with it
    else:
        m[t + T_WORK] = left(m, x, m[node + N_DURATION], t, done)
    m[t + T_STATE] = REPLAYED
    m[t + T_EVENT] = HELD
    m[t + T_RANK] = AHEAD + 1 if begun >= 0 else m[t + T_RANK]
    m[t + T_RIGHT] = NEVER
    row = m[G_HELD] + m[G_HELD_SIZE] * H_SIZE
    m[G_HELD_SIZE] += 1
    m[row] = t
    m[row + H_SEQ] = m[t + T_SEQ]
    m[row + H_BEGUN] = begun
    m[row + H_UNTIL] = until


def recall(m: Integers, x: Floats, t: int) -> None:
    """Set what was set as the step was completed, once upon a time."""
    record = m[t + T_RANK]
    put_values(m, x, m[m[t + T_FRAME] + F_ROOT], m[record + E_VALUES], m[record + E_VALUES_SIZE])


def put_values(m: Integers, x: Floats, root: int, at: int, size: int) -> None:
    """Write recorded values into a case's variables."""
    variables = m[root + F_VARS]
    for place in range(at, at + size * 2, 2):
        x[variables + m[place]] = x[m[place + 1]]


def known_facts(m: Integers, x: Floats, root: int, case: int) -> None:
    """What is recorded of a case's attributes."""
    row = m[G_FACTS] + case * 2
    put_values(m, x, root, m[row], m[row + 1])


def happened(m: Integers, t: int, host_closed: int) -> int:
    """When the timer or message that begins to wait now did come in the past: −1, it did not but goes on waiting;
    `NEVER`, it did not come before its activity was closed; −2, nothing is recorded of such a case.
    """
    place = next_record(m, m[t + T_NODE], m[t + T_FRAME])
    if place != 0 and m[m[place] + E_CLOSED] <= host_closed:
        record = m[place]
        m[place] = record + E_SIZE
        return max(m[record + E_CLOSED], m[G_NOW])
    if m[m[m[t + T_FRAME] + F_ROOT] + F_CASE] >= m[G_RECORDED]:
        return -2
    return NEVER if host_closed < NEVER else -1


def closing(m: Integers, t: int) -> int:
    """When a scope that is entered in the past was left; `NEVER`: it is open."""
    place = next_record(m, m[t + T_NODE], m[t + T_FRAME])
    if place == 0:
        return NEVER
    record = m[place]
    m[place] = record + E_SIZE
    return m[record + E_CLOSED] if m[record + E_HOW] != OPEN_NOW else NEVER


def begin_present(m: Integers, x: Floats) -> None:
    """The present: all that was held goes on. What somebody had begun comes first, then what was opened first. What is
    paused waits on; then this happens again as the pause ends.
    """
    now = m[G_NOW]
    if m[G_TODAY] >= 0:
        for case in range(m[G_RECORDED]):
            take_counts(m, case)
    m[G_TODAY] = -1
    later = NEVER
    for turn in range(2):
        for place in range(m[G_HELD], m[G_HELD] + m[G_HELD_SIZE] * H_SIZE, H_SIZE):
            t = m[place]
            mine = (m[place + H_BEGUN] >= 0) == (turn == 0)
            if mine and m[t + T_SEQ] == m[place + H_SEQ] and m[t + T_EVENT] == HELD:
                if m[place + H_UNTIL] > now:
                    later = min(later, m[place + H_UNTIL])
                elif turn == 0 and m[m[t + T_NODE] + N_BATCH] != 0:
                    resume_batch(m, x, place)
                else:
                    go_on(m, x, t)
    for case in range(m[G_RECORDED]):
        later = min(later, count_again(m, case, now))
    if later < NEVER:
        plan(m, later, 1)


def take_counts(m: Integers, case: int) -> None:
    """The counts of a case as the log has them, instead of those that came of playing its past again."""
    root = m[m[G_ROOTS] + case]
    if root == 0 or not is_told(m, case):
        return
    frame = root
    while frame != 0:
        at = m[frame + F_LIMITS]
        for limit in range(at, at + m[frame + F_LIMITS_SIZE] * M_SIZE, M_SIZE):
            m[registers(m, frame, limit) + R_RUNNING] = 0
        frame = next_frame(m, frame)
    first = m[m[G_COUNTS] + case * 2]
    for row in range(first, first + m[m[G_COUNTS] + case * 2 + 1] * RUN_SIZE, RUN_SIZE):
        frame = frame_of(m, root, row)
        at = m[frame + F_LIMITS] if frame != 0 else 0
        size = m[frame + F_LIMITS_SIZE] if frame != 0 else 0
        for limit in range(at, at + size * M_SIZE, M_SIZE):
            if m[limit + M_ID] == m[row + RUN_LIMIT]:
                count = registers(m, frame, limit)
                for place in range(R_SIZE):
                    m[count + place] = m[row + RUN_REGISTERS + place]


def count_again(m: Integers, case: int, now: int) -> int:
    """Pauses that are over now let the counts of a case go on. Gives when the next one is over, or `NEVER`."""
    later = NEVER
    frame = m[m[G_ROOTS] + case] if is_told(m, case) else 0
    while frame != 0:
        at = m[frame + F_LIMITS]
        for limit in range(at, at + m[frame + F_LIMITS_SIZE] * M_SIZE, M_SIZE):
            count = registers(m, frame, limit)
            if m[count + R_RUNNING] == 1 and m[count + R_UNTIL] > now:
                later = min(later, m[count + R_UNTIL])
            else:
                follow(m, m[limit + M_RULE], count, now, in_gap(m, frame, limit))
        frame = next_frame(m, frame)
    return later


def go_on(m: Integers, x: Floats, t: int) -> None:
    """A step that was held."""
    node = m[t + T_NODE]
    m[t + T_EVENT] = 0
    if m[node + N_BATCH] != 0:
        collect(m, x, t)
    elif m[node + N_POOL] != 0:
        m[t + T_STATE] = WAITING
        request(m, x, t)
    else:
        m[t + T_STATE] = AT_WORK
        m[t + T_EVENT] = plan(m, finish(m, m[node + N_CALENDAR], m[G_NOW], m[t + T_WORK]), t)
