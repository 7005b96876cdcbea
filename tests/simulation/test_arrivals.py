"""Arrivals whose rate changes by hour, weekday, month and season: a Poisson process, exactly."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as tried
from hypothesis import strategies as st

from engine.simulation import Arrivals, Calendar, Distribution, Profile, SimulationError, run

HOUR = 3_600_000_000
OFFICE = Calendar.weekly(("mon-fri", "09:00", "12:00"), ("mon-fri", "14:00", "18:00"), name="office")
EVEN = Profile(((1.0,) * 24,) * 7)
MONDAYS = Profile(
    tuple(tuple((3.0 if hour == 9 else 1.0) * day for hour in range(24)) for day in (2, 1, 1, 1, 1, 0, 0))
)
SPRING = (date(2026, 2, 2), date(2026, 2, 13), 1.5)
AFTER = (date(2026, 2, 23), date(2026, 3, 6), 0.25)


def scenario(queue, profile, gap=None, calendar=OFFICE, cases=4000, **more):
    """Cases that come and are gone at once."""
    calendars = {} if calendar is None else {"office": calendar}
    arrivals = Arrivals(gap or Distribution.exponential(1.0), "office" if calendars else None, profile=profile)
    more = {"arrivals": arrivals, "calendars": calendars, "cases": cases, "keep": True} | more
    return queue(5, Distribution.fixed(1.0), Distribution.fixed(0.0), **more)


def came(queue, profile, *, number=0, mode="plain", **more):
    compiled, given = scenario(queue, profile, **more)
    found = run(compiled, given, mode=mode).replications[number]
    return [given.instant(int(start)) for start in found.start]


def rate(profile, calendar, at):
    """Relative to the mean, at an instant: written apart from the code."""
    slots = calendar.days.get(at.date(), calendar.week[at.weekday()])
    clock = (at - datetime.combine(at.date(), datetime.min.time())) // timedelta(microseconds=1)
    if not any(a <= clock < b for a, b in slots):
        return 0.0
    plain = [
        (day, hour) for day in range(7) for hour in range(24) for a, b in calendar.week[day] if a <= hour * HOUR < b
    ]
    mean = sum(profile.week[day][hour] for day, hour in plain) / len(plain)
    found = profile.week[at.weekday()][at.hour] / mean
    if not calendar.week[at.weekday()]:
        open_days = [day for day in range(7) if calendar.week[day]]
        found = sum(profile.week[day][at.hour] for day in open_days) / len(open_days) / mean
        found = profile.made_up[at.hour] / mean if profile.made_up else found
    if profile.months:
        found *= 12 * profile.months[at.month - 1] / sum(profile.months)
    return found * math.prod(factor for first, last, factor in profile.seasons if first <= at.date() <= last)


def passed(profile, calendar, since, until):
    """Operational hours between two instants, stepping from hour to hour."""
    total, at = 0.0, since
    while at < until:
        following = min(until, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        total += rate(profile, calendar, at) * ((following - at) / timedelta(hours=1))
        at = following
    return total


def distance(values, below):
    """Kolmogorov's distance between what was drawn and a distribution function."""
    values, size = sorted(values), len(values)
    return max(max(below(v) - n / size, (n + 1) / size - below(v)) for n, v in enumerate(values))


DATED = replace(OFFICE, days={date(2026, 2, 16): (), date(2026, 2, 17): (), date(2026, 2, 28): OFFICE.week[0]})
PROFILES = {
    "even": EVEN,
    "mondays and nine o'clock": MONDAYS,
    "a rush and a lull": replace(MONDAYS, seasons=(SPRING, AFTER)),
    "months": replace(EVEN, months=(1, 0.5, 2, 1, 1, 1, 3, 1, 0, 1, 1, 1)),
    "a made-up day of its own": replace(MONDAYS, made_up=(4.0,) * 24),
}


@pytest.mark.parametrize("name", PROFILES)
def test_gaps_in_operational_time_are_exponential(queue, name):
    """The time change theorem: a process is Poisson with that rate if its gaps, compensated, are exponential."""
    profile = PROFILES[name]
    instants = came(queue, profile, calendar=DATED, gap=Distribution.exponential(0.5), cases=2500)
    gaps = [passed(profile, DATED, a, b) for a, b in pairwise(instants)]
    assert distance(gaps, lambda gap: 1 - math.exp(-gap / 0.5)) < 1.63 / math.sqrt(len(gaps))  # 99 %


@pytest.mark.parametrize("name", PROFILES)
def test_every_day_gets_the_cases_that_its_rate_says(queue, name):
    """Chi-square over days, counted in fifty replications against the rate by hand."""
    profile = PROFILES[name]
    compiled, given = scenario(
        queue,
        profile,
        calendar=DATED,
        cases=None,
        horizon=24.0 * 70,
        replications=50,
        gap=Distribution.exponential(0.5),
    )
    counted = Counter()
    for one in run(compiled, given, mode="plain").replications:
        counted.update(given.instant(int(start)).date() for start in one.start)
    chance = 0.0
    for number in range(70):
        midnight = given.start + timedelta(days=number)
        expected = 50 * passed(profile, DATED, midnight, midnight + timedelta(days=1)) / 0.5
        if expected == 0:
            assert counted[midnight.date()] == 0
        else:
            chance += (counted[midnight.date()] - expected) ** 2 / expected
    assert chance < 90  # the quantile at 99.9 % of 52 days


def test_a_rate_of_seven_a_day_gives_twice_as_many_on_mondays(queue):
    """35 a week: two of six parts on Mondays, 11.67; one, 5.83, on each other day; in the rush half as many again."""
    profile = replace(MONDAYS, seasons=(SPRING,))
    compiled, given = scenario(queue, profile, cases=None, horizon=24.0 * 56, replications=200)
    counted = Counter()
    for one in run(compiled, given, mode="plain").replications:
        counted.update(given.instant(int(start)).date() for start in one.start)
    assert counted[date(2026, 1, 12)] / 200 == pytest.approx(35 / 3, rel=0.08)
    assert counted[date(2026, 1, 13)] / 200 == pytest.approx(35 / 6, rel=0.1)
    assert counted[date(2026, 2, 9)] / 200 == pytest.approx(1.5 * 35 / 3, rel=0.07)
    assert counted[date(2026, 1, 17)] == 0


@pytest.mark.parametrize("gap", [Distribution.exponential(2.0), Distribution.gamma(3.0, 1.0), Distribution.fixed(40.0)])
@pytest.mark.parametrize("calendar", [OFFICE, DATED, None])
def test_an_even_profile_is_no_profile(queue, gap, calendar):
    with_it, without = (came(queue, p, gap=gap, calendar=calendar, cases=300) for p in (EVEN, None))
    assert all(abs(a - b) <= timedelta(microseconds=1) for a, b in zip(with_it, without, strict=True))


def test_only_proportions_of_weights_count(queue):
    tenfold = replace(MONDAYS, week=tuple(tuple(10 * w for w in row) for row in MONDAYS.week))
    several = zip(came(queue, MONDAYS, cases=500), came(queue, tenfold, cases=500), strict=True)
    assert all(abs(a - b) <= timedelta(microseconds=1) for a, b in several)


def test_gaps_that_are_not_exponential_keep_their_shape_in_operational_time(queue):
    instants = came(queue, MONDAYS, gap=Distribution.gamma(1.5, 0.5), cases=1500)
    gaps = [passed(MONDAYS, OFFICE, a, b) for a, b in pairwise(instants)]
    mean = math.fsum(gaps) / len(gaps)
    deviation = math.sqrt(math.fsum((g - mean) ** 2 for g in gaps) / len(gaps))
    assert mean == pytest.approx(1.5, rel=0.03)
    assert deviation == pytest.approx(0.5, rel=0.08)


def test_a_case_draws_the_same_gap_whatever_the_profile(queue):
    """Common random numbers: scenarios with other profiles differ in nothing but the clock."""
    one, other = MONDAYS, replace(EVEN, seasons=(SPRING, AFTER))
    first, second = ([passed(p, OFFICE, *pair) for pair in pairwise(came(queue, p, cases=300))] for p in (one, other))
    assert first == pytest.approx(second, abs=1e-6)


def test_replications_have_arrivals_of_their_own(queue):
    several = [came(queue, MONDAYS, number=number, cases=200, replications=3) for number in range(3)]
    assert len({instants[0] for instants in several}) == 3
    hours = [[(b - a).total_seconds() for a, b in pairwise(instants)] for instants in several]
    middle = [[h - math.fsum(each) / len(each) for h in each] for each in hours]
    for left, right in ((0, 1), (0, 2), (1, 2)):
        both = math.fsum(a * b for a, b in zip(middle[left], middle[right], strict=True))
        norm = math.sqrt(math.fsum(a * a for a in middle[left]) * math.fsum(b * b for b in middle[right]))
        assert abs(both / norm) < 0.2


@pytest.mark.parametrize("calendar", [OFFICE, DATED, None])
def test_both_modes_give_the_same_instants(queue, calendar):
    profile = replace(MONDAYS, seasons=(SPRING, AFTER), months=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
    more = {"calendar": calendar, "cases": 2000, "gap": Distribution.exponential(9.7)}
    assert came(queue, profile, mode="plain", **more) == came(queue, profile, mode="compiled", **more)


def test_nobody_comes_on_a_day_off_or_outside_of_hours(queue):
    instants = came(queue, PROFILES["a rush and a lull"], calendar=DATED)
    assert all(rate(MONDAYS, DATED, at - timedelta(microseconds=1)) > 0 for at in instants)
    assert not {date(2026, 2, 16), date(2026, 2, 17)} & {at.date() for at in instants}
    assert date(2026, 2, 28) in {at.date() for at in instants}


def test_a_season_of_factor_0_is_a_pause(queue):
    profile = replace(EVEN, seasons=((date(2026, 1, 12), date(2026, 6, 30), 0.0),))
    instants = came(queue, profile, cases=200)
    assert {at.month for at in instants} == {1, 7, 8}
    assert max(at.date() for at in instants if at.month == 1) <= date(2026, 1, 9)


def test_seasons_that_overlap_multiply(queue):
    month = (date(2026, 2, 1), date(2026, 2, 28))
    twice, fourfold = ([((*month, 2.0))] * 2, [((*month, 4.0))])
    both = [came(queue, replace(EVEN, seasons=tuple(seasons)), cases=900) for seasons in (twice, fourfold)]
    assert both[0] == both[1]


def test_seasons_end_and_the_plain_week_goes_on_for_ever(queue):
    profile = replace(MONDAYS, seasons=(SPRING,))
    instants = came(queue, profile, gap=Distribution.fixed(35.0 * 500), cases=20)
    assert instants[-1].year > 2200
    weeks = [(b - a).days / 7 for a, b in pairwise(instants[1:])]
    assert weeks == pytest.approx([500.0] * 18, abs=0.2)


def test_months_come_again_every_year(queue):
    july = replace(EVEN, months=(0,) * 6 + (1,) + (0,) * 5)
    instants = came(queue, july, gap=Distribution.exponential(35.0 * 20), cases=60)
    assert {at.month for at in instants} == {7}
    assert instants[-1].year > 2040


def test_a_gap_of_nothing_passes_no_time(queue):
    assert set(came(queue, MONDAYS, gap=Distribution.fixed(0.0), cases=3)) == {datetime(2026, 1, 5)}


def test_a_run_that_starts_in_the_middle_of_a_day_counts_from_there(queue):
    found = came(queue, EVEN, gap=Distribution.fixed(2.0), cases=3, start=datetime(2026, 1, 5, 11, 30))
    assert [f"{at:%H:%M}" for at in found] == ["15:30", "17:30", "10:30"]


weights = st.lists(st.sampled_from([0.0, 0.25, 1.0, 7.0]), min_size=24, max_size=24).map(tuple)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@tried(
    week=st.lists(weights, min_size=7, max_size=7).map(tuple),
    gap=st.sampled_from([0.01, 0.7, 13.0, 300.0]),
    factor=st.sampled_from([0.0, 0.5, 3.0]),
)
def test_every_arrival_lies_where_its_gap_ends(queue, week, gap, factor):
    """Fixed gaps through any profile: so much operational time passes from one to the next."""
    profile = Profile(week, seasons=((date(2026, 1, 7), date(2026, 1, 20), factor),))
    if not sum(
        w for day in range(5) for hour, w in enumerate(week[day]) if hour in range(9, 12) or hour in range(14, 18)
    ):
        with pytest.raises(SimulationError, match="plain week in which cases can arrive"):
            came(queue, profile, cases=5)
        return
    instants = came(queue, profile, gap=Distribution.fixed(gap), cases=5)
    for before, at in pairwise([datetime(2026, 1, 5), *instants]):
        assert passed(profile, OFFICE, before, at) == pytest.approx(gap, abs=2e-7)


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        (Profile(EVEN.week[:6]), "weights of seven weekdays, but there are 6"),
        (Profile(((1.0,) * 23,) * 7), "24 weights of 0 or more for arrivals of a weekday"),
        (replace(EVEN, made_up=(-1.0,) * 24), "24 weights of 0 or more for arrivals of a day that makes up"),
        (replace(EVEN, months=(1.0,) * 11), "12 weights of 0 or more for arrivals of the year"),
        (replace(EVEN, months=(0.0,) * 12), "a month in which cases arrive"),
        (
            replace(EVEN, seasons=((date(2026, 2, 2), date(2026, 2, 1), 1.0),)),
            "a season of arrivals from a day to a later",
        ),
        (replace(EVEN, seasons=((date(2026, 2, 2), date(2026, 2, 3), math.nan),)), "a factor of 0 or more"),
        (Profile(((0.0,) * 24,) * 7), "a plain week in which cases can arrive, but calendar 'office'"),
    ],
)
def test_what_can_be_no_profile_is_refused(queue, profile, sentence):
    with pytest.raises(SimulationError, match=sentence):
        came(queue, profile)


def test_arrivals_beyond_the_last_known_day_are_refused_by_the_calendars_name(queue):
    known = replace(OFFICE, until=date(2026, 1, 16))
    with pytest.raises(SimulationError, match="working hours to come, but the calendar 'office' of arrivals"):
        came(queue, MONDAYS, calendar=known)


def test_recorded_instants_have_no_profile(queue):
    given = scenario(queue, EVEN, arrivals=Arrivals(instants=(datetime(2026, 1, 6),), profile=EVEN))
    with pytest.raises(SimulationError, match="both are given"):
        run(*given)
