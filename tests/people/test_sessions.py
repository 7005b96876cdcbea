from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engine.people import Sessions
from engine.people.sessions import IDLE, LIFE
from models.tables import sessions


def rows(people):
    with people.users._database.read() as connection:
        return connection.execute(sa.select(sessions)).mappings().all()


def test_a_token_finds_its_session_and_nothing_else_does(people, chen, at):
    token = people.sessions.open(chen.id, at, {"language": "zh"})
    found = people.sessions.find(token, at)
    assert (found.actor, found.login, found.data) == (chen.actor, "chen", {"language": "zh"})
    assert found.expires_at == at + LIFE
    for wrong in ("", token[:-1], token + "x", "\ud800", rows(people)[0]["id"]):
        assert people.sessions.find(wrong, at) is None


def test_the_database_does_not_hold_the_token(people, chen, at):
    token = people.sessions.open(chen.id, at)
    assert token not in repr(rows(people))


def test_a_session_ends_after_an_idle_while(people, chen, at):
    token = people.sessions.open(chen.id, at)
    assert people.sessions.find(token, at + IDLE) is None


def test_a_visit_keeps_it_open_but_not_beyond_its_life(people, chen, at):
    token = people.sessions.open(chen.id, at)
    moment = at
    while moment < at + LIFE:
        assert people.sessions.find(token, moment) is not None
        moment += IDLE - timedelta(minutes=1)
    assert people.sessions.find(token, at + LIFE) is None


def test_a_page_costs_no_write_when_the_last_visit_was_just_noted(people, chen, at):
    token = people.sessions.open(chen.id, at)
    people.sessions.find(token, at + timedelta(seconds=59))
    assert rows(people)[0]["seen_at"] == at
    people.sessions.find(token, at + timedelta(seconds=60))
    assert rows(people)[0]["seen_at"] == at + timedelta(seconds=60)


def test_data_are_kept_until_replaced(people, chen, at):
    token = people.sessions.open(chen.id, at, {"a": 1})
    people.sessions.keep(token, {"b": ["二"]})
    assert people.sessions.find(token, at).data == {"b": ["二"]}


def test_signing_out_ends_one_session_and_revoking_ends_all(people, chen, at):
    first, second, third = (people.sessions.open(chen.id, at) for _ in range(3))
    people.sessions.revoke(first)
    assert people.sessions.find(first, at) is None
    assert people.sessions.find(second, at) is not None
    assert people.sessions.revoke_all(chen.id) == 2
    assert people.sessions.find(third, at) is None


def test_somebody_who_may_no_longer_sign_in_is_signed_out(people, chen, at):
    token = people.sessions.open(chen.id, at)
    people.users.set_active("chen", active=False)
    assert people.sessions.find(token, at) is None
    people.users.set_active("chen", active=True)
    assert people.sessions.find(token, at) is None


def test_a_page_that_renews_itself_does_not_keep_a_session_awake(people, chen, at):
    token = people.sessions.open(chen.id, at)
    for minutes in range(0, 120, 10):
        assert people.sessions.find(token, at + timedelta(minutes=minutes), touch=False) is not None
    assert rows(people)[0]["seen_at"] == at
    assert people.sessions.find(token, at + IDLE) is None


def test_sessions_past_their_life_are_swept_away(people, chen, at):
    people.sessions.open(chen.id, at)
    people.sessions.open(chen.id, at + LIFE)
    assert len(rows(people)) == 1


def test_the_spans_can_be_chosen(chen, at, database):
    strict = Sessions(database, idle=timedelta(minutes=15), life=timedelta(hours=1))
    token = strict.open(chen.id, at)
    assert strict.find(token, at + timedelta(minutes=15)) is None


def test_a_session_of_nobody_is_refused(people, at):
    with pytest.raises(IntegrityError):
        people.sessions.open("nobody", at)
