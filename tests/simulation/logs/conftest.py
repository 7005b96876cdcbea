"""A small scenario whose log holds everything: two cases at once, a step that is cancelled while at work and one while
it waits, a delay that needs nobody, and names that must be written with care.
"""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from engine.simulation import Arrivals, Calendar, Compiled, Distribution, Inputs, Pool, Staff, Task, compile_model, run
from engine.simulation.logs import open_log
from tests.execution.building import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.simulation import LogBlock

fixed = Distribution.fixed
NAMES = {"accept": '受理, "窗口"', "review": "审查 <初审> & 复核", "notice": "=公示"}


@pytest.fixture
def scenario() -> tuple[Compiled, Inputs]:
    """Three cases of a process whose review is given up when it takes too long."""
    drawing = Drawing("p").flow("start accept review notice end")
    drawing.timer_on("review", "boundary_late")
    drawing.flow("boundary_late end_late")
    for key, name in NAMES.items():
        drawing.elements[key] = replace(drawing.elements[key], name=name)
    inputs = Inputs(
        datetime(2026, 1, 5, 9),
        Arrivals(fixed(0.25)),
        cases=3,
        calendars={"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))},
        staff={"clerk": Staff(2, "office"), "lead": Staff(1, "office")},
        pools={"counter": Pool(("clerk",)), "desk": Pool(("lead",))},
        tasks={
            "accept": Task(fixed(0.5), "counter"),
            "review": Task(Distribution.by_case([1.0, 3.0, 5.0]), "desk"),
            "notice": Task(fixed(24.000_000_5)),
        },
        timers={"boundary_late": Distribution.by_case([2.0, 3.0, 1.0])},
    )
    return compile_model({"p": drawing.model()}, "p"), inputs


@pytest.fixture
def blocks(scenario) -> list[LogBlock]:
    """The log of the scenario, in memory."""
    found: list[LogBlock] = []
    run(*scenario, mode="plain", log=found.append)
    return found


@pytest.fixture
def written(scenario, tmp_path) -> Callable[..., Path]:
    """Writes the log of the scenario, or of another, to a file of that ending."""

    def write(ending: str, *, given=None, **more) -> Path:
        compiled, inputs = given or scenario
        path = tmp_path / f"log{ending}"
        with open_log(path, compiled, inputs, **more) as writer:
            run(compiled, inputs, mode="plain", log=writer.block)
        return path

    return write
