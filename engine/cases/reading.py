"""Looking at a case: as its log has it, or, from its last event on, as it will be if nobody acts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.cases import allowed, loading, people, serving, store
from engine.cases.commands import not_found
from engine.cases.history import Story, view
from engine.cases.log import read_log
from engine.cases.turn import TIMER, Live, Turn
from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.cases.definitions import Definitions
    from engine.cases.rules import Rules
    from engine.cases.services import Services
    from engine.events import Event
    from engine.views import Actor, CaseView
    from models import Database


class Reader:
    """Shows cases of one database."""

    def __init__(self, database: Database, definitions: Definitions, services: Services) -> None:
        self._database = database
        self._definitions = definitions
        self._services = services

    def case(self, name: str, rules: Rules, at: datetime, recorded_at: datetime, actor: Actor | None) -> CaseView:
        """The case with that id or number as it stands at `at`.

        Raises:
            Refused: There is none, or it was not there yet.
        """
        with self._database.read() as connection:
            case = store.find(connection, name)
            if case is None:
                raise not_found(f"Expected a case with that id or number, but {name[:80]!r} is none")
            live = loading.load(connection, self._definitions, case)
            events = read_log(connection, case)
            private = _private(connection, case)
            values = _facts(connection, case)
        if (
            actor is not None
            and actor.roles == {people.APPLICANT}
            and not people.owns(actor, live.state, live.applicant)
        ):
            raise not_found(f"Expected a case of yours, but {name[:80]!r} is none")
        if actor is not None:
            people.check_place(actor, live.state, name)
        now = live.state.last_at is None or at >= live.state.last_at
        events = (*events, *self._unserved(live, rules, at, recorded_at)) if now else _until(events, at)
        if not events:
            raise not_found(f"Expected case {live.state.number} to be there, but at {at.isoformat()} it was not yet")
        story = Story(
            case=case,
            title=live.title,
            applicant=live.applicant,
            definition=live.definition,
            rules=rules,
            events=events,
            at=at,
            version=live.version,
            facts=values,
            payloads=private,
            asked=live.asked,
        )
        found = view(story)
        return _with_commands(found, live, rules, actor) if actor is not None and now else found

    def _unserved(self, live: Live, rules: Rules, at: datetime, recorded_at: datetime) -> list[Event]:
        """What the timers due up to `at` bring about. Nothing of it is stored."""
        turn = Turn(live, rules, self._services, at, TIMER, TIMER, recorded_at)
        serving.serve(turn, at)
        return turn.events


def _until(events: tuple[Event, ...], at: datetime) -> tuple[Event, ...]:
    return tuple(event for event in events if event.at <= at)


def _with_commands(found: CaseView, live: Live, rules: Rules, actor: Actor) -> CaseView:
    opened = live.state.steps
    steps = tuple(
        replace(step, commands=allowed.on_step(live, opened[step.token], actor)) if step.token in opened else step
        for step in found.steps
    )
    return replace(
        found,
        steps=steps,
        commands=allowed.on_case(live, rules, actor),
        messages=(*found.messages, *allowed.messages(live, actor)),
    )


def _private(connection: Connection, case: str) -> dict[int, Any]:
    p = t.payloads.c
    return {row.seq: row.data for row in connection.execute(sa.select(p.seq, p.data).where(p.case_id == case))}


def _facts(connection: Connection, case: str) -> dict[str, Any]:
    found: Any = connection.execute(sa.select(t.case_facts.c.facts).where(t.case_facts.c.case_id == case)).scalar()
    return found or {}
