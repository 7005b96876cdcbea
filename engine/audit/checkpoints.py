"""Checkpoints: signed marks of how far the log had come, each chained to the one before.

A checkpoint holds the head of every case that had grown since the checkpoint before; together they cover all. What
it signs also goes, as a receipt, into a file outside of the database. A log whose end was cut off, that was written
anew or that came out of an old backup contradicts a checkpoint or lacks the one of which there is a receipt.

What this cannot show: changes after the last checkpoint by somebody who can write the database; anything by somebody
who can write the database and has the key and the receipts too.
"""

from __future__ import annotations

import hmac
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.audit.canonical import canonical, canonical_text, instant_text
from engine.audit.check import Head, heads_digest
from engine.audit.digest import SHA256
from models.tables import cases, checkpoint_heads, checkpoints

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from engine.audit.keys import Key

FORM = "banjie-checkpoint-1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed mark. `id` counts from 1; `at` is UTC text; `cases` and `events` are totals at that moment; `heads`
    the digest of the heads it adds; `previous` the signature of the one before, empty at the first.
    """

    id: int
    at: str
    cases: int
    events: int
    heads: str
    previous: str
    algorithm: str
    key_id: str
    signature: str

    def signed(self) -> bytes:
        """The bytes that the signature covers: everything but itself."""
        content = asdict(self)
        del content["signature"]
        return canonical({"form": FORM, **content})

    def by(self, key: Key) -> bool | None:
        """Whether the key made the signature; None when it was another key, of which nothing can be said."""
        if key.id != self.key_id:
            return None
        try:
            expected = key.sign(self.algorithm, self.signed())
        except ValueError:
            return False
        return hmac.compare_digest(expected.encode(), self.signature.encode())


def take_checkpoint(connection: sa.Connection, at: datetime, key: Key, algorithm: str = SHA256) -> Checkpoint | None:
    """Sign how far the log has come, inside a write unit; None when it has not grown since the last time.

    Raises:
        ValueError: Some case has fewer events than at an earlier checkpoint, or others: run `verify`.
    """
    last = connection.execute(sa.select(checkpoints).order_by(checkpoints.c.id.desc()).limit(1)).mappings().first()
    grown, totals = _grown(connection)
    if not grown:
        return None
    taken = sign(
        key,
        {
            "id": last["id"] + 1 if last else 1,
            "at": instant_text(at),
            **totals,
            "heads": heads_digest(grown, algorithm),
            "previous": last["signature"] if last else "",
            "algorithm": algorithm,
        },
    )
    connection.execute(checkpoints.insert(), {**asdict(taken), "at": at})
    connection.execute(
        checkpoint_heads.insert(),
        [{"checkpoint": taken.id, "case_id": case, "seq": h.seq, "hash": h.hash} for case, h in grown.items()],
    )
    return taken


def sign(key: Key, content: dict[str, Any]) -> Checkpoint:
    """A checkpoint of this content, signed."""
    draft = Checkpoint(**content, key_id=key.id, signature="")
    return Checkpoint(**content, key_id=key.id, signature=key.sign(draft.algorithm, draft.signed()))


def _grown(connection: sa.Connection) -> tuple[dict[str, Head], dict[str, int]]:
    """The heads of cases that grew since they were last signed, and the totals of all."""
    newest = (
        sa.select(checkpoint_heads.c.case_id, sa.func.max(checkpoint_heads.c.seq).label("seq"))
        .group_by(checkpoint_heads.c.case_id)
        .subquery()
    )
    signed = (
        sa.select(checkpoint_heads.c.case_id, checkpoint_heads.c.seq, checkpoint_heads.c.hash)
        .join(newest, sa.and_(newest.c.case_id == checkpoint_heads.c.case_id, newest.c.seq == checkpoint_heads.c.seq))
        .subquery()
    )
    before = {row.case_id: Head(row.seq, row.hash) for row in connection.execute(sa.select(signed))}
    grown, totals = {}, {"cases": 0, "events": 0}
    for row in connection.execute(sa.select(cases.c.id, cases.c.last_seq, cases.c.last_hash)):
        if not row.last_seq:
            continue
        totals["cases"] += 1
        totals["events"] += row.last_seq
        head, old = Head(row.last_seq, row.last_hash), before.pop(row.id, None)
        if old is not None and (head.seq < old.seq or (head.seq == old.seq and head != old)):
            raise ValueError(f"Expected the log only to grow, but case {row.id} was at another event {old.seq} before")
        if head != old:
            grown[row.id] = head
    if before:
        raise ValueError(f"Expected the log only to grow, but case {min(before)} is gone")
    return grown, totals


def stored_checkpoints(connection: sa.Connection) -> tuple[Checkpoint, ...]:
    """The checkpoints in the database, in order."""
    columns = [c for c in checkpoints.c if c.name != "at"]
    query = sa.select(*columns, stored_instant(checkpoints.c.at)).order_by(checkpoints.c.id)
    rows = connection.execute(query).mappings()
    return tuple(Checkpoint(**{**row, "at": stored_text(row["at"])}) for row in rows)


def stored_instant(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A column of instants as it is stored, so that one that was tampered with can be read and told."""
    return sa.type_coerce(column, sa.Text()).label(column.name)


def stored_text(value: Any) -> str:
    """What `stored_instant` gave, as canonical text: SQLite holds that text, PostgreSQL gives an instant."""
    return value if isinstance(value, str) else instant_text(value)


def add_receipt(path: Path, checkpoint: Checkpoint) -> None:
    """Append the checkpoint to the file of receipts, one line of JSON each, and wait for the disk."""
    with path.open("a", encoding="utf-8") as file:
        file.write(canonical_text(asdict(checkpoint)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def receipts(path: Path) -> tuple[Checkpoint, ...]:
    """The receipts in the file; none where there is no file.

    Raises:
        ValueError: A line is no receipt.
    """
    if not path.exists():
        return ()
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(checkpoint_from(json.loads(line)))
        except ValueError as error:
            raise ValueError(f"Expected a receipt in line {number} of {path}, but {error}") from error
    return tuple(found)


def checkpoint_from(data: Any) -> Checkpoint:
    """A checkpoint from its JSON.

    Raises:
        ValueError: It is none.
    """
    numbers = ("id", "cases", "events")
    wanted = set(Checkpoint.__dataclass_fields__)
    if not isinstance(data, dict) or set(data) != wanted:
        raise ValueError(f"it is not an object of {', '.join(sorted(wanted))}")
    for name, value in data.items():
        if type(value) is not (int if name in numbers else str):
            raise ValueError(f"its {name} is {value!r}")
    return Checkpoint(**data)
