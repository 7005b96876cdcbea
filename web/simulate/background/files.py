"""Event logs in files: where they stand in the folder of this installation, how large they are, how long they stay."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

FOLDER = "simulation-logs"
KEPT_HOURS = 24
MOST_BYTES = 4 * 1024**3  # of one file
SPARE_BYTES = 256 * 1024**2  # that stay free on the disk
# Bytes that a row takes, at most about; XES has two events for each. What is sorted first needs 56 more for a while.
ROW_BYTES: Mapping[str, int] = {"csv": 190, "csv.gz": 40, "xes": 900, "xes.gz": 80, "parquet": 45}
SORTED_BYTES = 56
KINDS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "csv.gz": "application/gzip",
    "xes": "application/xml",
    "xes.gz": "application/gzip",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Ready:
    """A log that can be had: its ending, its bytes, and how many hours it is kept still."""

    ending: str
    size: int
    hours: int


class Logs:
    """The logs of one installation. `data_dir`: its folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / FOLDER

    def path(self, ident: str, ending: str) -> Path:
        """Where the log of a simulation stands; the folder is made. `ending` is one of `KINDS`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{ident}.{ending}"

    def ready(self, ident: str, at: datetime) -> list[Ready]:
        """Those of a simulation that are there."""
        found = []
        for ending in KINDS:
            try:
                known = (self.folder / f"{ident}.{ending}").stat()
            except OSError:
                continue
            age = int((at.timestamp() - known.st_mtime) // 3600)
            found.append(Ready(ending, known.st_size, max(KEPT_HOURS - age, 1)))
        return found

    def stamp(self, path: Path, at: datetime) -> None:
        """Say from when on a log is kept."""
        os.utime(path, (at.timestamp(), at.timestamp()))

    def clean(self, at: datetime) -> None:
        """Throw away what is older than is kept, and what a run that was broken off left behind."""
        for path in self._all():
            if at.timestamp() - path.stat().st_mtime >= KEPT_HOURS * 3600:
                path.unlink(missing_ok=True)

    def forget(self, ident: str) -> None:
        """Throw away the logs of a simulation."""
        for ending in KINDS:
            (self.folder / f"{ident}.{ending}").unlink(missing_ok=True)

    def room(self) -> int:
        """Bytes that a log may take."""
        standing = next(one for one in (self.folder, *self.folder.parents) if one.exists())
        return max(min(shutil.disk_usage(standing).free - SPARE_BYTES, MOST_BYTES), 0)

    def _all(self) -> Iterator[Path]:
        if self.folder.is_dir():
            yield from (path for path in self.folder.iterdir() if path.is_file())


def rows_of(record: Mapping[str, Any]) -> int:
    """How many rows the log of a result has."""
    return sum(step["count"] for step in record["steps"])


def size_of(rows: int, ending: str) -> int:
    """Bytes that a log needs on the disk while it is made, about."""
    return rows * (ROW_BYTES[ending] + (SORTED_BYTES if ending.startswith("xes") else 0))


def can_parquet() -> bool:
    """Whether what writes Parquet is installed."""
    return find_spec("pyarrow") is not None
