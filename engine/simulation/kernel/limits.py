"""Limits inside the loop: the arithmetic of `engine.time` on whole numbers, over a table of days.

`K_COUNTS` holds W of each day from the one before the origin, `K_NTH` the working days in order, both numbered from the
origin's day; the table's last seven days repeat for ever (`K_WEEK_WORK` 0: they do not). A count with gaps (time in
which no step is open that counts) keeps the target and the last day in registers and follows `engine.time.measure.
expire` gap by gap.
"""


# ruff: noqa: FBT001, PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.hours import finish, worked
from engine.simulation.layout import (
    CLOCK,
    DAY,
    FAULT_DAYS,
    G_FAULT,
    G_FAULT_AT,
    G_NOW,
    HOUR,
    IMMEDIATE,
    K_COUNTS,
    K_DAYS,
    K_EPOCH,
    K_NTH,
    K_TOTAL,
    K_WEEK_WORK,
    MONTHS,
    NATURAL_DAYS,
    R_GAP,
    R_LAST,
    R_LATE,
    R_RUNNING,
    R_START,
    R_TARGET,
    U_AT_LEAST,
    U_CALENDAR,
    U_DAYS,
    U_KIND,
    U_ROLL,
    U_ROLL_START,
    U_TOTAL,
    WORKING_DAYS,
    Y_BREACHED,
    Y_COUNT,
    Y_OVER,
    Y_VOID,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def count(m: Integers, k: int, day: int) -> int:
    """W: working days up to and including that day."""
    days = m[k + K_DAYS]
    if day < days:
        return m[m[k + K_COUNTS] + day + 1] if day >= -1 else 0
    weekly = m[k + K_WEEK_WORK]
    if weekly == 0:
        return lacks(m, k)
    weeks = (day - days) // 7 + 1
    return m[m[k + K_COUNTS] + day - 7 * weeks + 1] + weeks * weekly


def nth(m: Integers, k: int, number: int) -> int:
    """The day of that number among the working days, from 1."""
    total = m[k + K_TOTAL]
    if number <= total:
        return m[m[k + K_NTH] + max(number, 1) - 1]
    weekly = m[k + K_WEEK_WORK]
    if weekly == 0:
        return lacks(m, k)
    weeks = (number - total - 1) // weekly + 1
    return m[m[k + K_NTH] + number - weeks * weekly - 1] + 7 * weeks


def lacks(m: Integers, k: int) -> int:
    """The calendar does not know a day that is needed."""
    m[G_FAULT] = FAULT_DAYS
    m[G_FAULT_AT] = k
    return 0


def work_from(m: Integers, k: int, day: int) -> int:
    """That day if it works, else the next one that does."""
    return nth(m, k, count(m, k, day - 1) + 1)


def month_later(epoch: int, day: int, months: int) -> int:
    """The corresponding day so many months later, or that month's last: on the proleptic Gregorian calendar, counted
    in eras of 400 years that begin in March.
    """
    number = day + epoch + 719_468
    era = number // 146_097
    of_era = number - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153  # 0 is March
    date = of_year - (153 * month + 2) // 5 + 1
    total = (year + 400 * era) * 12 + month + months
    to_year = total // 12
    to_month = total - 12 * to_year
    first = days_before(to_year, to_month)
    length = days_before((total + 1) // 12, (total + 1) % 12) - first
    return first + min(date, length) - 1 - 719_468 - epoch


def on_day_of_month(epoch: int, since: int, day: int, hour: int, times: int) -> int:
    """The n-th time after `since` that it is that day of a month (of a shorter one the last) at that hour."""
    here = since // DAY + epoch + 719_468
    era = here // 146_097
    of_era = here - era * 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (year + 400 * era) * 12 + (5 * of_year + 2) // 153
    if in_month(epoch, month, day, hour) <= since:
        month += 1
    return in_month(epoch, month + times - 1, day, hour)


def in_month(epoch: int, month: int, day: int, hour: int) -> int:
    """That day of a month, or its last, at that hour. Months count from March of year 0."""
    first = days_before(month // 12, month % 12)
    length = days_before((month + 1) // 12, (month + 1) % 12) - first
    return (first + min(day, length) - 1 - 719_468 - epoch) * DAY + hour * HOUR


def days_before(year: int, month: int) -> int:
    """Days from March of year 0 to that month, which counts from March."""
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5


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


def tell(m: Integers, x: Floats, rule: int, stats: int, over: int, void: bool) -> bool:
    """Write down how a count ended. Where nothing was decided, only what was late already is a breach."""
    breached = over > 0
    if m[rule + U_AT_LEAST] != 0:  # a shortest time by date is kept from its deadline on, one by the clock at it
        breached = over < 0 if m[rule + U_KIND] == CLOCK else over <= 0
    if void and not breached:
        x[stats + Y_VOID] += 1.0
        return False
    x[stats + Y_COUNT] += 1.0
    if breached:
        x[stats + Y_BREACHED] += 1.0
        x[stats + Y_OVER] += float(abs(over)) / HOUR if m[rule + U_KIND] == CLOCK else float(abs(over))
    return breached


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
