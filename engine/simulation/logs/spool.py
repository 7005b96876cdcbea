"""Rows put in order by case with little memory: sorted runs in a file without a name, and then merged.

What is held is one run while rows come in, and `ROOM` rows while they are merged; a longer case is held whole.
"""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from engine.simulation.logs.labels import CASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOM = 400_000  # rows of a run: 22 MB
_WIDTH = 7
_ROW = _WIDTH * 8


class Spool:
    """Takes blocks of rows and gives them back by case; of one case in the order in which they came."""

    def __init__(self, folder: Path, room: int = ROOM) -> None:
        self.room = room
        self.folder = folder
        self.waiting: list[Any] = []
        self.size = 0
        self.runs: list[tuple[int, int]] = []  # where each begins and how many rows it has
        self.file: IO[bytes] | None = None

    def add(self, rows: Any) -> None:
        """Add rows. May raise OSError: no room left."""
        self.waiting.append(rows)
        self.size += len(rows)
        if self.size >= self.room:
            self._spill(self._sorted())

    def _sorted(self) -> Any:
        rows = np.concatenate(self.waiting) if self.waiting else np.empty((0, _WIDTH), dtype=np.int64)
        self.waiting, self.size = [], 0
        return rows[np.argsort(rows[:, CASE], kind="stable")]

    def _spill(self, rows: Any) -> None:
        if self.file is None:
            self.file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 - closed by `close`
        at = self.file.seek(0, 2)
        self.file.write(rows.tobytes())
        self.runs.append((at, len(rows)))

    def merged(self) -> Iterator[Any]:
        """All rows by case, in arrays that never part a case. May raise OSError."""
        if self.file is None:
            rows = self._sorted()
            if len(rows):
                yield rows
            return
        if self.size:
            self._spill(self._sorted())
        self.file.flush()
        whole = np.memmap(self.file, dtype=np.int64, mode="r").reshape(-1, _WIDTH)
        runs = [whole[at // _ROW : at // _ROW + size] for at, size in self.runs]
        step = max(self.room // len(runs), 1)
        while runs:
            # Every run may give what comes before the first case that lies a whole step ahead in any of them.
            border = min((int(run[step, CASE]) for run in runs if len(run) > step), default=None)
            first = min(int(run[0, CASE]) for run in runs)
            if border is not None and border <= first:
                border = first + 1
            cuts = [len(run) if border is None else int(np.searchsorted(run[:, CASE], border)) for run in runs]
            rows = np.concatenate([run[:cut] for run, cut in zip(runs, cuts, strict=True)])
            yield rows[np.argsort(rows[:, CASE], kind="stable")]
            runs = [run[cut:] for run, cut in zip(runs, cuts, strict=True) if cut < len(run)]

    def close(self) -> None:
        """Give up what is kept."""
        self.waiting, self.size, self.runs = [], 0, []
        if self.file is not None:
            self.file.close()
            self.file = None
