from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, StatementError

from models import NEVER, Unstorable, new_id
from models.tables import calendars, counters, heartbeats, users
from models.types import instant_text, json_text

AT = datetime(2026, 9, 18, 1, 30, 0, 7, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))
SEVERAL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
INSTANTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.sampled_from([UTC, SHANGHAI]))  # noqa: DTZ001
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)


def kept(database, at):
    with database.write() as connection:
        connection.execute(heartbeats.delete())
        connection.execute(heartbeats.insert(), {"worker": "w", "at": at})
        return connection.scalar(sa.select(heartbeats.c.at))


@pytest.mark.parametrize(
    "at",
    [
        AT,
        AT.astimezone(SHANGHAI),
        AT.replace(microsecond=0),
        datetime(1949, 10, 1, tzinfo=SHANGHAI),
        datetime(2, 1, 1, tzinfo=UTC),
        NEVER,
    ],
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(database, at):
    found = kept(database, at)
    assert found == at
    assert found.utcoffset() == timedelta(0)


@pytest.mark.parametrize("value", [datetime(2026, 9, 18), "2026-09-18", AT.date()])  # noqa: DTZ001  (that is the point)
def test_what_is_no_instant_is_refused(database, value):
    with pytest.raises(StatementError, match="Expected an instant with its offset from UTC"):
        kept(database, value)


@SEVERAL
@given(st.lists(INSTANTS, min_size=2, max_size=6))
def test_the_database_sorts_and_compares_instants_as_python_does(database, instants):
    with database.write() as connection:
        connection.execute(heartbeats.delete())
        connection.execute(heartbeats.insert(), [{"worker": str(n), "at": at} for n, at in enumerate(instants)])
        found = connection.scalars(sa.select(heartbeats.c.at).order_by(heartbeats.c.at)).all()
        later = connection.scalars(sa.select(heartbeats.c.at).where(heartbeats.c.at > instants[0])).all()
    assert found == sorted(instants)
    assert sorted(later) == sorted(at for at in instants if at > instants[0])


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (AT, "2026-09-18T01:30:00.000007Z"),
        (datetime(2026, 9, 18, 0, 0, tzinfo=SHANGHAI), "2026-09-17T16:00:00.000000Z"),
        (datetime(5, 1, 1, tzinfo=UTC), "0005-01-01T00:00:00.000000Z"),
    ],
)
def test_the_text_of_an_instant_has_a_fixed_width(at, text):
    assert instant_text(at) == text


def test_a_naive_instant_has_no_text():
    with pytest.raises(ValueError, match="with its offset"):
        instant_text(datetime(2026, 9, 18))  # noqa: DTZ001  (that is the point)


@SEVERAL
@given(JSON.filter(lambda value: value is not None))
def test_json_comes_back_as_it_was_with_its_keys_in_order(database, value):
    with database.write() as connection:
        connection.execute(calendars.delete())
        connection.execute(calendars.insert(), {"version": "v", "data": value, "created_at": AT})
        found = connection.scalar(sa.select(calendars.c.data))
    assert found == value
    assert json.dumps(found) == json.dumps(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal(1), AT, b"x", {1, 2}])
def test_what_json_has_no_form_for_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        json_text({"a": value})


def test_text_with_half_a_character_is_refused(database):
    with pytest.raises((Unstorable, StatementError)), database.write() as connection:
        connection.execute(calendars.insert(), {"version": "v", "data": "\ud800", "created_at": AT})


def user(**more):
    row = {"id": "1", "login": "a", "name": "A", "password_hash": "", "roles": [], "created_at": AT, "password_at": AT}
    return row | more


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (users.c.active, ["a"]),
        (~users.c.active, ["b"]),
        (users.c.active.is_(True), ["a"]),
        (users.c.active.is_not(True), ["b"]),
        (users.c.active == True, ["a"]),  # noqa: E712  (SQL)
        (users.c.active == False, ["b"]),  # noqa: E712  (SQL)
        (users.c.active.in_([True, False]), ["a", "b"]),
    ],
)
def test_a_flag_can_be_asked_for_in_any_way(database, condition, found):
    with database.write() as connection:
        connection.execute(users.insert(), [user(active=True), user(id="2", login="b", active=False)])
        assert connection.scalars(sa.select(users.c.login).where(condition).order_by(users.c.login)).all() == found
        assert connection.scalars(sa.select(users.c.active).order_by(users.c.login)).all() == [True, False]


def test_whole_numbers_have_64_bits(database):
    with database.write() as connection:
        connection.execute(counters.insert(), {"name": "n", "last": 2**63 - 1})
        assert connection.scalar(sa.select(counters.c.last)) == 2**63 - 1


def test_a_text_in_a_column_of_numbers_is_refused_also_by_sqlite(database):
    with pytest.raises((IntegrityError, Unstorable)), database.write() as connection:
        connection.execute(sa.text("INSERT INTO counters (name, last) VALUES ('n', 'many')"))


def test_ids_made_later_sort_later_and_none_comes_twice():
    made = [new_id(AT + timedelta(milliseconds=n)) for n in range(500)]
    assert made == sorted(made)
    assert len({new_id(AT) for _ in range(1000)}) == 1000
    assert {len(one) for one in made} == {32}
