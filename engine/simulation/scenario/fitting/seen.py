"""The arrivals that were seen: their rate, and how it changes by hour, weekday and month."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.simulation.scenario.fitting.shapes import digits
from engine.simulation.scenario.values import ALWAYS, OFFICE, ArrivalPlan
from engine.time.zone import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.time.calendar import WorkCalendar

PROFILE = 200  # arrivals from which on hours and weekdays can be told apart
FORTNIGHT = 14  # days on which cases could come, from which on the same
MADE_UP = 5  # made-up days from which on they are told from others
YEAR = 600  # arrivals from which on months can be told apart
MONTH = 10  # days that there must be of each
UNEVEN = 24.725  # the quantile at 99 % of chi-square with 11 degrees of freedom: months that differ by more than chance
OUTSIDE = 0.05  # of the arrivals outside of office hours, from which share on they come at any time
_HOUR = 3_600_000_000


def arrivals(came: Sequence[datetime], calendar: WorkCalendar) -> ArrivalPlan:
    """The rate per day on which cases can come; of many arrivals also how it changes by hour, weekday and month.

    Weights are counts over how much there was of each, which is the likeliest as long as every day is open at the same
    hours (a Poisson model of factors).
    """
    first, last = came[0].date(), came[-1].date()
    in_hours = sum(1 for at in came if _is_open(at, calendar))
    anytime = in_hours < (1 - OUTSIDE) * len(came)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    open_days = days if anytime else [day for day in days if calendar.day(day).working]
    name = ALWAYS if anytime else OFFICE
    if len(came) < PROFILE or len(open_days) < FORTNIGHT:
        return ArrivalPlan(rate=digits(len(came) / max(len(open_days), 1)), calendar=name)
    return _profile(came, open_days, calendar, name)


def _profile(came: Sequence[datetime], open_days: Sequence[date], calendar: WorkCalendar, name: str) -> ArrivalPlan:
    usual = [day for day in range(7) if name == ALWAYS or calendar.week[day]]
    kinds = {day: day.weekday() if day.weekday() in usual else -1 for day in open_days}
    there = Counter(kinds.values())
    seen = Counter(kinds[at.date()] for at in came if at.date() in kinds)
    by_day = tuple(seen[day] / there[day] if there[day] else 0.0 for day in range(7))
    mean = sum(by_day) / len(usual)
    if mean == 0:
        return ArrivalPlan(rate=digits(len(came) / len(open_days)), calendar=name)
    made_up = seen[-1] / there[-1] if there[-1] >= MADE_UP else None
    weights = {**dict(enumerate(by_day)), -1: mean if made_up is None else made_up}
    expected = {day: weights[kind] / mean for day, kind in kinds.items()}
    months = _months(came, expected)
    total = sum(weight * (months[day.month - 1] if months else 1.0) for day, weight in expected.items())
    hours = Counter(at.hour for at in came if name == ALWAYS or _is_open(at, calendar))
    shares = [1.0 if name == ALWAYS else _open_share(hour, calendar) for hour in range(24)]
    by_hour = tuple(digits(hours[hour] / share) if share else 0.0 for hour, share in enumerate(shares))
    return ArrivalPlan(
        rate=digits(sum(seen.values()) / total),
        calendar=name,
        weekdays=tuple(map(digits, by_day)),
        hours=(by_hour,) if any(by_hour) else (),
        made_up=None if made_up is None else digits(made_up),
        months=tuple(map(digits, months)),
    )


def _months(came: Sequence[datetime], expected: Mapping[date, float]) -> tuple[float, ...]:
    """Weights of the months with a mean of 1, where each was seen and they differ by more than chance."""
    days = Counter(day.month for day in expected)
    if len(came) < YEAR or any(days[month] < MONTH for month in range(1, 13)):
        return ()
    seen = Counter(at.month for at in came if at.date() in expected)
    share = {month: sum(weight for day, weight in expected.items() if day.month == month) for month in days}
    if not all(share.values()):
        return ()
    scale = sum(seen.values()) / sum(share.values())
    chance = sum((seen[month] - scale * share[month]) ** 2 / (scale * share[month]) for month in days)
    if chance < UNEVEN:
        return ()
    found = [seen[month] / share[month] for month in range(1, 13)]
    return tuple(12 * weight / sum(found) for weight in found)


def _open_share(hour: int, calendar: WorkCalendar) -> float:
    """Which share of an hour the office is open."""
    start = hour * _HOUR
    return sum(max(0, min(b, start + _HOUR) - max(a, start)) for a, b in calendar.hours.slots) / _HOUR


def _is_open(at: datetime, calendar: WorkCalendar) -> bool:
    clock = ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
    return calendar.day(at.date()).working and any(a <= clock <= b for a, b in calendar.hours.slots) and clock < DAY
