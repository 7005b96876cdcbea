"""How many people each department needs: the work that a pilot run finds, at the arrivals' rate."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.simulation.inputs import Arrivals, Distribution
from engine.simulation.prepare_staff import MOST
from engine.simulation.run import run
from engine.simulation.scenario.making import offered
from engine.simulation.scenario.values import NOBODY, ScenarioError

if TYPE_CHECKING:
    from engine.simulation.inputs import Batch, Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.scenario.values import Scenario

PILOT = 30  # cases; they do not wait for each other
_ONE_AFTER_THE_OTHER = 24.0
_WEEK = 168.0


def sized(scenario: Scenario, compiled: Compiled, inputs: Inputs, pools: set[str]) -> dict[str, int]:
    """People per pool of `pools`: enough that they are busy for `utilisation` of their hours at most, and by the square
    root of the load more than the load, so that a small department is not always one case behind.

    The load is what the steps of `PILOT` cases take without any queue, per case, times the cases of a working hour.

    Raises:
        ScenarioError: No department could be so large.
    """
    pilot = replace(
        inputs,
        arrivals=Arrivals(Distribution.fixed(_ONE_AFTER_THE_OTHER)),
        cases=PILOT,
        horizon=None,
        warm_up=0.0,
        replications=1,
        seed=0,
        staff={},
        pools={},
        tasks={
            name: replace(task, pool=None, calendar=None, paces={}, batch=None) for name, task in inputs.tasks.items()
        },
        limits=(),
    )
    steps = run(compiled, pilot).replications[0].steps
    by_name = {node.key: node for node in compiled.nodes}
    work = dict.fromkeys(pools, 0.0)
    for key, count in steps.items():
        node = by_name[key]
        plan = scenario.steps.get(key) or scenario.steps.get(node.element.id)
        if plan is not None and plan.pool in work and plan.pool != NOBODY:
            work[plan.pool] += count.work / PILOT * _share(plan.batch)
    rate = _rate(inputs)
    utilisation = scenario.assumptions.utilisation
    loads = {pool: hours * rate for pool, hours in work.items()}
    if loads and max(loads.values()) > MOST * utilisation:
        busiest = max(loads, key=lambda pool: loads[pool])
        raise ScenarioError(
            f"Expected arrivals that {MOST:,} people of {busiest} can keep up with, but at the rate of the scenario "
            f"there is work for {loads[busiest]:,.0f}."
        )
    return {pool: max(1, math.ceil(max(load / utilisation, load + math.sqrt(load)))) for pool, load in loads.items()}


def _share(batch: Batch | None) -> float:
    """Which part of a case's work it costs a person, where so many cases are done together."""
    if batch is None or batch.size is None:
        return 1.0
    size = batch.size
    factor = next((batch.factors[n] for n in sorted(batch.factors, reverse=True) if n <= size), 1.0)
    return factor / size if batch.together else factor


def _rate(inputs: Inputs) -> float:
    """Cases per working hour of an office of 35 hours a week."""
    week = 35.0
    instants = sorted(inputs.arrivals.instants)
    if len(instants) > 1:
        weeks = (instants[-1] - instants[0]).total_seconds() / 3600 / _WEEK
        return len(instants) / max(weeks, 1 / 7) / week
    by_clock = inputs.arrivals.calendar is None or inputs.arrivals.opening
    return offered(inputs) * (_WEEK / week if by_clock else 1.0)
