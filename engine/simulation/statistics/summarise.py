"""From what a run counted to what it says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.simulation.statistics import spreads
from engine.simulation.statistics.elapsed import elapsed_of
from engine.simulation.statistics.inside import APPROVAL, days_of_breaches, department, whose_days
from engine.simulation.statistics.intervals import (
    NOTHING,
    Estimate,
    clopper_pearson,
    design_effect,
    over_replications,
    wilson,
)
from engine.simulation.statistics.pools import course, per_count, pool_summary, rank, task_of
from engine.simulation.statistics.values import (
    PARTS,
    LimitSummary,
    Spread,
    StepSummary,
    Summary,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import Outcome, Replication

FEW = 5  # breaches, or counts without one: below this many a share's distribution is too skewed for Student's t


def summarise(
    outcome: Outcome, compiled: Compiled, inputs: Inputs, samples: Sequence[Mapping[str, Any]] = ()
) -> Summary:
    """All statistics of a run.

    Args:
        outcome: What `engine.simulation.run` gave.
        compiled: The diagrams it ran on.
        inputs: The scenario it ran.
        samples: Sample cases, from `Samples`.
    """
    reps = outcome.replications
    cycles = [spreads.ended(rep) for rep in reps]
    filled = [column for column in cycles if len(column)]
    effect = math.fsum(map(design_effect, filled)) / len(filled) if filled else 1.0
    cases = sum(len(column) for column in cycles)
    steps = _steps(compiled, inputs, reps, effect)
    pools = tuple(pool_summary(name, compiled, inputs, reps, effect) for name in inputs.pools)
    return Summary(
        process=compiled.main,
        name=compiled.models[compiled.main].name,
        cases=max((len(rep.cycle) for rep in reps), default=0),
        replications=len(reps),
        seed=inputs.seed,
        mode=outcome.mode,
        arrived=sum(rep.arrived for rep in reps),
        ended=sum(rep.ended for rep in reps),
        open=sum(rep.open for rep in reps),
        cycle=spreads.spread(cycles, "hours"),
        approval=_kept(reps, [spreads.approvals(rep) for rep in reps] if inputs.keep else []),
        span=_kept(reps, _spans(reps, inputs) if inputs.keep else []),
        steps=steps,
        pools=pools,
        limits=tuple(_limit(limit, compiled, reps, cases, effect) for limit in inputs.limits),
        bottlenecks=rank(pools, reps, cases),
        time=_time(compiled, reps, cases),
        histogram=spreads.histogram(cycles),
        course=course(inputs, pools),
        samples=tuple(samples),
    )


def _kept(reps: Sequence[Replication], columns: Sequence[Any]) -> Spread | None:
    return spreads.spread(columns, "working_days") if columns and len(columns) == len(reps) else None


def _spans(reps: Sequence[Replication], inputs: Inputs) -> list[Any]:
    days = spreads.working_days(inputs, max(rep.finished_at for rep in reps))
    return [spreads.spans(rep, days) for rep in reps]


# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _steps(compiled: Compiled, inputs: Inputs, reps: Sequence[Replication], effect: float) -> tuple[StepSummary, ...]:
    hours = {node.key: sum(rep.steps[node.key].span for rep in reps) for node in compiled.steps}
    altogether = math.fsum(hours.values())
    found = []
    for node in compiled.steps:
        counts = [rep.steps[node.key] for rep in reps]
        task = task_of(inputs, node)
        found.append(
            StepSummary(
                step=node.key,
                name=node.element.name,
                kind=node.element.time.value,
                department=department(compiled, node),
                pool=task.pool if task is not None else None,
                count=sum(count.count for count in counts),
                cancelled=sum(count.cancelled for count in counts),
                waiting=per_count(counts, [(c.wait, c.wait_squares) for c in counts], effect),
                work=per_count(counts, [(c.work, c.work_squares) for c in counts], effect),
                span=per_count(counts, [(c.span, c.span_squares) for c in counts], effect),
                share=hours[node.key] / altogether if altogether > 0 else 0.0,
            )
        )
    return tuple(found)


def _time(compiled: Compiled, reps: Sequence[Replication], cases: int) -> dict[str, float]:
    """Hours per case that steps were open, by what passed. Steps at one time add up. What an approval step is open for
    and neither waits nor works are nights, rest days and holidays while it is under way.
    """
    hours = dict.fromkeys(PARTS, 0.0)
    for node in compiled.steps:
        kind = node.element.time.value
        for rep in reps:
            count = rep.steps[node.key]
            if kind != APPROVAL:
                hours[kind] += count.span
            else:
                hours["waiting"] += count.wait
                hours["work"] += count.work
                hours["outside_hours"] += max(count.span - count.wait - count.work, 0.0)
    return {part: value / max(cases, 1) for part, value in hours.items()}


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def breach(counts: Sequence[tuple[int, int]], effect: float = 1.0) -> Estimate:
    """The probability of a breach, from how many counts each replication had and how many of them were breached.

    With several replications by Student's t over their shares. With fewer than 5 breaches in all (or than 5 without
    one) by Clopper–Pearson over all counts; with one replication by Wilson's score. These two take counts as
    independent; `effect` is how many of one run say as much as one independent count.
    """
    filled = [(number, hits) for number, hits in counts if number]
    number, hits = sum(n for n, _ in filled), sum(h for _, h in filled)
    if number == 0:
        return NOTHING
    if min(hits, number - hits) < FEW:
        return clopper_pearson(hits / effect, number / effect)
    if len(filled) == 1:
        return wilson(hits / effect, number / effect)
    shares = [h / n for n, h in filled]
    return over_replications(shares).within(0.0, 1.0)


def _limit(limit: Limit, compiled: Compiled, reps: Sequence[Replication], cases: int, effect: float) -> LimitSummary:
    counts = [rep.limits[limit.id] for rep in reps]
    breached = sum(count.breached for count in counts)
    departments, steps = whose_days(compiled, limit, [rep.steps for rep in reps], cases)
    late_departments, late_steps = days_of_breaches(compiled, counts, breached)
    return LimitSummary(
        limit=limit.id,
        element=limit.element,
        quantity=float(limit.rule.quantity),
        unit=limit.rule.unit.value,
        count=sum(count.count for count in counts),
        breached=breached,
        void=sum(count.void for count in counts),
        breach=breach([(count.count, count.breached) for count in counts], effect),
        over=math.fsum(count.over for count in counts) / breached if breached else None,
        elapsed=elapsed_of(limit, counts, effect),
        departments=departments,
        steps=steps,
        breach_departments=late_departments,
        breach_steps=late_steps,
    )
