"""The model of the simulation's benchmark: 14 steps, each with a pool of its own, two parallel blocks of six and five,
one case in five sent back to the beginning, Monday to Friday from 9 to 17.
"""

from __future__ import annotations

from datetime import datetime

from engine.simulation import Arrivals, Calendar, Distribution, Inputs, Pool, Staff, Task
from workflows.model import Element, Flow, Kind, ProcessModel

FIRST_BLOCK = tuple(f"review_{n}" for n in range(1, 7))
SECOND_BLOCK = tuple(f"check_{n}" for n in range(1, 6))
STEPS = ("accept", *FIRST_BLOCK, "decide", *SECOND_BLOCK, "issue")
REWORK = 0.2
GAP_HOURS = 0.5  # of working time between arrivals, on average
START = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - local wall time


def hours(step: str) -> float:
    """Mean hours of work: what is in the loop is done 1.25 times a case, so every pool is busy for 75 to 80 %."""
    place = STEPS.index(step)
    return (0.30 if place <= STEPS.index("decide") else 0.38) + 0.001 * place


def model() -> ProcessModel:
    """The diagram, without its layout."""
    kinds = {
        "start": Kind.START,
        "merge": Kind.EXCLUSIVE,
        "fork_1": Kind.PARALLEL,
        "join_1": Kind.PARALLEL,
        "outcome": Kind.EXCLUSIVE,
        "fork_2": Kind.PARALLEL,
        "join_2": Kind.PARALLEL,
        "end": Kind.END,
    } | dict.fromkeys(STEPS, Kind.STEP)
    pairs = [("start", "merge"), ("merge", "accept"), ("accept", "fork_1")]
    for fork, steps, join in (("fork_1", FIRST_BLOCK, "join_1"), ("fork_2", SECOND_BLOCK, "join_2")):
        pairs += [(fork, step) for step in steps] + [(step, join) for step in steps]
    pairs += [("join_1", "decide"), ("decide", "outcome"), ("outcome", "merge"), ("outcome", "fork_2")]
    pairs += [("join_2", "issue"), ("issue", "end")]
    flows = {f"{a}__{b}": Flow(f"{a}__{b}", a, b) for a, b in pairs}
    elements = {
        key: Element(
            key,
            kind,
            key,
            incoming=tuple(f.id for f in flows.values() if f.target == key),
            outgoing=tuple(f.id for f in flows.values() if f.source == key),
        )
        for key, kind in kinds.items()
    }
    return ProcessModel("approval", "approval", elements=elements, flows=flows)


def inputs(cases: int, **more: object) -> Inputs:
    """The scenario."""
    scenario: dict[str, object] = {
        "start": START,
        "arrivals": Arrivals(Distribution.exponential(GAP_HOURS), "office"),
        "cases": cases,
        "calendars": {"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))},
        "staff": {step: Staff(1, "office") for step in STEPS},
        "pools": {step: Pool((step,)) for step in STEPS},
        "tasks": {step: Task(Distribution.exponential(hours(step)), step) for step in STEPS},
        "weights": {"outcome__merge": REWORK, "outcome__fork_2": 1 - REWORK},
    }
    return Inputs(**(scenario | more))  # type: ignore[arg-type]
