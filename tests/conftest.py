"""Databases for every test that needs one: an SQLite file or a database of a PostgreSQL server of our own.

`database` gives each test both in turn, freshly migrated; `sqlite_database` only the quick one. `database_url` and
`empty_url` give URLs, the latter of a database without any table.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # `tests.support` is found however pytest was started

from models import Database
from models.tables import metadata
from tests.support.postgres import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server that lives as long as the test run (one per worker of pytest-xdist)."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def postgres_shared(postgres_cluster: Cluster) -> Iterator[tuple[str, psycopg.Connection]]:
    """A migrated database, and a connection that empties it between tests: far quicker than a database for each."""
    url = postgres_cluster.fresh()
    _migrate(url)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # neither guards nor foreign keys stand in the way
        connection.execute("SET lock_timeout = '10s'")
        yield url, connection


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, for copying."""
    path = tmp_path_factory.mktemp("template") / "banjie.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres_shared: tuple[str, psycopg.Connection]) -> str:
    """A migrated PostgreSQL database that this test finds empty. (A test that changes the tables themselves takes a
    `fresh` one from `postgres_cluster`.)"""
    url, connection = postgres_shared
    connection.execute("; ".join(f"DELETE FROM {name}" for name in metadata.tables))  # noqa: S608  (our own names)
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own."""
    path = tmp_path / "banjie.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, on SQLite and then on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, on SQLite and then on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    url = cluster.fresh()
    yield url
    cluster.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """`database_url`, opened."""
    opened = Database.open(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """`sqlite_url`, opened."""
    opened = Database.open(sqlite_url)
    yield opened
    opened.dispose()


def _migrate(url: str) -> None:
    database = Database.open(url)
    database.upgrade()
    database.dispose()
