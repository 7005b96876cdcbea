"""What things are called in a log, and what its rows say beside their instants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.xes import ABORTED, COMPLETE, WITHDRAWN, clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import LogBlock

CASE, STEP, STAFF, OPENED, STARTED, FINISHED, HOW = range(7)
STRIDE = 1_000_000_000  # the cases of replication r are numbered from r times this


@dataclass(frozen=True, slots=True)
class Labels:
    """By the number of a step: its activity, its element's id, the pool that does it and whether it has one. By staff:
    its title.
    """

    activities: tuple[str, ...]
    elements: tuple[str, ...]
    groups: tuple[str, ...]
    staff: tuple[str, ...]

    @classmethod
    def of(cls, compiled: Compiled, inputs: Inputs, titles: Mapping[str, str]) -> Labels:
        """The labels of a scenario. An element goes by its id, or by `<process>/<element>` if several have that id."""
        ids = [node.element.id for node in compiled.nodes]
        twice = {name for name in ids if ids.count(name) > 1} if len(set(ids)) < len(ids) else set()
        groups = []
        for node in compiled.nodes:
            task = inputs.tasks.get(node.key) or inputs.tasks.get(node.element.id) or inputs.tasks.get("*")
            groups.append("" if task is None or task.pool is None else titles.get(task.pool, task.pool))
        return cls(
            tuple(clean(node.element.name or node.element.id) for node in compiled.nodes),
            tuple(clean(node.key if node.element.id in twice else node.element.id) for node in compiled.nodes),
            tuple(map(clean, groups)),
            tuple(clean(titles.get(name, name)) for name in inputs.staff),
        )


def rows_of(block: LogBlock) -> Any:
    """The rows of a block as an array of seven columns, with the cases numbered through all replications."""
    rows = np.array(block.rows, dtype=np.int64)
    if block.replication:
        rows[:, CASE] += block.replication * STRIDE
    return rows


def how(rows: Any, delays: Any) -> Any:
    """How each row ended. `delays` tells of each step whether it needs nobody, and so is at work from the beginning."""
    begun = (rows[:, STAFF] >= 0) | delays[rows[:, STEP]]
    return np.where(rows[:, HOW] == 0, COMPLETE, np.where(begun, ABORTED, WITHDRAWN))


def delays_of(groups: Sequence[str]) -> Any:
    """Which steps need nobody."""
    return np.array([not group for group in groups], dtype=bool)
