"""Fits a scenario to an event log: arrivals, work per step, decisions or branches, and the staff that was seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.simulation.network import compile_model
from engine.simulation.scenario.defaults.budgets import department_of, kind_of_time
from engine.simulation.scenario.defaults.steps import OFFICE_POOL
from engine.simulation.scenario.fitting.branching import branches
from engine.simulation.scenario.fitting.seen import arrivals
from engine.simulation.scenario.fitting.shapes import shape
from engine.simulation.scenario.values import NOBODY, PoolPlan, Scenario, ScenarioError, StepPlan
from engine.time.zone import local
from workflows.model import Kind, TimeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from engine.simulation.network import Compiled, Node
    from engine.simulation.scenario.fitting.log import Row
    from engine.time.calendar import WorkCalendar
    from workflows.model import ProcessModel

_HOUR = 3_600_000_000
_DAY = 24 * _HOUR


def fit(rows: Iterable[Row], process: str, models: Mapping[str, ProcessModel], calendar: WorkCalendar) -> Scenario:
    """A scenario that says what the log tells, and nothing else: `inputs` gives the rest its defaults.

    Work of a department is measured in working time of `calendar`, what an applicant, a notice or works take by the
    clock. Where the log tells only when a step opened, its work begins when whoever did it was done with the last.

    Args:
        rows: Of any cases; rows of activities that the process does not have are left aside.
        process: The id of the process.
        models: It and what it calls.
        calendar: The State's calendar and the office's hours.

    Raises:
        ScenarioError: No row is of this process.
        SimulationError: The diagrams hold what the simulation does not know.
    """
    compiled = compile_model(models, process)
    reader = _Reader(compiled, calendar)
    found = sorted((_local(row) for row in rows), key=lambda row: (row.finished, row.began, row.case))
    mine = [(reader.names[row.activity], row) for row in found if row.activity in reader.names]
    if not mine:
        raise ScenarioError(
            f"Expected a log with steps of {process} ({', '.join(list(reader.names)[:10])}, …), but none of its "
            f"{len(found)} rows is of one."
        )
    first: dict[str, datetime] = {}
    for _, row in mine:
        first[row.case] = min(first.get(row.case, row.began), row.began)
    came = sorted(first.values())
    return Scenario(
        process=process,
        start=came[0].date(),
        arrivals=arrivals(came, calendar),
        steps=reader.steps(mine),
        pools=reader.pools(mine),
        branches=branches(compiled, mine, reader.told(mine)),
    )


def _local(row: Row) -> Row:
    """Its instants as wall time."""
    if row.finished.tzinfo is None:
        return row
    opened, started = (None if at is None else local(at).replace(tzinfo=None) for at in (row.opened, row.started))
    return replace(row, opened=opened, started=started, finished=local(row.finished).replace(tzinfo=None))


class _Reader:
    """What rows tell of the steps of one process."""

    def __init__(self, compiled: Compiled, calendar: WorkCalendar) -> None:
        self.compiled, self.calendar = compiled, calendar
        steps = [node for node in compiled.nodes if node.element.kind is Kind.STEP]
        by_name = Counter(node.element.name for node in steps)
        self.names = {n.element.name: n for n in steps if n.element.name and by_name[n.element.name] == 1}
        for node in steps:
            self.names[node.element.id] = self.names[node.key] = node

    def key(self, node: Node) -> str:
        """How the scenario calls a step."""
        return node.element.id if len(self.compiled.find(node.element.id)) == 1 else node.key

    def pool(self, node: Node) -> str:
        """Who does it."""
        department = department_of(self.compiled, node)
        delay = kind_of_time(node, department) is not TimeKind.APPROVAL
        return NOBODY if delay else department or OFFICE_POOL

    def told(self, mine: Sequence[tuple[Node, Row]]) -> set[int]:
        """The steps whose decisions the log tells."""
        return {node.index for node, row in mine if row.decision is not None}

    def steps(self, mine: Sequence[tuple[Node, Row]]) -> dict[str, StepPlan]:
        """The work of each step and how it was decided."""
        spans: dict[int, list[float]] = {}
        decided: dict[int, Counter[str]] = {}
        busy_until: dict[str, datetime] = {}
        nodes = {node.index: node for node, _ in mine}
        for node, row in mine:
            began = row.started or row.began
            if self.pool(node) == NOBODY:
                began = row.began
            elif row.started is None and row.resource is not None:
                began = max(began, min(busy_until.get(row.resource, began), row.finished))
            if row.resource is not None:
                busy_until[row.resource] = row.finished
            spans.setdefault(node.index, []).append(self._hours(node, began, row.finished))
            if row.decision is not None:
                decided.setdefault(node.index, Counter())[row.decision] += 1
        found = {}
        for index, node in sorted(nodes.items()):
            unit = "hours" if self.pool(node) == NOBODY else "working_hours"
            values = {d.value for d in node.element.decisions}
            shares = {value: float(n) for value, n in decided.get(index, Counter()).items() if value in values}
            found[self.key(node)] = StepPlan(duration=shape(spans[index], unit), decisions=shares)
        return found

    def _hours(self, node: Node, began: datetime, finished: datetime) -> float:
        if self.pool(node) == NOBODY:
            return (finished - began).total_seconds() / 3600
        return (self._worked(finished) - self._worked(began)) / _HOUR

    def _worked(self, at: datetime) -> int:
        clock = ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond
        return self.calendar.business_count(at.toordinal() * _DAY + clock)

    def pools(self, mine: Sequence[tuple[Node, Row]]) -> dict[str, PoolPlan]:
        """As many people as were named, or worked at one time, if that is more. A name counts where it did most."""
        done: dict[str, Counter[str]] = {}
        changes: dict[str, list[tuple[datetime, int]]] = {}
        for node, row in mine:
            pool = self.pool(node)
            if pool == NOBODY:
                continue
            if row.resource is not None:
                done.setdefault(row.resource, Counter())[pool] += 1
            if row.started is not None and row.started < row.finished:
                changes.setdefault(pool, []).extend([(row.started, 1), (row.finished, -1)])
            else:
                changes.setdefault(pool, [])
        named = Counter(counts.most_common(1)[0][0] for counts in done.values())
        found = {}
        for pool, marks in sorted(changes.items()):
            at_once = most = 0
            for _, change in sorted(marks):
                at_once += change
                most = max(most, at_once)
            if max(most, named[pool]) > 0:
                found[pool] = PoolPlan(max(most, named[pool]))
        return found
