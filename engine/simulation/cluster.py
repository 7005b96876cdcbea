"""Simulations on many machines, by Dask: replications of one scenario, or of a grid of them, wherever there is room.

The answers are those of one core, bit for bit: a replication is a function of the diagrams, the inputs and its number.
So that this holds, a machine with another version of the simulation is refused. Dask is the optional extra `cluster`.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError
from engine.simulation.outcome import Outcome
from engine.simulation.run import MODES, Cancelled, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import Replication

PATIENCE = 10.0  # seconds until a scheduler that does not answer is given up
SHARES = 4  # parts for each thread of the cluster: small enough that nobody waits long for the last
GLANCE = 0.2  # seconds between two looks at whether the run was cancelled
ASKED_EVERY = 10  # a worker asks at every so manieth piece of its work, for an answer comes over the network
_PACKAGE = Path(__file__).parent
_Part = tuple[int, tuple[int, ...]]  # which of the scenarios, and the numbers of its replications


def connect(address: str) -> Any:
    """A client of the Dask scheduler at that address, like `tcp://10.0.0.5:8786`.

    Raises:
        SimulationError: Dask is not installed, or nobody answers there.
    """
    distributed = _distributed()
    try:
        return distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        raise SimulationError(f"Expected a Dask scheduler at {address}, but there is none: {error}") from error


def run_on(  # noqa: PLR0913 - as `run`
    client: Any,
    compiled: Compiled,
    inputs: Inputs,
    *,
    mode: str = "auto",
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Outcome:
    """Simulate one scenario, its replications on the machines of `client` (a `distributed.Client`).

    Args and what is raised are those of `engine.simulation.run`. `progress` goes by whole parts of the work.

    Raises:
        SimulationError: The inputs cannot be simulated, a machine has another version of Banjie or none, or is gone.
        Cancelled: `cancelled` said so.
    """
    return run_grid_on(client, compiled, (inputs,), mode=mode, progress=progress, cancelled=cancelled)[0]


def run_grid_on(  # noqa: PLR0913 - as `run`
    client: Any,
    compiled: Compiled,
    grid: Sequence[Inputs],
    *,
    mode: str = "auto",
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Outcome, ...]:
    """Simulate several scenarios of the same diagrams at once, every replication of each; in the order they came.

    Raises:
        SimulationError: See `run_on`.
        Cancelled: `cancelled` said so.
    """
    distributed = _distributed()
    if mode not in MODES or not grid or any(inputs.replications < 1 for inputs in grid):
        raise SimulationError(
            f"Expected a mode of {', '.join(MODES)} and one scenario or more with 1 replication or more each, but came "
            f"{mode!r} and {[inputs.replications for inputs in grid]}"
        )
    threads = sum(client.nthreads().values())
    if not threads:
        raise SimulationError("Expected a cluster with workers, but it has none")
    parts, digest = _parts(grid, threads * SHARES), sources()
    stop = distributed.Event(client=client)
    shared = client.scatter(compiled, broadcast=True, hash=False)
    scenarios = [client.scatter(inputs, hash=False) for inputs in grid]
    jobs = {
        client.submit(_work, shared, scenarios[which], numbers, mode, digest, stop.name, pure=False): (
            which,
            numbers,
        )
        for which, numbers in parts
    }
    try:
        found = _gather(distributed, jobs, progress, cancelled)
    except BaseException:
        stop.set()
        client.cancel(list(jobs))
        raise
    return tuple(_assembled(found, which, inputs.replications) for which, inputs in enumerate(grid))


def _distributed() -> Any:
    if find_spec("distributed") is None:
        raise SimulationError(
            "Expected Dask for a run on many machines, but it is not installed: it is the extra 'cluster' "
            "(pip install 'banjie[cluster]')"
        )
    import distributed  # noqa: PLC0415 - an optional extra, and nothing to load for a run at home

    return distributed


def _parts(grid: Sequence[Inputs], wanted: int) -> list[_Part]:
    """Replications in pieces, so many over all scenarios or a few more."""
    size = max(sum(inputs.replications for inputs in grid) // wanted, 1)
    return [
        (which, tuple(range(first, min(first + size, inputs.replications))))
        for which, inputs in enumerate(grid)
        for first in range(0, inputs.replications, size)
    ]


def _gather(
    distributed: Any,
    jobs: Mapping[Any, _Part],
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> dict[tuple[int, int], tuple[str, Replication]]:
    """What every part gave, by scenario and replication."""
    found: dict[tuple[int, int], tuple[str, Replication]] = {}
    total = sum(len(numbers) for _, numbers in jobs.values())
    waiting = set(jobs)
    while waiting:
        if cancelled is not None and cancelled():
            raise Cancelled("Expected to simulate to the end, but the run was cancelled")
        try:
            waiting = set(distributed.wait(waiting, timeout=GLANCE, return_when="FIRST_COMPLETED").not_done)
        except TimeoutError:
            continue
        for job in [job for job in jobs if job not in waiting and (jobs[job][0], jobs[job][1][0]) not in found]:
            outcome = _result(distributed, job)
            found |= {(jobs[job][0], r.number): (outcome.mode, r) for r in outcome.replications}
        if progress is not None:
            progress(len(found) / total)
    return found


def _result(distributed: Any, job: Any) -> Outcome:
    try:
        outcome: Outcome = job.result()
    except SimulationError:
        raise
    except ImportError as error:
        raise SimulationError(f"Expected Banjie on every machine of the cluster, but: {error}") from error
    except (OSError, distributed.KilledWorker, distributed.CancelledError) as error:
        raise SimulationError(f"Expected the machines of the cluster to stay, but one is gone: {error}") from error
    return outcome


def _assembled(found: Mapping[tuple[int, int], tuple[str, Replication]], which: int, replications: int) -> Outcome:
    rows = [found[which, number] for number in range(replications)]
    return Outcome(rows[0][0], tuple(replication for _, replication in rows))


# ── on a worker ────


def _work(  # noqa: PLR0913 - what a part is
    compiled: Compiled, inputs: Inputs, numbers: tuple[int, ...], mode: str, digest: str, stop: str
) -> Outcome:
    """Some replications, on whichever machine this is."""
    if digest != sources():
        raise SimulationError("Expected the same version of Banjie on every machine, but one has another simulation")
    asked, event = count(1), _distributed().Event(stop)
    return run(
        compiled, inputs, mode=mode, only=numbers, cancelled=lambda: next(asked) % ASKED_EVERY == 0 and event.is_set()
    )


@lru_cache(maxsize=1)
def sources() -> str:
    """A digest of the simulation's own sources: who has another may give other numbers."""
    digest = hashlib.sha256()
    for path in sorted((*_PACKAGE.glob("*.py"), *(_PACKAGE / "kernel").glob("*.py"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
