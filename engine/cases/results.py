"""What a command was answered with, so that the same command again gets the same answer."""

from __future__ import annotations

import hashlib
import re
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
MAX_ID = 200
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
LOST = "Expected to keep the answer to this command, but another command wrote at the same time; send it again"


def digest_of(command: Command) -> str:
    """What makes two commands of one id the same: all but the instant and the expected version.

    Raises:
        Refused: The data are no JSON, or too many.
    """
    c = command
    _check_id(c.command_id)
    return _digest({"case": c.case, "word": c.word, "step": c.step, "actor": c.actor.id, "data": dict(c.data)})


def digest_of_application(application: Application) -> str:
    """The same for an application.

    Raises:
        Refused: The facts are no JSON, or too many.
    """
    a = application
    _check_id(a.command_id)
    told = {"title": a.title, "applicant": a.applicant, "facts": dict(a.facts)}
    materials = None if a.materials is None else list(a.materials)
    where = {"place": a.place} if a.place else {}
    said = {"process": a.process, "word": "start", "actor": a.actor.id, **told, "materials": materials, **where}
    return _digest(said)


def _check_id(command_id: str) -> None:
    if not 0 < len(command_id) <= MAX_ID:
        raise invalid_argument(f"Expected a command_id of 1 to {MAX_ID} characters, but it has {len(command_id)}")
    if _NO_TEXT.search(command_id):
        raise invalid_argument("Expected a command_id of text, but it holds a character that is none")


def _digest(parts: dict[str, Any]) -> str:
    try:
        data = canonical(parts, fractions=True)
    except ValueError as error:
        raise invalid_argument(str(error)) from error
    except RecursionError as error:
        raise invalid_argument("Expected data of a few levels, but lists or objects are nested too deep") from error
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
