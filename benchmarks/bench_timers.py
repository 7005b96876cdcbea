"""How often one may tick, and how many timers a tick serves in a second."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.fill import fill
from benchmarks.measure import load, progress, take_turns
from benchmarks.world import START, World, later

IDLE = 200
CASES = 60
WAITING = 20_000
ROUNDS = 5


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Timers, durable, one process ({load()})")
        _idle(folder)
        _served(folder)


def _idle(folder: Path) -> None:
    """A tick that finds nothing due, which is what nearly all of them are."""
    empty, full = World(folder, "empty"), World(folder, "full")
    progress(f"timers: filling a database with {WAITING} cases")
    fill(full, WAITING)
    before = START.replace(year=START.year - 1)
    found = take_turns(
        {n: lambda w=w: [partial(w.banjie.tick, before)] * IDLE for n, w in (("empty", empty), ("full", full))},
        ROUNDS,
        "timers, idle",
    )
    for name, waiting in (("empty", "no timers wait"), ("full", f"the timers of {WAITING:,} cases wait")):
        times = found[name]
        print(f"  an idle tick, {waiting:36} {times.wall_ms:7.3f} ms {times.per_second:10,.0f} per second")
    empty.close()
    full.close()


def _served(folder: Path) -> None:
    """Ticks after a long time in which nobody ticked: warnings, breaches and the diagram's own timers."""
    world = World(folder, "due")
    rates, wall_ms, cpu_ms = [], [], []
    for number in range(ROUNDS):
        progress(f"timers: round {number + 1} of {ROUNDS}")
        for _ in range(CASES):
            world.start()
        wall, cpu = time.perf_counter(), time.process_time()
        served = world.banjie.tick(later(90))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        rates.append(served / wall)
        wall_ms.append(wall / served * 1000)
        cpu_ms.append(cpu / served * 1000)
    progress("")
    middle = ROUNDS // 2
    what = f"timers served, {served // CASES} in each of {CASES} cases"
    print(
        f"  {what:50} {sorted(wall_ms)[middle]:7.3f} ms {sorted(rates)[middle]:10,.0f} per second "
        f"({sorted(cpu_ms)[middle]:.3f} ms CPU each)"
    )
    world.close()


if __name__ == "__main__":
    main()
