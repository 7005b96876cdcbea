"""Cases in the database: reading one, and writing what a turn did in one transaction at one version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from models import tables as t
from models.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Connection, Row

    from engine.cases.rows import Writes

_P = sa.bindparam
UPSERT: dict[str, Callable[[sa.Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""Per database the insert that knows what to do when the row is there already."""

_CASE = Prepared(t.cases.update().where(t.cases.c.id == _P("c"), t.cases.c.version == _P("old")))
_STATE = Prepared(t.case_states.update().where(t.case_states.c.case_id == _P("c")))
_STEP = Prepared(t.steps.update().where(t.steps.c.case_id == _P("c"), t.steps.c.token == _P("t")))
_CLOCK = Prepared(t.clocks.update().where(t.clocks.c.case_id == _P("c"), t.clocks.c.run == _P("r")))
_DISARM = Prepared(
    t.timers.delete().where(t.timers.c.case_id == _P("c"), t.timers.c.kind == _P("k"), t.timers.c.subject == _P("s"))
)
_INCIDENT = (
    t.incidents.update()
    .where(t.incidents.c.case_id == _P("c"), t.incidents.c.incident == _P("i"))
    .values(resolved_at=_P("at"), note=_P("said"))
)
_COUNTED_UNDER = (
    sa.select(sa.func.min(t.clocks.c.calendar_version))
    .where(t.clocks.c.case_id == _P("c"), t.IS_GOING)
    .scalar_subquery()
    .label("counted_under")
)
_COUNTED = Prepared(t.clocks.update().where(t.clocks.c.case_id == _P("c"), t.IS_GOING))
_READ = (
    sa.select(t.cases, t.case_states.c.state.label("stored"), _COUNTED_UNDER)
    .join(t.case_states, t.case_states.c.case_id == t.cases.c.id)
    .where(t.cases.c.id == _P("c"))
)
_VERSION = sa.select(t.cases.c.version).where(t.cases.c.id == _P("c"))
_LOCK = _VERSION.with_for_update()
_ID = sa.select(t.cases.c.id).where(sa.or_(t.cases.c.id == _P("name"), t.cases.c.number == _P("name")))
_RESULT = sa.select(t.command_results).where(t.command_results.c.command_id == _P("id"))


_INSERT = {table.name: table.insert() for table in t.metadata.sorted_tables}
"""Built once: building a statement costs more than running it."""
_EVENT, _PAYLOAD, _NEW_STEP, _NEW_CLOCK, _ANSWER = (
    Prepared(_INSERT[name]) for name in ("events", "payloads", "steps", "clocks", "command_results")
)


def _replacing(dialect: str, table: sa.Table, *key: str) -> Any:
    """An insert that changes the row where one with that key is there already."""
    statement = UPSERT[dialect](table)
    left = {"id", *key}
    others = {column.name: statement.excluded[column.name] for column in table.c if column.name not in left}
    return statement.on_conflict_do_update(index_elements=list(key), set_=others)


def _prepared(table: sa.Table, *key: str) -> Prepared:
    sqlite_statement, postgresql_statement = (_replacing(dialect, table, *key) for dialect in UPSERT)
    return Prepared(sqlite_statement, postgresql=postgresql_statement)


_MATERIAL = _prepared(t.materials, "case_id", "material")
_ARM = _prepared(t.timers, "case_id", "kind", "subject")


_FREE = {"state": "armed", "claimed_by": None, "claimed_until": None}


class Stale(Exception):  # noqa: N818 - says what the row is
    """The case was changed by somebody else since it was read."""


def find(connection: Connection, name: str) -> str | None:
    """The id of the case with that id or number."""
    found: str | None = connection.execute(_ID, {"name": name}).scalar()
    return found


def read(connection: Connection, case: str, *, to_change: bool) -> Row[Any] | None:
    """The case's row, with its stored state as `stored`. `to_change` keeps others from changing it until the end of the
    transaction (SQLite has one writer anyway).
    """
    if to_change and connection.dialect.name == "postgresql":
        # In a statement of its own: a join that waits for the lock would read the other table as it was before.
        connection.execute(_LOCK, {"c": case})
    return connection.execute(_READ, {"c": case}).one_or_none()


def version(connection: Connection, case: str) -> int | None:
    """The version at which the case stands."""
    found: int | None = connection.execute(_VERSION, {"c": case}).scalar()
    return found


def first_result(connection: Connection, command_id: str) -> Row[Any] | None:
    """What a command of that id was answered with."""
    return connection.execute(_RESULT, {"id": command_id}).one_or_none()


def insert(connection: Connection, case: dict[str, Any], writes: Writes, facts: dict[str, Any] | None) -> None:
    """Write a new case."""
    connection.execute(_INSERT["cases"], {**case, **writes.case})
    connection.execute(_INSERT["case_states"], {"case_id": case["id"], "state": writes.state, "digest": ""})
    if facts is not None:
        connection.execute(_INSERT["case_facts"], {"case_id": case["id"], **facts})
    _rest(connection, writes)


def update(connection: Connection, case: str, old: int, new: int, writes: Writes) -> None:
    """Write what changed.

    Raises:
        Stale: The case is not at version `old` any more; nothing was written by the failed change.
    """
    if _CASE.run(connection, [{"c": case, "old": old, "version": new, **writes.case}]) != 1:
        raise Stale(case)
    _STATE.run(connection, [{"c": case, "state": writes.state}])
    _rest(connection, writes)


def counted(connection: Connection, case: str, at_version: int, calendar: str) -> None:
    """Note that the deadlines of a case are the same under another calendar.

    Raises:
        Stale: The case is not at that version any more.
    """
    if version(connection, case) != at_version:
        raise Stale(case)
    _COUNTED.run(connection, [{"c": case, "calendar_version": calendar}])


def keep_result(connection: Connection, row: dict[str, Any]) -> None:
    """Remember what a command was answered with."""
    _ANSWER.run(connection, [row])


def _rest(connection: Connection, writes: Writes) -> None:
    _EVENT.run(connection, writes.events)
    _PAYLOAD.run(connection, writes.payloads)
    _NEW_STEP.run(connection, writes.new_steps)
    _STEP.run(connection, writes.closed_steps)
    _STEP.run(connection, writes.moved_steps)
    _NEW_CLOCK.run(connection, writes.new_clocks)
    _CLOCK.run(connection, writes.moved_clocks)
    _CLOCK.run(connection, writes.stopped_clocks)
    _DISARM.run(connection, writes.disarmed)
    _ARM.run(connection, [{**row, **_FREE} for row in writes.armed])
    _MATERIAL.run(connection, writes.materials)
    for row in writes.incidents:
        _incident(connection, row)


def _incident(connection: Connection, row: dict[str, Any]) -> None:
    if "raised_at" in row:
        connection.execute(_INSERT["incidents"], row)
        return
    values = {"c": row["case_id"], "i": row["incident"], "at": row["at"], "said": row["note"]}
    connection.execute(_INCIDENT, values)
