"""What a token rests at: steps, services, timers, messages, and the events on the border of an activity."""


# ruff: noqa: PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.batches import collect
from engine.simulation.kernel.chance import blend
from engine.simulation.kernel.days import on_day_of_month
from engine.simulation.kernel.draws import draw
from engine.simulation.kernel.hours import finish
from engine.simulation.kernel.limits import deadline
from engine.simulation.kernel.queues import plan
from engine.simulation.kernel.replay import happened, replay
from engine.simulation.kernel.rows import free_event, new_token, unlink
from engine.simulation.kernel.spans import LONGEST, left
from engine.simulation.kernel.staff import request
from engine.simulation.kernel.traffic import fail, keep_rounds, visit
from engine.simulation.kernel.watch import opened
from engine.simulation.layout import (
    ARMED,
    AT_WORK,
    F_CASE,
    F_HEAD,
    F_KEY,
    F_LIVE,
    F_ROOT,
    F_ROUND,
    FAULT_NUMBER,
    G_EPOCH,
    G_NOW,
    G_RACE,
    G_ROUNDS,
    G_TODAY,
    N_BATCH,
    N_BOUNDARY,
    N_BOUNDARY_SIZE,
    N_CALENDAR,
    N_DAY_OF_MONTH,
    N_DUE,
    N_DURATION,
    N_HOUR,
    N_KIND,
    N_POOL,
    N_RULE,
    N_SALT,
    N_SPLIT_COLUMN,
    NEVER,
    T_EVENT,
    T_FRAME,
    T_HOST,
    T_INDEX,
    T_NEXT,
    T_NODE,
    T_OPENED,
    T_RACE,
    T_RIGHT,
    T_SELF,
    T_SIZE,
    T_STATE,
    T_TURN,
    T_VISIT,
    T_WORK,
    TIMER,
    WAITING,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def rest(m: Integers, x: Floats, node: int, frame: int, index: int, flow: int) -> None:
    """A step, a service or a timer is entered: plan when it ends, or ask for somebody."""
    now = m[G_NOW]
    t = new_token(m, node, frame, WAITING)
    keep_rounds(m, t + T_SIZE, flow)
    m[t + T_INDEX] = index
    before = visit(m, node, frame) if index < 0 else index
    m[t + T_VISIT] = before
    if m[node + N_SPLIT_COLUMN] >= 0:
        m[frame + F_ROUND] += 1
        m[t + T_SELF] = m[frame + F_ROUND]
    if m[node + N_KIND] == TIMER:
        m[t + T_RIGHT] = NEVER
        m[t + T_RACE] = m[G_RACE]
        arm(m, x, t)
        arm_all(m, x, node, frame, t)
        return
    past = now <= m[G_TODAY]
    work = 0 if past else length(m, x, node, frame, before)
    m[t + T_WORK] = work
    opened(m, x, t)
    if past and replay(m, x, t):
        if index < 0 and m[node + N_BOUNDARY_SIZE] > 0:
            arm_all(m, x, node, frame, t)
        return
    if past:
        m[t + T_RIGHT] = NEVER
        work = length(m, x, node, frame, before)
        m[t + T_WORK] = work
    if m[node + N_BATCH] != 0:
        collect(m, x, t)
    elif m[node + N_POOL] != 0:
        request(m, x, t)
    else:
        m[t + T_STATE] = AT_WORK
        m[t + T_EVENT] = plan(m, finish(m, m[node + N_CALENDAR], now, work), t)
    if index < 0 and m[node + N_BOUNDARY_SIZE] > 0:
        arm_all(m, x, node, frame, t)


def rest_plain(m: Integers, x: Floats, node: int, frame: int) -> None:
    """The same of a step of which nothing more is asked than that it is done."""
    t = new_token(m, node, frame, WAITING)
    work = length(m, x, node, frame, visit(m, node, frame))
    m[t + T_WORK] = work
    opened(m, x, t)
    if m[node + N_POOL] != 0:
        request(m, x, t)
    else:
        m[t + T_STATE] = AT_WORK
        m[t + T_EVENT] = plan(m, finish(m, m[node + N_CALENDAR], m[G_NOW], work), t)


def length(m: Integers, x: Floats, node: int, frame: int, before: int) -> int:
    """How long a step takes, in microseconds."""
    row = m[node + N_DURATION]
    if row == 0:
        return 0
    key = blend(m[frame + F_KEY], m[node + N_SALT], before)
    span = draw(m, x, row, key, m[m[frame + F_ROOT] + F_CASE], before)
    if not 0.0 <= span <= LONGEST:
        fail(m, FAULT_NUMBER, node)
        return 0
    return int(span + 0.5)


def arm(m: Integers, x: Floats, t: int) -> None:
    """Plan when a timer is due: as it was, where that is recorded."""
    now = m[G_NOW]
    m[t + T_STATE] = ARMED
    m[t + T_WORK] = 0
    due = -1
    done = -1
    if now <= m[G_TODAY]:
        due = happened(m, t, m[m[t + T_HOST] + T_RIGHT] if m[t + T_HOST] != 0 else NEVER)
        if due == -1:
            done = m[G_TODAY] - now
    if due < 0:
        due = due_at(m, x, t, done)
        if done >= 0:
            due = max(due, now + done)
    if due < NEVER:
        m[t + T_EVENT] = plan(m, due, t)


def due_at(m: Integers, x: Floats, t: int, done: int) -> int:
    """When a timer that begins to wait now is due. `done`: that long it has not come, as is known; −1: not known."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    now = m[G_NOW]
    since = m[t + T_OPENED]
    times = m[t + T_TURN] + 1
    if m[node + N_DUE] >= 0:
        return max(now, m[node + N_DUE])
    if m[node + N_DAY_OF_MONTH] > 0:
        return on_day_of_month(m[G_EPOCH], since, m[node + N_DAY_OF_MONTH], m[node + N_HOUR], times)
    if m[node + N_RULE] != 0:
        return deadline(m, m[node + N_RULE], since, times)
    if m[node + N_DURATION] == 0:
        return NEVER
    if done >= 0:
        return now + done + left(m, x, m[node + N_DURATION], t, done)
    return finish(m, m[node + N_CALENDAR], now, length(m, x, node, frame, m[t + T_VISIT]))


def arm_all(m: Integers, x: Floats, node: int, frame: int, host: int) -> None:
    """The timers on an activity that was entered. They have its rounds."""
    at = m[node + N_BOUNDARY]
    for place in range(at, at + m[node + N_BOUNDARY_SIZE]):
        t = stand(m, m[place], frame, host)
        for column in range(m[G_ROUNDS]):
            m[t + T_SIZE + column] = m[host + T_SIZE + column]
        if m[node + N_SPLIT_COLUMN] >= 0:
            m[t + T_SIZE + m[node + N_SPLIT_COLUMN]] = m[host + T_SELF]
        arm(m, x, t)


def stand(m: Integers, boundary: int, frame: int, host: int) -> int:
    """A boundary event begins to wait on `host`."""
    m[frame + F_LIVE] += 1
    t = new_token(m, boundary, frame, ARMED)
    m[t + T_HOST] = host
    m[t + T_VISIT] = visit(m, boundary, frame)
    if m[boundary + N_SPLIT_COLUMN] >= 0:
        m[frame + F_ROUND] += 1
        m[t + T_SELF] = m[frame + F_ROUND]
    return t


def stand_again(m: Integers, x: Floats, t: int) -> None:
    """A boundary event that happened and may happen again waits again, from the moment its activity was entered."""
    again = stand(m, m[t + T_NODE], m[t + T_FRAME], m[t + T_HOST])
    m[again + T_TURN] = m[t + T_TURN] + 1
    m[again + T_OPENED] = m[t + T_OPENED]
    for column in range(m[G_ROUNDS]):
        m[again + T_SIZE + column] = m[t + T_SIZE + column]
    arm(m, x, again)


def disarm(m: Integers, host: int, frame: int) -> None:
    """The timers on an activity wait no more."""
    t = m[frame + F_HEAD]
    while t != 0:
        following = m[t + T_NEXT]
        if m[t + T_HOST] == host:
            m[frame + F_LIVE] -= 1
            unlink(m, t)
            free_event(m, t)
        t = following
