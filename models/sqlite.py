"""SQLite the way Banjie needs it: one writer at a time, nothing lost, readers that never wait."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from models.errors import StoreUnavailable, Trouble

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

BUSY_MS = 20_000
"""How long a writer waits for another process's writer."""

_CONNECTION = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA trusted_schema = OFF",
)
_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA wal_autocheckpoint = 4000",  # pages; a checkpoint waits for the disk twice more
)
_READER = ("PRAGMA query_only = ON",)

# Primary result codes of SQLite, https://sqlite.org/rescode.html
_TROUBLES = {
    sqlite3.SQLITE_BUSY: (Trouble.LOCKED, "another program is writing to it and did not finish in time"),
    sqlite3.SQLITE_LOCKED: (Trouble.LOCKED, "another connection holds it"),
    sqlite3.SQLITE_FULL: (Trouble.FULL, "the disk is full"),
    sqlite3.SQLITE_IOERR: (Trouble.GONE, "the disk gave an error"),
    sqlite3.SQLITE_CANTOPEN: (Trouble.GONE, "the file cannot be opened"),
    sqlite3.SQLITE_PERM: (Trouble.READ_ONLY, "the file may not be used"),
    sqlite3.SQLITE_READONLY: (Trouble.READ_ONLY, "the file may not be written to"),
    sqlite3.SQLITE_NOTADB: (Trouble.BROKEN, "the file is no SQLite database"),
    sqlite3.SQLITE_CORRUPT: (Trouble.BROKEN, "the file is damaged"),
}


def engines(url: URL) -> tuple[Engine, Engine]:
    """The engine that writes and the one that reads.

    The writer's pool holds one connection: threads of this process queue up for it in turn, rather than poll for
    SQLite's lock. Readers see the last committed state and never wait (WAL).

    Raises:
        StoreUnavailable: The folder of the file does not exist.
    """
    path = Path(url.database or "")
    if not path.parent.is_dir():
        raise StoreUnavailable(Trouble.GONE, f"Expected the folder of the database, but {path.parent} does not exist")
    arguments = {"timeout": BUSY_MS / 1000, "cached_statements": 512}
    writer = sa.create_engine(
        url, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=30, connect_args=arguments
    )
    reader = sa.create_engine(
        url, poolclass=QueuePool, pool_size=8, max_overflow=56, pool_timeout=30, connect_args=arguments
    )
    _prepare(writer, (*_CONNECTION, *_WRITER), "BEGIN IMMEDIATE")
    _prepare(reader, (*_CONNECTION, *_READER), "BEGIN")
    return writer, reader


def _prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    """Every connection gets the pragmas; the transaction is begun by us, not by the driver, which begins too late
    (at the first change) and so loses updates.
    """

    def on_connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def do_begin(connection: PoolProxiedConnection) -> None:
        connection.cursor().execute(begin)

    sa.event.listen(engine, "connect", on_connect)
    engine.dialect.do_begin = do_begin  # type: ignore[method-assign, assignment]  # the driver's own does nothing


def do_not_wait(writer: Engine) -> None:
    """Let the writer's one connection leave its writes to the operating system."""
    connection = writer.raw_connection()
    try:
        connection.cursor().execute("PRAGMA synchronous = OFF")
    finally:
        connection.close()


def diagnose(error: BaseException) -> tuple[Trouble, str] | None:
    """What an error of the driver means for the store; None when it is the statement's own fault."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        decoding = isinstance(error, sqlite3.OperationalError) and "Could not decode" in str(error)
        return (Trouble.BROKEN, "the file is damaged (a text in it is no UTF-8)") if decoding else None
    if "no such table" in str(error) or "no such column" in str(error):
        return Trouble.OUTDATED, f"it lacks a table or column of this version ({error}); run `banjie init`"
    found = _TROUBLES.get(code & 0xFF)
    return found and (found[0], f"{found[1]} ({error})")
