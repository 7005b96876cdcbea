"""The log as Parquet: the columns of the CSV, with instants of microseconds in UTC and names as dictionaries."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from engine.simulation.errors import SimulationError
from engine.simulation.logs.as_csv import COLUMNS
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
from engine.xes import LIFECYCLE, WITHDRAWN

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType, TracebackType

    from engine.simulation.inputs import Inputs
    from engine.simulation.outcome import LogBlock

_ROWS = 500_000  # of a row group


def library() -> tuple[ModuleType, ModuleType]:
    """PyArrow and its Parquet.

    Raises:
        SimulationError: It is not installed.
    """
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise SimulationError(
            "Expected PyArrow for a Parquet file, but it is not installed; pip install 'banjie[parquet]' brings it"
        ) from error
    return pyarrow, parquet


class ParquetLog:
    """Writes row groups as rows come."""

    def __init__(self, path: Path, labels: Labels, inputs: Inputs, offset: str) -> None:
        self.arrow, parquet = library()
        arrow = self.arrow
        names = arrow.dictionary(arrow.int32(), arrow.string())
        kinds = dict.fromkeys(COLUMNS, names) | {"case_id": arrow.int64()}
        kinds |= dict.fromkeys(("enable_time", "start_time", "end_time"), arrow.timestamp("us", offset))
        self.schema = arrow.schema([(name, kinds[name]) for name in COLUMNS])
        self.texts = {
            "activity": arrow.array(labels.activities, arrow.string()),
            "element": arrow.array(labels.elements, arrow.string()),
            "resource": arrow.array(labels.staff, arrow.string()),
            "lifecycle": arrow.array(LIFECYCLE, arrow.string()),
        }
        self.delays = delays_of(labels.groups)
        self.shift = _utc(inputs, offset)
        self.waiting: list[Any] = []
        self.size = 0
        self.target = Target(path)
        try:
            self.file = parquet.ParquetWriter(
                self.target.file, self.schema, compression="snappy", use_dictionary=list(self.texts)
            )
        except BaseException:
            self.target.abort()
            raise

    def block(self, block: LogBlock) -> None:
        """Write some rows."""
        self.waiting.append(rows_of(block))
        self.size += len(block.rows)
        if self.size >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        if not self.size:
            return
        rows = np.concatenate(self.waiting)
        self.waiting, self.size = [], 0
        try:
            self.file.write_table(self._table(rows))
        except OSError as error:
            raise self.target.lost(error) from error

    def _table(self, rows: Any) -> Any:
        arrow, ended = self.arrow, how(rows, self.delays)
        staff = rows[:, STAFF]
        columns = [
            arrow.array(np.ascontiguousarray(rows[:, CASE])),
            self._named("activity", rows[:, STEP]),
            self._instants("enable_time", rows[:, OPENED]),
            self._instants("start_time", rows[:, STARTED], ended == WITHDRAWN),
            self._instants("end_time", rows[:, FINISHED]),
            self._named("resource", staff, staff < 0),
            self._named("element", rows[:, STEP]),
            self._named("lifecycle", ended),
        ]
        return arrow.Table.from_arrays(columns, schema=self.schema)

    def _named(self, name: str, places: Any, missing: Any = None) -> Any:
        index = self.arrow.array(places.astype(np.int32), mask=missing)
        return self.arrow.DictionaryArray.from_arrays(index, self.texts[name])

    def _instants(self, name: str, micros: Any, missing: Any = None) -> Any:
        return self.arrow.array(micros + self.shift, mask=missing).cast(self.schema.field(name).type)

    def close(self) -> None:
        """Finish the file and put it in its place."""
        if not self.target.open:
            return
        try:
            self._flush()
            self.file.close()
            self.target.commit()
        except OSError as error:
            raise self.target.lost(error) from error
        finally:
            self.abort()

    def abort(self) -> None:
        """Leave nothing behind."""
        self.waiting, self.size = [], 0
        if self.target.open:
            with suppress(OSError, ValueError):  # what it still wants to write goes with the file
                self.file.close()
        self.target.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort() if kind else self.close()


def _utc(inputs: Inputs, offset: str) -> int:
    """Microseconds from 1970 to the run's origin, whose wall time is ahead of UTC by `offset`."""
    sign = -1 if offset.startswith("-") else 1
    hours, minutes = map(int, offset[1:].split(":"))
    origin = (inputs.origin - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 - wall time
    return origin - sign * (hours * 60 + minutes) * 60_000_000
