"""Puts diagrams and a scenario together into the memory of the kernel, and refuses what cannot be simulated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.memory import Memory, lookup, salt
from engine.simulation.prepare_limits import MONDAY_TO_FRIDAY, LimitBook
from engine.simulation.prepare_network import write_network
from engine.simulation.prepare_profile import write_profile
from engine.simulation.prepare_recorded import write_recorded
from engine.simulation.prepare_staff import StaffBook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.inputs import Calendar, Inputs
    from engine.simulation.network import Compiled, Node

MICROSECOND = timedelta(microseconds=1)
MOST_CASES = 100_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """Memory that is ready to run but for the replication's key, and where its results will stand.

    `names` tells what an address in a fault is about.
    """

    compiled: Compiled
    inputs: Inputs
    m: list[Any]
    x: list[float]
    cases: int | None
    frame_size: int
    steps: Mapping[int, int]  # statistics in x by the number of a node
    pools: Mapping[str, int]  # rows in m
    staff: Mapping[str, int]  # rows in m
    limits: Mapping[str, int]  # statistics in x
    rules: Mapping[str, int]  # rows in m, of the limits
    shares: Mapping[str, int]  # of each limit, in x: how much of its breaches was each node's
    names: Mapping[int, str]
    log_nodes: tuple[str, ...]
    log_staff: tuple[str, ...]

    @property
    def calendar_of_limits(self) -> Calendar:
        """By whose days limits count."""
        name = self.inputs.limit_calendar
        return MONDAY_TO_FRIDAY if name is None else self.inputs.calendars[name]


def prepare(compiled: Compiled, inputs: Inputs, *, log: bool = False) -> Prepared:
    """Write the memory.

    Raises:
        SimulationError: Something is missing, unknown or no number that it can be.
    """
    _check(compiled, inputs)
    memory = Memory(inputs.start)
    m = memory.m
    m[lay.G_STACK] = memory.floats([0.0] * (lay.STACK + 3))
    first_number = len(memory.x)
    staff = StaffBook(memory, inputs)
    steps = {node.index: memory.floats([0.0] * lay.X_NODE) for node in compiled.nodes}
    limits = LimitBook(memory, compiled, inputs)
    m[lay.G_STATS], m[lay.G_STATS_END] = first_number, limits.stats_end
    nodes = write_network(memory, compiled, inputs, staff, limits, steps)
    cases = _write_arrivals(memory, inputs)
    _write_attributes(memory, inputs)
    recorded = write_recorded(memory, compiled, inputs, limits)
    cases = None if cases is None else cases + recorded
    frame_size = lay.F_SIZE + compiled.locals + limits.registers + len(inputs.limits)
    fill = {
        lay.G_MAX_OPEN: inputs.max_open,
        lay.G_MAX_VISITS: inputs.max_visits,
        lay.G_ROUNDS: compiled.columns,
        lay.G_CARRY: memory.row(max(compiled.columns, 1)),
        lay.G_RELEASED: memory.row(max(len(staff.groups), 1)),
        lay.G_WARM_UP: round(inputs.warm_up * lay.HOUR) + _since_midnight(inputs),
        lay.G_WARMED: int(inputs.warm_up == 0 and inputs.now is None),
        lay.G_HORIZON: _horizon(inputs),
        lay.G_VARIABLES: len(memory.variables),
        lay.G_KEEP: int(inputs.keep),
        lay.G_FRAME_SIZE: frame_size,
        lay.G_LIMITS: limits.registers,
        lay.G_SHARES: (1 + int(limits.registers > 0)) * int(inputs.whose_days),
        lay.G_LIMIT_STATS: limits.all_stats,
        lay.G_LIMIT_COUNT: len(inputs.limits),
        lay.G_WATCHED: int(limits.registers > 0 or inputs.keep),
        lay.G_APPROVAL_DAYS: limits.approval_days if inputs.keep else 0,
        lay.G_DONE_CASE: -1,
        lay.G_EPOCH: memory.day.toordinal() - 719_163,
        lay.G_POOLS: staff.first_pool,
        lay.G_POOLS_SIZE: len(inputs.pools),
        lay.G_PROCESS_LIMITS: limits.process,
        lay.G_PROCESS_LIMITS_SIZE: limits.process_size,
        lay.G_ROOT_STARTS: memory.integers([nodes[start] for start in compiled.starts]),
        lay.G_ROOT_STARTS_SIZE: len(compiled.starts),
        lay.G_LAST_CASE: lay.NEVER if cases is None else cases - 1,
        lay.G_EVERY: 0 if inputs.queue_every is None else round(inputs.queue_every * lay.HOUR),
        lay.G_BUCKETS: inputs.queue_buckets,
        lay.G_LOG: int(log),
    }
    for place, value in fill.items():
        m[place] = value
    return Prepared(
        compiled,
        inputs,
        m,
        memory.x,
        cases,
        frame_size,
        steps,
        staff.pools,
        staff.groups,
        limits.stats,
        {limit.id: limits.rule(limit.rule) for limit in inputs.limits},
        limits.shares,
        _names(compiled.nodes, nodes, staff, memory, inputs),
        tuple(node.key for node in compiled.nodes),
        tuple(staff.groups),
    )


def _check(compiled: Compiled, inputs: Inputs) -> None:
    if inputs.cases is None and inputs.horizon is None and not inputs.arrivals.instants:
        raise SimulationError("Expected a number of cases or a horizon, but neither is given")
    wanted: dict[str, float | None] = {
        "cases": inputs.cases,
        "horizon": inputs.horizon,
        "warm_up": inputs.warm_up,
        "queue_every": inputs.queue_every,
    }
    for name, value in wanted.items():
        if value is not None and not (math.isfinite(value) and 0 <= value <= lay.NEVER / lay.HOUR / 4):
            raise SimulationError(f"Expected a finite number of 0 or more for {name}, but came {value}")
    if inputs.queue_every is not None and round(inputs.queue_every * lay.HOUR) < 1:
        raise SimulationError(f"Expected buckets wider than nothing, but queue_every is {inputs.queue_every}")
    for name, count, most in (
        ("cases", inputs.cases or 0, MOST_CASES),
        ("replications", inputs.replications, 100_000),
        ("max_open", inputs.max_open, 3_000_000),
        ("max_visits", inputs.max_visits, 1_000_000_000),
        ("queue_buckets", inputs.queue_buckets, 1_000_000),
    ):
        if not isinstance(count, int) or not (0 if name == "cases" else 1) <= count <= most:
            raise SimulationError(f"Expected a whole number of {name} up to {most}, but came {count}")
    _check_names(compiled, inputs)


def _check_names(compiled: Compiled, inputs: Inputs) -> None:
    """Everything that is said must be about something that is there."""
    elements = {name for node in compiled.nodes for name in (node.element.id, node.key)}
    flows = {name for node in compiled.nodes for w in node.ways for name in (w.flow, f"{node.process}/{w.flow}")}
    asked = {
        "an element": (elements | {"*"}, [*inputs.tasks, *inputs.timers, *inputs.instances]),
        "a sequence flow": (flows, [*inputs.weights]),
        "a calendar": (set(inputs.calendars), _calendars(inputs)),
        "a pool": (set(inputs.pools), [t.pool for t in inputs.tasks.values() if t.pool is not None]),
        "a group of staff": (set(inputs.staff), [s for pool in inputs.pools.values() for s in pool.staff]),
    }
    for what, (known, names) in asked.items():
        for name in names:
            if name not in known:
                shown = ", ".join(sorted(known)[:20]) or "none at all"
                raise SimulationError(f"Expected {what}, but {name!r} is none: there are {shown}")


def _calendars(inputs: Inputs) -> list[str]:
    named = [
        inputs.arrivals.calendar,
        inputs.limit_calendar,
        *(s.calendar for s in inputs.staff.values()),
        *(t.calendar for t in inputs.tasks.values()),
        *(t.batch.opens for t in inputs.tasks.values() if t.batch is not None),
    ]
    return [name for name in named if name is not None]


def calendar_of(memory: Memory, inputs: Inputs, name: str | None) -> int:
    """The row of a named calendar."""
    found: Calendar | None = None if name is None else inputs.calendars[name]
    return memory.calendar(found, name or "")


def _since_midnight(inputs: Inputs) -> int:
    return ((inputs.now or inputs.start).replace(tzinfo=None) - inputs.origin) // MICROSECOND


def _horizon(inputs: Inputs) -> int:
    if inputs.horizon is None:
        return lay.NEVER - 1
    return _since_midnight(inputs) + round(inputs.horizon * lay.HOUR)


def _write_arrivals(memory: Memory, inputs: Inputs) -> int | None:
    """The row of the arrivals; how many cases there are at most."""
    given = inputs.arrivals
    row = memory.m[lay.G_ARRIVAL] = memory.row(lay.A_ROW)
    if given.instants:
        if given.gap is not None or given.profile is not None:
            raise SimulationError("Expected arrivals by gaps or at instants, but both are given")
        times = sorted((t.replace(tzinfo=None) - inputs.origin) // MICROSECOND for t in given.instants)
        first = 0 if inputs.now is None else _since_midnight(inputs)
        if times[0] < first:
            raise SimulationError(f"Expected arrivals from {inputs.instant(first).date()} on, but one is before")
        memory.m[row + lay.ARRIVES] = lay.BY_LIST
        memory.m[row + lay.A_TIMES] = memory.integers(times)
        return min(len(times), inputs.cases if inputs.cases is not None else len(times))
    if given.gap is None:
        raise SimulationError("Expected arrivals by gaps or at instants, but neither is given")
    memory.m[row + lay.A_DISTRIBUTION] = memory.distribution(given.gap, "the gaps of arrivals", lay.HOUR)
    memory.m[row + lay.A_FIRST] = _since_midnight(inputs)
    if given.opening and given.profile is not None:
        raise SimulationError("Expected arrivals by a profile or at the next opening, but both are asked for")
    if given.opening and given.calendar is not None:
        memory.m[row + lay.A_CALENDAR] = memory.own_calendar(inputs.calendars[given.calendar], given.calendar)
    elif given.profile is None:
        memory.m[row + lay.A_CALENDAR] = calendar_of(memory, inputs, given.calendar)
    else:
        memory.m[row + lay.ARRIVES] = lay.BY_PROFILE
        memory.m[row + lay.A_PROFILE] = write_profile(memory, inputs)
    if given.opening:
        memory.m[row + lay.ARRIVES] = lay.BY_OPENING
    return inputs.cases


def _write_attributes(memory: Memory, inputs: Inputs) -> None:
    memory.m[lay.G_ATTRIBUTES_SIZE] = len(inputs.attributes)
    rows = []
    for name, given in inputs.attributes.items():
        value = memory.distribution(given, f"the attribute {name!r}")
        rows += [memory.variable(name), value, 0, salt(name)]
    memory.m[lay.G_ATTRIBUTES] = memory.integers(rows)


def _names(
    nodes: tuple[Node, ...], rows: Mapping[int, int], staff: StaffBook, memory: Memory, inputs: Inputs
) -> dict[int, str]:
    names = {rows[node.index]: _named(node) for node in nodes}
    names |= {row: f"the pool {name!r}" for name, row in staff.pools.items()}
    arrivals = memory.m[lay.G_ARRIVAL]
    names[arrivals] = "the gaps of arrivals"
    if inputs.arrivals.opening:
        names[memory.m[arrivals + lay.A_CALENDAR]] = f"the calendar {inputs.arrivals.calendar!r} of arrivals"
    if inputs.arrivals.profile is not None:
        names[memory.m[arrivals + lay.A_PROFILE]] = f"the calendar {inputs.arrivals.calendar!r} of arrivals"
    for name, calendar in inputs.calendars.items():
        for row in memory.rows_of(calendar):
            names[row] = f"the calendar {name!r}"
    return names


def _named(node: Node) -> str:
    name = f" ({node.element.name})" if node.element.name and node.element.name != node.element.id else ""
    return f"{node.key!r}{name}"


__all__ = ["Prepared", "lookup", "prepare"]
