"""The shape of what was measured: the distribution that explains spans best, and the rate and profile of arrivals."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from statistics import fmean, pstdev
from typing import TYPE_CHECKING

from engine.simulation.scenario.values import ALWAYS, OFFICE, ArrivalPlan, Draw
from engine.time.zone import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.time.calendar import WorkCalendar

FEW = 8  # fewer spans than this are taken as they are
STEADY = 0.02  # spans that differ by less than this share of their mean are all alike
PROFILE = 200  # arrivals from which on hours and weekdays can be told apart
OUTSIDE = 0.05  # of the arrivals outside of office hours, from which share on they come at any time
_EMPIRICAL = 200


def shape(spans: Sequence[float], unit: str) -> Draw:
    """The likeliest of exponential, gamma, lognormal and normal with the spans' mean and deviation; spans among which
    some are nothing, and few of them, stand for themselves.
    """
    values = sorted(max(span, 0.0) for span in spans)
    mean, deviation = fmean(values), pstdev(values)
    if deviation <= STEADY * mean or mean <= 0:
        return Draw("fixed", (_digits(mean),), unit=unit)
    if len(values) < FEW or values[0] <= 0:
        return Draw("empirical", tuple(_digits(v) for v in _quantiles(values)), unit=unit)
    likeliest = max(_LIKELIHOODS, key=lambda kind: _LIKELIHOODS[kind](values, mean, deviation))
    numbers = (mean,) if likeliest == "exponential" else (mean, deviation)
    return Draw(likeliest, tuple(_digits(n) for n in numbers), unit=unit)


def arrivals(came: Sequence[datetime], calendar: WorkCalendar) -> ArrivalPlan:
    """The rate per day on which cases can come; of many arrivals also how it changes by hour and weekday."""
    first, last = came[0].date(), came[-1].date()
    in_hours = sum(1 for at in came if _is_open(at, calendar))
    anytime = in_hours < (1 - OUTSIDE) * len(came)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    open_days = days if anytime else [day for day in days if calendar.day(day).working]
    rate = _digits(len(came) / max(len(open_days), 1))
    name = ALWAYS if anytime else OFFICE
    if len(came) < PROFILE or len(open_days) < 14:  # noqa: PLR2004 - two weeks at least
        return ArrivalPlan(rate=rate, calendar=name)
    return _profile(came, open_days, calendar, rate, name)


def _profile(
    came: Sequence[datetime], open_days: Sequence[date], calendar: WorkCalendar, rate: float, name: str
) -> ArrivalPlan:
    """Weights of hours by the share of each that is open, of weekdays by how many of them there were."""
    hours = Counter(at.hour for at in came if name == ALWAYS or _is_open(at, calendar))
    week = Counter(at.weekday() for at in came)
    there = Counter(day.weekday() for day in open_days)
    usual = {day for day in range(7) if name == ALWAYS or calendar.week[day]}
    by_day = tuple(_digits(week[day] / there[day]) if there[day] and day in usual else 0.0 for day in range(7))
    by_hour = tuple(
        _digits(hours[hour] / (1.0 if name == ALWAYS else _open_share(hour, calendar))) for hour in range(24)
    )
    weight = sum(by_day[day.weekday()] or max(by_day) for day in open_days) / len(open_days)
    mean = sum(by_day) / sum(1 for w in by_day if w)
    return ArrivalPlan(rate=_digits(rate * mean / weight), calendar=name, weekdays=by_day, hours=by_hour)


def _open_share(hour: int, calendar: WorkCalendar) -> float:
    start = hour * 3_600_000_000
    found = sum(max(0, min(b, start + 3_600_000_000) - max(a, start)) for a, b in calendar.hours.slots)
    return found / 3_600_000_000 or 1.0


def _is_open(at: datetime, calendar: WorkCalendar) -> bool:
    clock = ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
    return calendar.day(at.date()).working and any(a <= clock <= b for a, b in calendar.hours.slots) and clock < DAY


def _gamma(values: Sequence[float], mean: float, deviation: float) -> float:
    form, scale = (mean / deviation) ** 2, deviation**2 / mean
    constant = math.lgamma(form) + form * math.log(scale)
    return math.fsum((form - 1) * math.log(v) - v / scale - constant for v in values)


def _lognormal(values: Sequence[float], mean: float, deviation: float) -> float:
    variance = math.log1p((deviation / mean) ** 2)
    middle = math.log(mean) - variance / 2
    constant = 0.5 * math.log(2 * math.pi * variance)
    return math.fsum(-math.log(v) - (math.log(v) - middle) ** 2 / (2 * variance) - constant for v in values)


def _normal(values: Sequence[float], mean: float, deviation: float) -> float:
    if mean < 3 * deviation:
        return -math.inf  # cut off at 0 it would have another mean
    constant = 0.5 * math.log(2 * math.pi) + math.log(deviation)
    return math.fsum(-(((v - mean) / deviation) ** 2) / 2 - constant for v in values)


def _exponential(values: Sequence[float], mean: float, deviation: float) -> float:
    """Of one number, so it wins against a gamma that is hardly likelier."""
    return 1.0 - len(values) * math.log(mean) - math.fsum(values) / mean if deviation else -math.inf


_LIKELIHOODS: dict[str, Callable[[Sequence[float], float, float], float]] = {
    "exponential": _exponential,
    "gamma": _gamma,
    "lognormal": _lognormal,
    "normal": _normal,
}


def _quantiles(values: Sequence[float]) -> Sequence[float]:
    """The values, or of many as many as can be read, evenly from the lowest to the highest."""
    if len(values) <= _EMPIRICAL:
        return values
    parts = [values[n * len(values) // _EMPIRICAL : (n + 1) * len(values) // _EMPIRICAL] for n in range(_EMPIRICAL)]
    return [fmean(part) for part in parts]


def _digits(number: float) -> float:
    return float(f"{number:.6g}")
