from __future__ import annotations

import os
import sqlite3
import threading

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models import Database, StoreUnavailable, Trouble, Unstorable, sqlite, tables
from models.tables import calendars, counters
from tests.support.cases import AT
from tests.support.postgres import Cluster


def add(database, name="n", last=0):
    with database.write() as connection:
        connection.execute(counters.insert(), {"name": name, "last": last})


def names(database):
    with database.read() as connection:
        return connection.scalars(sa.select(counters.c.name).order_by(counters.c.name)).all()


def test_a_unit_is_kept_whole_or_not_at_all(database):
    add(database, "kept")

    class Trip(Exception):  # noqa: N818
        pass

    def stumble():
        with database.write() as connection:
            connection.execute(counters.insert(), {"name": "lost", "last": 0})
            raise Trip

    with pytest.raises(Trip):
        stumble()
    assert names(database) == ["kept"]


def test_a_broken_constraint_stays_an_integrity_error_and_the_next_unit_works(database):
    add(database)
    with pytest.raises(IntegrityError):
        add(database)
    add(database, "m")
    assert names(database) == ["m", "n"]


def test_reading_sees_one_moment_however_long_it_takes(database):
    add(database, "a")
    with database.read() as connection:
        before = connection.scalar(sa.select(sa.func.count()).select_from(counters))
        add(database, "b")
        assert connection.scalar(sa.select(sa.func.count()).select_from(counters)) == before == 1
    assert names(database) == ["a", "b"]


def test_a_reader_does_not_wait_for_a_writer(database):
    with database.write() as connection:
        connection.execute(counters.insert(), {"name": "n", "last": 0})
        assert names(database) == []


def test_what_reads_cannot_write(database):
    with pytest.raises(StoreUnavailable) as refused, database.read() as connection:
        connection.execute(counters.insert(), {"name": "n", "last": 0})
    assert refused.value.trouble is Trouble.READ_ONLY
    add(database)


def test_a_unit_inside_a_unit_is_an_error_and_no_endless_wait(database):
    with database.write(), pytest.raises(RuntimeError, match="one write unit at a time"), database.write():
        pass
    add(database)


def test_another_thread_may_write_meanwhile_or_waits_its_turn(database):
    thread = threading.Thread(target=add, args=(database, "other"))
    with database.write() as connection:
        connection.execute(counters.insert(), {"name": "first", "last": 0})
        thread.start()
    thread.join(20)
    assert names(database) == ["first", "other"]


def test_the_session_is_set_up_as_the_book_says(database):
    if database.dialect == "sqlite":
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": sqlite.BUSY_MS}
        with database.write() as connection:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    else:
        wanted = {"TimeZone": "UTC", "lock_timeout": "20s", "application_name": "banjie"}
        with database.write() as connection:
            found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in wanted}
    assert found == wanted


def test_it_can_be_used_again_after_its_connections_were_closed(database):
    add(database)
    database.dispose()
    assert names(database) == ["n"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "Expected a database URL"),
        ("banjie.db", "Expected a database URL"),
        ("nonsense://x", "Expected a database URL|but got one of 'nonsense'"),
        ("sqlite://", "a database in memory has no second connection"),
        ("sqlite:///:memory:", "a database in memory has no second connection"),
        ("mysql://root@localhost/banjie", "Expected an SQLite or PostgreSQL database"),
    ],
)
def test_a_url_that_is_none_of_ours_is_refused(url, sentence):
    with pytest.raises(ValueError, match=sentence):
        Database.open(url)


@pytest.mark.parametrize("prefix", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_can_be_named_in_the_usual_ways(prefix):
    database = Database.open(f"{prefix}://banjie:hidden@db.example/banjie")
    assert database.dialect == "postgresql"
    assert "hidden" not in database.name


# ── the store fails ──────────────────────────────────────────────────────────────────────────────────────────────


def trouble(act, *arguments):
    with pytest.raises(StoreUnavailable) as refused:
        act(*arguments)
    assert str(refused.value).startswith("Expected ")
    return refused.value.trouble


def test_a_folder_that_does_not_exist_is_told_when_opening(tmp_path):
    assert trouble(Database.open, f"sqlite:///{tmp_path}/nowhere/banjie.db") is Trouble.GONE


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "banjie.db"
    path.write_bytes(b"PK\x03\x04 this is a spreadsheet " * 100)
    database = Database.open(f"sqlite:///{path}")
    assert trouble(database.upgrade) is Trouble.BROKEN


def test_a_damaged_file_is_told(sqlite_url, tmp_path):
    database = Database.open(sqlite_url)
    with database.write() as connection:
        rows = [{"version": str(n), "data": "x" * 3000, "created_at": AT} for n in range(200)]
        connection.execute(calendars.insert(), rows)
    database.dispose()
    path = tmp_path / "banjie.db"
    content = bytearray(path.read_bytes())
    content[-400_000:-4096] = b"\xff" * (400_000 - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable) as refused, database.read() as connection:
        connection.execute(sa.select(calendars)).all()
    assert refused.value.trouble is Trouble.BROKEN
    database.dispose()


def test_a_database_without_tables_says_what_to_run(empty_url):
    database = Database.open(empty_url)
    with pytest.raises(StoreUnavailable, match="run `banjie init`") as refused:
        names(database)
    assert refused.value.trouble is Trouble.OUTDATED
    database.dispose()


def test_a_lock_held_for_too_long_is_told(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "_CONNECTION", ("PRAGMA busy_timeout = 50",))
    database = Database.open(sqlite_url)
    other = sqlite3.connect(tmp_path / "banjie.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert trouble(add, database) is Trouble.LOCKED
    other.execute("ROLLBACK")
    add(database)
    other.close()
    database.dispose()


def test_a_full_disk_is_told_and_nothing_is_half_done(sqlite_url):
    database = Database.open(sqlite_url)
    with database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    def fill():
        with database.write() as connection:
            for n in range(100):
                connection.execute(counters.insert(), {"name": f"{n}" * 2000, "last": n})

    assert trouble(fill) is Trouble.FULL
    assert names(database) == []
    add(database)
    database.dispose()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any file")
def test_a_file_that_may_not_be_written_is_told(sqlite_url, tmp_path):
    (tmp_path / "banjie.db").chmod(0o400)
    assert trouble(add, Database.open(sqlite_url)) is Trouble.READ_ONLY


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_told(tmp_path):
    database = Database.open(f"postgresql://banjie@/banjie?host={tmp_path}")
    assert trouble(database.upgrade) is Trouble.REFUSED


@pytest.mark.postgres
def test_a_database_that_the_server_does_not_have_is_told(postgres_cluster):
    database = Database.open(postgres_cluster.url("nowhere"))
    assert trouble(database.upgrade) is Trouble.REFUSED


@pytest.mark.postgres
def test_a_row_held_for_too_long_is_told(postgres_url):
    database = Database.open(postgres_url)
    add(database)

    def change(connection):
        connection.execute(counters.update().values(last=1))

    def impatient():
        with database.write() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            change(connection)

    found = []
    with database.write() as connection:
        change(connection)
        thread = threading.Thread(target=lambda: found.append(trouble(impatient)))
        thread.start()
        thread.join(20)
    assert found == [Trouble.LOCKED]
    database.dispose()


@pytest.mark.postgres
def test_a_connection_that_the_server_ends_is_told_and_the_next_one_works(postgres_url):
    database = Database.open(postgres_url)
    add(database)

    def cut_off():
        with database.write() as connection:
            own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            with database.read() as other:
                other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
            connection.execute(counters.update().values(last=1))

    assert trouble(cut_off) is Trouble.GONE
    assert names(database) == ["n"]
    database.dispose()


@pytest.mark.postgres
def test_a_server_that_goes_away_is_told():
    cluster = Cluster()
    database = Database.open(cluster.fresh())
    database.upgrade()
    add(database)
    cluster.stop()
    assert trouble(names, database) in (Trouble.GONE, Trouble.REFUSED)
    database.dispose()


@pytest.mark.parametrize("column", [tables.cases.c.id, tables.cases.c.version])
def test_a_value_that_no_database_holds_is_said_so(database, column):
    value = "\ud800" if column.name == "id" else 2**70
    with pytest.raises(Unstorable, match="that a database can hold"), database.write() as connection:
        connection.execute(sa.update(tables.cases).where(column == value).values(title="x"))
