"""Sessions of people who are signed in. The database holds only the SHA-256 of a token: who reads it cannot use it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.views import Actor
from models.tables import sessions, users

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from models import Database

IDLE = timedelta(hours=2)
LIFE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
"""How old the note of the last visit may get before it is written anew: a page must not cost a write each time."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in. `data` is what the site keeps for them (the language, the token against forged
    requests); `expires_at` is when it ends at the latest.
    """

    actor: Actor
    login: str
    data: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime


class Sessions:
    """Opens, finds and ends sessions. A session ends `idle` after the last visit and `life` after it was opened."""

    def __init__(self, database: Database, *, idle: timedelta = IDLE, life: timedelta = LIFE) -> None:
        self._database = database
        self._idle = idle
        self._life = life

    def open(self, user: str, at: datetime, data: Mapping[str, Any] | None = None) -> str:
        """A new session of the user with this id: its token, 256 random bits for the cookie. It is told only once."""
        token = secrets.token_urlsafe(32)
        row = {
            "id": _id(token),
            "user_id": user,
            "data": dict(data or {}),
            "created_at": at,
            "seen_at": at,
            "expires_at": at + self._life,
        }
        with self._database.write() as connection:
            connection.execute(sessions.delete().where(sessions.c.expires_at <= at))
            connection.execute(sessions.insert(), row)
        return token

    def find(self, token: str, at: datetime, *, touch: bool = True) -> Session | None:
        """The session behind a token; None when there is none, it ended, or the user may no longer sign in. Without
        `touch` it is no visit: a page that renews itself keeps nobody signed in.
        """
        found = sa.select(sessions, users.c.login, users.c.name, users.c.department, users.c.roles, users.c.place).join(
            users, users.c.id == sessions.c.user_id
        )
        alive = (
            sessions.c.id == _id(token),
            users.c.active.is_(True),
            sessions.c.expires_at > at,
            sessions.c.seen_at > at - self._idle,
        )
        with self._database.read() as connection:
            row = connection.execute(found.where(*alive)).mappings().one_or_none()
        if row is None:
            return None
        if touch and at - row["seen_at"] >= TOUCH:
            self._set(token, {"seen_at": at})
        actor = Actor(row["user_id"], row["name"], row["department"], frozenset(row["roles"]), row["place"])
        return Session(actor, row["login"], row["data"], row["created_at"], row["expires_at"])

    def keep(self, token: str, data: Mapping[str, Any]) -> None:
        """Replace the session's data."""
        self._set(token, {"data": dict(data)})

    def revoke(self, token: str) -> None:
        """End one session."""
        with self._database.write() as connection:
            connection.execute(sessions.delete().where(sessions.c.id == _id(token)))

    def revoke_all(self, user: str) -> int:
        """End every session of the user with this id; how many there were."""
        with self._database.write() as connection:
            return connection.execute(sessions.delete().where(sessions.c.user_id == user)).rowcount

    def _set(self, token: str, values: dict[str, Any]) -> None:
        with self._database.write() as connection:
            connection.execute(sessions.update().where(sessions.c.id == _id(token)).values(values))


def _id(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
