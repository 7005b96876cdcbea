"""The log as a file of JSON lines that proves itself: every event with its digest, the checkpoints, and a seal.

The first line names the form. Then one line for each checkpoint with the heads it signed; then one for each event,
case by case; last the seal: how many cases and events there are and the digest over their heads, signed where there
is a key. The form is written down in `docs/audit.md`, so that others can write a verifier of their own.

Without the key a reader sees whatever was changed after the export was sealed by somebody who did not also make the
seal anew; with the key, or a receipt, or the digest of the heads noted elsewhere, that too.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

import sqlalchemy as sa

from engine.audit.canonical import canonical, canonical_text, instant_text
from engine.audit.check import Head, heads_digest
from engine.audit.checkpoints import stored_checkpoints
from engine.audit.digest import SHA256
from engine.audit.verify import stored_events
from models.tables import checkpoint_heads, events

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.audit.keys import Key
    from engine.audit.verify import Progress
    from models import Database

FORM = "banjie-export-1"
SEAL = "banjie-seal-1"
_EVERY = 2000


def export_log(  # noqa: PLR0913  (three are options)
    database: Database,
    file: TextIO,
    at: datetime,
    *,
    key: Key | None = None,
    private: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the whole log, as of one moment, to an open text file; gives the seal.

    `private` adds opinions, forms and facts with their salts, so that the reader can check their digests; without it
    the export holds no personal data beyond the ids of those who acted.
    """
    heads: dict[str, Head] = {}
    count = 0
    file.write(canonical_text({"form": FORM, "at": at}) + "\n")
    with database.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(events)) or 0
        _write_checkpoints(connection, file)
        for link, data, salt in stored_events(connection):
            file.write(_line(asdict(link), data, salt if private else None))
            heads[link.case_id] = Head(link.seq, link.hash)
            count += 1
            if progress and count % _EVERY == 0:
                progress(count, total)
    seal = _seal(heads, count, at, key)
    file.write(canonical_text({"seal": seal}) + "\n")
    if progress:
        progress(count, total)
    return seal


def seal_content(seal: Mapping[str, Any]) -> bytes:
    """The bytes that a seal's signature covers."""
    return canonical({"form": SEAL, **{name: value for name, value in seal.items() if name != "signature"}})


def _line(event: dict[str, Any], data: str, salt: str | None) -> str:
    """One event. The body stands in it as the object it is, in the very text that was hashed."""
    body = event.pop("body")
    private = f',"private":{{"data":{data},"salt":{json.dumps(salt)}}}' if salt is not None else ""
    return f'{canonical_text(event)[:-1]},"body":{body}{private}}}\n'


def _write_checkpoints(connection: sa.Connection, file: TextIO) -> None:
    for one in stored_checkpoints(connection):
        of_this = sa.select(checkpoint_heads).where(checkpoint_heads.c.checkpoint == one.id)
        rows = connection.execute(of_this.order_by(checkpoint_heads.c.case_id))
        heads = [[row.case_id, row.seq, row.hash] for row in rows]
        file.write(canonical_text({"checkpoint": asdict(one), "heads": heads}) + "\n")


def _seal(heads: Mapping[str, Head], count: int, at: datetime, key: Key | None) -> dict[str, Any]:
    seal: dict[str, Any] = {
        "at": instant_text(at),
        "cases": len(heads),
        "events": count,
        "heads": heads_digest(heads),
        "algorithm": SHA256,
        "key_id": key.id if key else "",
    }
    return {**seal, "signature": key.sign(SHA256, seal_content(seal)) if key else ""}
