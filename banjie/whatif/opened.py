"""A simulation's beginning from the cases that are open in our own database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from banjie.now import now
from banjie.whatif import sources
from banjie.whatif.plan import Plan
from engine.simulation.network import compile_model
from engine.simulation.scenario.opened.from_open import from_open
from engine.simulation.scenario.opened.open_cases import open_cases
from engine.simulation.scenario.reshaping import reshaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.simulation.inputs import Inputs
    from engine.simulation.scenario import Scenario
    from engine.simulation.scenario.opened.open_cases import Start
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
    at, compiled = now(), compile_model(reshaped(models, scenario), scenario.process)
    with sources.recorded() as connection:
        cases = () if connection is None else open_cases(connection, compiled, at)
    start = from_open(cases, scenario, compiled, sources.calendar(), at, made=lambda one: told(made(one).inputs))
    return Plan(compiled, start.inputs), start
