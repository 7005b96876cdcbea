"""What one step costs, against the number of cases in the database, and against the length of the case's own history.

Both ought to be flat: a command reads one case and its newest state, and writes what it changed.
"""

from __future__ import annotations

import itertools
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.fill import fill
from benchmarks.measure import load, progress, take_turns
from benchmarks.world import BRANCHES, START, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measure import Times

SIZES = (100, 1_000, 10_000, 100_000)
HISTORIES = (1, 100, 1_000, 5_000)
ROUNDS = 7
CASES = 12
TURNS = 40
STEP = timedelta(minutes=10)  # between two rounds of the loop
_WARM_UP = 5


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"One step, durable ({load()}). Read anew: the case is not in memory, as after a restart.")
        _print("cases in the database", SIZES, *against_cases(folder))
        _print("rounds of the loop behind the case", HISTORIES, *against_history(folder))


def against_cases(folder: Path) -> tuple[dict[str, Times], dict[str, Times]]:
    """The same steps of real cases in databases of four sizes."""
    worlds = {}
    for size in SIZES:
        progress(f"flat: filling a database with {size} cases")
        world = worlds[str(size)] = World(folder, f"cases{size}")
        fill(world, size)
        for call in _forks(world, _WARM_UP):
            call()
    warm = take_turns({n: partial(_forks, w, CASES) for n, w in worlds.items()}, ROUNDS, "flat, cases")
    cold = take_turns({n: partial(_forks, w, CASES, anew=True) for n, w in worlds.items()}, ROUNDS, "flat, read anew")
    for world in worlds.values():
        world.close()
        world.path.unlink()
    return warm, cold


def _forks(world: World, number: int, *, anew: bool = False) -> list[Callable[[], object]]:
    cases = [world.start() for _ in range(number)]
    complete = partial(_anew, world) if anew else world.complete
    return [partial(complete, case, step) for step in (*BRANCHES, "sign") for case in cases]


def _anew(world: World, case: str, step: str, **data: Any) -> None:
    world.banjie._desk.forget()  # noqa: SLF001 - what a restart does
    world.complete(case, step, **data)


def against_history(folder: Path) -> tuple[dict[str, Times], dict[str, Times]]:
    """One more round of a loop in cases that have gone round it so many times."""
    before = World(folder, "loops")
    before.database.do_not_wait()
    cases = {}
    for length in HISTORIES:
        progress(f"flat: a case with {length} rounds behind it")
        cases[str(length)] = case = before.start("bench_loop")
        for turn in range(length):
            before.complete(case, "check", at=START + turn * STEP, again=True)
    before.close()
    world = World(folder, "loops")  # on the same file, and waiting for the disk again
    instants = itertools.count(max(HISTORIES))

    def rounds(case: str, *, anew: bool) -> list[Callable[[], object]]:
        complete = partial(_anew, world) if anew else world.complete
        return [partial(complete, case, "check", at=START + next(instants) * STEP, again=True) for _ in range(TURNS)]

    warm = take_turns({n: partial(rounds, c, anew=False) for n, c in cases.items()}, ROUNDS, "flat, history")
    cold = take_turns({n: partial(rounds, c, anew=True) for n, c in cases.items()}, ROUNDS, "flat, history, anew")
    world.close()
    return warm, cold


def _print(what: str, sizes: tuple[int, ...], warm: dict[str, Times], cold: dict[str, Times]) -> None:
    print(f"\n{what:34} {'ms':>6} {'ms CPU':>7} {'to first':>9}   {'anew: ms':>8} {'ms CPU':>7} {'to first':>9}")
    first_warm, first_cold = warm[str(sizes[0])], cold[str(sizes[0])]
    for size in sizes:
        w, c = warm[str(size)], cold[str(size)]
        print(
            f"{size:34,} {w.wall_ms:6.2f} {w.cpu_ms:7.2f} {w.cpu_ms / first_warm.cpu_ms:8.2f}x   "
            f"{c.wall_ms:8.2f} {c.cpu_ms:7.2f} {c.cpu_ms / first_cold.cpu_ms:8.2f}x"
        )


if __name__ == "__main__":
    main()
