"""What a simulation says, as plain frozen values. Spans are hours unless a unit says otherwise, shares from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.simulation.statistics.intervals import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.statistics.intervals import Estimate

SHARES: Mapping[str, float] = {"p50": 0.50, "p90": 0.90, "p95": 0.95, "p99": 0.99}
# Where the time of steps goes, in the order in which it is shown.
PARTS = ("waiting", "work", "outside_hours", "applicant", "public_notice", "special_procedure", "works")


@dataclass(frozen=True, slots=True)
class Spread:
    """How long cases took: the mean and the quantiles, each over the cases that ended. `count`: how many those are."""

    unit: str
    count: int
    estimates: Mapping[str, Estimate]

    def as_record(self) -> dict[str, Any]:
        """As JSON values; `ci` is the mean's."""
        record: dict[str, Any] = {name: rounded(one.value) for name, one in self.estimates.items()}
        record["ci"] = self.estimates["mean"].interval()
        record["intervals"] = {name: one.interval() for name, one in self.estimates.items()}
        record["methods"] = {name: one.method for name, one in self.estimates.items()}
        return {**record, "unit": self.unit, "count": self.count}


@dataclass(frozen=True, slots=True)
class StepSummary:
    """A step. `waiting`: hours from opened to started; `work`: working hours spent; `span`: hours from opened to
    finished, nights and rest days included. `share`: of the hours of all steps.
    """

    step: str
    name: str
    kind: str
    department: str | None
    pool: str | None
    count: int
    cancelled: int
    waiting: Estimate
    work: Estimate
    span: Estimate
    share: float

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "step": self.step,
            "name": self.name,
            "kind": self.kind,
            "department": self.department,
            "pool": self.pool,
            "count": self.count,
            "cancelled": self.cancelled,
            "waiting": _mean(self.waiting),
            "work": _mean(self.work),
            "span": _mean(self.span),
            "share": rounded(self.share),
        }


@dataclass(frozen=True, slots=True)
class PoolSummary:
    """A queue and who serves it. `utilisation`: of the working hours that its staff had, those spent on steps (of all
    queues the staff serves). `queue`: how many wait, on average over time. `longest`: the longest queue of any
    replication. `course`: the mean queue in each bucket of time.
    """

    pool: str
    staff: int
    utilisation: Estimate
    queue: Estimate
    longest: int
    waiting: Estimate
    course: tuple[float, ...]

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "pool": self.pool,
            "staff": self.staff,
            "utilisation": rounded(self.utilisation.value),
            "utilisation_ci": self.utilisation.interval(),
            "queue_mean": rounded(self.queue.value),
            "queue_ci": self.queue.interval(),
            "queue_longest": self.longest,
            "waiting": _mean(self.waiting),
        }


@dataclass(frozen=True, slots=True)
class Part:
    """Whose days they are: the hours of a department or step inside a limit, and their share of all that are in it."""

    name: str
    hours: float
    share: float

    def as_record(self, key: str) -> dict[str, Any]:
        """As JSON values, its name under `key`."""
        return {key: self.name, "hours": rounded(self.hours), "share": rounded(self.share)}


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many cases took how long: `counts[n]` between `edges[n]` and `edges[n + 1]`, the last edge included: hours
    of clock time, or what a limit is read in. Of whole days n is between n and n + 1.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {"edges": [rounded(edge) for edge in self.edges], "counts": list(self.counts)}


@dataclass(frozen=True, slots=True)
class Elapsed:
    """What passed of a limit until its counts ended, as its clock counts and in the unit in which it is read. `line`:
    where the limit stands among the bars of the histogram; None for months, which differ.
    """

    spread: Spread
    histogram: Histogram
    line: float | None

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {**self.spread.as_record(), "histogram": self.histogram.as_record(), "line": rounded(self.line)}


@dataclass(frozen=True, slots=True)
class LimitSummary:
    """A limit. `breach`: the probability that a count of it ends in a breach. `over`: by how much those were over, in
    the unit of `elapsed`; None without a breach. `departments` and `steps`: hours per case inside the limit, most
    first; `breach_departments` and `breach_steps`: per count that ended in a breach, of that count alone.
    """

    limit: str
    element: str | None
    quantity: float
    unit: str
    count: int
    breached: int
    void: int
    breach: Estimate
    over: float | None
    elapsed: Elapsed
    departments: tuple[Part, ...]
    steps: tuple[Part, ...]
    breach_departments: tuple[Part, ...]
    breach_steps: tuple[Part, ...]

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "limit": self.limit,
            "element": self.element,
            "quantity": self.quantity,
            "unit": self.unit,
            "count": self.count,
            "breached": self.breached,
            "void": self.void,
            "breach_probability": rounded(self.breach.value),
            "ci": self.breach.interval(),
            "method": self.breach.method,
            "mean_over": rounded(self.over),
            "over_unit": self.elapsed.spread.unit,
            "elapsed": self.elapsed.as_record(),
            "departments": [part.as_record("department") for part in self.departments],
            "steps": [part.as_record("step") for part in self.steps],
            "breach_departments": [part.as_record("department") for part in self.breach_departments],
            "breach_steps": [part.as_record("step") for part in self.breach_steps],
        }


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A pool in the ranking: `score` = the hours that a case waits there × utilisation of its staff; see `rank`."""

    rank: int
    pool: str
    waiting: float
    share: float
    utilisation: float | None
    score: float

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "rank": self.rank,
            "pool": self.pool,
            "waiting_hours_per_case": rounded(self.waiting),
            "waiting_share": rounded(self.share),
            "utilisation": rounded(self.utilisation),
            "score": rounded(self.score),
        }


@dataclass(frozen=True, slots=True)
class Course:
    """The queues over time: bucket n begins `n * hours` after midnight of the day on which the run starts."""

    origin: str
    hours: float
    queues: Mapping[str, tuple[float, ...]]

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        queues = {pool: [rounded(value, 4) for value in values] for pool, values in self.queues.items()}
        return {"origin": self.origin, "hours": self.hours, "queues": queues}


@dataclass(frozen=True, slots=True)
class Summary:
    """All that a run of a scenario says. `cases`: how many are counted in a replication (at most, where they differ).
    `arrived` = `ended` + `open`, warm-up included, over all replications.
    """

    process: str
    name: str
    cases: int
    replications: int
    seed: int
    mode: str
    arrived: int
    ended: int
    open: int
    cycle: Spread
    approval: Spread | None
    span: Spread | None
    steps: tuple[StepSummary, ...]
    pools: tuple[PoolSummary, ...]
    limits: tuple[LimitSummary, ...]
    bottlenecks: tuple[Bottleneck, ...]
    time: Mapping[str, float]  # hours per case of each of PARTS
    histogram: Histogram
    course: Course | None
    samples: Sequence[Mapping[str, Any]]

    def as_record(self) -> dict[str, Any]:
        """As JSON values; the same run gives the same record, byte for byte."""
        return {
            "process": self.process,
            "name": self.name,
            "cases": self.cases,
            "replications": self.replications,
            "seed": self.seed,
            "mode": self.mode,
            "arrived": self.arrived,
            "ended": self.ended,
            "open": self.open,
            "cycle": self.cycle.as_record(),
            "approval": self.approval and self.approval.as_record(),
            "span": self.span and self.span.as_record(),
            "steps": [step.as_record() for step in self.steps],
            "pools": [pool.as_record() for pool in self.pools],
            "limits": [limit.as_record() for limit in self.limits],
            "bottlenecks": [one.as_record() for one in self.bottlenecks],
            "time": {part: rounded(hours) for part, hours in self.time.items()},
            "histogram": self.histogram.as_record(),
            "course": self.course and self.course.as_record(),
            "samples": [dict(sample) for sample in self.samples],
        }


def _mean(one: Estimate) -> dict[str, Any]:
    return {"mean": rounded(one.value), "ci": one.interval(), "unit": "hours"}
