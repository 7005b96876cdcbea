"""Limits as rows: of activities, of scopes whose inside may not count, of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.inputs import Calendar
from engine.simulation.memory import salt, time_kind, unit_of
from engine.simulation.variables import ACCEPTED, known_variables, lapse_of

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.memory import Memory
    from engine.simulation.network import Compiled, Node
    from engine.time.rule import Rule

MONDAY_TO_FRIDAY = Calendar.weekly(("mon-fri", "09:00", "12:00"), ("mon-fri", "14:00", "18:00"))
_WHEN = {"entered": 0, "left": 1}


class LimitBook:
    """What the limits need of a frame and of the nodes.

    `process` is the address of the case's limits; `activities`, `scopes` and `marks` are the rows that belong to a
    node, by its number: address and how many. `registers` is the room they need at the end of a frame.
    """

    def __init__(self, memory: Memory, compiled: Compiled, inputs: Inputs) -> None:
        self.memory, self.compiled, self.inputs = memory, compiled, inputs
        name = inputs.limit_calendar
        self.name = name or "of limits"
        self.calendar = MONDAY_TO_FRIDAY if name is None else inputs.calendars[name]
        self.rules: dict[str, int] = {}
        self.stats = {limit.id: 0 for limit in inputs.limits}
        self.shares: dict[str, int] = {}  # in x: of the counts that broke it, how much was each node's
        if len(self.stats) < len(inputs.limits):
            raise SimulationError("Expected limits with names of their own, but one comes twice")
        for limit in inputs.limits:
            size = lay.Y_LIMIT + memory.buckets(self.rule(limit.rule))
            self.stats[limit.id] = memory.floats([0.0] * (size + len(compiled.nodes)))
            self.shares[limit.id] = self.stats[limit.id] + size
        self.stats_end = len(memory.x)  # what follows is no statistic
        self.activities: dict[int, tuple[int, int]] = {}
        self.scopes: dict[int, tuple[int, int]] = {}
        self.marks: dict[int, tuple[int, int]] = {}
        self.found: dict[int, list[int]] = {}
        self.known = known_variables(compiled, inputs)
        self.numbers = {name: number for number, name in enumerate(self.stats)}
        self.all_stats = memory.integers(list(self.stats.values()))
        own = [limit for limit in inputs.limits if limit.element is None]
        self.process, self.process_size = self._rows(own), len(own)
        most = max(self._write_activities(), len(own))
        self.registers = most * lay.R_SIZE
        self._write_marks()
        self.approval_days = memory.days(self.calendar, self.name) if inputs.keep else 0

    def rule(self, rule: Rule) -> int:
        """The row of a rule."""
        key = repr(rule)
        if key not in self.rules:
            self.rules[key] = self.memory.rule(rule, self.calendar, self.name)
        return self.rules[key]

    def _rows(self, limits: list[Limit]) -> int:
        rows: list[int] = []
        for number, limit in enumerate(limits):
            how = lay.ANEW if limit.restarts else 0
            how |= lay.WAITS if limit.starts_at is not None else 0
            how |= lay.ACCEPTED if limit.from_acceptance else 0
            rule = limit.rule
            rows += [
                self.rule(rule),
                self.stats[limit.id],
                self.memory.excluded(rule),
                number * lay.R_SIZE,
                how,
                self.numbers[limit.id],
                *self._extension(limit),
                self.shares[limit.id],
            ]
        return self.memory.integers(rows)

    def _extension(self, limit: Limit) -> tuple[int, int, int]:
        """By how much it is longer for some cases, for how many of them, and the name by which they are drawn."""
        if not 0 <= limit.extended <= 1:
            raise SimulationError(
                f"Expected a share of cases that get {limit.id!r} extended, but came {limit.extended}"
            )
        if limit.extended == 0:
            return 0, 0, 0
        extension = limit.rule.extension
        if extension is None or extension.length is None:
            raise SimulationError(f"Expected a limit whose extension has a length, but {limit.id!r} has none")
        return self.units(limit.rule, extension.length), round(limit.extended * (1 << 53)), salt(limit.id)

    def units(self, rule: Rule, amount: Decimal) -> int:
        """An amount of a limit's unit as the kernel counts it: days, months, or microseconds."""
        return int(amount * unit_of(rule, self.calendar))

    def _write_activities(self) -> int:
        """The limits upon elements; gives how many a scope has at most."""
        most = 0
        for node in self.compiled.nodes:
            limits = self._upon(node)
            if not limits:
                continue
            found = (self._rows(limits), len(limits))
            if node.kind == lay.SCOPE:
                self.scopes[node.index] = found
                most = max(most, len(limits))
            else:
                self.activities[node.index] = found
        kinds = (lay.STEP, lay.SERVICE, lay.SCOPE)
        for limit in self.inputs.limits:
            if limit.element is not None and not any(n.kind in kinds for n in self.compiled.find(limit.element)):
                raise SimulationError(
                    f"Expected limit {limit.id!r} to lie upon an activity, but {limit.element!r} is none"
                )
        return most

    def _write_marks(self) -> None:
        """Where limits of the case, or of a scope, begin and end inside of it."""
        own = [limit for limit in self.inputs.limits if limit.element is None]
        for number, limit in enumerate(own):
            self._mark(limit, self.process + number * lay.M_SIZE, -1)
        for index, (row, _) in self.scopes.items():
            for number, limit in enumerate(self._upon(self.compiled.nodes[index])):
                self._mark(limit, row + number * lay.M_SIZE, index)
        for limit in self.inputs.limits:
            for node in self.compiled.nodes:
                if limit.id.partition("@")[0] in node.element.restarts:
                    self._check_restart(limit, node)
        for node in self.compiled.nodes:
            lapse = lapse_of(self.compiled, node)
            if lapse is not None and lapse[1] == ACCEPTED:
                self.found.setdefault(node.index, []).extend([0, 0, lay.SILENCE, -1, -1, 0])
        for index, rows in self.found.items():
            self.marks[index] = (self.memory.integers(rows), len(rows) // lay.B_SIZE)

    def _upon(self, node: Node) -> list[Limit]:
        return [limit for limit in self.inputs.limits if limit.element in (node.element.id, node.key)]

    def _mark(self, limit: Limit, row: int, scope: int) -> None:
        variable, value = self._condition(limit)
        if limit.starts_at is not None:
            how = lay.ACCEPTS if limit.accepted else lay.BEGINS
            self._at(limit, limit.starts_at, [row, _WHEN.get(limit.starts_when, -1), how, scope, variable, value])
        if limit.ends_at is not None:
            self._at(limit, limit.ends_at, [row, _WHEN.get(limit.ends_when, -1), lay.ENDS, scope, -1, 0])
        for timer in limit.silent:
            self._at(limit, timer, [row, 0, lay.ACCEPTS_SILENTLY, scope, -1, 0])
        for node in self.compiled.nodes:
            if limit.id.partition("@")[0] in node.element.restarts:
                since = node.element.restarts_since
                if since is not None:
                    self._note(limit, f"{node.process}/{since}", row, scope)
                self._at(limit, node.key, [row, 0, lay.BEGINS_ANEW, scope, -1, 0])

    def _check_restart(self, limit: Limit, node: Node) -> None:
        """A limit of the case, or of a scope around, can begin anew; one of what stands beside is not modelled."""
        if limit.element is None:
            return
        around, inside = node.element.parent, self.compiled.models[node.process].elements
        scopes = {self.compiled.nodes[index].key for index in self.scopes}
        while around is not None and f"{node.process}/{around}" not in scopes:
            around = inside[around].parent
        if around is None:
            raise SimulationError(
                f"Expected {node.key!r} to begin a limit of the case or of a scope around it anew, but {limit.id!r} "
                f"lies upon {limit.element!r}: that is not modelled"
            )

    def _note(self, limit: Limit, step: str, row: int, scope: int) -> None:
        """A limit begins anew since that step was opened. All the while it was open its time counted."""
        kinds = self.memory.excluded(limit.rule)
        for node in self.compiled.find(step):
            kind = time_kind(node.element.time.value)
            if kind != 0 if kinds < 0 else (kinds >> kind) & 1:
                raise SimulationError(
                    f"Expected the time of {node.key!r} to count in the limit {limit.id!r}, which begins anew since "
                    "that step was opened, but the limit leaves it out: that is not modelled"
                )
        self._at(limit, step, [row, 1, lay.NOTES, scope, -1, 0])

    def _condition(self, limit: Limit) -> tuple[int, int]:
        """A variable and where its value stands; −1 where nobody sets it, or none is asked for."""
        if limit.accepted is None or limit.accepted[0] not in self.known:
            return -1, 0
        name, value = limit.accepted
        return self.memory.variable(name), self.memory.floats([self.memory.code(value, repr(name))])

    def _at(self, limit: Limit, element: str, mark: list[int]) -> None:
        nodes = self.compiled.find(element)
        if not nodes or mark[lay.B_LEAVING] < 0:
            raise SimulationError(
                f"Expected limit {limit.id!r} to begin and end where an element is entered or left, but came "
                f"{element!r}, {limit.starts_when!r}, {limit.ends_when!r}"
            )
        for node in nodes:
            self.found.setdefault(node.index, []).extend(mark)
