"""A simulation's beginning from the cases that are open in our own database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from banjie.now import now
from banjie.whatif import sources
from engine.simulation.network import compile_model
from engine.simulation.scenario.open_cases import OpenCase, Start, open_cases, starting

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from banjie.whatif.plan import Plan
    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.scenario import Scenario
    from workflows.model import ProcessModel


def opened(
    scenario: Scenario,
    models: dict[str, ProcessModel],
    made: Callable[[Scenario], Plan],
    told: Callable[[Inputs], Inputs],
) -> tuple[Plan, Start]:
    """What is to be run from now on, and the open cases that it begins with.

    Args:
        scenario: What is drawn from now on; its first day becomes that of the oldest open case.
        models: The process and what it calls.
        made: Makes a plan of a scenario.
        told: Adds what the command line says.

    Raises:
        SimulationError: The scenario does not fit.
        models.StoreUnavailable: The database cannot be reached.
    """
    at = now()
    cases = _cases(compile_model(models, scenario.process), at)
    first = min((one.recorded.arrived for one in cases), default=at.replace(tzinfo=None))
    plan = made(replace(scenario, start=first.date()))
    start = starting(told(plan.inputs), plan.compiled, cases, sources.calendar(), at)
    return replace(plan, inputs=start.inputs), start


def _cases(compiled: Compiled, at: datetime) -> tuple[OpenCase, ...]:
    with sources.recorded() as connection:
        return () if connection is None else open_cases(connection, compiled, at)
