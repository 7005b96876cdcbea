"""Limits inside the loop: the arithmetic of `engine.time` on whole numbers.

A count with gaps (time in which no step is open that counts) keeps the target and the last day in registers and follows
`engine.time.measure.expire` gap by gap.
"""


# ruff: noqa: FBT001 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.days import count, month_later, nth, work_from
from engine.simulation.kernel.hours import finish, worked
from engine.simulation.layout import (
    CLOCK,
    DAY,
    G_NOW,
    IMMEDIATE,
    K_EPOCH,
    MONTHS,
    NATURAL_DAYS,
    R_GAP,
    R_LAST,
    R_LATE,
    R_RUNNING,
    R_START,
    R_TARGET,
    U_CALENDAR,
    U_DAYS,
    U_KIND,
    U_ROLL,
    U_ROLL_START,
    U_TOTAL,
    WORKING_DAYS,
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


def amount(m: Integers, rule: int, day: int, times: int) -> int:
    """How many days so many times the limit has, counted from `day`."""
    if m[rule + U_KIND] == MONTHS:
        return month_later(m[m[rule + U_DAYS] + K_EPOCH], day, times * m[rule + U_TOTAL]) - day
    return times * m[rule + U_TOTAL]


def last_day(m: Integers, rule: int, instant: int, times: int) -> int:
    """The last day of so many times the limit, before it is moved off a rest day."""
    first = begins(m, rule, instant)
    kind = m[rule + U_KIND]
    if kind == IMMEDIATE:
        return first
    if kind == WORKING_DAYS:
        return reached(m, rule, passed(m, rule, first) + times * m[rule + U_TOTAL])
    return first + amount(m, rule, first, times)


def deadline(m: Integers, rule: int, since: int, times: int) -> int:
    """The first instant that is too late, of a count that began at `since` and has no gaps. `times` is 1 for a count
    that begins now, and n where the deadlines of n - 1 times the limit have passed, the last one now.
    """
    if m[rule + U_KIND] == CLOCK:
        return finish(m, m[rule + U_CALENDAR], m[G_NOW], m[rule + U_TOTAL])
    return (rolled(m, rule, last_day(m, rule, since, times)) + 1) * DAY


def lateness(m: Integers, rule: int, begun: int, now: int) -> int:
    """By how much a count without gaps that ends now is over: 0 or less is in time. Days, or microseconds."""
    if m[rule + U_KIND] == CLOCK:
        calendar = m[rule + U_CALENDAR]
        return worked(m, calendar, now) - worked(m, calendar, begun) - m[rule + U_TOTAL]
    return now // DAY - rolled(m, rule, last_day(m, rule, begun, 1))


# ── counts with gaps ────────────────────────────────────────────────────────────────────────────────────────────────


def begin(m: Integers, rule: int, at: int, now: int, in_gap: bool) -> None:
    """Begin the count whose registers stand at `at`."""
    m[at + R_RUNNING] = 1
    m[at + R_START] = now
    m[at + R_LATE] = 0
    m[at + R_GAP] = now if in_gap else -1
    if m[rule + U_KIND] == CLOCK:
        m[at + R_TARGET] = m[rule + U_TOTAL]
        return
    first = begins(m, rule, now)
    m[at + R_TARGET] = passed(m, rule, first) + amount(m, rule, first, 1)
    m[at + R_LAST] = last_day(m, rule, now, 1)


def close_gap(m: Integers, rule: int, at: int, now: int) -> None:
    """Time counts again: what passed since the gap began is taken off."""
    since = m[at + R_GAP]
    m[at + R_GAP] = -1
    if m[rule + U_KIND] == CLOCK:
        calendar = m[rule + U_CALENDAR]
        m[at + R_TARGET] += worked(m, calendar, now) - worked(m, calendar, since)
        return
    first = max(since // DAY, begins(m, rule, m[at + R_START]))
    until = now // DAY
    last = m[at + R_LAST]
    if until <= first or m[at + R_LATE] != 0:
        return
    if first <= last:
        m[at + R_TARGET] += passed(m, rule, until) - passed(m, rule, first)
        m[at + R_LAST] = max(reached(m, rule, m[at + R_TARGET]), until)
    elif first <= rolled(m, rule, last):
        m[at + R_LAST] = until
    else:
        m[at + R_LATE] = 1


def follow(m: Integers, rule: int, at: int, now: int, in_gap: bool) -> None:
    """Something opened or closed inside of what the count is of."""
    if m[at + R_RUNNING] == 0:
        return
    if in_gap and m[at + R_GAP] < 0:
        m[at + R_GAP] = now
    elif not in_gap and m[at + R_GAP] >= 0:
        close_gap(m, rule, at, now)


def over(m: Integers, rule: int, at: int, now: int) -> int:
    """End the count and say by how much it is over."""
    if m[at + R_GAP] >= 0:
        close_gap(m, rule, at, now)
    m[at + R_RUNNING] = 0
    if m[rule + U_KIND] == CLOCK:
        calendar = m[rule + U_CALENDAR]
        return worked(m, calendar, now) - worked(m, calendar, m[at + R_START]) - m[at + R_TARGET]
    return now // DAY - rolled(m, rule, m[at + R_LAST])
