from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from engine.people import Passwords, People, SignInRefused
from engine.people.sign_in import ALLOWED_ADDRESS, ALLOWED_HERE, ALLOWED_LOGIN, WINDOW
from models.tables import sign_in_failures, users

HERE = "10.0.0.1"


def fail(people, at, login="chen", address=HERE, times=1):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            people.authenticate(login, "wrong password", address, at)


def test_login_and_password_give_the_actor(people, chen, at, secret):
    assert people.authenticate("CHEN ", secret, HERE, at) == chen.actor


def test_a_password_typed_with_combining_marks_is_the_same_password(people, at):
    people.users.create("zoe", "Zoé", "caf\u00e9 caf\u00e9 caf\u00e9", at)
    assert people.authenticate("zoe", "cafe\u0301 cafe\u0301 cafe\u0301", HERE, at).name == "Zoé"


@pytest.mark.parametrize(
    ("login", "password"), [("chen", "wrong password"), ("nobody", "correct horse 电池"), ("", "")]
)
@pytest.mark.usefixtures("chen")
def test_a_wrong_password_and_an_unknown_login_are_told_apart_by_nothing(people, at, login, password):
    with pytest.raises(SignInRefused, match="these do not belong together") as refused:
        people.authenticate(login, password, HERE, at)
    assert refused.value.retry_at is None


@pytest.mark.usefixtures("chen")
def test_an_unknown_login_costs_the_same_hashing_as_a_known_one(people, at, monkeypatch):
    counted = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *a: (counted.append(a), verify(self, *a))[1])
    fail(people, at, "chen")
    fail(people, at, "nobody")
    assert len(counted) == 2


def test_somebody_who_may_no_longer_sign_in_cannot(people, chen, at, secret):
    people.users.set_active("chen", active=False)
    with pytest.raises(SignInRefused):
        people.authenticate("chen", secret, HERE, at)
    people.users.set_active("chen", active=True)
    assert people.authenticate("chen", secret, HERE, at).id == chen.id


def test_after_five_failures_even_the_right_password_waits_until_the_window_ends(people, chen, at, secret):
    fail(people, at, times=ALLOWED_HERE)
    with pytest.raises(SignInRefused, match="there were too many") as refused:
        people.authenticate("chen", secret, HERE, at + timedelta(minutes=1))
    assert refused.value.retry_at == at + WINDOW
    assert people.authenticate("chen", secret, HERE, refused.value.retry_at).id == chen.id


def test_failures_from_elsewhere_do_not_lock_somebody_out(people, chen, at, secret):
    fail(people, at, address="10.9.9.9", times=ALLOWED_HERE)
    assert people.authenticate("chen", secret, HERE, at).id == chen.id


@pytest.mark.usefixtures("chen")
def test_guessing_one_login_from_many_addresses_ends_too(people, at, secret):
    for n in range(ALLOWED_LOGIN):
        fail(people, at, address=f"10.1.0.{n}")
    with pytest.raises(SignInRefused, match="there were too many"):
        people.authenticate("chen", secret, HERE, at)


def test_guessing_many_logins_from_one_address_ends_too(people, at, chen, secret):
    for n in range(ALLOWED_ADDRESS):
        fail(people, at, login=f"user{n}")
    with pytest.raises(SignInRefused, match="there were too many"):
        people.authenticate("chen", secret, HERE, at)
    assert people.authenticate("chen", secret, "10.0.0.2", at).id == chen.id


@pytest.mark.usefixtures("chen")
def test_a_success_forgets_the_failures_of_the_login_but_not_those_of_the_address(people, at, secret):
    fail(people, at, login="somebody else", times=3)
    fail(people, at, times=ALLOWED_HERE - 1)
    people.authenticate("chen", secret, HERE, at)
    fail(people, at, times=ALLOWED_HERE - 1)
    with people.users._database.read() as connection:
        counts = connection.scalars(sa.select(sign_in_failures.c.failures).order_by(sign_in_failures.c.failures)).all()
    assert counts[-1] == 3 + 2 * (ALLOWED_HERE - 1)


@pytest.mark.usefixtures("chen")
def test_many_attempts_at_once_gain_no_extra_guess(people, at):
    def guess(n):
        try:
            people.authenticate("chen", f"guess number {n}", HERE, at)
        except SignInRefused as refused:
            return refused.retry_at is None

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(guess, range(24)))
    assert looked_at == ALLOWED_HERE


def test_the_count_keeps_neither_logins_nor_addresses(people, at):
    fail(people, at, login="my-password-by-mistake")
    with people.users._database.read() as connection:
        rows = repr(connection.execute(sa.select(sign_in_failures)).all())
    assert "my-password" not in rows
    assert HERE not in rows


def test_old_counts_are_swept_away(people, at):
    for n in range(5):
        fail(people, at, login=f"u{n}")
    fail(people, at + WINDOW, login="x")
    with people.users._database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(sign_in_failures)) == 3


def test_a_hash_of_older_parameters_is_renewed_at_sign_in(people, chen, at, secret):
    database = people.users._database
    stronger = People(database, Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    stronger.authenticate("chen", secret, HERE, at)
    with database.read() as connection:
        assert "m=16,t=2" in connection.scalar(sa.select(users.c.password_hash))
    assert stronger.authenticate("chen", secret, HERE, at).id == chen.id


def test_a_hash_that_is_none_lets_nobody_in(quick):
    assert not quick.fits("not a hash", "whatever it is")


@pytest.mark.usefixtures("chen")
def test_a_password_with_half_a_character_is_just_wrong(people, at):
    with pytest.raises(SignInRefused):
        people.authenticate("chen", "\ud800 half a character", HERE, at)
