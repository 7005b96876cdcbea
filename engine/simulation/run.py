"""Runs simulations: plain or compiled, one replication after the other or several at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from engine.simulation import layout as lay
from engine.simulation.collect import collect
from engine.simulation.errors import SimulationError
from engine.simulation.faults import fault
from engine.simulation.kernel import chance, loop
from engine.simulation.outcome import LogBlock, Outcome
from engine.simulation.prepare import prepare
from engine.simulation.room import Lists, furnish, make_room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import Replication
    from engine.simulation.prepare import Prepared

PLAIN_BUDGET = 2_000
COMPILED_BUDGET = 200_000
WORTH_COMPILING = 4_000  # cases, from which on the compiled kernel is quicker in a cold process
MODES = ("auto", "plain", "compiled")
_REPLICATIONS = 1 << 53


class Cancelled(SimulationError):  # noqa: N818 - it names the situation
    """Whoever asked for the run does not want it any more."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a mode runs: its memory, its loop, its arrays of results."""

    store: Callable[..., Any]
    advance: Callable[..., int]
    floats: Callable[[int], Any]
    integers: Callable[[int], Any]
    extend: Callable[[Any, int], Any]
    rows: Callable[[Any], Any]
    budget: int


def run(  # noqa: PLR0913 - all of it is needed
    compiled: Compiled,
    inputs: Inputs,
    *,
    mode: str = "auto",
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    log: Callable[[LogBlock], None] | None = None,
    only: Sequence[int] | None = None,
) -> Outcome:
    """Simulate.

    Args:
        compiled: The diagrams, from `compile_model`.
        inputs: The scenario.
        mode: `plain` runs the loop as it stands, `compiled` compiles it; `auto` takes what is quicker. The numbers are
            the same, bit for bit.
        workers: How many replications run at once (compiled mode). The numbers do not depend upon it.
        progress: Told now and then which share is done, from 0 to 1.
        cancelled: Asked now and then whether to stop.
        log: Gets the event log in blocks; with several workers, those of several replications come mixed, never two at
            once.
        only: The numbers, from 0, of those replications that are to be run (None: all), as one of several machines does
            it. They are the same as in a run of all.

    Raises:
        SimulationError: The inputs cannot be simulated, or the run came to where it could not go on.
        Cancelled: `cancelled` said so.
    """
    if mode not in MODES or workers < 1:
        raise SimulationError(
            f"Expected a mode of {', '.join(MODES)} and 1 worker or more, but came {mode!r}, {workers}"
        )
    prepared = prepare(compiled, inputs, log=log is not None)
    kind_name = _mode(mode, prepared)
    kind = _compiled_kind() if kind_name == "compiled" else _plain_kind()
    numbers = range(inputs.replications) if only is None else only
    if any(not 0 <= number < inputs.replications for number in numbers):
        raise SimulationError(f"Expected replications from 0 to {inputs.replications - 1}, but came {list(numbers)}")
    watch = _Watch(numbers, progress, cancelled, log)
    if workers == 1 or kind_name == "plain" or len(numbers) == 1:
        found = [_replicate(prepared, kind, number, watch) for number in numbers]
    else:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - it costs a small run more than it takes

        with ThreadPoolExecutor(min(workers, len(numbers))) as pool:
            found = list(pool.map(lambda number: _replicate(prepared, kind, number, watch), numbers))
    return Outcome(kind_name, tuple(found))


def _mode(mode: str, prepared: Prepared) -> str:
    if mode != "auto":
        return mode
    inputs = prepared.inputs
    small = prepared.cases is not None and prepared.cases * inputs.replications <= WORTH_COMPILING
    return "plain" if small or find_spec("numba") is None else "compiled"


def _plain_kind() -> _Kind:
    def rows(m: list[Any]) -> list[list[int]]:
        at, width = m[lay.G_LOG], lay.LOG_SIZE
        return [m[row : row + width] for row in range(at, at + m[lay.G_LOG_SIZE] * width, width)]

    return _Kind(
        store=Lists,
        advance=loop.advance,
        floats=lambda size: [math.nan] * size,
        integers=lambda size: [0] * size,
        extend=lambda values, size: [*values, *([math.nan] * size)],
        rows=rows,
        budget=PLAIN_BUDGET,
    )


def _compiled_kind() -> _Kind:
    if find_spec("numba") is None:
        raise SimulationError("Expected Numba for the compiled mode, but it is not installed")
    import numpy as np  # noqa: PLC0415 - loaded only where it is needed, so that a small run starts quickly

    from engine.simulation import compiled  # noqa: PLC0415 - loaded only where it is needed, so that a small run starts quickly

    return _Kind(
        store=compiled.Arrays,
        advance=compiled.advance(),
        floats=lambda size: np.full(size, np.nan),
        integers=lambda size: np.zeros(size, dtype=np.int64),
        extend=lambda values, size: np.concatenate((values, np.full(size, np.nan).astype(values.dtype))),
        rows=compiled.rows_of_log,
        budget=COMPILED_BUDGET,
    )


class _Watch:
    """What looks on while replications run, from whichever thread."""

    def __init__(
        self,
        numbers: Sequence[int],
        progress: Callable[[float], None] | None,
        cancelled: Callable[[], bool] | None,
        log: Callable[[LogBlock], None] | None,
    ) -> None:
        import threading  # noqa: PLC0415 - loaded only where it is needed, so that a small run starts quickly

        self.progress, self.cancelled, self.log = progress, cancelled, log
        self.done = dict.fromkeys(numbers, 0.0)
        self.lock = threading.Lock()

    def tell(self, number: int, share: float) -> None:
        """How far a replication has come."""
        with self.lock:
            self.done[number] = share
            if self.progress is not None:
                self.progress(sum(self.done.values()) / len(self.done))
            if self.cancelled is not None and self.cancelled():
                raise Cancelled("Expected to simulate to the end, but the run was cancelled")

    def write(self, block: LogBlock) -> None:
        """Hand a block of the log on."""
        if self.log is not None and len(block.rows) > 0:
            with self.lock:
                self.log(block)


def _replicate(prepared: Prepared, kind: _Kind, number: int, watch: _Watch) -> Replication:
    """One run from its first arrival to its end."""
    logs = bool(prepared.m[lay.G_LOG])
    store = kind.store(prepared.m, prepared.x)
    store.m[lay.G_KEY] = chance.blend(abs(prepared.inputs.seed) % _REPLICATIONS, _REPLICATIONS, number)
    furnish(store, prepared.frame_size, log=logs)
    make_room(store, prepared.frame_size)
    size = prepared.cases if prepared.cases is not None else 1 << 12
    kept = size if prepared.inputs.keep else 0
    cycle, kept_arrays = kind.floats(size), [kind.integers(kept) for _ in range(3)]
    while True:
        why = kind.advance(store.m, store.x, cycle, *kept_arrays, kind.budget)
        if why == lay.NEEDS_ROOM:
            make_room(store, prepared.frame_size)
        elif why == lay.NEEDS_LOG:
            _flush(prepared, kind, store, number, watch)
        elif why == lay.NEEDS_CASES:
            more = len(cycle)
            cycle = kind.extend(cycle, more)
            if prepared.inputs.keep:
                kept_arrays = [kind.extend(values, more) for values in kept_arrays]
        elif why == lay.FAULTED:
            raise fault(prepared, store.m, store.x)
        else:
            watch.tell(number, 1.0 if why == lay.DONE else _share(prepared, store.m))
            if why == lay.DONE:
                break
    if logs:
        _flush(prepared, kind, store, number, watch)
    return collect(prepared, store, number, cycle, kept_arrays)


def _share(prepared: Prepared, m: Any) -> float:
    if prepared.cases:
        return float(m[lay.G_ENDED]) / prepared.cases
    return min(float(m[lay.G_NOW]) / float(m[lay.G_HORIZON]), 1.0)


def _flush(prepared: Prepared, kind: _Kind, store: Any, number: int, watch: _Watch) -> None:
    rows = kind.rows(store.m)
    store.m[lay.G_LOG_SIZE] = 0
    watch.write(LogBlock(number, rows, prepared.log_nodes, prepared.log_staff))
