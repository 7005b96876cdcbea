"""Long work while people watch: one at a time of its kind for the whole site, in a thread of its own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from engine.cases.commands import Refused
from models import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

Report = TypeVar("Report")


class _Stopped(Exception):  # noqa: N818 - nothing went wrong: somebody asked for it
    pass


@dataclass(frozen=True, slots=True)
class Progress(Generic[Report]):
    """Where the work stands: `state` is never, running, done, stopped or failed. `done` of `total` things were looked
    at, `found` is what they amounted to; `report` is of the last work that came to its end, at `finished_at`.
    """

    state: str = "never"
    done: int = 0
    total: int = 0
    found: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    report: Report | None = None
    trouble: str = ""

    @property
    def part(self) -> int:
        """Per cent."""
        return round(100 * self.done / self.total) if self.total else 0


class Job(Generic[Report]):
    """Work that tells how far it is, and ends where it tells that once it was asked to stop. Thread-safe."""

    def __init__(self, name: str, work: Callable[[Callable[..., None]], Report], now: Callable[[], datetime]) -> None:
        """`work` is given what it must call from time to time: with done, total and, where it counts them, found."""
        self._name = name
        self._work = work
        self._now = now
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._progress: Progress[Report] = Progress()
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> Progress[Report]:
        """Where it stands."""
        return self._progress

    def start(self) -> None:
        """Begin, unless it is under way."""
        with self._lock:
            if self._progress.state == "running":
                return
            self._stop.clear()
            self._progress = Progress(
                state="running",
                started_at=self._now(),
                finished_at=self._progress.finished_at,
                report=self._progress.report,
            )
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask work that is under way to end."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait for the end of the work that is under way."""
        if self._thread:
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            report = self._work(self._move)
        except _Stopped:
            self._progress = replace(self._progress, state="stopped")
        except (StoreUnavailable, Refused, ValueError) as error:
            self._progress = replace(self._progress, state="failed", trouble=str(error))
        except BaseException:  # a fault of ours is not shown as work that goes on for ever
            self._progress = replace(self._progress, state="failed")
            raise
        else:
            self._progress = replace(self._progress, state="done", report=report, finished_at=self._now())

    def _move(self, done: int, total: int, found: int = 0) -> None:
        self._progress = replace(self._progress, done=done, total=total, found=found)
        if self._stop.is_set():
            raise _Stopped
