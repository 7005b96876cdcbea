"""Limits as rows: of activities, of scopes whose inside may not count, of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.inputs import Calendar

if TYPE_CHECKING:
    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.memory import Memory
    from engine.simulation.network import Compiled
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
        if len(self.stats) < len(inputs.limits):
            raise SimulationError("Expected limits with names of their own, but one comes twice")
        for limit in inputs.limits:
            size = lay.Y_LIMIT + memory.buckets(self.rule(limit.rule))
            self.stats[limit.id] = memory.floats([0.0] * size)
        self.activities: dict[int, tuple[int, int]] = {}
        self.scopes: dict[int, tuple[int, int]] = {}
        self.marks: dict[int, tuple[int, int]] = {}
        self.numbers = {name: number for number, name in enumerate(self.stats)}
        self.all_stats = memory.integers(list(self.stats.values()))
        own = [limit for limit in inputs.limits if limit.element is None]
        self.process, self.process_size = self._rows(own), len(own)
        most = max(self._write_activities(), len(own))
        self.registers = most * lay.R_SIZE
        self._write_marks(own)
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
            waits = 2 if limit.starts_at is not None else 0
            rule = limit.rule
            rows += [
                self.rule(rule),
                self.stats[limit.id],
                self.memory.excluded(rule),
                number * lay.R_SIZE,
                int(limit.restarts) | waits,
                self.numbers[limit.id],
            ]
        return self.memory.integers(rows)

    def _write_activities(self) -> int:
        """The limits upon elements; gives how many a scope has at most."""
        most = 0
        for node in self.compiled.nodes:
            limits = [limit for limit in self.inputs.limits if limit.element in (node.element.id, node.key)]
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

    def _write_marks(self, own: list[Limit]) -> None:
        found: dict[int, list[int]] = {}
        for number, limit in enumerate(own):
            row = self.process + number * lay.M_SIZE
            ends = ((limit.starts_at, limit.starts_when, lay.BEGINS), (limit.ends_at, limit.ends_when, lay.ENDS))
            for element, when, ending in ends:
                if element is None:
                    continue
                nodes = self.compiled.find(element)
                if not nodes or when not in _WHEN:
                    raise SimulationError(
                        f"Expected limit {limit.id!r} to begin and end where an element is entered or left, but came "
                        f"{element!r}, {when!r}"
                    )
                for node in nodes:
                    found.setdefault(node.index, []).extend([row, _WHEN[when], ending])
            for node in self.compiled.nodes:
                if limit.id in node.element.restarts:
                    found.setdefault(node.index, []).extend([row, 0, lay.BEGINS_ANEW])
        for index, rows in found.items():
            self.marks[index] = (self.memory.integers(rows), len(rows) // lay.B_SIZE)
