"""The database's own refusal to change or delete what is append-only.

It stops mistakes, ours first of all. Somebody who may change the schema can drop it: against that stands the chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from models.tables.audit import checkpoint_heads, checkpoints
from models.tables.log import events

if TYPE_CHECKING:
    from sqlalchemy import Table

APPEND_ONLY = (events, checkpoints, checkpoint_heads)

_FUNCTION = """
CREATE OR REPLACE FUNCTION banjie_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Expected % only to grow, but somebody tried to change it', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$
"""


def guard_statements(dialect: str, table: str) -> tuple[str, ...]:
    """The statements that make a table append-only."""
    if dialect == "sqlite":
        sentence = f"Expected {table} only to grow, but somebody tried to change it"
        return tuple(
            f"CREATE TRIGGER {table}_no_{word.lower()} BEFORE {word} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for word in ("UPDATE", "DELETE")
        )
    run = "EXECUTE FUNCTION banjie_append_only()"
    rows = f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {run}"
    whole = f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {run}"
    return (_FUNCTION, rows, whole)


def _install(table: Table, connection: sa.Connection, **_: object) -> None:
    for statement in guard_statements(connection.dialect.name, table.name):
        connection.execute(sa.text(statement))


for _table in APPEND_ONLY:
    sa.event.listen(_table, "after_create", _install)
