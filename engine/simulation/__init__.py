"""Simulation: the same diagrams as the engine's, for a thousand cases or ten million. See `docs/simulation.md`.

`compile_model` turns process models into tables; `run` plays a scenario (`inputs`) on them. What is imported here is
little on purpose: a small what-if loads neither NumPy nor Numba, and waits for no compile step.
"""

from __future__ import annotations

from engine.simulation.errors import SimulationError
from engine.simulation.inputs import (
    Arrivals,
    Batch,
    Calendar,
    Distribution,
    Inputs,
    Limit,
    Pool,
    Profile,
    Staff,
    Task,
)
from engine.simulation.network import Compiled, compile_model
from engine.simulation.outcome import LimitCount, LogBlock, Outcome, PoolCount, Replication, StaffCount, StepCount
from engine.simulation.run import Cancelled, run

__all__ = [
    "Arrivals",
    "Batch",
    "Calendar",
    "Cancelled",
    "Compiled",
    "Distribution",
    "Inputs",
    "Limit",
    "LimitCount",
    "LogBlock",
    "Outcome",
    "Pool",
    "PoolCount",
    "Profile",
    "Replication",
    "SimulationError",
    "Staff",
    "StaffCount",
    "StepCount",
    "Task",
    "compile_model",
    "run",
]
