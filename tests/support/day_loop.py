"""Time counted one day, or one minute, after the other: slow, plain, and written without looking at the engine.

It takes its working days straight from the package of published notices and knows nothing of counts and inverses.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import chinese_calendar

ZONE = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
Pauses = list[tuple[datetime, datetime]]


def works(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def held(day: date, pauses: Pauses) -> bool:
    return any(a.date() < day <= b.date() for a, b in pauses)


def first_day(start: datetime, *, roll: bool) -> date:
    day = start.date()
    while roll and not works(day):
        day += DAY
    return day


def counts(day: date, pauses: Pauses, *, natural: bool) -> bool:
    return (natural or works(day)) and not held(day, pauses)


def last_day(first: date, amount: int, pauses: Pauses, *, natural: bool, rolls: bool) -> date:
    """The day at whose end a limit runs out. It cannot run out while it is held."""
    day = first
    while amount:
        day += DAY
        amount -= counts(day, pauses, natural=natural)
    while True:
        while rolls and not works(day):
            day += DAY
        if not held(day + DAY, pauses):
            return day
        day += DAY


def days_passed(first: date, end: date, pauses: Pauses, *, natural: bool) -> int:
    passed, day = 0, first
    while day < end:
        day += DAY
        passed += counts(day, pauses, natural=natural)
    return passed


def at_work(moment: datetime) -> bool:
    """Whether the minute that begins then is one of business hours."""
    return works(moment.date()) and (9 <= moment.hour < 12 or 14 <= moment.hour < 18)


def ticking(moment: datetime, pauses: Pauses, *, business: bool) -> bool:
    return (at_work(moment) or not business) and not any(a <= moment < b for a, b in pauses)


def last_minute(start: datetime, minutes: int, pauses: Pauses, *, business: bool) -> datetime:
    """The instant at which so many minutes have passed, carried along by a pause that holds it there."""
    moment = start
    while minutes:
        minutes -= ticking(moment, pauses, business=business)
        moment += MINUTE
    while any(a <= moment < b for a, b in pauses):
        moment += MINUTE
    return moment


def minutes_passed(start: datetime, end: datetime, pauses: Pauses, *, business: bool) -> int:
    passed, moment = 0, start
    while moment < end:
        passed += ticking(moment, pauses, business=business)
        moment += MINUTE
    return passed
