"""What is counted while a case runs: whose time it is, the limits, the statistics of steps, the log."""


# ruff: noqa: FBT001, PLR0913, PLR2004 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.limits import begin, deadline, follow, lateness, over, tell
from engine.simulation.kernel.limits import count as days_up_to
from engine.simulation.layout import (
    B_ENDING,
    B_LEAVING,
    B_LIMIT,
    B_SIZE,
    BEGINS_ANEW,
    DAY,
    DUE_DATE,
    ENDS,
    F_APPROVAL,
    F_APPROVAL_SINCE,
    F_CASE,
    F_LIMITS,
    F_LIMITS_SIZE,
    F_OPEN_KIND,
    F_PARENT,
    F_ROOT,
    F_VOID,
    G_ALLOWANCES,
    G_APPROVAL_DAYS,
    G_FIRST_COUNTED,
    G_FRAME_SIZE,
    G_LIMIT_COUNT,
    G_LIMIT_STATS,
    G_LIMITS,
    G_LOG,
    G_LOG_SIZE,
    G_NOW,
    G_PROCESS_LIMITS,
    G_PROCESS_LIMITS_SIZE,
    G_RECORDED,
    G_SCRAP,
    G_VERDICTS,
    G_WATCHED,
    LOG_CASE,
    LOG_FINISHED,
    LOG_HOW,
    LOG_NODE,
    LOG_OPENED,
    LOG_SIZE,
    LOG_STAFF,
    LOG_STARTED,
    M_EXCLUDED,
    M_ID,
    M_REGISTER,
    M_RESTARTS,
    M_RULE,
    M_SIZE,
    M_STATS,
    N_ID,
    N_LIMITS,
    N_LIMITS_SIZE,
    N_MARKS,
    N_MARKS_SIZE,
    N_POOL,
    N_RANK,
    N_STATS,
    N_TIME,
    NEVER,
    P_DISCIPLINE,
    PRIORITY,
    R_RUNNING,
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
    Y_CASES,
    Y_CASES_BREACHED,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def remember(m: Integers, root: int, limit: int, breached: bool, void: bool) -> None:
    """The case had a count of the limit, maybe a breach."""
    case = m[root + F_CASE]
    if case < m[G_RECORDED]:
        kept = m[G_VERDICTS] + case * m[G_LIMIT_COUNT] + m[limit + M_ID]
        m[kept] = 2 if breached or m[kept] == 2 else m[kept] if void else 1
    place = root + m[G_FRAME_SIZE] - m[G_LIMIT_COUNT] + m[limit + M_ID]
    if breached:
        m[place] = 2
    elif not void and m[place] == 0:
        m[place] = 1


def counts(m: Integers, root: int) -> bool:
    """Whether somebody asks for the limits of the case: it came after the warm-up, or is recorded."""
    case = m[root + F_CASE]
    return case >= m[G_FIRST_COUNTED] or case < m[G_RECORDED]


def stats_of(m: Integers, root: int, limit: int) -> int:
    """Where a count is added up. Recorded cases are in no statistic."""
    return m[G_SCRAP] if m[root + F_CASE] < m[G_RECORDED] else m[limit + M_STATS]


def allowance(m: Integers, root: int, limit: int) -> int:
    """By how much a recorded case's limit is longer than its rule says."""
    case = m[root + F_CASE]
    if case >= m[G_RECORDED]:
        return 0
    return m[m[G_ALLOWANCES] + case * m[G_LIMIT_COUNT] + m[limit + M_ID]]


def registers(m: Integers, frame: int, limit: int) -> int:
    """Where a frame keeps the running count of a limit: at its end."""
    return frame + m[G_FRAME_SIZE] - m[G_LIMIT_COUNT] - m[G_LIMITS] + m[limit + M_REGISTER]


def in_gap(m: Integers, frame: int, limit: int) -> bool:
    """Whether the time of what is open in the frame does not count: no approval step is open, or only what the limit
    leaves out.
    """
    excluded = m[limit + M_EXCLUDED]
    kinds = frame + F_OPEN_KIND
    if excluded < 0:
        return m[kinds] == 0
    left_out = 0
    for kind in range(5):
        if m[kinds + kind] > 0:
            if (excluded >> kind) & 1 == 0:
                return False
            left_out = 1
    return left_out == 1


def changed(m: Integers, node: int, frame: int, by: int) -> None:
    """A step opened (`by` 1) or closed (−1): every scope around it sees whose time it is."""
    kind = m[node + N_TIME]
    now = m[G_NOW]
    while frame != 0:
        place = frame + F_OPEN_KIND + kind
        m[place] += by
        if m[frame + F_LIMITS_SIZE] > 0 and m[place] == (1 if by > 0 else 0):
            at = m[frame + F_LIMITS]
            for limit in range(at, at + m[frame + F_LIMITS_SIZE] * M_SIZE, M_SIZE):
                follow(m, m[limit + M_RULE], registers(m, frame, limit), now, in_gap(m, frame, limit))
        parent = m[frame + F_PARENT]
        if parent == 0 and kind == 0 and m[G_APPROVAL_DAYS] != 0 and m[place] == (1 if by > 0 else 0):
            approval(m, frame, now, by)
        frame = parent


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
        rank = m[node + N_RANK]
    elif m[pool + P_DISCIPLINE] == DUE_DATE:
        rank = NEVER
        at = m[node + N_LIMITS]
        for limit in range(at, at + m[node + N_LIMITS_SIZE] * M_SIZE, M_SIZE):
            rank = min(rank, deadline(m, m[limit + M_RULE], m[t + T_OPENED], 1))
    m[t + T_RANK] = rank


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
        marks(m, x, node, frame, 1)
    if m[G_LOG] != 0:
        write(m, t, how)


def judge(m: Integers, x: Floats, node: int, size: int, root: int, opened_at: int, how: int) -> None:
    """The limits upon an activity without gaps, at its end."""
    if not counts(m, root):
        return
    at = m[node + N_LIMITS]
    for limit in range(at, at + size * M_SIZE, M_SIZE):
        rule = m[limit + M_RULE]
        late_by = lateness(m, rule, opened_at, m[G_NOW]) - allowance(m, root, limit)
        breached = tell(m, x, rule, stats_of(m, root, limit), late_by, how == 1)
        remember(m, root, limit, breached, how == 1)


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


def marks(m: Integers, x: Floats, node: int, frame: int, leaving: int) -> None:
    """Limits of the case begin or end as the node is entered or left."""
    size = m[node + N_MARKS_SIZE]
    if size == 0:
        return
    root = m[frame + F_ROOT]
    at = m[node + N_MARKS]
    for mark in range(at, at + size * B_SIZE, B_SIZE):
        if m[mark + B_LEAVING] != leaving:
            continue
        limit = m[mark + B_LIMIT]
        if m[mark + B_ENDING] == ENDS:
            end_limit(m, x, root, limit, False)
        elif m[mark + B_ENDING] == BEGINS_ANEW:
            at = registers(m, root, limit)
            if m[at + R_RUNNING] == 1:
                begin(m, m[limit + M_RULE], at, m[G_NOW], in_gap(m, root, limit))
        else:
            begin_limit(m, root, limit)


def begin_limit(m: Integers, frame: int, limit: int) -> None:
    """A scope's limit begins; one that runs goes on, unless it counts from the last time."""
    at = registers(m, frame, limit)
    if m[at + R_RUNNING] == 0 or m[limit + M_RESTARTS] & 1 == 1:
        begin(m, m[limit + M_RULE], at, m[G_NOW], in_gap(m, frame, limit))


def end_limit(m: Integers, x: Floats, frame: int, limit: int, void: bool) -> None:
    """A scope's limit ends, if it runs."""
    at = registers(m, frame, limit)
    if m[at + R_RUNNING] == 1:
        rule = m[limit + M_RULE]
        late_by = over(m, rule, at, m[G_NOW])
        root = m[frame + F_ROOT]
        if counts(m, root):
            breached = tell(m, x, rule, stats_of(m, root, limit), late_by - allowance(m, root, limit), void)
            remember(m, root, limit, breached, void)


def begin_limits(m: Integers, frame: int, at: int, size: int) -> None:
    """A scope was entered: its limits."""
    m[frame + F_LIMITS] = at
    m[frame + F_LIMITS_SIZE] = size
    for limit in range(at, at + size * M_SIZE, M_SIZE):
        if m[limit + M_RESTARTS] & 2 == 0:  # else it waits for an element that begins it
            begin_limit(m, frame, limit)


def end_limits(m: Integers, x: Floats, frame: int, void: bool) -> None:
    """A scope came to its end: its limits that still run."""
    at = m[frame + F_LIMITS]
    for limit in range(at, at + m[frame + F_LIMITS_SIZE] * M_SIZE, M_SIZE):
        end_limit(m, x, frame, limit, void)


def begin_case(m: Integers, root: int) -> None:
    """The limits of the process as a whole."""
    size = m[G_PROCESS_LIMITS_SIZE]
    if size > 0:
        begin_limits(m, root, m[G_PROCESS_LIMITS], size)


def end_case(m: Integers, x: Floats, root: int) -> None:
    """A case came to its end; with an end that decides nothing, what was in time is void."""
    end_limits(m, x, root, m[root + F_VOID] == 1)
    size = m[G_LIMIT_COUNT] if m[root + F_CASE] >= m[G_FIRST_COUNTED] else 0
    flags = root + m[G_FRAME_SIZE] - m[G_LIMIT_COUNT]
    for number in range(size):
        if m[flags + number] > 0:
            stats = m[m[G_LIMIT_STATS] + number]
            x[stats + Y_CASES] += 1.0
            if m[flags + number] == 2:
                x[stats + Y_CASES_BREACHED] += 1.0
