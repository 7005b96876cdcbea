"""The users of this installation."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from engine.people.passwords import Passwords
from engine.views import Actor
from models import new_id
from models.tables import sessions, users

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from models import Database

ROLES = ("applicant", "counter", "case_worker", "lead", "planner", "auditor", "administrator")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class User:
    """A user as the administration sees them."""

    id: str
    login: str
    name: str
    department: str | None
    place: str | None
    roles: tuple[str, ...]
    active: bool
    created_at: datetime
    password_at: datetime

    @property
    def actor(self) -> Actor:
        """The user as one who acts."""
        return Actor(self.id, self.name, self.department, frozenset(self.roles), self.place)


class Users:
    """Creates, lists and changes users."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        self._database = database
        self._passwords = passwords or Passwords()

    def create(  # noqa: PLR0913  (this is what a user is)
        self,
        login: str,
        name: str,
        password: str,
        at: datetime,
        *,
        department: str | None = None,
        place: str | None = None,
        roles: Iterable[str] = (),
    ) -> User:
        """A new user.

        Raises:
            ValueError: The login is taken or no login, a role is unknown, the name is empty, the password too short.
        """
        row = {
            "id": new_id(at),
            "login": _new_login(login),
            "name": _name(name),
            "password_hash": self._passwords.hash(password),
            "department": department or None,
            "place": place or None,
            "roles": known_roles(roles),
            "active": True,
            "created_at": at,
            "password_at": at,
        }
        try:
            with self._database.write() as connection:
                connection.execute(users.insert(), row)
        except IntegrityError as error:
            raise ValueError(f"Expected a new login, but {row['login']!r} is taken") from error
        return self._one(users.c.id == row["id"], str(login))

    def all(self) -> tuple[User, ...]:
        """Every user, by login."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(users).order_by(users.c.login)).mappings().all()
        return tuple(user_of(row) for row in rows)

    def by_login(self, login: str) -> User:
        """The user with this login.

        Raises:
            ValueError: There is none.
        """
        return self._one(users.c.login == normal_login(login), login)

    def by_id(self, user: str) -> User:
        """The user with this id.

        Raises:
            ValueError: There is none.
        """
        return self._one(users.c.id == user, user)

    def set_password(self, login: str, password: str, at: datetime) -> None:
        """A new password; every session of the user ends.

        Raises:
            ValueError: There is no such user, or the password is too short.
        """
        self._change(login, {"password_hash": self._passwords.hash(password), "password_at": at})

    def set_active(self, login: str, *, active: bool) -> None:
        """Let a user sign in again, or no more: then every session of theirs ends. Users are never deleted: the log
        names them.

        Raises:
            ValueError: There is no such user.
        """
        self._change(login, {"active": active})

    def set_duties(self, login: str, *, department: str | None, roles: Iterable[str], place: str | None = None) -> None:
        """Another department, another place, other roles. They count from the user's next request on.

        Raises:
            ValueError: There is no such user, or a role is unknown.
        """
        duties = {"department": department or None, "place": place or None, "roles": known_roles(roles)}
        with self._database.write() as connection:
            changed = connection.execute(
                users.update().where(users.c.login == normal_login(login)).values(duties)
            ).rowcount
        if not changed:
            raise ValueError(_nobody(login))

    def _change(self, login: str, values: dict[str, Any]) -> None:
        user = self.by_login(login)
        with self._database.write() as connection:
            connection.execute(users.update().where(users.c.id == user.id).values(values))
            connection.execute(sessions.delete().where(sessions.c.user_id == user.id))

    def _one(self, condition: sa.ColumnElement[bool], asked: str) -> User:
        with self._database.read() as connection:
            row = connection.execute(sa.select(users).where(condition)).mappings().one_or_none()
        if row is None:
            raise ValueError(_nobody(asked))
        return user_of(row)


def normal_login(login: str) -> str:
    """The one form of a login: NFKC, lower case, no space around it (RFC 8265, UsernameCaseMapped)."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def known_roles(roles: Iterable[str]) -> list[str]:
    """The roles, each once, in our order.

    Raises:
        ValueError: One is unknown.
    """
    asked = set(roles)
    unknown = sorted(asked - set(ROLES))
    if unknown:
        raise ValueError(f"Expected roles out of {', '.join(ROLES)}, but got {unknown[0]!r}")
    return [role for role in ROLES if role in asked]


def _new_login(login: str) -> str:
    normal = normal_login(login)
    if not normal or len(normal) > LONGEST or not normal.isprintable() or " " in normal:
        raise ValueError(f"Expected a login of 1 to {LONGEST} characters without spaces, but got {login!r}")
    return normal


def _name(name: str) -> str:
    stripped = name.strip()
    if not stripped or len(stripped) > LONGEST or not stripped.isprintable():
        raise ValueError(f"Expected a name of 1 to {LONGEST} characters, but got {name!r}")
    return stripped


def _nobody(asked: str) -> str:
    return f"Expected the login of a user, but nobody is called {asked!r}"


def user_of(row: sa.RowMapping) -> User:
    """The user of a row of the table."""
    return User(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        department=row["department"],
        place=row["place"],
        roles=tuple(row["roles"]),
        active=row["active"],
        created_at=row["created_at"],
        password_at=row["password_at"],
    )
