"""How things are measured: rounds that take turns, wall clock beside processor time, medians, plain tables."""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(slots=True)
class Times:
    """Seconds per call, one number for every round: by the wall clock, and of this process's processor time."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def wall_ms(self) -> float:
        """The median round, in milliseconds per call."""
        return statistics.median(self.wall) * 1000

    @property
    def cpu_ms(self) -> float:
        """The same of processor time."""
        return statistics.median(self.cpu) * 1000

    @property
    def per_second(self) -> float:
        """Calls per second of the median round."""
        return 1000 / self.wall_ms

    @property
    def spread(self) -> str:
        """The quickest and the slowest round, in milliseconds per call."""
        return f"{min(self.wall) * 1000:.2f}–{max(self.wall) * 1000:.2f}"


Round = "Callable[[], Iterable[Callable[[], object]]]"
"""Prepares a round, untimed, and gives the calls to be timed."""


def take_turns(subjects: Mapping[str, Round], rounds: int, what: str) -> dict[str, Times]:
    """Measure several subjects in turn (A B A B …), so that whatever else the machine does hits all of them alike."""
    found = {name: Times() for name in subjects}
    for number in range(rounds):
        for name, prepare in subjects.items():
            progress(f"{what}: round {number + 1} of {rounds}, {name}")
            wall, cpu = _timed(list(prepare()))
            found[name].wall.append(wall)
            found[name].cpu.append(cpu)
    progress("")
    return found


def _timed(calls: Sequence[Callable[[], object]]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for call in calls:
        call()
    return (time.perf_counter() - wall) / len(calls), (time.process_time() - cpu) / len(calls)


def ratio(slow: Times, quick: Times) -> tuple[float, float]:
    """How many times as long `slow` takes, round against round of the same turn: the medians, by wall and by CPU."""
    wall = statistics.median(a / b for a, b in zip(slow.wall, quick.wall, strict=True))
    cpu = statistics.median(a / b for a, b in zip(slow.cpu, quick.cpu, strict=True))
    return wall, cpu


def progress(text: str) -> None:
    """What is being done, on one line of standard error; the empty text clears it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
    elif text:
        sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def sync_ms(folder: Path, commits: int = 100) -> float:
    """Milliseconds that a commit of one small row costs on this disk: what nothing durable can go below."""
    connection = sqlite3.connect(folder / "probe.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE probe (x)")
    taken = []
    for number in range(commits):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO probe VALUES (?)", (number,))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - start)
    connection.close()
    return statistics.median(taken) * 1000


def load() -> str:
    """How busy the machine is: what runs beside us makes the wall clock slower, and the processor time hardly."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
