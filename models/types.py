"""Column types that mean the same on SQLite and PostgreSQL, and short ways to write columns of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect
    from sqlalchemy.types import TypeEngine

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Sorts after every real instant: what `due_at` columns hold where there is no deadline, so that lists can be
sorted and paged without a case for null."""


class Instant(TypeDecorator[datetime]):
    """An aware `datetime`, stored in UTC to the microsecond and read back in UTC.

    PostgreSQL holds it as `timestamptz`. SQLite has no such type: there it is text of fixed width
    (`2026-09-18T01:02:03.000004Z`), which sorts, compares and indexes as the instants do.

    A naive `datetime` is refused with a `ValueError` (SQLAlchemy hands it on inside a `StatementError`).
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        wanted = sa.Text() if dialect.name == "sqlite" else sa.TIMESTAMP(timezone=True)
        return dialect.type_descriptor(wanted)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, datetime) or value.utcoffset() is None:
            raise ValueError(f"Expected an instant with its offset from UTC, but got {value!r}")
        return instant_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]


class Json(TypeDecorator[Any]):
    """A JSON value as compact text, keys in the order given (a token game's state may depend on it).

    NaN and infinities are refused, and so are values JSON has no form for: dates, decimals, bytes. Text that is
    no Unicode (lone surrogates) is refused too. Null in the column is Python's None.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else json_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else json.loads(value)


class Flag(TypeDecorator[bool]):
    """Yes or no: PostgreSQL's boolean, SQLite's 0 and 1 (its strict tables know no boolean)."""

    impl = sa.Boolean
    cache_ok = True
    coerce_to_is_types = (type(None), bool)  # `column.is_(True)` becomes a literal, which PostgreSQL's IS demands

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sa.Integer() if dialect.name == "sqlite" else sa.Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: FBT001  (SQLAlchemy's signature)
        if value is None or dialect.name != "sqlite":
            return value
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:  # noqa: ARG002  (SQLAlchemy's signature)
        return None if value is None else bool(value)


@lru_cache(maxsize=256)  # a command writes the same few instants again and again
def instant_text(at: datetime) -> str:
    """An aware instant as UTC text of fixed width: `2026-09-18T01:02:03.000004Z`. Sorts as the instants do.

    Raises:
        ValueError: `at` carries no offset.
    """
    if at.utcoffset() is None:
        raise ValueError(f"Expected an instant with its offset from UTC, but got {at!r}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_text(value: Any) -> str:
    """The text that a `Json` column holds for a value."""
    return _ENCODER.encode(value)


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit whole number on both databases, and SQLite's row id where it is a primary key."""


def text(name: str, *args: Any, nullable: bool = False, **more: Any) -> sa.Column[str]:
    """A column of text, not null unless said."""
    return sa.Column(name, sa.Text(), *args, nullable=nullable, **more)


def number(name: str, *args: Any, nullable: bool = False, **more: Any) -> sa.Column[int]:
    """A column of 64-bit whole numbers, not null unless said."""
    return sa.Column(name, BIG, *args, nullable=nullable, **more)


def instant(name: str, *args: Any, nullable: bool = False, **more: Any) -> sa.Column[datetime]:
    """A column of instants, not null unless said."""
    return sa.Column(name, Instant(), *args, nullable=nullable, **more)


def flag(name: str, *, default: bool = False) -> sa.Column[bool]:
    """A column of yes or no, never null."""
    return sa.Column(name, Flag(), nullable=False, default=default)


def json_value(name: str, *args: Any, nullable: bool = False, **more: Any) -> sa.Column[Any]:
    """A column of JSON, not null unless said."""
    return sa.Column(name, Json(), *args, nullable=nullable, **more)


def binary(name: str, *args: Any, nullable: bool = False, **more: Any) -> sa.Column[bytes]:
    """A column of bytes, not null unless said."""
    return sa.Column(name, sa.LargeBinary(), *args, nullable=nullable, **more)
