from __future__ import annotations

import pytest


def test_a_new_user_is_found_by_any_spelling_of_the_login(people, chen):
    assert people.users.by_login(" CHEN ") == chen
    assert people.users.by_login("ｃｈｅｎ") == chen
    assert people.users.by_id(chen.id) == chen


def test_a_user_acts_with_their_department_and_roles(chen):
    assert chen.actor.department == "housing"
    assert chen.actor.roles == {"case_worker", "lead"}
    assert not chen.actor.is_admin


@pytest.mark.usefixtures("chen")
def test_a_login_is_given_once_whatever_its_case(people, at, secret):
    with pytest.raises(ValueError, match="Expected a new login, but 'chen' is taken"):
        people.users.create("cheN", "陈亮", secret, at)
    assert [user.login for user in people.users.all()] == ["chen"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"login": ""}, "Expected a login"),
        ({"login": "a b"}, "Expected a login"),
        ({"login": "a\x00b"}, "Expected a login"),
        ({"login": "x" * 201}, "Expected a login"),
        ({"name": "  "}, "Expected a name"),
        ({"name": "a\nb"}, "Expected a name"),
        ({"password": "short"}, "Expected a password of 10 to 1024 characters, but got 5"),
        ({"password": "x" * 1025}, "Expected a password"),
        ({"roles": ["boss"]}, "Expected roles out of .*, but got 'boss'"),
    ],
)
def test_a_user_that_makes_no_sense_is_refused_in_a_sentence(people, at, secret, change, sentence):
    given = {"login": "li", "name": "李", "password": secret, "at": at} | change
    with pytest.raises(ValueError, match=sentence):
        people.users.create(**given)
    assert people.users.all() == ()


@pytest.mark.usefixtures("chen")
def test_the_password_is_nowhere_in_the_database(people, secret):
    stored = people.users._database
    with stored.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM users").all()
    assert secret not in repr(rows)
    assert "$argon2id$" in repr(rows)


def test_a_new_password_takes_the_place_of_the_old_and_ends_every_session(people, chen, at):
    token = people.sessions.open(chen.id, at)
    people.users.set_password("chen", "another one 二", at)
    assert people.sessions.find(token, at) is None
    assert people.authenticate("chen", "another one 二", "10.0.0.1", at).id == chen.id


def test_new_duties_count_for_a_session_that_is_open(people, chen, at):
    token = people.sessions.open(chen.id, at)
    people.users.set_duties("chen", department="water", roles=["auditor"])
    actor = people.sessions.find(token, at).actor
    assert (actor.department, actor.roles) == ("water", {"auditor"})


@pytest.mark.parametrize(
    "act",
    [
        lambda users, _: users.by_login("nobody"),
        lambda users, _: users.by_id("nobody"),
        lambda users, at: users.set_password("nobody", "long enough 1", at),
        lambda users, _: users.set_active("nobody", active=False),
        lambda users, _: users.set_duties("nobody", department=None, roles=[]),
    ],
)
def test_a_user_who_does_not_exist_is_named(people, at, act):
    with pytest.raises(ValueError, match="nobody is called 'nobody'"):
        act(people.users, at)
