"""Statements that go to the driver as they are: the same values, the same counts, the same errors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models import tables as t
from models.prepared import Prepared

AT = datetime(2026, 9, 18, 1, 30, tzinfo=UTC)
INSERT = Prepared(t.heartbeats.insert())
UPDATE = Prepared(t.heartbeats.update().where(t.heartbeats.c.worker == sa.bindparam("w")))


def rows(connection):
    return [tuple(row) for row in connection.execute(sa.select(t.heartbeats).order_by(t.heartbeats.c.worker))]


def test_rows_are_written_with_the_types_of_their_columns(database):
    with database.write() as connection:
        assert INSERT.run(connection, [{"worker": "a", "at": AT}]) == 1
        assert INSERT.run(connection, [{"worker": "b", "at": AT}, {"at": AT, "worker": "c"}]) == 2
        assert rows(connection) == [("a", AT), ("b", AT), ("c", AT)]


def test_no_rows_are_no_statement(database):
    with database.read() as connection:
        assert INSERT.run(connection, []) == 0


def test_the_number_of_changed_rows_is_told(database):
    later = AT.replace(year=2027)
    with database.write() as connection:
        INSERT.run(connection, [{"worker": "a", "at": AT}, {"worker": "b", "at": AT}])
        assert UPDATE.run(connection, [{"w": "a", "at": later}]) == 1
        assert UPDATE.run(connection, [{"w": "z", "at": later}]) == 0
        assert rows(connection) == [("a", later), ("b", AT)]


def test_a_broken_constraint_is_told_as_by_sqlalchemy_and_undoes_all(database):
    def twice():
        with database.write() as connection:
            INSERT.run(connection, [{"worker": "a", "at": AT}])
            INSERT.run(connection, [{"worker": "b", "at": AT}, {"worker": "b", "at": AT}])

    with pytest.raises(IntegrityError):
        twice()
    with database.read() as connection:
        assert rows(connection) == []


def test_a_value_of_the_wrong_type_is_refused(database):
    with database.write() as connection, pytest.raises(ValueError, match="offset from UTC"):
        INSERT.run(connection, [{"worker": "a", "at": AT.replace(tzinfo=None)}])


def test_a_row_that_lacks_what_the_statement_binds_is_refused(database):
    with database.write() as connection, pytest.raises(ValueError, match="columns of the statement"):
        UPDATE.run(connection, [{"at": AT}])


def test_a_default_of_pythons_must_be_given(database):
    with database.write() as connection, pytest.raises(ValueError, match="columns of the statement"):
        Prepared(t.timers.insert()).run(connection, [{"case_id": "c", "kind": "warn", "subject": "s", "due_at": AT}])
