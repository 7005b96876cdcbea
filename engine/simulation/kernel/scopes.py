"""Scopes and activities done several times: entered, finished from the inside out, cancelled."""


# ruff: noqa: PLR2004 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.batches import leave_batch, withdraw_from_batch
from engine.simulation.kernel.chance import blend
from engine.simulation.kernel.conditions import value
from engine.simulation.kernel.draws import draw
from engine.simulation.kernel.hours import worked
from engine.simulation.kernel.joins import absorb, next_frame, round_of
from engine.simulation.kernel.marks import marks
from engine.simulation.kernel.queues import lengthen
from engine.simulation.kernel.replay import closing
from engine.simulation.kernel.resting import arm_all, disarm, rest
from engine.simulation.kernel.rows import free_event, free_frame, free_token, new_frame, new_token, unlink
from engine.simulation.kernel.staff import release
from engine.simulation.kernel.traffic import COUNT, fail, forget_moves, visit
from engine.simulation.kernel.verdicts import begin_limits, end_case, end_limits
from engine.simulation.kernel.watch import closed
from engine.simulation.kernel.ways import arrive, leave
from engine.simulation.layout import (
    ARMED,
    AT_WORK,
    BATCHED,
    CANCELLED,
    COLLECTED,
    F_APPROVAL,
    F_BEGUN,
    F_CASE,
    F_FINISHED,
    F_HEAD,
    F_JOINING,
    F_KEY,
    F_LIVE,
    F_OWNER,
    F_ROOT,
    F_START,
    F_TOTAL,
    FAULT_INSTANCES,
    FAULT_STUCK,
    G_DONE_APPROVAL,
    G_DONE_CASE,
    G_DONE_START,
    G_ENDED,
    G_NOW,
    G_OPEN,
    G_RECORDED,
    G_ROOTS,
    G_ROUNDS,
    G_TODAY,
    HOLDING,
    JOINING,
    N_BATCH,
    N_BOUNDARY_SIZE,
    N_COMPLETION,
    N_COUNT,
    N_COUNT_EXPRESSION,
    N_GAPPED,
    N_GAPPED_SIZE,
    N_KIND,
    N_LOCAL,
    N_MULTI,
    N_POOL,
    N_SALT,
    N_STARTS,
    N_STARTS_SIZE,
    Q_SELF,
    Q_SIZE,
    REPLAYED,
    S_BUSY_TIME,
    S_CALENDAR,
    SCOPE,
    SERVICE,
    STEP,
    T_CHILD,
    T_FRAME,
    T_INDEX,
    T_NEXT,
    T_NODE,
    T_RIGHT,
    T_SELF,
    T_SIZE,
    T_STAFF,
    T_STARTED,
    T_STATE,
    T_VISIT,
    TRUE,
    WAITING,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers

MAX_INSTANCES = 1_000  # of one activity done several times


def hold(m: Integers, x: Floats, node: int, frame: int, row: int) -> None:
    """A sub-process, a call or an activity done several times is entered."""
    t = new_token(m, node, frame, HOLDING)
    before = visit(m, node, frame)
    m[t + T_VISIT] = before
    m[t + T_SELF] = m[row + Q_SELF]
    for column in range(m[G_ROUNDS]):
        m[t + T_SIZE + column] = m[row + Q_SIZE + column]
    if m[G_NOW] <= m[G_TODAY]:
        m[t + T_RIGHT] = closing(m, t)
    key = blend(m[frame + F_KEY], m[node + N_SALT], before)
    inner = new_frame(m, frame, t, key, -1)
    m[t + T_CHILD] = inner
    if m[node + N_MULTI] == 0:
        arm_all(m, x, node, frame, t)
        enter(m, x, node, inner)
        return
    total = instances(m, x, node, frame, key)
    m[inner + F_TOTAL] = total
    if total == 0:
        finish_scope(m, x, inner)
        return
    begin_one(m, x, node, inner)
    while m[node + N_MULTI] == 1 and m[inner + F_BEGUN] < total:
        begin_one(m, x, node, inner)
    arm_all(m, x, node, frame, t)


def enter(m: Integers, x: Floats, node: int, inner: int) -> None:
    """The tokens inside a scope begin."""
    begin_limits(m, inner, m[node + N_GAPPED], m[node + N_GAPPED_SIZE])
    marks(m, x, node, inner, 0)
    at = m[node + N_STARTS]
    for place in range(at, at + m[node + N_STARTS_SIZE]):
        arrive(m, x, m[place], inner, 0)


def instances(m: Integers, x: Floats, node: int, frame: int, key: int) -> int:
    """How often an activity is done."""
    if m[node + N_COUNT] != 0:
        found = draw(m, x, m[node + N_COUNT], blend(key, COUNT, 0), m[m[frame + F_ROOT] + F_CASE], 0) + 0.5
    else:
        found = value(m, x, m[node + N_COUNT_EXPRESSION], frame)
    if not 0.0 <= found < MAX_INSTANCES + 1:
        fail(m, FAULT_INSTANCES, node)
        return 0
    return int(found)


def begin_one(m: Integers, x: Floats, node: int, group: int) -> None:
    """One instance of an activity done several times."""
    index = m[group + F_BEGUN]
    m[group + F_BEGUN] = index + 1
    m[group + F_LIVE] += 1
    if m[node + N_KIND] != SCOPE:
        rest(m, x, node, group, index, 0)
        return
    t = new_token(m, node, group, HOLDING)
    m[t + T_INDEX] = index
    m[t + T_VISIT] = index
    inner = new_frame(m, group, t, blend(m[group + F_KEY], m[node + N_SALT], index), index)
    m[t + T_CHILD] = inner
    enter(m, x, node, inner)


def finish_scope(m: Integers, x: Floats, frame: int) -> None:
    """Nothing is left in `frame`: what it was inside goes on, and so on outwards."""
    while True:
        owner = m[frame + F_OWNER]
        if owner == 0:
            finish_case(m, x, frame)
            return
        node = m[owner + T_NODE]
        outer = m[owner + T_FRAME]
        if m[frame + F_TOTAL] < 0:
            end_limits(m, x, frame, False)
            marks(m, x, node, frame, 1)
        free_frame(m, frame)
        m[owner + T_CHILD] = 0
        if m[owner + T_INDEX] < 0:
            if m[node + N_BOUNDARY_SIZE] > 0:
                disarm(m, owner, outer)
            leave(m, x, node, outer, m[owner + T_SELF], owner + T_SIZE)
        unlink(m, owner)
        free_token(m, owner)
        if not gone(m, x, outer):
            return
        frame = outer


def gone(m: Integers, x: Floats, frame: int) -> bool:
    """A token in `frame` came to its end. Gives whether nothing is left there."""
    m[frame + F_LIVE] -= 1
    if m[frame + F_TOTAL] < 0:
        return m[frame + F_LIVE] == 0
    node = m[m[frame + F_OWNER] + T_NODE]
    m[frame + F_FINISHED] += 1
    if m[node + N_COMPLETION] != 0 and value(m, x, m[node + N_COMPLETION], frame) == TRUE:
        while m[frame + F_HEAD] != 0:
            withdraw(m, x, m[frame + F_HEAD])
        return True
    if m[node + N_MULTI] == 2 and m[frame + F_BEGUN] < m[frame + F_TOTAL]:
        begin_one(m, x, node, frame)
        return False
    return m[frame + F_LIVE] == 0


def finish_case(m: Integers, x: Floats, root: int) -> None:
    """A case came to its end."""
    end_case(m, x, root)
    if m[root + F_CASE] < m[G_RECORDED]:
        m[m[G_ROOTS] + m[root + F_CASE]] = 0
    m[G_ENDED] += 1
    m[G_OPEN] -= 1
    m[G_DONE_CASE] = m[root + F_CASE]
    m[G_DONE_START] = m[root + F_START]
    m[G_DONE_APPROVAL] = m[root + F_APPROVAL]
    free_frame(m, root)


def withdraw(m: Integers, x: Floats, t: int) -> None:
    """Cancel a token and all inside it, from the inside out; the timers on it go as well."""
    host = t
    frame = m[t + T_FRAME]
    at = t
    while True:
        inner = m[at + T_CHILD]
        if inner != 0:
            if m[inner + F_HEAD] != 0:
                at = m[inner + F_HEAD]
                continue
            forget_moves(m, inner)
            if m[inner + F_TOTAL] < 0:
                end_limits(m, x, inner, True)
            free_frame(m, inner)
            m[at + T_CHILD] = 0
        around = m[at + T_FRAME]
        drop(m, x, at)
        if at == t:
            break
        at = m[around + F_OWNER]
    disarm(m, host, frame)


def drop(m: Integers, x: Floats, t: int) -> None:
    """One token is cancelled: who worked on it is free, and it waits in no queue."""
    state = m[t + T_STATE]
    node = m[t + T_NODE]
    if state == JOINING:
        absorb(m, t)
        return
    frame = m[t + T_FRAME]
    kind = m[node + N_KIND]
    m[frame + F_LIVE] -= 1
    if state in (WAITING, AT_WORK, REPLAYED, COLLECTED, BATCHED) and kind in (STEP, SERVICE):
        closed(m, x, t, 1)
        staff = m[t + T_STAFF]
        if staff != 0:
            calendar = m[staff + S_CALENDAR]
            done = worked(m, calendar, m[G_NOW]) - worked(m, calendar, m[t + T_STARTED])
            x[m[staff + S_BUSY_TIME]] += float(done)
            if m[node + N_BATCH] != 0:
                leave_batch(m, x, t, done)
            else:
                release(m, staff)
            m[t + T_STAFF] = 0
    unlink(m, t)
    if state == WAITING:  # the queue still links to it
        m[t + T_STATE] = CANCELLED
        lengthen(m, x, m[node + N_POOL], -1)
    elif state == ARMED:
        free_event(m, t)
    elif state in (COLLECTED, BATCHED):
        withdraw_from_batch(m, x, t)
    else:
        free_token(m, t)


def end_remnants(m: Integers, x: Floats, root: int) -> bool:
    """A scope in which every token waits at a join stands still for ever: it is done if later rounds went through
    those joins, else the drawing is at fault. Gives whether one was ended.
    """
    frame = root
    while frame != 0:
        if m[frame + F_TOTAL] < 0 and m[frame + F_LIVE] == m[frame + F_JOINING]:
            t = m[frame + F_HEAD]
            while t != 0:
                node = m[t + T_NODE]
                here = round_of(m, node, t)
                if here == 0 or here >= m[frame + m[node + N_LOCAL] + 2]:
                    fail(m, FAULT_STUCK, node)
                    return False
                t = m[t + T_NEXT]
            while m[frame + F_HEAD] != 0:
                absorb(m, m[frame + F_HEAD])
            finish_scope(m, x, frame)
            return True
        frame = next_frame(m, frame)
    return False
