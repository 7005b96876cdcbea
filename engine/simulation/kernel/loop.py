"""The event loop: what is planned happens, one instant of one case after the other."""


# ruff: noqa: C901, FBT001, PLR0912, PLR0913, PLR0915 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.batches import ring, send_rest
from engine.simulation.kernel.chance import blend
from engine.simulation.kernel.conditions import NULL
from engine.simulation.kernel.draws import draw
from engine.simulation.kernel.heap import peek, pop
from engine.simulation.kernel.hours import finish, next_opening
from engine.simulation.kernel.moves import complete, complete_plain, settle
from engine.simulation.kernel.profile import after
from engine.simulation.kernel.queues import ID_BITS, plan
from engine.simulation.kernel.replay import begin_present, known_facts
from engine.simulation.kernel.rows import new_frame
from engine.simulation.kernel.spans import LONGEST
from engine.simulation.kernel.staff import dispatch, serve
from engine.simulation.kernel.traffic import fail
from engine.simulation.kernel.verdicts import begin_case
from engine.simulation.kernel.ways import arrive
from engine.simulation.layout import (
    A_CALENDAR,
    A_DISTRIBUTION,
    A_FIRST,
    A_PROFILE,
    A_SALT,
    A_SIZE,
    A_TIMES,
    A_VALUE,
    A_VARIABLE,
    ARRIVES,
    BUDGET,
    BY_LIST,
    BY_OPENING,
    BY_PROFILE,
    DONE,
    F_CASE,
    F_KEY,
    F_ROOT,
    F_START,
    F_VARS,
    FAULT_NUMBER,
    FAULT_OPEN,
    FAULTED,
    FINE,
    G_ARRIVAL,
    G_ARRIVED,
    G_ATTRIBUTES,
    G_ATTRIBUTES_SIZE,
    G_DONE_APPROVAL,
    G_DONE_CASE,
    G_DONE_START,
    G_DYNAMIC,
    G_EVENTS,
    G_FAULT,
    G_FIRST_COUNTED,
    G_FRAMES_LEFT,
    G_HEAP_ROOM,
    G_HEAP_SIZE,
    G_HORIZON,
    G_KEEP,
    G_KEY,
    G_LAST_CASE,
    G_LOG,
    G_LOG_ROOM,
    G_LOG_SIZE,
    G_MAX_OPEN,
    G_NEXT_CASE,
    G_NOW,
    G_OPEN,
    G_PEAK,
    G_POOLS,
    G_POOLS_SIZE,
    G_RECORDED,
    G_RECORDED_TIMES,
    G_RELEASED_SIZE,
    G_ROOT_STARTS,
    G_ROOT_STARTS_SIZE,
    G_ROOTS,
    G_SEQ,
    G_STATS,
    G_STATS_END,
    G_TODAY,
    G_TOKENS_LEFT,
    G_VARIABLES,
    G_WARM_UP,
    G_WARMED,
    HOUR,
    MARGIN,
    N_PLAIN,
    NEEDS_CASES,
    NEEDS_LOG,
    NEEDS_ROOM,
    NEVER,
    P_CHANGED,
    P_SIZE,
    PLAIN_STEP,
    S_WAKE,
    T_EVENT,
    T_FRAME,
    T_NODE,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


ARRIVING, CASES, ATTRIBUTES = 1 << 50, 1 << 51, 1 << 52  # what random numbers are for
SUBJECT = (1 << ID_BITS) - 1


def advance(
    m: Integers, x: Floats, cycle: Floats, starts: Integers, ends: Integers, approvals: Integers, budget: int
) -> int:
    """Let up to `budget` events happen. Gives why it came back; all is kept in `m` and `x`, so it can go on.

    `cycle` is written by the number of the case: hours from its arrival to its end. The other three are written when
    `G_KEEP` is set: instants, and working days of approval time.
    """
    if m[G_SEQ] == 0:
        if m[G_TODAY] >= 0:
            plan(m, m[G_TODAY], 1)
        plan_arrival(m, x, m[m[G_ARRIVAL] + A_FIRST])
    size = len(cycle)
    last_case = m[G_LAST_CASE]
    horizon = m[G_HORIZON]
    room = m[G_HEAP_ROOM] - MARGIN
    logs = m[G_LOG] != 0
    for _ in range(budget):
        if (
            m[G_TOKENS_LEFT] < MARGIN
            or m[G_FRAMES_LEFT] < MARGIN
            or m[G_HEAP_SIZE] > room
        ):  # fmt: skip
            return NEEDS_ROOM
        if m[G_NEXT_CASE] >= size and m[G_NEXT_CASE] <= last_case:
            return NEEDS_CASES
        if logs and m[G_LOG_SIZE] + MARGIN > m[G_LOG_ROOM]:
            return NEEDS_LOG
        now = peek(m)
        if m[G_WARMED] == 0 and now >= m[G_WARM_UP]:
            warm(m, x)
        if now > horizon or now == NEVER:
            if now == NEVER and send_rest(m, x):
                continue
            return DONE if m[G_FAULT] == FINE else FAULTED  # the first arrival may be at fault
        word = pop(m)
        subject = word & SUBJECT
        if subject >= m[G_DYNAMIC]:
            if m[subject + T_EVENT] != word >> ID_BITS:
                continue
            m[G_NOW] = now
            happen(m, x, subject)
        else:
            m[G_NOW] = now
            if subject == 0:
                settle(m, x, arrival(m, x))
            elif subject == 1:
                if peek(m) == now:  # all that is recorded of this instant comes first
                    plan(m, now, 1)
                else:
                    begin_present(m, x)
            elif m[subject] < 0:
                ring(m, x, subject, word >> ID_BITS)
            else:
                m[subject + S_WAKE] = 0
                dispatch(m, x, subject)
        if m[G_RELEASED_SIZE] > 0:
            serve(m, x)
        m[G_EVENTS] += 1
        if m[G_FAULT] != FINE:
            return FAULTED
        case = m[G_DONE_CASE]
        if case >= 0:
            m[G_DONE_CASE] = -1
            cycle[case] = float(now - m[G_DONE_START]) / HOUR
            if m[G_KEEP] != 0:
                starts[case] = m[G_DONE_START]
                ends[case] = now
                approvals[case] = m[G_DONE_APPROVAL]
    return BUDGET


def happen(m: Integers, x: Floats, t: int) -> None:
    """What the token waited for comes, and its case goes on until every token waits."""
    root = m[m[t + T_FRAME] + F_ROOT]
    node = m[t + T_NODE]
    if m[node + N_PLAIN] == PLAIN_STEP:
        complete_plain(m, x, t, node)
    else:
        complete(m, x, t)
    settle(m, x, root)


def warm(m: Integers, x: Floats) -> None:
    """The warm-up is over: what was counted so far is forgotten."""
    m[G_WARMED] = 1
    m[G_FIRST_COUNTED] = max(m[G_NEXT_CASE], m[G_RECORDED])
    for place in range(m[G_STATS], m[G_STATS_END]):
        x[place] = 0.0
    first = m[G_POOLS]
    for pool in range(first, first + m[G_POOLS_SIZE] * P_SIZE, P_SIZE):
        m[pool + P_CHANGED] = max(m[pool + P_CHANGED], m[G_WARM_UP])


def arrival(m: Integers, x: Floats) -> int:
    """A case arrives, and the next one is planned. Gives its frame."""
    now = m[G_NOW]
    case = m[G_NEXT_CASE]
    m[G_NEXT_CASE] = case + 1
    m[G_ARRIVED] += 1
    m[G_OPEN] += 1
    m[G_PEAK] = max(m[G_PEAK], m[G_OPEN])
    if m[G_OPEN] > m[G_MAX_OPEN]:
        fail(m, FAULT_OPEN, case)
    plan_arrival(m, x, now)
    root = new_frame(m, 0, 0, blend(m[G_KEY], CASES, case), -1)
    m[root + F_CASE] = case
    m[root + F_START] = now
    if case < m[G_RECORDED]:
        m[m[G_ROOTS] + case] = root
    if m[G_VARIABLES] > 0:
        furnish(m, x, root, case)
    begin_case(m, root)
    at = m[G_ROOT_STARTS]
    for place in range(at, at + m[G_ROOT_STARTS_SIZE]):
        arrive(m, x, m[place], root, 0)
    return root


def furnish(m: Integers, x: Floats, root: int, case: int) -> None:
    """The case's variables: null, and then its attributes."""
    variables = m[root + F_VARS]
    for place in range(variables, variables + m[G_VARIABLES]):
        x[place] = NULL
    at = m[G_ATTRIBUTES]
    for row in range(at, at + m[G_ATTRIBUTES_SIZE] * A_SIZE, A_SIZE):
        key = blend(m[root + F_KEY], ATTRIBUTES, m[row + A_SALT])
        x[variables + m[row + A_VARIABLE]] = draw(m, x, m[row + A_VALUE], key, case, 0)
    if case < m[G_RECORDED]:
        known_facts(m, x, root, case)


def plan_arrival(m: Integers, x: Floats, now: int) -> None:
    """Plan the arrival of the next case after `now`, if there is to be one."""
    case = m[G_NEXT_CASE]
    if case > m[G_LAST_CASE]:
        return
    row = m[G_ARRIVAL]
    if case < m[G_RECORDED]:
        plan(m, m[m[G_RECORDED_TIMES] + case], 0)
        return
    if case == m[G_RECORDED] and m[G_TODAY] >= 0:
        now = m[G_TODAY]
    case -= m[G_RECORDED]
    if m[row + ARRIVES] == BY_LIST:
        plan(m, m[m[row + A_TIMES] + case], 0)
        return
    gap = draw(m, x, m[row + A_DISTRIBUTION], blend(m[G_KEY], ARRIVING, case), case, case)
    if not 0.0 <= gap <= LONGEST:
        fail(m, FAULT_NUMBER, row)
        return
    if m[row + ARRIVES] == BY_PROFILE:
        plan(m, after(m, x, m[row + A_PROFILE], now, gap), 0)
        return
    if m[row + ARRIVES] == BY_OPENING:
        plan(m, opening_after(m, m[row + A_CALENDAR], now, int(gap + 0.5), case == 0 and m[G_TODAY] < 0), 0)
        return
    plan(m, finish(m, m[row + A_CALENDAR], now, int(gap + 0.5)), 0)


def opening_after(m: Integers, c: int, now: int, gap: int, first: bool) -> int:
    """When a case comes that a gap of clock time brings: then if it is open or just closes, else as it opens. The
    first comes at once if it can. The calendar's cursor runs ahead, so nobody else may look at it.
    """
    at = now if first and max(now, next_opening(m, c, now - 1)) == now else now + gap
    return max(at, next_opening(m, c, at - 1))
