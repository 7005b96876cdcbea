"""Receiving an application: the facts of the project, a number, and the first steps of the process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine import events as facts
from engine.cases import counting, due, flow, papers, serving, store
from engine.cases.commands import invalid_argument
from engine.cases.given import misfit, plain
from engine.cases.turn import Live, Turn, private
from engine.execution import Instance
from engine.time import local
from engine.views import EVERYWHERE
from models import new_id
from models import tables as t
from workflows.forms import FormError, validate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.cases.definition import Definition
    from engine.cases.rules import Rules
    from engine.cases.services import Services
    from engine.views import Actor
    from workflows.model import ProcessModel

MAX_TEXT = 500
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Application:
    """What was handed in. `materials` are the ids of those that came with it; None: nobody listed them, and the
    counter vouches for them by accepting. `place` names the place that runs a process of the whole nation; empty: that
    of the process.
    """

    process: str
    facts: Mapping[str, Any]
    actor: Actor
    at: datetime
    command_id: str
    title: str = ""
    applicant: str = ""
    materials: Sequence[str] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened in memory: the turn, the columns that never change, the facts as they are stored."""

    turn: Turn
    row: dict[str, Any]
    facts: dict[str, Any] | None


def open_case(  # noqa: PLR0913 - what a case is made of
    connection: Connection,
    definition: Definition,
    application: Application,
    rules: Rules,
    services: Services,
    recorded_at: datetime,
) -> Opened:
    """Begin a case. The number is drawn from the database, everything else happens in memory.

    Raises:
        Refused: A fact has the wrong type, a material is unknown.
        InstanceFault: The diagram does not say what to do.
    """
    model = definition.model
    values = check_facts(model, application.facts)
    for what, text in (("title", application.title), ("applicant", application.applicant)):
        if len(text) > MAX_TEXT:
            raise invalid_argument(f"Expected a {what} of at most {MAX_TEXT} characters, but it has {len(text)}")
        if _CONTROLS.search(text):
            raise invalid_argument(f"Expected a {what} in one line of text, but it holds a control character")
    at = application.at
    digest, payload = private(values)
    case = new_id(at)
    place = place_of(model, application)
    number = next_number(connection, place, at)
    instance, changes = Instance.start(definition.program, definition.brought(values))
    live = Live(case, definition, instance, title=application.title, applicant=application.applicant)
    turn = Turn(live, rules, services, at, application.actor.id, application.command_id, recorded_at)
    turn.record(facts.CaseStarted(definition.process, definition.version, number, place, digest))
    if application.materials is not None:
        live.asked = tuple(m.id for m in papers.asked_for(model, values))
        for fact in papers.supplied(model, live.state, application.materials):
            turn.record(fact)
    counting.begun(turn)
    flow.absorb(turn, changes)
    due.rearm(turn)
    serving.serve(turn, at)
    row = {
        "id": case,
        "number": number,
        "process": definition.process,
        "definition_version": definition.version,
        "title": application.title,
        "applicant": application.applicant,
        "owner": application.actor.id,
        "place": place,
        "received_at": at,
        "search": f"{number}\n{application.title}\n{application.applicant}".lower(),
        "version": 1,
    }
    return Opened(turn, row, {"facts": dict(values), "salt": payload.salt} if payload else None)


def place_of(model: ProcessModel, application: Application) -> str:
    """The place that the case belongs to.

    Raises:
        Refused: Another place is named than the one whose process it is.
    """
    if application.place in ("", model.place):
        return model.place
    if model.place not in EVERYWHERE:
        raise invalid_argument(f"Expected a case of {model.place}, whose process it is, but {application.place} came")
    return application.place


def check_facts(model: ProcessModel, values: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, those of the application's form by its types. None is required, others are kept as they are.

    Raises:
        Refused: One has the wrong type.
    """
    known = {field.id: field for field in model.facts if values.get(field.id) is not None}
    try:
        checked = validate(known.values(), {key: values[key] for key in known}, partial=True)
    except FormError as error:
        raise misfit(error, model.facts) from error
    return {**values, **plain(checked)}


def next_number(connection: Connection, place: str, at: datetime) -> str:
    """A case number: place, date, and the day's serial."""
    day = f"{local(at):%Y%m%d}"
    insert = store.UPSERT[connection.dialect.name](t.counters)
    statement = (
        insert.values(name=f"case {place} {day}", last=1)
        .on_conflict_do_update(index_elements=["name"], set_={"last": t.counters.c.last + 1})
        .returning(sa.column("last"))
    )
    serial: Any = connection.execute(statement).scalar_one()
    return f"{place or 'BJ'}{day}-{serial:04d}"
