"""Who works with Banjie: users, passwords, sign-in and sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.people.passwords import MINIMUM_LENGTH, Passwords
from engine.people.sessions import Session, Sessions
from engine.people.sign_in import SignIn, SignInRefused
from engine.people.users import ROLES, User, Users

if TYPE_CHECKING:
    from datetime import datetime

    from engine.views import Actor
    from models import Database


class People:
    """The users of one database, their sign-in and their sessions. Thread-safe."""

    def __init__(self, database: Database, passwords: Passwords | None = None) -> None:
        passwords = passwords or Passwords()
        self.users = Users(database, passwords)
        self.sign_in = SignIn(database, passwords)
        self.sessions = Sessions(database)

    def authenticate(self, login: str, password: str, address: str, at: datetime) -> Actor:
        """See `SignIn.authenticate`."""
        return self.sign_in.authenticate(login, password, address, at)


__all__ = [
    "MINIMUM_LENGTH",
    "ROLES",
    "Passwords",
    "People",
    "Session",
    "Sessions",
    "SignIn",
    "SignInRefused",
    "User",
    "Users",
]
