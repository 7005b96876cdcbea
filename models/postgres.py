"""PostgreSQL by psycopg 3, set up to mean the same as our SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa

from models.errors import Trouble

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Engine

LOCK_MS = 20_000
"""How long a statement waits for a row another transaction changes."""

_SETTINGS = f"-c timezone=UTC -c lock_timeout={LOCK_MS} -c idle_in_transaction_session_timeout=120000"

# SQLSTATE by its first letters, longest match first; https://www.postgresql.org/docs/current/errcodes-appendix.html
_TROUBLES = (
    ("40001", Trouble.CONFLICT, "another transaction changed the same rows"),
    ("40P01", Trouble.CONFLICT, "two transactions waited for each other"),
    ("55P03", Trouble.LOCKED, "another transaction holds the row and did not finish in time"),
    ("53300", Trouble.REFUSED, "the server has no connection to spare"),
    ("53", Trouble.FULL, "the server has no space left"),
    ("25006", Trouble.READ_ONLY, "the server does not accept changes"),
    ("57P03", Trouble.REFUSED, "the server is starting up or shutting down"),
    ("57P", Trouble.GONE, "the server ended the connection"),
    ("25P03", Trouble.GONE, "the server ended a transaction that stood idle"),
    ("08", Trouble.GONE, "the connection broke"),
    ("28", Trouble.REFUSED, "the server does not know this user or password"),
    ("3D000", Trouble.REFUSED, "the server has no such database"),
    ("42P01", Trouble.OUTDATED, "it lacks a table of this version; run `banjie init`"),
    ("42703", Trouble.OUTDATED, "it lacks a column of this version; run `banjie init`"),
    ("XX001", Trouble.BROKEN, "the server found damaged data"),
)


def engines(url: URL) -> tuple[Engine, Engine]:
    """The engine that writes (READ COMMITTED, so every change names the version it read) and the one that reads
    (one snapshot for the whole of a `read()`, no changes). Both draw on one pool of at most 24 connections.
    """
    query = dict(url.query)
    given = str(query.pop("options", ""))
    arguments: dict[str, str] = {"options": f"{_SETTINGS} {given}".strip()}
    arguments.setdefault("application_name", "banjie")
    if "connect_timeout" not in query:
        arguments["connect_timeout"] = "10"
    writer = sa.create_engine(
        url.set(query=query),
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=16,
        pool_timeout=30,
        pool_pre_ping=True,
        connect_args=arguments,
    )
    return writer, writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def diagnose(error: BaseException) -> tuple[Trouble, str] | None:
    """What an error of the driver means for the store; None when it is the statement's own fault."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate
    if state is None:
        if not isinstance(error, psycopg.OperationalError):
            return None
        broken = "server closed" in str(error) or "connection is lost" in str(error)
        kind = Trouble.GONE if broken else Trouble.REFUSED
        return kind, f"the server cannot be reached ({_first_line(error)})"
    for prefix, trouble, why in _TROUBLES:
        if state.startswith(prefix):
            return trouble, f"{why} ({_first_line(error)})"
    return None


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
