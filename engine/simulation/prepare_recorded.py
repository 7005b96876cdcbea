"""Recorded cases as rows: arrivals, facts, entries, allowances."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.memory import Memory
    from engine.simulation.network import Compiled
    from engine.simulation.recorded import Entry, Recorded, Value

_MICROSECOND = timedelta(microseconds=1)


def write_recorded(memory: Memory, compiled: Compiled, inputs: Inputs) -> int:
    """Write what is recorded; gives how many cases there are.

    Raises:
        SimulationError: They are not in order, name what is not there, or come after the present.
    """
    m = memory.m
    m[lay.G_TODAY] = -1
    if inputs.now is None:
        if inputs.recorded:
            raise SimulationError("Expected to be told the present of recorded cases, but it is not given")
        return 0
    return _Book(memory, compiled, inputs).write()


class _Book:
    def __init__(self, memory: Memory, compiled: Compiled, inputs: Inputs) -> None:
        assert inputs.now is not None  # noqa: S101 - the caller looked
        self.memory, self.inputs = memory, inputs
        self.nodes = {node.key: node.index for node in compiled.nodes}
        self.today = self._micros(inputs.now, "the present")

    def write(self) -> int:
        m, cases = self.memory.m, self.inputs.recorded
        times = [self._instant(case.arrived, "an arrival") for case in cases]
        if times != sorted(times):
            raise SimulationError("Expected recorded cases in the order of their arrival, but they are not")
        facts = [number for case in cases for number in self._values(case.attributes)]
        records = [number for case in cases for number in self._entries(case)]
        held = sum(e.closed is None for case in cases for entries in case.entries.values() for e in entries)
        limits = len(self.inputs.limits)
        fill = {
            lay.G_TODAY: self.today,
            lay.G_RECORDED: len(cases),
            lay.G_RECORDED_TIMES: self.memory.integers(times),
            lay.G_FACTS: self.memory.integers(facts),
            lay.G_RECORDS: self.memory.integers(records),
            lay.G_RECORDS_WIDTH: len(self.nodes),
            lay.G_HELD: self.memory.row(held * lay.H_SIZE),
            lay.G_VERDICTS: self.memory.row(len(cases) * limits),
            lay.G_ALLOWANCES: self.memory.integers([a for case in cases for a in self._allowances(case)]),
        }
        for place, value in fill.items():
            m[place] = value
        return len(cases)

    def _micros(self, at: datetime, what: str) -> int:
        found = (at.replace(tzinfo=None) - self.inputs.origin) // _MICROSECOND
        if found < 0:
            raise SimulationError(f"Expected {what} from {self.inputs.origin.date()} on, but it is {at}")
        return found

    def _instant(self, at: datetime, what: str) -> int:
        found = self._micros(at, what)
        if found > self.today:
            raise SimulationError(f"Expected {what} of a recorded case up to {self.inputs.now}, but it is {at}")
        return found

    def _values(self, values: Mapping[str, Value]) -> list[int]:
        """Where pairs of a variable and its value stand, and how many there are; variables that no condition asks for
        are left out.
        """
        known = {name: value for name, value in values.items() if name in self.memory.variables}
        pairs = [
            number
            for name, value in known.items()
            for number in (self.memory.variables[name], self.memory.floats([self.memory.code(value, repr(name))]))
        ]
        return [self.memory.integers(pairs), len(known)]

    def _entries(self, case: Recorded) -> Iterable[int]:
        """Of each node where the case's records begin and end."""
        unknown = sorted(set(case.entries) - set(self.nodes))
        if unknown:
            raise SimulationError(f"Expected records of elements of this process, but {unknown[0]!r} is none of them")
        for key in self.nodes:
            rows = [number for entry in case.entries.get(key, ()) for number in self._entry(entry)]
            at = self.memory.integers(rows)
            yield from (at, at + len(rows))

    def _entry(self, entry: Entry) -> list[int]:
        how = 2 if entry.closed is None else int(entry.cancelled)
        closed = lay.NEVER if entry.closed is None else self._instant(entry.closed, "an end")
        begun = -1 if entry.begun is None else self._instant(entry.begun, "a beginning")
        return [closed, how, begun, *self._values(entry.values)]

    def _allowances(self, case: Recorded) -> Iterable[int]:
        return (self._allowance(limit, case.allowances.get(limit.id, 0.0)) for limit in self.inputs.limits)

    def _allowance(self, limit: Limit, amount: float) -> int:
        if not math.isfinite(amount):
            raise SimulationError(f"Expected a finite allowance of {limit.id!r}, but came {amount}")
        return round(amount) if limit.rule.by_date else round(amount * lay.HOUR)
