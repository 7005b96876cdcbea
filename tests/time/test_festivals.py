"""The table of festivals against the sky: new moons and the sun's longitude, computed from their main terms.

A lunar month begins on the day (UTC+8) of the new moon; the eleventh holds the winter solstice; a month without a
principal term of the sun is the intercalary one, where a year has thirteen (GB/T 33661-2017). Formulae after J. Meeus,
Astronomical Algorithms, chapters 25 and 49, good to some minutes.
"""

# ruff: noqa: DTZ001 - wall time of Shanghai, as the plain calculations have it

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import pytest

from engine.time.festivals import MOVING, statutory

J2000 = datetime(2000, 1, 1, 12)
MONTH = 29.530588861


def sine(degrees: float) -> float:
    return math.sin(math.radians(degrees))


def beijing(julian: float) -> datetime:
    """Local time of a dynamical Julian day; the Earth lags 70 to 80 seconds behind."""
    return J2000 + timedelta(days=julian - 2451545, hours=8, seconds=-75)


def new_moon(k: int) -> date:
    t = k / 1236.85
    mean = 2451550.09766 + MONTH * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t
    sun = 2.5534 + 29.1053567 * k
    moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
    node = 160.7108 + 390.67050284 * k
    terms = (
        (-0.40720, moon), (0.17241 * e, sun), (0.01608, 2 * moon), (0.01039, 2 * node), (0.00739 * e, moon - sun),
        (-0.00514 * e, moon + sun), (0.00208 * e * e, 2 * sun), (-0.00111, moon - 2 * node),
        (-0.00057, moon + 2 * node), (0.00056 * e, 2 * moon + sun), (-0.00042, 3 * moon), (0.00042 * e, sun + 2 * node),
        (0.00038 * e, sun - 2 * node), (-0.00024 * e, 2 * moon - sun),
        (-0.00017, 124.7746 - 1.56375588 * k),
    )  # fmt: skip
    return beijing(mean + sum(a * sine(x) for a, x in terms)).date()


def longitude(moment: datetime) -> float:
    """The sun's apparent longitude at a local time, in degrees."""
    t = ((moment - timedelta(hours=8) - J2000).total_seconds() + 75) / 86400 / 36525
    m = 357.52911 + 35999.05029 * t
    centre = (1.914602 - 0.004817 * t) * sine(m) + (0.019993 - 0.000101 * t) * sine(2 * m) + 0.000289 * sine(3 * m)
    mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t
    return (mean + centre - 0.00569 - 0.00478 * sine(125.04 - 1934.136 * t)) % 360


def sun_at(degrees: float, near: date) -> date:
    """The day on which the sun reaches that longitude, within a month of `near`."""
    moment = datetime(near.year, near.month, near.day)
    for _ in range(8):
        away = (degrees - longitude(moment) + 180) % 360 - 180
        moment += timedelta(days=away * 365.2422 / 360)
    return moment.date()


def months(year: int) -> list[date]:
    """The first days of the lunar months from the one that holds the winter solstice before that year to the next."""
    k = round((year - 2000) * 12.3685) - 4
    firsts = [new_moon(n) for n in range(k, k + 20)]
    begin, end = (sun_at(270, date(y, 12, 21)) for y in (year - 1, year))
    first = max(d for d in firsts if d <= begin)
    last = max(d for d in firsts if d <= end)
    return [d for d in firsts if first <= d <= last]


def numbered(year: int) -> dict[int, date]:
    """Lunar month (1 to 10) of that year to its first day, the intercalary one left out."""
    firsts = months(year)
    terms = [sun_at(30 * n % 360, date(year - 1, 12, 21) + timedelta(days=30.44 * (n - 9))) for n in range(9, 22)]
    number, leaped, found = 11, len(firsts) == 14, {}
    for a, b in zip(firsts[1:], [*firsts[2:], date.max], strict=True):
        if leaped and not any(a <= term < b for term in terms):
            leaped = False
            continue
        number = number % 12 + 1
        found.setdefault(number, a)
    return found


@pytest.mark.parametrize("year", MOVING)
def test_the_moving_festivals_are_where_sun_and_moon_put_them(year):
    lunar = numbered(year)
    dragon, autumn = lunar[5] + timedelta(days=4), lunar[8] + timedelta(days=14)
    qingming = sun_at(15, date(year, 4, 5))
    expected = tuple((d.month, d.day) for d in (lunar[1], qingming, dragon, autumn))
    assert MOVING[year] == expected


def test_the_sky_of_the_tests_gives_the_festivals_that_were_published():
    springs = {2004: (1, 22), 2012: (1, 23), 2017: (1, 28), 2020: (1, 25), 2023: (1, 22), 2025: (1, 29), 2026: (2, 17)}
    autumns = {2020: (10, 1), 2023: (9, 29), 2025: (10, 6), 2026: (9, 25)}
    assert {y: (numbered(y)[1].month, numbered(y)[1].day) for y in springs} == springs
    found = {y: numbered(y)[8] + timedelta(days=14) for y in autumns}
    assert {y: (d.month, d.day) for y, d in found.items()} == autumns


def test_the_spring_festival_is_off_from_its_eve_to_the_third_day():
    spring = [d for d, name in statutory(2027).items() if name == "春节"]
    assert spring == [date(2027, 2, d) for d in (5, 6, 7, 8)]
