"""What a command was answered with, so that the same command again gets the same answer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.audit import canonical
from engine.cases import store
from engine.cases.commands import Command, Outcome, conflict, invalid_argument
from engine.cases.log import read_log
from models import tables as t

if TYPE_CHECKING:
    from engine.cases.opening import Application
    from engine.cases.turn import Turn
    from models import Database

MAX_BYTES = 1_000_000
LOST = "Expected to keep the answer to this command, but another command wrote at the same time; send it again"


def digest_of(command: Command) -> str:
    """What makes two commands of one id the same: all but the instant and the expected version.

    Raises:
        Refused: The data are no JSON, or too many.
    """
    return _digest([command.case, command.word, command.step, command.actor.id, dict(command.data)])


def digest_of_application(application: Application) -> str:
    """The same for an application.

    Raises:
        Refused: The facts are no JSON, or too many.
    """
    a = application
    materials = None if a.materials is None else list(a.materials)
    return _digest([a.process, "start", a.title, a.applicant, a.actor.id, dict(a.facts), materials])


def _digest(parts: list[Any]) -> str:
    try:
        data = canonical(parts, fractions=True)
    except (ValueError, RecursionError) as error:
        raise invalid_argument(f"Expected data that JSON can hold, but {error}") from error
    if len(data) > MAX_BYTES:
        raise invalid_argument(f"Expected data of at most {MAX_BYTES} bytes, but {len(data)} came")
    return hashlib.sha256(data).hexdigest()


def row(turn: Turn, command_id: str, digest: str) -> dict[str, Any]:
    """The answer as a row."""
    live = turn.live
    seqs = [event.seq for event in turn.events]
    return {
        "command_id": command_id,
        "case_id": live.case,
        "digest": digest,
        "result": {"version": live.version, "first": min(seqs), "last": max(seqs)},
        "at": turn.recorded_at,
    }


def first(database: Database, command_id: str, digest: str) -> Outcome | None:
    """The first answer to a command of that id; None when there was none.

    Raises:
        Refused: The id was used for another command.
    """
    with database.read() as connection:
        found = store.first_result(connection, command_id)
        if found is None:
            return None
        if found.digest != digest:
            raise conflict(f"Expected a new command_id for a new command, but {command_id!r} was used for another")
        result = found.result
        seq = t.events.c.seq
        events = read_log(connection, found.case_id, sa.and_(seq >= result["first"], seq <= result["last"]))
        return Outcome(found.case_id, result["version"], events)
