"""Runs the migrations that come with the package (Alembic), from our own code rather than its command line."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from models.errors import StoreUnavailable, Trouble
from models.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_LOCK = 0x62616E6A6965  # "banjie": the advisory lock that lets one process migrate at a time on PostgreSQL


def upgrade(engine: Engine) -> None:
    """Run the migrations that the database does not have, all in one transaction.

    Raises:
        StoreUnavailable: The database stands at a migration that this version does not know, or belongs to another
            program.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = _config()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        standing = revision(connection)
        if standing == head():
            return
        if standing is None:
            _check_empty(connection)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable(
                Trouble.OUTDATED, f"Expected a database of this version of Banjie or an older one, but {error}"
            ) from error


def _check_empty(connection: Connection) -> None:
    """Refuse a database in which another program keeps tables of the names of ours."""
    taken = sorted(set(sa.inspect(connection).get_table_names()) & set(metadata.tables))
    if taken:
        raise StoreUnavailable(
            Trouble.OUTDATED,
            f"Expected an empty database or one of Banjie's, but another program keeps its tables there: {taken[0]}",
        )


def revision(connection: Connection) -> str | None:
    """The migration a database stands at."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest migration of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
