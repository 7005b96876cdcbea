"""What things are called in a log, and what its rows say beside their instants."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import LogBlock

CASE, STEP, STAFF, OPENED, STARTED, FINISHED, HOW = range(7)
# How a row ended, in the words of the lifecycle extension of IEEE 1849: cancelled while at work, or before.
COMPLETE, ABORTED, WITHDRAWN = range(3)
LIFECYCLE = ("complete", "ate_abort", "withdraw")
_BLANK = "\r\n\t"
_NO_TEXT = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
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
            tuple(_clean(node.element.name or node.element.id) for node in compiled.nodes),
            tuple(_clean(node.key if node.element.id in twice else node.element.id) for node in compiled.nodes),
            tuple(map(_clean, groups)),
            tuple(_clean(titles.get(name, name)) for name in inputs.staff),
        )


def _clean(text: str) -> str:
    """Without what no XML and no line of CSV may hold."""
    return "".join(" " if c in _BLANK else c for c in text if c in _BLANK or _NO_TEXT.match(c) is None).strip()


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
