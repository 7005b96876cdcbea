"""Why a write unit begins as it does: what the defaults lose, and that ours loses nothing."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from models import Database, StoreUnavailable, Trouble
from models.tables import counters

WORKERS, TURNS = 4, 20


def set_up(url):
    database = Database.open(url)
    with database.write() as connection:
        connection.execute(counters.insert(), {"name": "n", "last": 0})
    return database


def value(database):
    with database.read() as connection:
        return connection.scalar(sa.select(counters.c.last))


def increment(database):
    """One versioned change: read, compute, write where it is still what was read. Tells how often it had to repeat."""
    repeats = 0
    while True:
        with database.write() as connection:
            old = connection.scalar(sa.select(counters.c.last))
            changed = connection.execute(
                counters.update().where(counters.c.name == "n", counters.c.last == old).values(last=old + 1)
            ).rowcount
        if changed:
            return repeats
        repeats += 1


def work_through(url):
    database = Database.open(url)
    for _ in range(TURNS):
        increment(database)
    database.dispose()


def test_four_processes_with_versioned_updates_lose_nothing(database_url):
    database = set_up(database_url)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=work_through, args=(database_url,)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * WORKERS
    assert value(database) == WORKERS * TURNS
    database.dispose()


def test_sixteen_threads_with_versioned_updates_lose_nothing(database_url):
    database = set_up(database_url)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: increment(database), range(160)))
    assert value(database) == 160
    database.dispose()


def test_on_sqlite_a_write_unit_never_has_to_repeat(sqlite_url):
    database = set_up(sqlite_url)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: increment(database), range(80))) == 0
    database.dispose()


def between(first, second):
    """Two transactions, step by step in turn; what each said at its end."""
    said = []
    for step in (first, second, first, second):
        try:
            next(step)
        except StopIteration:
            said.append("done")
        except sqlite3.OperationalError as error:
            said.append(str(error))
    return said


def test_what_sqlalchemy_does_by_default_loses_an_update_without_a_word(sqlite_url):
    set_up(sqlite_url).dispose()

    def transaction(engine):
        with engine.connect() as connection:
            old = connection.scalar(sa.select(counters.c.last))
            yield
            connection.execute(counters.update().values(last=old + 1))
            connection.commit()

    engines = [sa.create_engine(sqlite_url) for _ in range(2)]
    assert between(*map(transaction, engines)) == ["done", "done"]
    for engine in engines:
        engine.dispose()
    database = Database.open(sqlite_url)
    assert value(database) == 1
    database.dispose()


def test_a_plain_begin_is_refused_at_once_however_long_it_may_wait(sqlite_url, tmp_path):
    set_up(sqlite_url).dispose()

    def transaction(connection):
        connection.execute("BEGIN")
        connection.execute("SELECT last FROM counters").fetchall()
        yield
        connection.execute("UPDATE counters SET last = last + 1")
        connection.execute("COMMIT")

    path = tmp_path / "banjie.db"
    connections = [sqlite3.connect(path, timeout=30, isolation_level=None) for _ in range(2)]
    assert between(*map(transaction, connections)) == ["done", "database is locked"]
    for connection in connections:
        connection.close()


@pytest.mark.postgres
def test_on_postgres_read_committed_loses_an_update_that_names_no_version(postgres_url):
    database = set_up(postgres_url)
    both_have_read = threading.Barrier(2)

    def blind(_):
        with database.write() as connection:
            old = connection.scalar(sa.select(counters.c.last))
            both_have_read.wait(10)
            connection.execute(counters.update().values(last=old + 1))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(blind, range(2)))
    assert value(database) == 1
    database.dispose()


@pytest.mark.postgres
def test_on_postgres_two_units_that_wait_for_each_other_are_repeated(postgres_url):
    database = set_up(postgres_url)
    with database.write() as connection:
        connection.execute(counters.insert(), {"name": "m", "last": 0})
    met = threading.Barrier(2)
    tries = []

    def crossing(names):
        def work(connection):
            tries.append(names)
            for name in names:
                connection.execute(counters.update().where(counters.c.name == name).values(last=counters.c.last + 1))
                if len(tries) <= 2 and name == names[0]:
                    met.wait(10)

        database.run(work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(crossing, [("n", "m"), ("m", "n")]))
    with database.read() as connection:
        assert connection.scalars(sa.select(counters.c.last)).all() == [2, 2]
    assert len(tries) == 3
    database.dispose()


def test_work_that_always_conflicts_is_given_up_after_five_tries(sqlite_database):
    tries = []

    def conflicting(connection):
        tries.append(connection)
        raise StoreUnavailable(Trouble.CONFLICT, "Expected …, but …")

    with pytest.raises(StoreUnavailable):
        sqlite_database.run(conflicting)
    assert len(tries) == 5


def test_other_trouble_is_not_tried_again(sqlite_database):
    tries = []

    def failing(connection):
        tries.append(connection)
        raise StoreUnavailable(Trouble.FULL, "Expected …, but …")

    with pytest.raises(StoreUnavailable):
        sqlite_database.run(failing)
    assert len(tries) == 1


def test_work_gives_its_result(database):
    assert database.run(lambda connection: connection.scalar(sa.select(sa.literal(7)))) == 7
