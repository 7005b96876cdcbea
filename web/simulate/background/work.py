"""What a simulation does in the background: run a scenario, gather what it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.simulation import compile_model, run
from engine.simulation.scenario import inputs, reshaped
from engine.simulation.statistics import Samples, spreads, summarise
from web.simulate.background import kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import Outcome, Replication
    from engine.simulation.scenario import Scenario
    from web.simulate.form.asking import Subject

FEWEST_REPLICATIONS = 10  # of a comparison: fewer bound a difference badly
QUEUE_HOURS = 24.0  # width of the buckets of the queues' course: a day
QUEUE_DAYS = 366  # the bucket behind them takes whatever comes later, and is left out
MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched: `staffing` or `limit`, of which limit of the inputs, kept in which share of the cases."""

    what: str
    limit: str
    share: float = 0.95


def as_planned(subject: Subject, scenario: Scenario) -> Compiled:
    """The diagrams, with their steps in the order that the scenario says.

    Raises:
        SimulationError: They cannot be put so.
    """
    return compile_model(reshaped(subject.definition.models, scenario), subject.process)


def simulate(subject: Subject, scenario: Scenario, tell: Callable[[float], None]) -> dict[str, Any]:
    """Run it; what a page shows of it, as JSON values. `tell` may stop it by raising.

    Raises:
        SimulationError: It cannot be run, or came to where it could not go on.
    """
    compiled = as_planned(subject, scenario)
    return played(compiled, prepared(subject, scenario), tell)[1]


def played(
    compiled: Compiled, given: Inputs, tell: Callable[[float], None], past: int = 0
) -> tuple[Outcome, dict[str, Any]]:
    """Run the inputs; what came out, and what a page shows of it. The queues of the first `past` days are left out.

    Raises:
        SimulationError: They cannot be run, or came to where it could not go on.
    """
    samples = Samples(compiled, given, first=len(given.recorded))
    kernel.wait(compiled, given, tell)
    outcome = run(compiled, given, progress=tell, log=samples)
    record = summarise(outcome, compiled, given, samples.cases()).as_record()
    return outcome, {
        **record,
        "course": _year(record["course"], given, past),
        "approval_days": approval_days(outcome.replications),
    }


def _year(course: Mapping[str, Any] | None, given: Inputs, past: int) -> dict[str, Any] | None:
    """The queues of a year, from `past` days after the beginning on."""
    if not course:
        return None
    queues = {pool: values[past : past + QUEUE_DAYS] for pool, values in course["queues"].items()}
    return {**course, "origin": (given.origin + timedelta(days=past)).isoformat(), "queues": queues}


def compared(subject: Subject, named: Sequence[tuple[str, Scenario]], tell: Callable[[float], None]) -> dict[str, Any]:
    """Run several scenarios with the seed of the first and as many replications, and say how each differs from it.

    Raises:
        SimulationError: One cannot be run.
    """
    from engine.simulation.statistics.compare import Run, compare  # noqa: PLC0415 - of use here only

    first = named[0][1]
    replications = max(FEWEST_REPLICATIONS, *(scenario.replications for _, scenario in named))
    runs, columns = [], []
    for number, (name, scenario) in enumerate(named):
        compiled = as_planned(subject, scenario)
        given = prepared(subject, replace(scenario, seed=first.seed, replications=replications))
        kernel.wait(compiled, given, tell)

        def told(share: float, number: int = number) -> None:
            tell((number + share) / len(named))

        runs.append(Run(name, given, run(compiled, given, progress=told)))
        columns.append({**summarise(runs[-1].outcome, compiled, given).as_record(), "title": name, "course": None})
    pairs = [compare(runs[0], other).as_record() for other in runs[1:]]
    return {"scenarios": columns, "comparisons": pairs, "replications": replications, "seed": first.seed}


def searched(subject: Subject, scenario: Scenario, asked: Search, tell: Callable[[float], None]) -> dict[str, Any]:
    """Search the smallest staffing that keeps a limit, or its shortest figure.

    Raises:
        SimulationError: There is no such limit, or nothing to search.
    """
    from engine.simulation.statistics.promise import shortest_limit  # noqa: PLC0415 - of use here only
    from engine.simulation.statistics.search import Effort  # noqa: PLC0415 - the same
    from engine.simulation.statistics.staffing import smallest_staff  # noqa: PLC0415 - the same

    compiled = as_planned(subject, scenario)
    given = inputs(scenario, subject.definition.models, subject.catalogue, subject.calendar)
    reached = 0.0

    def progress(share: float) -> None:
        nonlocal reached
        reached = max(reached, min(share, 1.0))
        tell(reached)

    def cancelled() -> bool:
        tell(reached)  # raises where it is to stop
        return False

    kernel.wait(compiled, replace(given, replications=Effort().replications), tell)
    effort = Effort(share=asked.share, progress=progress, cancelled=cancelled)
    if asked.what == "staffing":
        found = smallest_staff(compiled, given, asked.limit, effort=effort).as_record()
    else:
        found = shortest_limit(compiled, given, asked.limit, effort).as_record()
    return {**found, "what": asked.what, "cases": scenario.cases, "seed": scenario.seed}


def prepared(subject: Subject, scenario: Scenario, past: int = 0) -> Inputs:
    """The scenario with what the pages want to know besides; `past`: days that go before those that they show."""
    told = inputs(scenario, subject.definition.models, subject.catalogue, subject.calendar)
    return replace(told, keep=True, queue_every=QUEUE_HOURS, queue_buckets=past + QUEUE_DAYS + 1)


def approval_days(replications: Iterable[Replication]) -> dict[str, list[float]]:
    """How many cases took how many working days of approval: bars about whole days, several to a bar where there are
    many.
    """
    counted: Counter[int] = Counter()
    for one in replications:
        counted.update(int(days) for days in spreads.approvals(one))
    if not counted:
        return {"edges": [], "counts": []}
    last = max(counted)
    wide = -(-(last + 1) // MOST_BARS)
    counts = [sum(counted[day] for day in range(begin, begin + wide)) for begin in range(0, last + 1, wide)]
    return {"edges": [n * wide - 0.5 for n in range(len(counts) + 1)], "counts": [float(n) for n in counts]}
