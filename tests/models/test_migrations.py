from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command

from models import Database, StoreUnavailable, Trouble, migrate
from models.migrate import head
from models.tables import metadata, simulations, users

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, is_identity, coalesce(column_default, '')
FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, ordinal_position
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
TRIGGERS = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"


def schema(database):
    """Everything the database knows of its schema, as text; Alembic's own table left out."""
    if database.dialect == "sqlite":
        queries = ["SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"]
    else:
        queries = [COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS]
    with database.read() as connection:
        rows = [row for query in queries for row in connection.exec_driver_sql(query)]
    lines = (re.sub(r"\s+", " ", " | ".join(map(str, row))) for row in rows)
    return [sorted_constraints(line) for line in lines if "alembic_version" not in line]


def sorted_constraints(line):
    """SQLite keeps a table's definition as it was written; the order of its constraints means nothing."""
    columns, *constraints = line.replace(" ) STRICT", "").split(", CONSTRAINT ")
    return (columns.strip(), *sorted(one.strip() for one in constraints))


@pytest.fixture
def empty(empty_url):
    database = Database.open(empty_url)
    yield database
    database.dispose()


def by_migrations(database):
    database.upgrade()
    return schema(database)


def by_metadata(database):
    with database.write() as connection:
        metadata.create_all(connection)
    return schema(database)


@pytest.fixture
def pair(request, tmp_path, empty_url):
    """Two empty databases of the same kind."""
    second = f"sqlite:///{tmp_path / 'second.db'}"
    if not empty_url.startswith("sqlite"):
        second = request.getfixturevalue("postgres_cluster").fresh()
    databases = [Database.open(url) for url in (empty_url, second)]
    yield databases
    for database in databases:
        database.dispose()


def test_the_migrations_lead_to_the_very_tables_of_the_code(pair):
    # If this fails, run scripts/draft_migration.py.
    migrated, made = by_migrations(pair[0]), by_metadata(pair[1])
    assert migrated == made
    assert len(migrated) > 50


def test_upgrading_again_changes_nothing(empty):
    before = by_migrations(empty)
    assert by_migrations(empty) == before
    assert empty.revision() == head()


def test_an_empty_database_has_no_revision(empty):
    assert empty.revision() is None


def test_a_fresh_database_is_ready_in_less_than_a_second(empty):
    began = time.perf_counter()
    empty.upgrade()
    assert time.perf_counter() - began < 1


def test_a_database_of_another_program_is_left_alone_in_a_sentence(empty):
    with empty.write() as connection:
        connection.exec_driver_sql("CREATE TABLE cases (colour text)")
    with pytest.raises(StoreUnavailable, match="another program keeps its tables there: cases"):
        empty.upgrade()
    with empty.read() as connection:
        assert connection.exec_driver_sql("SELECT colour FROM cases").all() == []


def test_a_database_of_a_newer_version_is_left_alone_in_a_sentence(empty):
    empty.upgrade()
    with empty.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="of this version of Banjie or an older one") as refused:
        empty.upgrade()
    assert refused.value.trouble is Trouble.OUTDATED


def test_a_migration_that_fails_leaves_nothing_behind(empty):
    with empty.write() as connection:
        connection.exec_driver_sql("CREATE TABLE others (id integer)")
        connection.exec_driver_sql("CREATE INDEX ix_cases_due ON others (id)")  # the name of one of ours
    with pytest.raises(sa.exc.DBAPIError):
        empty.upgrade()
    with empty.read() as connection:
        assert sa.inspect(connection).get_table_names() == ["others"]


def test_several_programs_that_start_at_once_migrate_once(empty_url):
    def upgrade(_):
        database = Database.open(empty_url)
        database.upgrade()
        revision = database.revision()
        database.dispose()
        return revision

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(upgrade, range(4))) == {head()}


def test_every_table_is_strict_on_sqlite(sqlite_database):
    with sqlite_database.read() as connection:
        loose = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND name NOT LIKE 'sqlite_%'"
        ).all()
    assert [name for (name,) in loose] == ["alembic_version"]


def test_every_constraint_and_index_has_a_name():
    for table in metadata.tables.values():
        for item in [*table.constraints, *table.indexes]:
            assert item.name, f"{table.name}: {item}"


def test_every_foreign_key_is_served_by_an_index():
    # Else deleting or checking a parent would read the whole child table.
    for table in metadata.tables.values():
        leading = [tuple(c.name for c in index.columns) for index in table.indexes]
        leading += [tuple(c.name for c in table.primary_key.columns)]
        leading += [tuple(c.name for c in u.columns) for u in table.constraints if isinstance(u, sa.UniqueConstraint)]
        for key in table.foreign_key_constraints:
            if key.referred_table.name == "definitions" or table.name == "command_results":
                continue  # definitions and cases are never deleted; an answer is written with every command
            names = tuple(key.column_keys)
            assert any(columns[: len(names)] == names for columns in leading), f"{table.name}: {names}"


def test_simulations_that_were_kept_are_kept_when_forecasts_come(empty):
    config = migrate._config()
    with empty.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        at = datetime(2026, 1, 1, tzinfo=UTC)
        person = {"login": "u", "name": "u", "password_hash": "x", "roles": [], "created_at": at, "password_at": at}
        connection.execute(sa.insert(users).values(id="u", **person))
        connection.execute(
            sa.insert(simulations).values(
                id="s",
                kind="run",
                process="p",
                version=1,
                title="t",
                scenario="",
                result={"n": 1},
                calendar="c",
                user_id="u",
                created_at=at,
            )
        )
    empty.upgrade()
    with empty.write() as connection:
        assert connection.execute(sa.select(simulations.c.id, simulations.c.result)).all() == [("s", {"n": 1})]
        connection.execute(sa.update(simulations).values(kind="forecast"))
