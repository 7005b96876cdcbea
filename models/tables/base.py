"""The one `MetaData`, and the way our tables are made: strict on SQLite, every constraint named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterable

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *items: sa.schema.SchemaItem, **more: Any) -> sa.Table:
    """A table of ours. SQLite checks the types of what is stored (`STRICT`)."""
    return sa.Table(name, metadata, *items, sqlite_strict=True, **more)


def one_of(column: str, values: Iterable[str], *, or_null: bool = False) -> sa.CheckConstraint:
    """The database's own guard that a column holds one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    null = f"{column} IS NULL OR " if or_null else ""
    return sa.CheckConstraint(f"{null}{column} IN ({words})", name=column)


def literally_in(column: sa.ColumnElement[str], *words: str) -> sa.ColumnElement[bool]:
    """`column IN ('a', 'b')` with the words written out. As bound values SQLite could not see, when it plans the
    query, that a partial index with the same condition fits.
    """
    return column.in_([sa.literal_column(f"'{word}'") for word in words])


def sqlite_index(name: str, *columns: str) -> sa.Index:
    """An index that only SQLite gets: PostgreSQL has no room in an index for texts of any length."""
    return sa.Index(name, *columns, info={"only": "sqlite"}).ddl_if(dialect="sqlite")


def partial_index(name: str, where: str, *columns: str | sa.ColumnElement[Any]) -> sa.Index:
    """An index over the rows that `where` picks, so that it stays small however many are closed."""
    condition = sa.text(where)
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)
