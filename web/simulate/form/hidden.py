"""Whether a scenario differs from another in what the form cannot show. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.simulation.scenario import ArrivalPlan, Assumptions
from engine.simulation.scenario.values import OFFICE, CalendarPlan
from web.simulate.form.fields import chance, scaled, typical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.simulation.scenario import Draw, Scenario, StepPlan
    from web.simulate.form.fields import Deciding

_DIGITS = 9  # what scaling a span leaves equal


def hidden(scenario: Scenario, base: Scenario, choices: Deciding) -> bool:
    """Whether anything is left once all that the form shows is made the same. How often a run is repeated, and by
    which luck, is no part of what it says.
    """
    flat = {name for one in (scenario, base) for name, step in one.steps.items() if not _is_long(step.duration)}
    return _rest(scenario, choices, flat) != _rest(base, choices, flat)


def _is_long(draw: Draw | None) -> bool:
    return draw is not None and typical(draw) > 0


def _rest(one: Scenario, choices: Deciding, flat: set[str]) -> tuple[Scenario, Mapping[str, object]]:
    """The scenario without what the form shows, and what the pools' calendars say besides hours."""
    used = set(_calendars(one))
    bare = replace(
        one,
        start=None,
        cases=one.cases and 1,
        warm_up=0.0,
        seed=1,
        replications=1,
        assumptions=Assumptions(),
        arrivals=_coming(one.arrivals),
        calendars={name: plan for name, plan in one.calendars.items() if name in used},
        pools={
            name: replace(pool, count=0, calendar=OFFICE, discipline="first_in") for name, pool in one.pools.items()
        },
        steps={name: _step(step, name in choices, name in flat) for name, step in one.steps.items()},
        facts={name: draw for name, draw in one.facts.items() if chance(draw) is None},
        limits={},
        parallel=(),
        sequence=(),
    )
    return bare, {name: _days(one, pool.calendar) for name, pool in one.pools.items()}


def _calendars(one: Scenario) -> Iterator[str | None]:
    """Those that something else than a pool's own hours goes by."""
    yield one.limit_calendar
    yield one.arrivals.calendar if one.arrivals else None
    for pool in one.pools.values():
        yield from (shift.calendar for shift in pool.shifts)
    for step in one.steps.values():
        yield step.calendar
        yield step.batch.opens if step.batch else None


def _days(one: Scenario, calendar: str) -> CalendarPlan | str:
    """What a calendar says besides its hours; its name where it is one that no scenario describes."""
    plan = one.calendars.get(calendar, CalendarPlan() if calendar == OFFICE else None)
    return calendar if plan is None else replace(plan, hours=())


def _coming(plan: ArrivalPlan | None) -> ArrivalPlan | None:
    if plan is None or plan.rate is None:
        return plan
    hours = plan.hours if len(plan.hours) > 1 else ()
    return replace(plan, rate=1.0, per="day", weekdays=(), months=(), seasons=(), hours=hours)


def _step(step: StepPlan, chooses: bool, is_flat: bool) -> StepPlan:  # noqa: FBT001 - what of it is shown
    shape = None if step.duration is None or is_flat else _shape(step.duration)
    return replace(step, duration=shape, decisions={} if chooses else step.decisions)


def _shape(draw: Draw) -> Draw:
    """The same about a typical span of one."""
    found = scaled(draw, 1.0)
    values = tuple(round(v, _DIGITS) if isinstance(v, float) else v for v in found.values)
    return replace(
        found,
        unit="",
        values=values,
        minimum=round(found.minimum, _DIGITS),
        maximum=round(found.maximum, _DIGITS),
    )
