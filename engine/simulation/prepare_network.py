"""Nodes and flows as rows: how each element takes its time and chooses its ways in this scenario."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.inputs import Distribution, Task
from engine.simulation.memory import lookup, salt, span_of, time_kind
from engine.simulation.prepare_batches import write_batches
from engine.simulation.variables import known_variables, lapse_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.simulation.inputs import Inputs
    from engine.simulation.memory import Memory
    from engine.simulation.network import Compiled, Node, Way
    from engine.simulation.prepare_limits import LimitBook
    from engine.simulation.prepare_staff import StaffBook

_VOID = ("refused", "withdrawn")
_SUM = 1e-6  # how far shares may be from 1


def write_network(  # noqa: PLR0913 - all of it is needed
    memory: Memory, compiled: Compiled, inputs: Inputs, staff: StaffBook, limits: LimitBook, steps: Mapping[int, int]
) -> dict[int, int]:
    """Write the rows; gives the address of each node by its number."""
    writer = _Network(memory, compiled, inputs, staff, limits)
    for node in compiled.nodes:
        memory.m[writer.rows[node.index] + lay.N_STATS] = steps[node.index]
        writer.write(node)
    write_batches(memory, inputs, writer.tasks)
    return writer.rows


class _Network:
    def __init__(self, memory: Memory, compiled: Compiled, inputs: Inputs, staff: StaffBook, limits: LimitBook) -> None:
        self.memory, self.inputs, self.staff, self.limits = memory, inputs, staff, limits
        self.nodes = compiled.nodes
        first = memory.row(lay.N_SIZE * len(compiled.nodes))
        self.rows = {node.index: first + node.index * lay.N_SIZE for node in compiled.nodes}
        self.columns = compiled.columns
        self.tasks: dict[int, tuple[str, Task]] = {}
        self.known = known_variables(compiled, inputs)
        self.compiled = compiled

    def write(self, node: Node) -> None:
        """One node with its flows."""
        fill = {
            lay.N_KIND: node.kind,
            lay.N_LOCAL: lay.F_SIZE + node.local,
            lay.N_PLACE: node.place,
            lay.N_ID: node.index,
            lay.N_JOIN: lay.OF_NUMBERS if node.counts else lay.OF_ROUNDS if node.is_join else lay.NO_JOIN,
            lay.N_NEEDED: node.needed,
            lay.N_SPLIT_COLUMN: node.column,
            lay.N_JOIN_SPLIT: 0 if node.split is None else self.rows[node.split],
            lay.N_JOIN_COLUMN: -1 if node.split is None else self.nodes[node.split].column,
            lay.N_OWNERS: self.memory.integers([0 if o is None else self.rows[o] for o in self._owners(node)]),
            lay.N_INTERRUPTING: int(node.element.interrupting),
            lay.N_BOUNDARY: self.memory.integers([self.rows[b] for b in node.boundaries]),
            lay.N_BOUNDARY_SIZE: len(node.boundaries),
            lay.N_STARTS: self.memory.integers([self.rows[s] for s in node.starts]),
            lay.N_STARTS_SIZE: len(node.starts),
            lay.N_TIME: time_kind(node.element.time.value),
            lay.N_SALT: salt(node.key),
            lay.N_VOID: int(node.element.outcome in _VOID),
            lay.N_DUE: -1,
            lay.N_TIMES: 1 if node.element.times is None else node.element.times,
        }
        for field, size, book in (
            (lay.N_LIMITS, lay.N_LIMITS_SIZE, self.limits.activities),
            (lay.N_GAPPED, lay.N_GAPPED_SIZE, self.limits.scopes),
            (lay.N_MARKS, lay.N_MARKS_SIZE, self.limits.marks),
        ):
            fill[field], fill[size] = book.get(node.index, (0, 0))
        if node.kind == lay.INCLUSIVE and node.is_join:
            fill[lay.N_SOURCES] = self._sources(node)
        fill |= self._flows(node) | self._multi(node)
        if node.kind in (lay.STEP, lay.SERVICE):
            fill |= self._task(node)
        elif node.kind in (lay.TIMER, lay.BOUNDARY):
            fill |= self._timer(node) | lapse_row(self.memory, self.compiled, node)
        elif node.element.assigns:
            fill |= self._script(node)
        fill[lay.N_PLAIN] = self._plain(node, fill)
        at = self.rows[node.index]
        for place, value in fill.items():
            self.memory.m[at + place] = value

    def _plain(self, node: Node, fill: Mapping[int, int]) -> int:
        """Whether little is asked of a node: nothing stands on it, nothing is decided or set, it is done once, all of
        its flows are taken, no rounds are told apart; of a step also that no case was there before.
        """
        more = (lay.N_MULTI, lay.N_BOUNDARY_SIZE, lay.N_ASSIGNS_SIZE, lay.N_PACES)
        if self.columns > 0 or any(fill.get(field) for field in more) or fill[lay.N_CHOICE] != lay.ALL:
            return lay.NOT_PLAIN
        if node.kind in (lay.STEP, lay.SERVICE):
            return lay.PLAIN_STEP if len(node.ways) == 1 and not self.inputs.recorded else lay.NOT_PLAIN
        is_way = node.kind in (lay.PASS, lay.EXCLUSIVE, lay.PARALLEL) and node.ways and not fill[lay.N_MARKS_SIZE]
        return lay.PLAIN_WAY if is_way and fill[lay.N_JOIN] != lay.OF_ROUNDS else lay.NOT_PLAIN

    def _owners(self, node: Node) -> list[int | None]:
        return [*node.owners, *([None] * (self.columns - len(node.owners)))] or [None]

    def _sources(self, node: Node) -> int:
        places = 1 + max(other.place for other in self.nodes)
        bits = [0] * places
        for source, mask in node.sources.items():
            bits[self.nodes[source].place] = mask
        return self.memory.integers(bits)

    # ── ways out ────────────────────────────────────────────────────────────────────────────────────────────────

    def _flows(self, node: Node) -> dict[int, int]:
        choice = self._choice(node)
        by_chance = choice in (lay.ONE_BY_CHANCE, lay.SOME_BY_CHANCE)
        shares = self._shares(node, exclusive=choice == lay.ONE_BY_CHANCE) if by_chance else None
        rows: list[int] = []
        for number, way in enumerate(node.ways):
            condition = 0
            if way.condition is not None and choice in (lay.FIRST_TRUE, lay.EVERY_TRUE) and number != node.default:
                where = f"flow {way.flow!r} of {node.key!r}"
                condition = self._program(way.condition, where, self.known)
            share = 0 if shares is None else self.memory.floats([shares[number]])
            rows += [self.rows[way.target], way.needed, way.keep, share, condition]
        at = self.memory.integers(rows)
        default = 0 if node.default is None else at + node.default * lay.L_SIZE
        return {
            lay.N_FLOWS: at,
            lay.N_FLOWS_SIZE: len(node.ways),
            lay.N_CHOICE: choice,
            lay.N_DEFAULT: default,
        }

    def _weight(self, node: Node, way: Way) -> float | None:
        found: float | None = lookup(self.inputs.weights, f"{node.process}/{way.flow}", way.flow)
        if found is not None and not (math.isfinite(found) and found >= 0):
            raise SimulationError(f"Expected a weight of 0 or more for flow {way.flow!r}, but came {found}")
        return found

    def _choice(self, node: Node) -> int:
        plain = node.default is None and all(way.condition is None for way in node.ways)
        exclusive = node.kind == lay.EXCLUSIVE
        if node.kind in (lay.PARALLEL, lay.RACE) or (plain and len(node.ways) <= 1):
            return lay.ALL
        if any(self._weight(node, way) is not None for way in node.ways):
            return lay.ONE_BY_CHANCE if exclusive else lay.SOME_BY_CHANCE
        if not plain:
            return lay.FIRST_TRUE if exclusive else lay.EVERY_TRUE
        if exclusive:
            flows = ", ".join(repr(way.flow) for way in node.ways)
            raise SimulationError(
                f"Expected weights or conditions for the flows {flows} out of {node.key!r}, but there are none"
            )
        return lay.ALL

    def _shares(self, node: Node, *, exclusive: bool) -> list[float]:
        """The share of each flow; of a choice of one the default has what is left, where it has none of its own."""
        given = [self._weight(node, way) for way in node.ways]
        missing = [n for n, weight in enumerate(given) if weight is None and n != node.default]
        if missing:
            raise SimulationError(
                f"Expected a weight for every flow out of {node.key!r}, but {node.ways[missing[0]].flow!r} has none"
            )
        total = math.fsum(weight or 0.0 for weight in given)
        if not exclusive:
            if any(weight is not None and weight > 1 for weight in given):
                raise SimulationError(
                    f"Expected probabilities up to 1 for the flows out of {node.key!r}, but came {given}"
                )
            return [weight or 0.0 for weight in given]
        if node.default is not None and given[node.default] is None:
            if total > 1 + _SUM:
                raise SimulationError(
                    f"Expected weights that leave something to the default flow of {node.key!r}, but they add up to "
                    f"{total}"
                )
            return [max(1 - total, 0.0) if weight is None else weight for weight in given]
        if total <= 0:
            raise SimulationError(f"Expected a weight above 0 among the flows out of {node.key!r}, but all are 0")
        return [(weight or 0.0) / total for weight in given]

    def _program(self, text: str, where: str, known: Collection[str], *, special: bool = False) -> int:
        from engine.simulation.programs import program  # noqa: PLC0415 - a scenario by weights needs no expressions

        return program(self.memory, text, where, known, special=special)

    # ── time ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _task(self, node: Node) -> dict[int, int]:
        task: Task | None = lookup(self.inputs.tasks, node.key, node.element.id)
        if task is None:
            if node.kind == lay.SERVICE:
                return {}
            task = self.inputs.tasks.get("*")
        if task is None:
            raise SimulationError(f"Expected a duration for step {node.key!r} ({node.element.name}), but there is none")
        what = f"the duration of {node.key!r}"
        self.tasks[self.rows[node.index]] = (node.key, task)
        duration = self.memory.distribution(task.duration, what, lay.HOUR)
        return {
            lay.N_DURATION: duration,
            lay.N_PACES: self._paces(node, task, duration) if task.paces or task.batch is not None else 0,
            lay.N_POOL: 0 if task.pool is None else self.staff.pools[task.pool],
            lay.N_CALENDAR: self._calendar(task.calendar),
            **self._priority(node, task.priority),
            lay.N_ASSIGNS: self._assigns(node, task),
            lay.N_ASSIGNS_SIZE: len(task.decides),
        }

    def _priority(self, node: Node, priority: float | str) -> dict[int, int]:
        """The rank of a priority, or the program that finds it."""
        if isinstance(priority, str):
            return {lay.N_PRIORITY: self._program(priority, f"the priority of {node.key!r}", self.known)}
        if not math.isfinite(priority) or abs(priority) > lay.MOST_PRIORITY:
            raise SimulationError(f"Expected a finite priority of {node.key!r}, but came {priority}")
        return {lay.N_RANK: -round(priority * 1_000_000)}

    def _paces(self, node: Node, task: Task, duration: int) -> int:
        """The row of each group's distribution, by the group's number."""
        members = () if task.pool is None else self.inputs.pools[task.pool].staff
        rows = dict.fromkeys(self.staff.groups, duration)
        for group, given in task.paces.items():
            if group not in members:
                shown = ", ".join(members) or "nobody"
                raise SimulationError(
                    f"Expected the paces of {node.key!r} to name staff of its pool ({shown}), but came {group!r}"
                )
            rows[group] = self.memory.distribution(given, f"the duration of {node.key!r} by {group!r}", lay.HOUR)
        return self.memory.integers(list(rows.values()))

    def _calendar(self, name: str | None) -> int:
        return self.memory.calendar(None if name is None else self.inputs.calendars[name], name or "")

    def _assigns(self, node: Node, task: Task) -> int:
        rows = []
        for name, given in task.decides.items():
            what = f"what {node.key!r} decides"
            if isinstance(given, str):
                rows += [self.memory.variable(name), 0, self._program(given, what, self.known), 0]
            else:
                rows += [self.memory.variable(name), self.memory.distribution(given, what), 0, salt(name)]
        return self.memory.integers(rows)

    def _script(self, node: Node) -> dict[int, int]:
        rows = []
        for assign in node.element.assigns:
            value = self._program(assign.value, f"the script {node.key!r}", self.known)
            rows += [self.memory.variable(assign.variable), 0, value, 0]
        return {lay.N_ASSIGNS: self.memory.integers(rows), lay.N_ASSIGNS_SIZE: len(node.element.assigns)}

    def _timer(self, node: Node) -> dict[int, int]:
        given = lookup(self.inputs.timers, node.key, node.element.id)
        rule = node.element.timer
        if given is not None:
            return self._delay(node, given)
        if node.element.message is not None and node.kind == lay.TIMER:
            raise SimulationError(
                f"Expected to be told how long the message {node.element.message.name!r} takes to come at "
                f"{node.key!r}, but nothing is said of it"
            )
        if rule is None or rule.variable is not None:
            return {}
        if rule.duration is not None:
            from workflows.bpmn.durations import clock_time  # noqa: PLC0415 - loaded only where it is needed, so that a small run starts quickly

            return self._delay(node, Distribution.fixed(span_of(rule.duration, clock_time, repr(node.key))))
        if rule.date is not None:
            return {lay.N_DUE: self._date(node, rule.date)}
        if rule.day_of_month is not None:
            return {lay.N_DAY_OF_MONTH: rule.day_of_month, lay.N_HOUR: rule.hour}
        if rule.limit is not None and node.element.repeats:
            raise SimulationError(f"Expected {node.key!r} to repeat after a span, but it repeats at a limit's deadline")
        return {lay.N_RULE: self._rule(node)}

    def _delay(self, node: Node, given: Distribution) -> dict[int, int]:
        return {lay.N_DURATION: self.memory.distribution(given, f"the timer {node.key!r}", lay.HOUR)}

    def _date(self, node: Node, text: str) -> int:
        from engine.time.zone import parse_moment  # noqa: PLC0415 - loaded only where it is needed, so that a small run starts quickly

        try:
            moment = parse_moment(text).replace(tzinfo=None)
        except ValueError as error:
            raise SimulationError(f"Expected an instant at timer {node.key!r}, but {error}") from error
        return max((moment - self.inputs.origin) // timedelta(microseconds=1), 0)

    def _rule(self, node: Node) -> int:
        from engine.time.rule import Rule, Unit  # noqa: PLC0415 - loaded only where it is needed, so that a small run starts quickly

        timer = node.element.timer
        assert timer is not None  # noqa: S101 - the caller looked
        if timer.limit is not None:
            if timer.limit not in self.inputs.rules:
                raise SimulationError(f"Expected the rule of limit {timer.limit!r} for {node.key!r}, but there is none")
            return self.limits.rule(self.inputs.rules[timer.limit])
        if timer.quantity is None or timer.unit is None:
            raise SimulationError(f"Expected timer {node.key!r} to say when it is due, but it does not")
        try:
            return self.limits.rule(Rule(timer.quantity, Unit(timer.unit)))
        except ValueError as error:
            raise SimulationError(f"Expected a span at timer {node.key!r}, but {error}") from error

    # ── several instances ───────────────────────────────────────────────────────────────────────────────────────

    def _multi(self, node: Node) -> dict[int, int]:
        multi = node.element.multi
        if multi is None or node.kind not in (lay.STEP, lay.SERVICE, lay.SCOPE):
            return {}
        fill = {lay.N_MULTI: 2 if multi.sequential else 1}
        given = lookup(self.inputs.instances, node.key, node.element.id)
        where = f"the multi-instance {node.key!r}"
        if given is not None:
            fill[lay.N_COUNT] = self.memory.distribution(given, where)
        elif multi.cardinality is not None:
            fill[lay.N_COUNT_EXPRESSION] = self._program(multi.cardinality, where, self.known)
        else:
            raise SimulationError(
                f"Expected to be told how often {node.key!r} is done, but it goes by the list {multi.collection!r} and "
                "nothing is said of its instances"
            )
        if multi.completion is not None:
            fill[lay.N_COMPLETION] = self._program(multi.completion, where, self.known, special=True)
        return fill
