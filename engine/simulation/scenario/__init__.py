"""Scenarios: a readable file, good defaults drawn from the limits themselves, and what the kernel is told.

`load` reads a file, `default` makes a scenario of a process, `to_toml` writes one for a planner to edit, `inputs` turns
it into what `engine.simulation.run` takes. See `docs/scenario.md`.
"""

from __future__ import annotations

from engine.simulation.inputs import Batch
from engine.simulation.scenario.defaults.complete import complete, default, inputs
from engine.simulation.scenario.file.reading import load
from engine.simulation.scenario.file.writing import to_toml
from engine.simulation.scenario.limits import limit_id
from engine.simulation.scenario.reshaping import reshaped
from engine.simulation.scenario.values import (
    ArrivalPlan,
    Assumptions,
    CalendarPlan,
    Draw,
    Leave,
    LimitPlan,
    ParallelPlan,
    PoolPlan,
    Scenario,
    ScenarioError,
    Season,
    SequencePlan,
    Shift,
    Span,
    StepPlan,
    Urgency,
)

__all__ = [
    "ArrivalPlan",
    "Assumptions",
    "Batch",
    "CalendarPlan",
    "Draw",
    "Leave",
    "LimitPlan",
    "ParallelPlan",
    "PoolPlan",
    "Scenario",
    "ScenarioError",
    "Season",
    "SequencePlan",
    "Shift",
    "Span",
    "StepPlan",
    "Urgency",
    "complete",
    "default",
    "inputs",
    "limit_id",
    "load",
    "reshaped",
    "to_toml",
]
