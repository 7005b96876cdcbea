"""Runs simulations: plain or compiled, one replication after the other or several at once."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from engine.simulation import layout as lay
from engine.simulation.collect import collect
from engine.simulation.errors import SimulationError
from engine.simulation.kernel.chance import blend
from engine.simulation.outcome import LogBlock, LogRows, Outcome
from engine.simulation.prepare import prepare
from engine.simulation.room import Arrays, Lists, furnish, make_room

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.machine.loading import Advance
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import Replication
    from engine.simulation.prepare import Prepared

PLAIN_BUDGET = 2_000
COMPILED_BUDGET = 200_000
WORTH_COMPILING = 400_000  # steps that cases go through: from about there on compiling takes less time than it saves
MODES = ("auto", "plain", "compiled")
_REPLICATIONS = 1 << 53


class Cancelled(SimulationError):  # noqa: N818 - it names the situation
    """Whoever asked for the run does not want it any more."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a mode runs: its memory, its loop, its arrays of results."""

    name: str
    store: Callable[..., Any]
    advance: Callable[..., int]
    floats: Callable[[int], Any]
    integers: Callable[[int], Any]
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
        mode: `plain` runs the loop as it stands, `compiled` its machine code; `auto` takes the machine code where it is
            kept, and else has it compiled for large runs only. The numbers are the same, bit for bit.
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
    kind = _kind(mode, prepared)
    numbers = range(inputs.replications) if only is None else only
    if any(not 0 <= number < inputs.replications for number in numbers):
        raise SimulationError(f"Expected replications from 0 to {inputs.replications - 1}, but came {list(numbers)}")
    watch = _Watch(numbers, progress, cancelled, log)
    if workers == 1 or kind.name == "plain" or len(numbers) == 1:
        found = [_replicate(prepared, kind, number, watch) for number in numbers]
    else:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - it costs a small run more than it takes

        with ThreadPoolExecutor(min(workers, len(numbers))) as pool:
            found = list(pool.map(lambda number: _replicate(prepared, kind, number, watch), numbers))
    return Outcome(kind.name, tuple(found))


def kept_loop() -> Advance | None:
    """The compiled loop, where it is kept and this machine can run it: then every run is best run compiled."""
    from engine.simulation.machine.loading import loop  # noqa: PLC0415 - the plain mode needs none

    try:
        return loop()
    except SimulationError:
        return None


def is_worth_compiling(compiled: Compiled, inputs: Inputs) -> bool:
    """Whether a run takes so long without it that compiling first is quicker."""
    if inputs.cases is None and not inputs.arrivals.instants:
        return True  # until the horizon, whoever comes
    cases = (inputs.cases or len(inputs.arrivals.instants)) + len(inputs.recorded)
    return cases * inputs.replications * len(compiled.steps) > WORTH_COMPILING


def _kind(mode: str, prepared: Prepared) -> _Kind:
    if mode == "plain":
        return _plain_kind()
    kept = kept_loop()
    if kept is not None:
        return _compiled_kind(kept)
    can = find_spec("numba") is not None
    if mode == "auto" and not (can and is_worth_compiling(prepared.compiled, prepared.inputs)):
        return _plain_kind()
    if not can:
        raise SimulationError("Expected Numba for the compiled mode, but it is not installed")
    from engine.simulation import compiled  # noqa: PLC0415 - Numba takes a second to load

    return _compiled_kind(compiled.advance())


def _plain_kind() -> _Kind:
    from engine.simulation.kernel import loop  # noqa: PLC0415 - the compiled mode needs none of the kernel's modules

    return _Kind(
        name="plain",
        store=Lists,
        advance=loop.advance,
        floats=lambda size: [math.nan] * size,
        integers=lambda size: [0] * size,
        budget=PLAIN_BUDGET,
    )


def _compiled_kind(advance: Advance) -> _Kind:
    return _Kind(
        name="compiled",
        store=Arrays,
        advance=advance,
        floats=lambda size: array("d", [math.nan]) * size,
        integers=lambda size: array("q", [0]) * size,
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
    store.m[lay.G_KEY] = blend(abs(prepared.inputs.seed) % _REPLICATIONS, _REPLICATIONS, number)
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
            _flush(prepared, store, number, watch)
        elif why == lay.NEEDS_CASES:
            more = len(cycle)
            cycle.extend(kind.floats(more))
            if prepared.inputs.keep:
                for values in kept_arrays:
                    values.extend(kind.integers(more))
        elif why == lay.FAULTED:
            from engine.simulation.faults import fault  # noqa: PLC0415 - few runs come to one

            raise fault(prepared, store.m, store.x)
        else:
            watch.tell(number, 1.0 if why == lay.DONE else _share(prepared, store.m))
            if why == lay.DONE:
                break
    if logs:
        _flush(prepared, store, number, watch)
    return collect(prepared, store, number, cycle, kept_arrays)


def _share(prepared: Prepared, m: Any) -> float:
    if prepared.cases:
        return float(m[lay.G_ENDED]) / prepared.cases
    return min(float(m[lay.G_NOW]) / float(m[lay.G_HORIZON]), 1.0)


def _flush(prepared: Prepared, store: Any, number: int, watch: _Watch) -> None:
    at, size = store.m[lay.G_LOG], store.m[lay.G_LOG_SIZE]
    rows = LogRows(array("q", store.m[at : at + size * lay.LOG_SIZE]))
    store.m[lay.G_LOG_SIZE] = 0
    watch.write(LogBlock(number, rows, prepared.log_nodes, prepared.log_staff))
