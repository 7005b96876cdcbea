"""A run that begins with the cases of a process that are open now: from which day, and how often it is repeated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.simulation.scenario.opened.open_cases import starting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.scenario.opened.open_cases import OpenCase, Start
    from engine.simulation.scenario.values import Scenario
    from engine.time.calendar import WorkCalendar

FORECAST = 100  # replications where nobody said how many: each open case is one draw of each


def from_open(  # noqa: PLR0913 - the cases, the scenario and the instant
    cases: Sequence[OpenCase],
    scenario: Scenario,
    compiled: Compiled,
    calendar: WorkCalendar,
    at: datetime,
    *,
    made: Callable[[Scenario], Inputs],
) -> Start:
    """What is to be run from `at` on, with the open cases that it begins with.

    Args:
        cases: Those that are open at `at`.
        scenario: What is drawn from now on. Its first day becomes that of the oldest open case.
        compiled: The diagrams.
        calendar: Counts what persons extended and paused.
        at: Now.
        made: Makes the inputs of a scenario.

    Raises:
        SimulationError: The scenario does not fit, or ends at a horizon.
    """
    first = min((one.recorded.arrived for one in cases), default=at.replace(tzinfo=None))
    return starting(made(replace(scenario, start=first.date())), compiled, cases, calendar, at)
