"""Reads from a scenario's file when cases come."""

from __future__ import annotations

from datetime import date, datetime

from engine.simulation.scenario import values as v
from engine.simulation.scenario.file.figures import draw, number, numbers, optional
from engine.simulation.scenario.values import ScenarioError
from workflows.tables import Table


def arrivals(table: Table) -> v.ArrivalPlan:
    """The table `arrivals`."""
    rate, gap = optional(table, "rate"), None
    if table.has("gap"):
        gap = draw(table.table("gap"), spans=True)
    instants = table.raw("instants", [])
    table.raw("gap", None)
    if not isinstance(instants, list) or not all(isinstance(i, datetime) for i in instants):
        raise table.wrong("instants", "a list of instants such as 2026-01-05T09:30:00", instants)
    if sum((rate is not None, gap is not None, bool(instants))) != 1:
        raise ScenarioError(f"Expected {table.where} to hold one of rate, gap and instants, but it does not.")
    if rate is not None and rate <= 0:
        raise table.wrong("rate", "a number above 0", rate)
    found = v.ArrivalPlan(
        rate=rate,
        per=table.choice("per", v.PERIODS, "day"),
        calendar=table.text("calendar", v.OFFICE),
        weekdays=_profile(table, "weekdays", 7),
        hours=_hours(table),
        made_up=optional(table, "made_up"),
        months=_profile(table, "months", 12),
        seasons=tuple(_season(t) for t in table.tables("seasons")),
        gap=gap,
        instants=tuple(instant.replace(tzinfo=None) for instant in instants),
        opening=table.boolean("opening"),
    )
    if found.opening and (gap is None or not gap.by_clock):
        raise table.wrong("opening", "false where gaps are not by the clock (hours, days, weeks)", True)
    table.done()
    return found


def _profile(table: Table, key: str, size: int, *, above: bool = True) -> tuple[float, ...]:
    """So many weights, or none; `above`: one of them has to be above 0."""
    found = numbers(table, key)
    if found and (len(found) != size or (above and max(found) <= 0)):
        raise table.wrong(key, f"{size} weights of 0 or more{', one of them above 0' if above else ''}", list(found))
    return found


def _hours(table: Table) -> tuple[tuple[float, ...], ...]:
    """24 weights, or 24 for each of the seven weekdays."""
    raw = table.raw("hours", [])
    if not (isinstance(raw, list) and raw and all(isinstance(row, list) for row in raw)):
        row = _profile(table, "hours", 24)
        return (row,) if row else ()
    days = len(v.WEEKDAYS)
    rows = [
        _profile(Table(f"{table.where}, hours of {day}", {"hours": row}), "hours", 24, above=False)
        for day, row in zip(v.WEEKDAYS, raw, strict=False)
    ]
    if len(raw) != days or not any(map(any, rows)) or not all(rows):
        raise table.wrong("hours", f"24 weights, or 24 for each of {days} weekdays, one of them above 0", raw)
    return tuple(rows)


def _season(table: Table) -> v.Season:
    first, last = from_to(table)
    found = v.Season(first, last, number(table, "factor", None), table.text("name"))
    table.done()
    return found


def from_to(table: Table) -> tuple[date, date]:
    """Two days in their order."""
    first, last = table.day("from"), table.day("to")
    if first is None or last is None or last < first:
        raise table.wrong("to", "a date not before `from`", last)
    return first, last
