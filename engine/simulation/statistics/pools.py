"""What is said of the queues: how busy their staff is, how long they are, which is the bottleneck."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.simulation.statistics.intervals import (
    LEVEL,
    NOTHING,
    Estimate,
    normal_quantile,
    over_replications,
    t_quantile,
)
from engine.simulation.statistics.values import Bottleneck, Course, PoolSummary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.simulation.inputs import Inputs, Task
    from engine.simulation.network import Compiled, Node
    from engine.simulation.outcome import PoolCount, Replication, StepCount

_TAIL = (1 + LEVEL) / 2


def task_of(inputs: Inputs, node: Node) -> Task | None:
    """How the scenario says a step is done."""
    for name in (node.key, node.element.id, "*"):
        if name in inputs.tasks:
            return inputs.tasks[name]
    return None


def per_count(counts: Sequence[StepCount], sums: Sequence[tuple[float, float]], effect: float) -> Estimate:
    """The mean per completion: over replications by t; of one run from its sum of squares, widened by `effect`."""
    rows = [(count.count, *row) for count, row in zip(counts, sums, strict=True)]
    if len(counts) > 1:
        return over_replications([total / number for number, total, _ in rows if number])
    return mean_of_sums(rows, effect)


def mean_of_sums(sums: Sequence[tuple[int, float, float]], effect: float) -> Estimate:
    """A mean from how many values each replication had, their sum and the sum of their squares: over replications by t;
    of a single one as if its values were independent, widened by `effect`.
    """
    if len(sums) > 1:
        return over_replications([total / number for number, total, _ in sums])
    number, total, squares = sums[0]
    if number == 0:
        return NOTHING
    mean = total / number
    if number == 1:
        return Estimate(mean, None, None, "too_few")
    half = _half(number, total, squares, effect)
    return Estimate(mean, mean - half, mean + half, "cases").within(0.0, math.inf)


def _half(number: int, total: float, squares: float, effect: float) -> float:
    """Half the interval of a mean, from the sum and the sum of squares."""
    spread = max(squares - total * total / number, 0.0) / (number - 1)
    return t_quantile(_TAIL, number - 1) * math.sqrt(effect * spread / number)


def pool_summary(
    name: str, compiled: Compiled, inputs: Inputs, reps: Sequence[Replication], effect: float
) -> PoolSummary:
    """A queue over all replications; `effect` widens the intervals of a single one."""
    groups = tuple(dict.fromkeys(inputs.pools[name].staff))
    counts = [rep.pools[name] for rep in reps]
    rows = [utilisation(rep, groups) for rep in reps]
    waits = [count.wait / count.started for count in counts if count.started]
    queues = [count.area / rep.hours for count, rep in zip(counts, reps, strict=True) if rep.hours > 0]
    busy = over_replications([row for row in rows if row is not None])
    queue, waiting = over_replications(queues), over_replications(waits)
    if len(reps) == 1:
        busy = _busy_of_one_run(busy, compiled, inputs, reps[0], groups)
        waiting = _wait_of_one_run(waiting, compiled, inputs, reps[0], name, effect)
        queue = _by_littles_law(queue, waiting)
    return PoolSummary(
        pool=name,
        staff=sum(inputs.staff[group].count for group in groups),
        utilisation=busy.within(0.0, 1.0),
        queue=queue.within(0.0, math.inf),
        longest=max((count.longest for count in counts), default=0),
        waiting=waiting.within(0.0, math.inf),
        course=_mean_course(inputs, counts),
    )


def _steps_of(compiled: Compiled, inputs: Inputs, pools: Sequence[str], replication: Replication) -> list[StepCount]:
    tasks = [(node, task_of(inputs, node)) for node in compiled.steps]
    return [replication.steps[node.key] for node, task in tasks if task is not None and task.pool in pools]


def _busy_of_one_run(
    busy: Estimate, compiled: Compiled, inputs: Inputs, replication: Replication, groups: Sequence[str]
) -> Estimate:
    """One run's utilisation: the work that came is the sum of a number of spans that is like Poisson's, so that its
    variance is the sum of their squares (compound Poisson).
    """
    available = math.fsum(replication.staff[group].available for group in groups)
    if busy.value is None or available <= 0:
        return busy
    served = [pool for pool, given in inputs.pools.items() if set(given.staff) & set(groups)]
    squares = math.fsum(count.work_squares for count in _steps_of(compiled, inputs, served, replication))
    half = normal_quantile(_TAIL) * math.sqrt(squares) / available
    return Estimate(busy.value, busy.value - half, busy.value + half, "compound_poisson")


def _wait_of_one_run(  # noqa: PLR0913 - one more than the house's five
    wait: Estimate, compiled: Compiled, inputs: Inputs, replication: Replication, pool: str, effect: float
) -> Estimate:
    """One run's mean wait at a pool, its spread taken from the waits of the steps done there."""
    counts = _steps_of(compiled, inputs, [pool], replication)
    number = sum(count.count for count in counts)
    if not wait.value or number < 2:  # noqa: PLR2004 - a variance takes two
        return wait
    half = _half(number, math.fsum(c.wait for c in counts), math.fsum(c.wait_squares for c in counts), effect)
    return Estimate(wait.value, wait.value - half, wait.value + half, "cases")


def _by_littles_law(queue: Estimate, wait: Estimate) -> Estimate:
    """One run's mean queue: as certain as the mean wait, of which it is a multiple (Little 1961)."""
    if not queue.value or not wait.value or wait.low is None or wait.high is None:
        return queue
    by = queue.value / wait.value
    return Estimate(queue.value, wait.low * by, wait.high * by, "littles_law")


def utilisation(replication: Replication, groups: Sequence[str]) -> float | None:
    """Of the working hours that the groups had, those spent on steps; None if they had none."""
    available = math.fsum(replication.staff[group].available for group in groups)
    return math.fsum(replication.staff[group].busy for group in groups) / available if available > 0 else None


def _mean_course(inputs: Inputs, counts: Sequence[PoolCount]) -> tuple[float, ...]:
    if inputs.queue_every is None:
        return ()
    rows = zip(*(count.course for count in counts), strict=True)
    values = [math.fsum(row) / len(counts) / inputs.queue_every for row in rows]
    while values and values[-1] == 0:  # buckets after the end of the run
        values.pop()
    return tuple(values)


def course(inputs: Inputs, pools: Sequence[PoolSummary]) -> Course | None:
    if inputs.queue_every is None:
        return None
    return Course(inputs.origin.isoformat(), inputs.queue_every, {pool.pool: pool.course for pool in pools})


def rank(pools: Sequence[PoolSummary], reps: Sequence[Replication], cases: int) -> tuple[Bottleneck, ...]:
    """The bottlenecks. The rule: the hours that a case waits at a pool, times the utilisation of its staff. So a pool
    is high up where much time is lost because its people are busy; waiting for the morning with idle people is not a
    lack of staff. Pools where nobody waits are left out; of equals the name decides.
    """
    hours = {pool.pool: math.fsum(rep.pools[pool.pool].wait for rep in reps) / max(cases, 1) for pool in pools}
    altogether = math.fsum(hours.values())
    rows = [(pool, hours[pool.pool], hours[pool.pool] * (pool.utilisation.value or 0.0)) for pool in pools]
    rows.sort(key=lambda row: (-row[2], -row[1], row[0].pool))
    return tuple(
        Bottleneck(place, pool.pool, waiting, waiting / altogether, pool.utilisation.value, score)
        for place, (pool, waiting, score) in enumerate((row for row in rows if row[1] > 0), start=1)
    )
