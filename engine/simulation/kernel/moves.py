"""How tokens move through a case: the same game as `engine.execution`, over rows.

A token that arrives at a step, a timer or a join takes effect at once; one that arrives anywhere else is queued, first
in, first out. When the queue is empty, the inclusive join that has waited longest among those that may go on does so.
Then a scope in which all that is left waits at joins is done, if it is what earlier rounds left behind; else it is a
fault.
"""


# ruff: noqa: C901, PLR0912 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.batches import leave_batch
from engine.simulation.kernel.chance import blend
from engine.simulation.kernel.conditions import value
from engine.simulation.kernel.draws import draw
from engine.simulation.kernel.joins import free_inclusive
from engine.simulation.kernel.marks import marks
from engine.simulation.kernel.replay import recall
from engine.simulation.kernel.resting import disarm, stand_again
from engine.simulation.kernel.rows import free_event, free_token, unlink
from engine.simulation.kernel.scopes import end_remnants, finish_scope, gone, hold, withdraw
from engine.simulation.kernel.staff import release
from engine.simulation.kernel.traffic import DECIDE, fail, forget_moves, visit
from engine.simulation.kernel.watch import closed
from engine.simulation.kernel.ways import leave, leave_by_all
from engine.simulation.layout import (
    A_EXPRESSION,
    A_SALT,
    A_SIZE,
    A_VALUE,
    A_VARIABLE,
    END,
    F_ALL_JOINING,
    F_CASE,
    F_FRAMES,
    F_HEAD,
    F_INCLUSIVE,
    F_JOINING,
    F_KEY,
    F_LIVE,
    F_OWNER,
    F_ROOT,
    F_VARS,
    F_VOID,
    FAULT_MOVES,
    FINE,
    G_DONE_CASE,
    G_ENTERED,
    G_FAULT,
    G_QUEUE,
    G_QUEUE_HEAD,
    G_QUEUE_TAIL,
    G_RACE,
    G_ROUNDS,
    G_SEQ,
    N_ASSIGNS,
    N_ASSIGNS_SIZE,
    N_BATCH,
    N_BOUNDARY_SIZE,
    N_INTERRUPTING,
    N_KIND,
    N_MULTI,
    N_PLAIN,
    N_SALT,
    N_TIMES,
    N_VOID,
    PASS,
    PLAIN_WAY,
    Q_FRAME,
    Q_NODE,
    Q_SELF,
    Q_SIZE,
    RACE,
    REPLAYED,
    SCOPE,
    SERVICE,
    STEP,
    T_EVENT,
    T_FRAME,
    T_HOST,
    T_INDEX,
    T_NEXT,
    T_NODE,
    T_OPENED,
    T_RACE,
    T_SELF,
    T_SIZE,
    T_STAFF,
    T_STATE,
    T_TURN,
    T_VISIT,
    T_WORK,
    TERMINATE,
    TIMER,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers

MAX_MOVES = 10_000  # of tokens at one instant of one case


def process(m: Integers, x: Floats, row: int) -> None:
    """A queued token moves."""
    node = m[row + Q_NODE]
    frame = m[row + Q_FRAME]
    if m[node + N_PLAIN] == PLAIN_WAY:
        visit(m, node, frame)
        leave_by_all(m, x, node, frame)
        m[frame + F_LIVE] -= 1
        return
    kind = m[node + N_KIND]
    if kind == SCOPE or m[node + N_MULTI] != 0:
        hold(m, x, node, frame, row)
        return
    visit(m, node, frame)
    if m[node + N_ASSIGNS_SIZE] > 0:
        assign(m, x, node, frame, 0)
    if kind in (PASS, END, TERMINATE):
        if kind != PASS and m[frame + F_OWNER] == 0:
            m[m[frame + F_ROOT] + F_VOID] |= m[node + N_VOID]
        marks(m, x, node, frame, 0)
        marks(m, x, node, frame, 1)
        if kind == TERMINATE:
            while m[frame + F_HEAD] != 0:
                withdraw(m, x, m[frame + F_HEAD])
            forget_moves(m, frame)
            m[frame + F_LIVE] = 1
    if kind == RACE:
        m[G_RACE] = m[G_SEQ] + 1
    leave(m, x, node, frame, m[row + Q_SELF], row + Q_SIZE)
    m[G_RACE] = 0
    if gone(m, x, frame):
        finish_scope(m, x, frame)


def assign(m: Integers, x: Floats, node: int, frame: int, before: int) -> None:
    """Set the variables that a decision or an assignment sets."""
    root = m[frame + F_ROOT]
    variables = m[root + F_VARS]
    at = m[node + N_ASSIGNS]
    for row in range(at, at + m[node + N_ASSIGNS_SIZE] * A_SIZE, A_SIZE):
        if m[row + A_EXPRESSION] != 0:
            found = value(m, x, m[row + A_EXPRESSION], frame)
        else:
            key = blend(m[frame + F_KEY], m[node + N_SALT], DECIDE + before)
            found = draw(m, x, m[row + A_VALUE], blend(key, m[row + A_SALT], 0), m[root + F_CASE], before)
        x[variables + m[row + A_VARIABLE]] = found


def settle(m: Integers, x: Floats, root: int) -> None:
    """Move tokens until every one of them waits."""
    width = Q_SIZE + m[G_ROUNDS]
    moves = 0
    while m[G_FAULT] == FINE:
        head = m[G_QUEUE_HEAD]
        if head < m[G_QUEUE_TAIL]:
            m[G_QUEUE_HEAD] = head + 1
            row = m[G_QUEUE] + head * width
            if m[row + Q_NODE] != 0:
                process(m, x, row)
            moves += 1
            if moves == MAX_MOVES:
                fail(m, FAULT_MOVES, m[row + Q_NODE])
            continue
        m[G_QUEUE_HEAD] = 0
        m[G_QUEUE_TAIL] = 0
        if m[G_DONE_CASE] >= 0 or m[root + F_ALL_JOINING] == 0:
            return
        if m[root + F_INCLUSIVE] > 0 and free_inclusive(m, root):
            continue
        if m[root + F_FRAMES] == 1 and m[root + F_LIVE] != m[root + F_JOINING]:
            return
        if not end_remnants(m, x, root):
            return


def complete_plain(m: Integers, x: Floats, t: int, node: int) -> None:
    """A step is done of which nothing more is asked. A flow leaves it, so its scope is not yet at its end."""
    frame = m[t + T_FRAME]
    closed(m, x, t, 0)
    staff = m[t + T_STAFF]
    if staff != 0:
        release(m, staff)
        m[t + T_STAFF] = 0
    leave_by_all(m, x, node, frame)
    m[frame + F_LIVE] -= 1
    unlink(m, t)
    free_token(m, t)


def complete(m: Integers, x: Floats, t: int) -> None:
    """What a token waited for has come: the step is done, the timer is due."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    kind = m[node + N_KIND]
    m[t + T_EVENT] = 0
    if kind in (STEP, SERVICE):
        if m[t + T_STATE] == REPLAYED:
            recall(m, x, t)
        elif m[node + N_ASSIGNS_SIZE] > 0:
            assign(m, x, node, frame, m[t + T_VISIT])
        closed(m, x, t, 0)
        if m[t + T_STAFF] != 0:
            if m[node + N_BATCH] != 0:
                leave_batch(m, x, t, m[t + T_WORK])
            else:
                release(m, m[t + T_STAFF])
            m[t + T_STAFF] = 0
        if m[t + T_INDEX] < 0 and m[node + N_BOUNDARY_SIZE] > 0:
            disarm(m, t, frame)
    else:
        if m[node + N_ASSIGNS_SIZE] > 0:
            assign(m, x, node, frame, 0)
        m[G_ENTERED] = m[t + T_OPENED]
        marks(m, x, node, frame, 0)
        marks(m, x, node, frame, 1)
        if kind == TIMER:
            if m[t + T_RACE] != 0:
                win(m, x, t)
            if m[node + N_BOUNDARY_SIZE] > 0:
                disarm(m, t, frame)
        elif m[node + N_INTERRUPTING] == 1:
            host = m[t + T_HOST]
            m[t + T_HOST] = 0
            withdraw(m, x, host)
        elif m[node + N_TIMES] == 0 or m[t + T_TURN] + 1 < m[node + N_TIMES]:
            stand_again(m, x, t)
    if m[t + T_INDEX] < 0:
        leave(m, x, node, frame, m[t + T_SELF], t + T_SIZE)
    unlink(m, t)
    if kind in (STEP, SERVICE):
        free_token(m, t)
    else:
        free_event(m, t)
    if gone(m, x, frame):
        finish_scope(m, x, frame)


def win(m: Integers, x: Floats, t: int) -> None:
    """The first of several events behind one gateway: the others wait no more."""
    other = m[m[t + T_FRAME] + F_HEAD]
    while other != 0:
        if other != t and m[other + T_RACE] == m[t + T_RACE]:
            withdraw(m, x, other)
            other = m[m[t + T_FRAME] + F_HEAD]
        else:
            other = m[other + T_NEXT]
