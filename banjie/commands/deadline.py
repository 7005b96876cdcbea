"""`banjie deadline`: when a limit ends, and how every day was counted."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from banjie.now import now
from engine.time import (
    Bound,
    Course,
    DayEntry,
    Gap,
    NonworkingStart,
    Reading,
    Rule,
    Unit,
    WorkCalendar,
    china,
    days_to_deadline,
    parse_moment,
    read,
)
from workflows.numbers import number

if TYPE_CHECKING:
    from datetime import datetime


@click.command()
@click.argument("start")
@click.argument("quantity")
@click.argument("unit")
@click.option("--pause", "pauses", multiple=True, metavar="A..B", help="Time that is not counted; A.. goes on.")
@click.option("--end", help="When the matter was finished.")
@click.option("--at", help="The instant to read the clock at (default: now).")
@click.option("--at-least", is_flag=True, help="A shortest time: ending before it is too early.")
@click.option("--business", is_flag=True, help="Count hours and minutes in business hours only.")
@click.option("--roll", is_flag=True, help="A start on a rest day begins on the next working day.")
@click.option("--strict", is_flag=True, help="Refuse days that no published notice covers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def deadline(**given: Any) -> None:
    """When a limit of QUANTITY UNIT that begins at START ends.

    START is a date or an ISO 8601 time (Asia/Shanghai unless it says otherwise); UNIT is working_day, natural_day,
    hour, minute, month or immediate. Without --at and --end the days run up to the deadline, else up to that instant.
    """
    try:
        calendar = china().strict() if given["strict"] else china()
        rule = _rule(given)
        course = _course(given)
        at = parse_moment(given["at"]) if given["at"] else now()
        reading = read(rule, calendar, course, at)
        if not (given["at"] or given["end"]):
            reading = replace(reading, days=days_to_deadline(rule, calendar, course, at))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if given["as_json"]:
        click.echo(json.dumps(_document(reading, calendar), ensure_ascii=False, indent=2))
    else:
        _show(reading)


def _rule(given: dict[str, Any]) -> Rule:
    units = [unit.value for unit in Unit]
    if given["unit"] not in units:
        raise ValueError(f"Expected a unit out of {', '.join(units)}, but came {given['unit']!r}")
    try:
        quantity = Decimal(given["quantity"])
    except InvalidOperation:
        raise ValueError(f"Expected a number for the quantity, but came {given['quantity']!r}") from None
    return Rule(
        quantity,
        Unit(given["unit"]),
        bound=Bound.AT_LEAST if given["at_least"] else Bound.AT_MOST,
        business=given["business"],
        nonworking_start=NonworkingStart.ROLL if given["roll"] else NonworkingStart.LITERAL,
    )


def _course(given: dict[str, Any]) -> Course:
    start = parse_moment(given["start"])
    end = parse_moment(given["end"]) if given["end"] else None
    if end is not None and end < start:
        raise ValueError(f"Expected an end after the start {given['start']}, but came {given['end']}")
    return Course(start, tuple(_pause(text) for text in given["pauses"]), end)


def _pause(text: str) -> Gap:
    first, dots, last = text.partition("..")
    if not dots:
        raise ValueError(f"Expected a pause like 2026-09-01..2026-09-05, but came {text!r}")
    start: datetime = parse_moment(first)
    end = parse_moment(last) if last else None
    if end is not None and end < start:
        raise ValueError(f"Expected a pause that ends after it begins, but came {text!r}")
    return Gap(start, end)


def _document(reading: Reading, calendar: WorkCalendar) -> dict[str, Any]:
    return {
        "start": reading.started_at.isoformat(),
        "deadline": reading.deadline_at.isoformat(),
        "last_day": reading.last_day.isoformat(),
        "elapsed": number(reading.elapsed),
        "remaining": number(reading.remaining),
        "over": number(reading.over),
        "unit": reading.unit.value,
        "state": reading.state.value,
        "verdict": reading.verdict and reading.verdict.value,
        "lamp": reading.lamp,
        "provisional": reading.provisional,
        "calendar": calendar.version,
        "policy": dict(reading.policy),
        "days": [{"date": d.date.isoformat(), "counted": d.counted, "why": d.why} for d in reading.days],
    }


def _show(reading: Reading) -> None:
    unit = reading.unit.value.replace("_", " ") + "s"
    rough = " (provisional: a notice still to come may move it)" if reading.provisional else ""
    click.echo(f"Deadline  {reading.deadline_at:%Y-%m-%d %H:%M}{_last_day(reading)}{rough}")
    click.echo(f"Elapsed   {number(reading.elapsed)} {unit}, remaining {number(reading.remaining)}")
    verdict = f", {reading.verdict.value}" if reading.verdict else ""
    click.echo(f"Lamp      {reading.lamp} ({reading.state.value}{verdict})")
    click.echo("")
    for entry in reading.days:
        click.echo(_line(entry))


def _last_day(reading: Reading) -> str:
    midnight = reading.deadline_at.date() != reading.last_day
    return f" (24:00 of {reading.last_day})" if midnight else ""


def _line(entry: DayEntry) -> str:
    weight = str(number(entry.weight)) if entry.counted else "·"
    return f"{entry.date} {entry.date:%a}  {weight:>8}  {entry.why}"
