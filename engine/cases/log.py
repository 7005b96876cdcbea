"""Reading a case's log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.events import Event, fact_from_json
from models import tables as t

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def read_log(connection: Connection, case: str, where: sa.ColumnElement[bool] | None = None) -> tuple[Event, ...]:
    """The events of a case in their order, all of them or those that `where` picks."""
    e = t.events.c
    query = sa.select(e.seq, e.type, e.at, e.recorded_at, e.actor, e.command_id, e.body).where(e.case_id == case)
    if where is not None:
        query = query.where(where)
    return tuple(
        Event(
            case_id=case,
            seq=row.seq,
            at=row.at,
            recorded_at=row.recorded_at,
            actor=row.actor,
            command_id=row.command_id,
            fact=fact_from_json(row.type, json.loads(row.body)),
        )
        for row in connection.execute(query.order_by(e.seq))
    )
