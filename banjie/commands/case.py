"""`banjie case`: start a case, give it a command, look at it."""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from banjie.now import now
from banjie.settings import Settings, open_banjie
from engine.cases import Command, Rejection
from engine.events import fact_to_json
from engine.time import parse_moment
from engine.views import Actor
from workflows.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.events import Event
    from engine.service import Banjie
    from engine.views import CaseView, ClockView, StepView

_OPERATOR = Actor("operator", "操作员", None, frozenset({"administrator", "operator"}))
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")
_AT = click.option("--at", help="The instant (ISO 8601, Asia/Shanghai unless it says otherwise; default: now).")
_BY = click.option("--by", help="The login of who acts (default: the operator, who may leave forms out).")
_ID = click.option("--command-id", help="A name of your own: the same command again gets the first answer.")


@click.group()
def case() -> None:
    """Start cases, give them commands, look at them."""


@case.command()
@click.argument("process")
@click.option("--facts", help="A JSON file with the facts of the project; - for standard input.")
@click.option("--title", default="", help="What the case is called in lists.")
@click.option("--applicant", default="", help="Who applies.")
@click.option("--material", "materials", multiple=True, help="A material that came with it (repeatable).")
@_AT
@_BY
@_ID
@_JSON
def start(process: str, facts: str | None, materials: tuple[str, ...], **given: Any) -> None:
    """Receive an application for PROCESS."""
    at = _moment(given["at"])
    values = _read_json(facts)
    banjie = open_banjie(Settings.from_environment())
    answer = banjie.start(
        process,
        values,
        _actor(banjie, given["by"]),
        at,
        given["command_id"] or uuid.uuid4().hex,
        title=given["title"],
        applicant=given["applicant"],
        materials=materials or None,
    )
    if isinstance(answer, Rejection):
        _refuse(answer, as_json=given["as_json"])
    events = [_event(event) for event in answer.events]
    number = events[0]["data"]["number"]
    document = {"case": answer.case, "number": number, "version": answer.version, "events": events}
    _print(document, lambda: click.echo(f"{number}  {answer.case}"), as_json=given["as_json"])


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("word", metavar="COMMAND")
@click.option("--step", help="The element's id in the diagram, or the token of one entry into it.")
@click.option("--data", help="A JSON file with what the command needs; - for standard input.")
@_AT
@_BY
@_ID
@_JSON
def do(name: str, word: str, **given: Any) -> None:
    """Give CASE (its id or number) a COMMAND: accept, refuse, request-correction, submit-correction, claim, release,
    complete, return, start-pause, end-pause, extend, restart, withdraw, supply-material, send-message, retry, void.
    """
    at = _moment(given["at"])
    data = _read_json(given["data"])
    banjie = open_banjie(Settings.from_environment())
    command = Command(
        case=name,
        word=word,
        actor=_actor(banjie, given["by"]),
        at=at,
        command_id=given["command_id"] or uuid.uuid4().hex,
        step=given["step"],
        data=data,
    )
    answer = banjie.do(command)
    if isinstance(answer, Rejection):
        _refuse(answer, as_json=given["as_json"])
    document = {"case": answer.case, "version": answer.version, "events": [_event(event) for event in answer.events]}
    _print(document, lambda: _tell(answer.events), as_json=given["as_json"])


@case.command()
@click.argument("name", metavar="CASE")
@_AT
@_JSON
def show(name: str, at: str | None, *, as_json: bool) -> None:
    """Show CASE (its id or number) as it stands at an instant; from its last event on, as it will be if nobody acts."""
    moment = _moment(at)
    found = open_banjie(Settings.from_environment()).case(name, moment)
    _print(_document(found), lambda: _show(found), as_json=as_json)


# ── what goes in ────


def _moment(text: str | None) -> datetime:
    return parse_moment(text) if text else now()


def _actor(banjie: Banjie, login: str | None) -> Actor:
    if login is None:
        return _OPERATOR
    from engine.people import Users  # noqa: PLC0415  passwords are slow to import

    user = Users(banjie.database).by_login(login)
    if not user.active:
        raise click.ClickException(f"Expected an active user, but {login} is not")
    return user.actor


def _read_json(name: str | None) -> dict[str, Any]:
    """The JSON object in a file."""
    if name is None:
        return {}
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        found = json.loads(text)
    except OSError as error:
        raise click.ClickException(f"Expected to read {name}, but {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"Expected {name} to hold a JSON object, but {error}") from error
    if not isinstance(found, dict):
        raise click.ClickException(f"Expected {name} to hold a JSON object, but it holds {type(found).__name__}")
    return found


# ── what comes out ────


def _refuse(rejection: Rejection, *, as_json: bool) -> NoReturn:
    if as_json:
        document = {"rejection": {"kind": rejection.kind.value, "sentence": rejection.sentence}}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    click.echo(rejection.sentence, err=True)
    sys.exit(1)


def _print(document: dict[str, Any], tell: Callable[[], None], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        tell()


def _event(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "type": type(event.fact).__name__,
        "at": event.at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "actor": event.actor,
        "data": fact_to_json(event.fact),
    }


def _document(found: CaseView) -> dict[str, Any]:
    return {
        "case": found.case,
        "number": found.number,
        "title": found.title,
        "process": found.process,
        "version": found.version,
        "state": found.state,
        "outcome": found.outcome,
        "lamp": found.lamp,
        "paused": found.paused,
        "at": found.at.isoformat(),
        "received_at": found.received_at.isoformat(),
        "accepted_at": _iso(found.accepted_at),
        "closed_at": _iso(found.closed_at),
        "steps": [_step(step) for step in found.steps],
        "clocks": [_clock(clock) for clock in found.clocks],
        "materials": [
            {"id": m.id, "name": m.name, "state": m.state, "due_at": _iso(m.due_at)} for m in found.materials
        ],
        "incidents": list(found.incidents),
        "events": [_event(event) for event in found.events],
    }


def _step(step: StepView) -> dict[str, Any]:
    return {
        "step": step.step,
        "token": step.token,
        "name": step.name,
        "state": step.state,
        "department": step.department,
        "role": step.role,
        "time": step.time,
        "assignee": step.assignee,
        "decision": step.decision,
        "opened_at": step.opened_at.isoformat(),
        "closed_at": _iso(step.closed_at),
    }


def _clock(clock: ClockView) -> dict[str, Any]:
    reading = clock.reading
    return {
        "limit": clock.limit,
        "run": clock.run,
        "clause": clock.clause,
        "element": clock.element,
        "state": reading.state.value,
        "verdict": reading.verdict and reading.verdict.value,
        "elapsed": number(reading.elapsed),
        "remaining": number(reading.remaining),
        "over": number(reading.over),
        "unit": reading.unit.value,
        "started_at": reading.started_at.isoformat(),
        "ended_at": _iso(reading.ended_at),
        "deadline": reading.deadline_at.isoformat(),
        "lamp": reading.lamp,
        "provisional": reading.provisional,
        "days": [{"date": d.date.isoformat(), "counted": d.counted, "why": d.why} for d in reading.days],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _tell(events: tuple[Event, ...]) -> None:
    for event in events:
        said = ", ".join(f"{key}={value}" for key, value in fact_to_json(event.fact).items() if value not in ("", []))
        click.echo(f"{event.seq:>4}  {event.at:%Y-%m-%d %H:%M}  {type(event.fact).__name__:<20} {said}")


def _show(found: CaseView) -> None:
    outcome = f" ({found.outcome})" if found.outcome else ""
    click.echo(f"{found.number}  {found.process_name}  {found.state}{outcome}  lamp {found.lamp}")
    for step in found.steps:
        until = f" – {step.closed_at:%Y-%m-%d %H:%M}" if step.closed_at else ""
        click.echo(f"  {step.state:<9} {step.step:<32} {step.name}  {step.opened_at:%Y-%m-%d %H:%M}{until}")
    for clock in found.clocks:
        reading = clock.reading
        verdict = f" {reading.verdict.value}" if reading.verdict else ""
        click.echo(
            f"  {reading.lamp:<9} {clock.limit:<32} {reading.state.value}{verdict}, {number(reading.elapsed)} of "
            f"{number(reading.limit)} {reading.unit.value}, deadline {reading.deadline_at:%Y-%m-%d %H:%M}"
        )
