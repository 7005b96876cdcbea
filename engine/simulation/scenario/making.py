"""From a complete scenario to the inputs of the kernel: hours, groups of staff, tasks, limits with their rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.simulation import inputs as core
from engine.simulation.scenario.calendars import Calendars
from engine.simulation.scenario.coming import arrivals_of
from engine.simulation.scenario.drawing import distribution
from engine.simulation.scenario.limits import limits_of, timer_rules
from engine.simulation.scenario.staff import groups
from engine.simulation.scenario.values import ALWAYS, NOBODY, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.network import Compiled
    from engine.simulation.scenario.staff import Crew
    from engine.simulation.scenario.values import Scenario, StepPlan
    from engine.time.calendar import WorkCalendar
    from workflows.catalogue import Catalogue

DAY = 24.0


def make(scenario: Scenario, compiled: Compiled, catalogue: Catalogue, calendar: WorkCalendar) -> core.Inputs:
    """The inputs of a scenario in which everything is said.

    Raises:
        ScenarioError: It names what is not there, or says what cannot be.
    """
    start = first_day(scenario, calendar)
    hours = Calendars(scenario.calendars, calendar, start)
    crew = groups(scenario, hours)
    decides = {key: n.element.decides for n in compiled.steps for key in (n.element.id, n.key)}
    limits = limits_of(scenario, compiled, catalogue, start)
    return core.Inputs(
        start=datetime.combine(start, datetime.min.time()),
        arrivals=arrivals_of(scenario.arrivals, hours),
        cases=scenario.cases,
        horizon=None if scenario.horizon is None else scenario.horizon * DAY,
        warm_up=scenario.warm_up * DAY,
        seed=scenario.seed,
        replications=scenario.replications,
        staff=crew.staff,
        pools=crew.pools,
        tasks={name: _task(name, step, scenario, hours, crew, decides) for name, step in scenario.steps.items()},
        weights=dict(scenario.branches),
        attributes={name: distribution(draw, f"facts.{name}", hours) for name, draw in scenario.facts.items()},
        timers={name: distribution(draw, f"timers.{name}", hours) for name, draw in scenario.timers.items()},
        instances={name: distribution(draw, f"instances.{name}", hours) for name, draw in scenario.instances.items()},
        limits=limits,
        rules=timer_rules(scenario, compiled, catalogue),
        limit_calendar=hours.of_limits(scenario.limit_calendar),
        calendars=hours.named(),
    )


def first_day(scenario: Scenario, calendar: WorkCalendar) -> date:
    """Where the scenario begins: as it says, with the first recorded arrival, or on the first working day of the last
    year that no notice can change any more.
    """
    if scenario.start is not None:
        return scenario.start
    if scenario.arrivals is not None and scenario.arrivals.instants:
        return min(scenario.arrivals.instants).date()
    certain = calendar.strict().last
    return date.fromordinal(calendar.work_from(max(date(certain.year, 1, 1), calendar.first).toordinal()))


def _task(  # noqa: PLR0913 - all of it is needed
    name: str, step: StepPlan, scenario: Scenario, hours: Calendars, crew: Crew, decides: Mapping[str, str]
) -> core.Task:
    """How a step is done; the hours of its pool count unless it waits for nobody. `decides` are the variables that
    decisions set, by step.
    """
    where = f"steps.{name}"
    if step.duration is None:
        raise ScenarioError(f"Expected {where} to have a duration, but it has none.")
    found = {variable: distribution(draw, where, hours) for variable, draw in step.fields.items()}
    if step.decisions:
        found[decides[name]] = core.Distribution("choice", tuple(step.decisions), tuple(step.decisions.values()))
    pool = None if step.pool in (None, NOBODY) else step.pool
    if pool is not None and pool not in scenario.pools:
        raise ScenarioError(
            f"Expected {where}, pool to be {NOBODY} or one of {', '.join(scenario.pools) or 'none at all'}, but it is "
            f"{pool!r}."
        )
    if pool is not None and step.duration.by_clock:
        raise ScenarioError(
            f"Expected {where} to take working_hours or working_days, as people of {pool!r} do it, but it takes "
            f"{step.duration.unit}: give it the pool {NOBODY!r}, or another unit."
        )
    calendar = scenario.pools[pool].calendar if pool is not None else step.calendar
    span = distribution(step.duration, where, hours, calendar)
    works_by = None if pool is not None or step.duration.by_clock else hours.name(step.calendar)
    paces = _paces(name, step, scenario, hours, crew, span)
    batch = None if step.batch is None else _batch(where, pool, step.batch, hours)
    return core.Task(span, pool, works_by, _priority(step), found, paces, batch)


def _batch(where: str, pool: str | None, plan: core.Batch, hours: Calendars) -> core.Batch:
    opens = None if plan.opens is None else hours.name(plan.opens)
    if pool is None or (opens is None and plan.opens is not None):
        what = "a pool, as somebody does its batches" if pool is None else "batches at the openings of a calendar"
        raise ScenarioError(f"Expected {where} to have {what}, but it has {NOBODY if pool is None else ALWAYS!r}.")
    return replace(plan, opens=opens)


def _priority(step: StepPlan) -> float | str:
    """A number, or an expression that finds the first condition that holds."""
    if not isinstance(step.priority, tuple):
        return step.priority or 0.0
    found = "0"
    for each in reversed(step.priority):
        found = f"if {each.when} then {each.priority:f} else {found}" if each.when else f"{each.priority:f}"
    return found


def _paces(  # noqa: PLR0913 - all of it is needed
    name: str, step: StepPlan, scenario: Scenario, hours: Calendars, crew: Crew, span: core.Distribution
) -> dict[str, core.Distribution]:
    """How long the step takes those groups of its pool whom it does not take `span`."""
    members = crew.pools[step.pool].staff if step.pool is not None and step.pool in crew.pools else ()
    owners = {crew.owners[group] for group in members}
    unknown = [pool for pool in step.durations if pool not in owners]
    if unknown or any(draw.by_clock for draw in step.durations.values()):
        raise ScenarioError(
            f"Expected steps.{name}, durations to be working time by pools whose people do the step "
            f"({', '.join(sorted(owners)) or 'nobody does'}), but came {', '.join(unknown or step.durations)}."
        )
    found = {}
    for group in members:
        owner = crew.owners[group]
        if owner in step.durations:
            usual = distribution(step.durations[owner], f"steps.{name}", hours, scenario.pools[owner].calendar)
        else:
            usual = span.times(scenario.pools[str(step.pool)].paces.get(owner, 1.0))
        found[group] = usual.times(crew.paces.get(group, 1.0))
    return {group: theirs for group, theirs in found.items() if theirs != span}


def offered(inputs: core.Inputs) -> float:
    """Cases an hour of the working time by which they arrive; 0 where they come at instants."""
    gap = inputs.arrivals.gap
    return 1.0 / mean(gap) if gap is not None and mean(gap) > 0 else 0.0


def mean(draw: core.Distribution) -> float:
    """The mean of a distribution of numbers, without its bounds."""
    numbers = [float(v) for v in draw.values if isinstance(v, float | int)]
    if draw.kind in ("uniform", "triangular", "empirical", "by_case"):
        return sum(numbers) / len(numbers)
    if draw.kind == "histogram":
        middles = [(a + b) / 2 for a, b in pairwise(numbers)]
        return sum(m * w for m, w in zip(middles, draw.weights, strict=True)) / sum(draw.weights)
    if draw.kind == "choice":
        return sum(n * w for n, w in zip(numbers, draw.weights, strict=True)) / sum(draw.weights)
    return numbers[0]
