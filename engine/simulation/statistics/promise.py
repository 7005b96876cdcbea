"""The shortest limit that can be promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError
from engine.simulation.statistics.intervals import rounded
from engine.simulation.statistics.search import Effort, Judge, Trial, the_limit
from engine.simulation.statistics.summarise import breach
from engine.time.rule import Bound, Unit

if TYPE_CHECKING:
    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.network import Compiled

AT_ONCE = 32  # figures that one run measures side by side
_FURTHEST = 1 << 20  # in the limit's unit
_FIRST = 32


@dataclass(frozen=True, slots=True)
class Promise:
    """The answer in the limit's unit: `shortest`, the smallest whole figure that is kept with `share`; `low` to `high`
    hold it with 95 % (a quantile of what passes of the limit). None where no figure is. `trials` are ordered by figure.
    """

    limit: str
    share: float
    unit: str
    figure: float
    shortest: int | None
    low: int | None
    high: int | None
    trials: tuple[Trial, ...]

    @property
    def sure(self) -> bool:
        """Whether the interval holds that figure alone."""
        return self.shortest is not None and self.low == self.high == self.shortest

    @property
    def words(self) -> str:
        """The answer as a sentence."""
        unit = self.unit.replace("_", " ")
        if self.shortest is None:
            return f"{self.limit}: no figure in {unit}s is kept with {self.share:.0%}"
        plural = "" if self.shortest == 1 else "s"
        span = "" if self.sure else f" (95 %: {self.low} to {'?' if self.high is None else self.high})"
        return (
            f"{self.limit}: {self.shortest} {unit}{plural} can be promised with {self.share:.0%}{span}; it promises "
            f"{self.figure:g} now"
        )

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "limit": self.limit,
            "share": rounded(self.share),
            "unit": self.unit,
            "now": self.figure,
            "shortest": self.shortest,
            "ci": [self.low, self.high],
            "sure": self.sure,
            "words": self.words,
            "trials": [trial.as_record() for trial in self.trials],
        }


def shortest_limit(compiled: Compiled, inputs: Inputs, limit: str, effort: Effort | None = None) -> Promise:
    """The smallest whole figure of a limit, in its own unit, that is kept with `effort.share`.

    Where the figure changes nothing but what is measured, up to 32 of them are measured side by side in one run.
    Where cases go by it (a queue by due date, a timer at its deadline, a count that begins anew), each is a run.

    Raises:
        SimulationError: There is no such limit, or it has no figure.
        Cancelled: The caller did not want it any more.
    """
    found = the_limit(inputs, limit)
    if found.rule.unit is Unit.IMMEDIATE or found.rule.bound is Bound.AT_LEAST:
        raise SimulationError(f"Expected a longest time with a figure, but {found.id} is none")
    return _Search(compiled, inputs, found, effort or Effort()).run()


class _Search:
    def __init__(self, compiled: Compiled, inputs: Inputs, limit: Limit, effort: Effort) -> None:
        self.judge = Judge(compiled, limit.id, effort)
        self.inputs = replace(
            inputs,
            replications=max(effort.replications, inputs.replications, 2),
            keep=False,
            whose_days=False,
            queue_every=None,
        )
        self.limit, self.effort = limit, effort
        self.together = not _is_gone_by(compiled, inputs, limit)
        self.known: dict[int, Trial] = {}

    def run(self) -> Promise:
        """Figures apart first, then all those between the last that is broken and the first that is kept."""
        furthest = self._bracket()
        self._told(0.5)
        answers = [self._first(furthest, which) for which in ("low", "value", "high")]
        self._told(1.0)
        low, shortest, high = answers
        return Promise(
            self.limit.id,
            self.effort.share,
            self.limit.rule.unit.value,
            float(self.limit.rule.quantity),
            shortest,
            low,
            high,
            tuple(self.known[figure] for figure in sorted(self.known)),
        )

    def _told(self, share: float) -> None:
        if self.effort.progress is not None:
            self.effort.progress(share)

    def _bracket(self) -> int:
        """A figure that is kept for certain, or the largest that is worth a look."""
        most = max(_FIRST, 2 * int(self.limit.rule.quantity))
        while True:
            self._measure(_apart(1, most))
            if self._passes(most, "high") or most >= _FURTHEST:
                return most
            if self.known[most].breach.value is None:
                raise SimulationError(f"Expected counts of {self.limit.id}, but none ended in this scenario")
            most *= 2

    def _passes(self, figure: int, which: str) -> bool:
        """Whether the estimate, or that end of its interval, is within what is allowed."""
        value = getattr(self.known[figure].breach, which)
        return value is not None and value <= 1 - self.effort.share

    def _first(self, most: int, which: str) -> int | None:
        """The smallest figure that passes."""
        low, high = 0, most  # low does not pass
        if not self._passes(most, which):
            return None
        while True:
            passing = [f for f in self.known if low < f <= high and self._passes(f, which)]
            high = min(passing)
            low = max([f for f in self.known if f < high and not self._passes(f, which)], default=0)
            if high - low <= 1:
                return high
            self._measure(_apart(low + 1, high - 1) if self.together else [(low + high) // 2])

    def _measure(self, figures: list[int]) -> None:
        new = [figure for figure in figures if figure not in self.known]
        if not self.together:
            for figure in new if len(new) <= 1 else [max(new)]:
                self._keep(figure, self.judge.counts(self._with(figure), [self.limit.id])[self.limit.id])
        elif new:
            limits = {f"{self.limit.id}#{figure}": figure for figure in new}
            beside = tuple(replace(self.limit, id=name, rule=self._rule(f)) for name, f in limits.items())
            counts = self.judge.counts(replace(self.inputs, limits=beside), list(limits))
            for name, figure in limits.items():
                self._keep(figure, counts[name])

    def _keep(self, figure: int, counts: list[tuple[int, int]]) -> None:
        found = breach(counts)
        kept, sure = self.judge.decide(found)
        self.known[figure] = Trial({"figure": figure}, found, len(counts), kept, sure)

    def _rule(self, figure: int) -> Any:
        return replace(self.limit.rule, quantity=Decimal(figure))

    def _with(self, figure: int) -> Inputs:
        rule = self._rule(figure)
        limits = tuple(replace(one, rule=rule) if one.id == self.limit.id else one for one in self.inputs.limits)
        name = self.limit.id.partition("@")[0]
        rules = {**self.inputs.rules, name: rule} if name in self.inputs.rules else self.inputs.rules
        return replace(self.inputs, limits=limits, rules=rules)


def _apart(low: int, high: int) -> list[int]:
    """At most 32 figures from `low` to `high`, both included."""
    steps = min(high - low, AT_ONCE - 1)
    return sorted({low + (high - low) * n // max(steps, 1) for n in range(steps + 1)})


def _is_gone_by(compiled: Compiled, inputs: Inputs, limit: Limit) -> bool:
    """Whether cases go by this limit, so that another figure changes what happens."""
    if any(pool.discipline == "due_date" for pool in inputs.pools.values()):
        return True
    name = limit.id.partition("@")[0]
    timers = [node.element.timer for node in compiled.nodes if node.element.timer is not None]
    return any(timer.limit == name for timer in timers) or any(limit.id in n.element.restarts for n in compiled.nodes)
