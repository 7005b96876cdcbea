"""Signing in: who somebody is by login and password, and how often one may guess."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.people.passwords import Passwords
from engine.people.users import normal_login, user_of
from models.tables import sign_in_failures as failures
from models.tables import users

if TYPE_CHECKING:
    from datetime import datetime

    from engine.views import Actor
    from models import Database

WINDOW = timedelta(minutes=15)
"""Failures are counted over this long, from the first one on."""

# Failures allowed within the window: of one login from one address, of one login from anywhere, from one address.
ALLOWED_HERE, ALLOWED_LOGIN, ALLOWED_ADDRESS = 5, 50, 200


class SignInRefused(Exception):  # noqa: N818  (a refusal, said in a sentence; not a fault)
    """Nobody was signed in. `retry_at` is set when there were too many failures: no sooner will anything help."""

    def __init__(self, sentence: str, retry_at: datetime | None = None) -> None:
        super().__init__(sentence)
        self.retry_at = retry_at


class SignIn:
    """Checks logins and passwords. An attempt is counted before it is looked at, so that many at once gain nothing."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self._database = database
        self._passwords = passwords or Passwords()

    def authenticate(self, login: str, password: str, address: str, at: datetime) -> Actor:
        """The user behind login and password. `address` is where the attempt came from.

        Raises:
            SignInRefused: They do not fit, the user may not sign in, or there were too many failures. The sentence
                does not say which of the first two.
        """
        login = normal_login(login)
        subjects = {
            _subject("here", login, address): ALLOWED_HERE,
            _subject("login", login): ALLOWED_LOGIN,
            _subject("address", address): ALLOWED_ADDRESS,
        }
        row = self._count(login, subjects, at)
        stored = row["password_hash"] if row is not None and row["active"] else None
        if not self._passwords.fits(stored, password) or row is None or stored is None:
            raise SignInRefused("Expected a login and its password, but these do not belong together")
        here, everywhere, address_subject = subjects
        self._succeeded(row, password, (here, everywhere), address_subject)
        return user_of(row).actor

    def _count(self, login: str, subjects: dict[str, int], at: datetime) -> sa.RowMapping | None:
        """Count the attempt as a failure until it succeeds; the user of that login, if there is one."""
        with self._database.write() as connection:
            connection.execute(failures.delete().where(failures.c.since_at <= at - WINDOW))
            blocked = None
            for subject, allowed in subjects.items():
                since_at, count = _add(connection, subject, at)
                if count > allowed:
                    blocked = max(blocked or at, since_at + WINDOW)
            row = connection.execute(sa.select(users).where(users.c.login == login)).mappings().one_or_none()
        if blocked is not None:
            raise SignInRefused("Expected fewer failed attempts to sign in, but there were too many", blocked)
        return row

    def _succeeded(self, row: sa.RowMapping, password: str, cleared: tuple[str, str], lowered: str) -> None:
        """Forget the failures of this login; of the address, only this attempt, for it may be guessing others too."""
        newer = self._passwords.hash(password) if self._passwords.outdated(row["password_hash"]) else None
        with self._database.write() as connection:
            connection.execute(failures.delete().where(failures.c.subject.in_(cleared)))
            connection.execute(
                failures.update().where(failures.c.subject == lowered).values(failures=failures.c.failures - 1)
            )
            if newer is not None:
                unchanged = sa.and_(users.c.id == row["id"], users.c.password_hash == row["password_hash"])
                connection.execute(users.update().where(unchanged).values(password_hash=newer))


def _add(connection: sa.Connection, subject: str, at: datetime) -> tuple[datetime, int]:
    """One more failure of a subject: when its count began, and the count. Atomic on both databases."""
    given = {"subject": subject, "failures": 1, "since_at": at}
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415  (only the database in use is loaded)
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # noqa: PLC0415
    statement = (
        insert(failures)
        .values(given)
        .on_conflict_do_update(index_elements=["subject"], set_={"failures": failures.c.failures + 1})
        .returning(failures.c.since_at, failures.c.failures)
    )
    row = connection.execute(statement).one()
    return row.since_at, row.failures


def _subject(kind: str, *parts: str) -> str:
    """What is counted, as a digest: a password typed into the wrong field must not be kept in the open."""
    return hashlib.sha256("\n".join((kind, *parts)).encode(errors="replace")).hexdigest()
