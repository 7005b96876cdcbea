"""Keeps the first cases of the event log, for a Gantt chart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.simulation.outcome import LogRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import LogBlock

HOW = ("completed", "cancelled")


class Samples:
    """Takes blocks of the log (give it to `run` as `log`) and keeps the first `most` cases that are counted of the
    first replication.
    """

    def __init__(self, compiled: Compiled, inputs: Inputs, most: int = 5, first: int = 0) -> None:
        self._names = {node.key: node.element for node in compiled.nodes}
        self._inputs, self._first, self._last = inputs, first, first + most
        self._rows: dict[int, list[dict[str, Any]]] = {}

    def __call__(self, block: LogBlock) -> None:
        """Take a block."""
        if block.replication != 0:
            return
        for case, step, staff, *moments, how in self._wanted(block.rows):
            key = block.steps[step]
            opened, started, finished = (self._moment(moment) for moment in moments)
            entry = {
                "step": key,
                "name": self._names[key].name,
                "kind": self._names[key].time.value,
                "staff": None if staff < 0 else block.staff[staff],
                "opened": opened,
                "started": started,
                "finished": finished,
                "how": HOW[how],
            }
            self._rows.setdefault(case, []).append(entry)

    def cases(self) -> tuple[Mapping[str, Any], ...]:
        """Each case with its steps in the order in which they opened."""
        order = ("opened", "finished", "step")
        return tuple(
            {"case": case, "steps": sorted(self._rows[case], key=lambda row: tuple(str(row[key]) for key in order))}
            for case in sorted(self._rows)
        )

    def _wanted(self, rows: Any) -> list[list[int]]:
        if isinstance(rows, LogRows):
            return rows.of_cases(self._first, self._last)
        return [[int(value) for value in row] for row in rows if self._first <= row[0] < self._last]

    def _moment(self, micros: int) -> str:
        return (self._inputs.origin + timedelta(microseconds=micros)).isoformat(timespec="seconds")
