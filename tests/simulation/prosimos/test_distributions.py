"""Distributions of Prosimos, drawn as ours."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

import math
from datetime import datetime
from statistics import fmean, stdev

import pytest

from engine.simulation.prosimos.calendars import calendar
from engine.simulation.prosimos.distributions import number, sampler, span
from engine.simulation.prosimos.document import Item
from tests.simulation.prosimos.conftest import drawn

START = datetime(2026, 1, 5)
COUNT = 6_000
HOUR = 3600

# The distribution, and its mean and standard deviation in hours.
KNOWN = {
    "fixed": (("fix", 1800), 0.5, 0.0),
    "uniform": (("uniform", 0, 2 * HOUR), 1.0, 2 / math.sqrt(12)),
    "uniform from below 0": (("uniform", -HOUR, HOUR), 0.5, 1 / math.sqrt(12)),
    "exponential": (("expon", HOUR, 0, 1e9), 1.0, 1.0),
    "exponential that begins later": (("expon", 2 * HOUR, HOUR, 1e9), 2.0, 1.0),
    "exponential that begins far away": (("expon", 11 * HOUR, 10 * HOUR, 1e9), 11.0, 1.0),
    "exponential whose mean is its least": (("expon", HOUR, HOUR, 1e9), 1.0, 0.0),
    "exponential cut off": (("expon", HOUR, 0, HOUR), 1 - 1 / (math.e - 1), 0.28181),
    "exponential in a narrow place": (("expon", 100 * HOUR, 10 * HOUR, 11 * HOUR), 10.499, 0.28867),
    "normal": (("norm", 10 * HOUR, HOUR, 0, 1e9), 10.0, 1.0),
    "normal cut in half": (
        ("norm", 10 * HOUR, HOUR, 10 * HOUR, 1e9),
        10 + math.sqrt(2 / math.pi),
        math.sqrt(1 - 2 / math.pi),
    ),
    "lognormal": (("lognorm", HOUR, 0.25 * HOUR**2, 0, 1e9), 1.0, 0.5),
    "gamma": (("gamma", HOUR, 0.25 * HOUR**2, 0, 1e9), 1.0, 0.5),
}


@pytest.mark.parametrize("name", KNOWN)
def test_mean_and_spread_are_those_that_were_meant(name):
    given, mean, deviation = KNOWN[name]
    one = sampler(span(Item(drawn(*given), "x")), START)
    values = [one(n) for n in range(COUNT)]
    assert abs(fmean(values) - mean) <= 4 * deviation / math.sqrt(COUNT) + 1e-9
    assert stdev(values) == pytest.approx(deviation, rel=0.08, abs=1e-9)


def test_nothing_falls_out_of_its_bounds():
    for given in (("expon", HOUR, 1000, 5000), ("norm", HOUR, HOUR, 1000, 5000), ("gamma", HOUR, HOUR**2, 1000, 5000)):
        one = sampler(span(Item(drawn(*given), "x")), START)
        assert all(1000 / HOUR - 1e-9 <= one(n) <= 5000 / HOUR + 1e-9 for n in range(1000))


def test_numbers_with_bounds_keep_them():
    found = number(Item(drawn("norm", 100, 50, 80, 120), "x"), START)
    assert found.kind == "empirical"
    assert all(80 <= value <= 120 for value in found.values)
    assert fmean(found.values) == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize(
    ("periods", "day", "slots"),
    [
        ([("MONDAY", "MONDAY", "09:00", "12:00"), ("MONDAY", "MONDAY", "12:00:00", "17:30:00")], 0, [(9.0, 17.5)]),
        ([("FRIDAY", "MONDAY", "09:00:00.000", "12:00:00")], 6, [(9.0, 12.0)]),
        ([("FRIDAY", "MONDAY", "09:00:00", "12:00:00")], 2, []),
        ([("monday", "sunday", "00:00:00", "00:00:00")], 3, [(0.0, 24.0)]),
        ([("MONDAY", "SUNDAY", "0:00", "23:59:59.999999")], 3, [(0.0, 24.0 - 1 / HOUR / 1e6)]),
        ([("MONDAY", "MONDAY", "13:00", "17:00"), ("MONDAY", "MONDAY", "09:00", "14:00")], 0, [(9.0, 17.0)]),
    ],
)
def test_periods_become_slots_of_each_weekday(periods, day, slots):
    keys = ("from", "to", "beginTime", "endTime")
    week = calendar(Item([dict(zip(keys, period, strict=True)) for period in periods], "c"), "c").week
    assert [(a / 3.6e9, b / 3.6e9) for a, b in week[day]] == slots
