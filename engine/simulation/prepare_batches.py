"""Where cases are collected that are done together, as rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.inputs import Batch, Inputs, Task
    from engine.simulation.memory import Memory

MOST = 1_000  # cases of one batch
_LONGEST = 1e7  # hours


def write_batches(memory: Memory, inputs: Inputs, tasks: Mapping[int, tuple[str, Task]]) -> None:
    """The rows of batches, and their addresses at the nodes. `tasks`: the name and the task of a node, by its address.

    Raises:
        SimulationError: A batch says nothing of when it goes, or what it cannot be.
    """
    found = {node: (name, task.batch) for node, (name, task) in tasks.items() if task.batch is not None}
    at = memory.m[lay.G_BATCHES] = memory.row(len(found) * lay.BA_ROW)
    memory.m[lay.G_BATCHES_SIZE] = len(found)
    for row, (node, (name, batch)) in zip(range(at, len(memory.m), lay.BA_ROW), found.items(), strict=True):
        if tasks[node][1].pool is None:
            raise SimulationError(f"Expected somebody to do the batches of {name!r}, but it has no pool")
        memory.m[node + lay.N_BATCH] = row
        _write(memory, inputs, row, name, batch)


def _write(memory: Memory, inputs: Inputs, row: int, name: str, batch: Batch) -> None:
    _check(name, batch)
    factors = [float(number) for pair in sorted(batch.factors.items()) for number in pair]
    fill = {
        lay.BA_MARK: -1,
        lay.BA_SIZE: batch.size or 0,
        lay.BA_WAIT: -1 if batch.wait is None else round(batch.wait * lay.HOUR),
        lay.BA_CALENDAR: 0 if batch.opens is None else memory.calendar(inputs.calendars[batch.opens], batch.opens),
        lay.BA_MOST: batch.most or batch.size or MOST,
        lay.BA_TOGETHER: int(batch.together),
        lay.BA_FACTORS: memory.floats(factors),
        lay.BA_FACTORS_SIZE: len(batch.factors),
        lay.BA_ALONE: memory.floats([batch.alone]) if batch.alone > 0 else 0,
        lay.BA_RUNG: -1,
        lay.BA_LAST: -1,
    }
    for place, value in fill.items():
        memory.m[row + place] = value


def _check(name: str, batch: Batch) -> None:
    if batch.size is None and batch.wait is None and batch.opens is None:
        raise SimulationError(f"Expected to be told when a batch of {name!r} goes, but nothing is said of it")
    for what, count in (("size", batch.size), ("most", batch.most)):
        if count is not None and (not isinstance(count, int) or not 1 <= count <= MOST):
            raise SimulationError(f"Expected {what} of a batch of {name!r} from 1 to {MOST}, but came {count!r}")
    if batch.size is not None and batch.most is not None and batch.most < batch.size:
        raise SimulationError(f"Expected batches of {name!r} of {batch.size} or more, but at most {batch.most} may go")
    if batch.wait is not None and not 0 <= batch.wait <= _LONGEST:
        raise SimulationError(f"Expected hours of 0 or more that a batch of {name!r} waits, but came {batch.wait}")
    if not 0 <= batch.alone <= 1:
        raise SimulationError(f"Expected a probability that a case of {name!r} goes alone, but came {batch.alone}")
    for count, factor in batch.factors.items():
        if count < 1 or not (math.isfinite(factor) and factor >= 0):
            raise SimulationError(
                f"Expected factors of 0 or more from 1 case on for a batch of {name!r}, but came {count}: {factor}"
            )
