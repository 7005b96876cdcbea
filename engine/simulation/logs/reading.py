"""Reads event logs: those that Banjie writes, those of Prosimos, and what process-mining tools exchange."""

from __future__ import annotations

import csv
import gzip
import io
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from engine.simulation.errors import SimulationError
from engine.simulation.logs import form_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# What columns are called: ours and Prosimos', then PM4Py's.
_NAMES = {
    "case": ("case_id", "case:concept:name"),
    "activity": ("activity", "concept:name"),
    "resource": ("resource", "org:resource"),
    "element": ("element",),
    "opened": ("enable_time", "enabled_time"),
    "started": ("start_time", "start_timestamp"),
    "finished": ("end_time", "time:timestamp"),
    "lifecycle": ("lifecycle", "lifecycle:transition"),
}
_NEEDED = ("case", "activity", "finished")
_ZONE = timezone(timedelta(hours=8))
_BEGINS = "start"
_ENDS = ("complete", "ate_abort", "pi_abort", "withdraw")
_MOST_FIELD = 1 << 20


@dataclass(frozen=True, slots=True)
class LogRow:
    """One time that a step was done. Instants are local wall time, UTC+8 (those without an offset as they are);
    `opened` and `started` are None where the log does not say. `element` is empty where it does not, and `resource`
    where nobody did it. `lifecycle` is `complete`, or how it was cancelled.
    """

    case: str
    activity: str
    element: str
    resource: str
    opened: datetime | None
    started: datetime | None
    finished: datetime
    lifecycle: str


def read_log(path: Path) -> Iterator[LogRow]:
    """The rows of a log, in the order of the file (of XES: by the end of each step within its case).

    Raises:
        SimulationError: The ending is unknown, the file cannot be read, or a line says what no log does.
    """
    form = form_of(path)
    try:
        if form == ".parquet":
            yield from _parquet(path)
            return
        with _opened(path, form) as file:
            yield from _csv(file, path) if form.startswith(".csv") else _xes(file, path)
    except (OSError, EOFError, UnicodeError) as error:
        raise SimulationError(f"Expected to read the log {path}, but: {error}") from error


def _opened(path: Path, form: str) -> IO[bytes] | gzip.GzipFile:
    return gzip.open(path, "rb") if form.endswith(".gz") else path.open("rb")


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _csv(file: IO[bytes] | gzip.GzipFile, path: Path) -> Iterator[LogRow]:
    csv.field_size_limit(_MOST_FIELD)
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    reader = csv.DictReader(text)
    try:
        columns = _columns(reader.fieldnames or (), path)
        for record in reader:
            yield _row({ours: record.get(theirs) or "" for ours, theirs in columns.items()}, path, reader.line_num)
    except csv.Error as error:
        raise SimulationError(f"Expected CSV in {path}, but line {reader.line_num}: {error}") from error
    finally:
        text.detach()  # whoever opened the file closes it


def _parquet(path: Path) -> Iterator[LogRow]:
    from engine.simulation.logs.as_parquet import library  # noqa: PLC0415 - an extra

    arrow, parquet = library()
    try:
        with parquet.ParquetFile(path) as file:
            columns = _columns(file.schema_arrow.names, path)
            number = 0
            for batch in file.iter_batches(columns=list(columns.values())):
                for record in batch.to_pylist():
                    number += 1
                    yield _row({ours: record[theirs] for ours, theirs in columns.items()}, path, number)
    except arrow.ArrowException as error:
        raise SimulationError(f"Expected Parquet in {path}, but: {error}") from error


def _columns(names: Any, path: Path) -> dict[str, str]:
    found = {ours: name for ours, known in _NAMES.items() for name in known[::-1] if name in names}
    for ours in _NEEDED:
        if ours not in found:
            expected = " or ".join(_NAMES[ours])
            raise SimulationError(f"Expected a column {expected} in {path}, but it has {', '.join(names) or 'none'}")
    return found


def _row(values: Mapping[str, Any], path: Path, line: int) -> LogRow:
    finished = _instant(values["finished"], path, line)
    if finished is None:
        raise SimulationError(f"Expected to be told when the step ended in {path}, line {line}, but it is not")
    return LogRow(
        str(values["case"]),
        str(values["activity"]),
        str(values.get("element") or ""),
        str(values.get("resource") or ""),
        _instant(values.get("opened"), path, line),
        _instant(values.get("started"), path, line),
        finished,
        str(values.get("lifecycle") or "complete").lower(),
    )


def _instant(value: Any, path: Path, line: int | str) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return found if found.tzinfo is None else found.astimezone(_ZONE).replace(tzinfo=None)
    except (TypeError, ValueError, OverflowError) as error:
        raise SimulationError(f"Expected an instant in {path}, {_line(line)}, but came {value!r}") from error


def _line(line: int | str) -> str:
    return f"line {line}" if isinstance(line, int) else line


# ── XES ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _xes(file: IO[bytes] | gzip.GzipFile, path: Path) -> Iterator[LogRow]:
    """Trace by trace; what was read is let go."""
    try:
        root: ET.Element | None = None
        for what, element in ET.iterparse(_Safe(file, path), ("start", "end")):  # noqa: S314 - it declares nothing
            root = element if root is None else root
            if what == "end" and _word(element) == "trace":
                yield from _trace(element, path)
                root.clear()
    except ET.ParseError as error:
        raise SimulationError(f"Expected XES in {path}, but: {error}") from error


class _Safe:
    """A file in which nothing is declared: an entity could make a small file a huge text."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, path: Path) -> None:
        self.file, self.path, self.before = file, path, b""

    def read(self, size: int = -1) -> bytes:
        """Some bytes."""
        data = self.file.read(size)
        seen = self.before + data
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or (not self.before and data[:2] in (b"\xfe\xff", b"\xff\xfe")):
            raise SimulationError(f"Expected XES in UTF-8 without declarations in {self.path}, but it has others")
        self.before = data[-16:]
        return data


def _word(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _values(element: ET.Element) -> dict[str, str]:
    return {child.get("key", ""): child.get("value", "") for child in element if child.get("key")}


def _trace(trace: ET.Element, path: Path) -> Iterator[LogRow]:
    """Its steps. A start goes with the end of the same instance; without one, with the first end of that activity."""
    case = _values(trace).get("concept:name", "")
    began: dict[tuple[str, str], deque[dict[str, str]]] = {}
    for event in (child for child in trace if _word(child) == "event"):
        values = _values(event)
        key = (values.get("concept:name", ""), values.get("concept:instance", ""))
        word = values.get("lifecycle:transition", "complete").lower()
        if word == _BEGINS:
            began.setdefault(key, deque()).append(values)
        elif word in _ENDS:
            waiting = began.get(key)
            start = waiting.popleft() if waiting else {}
            yield _step(case, values, start, word, path)


def _step(case: str, values: Mapping[str, str], start: Mapping[str, str], word: str, path: Path) -> LogRow:
    where = f"case {case!r}"
    finished = _instant(values.get("time:timestamp"), path, where)
    if finished is None:
        raise SimulationError(f"Expected a time:timestamp for each event in {path}, but {where} has one without")
    return LogRow(
        case,
        values.get("concept:name", ""),
        values.get("element", ""),
        values.get("org:resource", ""),
        _instant(start.get("enable_time") or values.get("enable_time"), path, where),
        _instant(start.get("time:timestamp"), path, where),
        finished,
        word,
    )
