"""Checking the log while people watch: one check at a time for the whole site, in a thread of its own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.audit import verify_database
from models import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.audit import Report, Safe
    from models import Database


class _Stopped(Exception):  # noqa: N818 - nothing went wrong: somebody asked for it
    pass


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the check stands: `state` is never, running, done, stopped or failed. `done` of `total` events were looked
    at; `report` is of the last check that came to its end, at `finished_at`.
    """

    state: str = "never"
    done: int = 0
    total: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    report: Report | None = None
    trouble: str = ""

    @property
    def part(self) -> int:
        """Per cent."""
        return round(100 * self.done / self.total) if self.total else 0


class Verification:
    """The check of one database. Thread-safe."""

    def __init__(self, database: Database, safe: Safe, now: Callable[[], datetime]) -> None:
        self._database = database
        self._safe = safe
        self._now = now
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._progress = Progress()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress:
        return self._progress

    def start(self) -> None:
        """Begin, unless a check is under way."""
        with self._lock:
            if self._progress.state == "running":
                return
            self._stop.clear()
            self._progress = replace(
                self._progress, state="running", done=0, total=0, started_at=self._now(), trouble=""
            )
            self._thread = threading.Thread(target=self._run, name="verification", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask a check that is under way to end."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end of the check that is under way."""
        if self._thread:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            report = verify_database(
                self._database, key=self._safe.key(), receipts=self._safe.receipts(), progress=self._move
            )
        except _Stopped:
            self._progress = replace(self._progress, state="stopped")
        except (StoreUnavailable, ValueError) as error:
            self._progress = replace(self._progress, state="failed", trouble=str(error))
        else:
            self._progress = replace(self._progress, state="done", report=report, finished_at=self._now())

    def _move(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._progress = replace(self._progress, done=done, total=total)
