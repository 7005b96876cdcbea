"""One door to the store: units of work that write, units that read, and the migrations."""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models import migrate, postgres, sqlite
from models.errors import StoreUnavailable, Trouble, Unstorable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import URL, Connection, Engine

_T = TypeVar("_T")
_TRIES = 5
_UNSTORABLE = (
    "Expected text and numbers that a database can hold, but one fits no column: a NUL or half a character, a number "
    "without end, a text for a number"
)


class Database:
    """A database of Banjie, for all threads of a process.

    Errors of the store itself (locked, full, gone, read-only, not reachable, not migrated) come out of every method
    as `StoreUnavailable`, a value that no database can hold as `Unstorable`; a broken constraint stays SQLAlchemy's
    `IntegrityError`.
    """

    def __init__(self, url: URL, writer: Engine, reader: Engine) -> None:
        self._url = url
        self._writer = writer
        self._reader = reader
        self._diagnose = sqlite.diagnose if url.get_backend_name() == "sqlite" else postgres.diagnose
        self._here = threading.local()

    @classmethod
    def open(cls, url: str) -> Database:
        """The database at an SQLAlchemy URL: `sqlite:///file` or `postgresql://…`. Nothing is read or made yet.

        Raises:
            ValueError: The URL is none, or of a database that Banjie does not know.
            StoreUnavailable: The folder of the file does not exist.
        """
        parsed = _parse(url)
        make = sqlite.engines if parsed.get_backend_name() == "sqlite" else postgres.engines
        return cls(parsed, *make(parsed))

    def do_not_wait(self) -> None:
        """From now on SQLite does not wait for the disk at each commit: for filling a file that is thrown away when the
        filling is interrupted. PostgreSQL goes on as before.
        """
        if self.dialect == "sqlite":
            sqlite.do_not_wait(self._writer)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._url.get_backend_name()

    @property
    def name(self) -> str:
        """The URL without its password, for messages."""
        return self._url.render_as_string(hide_password=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may change things: committed at the end, undone whole by an exception.

        On SQLite it is the only one in the whole database while it lasts. On PostgreSQL others run beside it: name the
        version you read in every change (`WHERE version = :old`) and look at `rowcount`.

        Raises:
            StoreUnavailable: See the class.
            RuntimeError: This thread is in a write unit already, and would wait for itself.
        """
        if getattr(self._here, "writing", False):
            raise RuntimeError("Expected one write unit at a time in a thread, but this one is in another already")
        self._here.writing = True
        try:
            with self._said(), self._writer.begin() as connection:
                yield connection
        finally:
            self._here.writing = False

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads: everything in it is of one moment.

        Raises:
            StoreUnavailable: See the class; also for an attempt to change something.
        """
        with self._said(), self._reader.begin() as connection:
            yield connection

    def run(self, work: Callable[[Connection], _T]) -> _T:
        """`work` in a write unit, done anew (up to five times) when the database reports that it crossed another
        transaction. Everything of the failed try was undone, so `work` must have no effect outside the connection.

        Raises:
            StoreUnavailable: See the class; `Trouble.CONFLICT` after the last try.
        """
        for attempt in range(1, _TRIES):
            try:
                with self.write() as connection:
                    return work(connection)
            except StoreUnavailable as error:
                if error.trouble is not Trouble.CONFLICT:
                    raise
                time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311  (spreads retries, guards nothing)
        with self.write() as connection:
            return work(connection)

    def upgrade(self) -> None:
        """Bring the tables to this version; does nothing when they are.

        Raises:
            StoreUnavailable: See the class; also when the database is of a newer version of Banjie.
        """
        with self._said():
            migrate.upgrade(self._writer)

    def revision(self) -> str | None:
        """The migration the database stands at; None before the first."""
        with self._said(), self._reader.connect() as connection:
            return migrate.revision(connection)

    def dispose(self) -> None:
        """Close the pooled connections; the object stays usable and opens new ones when needed."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of the store, as sentences."""
        try:
            yield
        except PoolTimeout as error:
            raise StoreUnavailable(
                Trouble.LOCKED, f"Expected a free connection to {self.name}, but all were busy for 30 seconds"
            ) from error
        except (DataError, UnicodeEncodeError, OverflowError) as error:
            raise Unstorable(_UNSTORABLE) from error
        except DBAPIError as error:
            found = self._diagnose(error.orig) if error.orig else None
            if found is None:
                raise
            raise StoreUnavailable(found[0], f"Expected to use {self.name}, but {found[1]}") from error


def _parse(url: str) -> URL:
    """The URL with the driver we use.

    Raises:
        ValueError: See `Database.open`.
    """
    try:
        parsed = sa.make_url(url.replace("postgres://", "postgresql://", 1))
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise ValueError(f"Expected a database URL such as sqlite:///banjie.db, but got {url!r}") from error
    if backend == "sqlite":
        if parsed.database in (None, "", ":memory:"):
            raise ValueError(
                "Expected an SQLite file (sqlite:///banjie.db), but a database in memory has no second connection"
            )
        return parsed.set(drivername="sqlite")
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"Expected an SQLite or PostgreSQL database, but got one of {backend!r}")
