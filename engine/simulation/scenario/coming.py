"""When cases come: a rate or gaps in working time, shaped by hours, weekdays, months and seasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import inputs as core
from engine.simulation.scenario.drawing import distribution

if TYPE_CHECKING:
    from engine.simulation.scenario.calendars import Calendars
    from engine.simulation.scenario.values import ArrivalPlan

_WEEKS = {"week": 1.0, "month": 50 / 12, "year": 50.0}  # a year of 250 working days of five to a week


def arrivals_of(plan: ArrivalPlan | None, hours: Calendars) -> core.Arrivals:
    """The arrivals of a complete scenario for the kernel.

    Raises:
        ScenarioError: No case can arrive in a plain week of their calendar.
    """
    assert plan is not None  # noqa: S101 - a complete scenario has them
    if plan.instants:
        return core.Arrivals(instants=plan.instants)
    profile = _profile(plan)
    if plan.gap is not None:
        calendar = None if plan.gap.by_clock and not plan.opening else hours.name(plan.calendar)
        gap = distribution(plan.gap, "arrivals.gap", hours, plan.calendar)
        return core.Arrivals(gap, calendar, profile=profile, opening=plan.opening)
    assert plan.rate is not None  # noqa: S101 - reading asked for it
    day, week = hours.lengths(plan.calendar)
    span = day if plan.per == "day" else week / _WEEKS[plan.per] if plan.per == "week" else week * _WEEKS[plan.per]
    return core.Arrivals(core.Distribution.exponential(span / plan.rate), hours.name(plan.calendar), profile=profile)


def _profile(plan: ArrivalPlan) -> core.Profile | None:
    """What shapes the rate; None: nothing does."""
    if not (plan.weekdays or plan.hours or plan.months or plan.seasons or plan.made_up is not None):
        return None
    by_day = plan.weekdays or (1.0,) * 7
    week = tuple(tuple(day * hour for hour in hours) for day, hours in zip(by_day, by_hour(plan), strict=True))
    made_up: tuple[float, ...] = ()
    if plan.made_up is not None:
        made_up = tuple(plan.made_up * sum(hour) / 7 for hour in zip(*by_hour(plan), strict=True))
    seasons = tuple((season.first, season.last, season.factor) for season in plan.seasons)
    return core.Profile(week, made_up, plan.months, seasons)


def by_hour(plan: ArrivalPlan) -> tuple[tuple[float, ...], ...]:
    """24 weights for each weekday."""
    rows = plan.hours or ((1.0,) * 24,)
    return rows if len(rows) > 1 else rows * 7
