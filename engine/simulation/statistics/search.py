"""Searches: the smallest staffing that keeps a limit, and the shortest limit that can be promised, with 95 %.

Every trial is a run with the scenario's own seed, so that trials differ in what is tried and in nothing else. A trial
is decided when the interval of the breach probability is clear of 5 %; until then its replications are doubled, and
where they reach their most the answer says that it is not sure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError
from engine.simulation.run import run
from engine.simulation.statistics.intervals import Estimate, rounded
from engine.simulation.statistics.summarise import breach

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.network import Compiled

SHARE = 0.95
FEWEST, MOST = 8, 64  # replications of a trial


@dataclass(frozen=True, slots=True)
class Effort:
    """How a search is run: `share` of the counts that must keep the limit; replications to begin with and at most;
    `workers`; `progress` is told the share that is done, about; `cancelled` is asked whether to stop.
    """

    share: float = SHARE
    replications: int = FEWEST
    most: int = MOST
    workers: int = 1
    mode: str = "auto"
    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried: a staffing or figures, the breach probability, and whether the limit is kept. `sure`: whether the
    interval is clear of what is allowed.
    """

    tried: Mapping[str, float]
    breach: Estimate
    replications: int
    kept: bool
    sure: bool

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "tried": dict(self.tried),
            "breach_probability": rounded(self.breach.value),
            "ci": self.breach.interval(),
            "replications": self.replications,
            "kept": self.kept,
            "sure": self.sure,
        }


def the_limit(inputs: Inputs, name: str) -> Limit:
    """The limit of that id, or the only one whose id begins with it up to an `@`.

    Raises:
        SimulationError: There is none, or there are several.
    """
    exact = [limit for limit in inputs.limits if limit.id == name]
    found = exact or [limit for limit in inputs.limits if limit.id.partition("@")[0] == name]
    if len(found) != 1:
        shown = ", ".join(limit.id for limit in (found or inputs.limits)) or "none at all"
        raise SimulationError(f"Expected the id of one limit of the scenario, but {name!r} is not: there are {shown}")
    return found[0]


class Judge:
    """Runs trials of one limit until they are decided."""

    def __init__(self, compiled: Compiled, limit: str, effort: Effort) -> None:
        if not 0 < effort.share < 1:
            raise SimulationError(f"Expected a share between 0 and 1 to be kept, but came {effort.share}")
        self.compiled, self.limit, self.effort = compiled, limit, effort
        self.trials: list[Trial] = []

    def counts(self, inputs: Inputs, limits: list[str], first: int = 0) -> dict[str, list[tuple[int, int]]]:
        """How many counts each limit had in each replication from `first` on, and how many of them were breached."""
        outcome = run(
            self.compiled,
            inputs,
            mode=self.effort.mode,
            workers=self.effort.workers,
            cancelled=self.effort.cancelled,
            only=range(first, inputs.replications) if first else None,
        )
        return {
            name: [(rep.limits[name].count, rep.limits[name].breached) for rep in outcome.replications]
            for name in limits
        }

    def decide(self, found: Estimate) -> tuple[bool, bool]:
        """Whether the limit is kept, and whether that is sure. A limit that was never counted is not kept."""
        allowed = 1 - self.effort.share
        if found.value is None:
            return False, False
        if found.high is not None and found.high <= allowed:
            return True, True
        if found.low is not None and found.low > allowed:
            return False, True
        return found.value <= allowed, False

    def tell(self, trial: Trial, share: float) -> Trial:
        """Keep a trial and say how far the search is."""
        self.trials.append(trial)
        if self.effort.progress is not None:
            self.effort.progress(min(share, 1.0))
        return trial

    def judge(self, inputs: Inputs, tried: Mapping[str, float], share: float) -> Trial:
        """Try a scenario with as many replications as it takes."""
        number = max(self.effort.replications, 2)
        counts: list[tuple[int, int]] = []
        while True:
            more = replace(inputs, replications=number, keep=False, whose_days=False, queue_every=None)
            counts += self.counts(more, [self.limit], len(counts))[self.limit]
            found = breach(counts)
            kept, sure = self.decide(found)
            if sure or number >= self.effort.most or found.value is None:
                return self.tell(Trial(dict(tried), found, number, kept, sure), share)
            number = min(2 * number, self.effort.most)
