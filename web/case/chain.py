"""Where an event stands in the chain of its case: its digest, the one before, and whether they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.audit import verify_case
from models import tables as t

if TYPE_CHECKING:
    from models import Database


@dataclass(frozen=True, slots=True)
class Link:
    """`body` is the very text that was hashed; `trouble` what does not hold in the case's chain up to here."""

    seq: int
    algorithm: str
    hash: str
    previous: str
    body: str
    trouble: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.trouble


def link_of(database: Database, case: str, seq: int) -> Link | None:
    """The event with that number, checked together with its chain; None where there is none."""
    e = t.events.c
    with database.read() as connection:
        row = connection.execute(sa.select(t.events).where(e.case_id == case, e.seq == seq)).one_or_none()
        if row is None:
            return None
        before = connection.execute(sa.select(e.hash).where(e.case_id == case, e.seq == seq - 1)).scalar()
        faults = verify_case(connection, case)
    trouble = tuple(f.why for f in faults if f.seq is None or f.seq <= seq)
    body = json.dumps(json.loads(row.body), ensure_ascii=False, indent=2)
    return Link(seq, row.algorithm, row.hash, before or "", body, trouble)
