"""The log as XES (IEEE Std 1849): a trace for each case and two events for each time that a step was done, its start
and its completion. A step that was cancelled ends with `ate_abort`; if nobody had begun it, its one event is
`withdraw`.

A trace must be written as a whole while cases overlap, so rows are put in order by case first (see `spool`). The start
says when the step was opened (`enable_time`); `concept:instance` tells which start belongs to which completion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from engine import xes
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
from engine.simulation.logs.spool import Spool
from engine.simulation.logs.target import Target
from engine.simulation.logs.text import Clock, Digits, chunks, column, joined
from engine.xes import attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from engine.simulation.inputs import Inputs
    from engine.simulation.outcome import LogBlock

_TRACE = (xes.TRACE + '<string key="concept:name" value="').encode()
_TRACE_END = xes.TRACE_END.encode()
_CLOSE = b'"/>'
_FIXED = 600  # bytes of an event that are no labels, at most


class XesLog:
    """Collects rows, and writes the traces when it is closed."""

    def __init__(
        self, path: Path, labels: Labels, inputs: Inputs, offset: str, told: Callable[[float], None] | None = None
    ) -> None:
        """`told` is told which share of the rows is written."""
        self.told, self.rows = told, 0
        names = zip(labels.activities, labels.elements, labels.groups, strict=True)
        self.steps = column(
            [
                xes.EVENT
                + attribute("concept:name", name)
                + attribute("element", element)
                + attribute("org:group", group)
                for name, element, group in names
            ]
        )
        self.staff = column(["", *(attribute("org:resource", name) for name in labels.staff)])
        words = (xes.START, *xes.LIFECYCLE)
        self.transitions = column(
            [attribute("lifecycle:transition", w) + '<date key="time:timestamp" value="' for w in words]
        )
        self.delays = delays_of(labels.groups)
        self.clock, self.digits = Clock(inputs.origin, offset), Digits()
        self.width = _FIXED + self.steps.itemsize + self.staff.itemsize
        self.target = Target(path)
        self.spool = Spool(path.parent)

    def block(self, block: LogBlock) -> None:
        """Take some rows."""
        try:
            self.spool.add(rows_of(block))
            self.rows += len(block.rows)
        except OSError as error:
            raise self.target.lost(error) from error

    def close(self) -> None:
        """Write the traces, and put the file in its place."""
        if not self.target.open:
            return
        try:
            self.target.write(xes.HEAD.encode())
            done = 0
            for rows in self.spool.merged():
                for part in _whole_cases(rows[:, CASE], self.width):
                    self._write(rows[part])
                    done += part.stop - part.start
                    if self.told is not None:
                        self.told(done / self.rows)
            self.target.write(xes.END.encode())
            self.target.commit()
        except OSError as error:
            raise self.target.lost(error) from error
        finally:
            self.abort()

    def abort(self) -> None:
        """Leave nothing behind."""
        self.spool.close()
        self.target.abort()

    def _write(self, rows: Any) -> None:
        """Whole cases."""
        events = _Events(rows, how(rows, self.delays))
        for part in chunks(len(events.row), self.width):
            self.target.write(self._text(rows, events, part))

    def _text(self, rows: Any, events: _Events, part: slice) -> bytes:
        row, word = events.row[part], events.word[part]
        steps, cases = rows[row, STEP], rows[row, CASE]
        opens = events.opens[part]
        opening = _only([np.full(len(row), _TRACE), *self.digits.of(cases), np.full(len(row), _CLOSE)], opens)
        enabled = self.clock.of(rows[row, OPENED])
        enabled = [np.full(len(row), b'<date key="enable_time" value="'), *enabled, np.full(len(row), _CLOSE)]
        parts = [
            *opening,
            self.steps[steps],
            self.staff[rows[row, STAFF] + 1],
            b'<string key="concept:instance" value="',
            *self.digits.of(events.instance[part]),
            _CLOSE,
            *_only(enabled, events.first[part]),
            self.transitions[word],
            *self.clock.of(events.time[part]),
            b'"/></event>',
            *_only([np.full(len(row), _TRACE_END)], events.closes[part]),
        ]
        return joined(parts, len(row))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort() if kind else self.close()


class _Events:
    """The events of some rows that are in order by case: by case, then by instant; of one instant, as their rows ended.
    Of each its row, its word (a place in start, complete, …), whether it is the first of its row, and whether it opens
    or closes its trace.
    """

    def __init__(self, rows: Any, ended: Any) -> None:
        size = len(rows)
        row = np.repeat(np.arange(size), 2)
        first = np.tile([True, False], size)
        withdrawn = ended[row] == xes.WITHDRAWN
        time = np.where(first, rows[row, STARTED], rows[row, FINISHED])
        cases = rows[:, CASE]
        begins = np.flatnonzero(np.r_[True, cases[1:] != cases[:-1]])
        instance = np.arange(size) - np.repeat(begins, np.diff(np.r_[begins, size])) + 1
        keep = ~(withdrawn & first)
        first |= withdrawn
        order = np.flatnonzero(keep)
        order = order[np.lexsort((time[order], cases[row[order]]))]
        self.row, self.first, self.time = row[order], first[order], time[order]
        self.word = np.where(self.first & (ended[self.row] != xes.WITHDRAWN), 0, ended[self.row] + 1)
        self.instance = instance[self.row]
        case = cases[self.row]
        self.opens = np.r_[True, case[1:] != case[:-1]]
        self.closes = np.r_[self.opens[1:], True]


def _whole_cases(cases: Any, width: int) -> list[slice]:
    """Slices that part no case and hold few rows, where a case is not longer itself."""
    borders = np.flatnonzero(np.r_[True, cases[1:] != cases[:-1], True])
    found, at = [], 0
    for part in chunks(len(cases), width):
        if part.stop > at:
            stop = int(borders[np.searchsorted(borders, part.stop)])
            found.append(slice(at, stop))
            at = stop
    return found


def _only(pieces: Sequence[Any], which: Any) -> list[Any]:
    """The columns, emptied where they are not meant."""
    found = []
    for piece in pieces:
        kept = piece.copy() if piece.base is not None else piece
        kept[~which] = b""
        found.append(kept)
    return found
