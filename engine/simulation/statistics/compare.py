"""Scenarios side by side. Both are run with one seed, so that the n-th case has the same luck in both (common random
numbers); then only their difference counts, replication by replication, and its interval is narrower than those of the
two by themselves (Law, Simulation Modeling and Analysis, 10.2 and 11.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError
from engine.simulation.statistics import spreads
from engine.simulation.statistics.intervals import NOTHING, Estimate, of_correlated, over_replications, rounded
from engine.simulation.statistics.pools import utilisation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.outcome import Outcome

LOWER, HIGHER, SAME, NOT_SHOWN, UNKNOWN = "lower", "higher", "same", "not_shown", "unknown"
# How a figure of a unit is written: what it is multiplied by, the digits behind its point, what it is called.
_FORMS = {
    "hours": (1.0, 1, "hours"),
    "working_days": (1.0, 2, "working days"),
    "share": (100.0, 1, "percentage points"),
    "waiting": (1.0, 2, "waiting"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario that was run: what it is called, its inputs and its outcome."""

    name: str
    inputs: Inputs
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in both scenarios. `difference` is the second less the first. `verdict`: `lower` or `higher` where the
    interval of the difference is clear of 0, `same` where nothing differs at all, `not_shown` where it holds 0,
    `unknown` where there is no interval.
    """

    figure: str
    unit: str
    first: float | None
    second: float | None
    difference: Estimate
    verdict: str

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "figure": self.figure,
            "unit": self.unit,
            "first": rounded(self.first),
            "second": rounded(self.second),
            "difference": rounded(self.difference.value),
            "ci": self.difference.interval(),
            "method": self.difference.method,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scenarios, figure by figure."""

    first: str
    second: str
    replications: int
    differences: tuple[Difference, ...]

    def as_record(self) -> dict[str, Any]:
        """As JSON values, with each verdict in words."""
        rows = [{**one.as_record(), "words": self.words(one)} for one in self.differences]
        return {"first": self.first, "second": self.second, "replications": self.replications, "differences": rows}

    def words(self, one: Difference) -> str:
        """The verdict upon a figure as a sentence."""
        if one.verdict == UNKNOWN or one.difference.value is None:
            return f"{one.figure}: not known with {self.replications} replication(s) of each scenario"
        if one.verdict == SAME:
            return f"{one.figure}: the same in both"
        by, digits, name = _FORMS[one.unit]
        figures = (one.difference.value, one.difference.low, one.difference.high)
        value, low, high = [round(by * (figure or 0.0), digits) + 0.0 for figure in figures]  # no -0.0
        if one.verdict == NOT_SHOWN:
            return f"{one.figure}: no difference is shown (95 %: {low:.{digits}f} to {high:.{digits}f} {name})"
        least, most = sorted((abs(low), abs(high)))
        span = f"{least:.{digits}f} to {most:.{digits}f}"
        return f"{one.figure}: {abs(value):.{digits}f} {name} {one.verdict} in {self.second} (95 %: {span})"


def compare(first: Run, second: Run) -> Comparison:
    """The differences between two scenarios of one process.

    With one replication of each only the mean cycle time has an interval, from the cases in pairs.

    Raises:
        SimulationError: They were not run with one seed and one number of replications.
    """
    mine, others = len(first.outcome.replications), len(second.outcome.replications)
    if mine != others or first.inputs.seed != second.inputs.seed:
        raise SimulationError(
            f"Expected scenarios with one seed and as many replications, but {first.name} has seed "
            f"{first.inputs.seed} and {mine} replications, {second.name} has seed {second.inputs.seed} and {others}"
        )
    left, right = per_replication(first), per_replication(second)
    found = []
    for name, (unit, values) in left.items():
        if name in right:
            found.append(_difference(name, unit, values, right[name][1], first, second))
    return Comparison(first.name, second.name, mine, tuple(found))


def per_replication(run: Run) -> dict[str, tuple[str, list[float | None]]]:
    """Each figure's unit and its value in each replication; None where a replication has none."""
    reps = run.outcome.replications
    found: dict[str, tuple[str, list[float | None]]] = {}
    _add(found, "cycle", "hours", [spreads.ended(rep) for rep in reps])
    if run.inputs.keep:
        days = spreads.working_days(run.inputs, max(rep.finished_at for rep in reps))
        _add(found, "approval", "working_days", [spreads.approvals(rep) for rep in reps])
        _add(found, "span", "working_days", [spreads.spans(rep, days) for rep in reps])
    for limit in run.inputs.limits:
        counts = [rep.limits[limit.id] for rep in reps]
        found[f"breach of {limit.id}"] = ("share", [c.breached / c.count if c.count else None for c in counts])
    for name, pool in run.inputs.pools.items():
        pools = [rep.pools[name] for rep in reps]
        found[f"waiting at {name}"] = ("hours", [c.wait / c.started if c.started else None for c in pools])
        queue = [c.area / rep.hours if rep.hours else None for c, rep in zip(pools, reps, strict=True)]
        found[f"queue at {name}"] = ("waiting", queue)
        found[f"utilisation of {name}"] = (
            "share",
            [utilisation(rep, tuple(dict.fromkeys(pool.staff))) for rep in reps],
        )
    return found


def _add(found: dict[str, tuple[str, list[float | None]]], name: str, unit: str, columns: Sequence[Any]) -> None:
    rows: list[Mapping[str, float]] = [spreads.figures(column) or {} for column in columns]
    for figure in spreads.NAMES:
        found[f"{name} {figure}"] = (unit, [row.get(figure) for row in rows])


def _difference(  # noqa: PLR0913 - a figure and both runs
    name: str,
    unit: str,
    left: Sequence[float | None],
    right: Sequence[float | None],
    first: Run,
    second: Run,
) -> Difference:
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None and b is not None]
    if not pairs:
        return Difference(name, unit, None, None, NOTHING, UNKNOWN)
    found = over_replications([b - a for a, b in pairs])
    if len(left) == 1 and name == "cycle mean":
        found = _by_cases(first, second) or found
    means = [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]
    return Difference(name, unit, means[0], means[1], found, _verdict(found, pairs))


def _by_cases(first: Run, second: Run) -> Estimate | None:
    """The mean difference of the cases in pairs, if the same cases ended in both."""
    left, right = (run.outcome.replications[0] for run in (first, second))
    if left.open or right.open or left.first != right.first or len(left.cycle) != len(right.cycle):
        return None
    return of_correlated([float(b) - float(a) for a, b in zip(left.cycle, right.cycle, strict=True)])


def _verdict(found: Estimate, pairs: Sequence[tuple[float, float]]) -> str:
    if found.low is None or found.high is None:
        return UNKNOWN
    if all(a == b for a, b in pairs):
        return SAME
    if found.low > 0:
        return HIGHER
    return LOWER if found.high < 0 else NOT_SHOWN
