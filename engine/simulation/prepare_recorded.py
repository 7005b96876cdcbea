"""Recorded cases as rows: arrivals, facts, entries, the counts of limits that run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.kernel import limits as kernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.simulation.inputs import Inputs
    from engine.simulation.memory import Memory
    from engine.simulation.network import Compiled
    from engine.simulation.prepare_limits import LimitBook
    from engine.simulation.recorded import Counted, Entry, Recorded, Value

_MICROSECOND = timedelta(microseconds=1)


def write_recorded(memory: Memory, compiled: Compiled, inputs: Inputs, limits: LimitBook) -> int:
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
    return _Book(memory, compiled, inputs, limits).write()


class _Book:
    def __init__(self, memory: Memory, compiled: Compiled, inputs: Inputs, limits: LimitBook) -> None:
        assert inputs.now is not None  # noqa: S101 - the caller looked
        self.memory, self.inputs, self.limits = memory, inputs, limits
        self.by_id = {limit.id: limit for limit in inputs.limits}
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
        verdicts = [case.verdicts.get(limit.id, 0) for case in cases for limit in self.inputs.limits]
        counts = [number for case in cases for number in self._counts(case)]
        fill = {
            lay.G_TODAY: self.today,
            lay.G_RECORDED: len(cases),
            lay.G_RECORDED_TIMES: self.memory.integers(times),
            lay.G_FACTS: self.memory.integers(facts),
            lay.G_RECORDS: self.memory.integers(records),
            lay.G_RECORDS_WIDTH: len(self.nodes),
            lay.G_HELD: self.memory.row(held * lay.H_SIZE),
            lay.G_VERDICTS: self.memory.integers(verdicts),
            lay.G_ROOTS: self.memory.row(len(cases)),
            lay.G_COUNTS: self.memory.integers(counts),
            lay.G_PRESENT: self.today,
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
        how = 2 if entry.closed is None and entry.due is None else int(entry.cancelled)
        closed = lay.NEVER if entry.closed is None else self._instant(entry.closed, "an end")
        if entry.due is not None:
            closed = max(self._micros(entry.due, "a due date"), self.today)
        begun = -1 if entry.begun is None else self._instant(entry.begun, "a beginning")
        until = 0 if entry.until is None else self._micros(entry.until, "the end of a pause")
        return [closed, how, begun, *self._values(entry.values), until]

    # ── running counts ──────────────────────────────────────────────────────────────────────────────────────────────

    def _counts(self, case: Recorded) -> list[int]:
        """Where the rows of a case's running counts stand, and how many there are."""
        if case.counts is None:
            return [0, -1]
        rows = [self._count(count) for count in case.counts if count.limit in self.by_id]
        at = self.memory.row(len(rows) * lay.RUN_SIZE)
        for number, row in enumerate(rows):
            self.memory.m[at + number * lay.RUN_SIZE : at + (number + 1) * lay.RUN_SIZE] = row
        return [at, len(rows)]

    def _count(self, count: Counted) -> list[int]:
        """A row: the count is begun and followed from gap to gap, as the loop does it."""
        m, limit = self.memory.m, self.by_id[count.limit]
        rule, at = self.limits.rule(limit.rule), self.memory.row(lay.R_SIZE)
        started = self._instant(count.started, "the start of a count")
        kernel.begin(m, rule, at, started, self.limits.units(limit.rule, count.extended))
        for start, end in count.gaps:
            kernel.follow(m, rule, at, max(self._micros(start, "a gap"), started), in_gap=True)
            if end is not None:
                kernel.follow(m, rule, at, max(self._instant(end, "the end of a gap"), started), in_gap=False)
        if m[lay.G_FAULT] != lay.FINE:
            raise SimulationError(
                f"Expected a count of {limit.id!r} within the calendar of limits, but the one since {count.started} "
                "reaches beyond it"
            )
        if count.until is not None:
            m[at + lay.R_UNTIL] = self._micros(count.until, "the end of a pause")
        node = -1 if count.element is None else self.nodes[count.element]
        entered = 0 if count.entered is None else self._instant(count.entered, "an entry")
        return [node, entered, self.limits.numbers[limit.id], *m[at : at + lay.R_SIZE]]
