"""Limits inside the loop: the arithmetic of `engine.time` on whole numbers.

A count with gaps (time in which no step is open that counts) keeps the target and the last day in registers and follows
`engine.time.measure.expire` gap by gap.
"""


# ruff: noqa: FBT001, PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.days import count, month_later, nth, work_from
from engine.simulation.kernel.hours import finish, worked
from engine.simulation.layout import (
    CLOCK,
    DAY,
    G_ELAPSED,
    G_NOW,
    G_OVER,
    K_EPOCH,
    LATE,
    MET,
    MONTHS,
    NATURAL_DAYS,
    R_GAP,
    R_LAST,
    R_LATE,
    R_OFF,
    R_OFF_LATE,
    R_RUNNING,
    R_SHUT,
    R_START,
    R_TARGET,
    R_UNTIL,
    TOO_EARLY,
    U_AT_LEAST,
    U_CALENDAR,
    U_DAYS,
    U_KIND,
    U_ROLL,
    U_ROLL_START,
    U_TOTAL,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


def passed(m: Integers, rule: int, day: int) -> int:
    """What the rule counts, up to that day."""
    kind = m[rule + U_KIND]
    return day if kind in (NATURAL_DAYS, MONTHS) else count(m, m[rule + U_DAYS], day)


def reached(m: Integers, rule: int, number: int) -> int:
    """The first day up to which so much is counted."""
    kind = m[rule + U_KIND]
    return number if kind in (NATURAL_DAYS, MONTHS) else nth(m, m[rule + U_DAYS], number)


def rolled(m: Integers, rule: int, day: int) -> int:
    """Where a last day goes that is a rest day."""
    return work_from(m, m[rule + U_DAYS], day) if m[rule + U_ROLL] != 0 else day


def begins(m: Integers, rule: int, instant: int) -> int:
    """From which day a rule by date counts."""
    day = instant // DAY
    return work_from(m, m[rule + U_DAYS], day) if m[rule + U_ROLL_START] != 0 else day


def amount(m: Integers, rule: int, first: int, number: int) -> int:
    """How many days so many of the limit's unit are, counted from `first`."""
    if m[rule + U_KIND] == MONTHS:
        return month_later(m[m[rule + U_DAYS] + K_EPOCH], first, number) - first
    return number


def last_day(m: Integers, rule: int, first: int, number: int) -> int:
    """The last day of so many of the limit's unit from `first`, before it is moved off a rest day."""
    if m[rule + U_KIND] in (NATURAL_DAYS, MONTHS):
        return first + amount(m, rule, first, number)
    return first if number == 0 else reached(m, rule, passed(m, rule, first) + number)


def deadline(m: Integers, rule: int, since: int, times: int) -> int:
    """The first instant that is too late, of a count that began at `since` and has no gaps. `times` is 1 for a count
    that begins now, and n where the deadlines of n - 1 times the limit have passed, the last one now.
    """
    if m[rule + U_KIND] == CLOCK:
        return finish(m, m[rule + U_CALENDAR], m[G_NOW], m[rule + U_TOTAL])
    return (rolled(m, rule, last_day(m, rule, begins(m, rule, since), times * m[rule + U_TOTAL])) + 1) * DAY


# ── how a count ended ───────────────────────────────────────────────────────────────────────────────────────────────


def judged(m: Integers, rule: int, begun: int, now: int, extra: int) -> int:
    """The verdict on a count without gaps that ends now, with the limit longer by `extra`. It leaves what has passed,
    and by how much that is too late or too early, in the header: days, or microseconds.
    """
    if m[rule + U_KIND] == CLOCK:
        elapsed = worked(m, m[rule + U_CALENDAR], now) - worked(m, m[rule + U_CALENDAR], begun)
        return by_clock(m, rule, elapsed, m[rule + U_TOTAL] + extra, now, begun)
    first = begins(m, rule, begun)
    end = max(now // DAY, first)
    last = rolled(m, rule, last_day(m, rule, first, m[rule + U_TOTAL] + extra))
    elapsed = passed(m, rule, end) - passed(m, rule, first)
    m[G_ELAPSED] = elapsed
    m[G_OVER] = 0
    if m[rule + U_AT_LEAST] != 0:
        if end > last:
            return MET
        m[G_OVER] = passed(m, rule, last) - passed(m, rule, max(end - 1, first))
        return TOO_EARLY
    if end <= last:
        return MET
    m[G_OVER] = passed(m, rule, end) - passed(m, rule, last)
    return LATE


def by_clock(m: Integers, rule: int, elapsed: int, total: int, now: int, reach: int) -> int:
    """The same by the clock. At the very end of its time a limit is kept, and up to `reach`, where a gap carried it;
    what ends later is late, even if nothing was open since.
    """
    over = elapsed - total
    m[G_ELAPSED] = elapsed
    m[G_OVER] = abs(over)
    if m[rule + U_AT_LEAST] != 0:
        return TOO_EARLY if over < 0 else MET
    return LATE if is_beyond(m, rule, over, now, reach) else MET


def is_beyond(m: Integers, rule: int, over: int, now: int, reach: int) -> bool:
    """Whether that instant is later than the last one in time, where so much more than the limit has passed."""
    if over != 0 or now <= reach:
        return over > 0
    calendar = m[rule + U_CALENDAR]
    return worked(m, calendar, now - 1) == worked(m, calendar, now)


# ── counts with gaps ────────────────────────────────────────────────────────────────────────────────────────────────


def begin(m: Integers, rule: int, at: int, now: int, extra: int) -> None:
    """Begin the count whose registers stand at `at`, with the limit longer by `extra`."""
    m[at + R_RUNNING] = 1
    m[at + R_START] = now
    m[at + R_LATE] = 0
    m[at + R_GAP] = -1
    m[at + R_OFF] = 0
    m[at + R_OFF_LATE] = 0
    m[at + R_UNTIL] = 0
    total = m[rule + U_TOTAL] + extra
    if m[rule + U_KIND] == CLOCK:
        m[at + R_TARGET] = total
        m[at + R_LAST] = now
        return
    first = begins(m, rule, now)
    m[at + R_TARGET] = passed(m, rule, first) + amount(m, rule, first, total)
    m[at + R_LAST] = last_day(m, rule, first, total)
    m[at + R_SHUT] = first


def close_gap(m: Integers, rule: int, at: int, now: int) -> None:
    """Time counts again: what passed since the gap began is taken off."""
    since = m[at + R_GAP]
    m[at + R_GAP] = -1
    if m[rule + U_KIND] == CLOCK:
        calendar = m[rule + U_CALENDAR]
        if m[at + R_LATE] == 0:
            over = worked(m, calendar, since) - worked(m, calendar, m[at + R_START]) - m[at + R_OFF] - m[at + R_TARGET]
            if is_beyond(m, rule, over, since, m[at + R_LAST]):
                m[at + R_LATE] = 1
            else:
                m[at + R_LAST] = now
        m[at + R_OFF] += worked(m, calendar, now) - worked(m, calendar, since)
        return
    first = max(since // DAY, begins(m, rule, m[at + R_START]))
    until = now // DAY
    if until <= first:
        return
    off = passed(m, rule, until) - passed(m, rule, first)
    last = m[at + R_LAST]
    m[at + R_OFF] += off
    m[at + R_SHUT] = until
    if m[at + R_LATE] != 0:
        m[at + R_OFF_LATE] += off
    elif first <= last:
        m[at + R_TARGET] += off
        m[at + R_LAST] = max(reached(m, rule, m[at + R_TARGET]), until)
    elif first <= rolled(m, rule, last):
        m[at + R_LAST] = until
    else:
        m[at + R_LATE] = 1
        m[at + R_OFF_LATE] = off


def follow(m: Integers, rule: int, at: int, now: int, in_gap: bool) -> None:
    """Something opened or closed inside of what the count is of."""
    if m[at + R_RUNNING] == 0:
        return
    if in_gap and m[at + R_GAP] < 0:
        m[at + R_GAP] = now
    elif not in_gap and m[at + R_GAP] >= 0 and now >= m[at + R_UNTIL]:
        close_gap(m, rule, at, now)


def stop(m: Integers, rule: int, at: int, now: int) -> int:
    """End the count and give its verdict; what has passed and how much it is over is left in the header."""
    if m[at + R_GAP] >= 0:
        until = m[at + R_UNTIL]
        close_gap(m, rule, at, min(now, until) if until > 0 else now)
    m[at + R_RUNNING] = 0
    if m[rule + U_KIND] == CLOCK:
        calendar = m[rule + U_CALENDAR]
        elapsed = worked(m, calendar, now) - worked(m, calendar, m[at + R_START]) - m[at + R_OFF]
        found = by_clock(m, rule, elapsed, m[at + R_TARGET], now, m[at + R_LAST])
        return LATE if m[at + R_LATE] != 0 and m[rule + U_AT_LEAST] == 0 else found
    first = begins(m, rule, m[at + R_START])
    end = max(now // DAY, first)
    last = rolled(m, rule, m[at + R_LAST])
    m[G_ELAPSED] = passed(m, rule, end) - passed(m, rule, first) - m[at + R_OFF]
    m[G_OVER] = 0
    if m[rule + U_AT_LEAST] != 0:
        if end > last:
            return MET
        before = end if m[at + R_SHUT] == end else max(end - 1, first)
        m[G_OVER] = passed(m, rule, last) - passed(m, rule, before)
        return TOO_EARLY
    if end <= last:
        return MET
    m[G_OVER] = passed(m, rule, end) - passed(m, rule, last) - m[at + R_OFF_LATE]
    return LATE
