"""The chain of a case: each event's digest covers the event, its place in the log and the digest before it.

The bytes hashed are three lines: the form with its algorithm and the digest of the event before (empty at the
first), the event's frame (case, seq, type, instants, actor, command), and the fact's fields, both in canonical JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from engine.audit.canonical import canonical_text, frame_text, instant_text
from engine.audit.digest import SHA256, digest

if TYPE_CHECKING:
    from engine.events import Event, Fact

FORM = "banjie-event-1"
START = ""
"""The digest before the first event of a case."""


@dataclass(frozen=True, slots=True)
class Link:
    """An event as the log stores it: what the columns of `models.tables.events` hold. `body` is the fact's fields in
    canonical JSON, the instants are canonical text.
    """

    case_id: str
    seq: int
    type: str
    at: str
    recorded_at: str
    actor: str
    command_id: str
    body: str
    hash: str
    algorithm: str


def body_text(fact: Fact) -> str:
    """The fact's fields in canonical JSON, those that are None left out, instants in UTC."""
    found = ((field.name, getattr(fact, field.name)) for field in fields(fact))
    return canonical_text({name: value for name, value in found if value is not None})


def chain(previous: str, event: Event, algorithm: str = SHA256) -> str:
    """The event's digest after the digest `previous` (`START` before the first).

    Raises:
        ValueError: The event has no canonical form, or the algorithm is unknown.
    """
    return link(previous, event, algorithm)["hash"]  # type: ignore[no-any-return]


def link(previous: str, event: Event, algorithm: str = SHA256) -> dict[str, Any]:
    """The row of `models.tables.events` for this event; its `hash` is the `previous` of the next.

    Raises:
        ValueError: As `chain`.
    """
    frame = {
        "case_id": event.case_id,
        "seq": event.seq,
        "type": type(event.fact).__name__,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "command_id": event.command_id,
    }
    body = body_text(event.fact)
    written = {**frame, "at": instant_text(event.at), "recorded_at": instant_text(event.recorded_at)}
    return {**frame, "body": body, "hash": _digest(previous, written, body, algorithm), "algorithm": algorithm}


def link_digest(previous: str, found: Link) -> str:
    """The digest that a stored event ought to have.

    Raises:
        ValueError: As `chain`.
    """
    frame = {
        "case_id": found.case_id,
        "seq": found.seq,
        "type": found.type,
        "at": found.at,
        "recorded_at": found.recorded_at,
        "actor": found.actor,
        "command_id": found.command_id,
    }
    return _digest(previous, frame, found.body, found.algorithm)


def _digest(previous: str, frame: dict[str, Any], body: str, algorithm: str) -> str:
    # No canonical text holds a bare line feed, so three lines can be cut in one way only.
    return digest(algorithm, f"{FORM} {algorithm} {previous}\n{frame_text(frame)}\n{body}".encode())
