"""What is seen while a case runs: whose time it is, the statistics of steps, the log."""


# ruff: noqa: PLR2004 - plain functions, compiled as they stand

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.simulation.kernel.conditions import value
from engine.simulation.kernel.days import count as days_up_to
from engine.simulation.kernel.limits import deadline, follow
from engine.simulation.kernel.marks import marks
from engine.simulation.kernel.shares import note_closed
from engine.simulation.kernel.verdicts import begun, in_gap, judge, registers
from engine.simulation.layout import (
    DAY,
    DUE_DATE,
    F_APPROVAL,
    F_APPROVAL_SINCE,
    F_CASE,
    F_LIMITS,
    F_LIMITS_SIZE,
    F_OPEN_KIND,
    F_PARENT,
    F_ROOT,
    G_APPROVAL_DAYS,
    G_ENTERED,
    G_LOG,
    G_LOG_SIZE,
    G_NOW,
    G_SHARES,
    G_WATCHED,
    LOG_CASE,
    LOG_FINISHED,
    LOG_HOW,
    LOG_NODE,
    LOG_OPENED,
    LOG_SIZE,
    LOG_STAFF,
    LOG_STARTED,
    M_RULE,
    M_SIZE,
    MOST_PRIORITY,
    N_ID,
    N_LIMITS,
    N_LIMITS_SIZE,
    N_MARKS_SIZE,
    N_POOL,
    N_PRIORITY,
    N_RANK,
    N_STATS,
    N_TIME,
    NEVER,
    NOT_A_NUMBER_FROM,
    P_DISCIPLINE,
    PRIORITY,
    S_BUSY_TIME,
    S_ID,
    T_FRAME,
    T_NODE,
    T_OPENED,
    T_RANK,
    T_STAFF,
    T_STARTED,
    T_WORK,
    X_CANCELLED,
    X_COUNT,
    X_ENTERED,
    X_SPAN,
    X_SPAN_SQUARES,
    X_WAIT,
    X_WAIT_SQUARES,
    X_WORK,
    X_WORK_SQUARES,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def changed(m: Integers, node: int, frame: int, by: int) -> None:
    """A step opened (`by` 1) or closed (−1): every scope around it sees whose time it is."""
    kind = m[node + N_TIME]
    turns = 1 if by > 0 else 0
    while frame != 0:
        place = frame + F_OPEN_KIND + kind
        m[place] += by
        if m[place] == turns:
            turned(m, frame, kind, by)
        frame = m[frame + F_PARENT]


def turned(m: Integers, frame: int, kind: int, by: int) -> None:
    """The first step of a kind of time opened in a scope (`by` 1), or the last one closed (−1)."""
    now = m[G_NOW]
    at = m[frame + F_LIMITS]
    for limit in range(at, at + m[frame + F_LIMITS_SIZE] * M_SIZE, M_SIZE):
        follow(m, m[limit + M_RULE], registers(m, frame, limit), now, in_gap(m, frame, limit))
    if m[frame + F_PARENT] == 0 and kind == 0 and m[G_APPROVAL_DAYS] != 0:
        approval(m, frame, now, by)


def approval(m: Integers, root: int, now: int, by: int) -> None:
    """The first approval step opened, or the last one closed: working days of their union, counted on dates."""
    days = days_up_to(m, m[G_APPROVAL_DAYS], now // DAY)
    if by > 0:
        m[root + F_APPROVAL_SINCE] = days
    else:
        m[root + F_APPROVAL] += days - m[root + F_APPROVAL_SINCE]


def opened(m: Integers, x: Floats, t: int) -> None:
    """A step opened. In a queue by due date it is due at the earliest deadline of the limits upon it."""
    node = m[t + T_NODE]
    x[m[node + N_STATS] + X_ENTERED] += 1.0
    if m[G_WATCHED] != 0:
        changed(m, node, m[t + T_FRAME], 1)
    if m[node + N_MARKS_SIZE] != 0:
        marks(m, x, node, m[t + T_FRAME], 0)
    pool = m[node + N_POOL]
    if pool == 0:
        return
    rank = 0
    if m[pool + P_DISCIPLINE] == PRIORITY:
        rank = m[node + N_RANK] if m[node + N_PRIORITY] == 0 else urgency(m, x, t)
    elif m[pool + P_DISCIPLINE] == DUE_DATE:
        rank = NEVER
        root = m[m[t + T_FRAME] + F_ROOT]
        at = m[node + N_LIMITS]
        for limit in range(at, at + m[node + N_LIMITS_SIZE] * M_SIZE, M_SIZE):
            rank = min(rank, deadline(m, m[limit + M_RULE], begun(m, root, limit, m[t + T_OPENED]), 1))
    m[t + T_RANK] = rank


def urgency(m: Integers, x: Floats, t: int) -> int:
    """The rank of a step by the priority of its case as it opens; what is no number is 0."""
    priority = value(m, x, m[m[t + T_NODE] + N_PRIORITY], m[t + T_FRAME])
    if not abs(priority) < NOT_A_NUMBER_FROM:
        return 0
    return -math.floor(max(min(priority, MOST_PRIORITY), -MOST_PRIORITY) * 1e6 + 0.5)


def closed(m: Integers, x: Floats, t: int, how: int) -> None:
    """A step was completed (0) or cancelled (1)."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    now = m[G_NOW]
    stats = m[node + N_STATS]
    opened_at = m[t + T_OPENED]
    if how == 0:
        wait = float(m[t + T_STARTED] - opened_at)
        work = float(m[t + T_WORK])
        span = float(now - opened_at)
        x[stats + X_COUNT] += 1.0
        x[stats + X_WAIT] += wait
        x[stats + X_WAIT_SQUARES] += wait * wait
        x[stats + X_WORK] += work
        x[stats + X_WORK_SQUARES] += work * work
        x[stats + X_SPAN] += span
        x[stats + X_SPAN_SQUARES] += span * span
        staff = m[t + T_STAFF]
        if staff != 0:
            x[m[staff + S_BUSY_TIME]] += work
    else:
        x[stats + X_CANCELLED] += 1.0
    size = m[node + N_LIMITS_SIZE]
    if size > 0:
        judge(m, x, node, size, m[frame + F_ROOT], opened_at, how)
    if m[G_WATCHED] != 0:
        changed(m, node, frame, -1)
    if how == 0 and m[node + N_MARKS_SIZE] != 0:
        m[G_ENTERED] = opened_at
        marks(m, x, node, frame, 1)
    if m[G_LOG] != 0:
        write(m, t, how)
    if m[G_SHARES] == 2:
        note_closed(m, t)


def write(m: Integers, t: int, how: int) -> None:
    """A row of the log."""
    row = m[G_LOG] + m[G_LOG_SIZE] * LOG_SIZE
    m[G_LOG_SIZE] += 1
    staff = m[t + T_STAFF]
    m[row + LOG_CASE] = m[m[m[t + T_FRAME] + F_ROOT] + F_CASE]
    m[row + LOG_NODE] = m[m[t + T_NODE] + N_ID]
    m[row + LOG_STAFF] = m[staff + S_ID] if staff != 0 else -1
    m[row + LOG_OPENED] = m[t + T_OPENED]
    m[row + LOG_STARTED] = m[t + T_STARTED]
    m[row + LOG_FINISHED] = m[G_NOW]
    m[row + LOG_HOW] = how
