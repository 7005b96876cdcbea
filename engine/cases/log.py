"""Reading a case's log."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.events import FACTS, Event, Fact, fact_from_json
from engine.time import local
from models import tables as t

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


_INSTANTS = {cls: tuple(f.name for f in fields(cls) if f.name.endswith(("_at", "_before"))) for cls in FACTS.values()}


def _here(fact: Fact) -> Fact:
    """The fact with its instants in Asia/Shanghai; the log holds them in UTC."""
    found = {name: getattr(fact, name) for name in _INSTANTS[type(fact)]}
    changed = {name: local(value) for name, value in found.items() if value is not None}
    return replace(fact, **changed) if changed else fact


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
            at=local(row.at),
            recorded_at=local(row.recorded_at),
            actor=row.actor,
            command_id=row.command_id,
            fact=_here(fact_from_json(row.type, json.loads(row.body))),
        )
        for row in connection.execute(query.order_by(e.seq))
    )
