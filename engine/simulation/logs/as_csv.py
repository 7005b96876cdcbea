"""The log as CSV (RFC 4180, UTF-8), a row for each time that a step was done. The first six columns are named and
written as Prosimos does it, so that whatever reads its logs reads these.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Self

from engine.simulation.logs.labels import (
    CASE,
    FINISHED,
    OPENED,
    STAFF,
    STARTED,
    STEP,
    Labels,
    delays_of,
    how,
    rows_of,
)
from engine.simulation.logs.target import Target
from engine.simulation.logs.text import Clock, Digits, chunks, column, joined
from engine.xes import LIFECYCLE, WITHDRAWN

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from engine.simulation.inputs import Inputs
    from engine.simulation.outcome import LogBlock

COLUMNS = ("case_id", "activity", "enable_time", "start_time", "end_time", "resource", "element", "lifecycle")
_INSTANTS = 3 * 32 + 16  # bytes of a row that are no labels


class CsvLog:
    """Writes rows as they come, in the order in which steps end."""

    def __init__(self, path: Path, labels: Labels, inputs: Inputs, offset: str) -> None:
        self.activities = column([f",{_quoted(name)}," for name in labels.activities])
        self.resources = column([f",{_quoted(name)}" for name in ("", *labels.staff)])
        self.elements = column([f",{_quoted(name)}," for name in labels.elements])
        self.endings = column([f"{word}\r\n" for word in LIFECYCLE])
        self.delays = delays_of(labels.groups)
        self.clock, self.digits = Clock(inputs.origin, offset, " "), Digits()
        self.width = _INSTANTS + sum(c.itemsize for c in (self.activities, self.resources, self.elements))
        self.target = Target(path)
        self.target.write(",".join(COLUMNS).encode() + b"\r\n")

    def block(self, block: LogBlock) -> None:
        """Write some rows."""
        rows = rows_of(block)
        for part in chunks(len(rows), self.width):
            self.target.write(self._text(rows[part]))

    def _text(self, rows: Any) -> bytes:
        steps, ended = rows[:, STEP], how(rows, self.delays)
        started = self.clock.of(rows[:, STARTED])
        withdrawn = ended == WITHDRAWN
        if withdrawn.any():  # nobody began
            for piece in started:
                piece[withdrawn] = b""
        parts = [
            *self.digits.of(rows[:, CASE]),
            self.activities[steps],
            *self.clock.of(rows[:, OPENED]),
            b",",
            *started,
            b",",
            *self.clock.of(rows[:, FINISHED]),
            self.resources[rows[:, STAFF] + 1],
            self.elements[steps],
            self.endings[ended],
        ]
        return joined(parts, len(rows))

    def close(self) -> None:
        """Finish the file and put it in its place."""
        self.target.commit()

    def abort(self) -> None:
        """Leave nothing behind."""
        self.target.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort() if kind else self.close()


def _quoted(text: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([text, ""])
    return out.getvalue()[:-1]
