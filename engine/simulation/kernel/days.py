"""Working days and months on whole numbers, over a table of days.

`K_COUNTS` holds W of each day from the one before the origin, `K_NTH` the working days in order, both numbered from the
origin's day; the table's last seven days repeat for ever (`K_WEEK_WORK` 0: they do not).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.layout import (
    DAY,
    FAULT_DAYS,
    G_FAULT,
    G_FAULT_AT,
    HOUR,
    K_COUNTS,
    K_DAYS,
    K_NTH,
    K_TOTAL,
    K_WEEK_WORK,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


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
