"""Working time: the slots in which a calendar works, as a piecewise linear W(t) and its inverse.

Slots stand in order; from `C_LOOP` on they are one week that repeats for ever (`C_WEEK_WORK` 0: it does not, and what
lies beyond is a fault). The cursor `C_AT` moves along with the present, which never goes back, so the slot that holds
now is at hand; `C_SHIFT` is what was added by whole weeks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.layout import (
    C_AT,
    C_COUNT,
    C_ENDS,
    C_LOOP,
    C_LOOP_START,
    C_SHIFT,
    C_STARTS,
    C_WEEK_WORK,
    C_WORKED,
    FAULT_CALENDAR,
    G_FAULT,
    G_FAULT_AT,
    NEVER,
    WEEK,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


def seek(m: Integers, c: int, now: int) -> int:
    """Move the cursor to the last slot that begins at or before `now`; -1 before the first."""
    at = m[c + C_AT]
    starts = m[c + C_STARTS]
    shift = m[c + C_SHIFT]
    while True:
        following = at + 1
        added = 0
        if following == m[c + C_COUNT]:
            if m[c + C_WEEK_WORK] == 0:
                break
            following = m[c + C_LOOP]
            added = WEEK
        if m[starts + following] + shift + added > now:
            break
        at = following
        shift += added
    m[c + C_AT] = at
    m[c + C_SHIFT] = shift
    return at


def is_open(m: Integers, c: int, now: int) -> bool:
    """Whether somebody with this calendar works now; 0 is a calendar without an end."""
    if c == 0:
        return True
    at = seek(m, c, now)
    return at >= 0 and now < m[m[c + C_ENDS] + at] + m[c + C_SHIFT]


def next_opening(m: Integers, c: int, now: int) -> int:
    """The next instant, now included, at which somebody with this calendar works."""
    return now if is_open(m, c, now) else next_start(m, c, now)


def starts(m: Integers, c: int, now: int) -> bool:
    """Whether a slot begins just now."""
    at = seek(m, c, now)
    return at >= 0 and m[m[c + C_STARTS] + at] + m[c + C_SHIFT] == now


def next_start(m: Integers, c: int, now: int) -> int:
    """The next instant after now at which a slot begins."""
    at = seek(m, c, now) + 1
    shift = m[c + C_SHIFT]
    if at == m[c + C_COUNT]:
        if m[c + C_WEEK_WORK] == 0:
            return beyond(m, c)
        at = m[c + C_LOOP]
        shift += WEEK
    return m[m[c + C_STARTS] + at] + shift


def finish(m: Integers, c: int, now: int, work: int) -> int:
    """When `work` that begins now is done: it rests at closing and goes on at the next opening."""
    if c == 0 or work <= 0:
        return now + work
    at = seek(m, c, now)
    starts = m[c + C_STARTS]
    ends = m[c + C_ENDS]
    shift = m[c + C_SHIFT]
    if at >= 0:
        left = m[ends + at] + shift - now
        if left >= work:
            return now + work
        if left > 0:
            work -= left
    while True:
        at += 1
        if at == m[c + C_COUNT]:
            weekly = m[c + C_WEEK_WORK]
            if weekly == 0:
                return beyond(m, c)
            at = m[c + C_LOOP]
            weeks = (work - 1) // weekly
            shift += WEEK * (weeks + 1)
            work -= weeks * weekly
        length = m[ends + at] - m[starts + at]
        if work <= length:
            return m[starts + at] + shift + work
        work -= length


def finish_open(m: Integers, c: int, now: int, work: int) -> int:
    """The same where somebody is at work now and the cursor stands there: most work ends in the slot it began in."""
    if c == 0 or m[m[c + C_ENDS] + m[c + C_AT]] + m[c + C_SHIFT] - now >= work:
        return now + work
    return finish(m, c, now, work)


def worked(m: Integers, c: int, instant: int) -> int:
    """W: working time from the origin up to any instant, also one gone by."""
    if c == 0:
        return instant
    extra = 0
    weekly = m[c + C_WEEK_WORK]
    if weekly > 0 and instant >= m[c + C_LOOP_START] + WEEK:
        weeks = (instant - m[c + C_LOOP_START]) // WEEK
        instant -= weeks * WEEK
        extra = weeks * weekly
    starts = m[c + C_STARTS]
    low = 0
    high = m[c + C_COUNT]
    while low < high:
        middle = (low + high) // 2
        if m[starts + middle] <= instant:
            low = middle + 1
        else:
            high = middle
    if low == 0:
        return extra
    at = low - 1
    return extra + m[m[c + C_WORKED] + at] + min(instant, m[m[c + C_ENDS] + at]) - m[starts + at]


def beyond(m: Integers, c: int) -> int:
    """The calendar ends before what was asked."""
    m[G_FAULT] = FAULT_CALENDAR
    m[G_FAULT_AT] = c
    return NEVER
