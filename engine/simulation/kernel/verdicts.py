"""Counts of limits begin and end, are judged and written down."""


# ruff: noqa: FBT001, PLR0913, PLR2004 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.chance import blend, uniform
from engine.simulation.kernel.limits import begin, judged, stop
from engine.simulation.kernel.shares import add, share_out
from engine.simulation.kernel.standing import is_told, step_count
from engine.simulation.layout import (
    ACCEPTED,
    ANEW,
    F_CASE,
    F_KEY,
    F_LIMITS,
    F_LIMITS_SIZE,
    F_OPEN_KIND,
    F_ROOT,
    F_SILENT,
    F_SILENT_SINCE,
    F_VOID,
    G_ELAPSED,
    G_FIRST_COUNTED,
    G_FRAME_SIZE,
    G_LIMIT_COUNT,
    G_LIMIT_STATS,
    G_LIMITS,
    G_NOW,
    G_OVER,
    G_PRESENT,
    G_PROCESS_LIMITS,
    G_PROCESS_LIMITS_SIZE,
    G_RECORDED,
    G_SHARES,
    G_TODAY,
    G_VERDICTS,
    LATE,
    M_CHANCE,
    M_EXCLUDED,
    M_EXTRA,
    M_ID,
    M_REGISTER,
    M_RESTARTS,
    M_RULE,
    M_SALT,
    M_SIZE,
    M_STATS,
    MET,
    N_ID,
    N_LIMITS,
    OCTAVES,
    R_GAP,
    R_RUNNING,
    R_START,
    TOO_EARLY,
    U_LINEAR,
    U_WIDTH,
    WAITS,
    Y_BREACHED,
    Y_CASES,
    Y_CASES_BREACHED,
    Y_COUNT,
    Y_LIMIT,
    Y_MOST,
    Y_OVER,
    Y_PASSED,
    Y_SQUARES,
    Y_VOID,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers

EXTENDING = 1 << 53  # what a random number is for
ALWAYS = 9007199254740992.0  # as many chances as there are


def tell(m: Integers, x: Floats, rule: int, stats: int, verdict: int, void: bool) -> bool:
    """Write down how a count ended. Where nothing was decided, only what was late already is a breach."""
    if void and verdict != LATE:
        x[stats + Y_VOID] += 1.0
        return False
    elapsed = float(m[G_ELAPSED])
    x[stats + Y_COUNT] += 1.0
    x[stats + Y_PASSED] += elapsed
    x[stats + Y_SQUARES] += elapsed * elapsed
    x[stats + Y_MOST] = max(x[stats + Y_MOST], elapsed)
    x[stats + Y_LIMIT + bucket(m, rule, m[G_ELAPSED])] += 1.0
    if verdict != MET:
        x[stats + Y_BREACHED] += 1.0
        x[stats + Y_OVER] += float(m[G_OVER])
    return verdict != MET


def bucket(m: Integers, rule: int, elapsed: int) -> int:
    """Which bucket holds so much: the first ones are of one width, each half as many after them twice as wide."""
    linear = m[rule + U_LINEAR]
    place = elapsed // m[rule + U_WIDTH]
    shift = 0
    while place >= linear:
        place >>= 1
        shift += 1
    return (linear * (OCTAVES + 2)) // 2 - 1 if shift > OCTAVES else place + shift * (linear // 2)


def write_down(m: Integers, x: Floats, root: int, limit: int, verdict: int, void: bool) -> bool:
    """How a count ended, for the statistics and for the case. Recorded cases are in no statistic. Gives whether the
    statistics have one more breach.
    """
    case = m[root + F_CASE]
    if case < m[G_RECORDED]:
        if m[G_TODAY] >= 0 and is_told(m, case):  # the log knows how it ended
            return False
        kept = m[G_VERDICTS] + case * m[G_LIMIT_COUNT] + m[limit + M_ID]
        if verdict == LATE or (verdict == TOO_EARLY and not void):
            m[kept] = 2
        elif not void and m[kept] == 0:
            m[kept] = 1
        return False
    breached = tell(m, x, m[limit + M_RULE], m[limit + M_STATS], verdict, void)
    place = root + m[G_FRAME_SIZE] - m[G_LIMIT_COUNT] + m[limit + M_ID]
    if breached:
        m[place] = 2
    elif not void and m[place] == 0:
        m[place] = 1
    return breached


def counts(m: Integers, root: int) -> bool:
    """Whether somebody asks for the limits of the case: it came after the warm-up, or is recorded."""
    case = m[root + F_CASE]
    return case >= m[G_FIRST_COUNTED] or case < m[G_RECORDED]


def longer(m: Integers, root: int, limit: int) -> int:
    """By how much the limit is longer for this case: somebody extends it for some of them, in all of their counts."""
    if m[limit + M_CHANCE] == 0:
        return 0
    u = uniform(blend(blend(m[root + F_KEY], EXTENDING, 0), m[limit + M_SALT], 0))
    return m[limit + M_EXTRA] if u * ALWAYS < float(m[limit + M_CHANCE]) else 0


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


def judge(m: Integers, x: Floats, node: int, size: int, root: int, opened_at: int, how: int) -> None:
    """The limits upon an activity without gaps, at its end."""
    if not counts(m, root):
        return
    case = m[root + F_CASE]
    told = opened_at <= m[G_PRESENT] and is_told(m, case)
    at = m[node + N_LIMITS]
    for limit in range(at, at + size * M_SIZE, M_SIZE):
        rule = m[limit + M_RULE]
        running = step_count(m, case, m[node + N_ID], opened_at, m[limit + M_ID]) if told else 0
        if running != 0:
            verdict = stop(m, rule, running, m[G_NOW])
        elif told and opened_at < m[G_PRESENT]:  # the log has no such count
            continue
        else:
            verdict = judged(m, rule, begun(m, root, limit, opened_at), m[G_NOW], longer(m, root, limit))
        if write_down(m, x, root, limit, verdict, how == 1) and m[G_SHARES] != 0:
            add(m, x, limit, node, opened_at, m[G_NOW])


def begin_limit(m: Integers, frame: int, limit: int) -> None:
    """A scope's limit begins; one that runs goes on, unless it counts from the last time."""
    if m[registers(m, frame, limit) + R_RUNNING] == 0 or m[limit + M_RESTARTS] & ANEW != 0:
        begin_at(m, frame, limit, begun(m, m[frame + F_ROOT], limit, m[G_NOW]))


def begun(m: Integers, root: int, limit: int, entered: int) -> int:
    """Since when the limit of an activity counts that was entered then: one that begins with acceptance, from when the
    application came where silence has accepted it at that instant.
    """
    if m[limit + M_RESTARTS] & ACCEPTED != 0 and m[root + F_SILENT] == entered:
        return m[root + F_SILENT_SINCE]
    return entered


def begin_at(m: Integers, frame: int, limit: int, since: int) -> None:
    """A scope's limit counts from now on, or from an instant in the past since which its time counted."""
    at = registers(m, frame, limit)
    begin(m, m[limit + M_RULE], at, since, longer(m, m[frame + F_ROOT], limit))
    if in_gap(m, frame, limit):
        m[at + R_GAP] = m[G_NOW]


def end_limit(m: Integers, x: Floats, frame: int, limit: int, void: bool) -> None:
    """A scope's limit ends, if it runs."""
    at = registers(m, frame, limit)
    if m[at + R_RUNNING] == 1:
        verdict = stop(m, m[limit + M_RULE], at, m[G_NOW])
        root = m[frame + F_ROOT]
        if counts(m, root) and write_down(m, x, root, limit, verdict, void) and m[G_SHARES] != 0:
            share_out(m, x, frame, limit, m[at + R_START])


def begin_limits(m: Integers, frame: int, at: int, size: int) -> None:
    """A scope was entered: its limits."""
    m[frame + F_LIMITS] = at
    m[frame + F_LIMITS_SIZE] = size
    for limit in range(at, at + size * M_SIZE, M_SIZE):
        if m[limit + M_RESTARTS] & WAITS == 0:  # else it waits for an element that begins it
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
