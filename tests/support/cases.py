"""Cases in a database without the engine that makes them: just enough for tests of the store and the audit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from engine.audit import START, link, new_salt, salted_digest
from engine.events import CaseStarted, Event, StepCompleted, StepOpened
from models.tables import cases, definitions, events, payloads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.events import Fact
    from models import Database

AT = datetime(2026, 9, 18, 1, 30, tzinfo=UTC)


def add_definition(database: Database, process: str = "intake") -> None:
    row = {
        "process": process,
        "version": 1,
        "name": "受理",
        "xml": b"<x/>",
        "digest": "",
        "deployed_at": AT,
        "deployed_by": "op",
    }
    with database.write() as connection:
        connection.execute(definitions.insert(), row)


def case_row(case: str, **more: object) -> dict[str, object]:
    row = {
        "id": case,
        "number": f"N-{case}",
        "process": "intake",
        "definition_version": 1,
        "state": "received",
        "received_at": AT,
        "version": 1,
        "last_at": AT,
    }
    return row | more


def add_case(
    database: Database, case: str, facts: Sequence[Fact], algorithm: str = "sha256"
) -> list[dict[str, object]]:
    """A case with these facts as its log; the rows of its events."""
    rows = chained(case, facts, algorithm)
    with database.write() as connection:
        connection.execute(cases.insert(), case_row(case, last_seq=len(rows), last_hash=rows[-1]["hash"]))
        connection.execute(events.insert(), rows)
    return rows


def chained(case: str, facts: Sequence[Fact], algorithm: str = "sha256") -> list[dict[str, object]]:
    rows, previous = [], START
    for seq, fact in enumerate(facts, 1):
        at = AT + timedelta(minutes=seq)
        rows.append(link(previous, Event(case, seq, at, at, "chen", f"command-{case}-{seq}", fact), algorithm))
        previous = rows[-1]["hash"]
    return rows


def grow(database: Database, case: str, rows: list[dict[str, object]], fact: Fact) -> None:
    """One more event at the end of a case."""
    seq = len(rows) + 1
    at = AT + timedelta(minutes=seq)
    rows.append(link(str(rows[-1]["hash"]), Event(case, seq, at, at, "chen", f"command-{case}-{seq}", fact)))
    with database.write() as connection:
        connection.execute(events.insert(), rows[-1])
        connection.execute(cases.update().where(cases.c.id == case).values(last_seq=seq, last_hash=rows[-1]["hash"]))


def started(case: str) -> CaseStarted:
    return CaseStarted(process="intake", version=1, number=f"N-{case}", place="汕尾")


def opened(step: str, visit: int = 1) -> StepOpened:
    return StepOpened(
        step=step,
        token=f"{step}#{visit}",
        scope=None,
        name="受理审查",
        department="counter",
        role="counter",
        time="approval",
    )


def add_private_completion(database: Database, case: str, rows: list[dict[str, object]], data: object) -> None:
    """A completed step whose opinion is kept beside the log."""
    salt = new_salt()
    fact = StepCompleted(step="review", token="review#1", decision="accept", data_digest=salted_digest(data, salt))
    grow(database, case, rows, fact)
    with database.write() as connection:
        connection.execute(payloads.insert(), {"case_id": case, "seq": len(rows), "data": data, "salt": salt})
