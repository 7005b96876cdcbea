"""Reads a scenario from TOML, strictly: whatever is not known is refused with the file and the key."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from engine.simulation.scenario import values as v
from engine.simulation.scenario.file.figures import (
    draw,
    draws,
    free,
    named,
    number,
    optional,
    positive,
    weights,
    whole,
)
from engine.simulation.scenario.file.orders import batch, priority
from engine.simulation.scenario.file.reading_arrivals import arrivals, from_to
from engine.simulation.scenario.values import Scenario, ScenarioError
from workflows.tables import MAX_BYTES, CatalogueError, Table

LIMIT_UNITS = ("working_day", "natural_day", "hour", "minute", "month")
_FEWEST = 2  # steps that can be put in another order


def load(source: Path | str | bytes, name: str = "scenario") -> Scenario:
    """Read a file, or the bytes of one, which `name` stands for in sentences.

    Raises:
        ScenarioError: It cannot be read, is no TOML, or says what no scenario can say.
    """
    raw = source
    if not isinstance(source, bytes):
        name = Path(source).name
        try:
            raw = Path(source).read_bytes()
        except OSError as error:
            raise ScenarioError(f"Expected to read the scenario {source}, but {error.strerror}.") from error
    assert isinstance(raw, bytes)  # noqa: S101 - for the type checker
    if len(raw) > MAX_BYTES * 10:
        raise ScenarioError(f"Expected {name} to be shorter than {MAX_BYTES * 10} bytes, but it has {len(raw)}.")
    try:
        content = tomllib.loads(raw.decode("utf-8"))
        return _scenario(Table(name, content))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(f"Expected {name} to be a TOML file in UTF-8, but {error}.") from error
    except CatalogueError as error:
        raise ScenarioError(str(error)) from error


def _scenario(root: Table) -> Scenario:
    first = root.day("start")
    cases = whole(root, "cases", 1000, 1)
    horizon = optional(root, "horizon")
    unbounded = horizon is not None and not root.has("cases")
    found = Scenario(
        process=root.text("process", None),
        start=first,
        cases=None if unbounded else cases,
        horizon=horizon,
        warm_up=number(root, "warm_up", 0.0),
        seed=whole(root, "seed", 1, 0),
        replications=whole(root, "replications", 1, 1),
        assumptions=_assumptions(root.table("assumptions")),
        arrivals=arrivals(root.table("arrivals")) if root.has("arrivals") else None,
        calendars=named(root, "calendars", _calendar),
        pools=named(root, "pools", _pool),
        steps=named(root, "steps", _step),
        branches=weights(root, "branches"),
        facts=draws(root, "facts"),
        timers=draws(root, "timers", spans=True),
        instances=draws(root, "instances"),
        limits=named(root, "limits", _limit),
        limit_calendar=root.optional("limit_calendar"),
        parallel=tuple(_parallel(table) for table in root.tables("parallel")),
        sequence=tuple(_sequence(table) for table in root.tables("sequence")),
    )
    root.table("arrivals")
    root.done()
    return found


def _assumptions(table: Table) -> v.Assumptions:
    plain = v.Assumptions()
    shares = {
        name: number(table, name, getattr(plain, name), most=1.0)
        for name in ("limit_share", "first_choice", "correction", "utilisation", "fact")
    }
    rate = number(table, "rate", plain.rate)
    for name, value in (("limit_share", shares["limit_share"]), ("utilisation", shares["utilisation"]), ("rate", rate)):
        if value <= 0:
            raise table.wrong(name, "a number above 0", value)
    if shares["correction"] == 1:
        raise table.wrong("correction", "a share below 1 (at 1 no case would ever get through)", 1.0)
    table.done()
    return v.Assumptions(**shares, rate=rate)


def _calendar(table: Table) -> v.CalendarPlan:
    raw = table.raw("hours", [])
    if not isinstance(raw, list) or not all(isinstance(r, list) and list(map(type, r)) == [str, str] for r in raw):
        raise table.wrong("hours", 'slots such as [["09:00", "12:00"], ["14:00", "18:00"]]', raw)
    every = whole(table, "every", 1, 1) if table.has("every") else None
    found = v.CalendarPlan(
        hours=tuple((a, b) for a, b in raw),
        weekdays=table.texts("weekdays", v.WEEKDAYS) if table.has("weekdays") else None,
        holidays=table.boolean("holidays", default=True),
        every=every,
        since=table.day("since"),
        closures=tuple(_span(t) for t in table.tables("closures")),
        extra=_days(table, "extra"),
    )
    for key in ("every", "weekdays"):
        table.raw(key, None)
    if (every is None) != (found.since is None):
        raise table.wrong("since", "the first of the days when every is given, and only then", found.since)
    table.done()
    return found


def _days(table: Table, key: str) -> tuple[date, ...]:
    raw = table.raw(key, [])
    if not isinstance(raw, list) or not all(type(d) is date for d in raw):
        raise table.wrong(key, "a list of dates such as 2026-02-14", raw)
    return tuple(raw)


def _span(table: Table) -> v.Span:
    first, last = from_to(table)
    found = v.Span(first, last, table.text("name"))
    table.done()
    return found


def _pool(table: Table) -> v.PoolPlan:
    names = Table(f"{table.where}, paces", free(table, "paces"))
    found = v.PoolPlan(
        count=whole(table, "count", 0 if table.has("shifts") or table.has("shared") else None, 0),
        calendar=table.text("calendar", v.OFFICE),
        discipline=table.choice("discipline", v.DISCIPLINES, "first_in"),
        shifts=tuple(_shift(t) for t in table.tables("shifts")),
        leave=tuple(_leave(t) for t in table.tables("leave")),
        shared=table.texts("shared"),
        paces={name: positive(names, name) for name in free(table, "paces")},
        in_turn=table.boolean("in_turn"),
    )
    table.done()
    return found


def _shift(table: Table) -> v.Shift:
    pace = positive(table, "pace") if table.has("pace") else 1.0
    found = v.Shift(whole(table, "count", None, 1), table.text("calendar", None), pace)
    table.done()
    return found


def _leave(table: Table) -> v.Leave:
    first, last = from_to(table)
    found = v.Leave(whole(table, "people", None, 1), first, last)
    table.done()
    return found


def _step(table: Table) -> v.StepPlan:
    found = v.StepPlan(
        duration=draw(table.table("duration"), spans=True) if table.has("duration") else None,
        pool=table.optional("pool"),
        calendar=table.optional("calendar"),
        priority=priority(table),
        decisions=weights(table, "decisions"),
        fields=draws(table, "fields"),
        durations=draws(table, "durations", spans=True),
        batch=batch(table.table("batch")) if table.has("batch") else None,
    )
    table.raw("duration", None)
    table.raw("batch", None)
    table.done()
    return found


def _parallel(table: Table) -> v.ParallelPlan:
    raw = table.raw("steps", None)
    groups = [[step] if isinstance(step, str) else step for step in raw] if isinstance(raw, list) else []
    if len(groups) < _FEWEST or not all(_are_names(group) for group in groups):
        raise table.wrong("steps", "two or more ids of steps, or lists of ids of what stays one after the other", raw)
    table.done()
    return v.ParallelPlan(tuple(tuple(group) for group in groups))


def _sequence(table: Table) -> v.SequencePlan:
    raw = table.raw("steps", None)
    if not _are_names(raw) or len(raw) < _FEWEST:
        raise table.wrong("steps", "two or more ids of steps", raw)
    table.done()
    return v.SequencePlan(tuple(raw))


def _are_names(raw: Any) -> bool:
    return isinstance(raw, list) and bool(raw) and all(isinstance(name, str) and name for name in raw)


def _limit(table: Table) -> v.LimitPlan:
    unit = table.choice("unit", LIMIT_UNITS) if table.has("unit") else None
    extended = optional(table, "extended") or 0.0
    found = v.LimitPlan(optional(table, "quantity"), unit, table.boolean("removed"), extended)
    table.raw("unit", None)
    if found.quantity is not None and found.quantity <= 0:
        raise table.wrong("quantity", "a number above 0", found.quantity)
    if extended > 1:
        raise table.wrong("extended", "a share from 0 to 1", extended)
    table.done()
    return found
