"""Staff and pools as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from engine.simulation.inputs import Inputs
    from engine.simulation.memory import Memory

DISCIPLINES = {"first_in": lay.FIRST_IN, "due_date": lay.DUE_DATE, "priority": lay.PRIORITY}
MOST = 1_000_000  # of one group


class StaffBook:
    """`groups` and `pools` are the rows of staff and pools by name."""

    def __init__(self, memory: Memory, inputs: Inputs) -> None:
        self.groups: dict[str, int] = {}
        self.pools: dict[str, int] = {}
        for name, staff in inputs.staff.items():
            if not isinstance(staff.count, int) or not 0 <= staff.count <= MOST:
                raise SimulationError(
                    f"Expected a whole number from 0 to {MOST} of staff {name!r}, but came {staff.count!r}"
                )
            row = self.groups[name] = memory.row(lay.S_SIZE)
            calendar = None if staff.calendar is None else inputs.calendars[staff.calendar]
            memory.m[row + lay.S_CAPACITY] = staff.count
            memory.m[row + lay.S_CALENDAR] = memory.calendar(calendar, staff.calendar or "")
            memory.m[row + lay.S_BUSY_TIME] = memory.floats([0.0])
            memory.m[row + lay.S_ID] = len(self.groups) - 1
        self.first_pool = len(memory.m)
        for name in inputs.pools:
            self.pools[name] = memory.row(lay.P_SIZE)
        for name in inputs.pools:
            self._write(memory, inputs, name)
        self._write_served(memory, inputs)

    def _write(self, memory: Memory, inputs: Inputs, name: str) -> None:
        pool = inputs.pools[name]
        if pool.discipline not in DISCIPLINES:
            raise SimulationError(
                f"Expected pool {name!r} to be served by {', '.join(DISCIPLINES)}, but came {pool.discipline!r}"
            )
        if not any(inputs.staff[group].count for group in pool.staff):
            raise SimulationError(f"Expected somebody in pool {name!r}, but nobody staffs it")
        row = self.pools[name]
        buckets = inputs.queue_buckets if inputs.queue_every is not None else 0
        staff = list(dict.fromkeys(pool.staff))
        memory.m[row + lay.P_IN_TURN] = int(pool.in_turn)
        memory.m[row + lay.P_DISCIPLINE] = DISCIPLINES[pool.discipline]
        memory.m[row + lay.P_STAFF] = memory.integers([self.groups[group] for group in staff])
        memory.m[row + lay.P_STAFF_SIZE] = len(staff)
        memory.m[row + lay.P_STATS] = memory.floats([0.0] * lay.Z_POOL)
        memory.m[row + lay.P_COURSE] = memory.floats([0.0] * buckets)

    def _write_served(self, memory: Memory, inputs: Inputs) -> None:
        for group, row in self.groups.items():
            served = [name for name, pool in inputs.pools.items() if group in pool.staff]
            ways = {inputs.pools[name].discipline for name in served}
            if len(ways) > 1:
                raise SimulationError(
                    f"Expected the pools that staff {group!r} serves to have one discipline, but it has {sorted(ways)}"
                )
            in_turn = [name for name in served if inputs.pools[name].in_turn]
            if in_turn and in_turn != served:
                raise SimulationError(
                    f"Expected the pools that staff {group!r} serves to go in turn, all of them or none, but only "
                    f"{', '.join(map(repr, in_turn))} does"
                )
            memory.m[row + lay.S_IDLE] = memory.row(inputs.staff[group].count) if in_turn else 0
            memory.m[row + lay.S_POOLS] = memory.integers([self.pools[name] for name in served])
            memory.m[row + lay.S_POOLS_SIZE] = len(served)
