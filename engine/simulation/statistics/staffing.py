"""The smallest staffing that keeps a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError
from engine.simulation.run import run
from engine.simulation.statistics.intervals import rounded
from engine.simulation.statistics.search import Effort, Judge, Trial, the_limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled

_LARGEST = 100_000  # people in a group
_DOUBLINGS = 16


@dataclass(frozen=True, slots=True)
class Staffing:
    """The answer: `staff` of each group that was searched, None if no number of people keeps the limit; `trial` is the
    one of that staffing (or of the ample one), `sure` whether every decision on the way was clear of what is allowed.
    """

    limit: str
    share: float
    before: Mapping[str, int]
    staff: Mapping[str, int] | None
    trial: Trial
    sure: bool
    trials: tuple[Trial, ...]

    @property
    def words(self) -> str:
        """The answer as a sentence."""
        ends = f"{self.trial.breach.value or 0.0:.1%} of its counts are late"
        interval = self.trial.breach.interval(4)
        ends += f" (95 %: {_percent(interval[0])} to {_percent(interval[1])})" if interval else ""
        if self.staff is None:
            return f"{self.limit} is not kept with {self.share:.0%} by any number of staff: with nobody waiting, {ends}"
        people = ", ".join(f"{group} {count}" for group, count in self.staff.items())
        doubt = "" if self.sure else "; not sure: an interval still holds what is allowed, more replications would tell"
        return f"{self.limit} is kept with {self.share:.0%} by {people}: {ends}{doubt}"

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "limit": self.limit,
            "share": rounded(self.share),
            "before": dict(self.before),
            "staff": None if self.staff is None else dict(self.staff),
            "breach_probability": rounded(self.trial.breach.value),
            "ci": self.trial.breach.interval(),
            "sure": self.sure,
            "words": self.words,
            "trials": [trial.as_record() for trial in self.trials],
        }


def smallest_staff(
    compiled: Compiled,
    inputs: Inputs,
    limit: str,
    groups: Sequence[str] | None = None,
    effort: Effort | None = None,
) -> Staffing:
    """The smallest staffing per group with which a limit is kept with `effort.share`.

    First all groups are doubled until the limit is kept, or until nobody waits any more. Then one group after the
    other, the least busy first, is made as small as keeps the limit with the rest as it is: the breach probability
    falls with every person more, so that halving finds it. Of the answer no group can lose a person.

    Args:
        compiled: The diagrams.
        inputs: The scenario.
        limit: The id of one of its limits.
        groups: The groups of staff that may change; None: all of them that serve a queue.
        effort: How much to run.

    Raises:
        SimulationError: There is no such limit or group.
        Cancelled: The caller did not want it any more.
    """
    found = the_limit(inputs, limit)
    search = _Search(compiled, inputs, found.id, groups, effort or Effort())
    return search.run()


class _Search:
    def __init__(
        self, compiled: Compiled, inputs: Inputs, limit: str, groups: Sequence[str] | None, effort: Effort
    ) -> None:
        serving = list(dict.fromkeys(group for pool in inputs.pools.values() for group in pool.staff))
        self.groups = serving if groups is None else list(dict.fromkeys(groups))
        strange = [group for group in self.groups if group not in serving]
        if strange or not self.groups:
            raise SimulationError(
                f"Expected groups of staff that serve a queue, but {strange[0] if strange else 'nobody'!r} is none of "
                f"{', '.join(serving) or 'them, as there are none at all'}"
            )
        self.compiled, self.inputs, self.effort = compiled, inputs, effort
        self.judge = Judge(compiled, limit, effort)
        self.known: dict[tuple[int, ...], Trial] = {}
        self.expected = 3.0 + 4.0 * len(self.groups)

    def run(self) -> Staffing:
        """The whole search."""
        before = {group: self.inputs.staff[group].count for group in self.groups}
        ample = self._ample(before)
        trial = self._try(ample)
        if not trial.kept:
            return self._answer(before, None, trial)
        loads = self._loads(ample)
        staff = dict(ample)
        for group in sorted(self.groups, key=lambda name: (loads[name] / max(ample[name], 1), name)):
            staff[group] = self._smallest(staff, group, max(1, math.ceil(loads[group] - 1e-9)))
        return self._answer(before, staff, self._try(staff))

    def _answer(self, before: Mapping[str, int], staff: Mapping[str, int] | None, trial: Trial) -> Staffing:
        if self.effort.progress is not None:
            self.effort.progress(1.0)
        sure = all(one.sure for one in self.judge.trials)
        return Staffing(self.judge.limit, self.effort.share, before, staff, trial, sure, tuple(self.judge.trials))

    def _with(self, staff: Mapping[str, int]) -> Inputs:
        changed = {group: replace(self.inputs.staff[group], count=count) for group, count in staff.items()}
        return replace(self.inputs, staff={**self.inputs.staff, **changed})

    def _try(self, staff: Mapping[str, int]) -> Trial:
        key = tuple(staff[group] for group in self.groups)
        if key not in self.known:
            done = (len(self.known) + 1) / max(self.expected, len(self.known) + 2.0)
            self.known[key] = self.judge.judge(self._with(staff), staff, done)
        return self.known[key]

    def _ample(self, before: Mapping[str, int]) -> dict[str, int]:
        """A staffing that keeps the limit, or under which nobody waits."""
        staff = {group: max(count, 1) for group, count in before.items()}
        for _ in range(_DOUBLINGS):
            if self._try(staff).kept or not self._waits(staff):
                break
            staff = {group: min(2 * count, _LARGEST) for group, count in staff.items()}
        return staff

    def _waits(self, staff: Mapping[str, int]) -> bool:
        """Whether anybody waits for those who are searched, beyond their office hours."""
        outcome = run(self.compiled, replace(self._with(staff), replications=1, keep=False), mode=self.effort.mode)
        pools = [name for name, pool in self.inputs.pools.items() if set(pool.staff) & set(self.groups)]
        first = outcome.replications[0]
        more = {group: 2 * count for group, count in staff.items()}
        again = run(self.compiled, replace(self._with(more), replications=1, keep=False), mode=self.effort.mode)
        waits = sum(first.pools[name].wait for name in pools)
        return sum(again.replications[0].pools[name].wait for name in pools) < waits * (1 - 1e-9)

    def _loads(self, staff: Mapping[str, int]) -> dict[str, float]:
        """How many people of each group are busy on average: fewer cannot do the work."""
        outcome = run(self.compiled, replace(self._with(staff), replications=1, keep=False), mode=self.effort.mode)
        counts = outcome.replications[0].staff
        return {
            group: staff[group] * counts[group].busy / counts[group].available if counts[group].available else 0.0
            for group in self.groups
        }

    def _smallest(self, staff: Mapping[str, int], group: str, least: int) -> int:
        """By halving between what the load asks for and what is known to do."""
        low, high = min(least, staff[group]), staff[group]
        while low < high:
            middle = (low + high) // 2
            if self._try({**staff, group: middle}).kept:
                high = middle
            else:
                low = middle + 1
        return high


def _percent(share: float | None) -> str:
    return "?" if share is None else f"{share:.1%}"
