"""Reads the results of a replication out of the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.simulation import layout as lay
from engine.simulation.kernel.hours import worked
from engine.simulation.kernel.queues import lengthen
from engine.simulation.memory import unit_of
from engine.simulation.outcome import Bucket, LimitCount, PoolCount, Replication, StaffCount, StepCount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.simulation.inputs import Limit
    from engine.simulation.prepare import Prepared
    from engine.simulation.room import Store

_SQUARE = lay.HOUR * lay.HOUR


def collect(prepared: Prepared, store: Store, number: int, cycle: Any, kept: list[Any]) -> Replication:
    """The results of a run that came to its end."""
    m = store.m
    arrived = int(m[lay.G_ARRIVED])
    first = int(m[lay.G_FIRST_COUNTED]) if m[lay.G_WARMED] else arrived
    horizon = int(m[lay.G_HORIZON])
    ended_at = horizon if horizon < lay.NEVER - 1 and arrived > int(m[lay.G_ENDED]) else int(m[lay.G_NOW])
    began = int(m[lay.G_WARM_UP])
    _catch_up(prepared, store, ended_at)
    return Replication(
        number=number,
        arrived=arrived,
        ended=int(m[lay.G_ENDED]),
        open=int(m[lay.G_OPEN]),
        peak=int(m[lay.G_PEAK]),
        events=int(m[lay.G_EVENTS]),
        first=first,
        finished_at=ended_at,
        hours=max(ended_at - began, 0) / lay.HOUR,
        cycle=_counted(cycle, first, arrived),
        start=_counted(kept[0], first, arrived),
        end=_counted(kept[1], first, arrived),
        approval=_counted(kept[2], first, arrived),
        steps=_steps(prepared, store),
        pools={name: _pool(prepared, store, row) for name, row in prepared.pools.items()},
        staff={name: _staff(store, row, began, ended_at) for name, row in prepared.staff.items()},
        limits={limit.id: _limit(prepared, store, limit) for limit in prepared.inputs.limits},
        verdicts=_verdicts(prepared, store),
    )


def _counted(values: Any, first: int, last: int) -> Any:
    """Those of the cases that count; the others are taken away where they stand, for there may be millions."""
    del values[last:]
    del values[:first]
    return values


def _verdicts(prepared: Prepared, store: Store) -> tuple[tuple[int, ...], ...]:
    at, width = int(store.m[lay.G_VERDICTS]), len(prepared.inputs.limits)
    rows = (at + number * width for number in range(len(prepared.inputs.recorded)))
    return tuple(tuple(int(value) for value in store.m[row : row + width]) for row in rows)


def _catch_up(prepared: Prepared, store: Store, now: int) -> None:
    """The queues' areas up to the end."""
    m, x = store.m, store.x
    m[lay.G_NOW] = now
    for row in prepared.pools.values():
        lengthen(m, x, row, 0)


def _steps(prepared: Prepared, store: Store) -> dict[str, StepCount]:
    x = store.x
    found = {}
    for node in prepared.compiled.steps:
        at = prepared.steps[node.index]
        found[node.key] = StepCount(
            entered=int(x[at + lay.X_ENTERED]),
            count=int(x[at + lay.X_COUNT]),
            cancelled=int(x[at + lay.X_CANCELLED]),
            wait=float(x[at + lay.X_WAIT]) / lay.HOUR,
            wait_squares=float(x[at + lay.X_WAIT_SQUARES]) / _SQUARE,
            work=float(x[at + lay.X_WORK]) / lay.HOUR,
            work_squares=float(x[at + lay.X_WORK_SQUARES]) / _SQUARE,
            span=float(x[at + lay.X_SPAN]) / lay.HOUR,
            span_squares=float(x[at + lay.X_SPAN_SQUARES]) / _SQUARE,
        )
    return found


def _pool(prepared: Prepared, store: Store, row: int) -> PoolCount:
    m, x = store.m, store.x
    at, course = int(m[row + lay.P_STATS]), int(m[row + lay.P_COURSE])
    buckets = prepared.inputs.queue_buckets if m[lay.G_EVERY] else 0
    return PoolCount(
        area=float(x[at + lay.Z_AREA]) / lay.HOUR,
        started=int(x[at + lay.Z_STARTED]),
        wait=float(x[at + lay.Z_WAIT]) / lay.HOUR,
        longest=int(m[row + lay.P_LONGEST]),
        course=[float(value) / lay.HOUR for value in x[course : course + buckets]],
    )


def _staff(store: Store, row: int, began: int, ended_at: int) -> StaffCount:
    m = store.m
    calendar = int(m[row + lay.S_CALENDAR])
    hours = worked(m, calendar, ended_at) - worked(m, calendar, began)
    return StaffCount(
        busy=float(store.x[int(m[row + lay.S_BUSY_TIME])]) / lay.HOUR,
        available=int(m[row + lay.S_CAPACITY]) * max(int(hours), 0) / lay.HOUR,
    )


def _limit(prepared: Prepared, store: Store, limit: Limit) -> LimitCount:
    x, at = store.x, prepared.limits[limit.id]
    unit = unit_of(limit.rule, prepared.calendar_of_limits)
    return LimitCount(
        count=int(x[at + lay.Y_COUNT]),
        breached=int(x[at + lay.Y_BREACHED]),
        over=float(x[at + lay.Y_OVER]) / unit,
        void=int(x[at + lay.Y_VOID]),
        cases=int(x[at + lay.Y_CASES]),
        cases_breached=int(x[at + lay.Y_CASES_BREACHED]),
        elapsed=float(x[at + lay.Y_PASSED]) / unit,
        elapsed_squares=float(x[at + lay.Y_SQUARES]) / (unit * unit),
        longest=float(x[at + lay.Y_MOST]) / unit,
        hours=_shares(prepared, store, prepared.shares[limit.id]),
        buckets=_buckets(store, prepared.rules[limit.id], at + lay.Y_LIMIT, unit),
    )


def _shares(prepared: Prepared, store: Store, at: int) -> dict[str, float]:
    found = {node.key: float(store.x[at + node.index]) / lay.HOUR for node in prepared.compiled.steps}
    return {key: hours for key, hours in found.items() if hours > 0}


def _buckets(store: Store, rule: int, at: int, unit: int) -> tuple[Bucket, ...]:
    width, linear = int(store.m[rule + lay.U_WIDTH]), int(store.m[rule + lay.U_LINEAR])
    return tuple(buckets_of(store.x[at : at + linear * (lay.OCTAVES + 2) // 2], width, linear, unit))


def buckets_of(counts: Sequence[float], width: int, linear: int, unit: int) -> Iterator[Bucket]:
    """Those that are not empty, in a unit of so much: `linear` of them `width` wide, then half as many of twice the
    width, and so on.
    """
    half = linear // 2
    for place, count in enumerate(counts):
        if count:
            shift = max(0, place // half - 1)
            yield (place - shift * half) * (width << shift) / unit, (width << shift) / unit, int(count)
