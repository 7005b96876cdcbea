"""Who is asking: the session behind the cookie, or behind a bearer token of the JSON interface.

The cookie holds an opaque token; everything else about the session is in the database, where it can be ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from flask import abort, g, request

from engine.people import Passwords, Sessions, SignIn, Users
from web.context import now, site
from web.errors import INTERFACE

if TYPE_CHECKING:
    from flask import Flask, Response

    from models import Database

COOKIE = "banjie_session"
OPEN_TO_ALL = frozenset({"home.preferences", "signin.index", "signin.enter"})
BEARER = "Bearer "
RENEWAL = "Banjie-Renewal"
"""The header by which a page says that it renews a part of itself, and that nobody asked it to."""


@dataclass(frozen=True, slots=True)
class People:
    """Everything the site does with users: one password hasher for all of it. `names` remembers names by user id."""

    users: Users
    sessions: Sessions
    sign_in: SignIn
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, database: Database) -> Self:
        """The people of a database."""
        passwords = Passwords()
        return cls(Users(database, passwords), Sessions(database), SignIn(database, passwords))


def token() -> str | None:
    """The token that came with the request: of the header on the interface, else of the cookie."""
    header = request.headers.get("Authorization", "")
    if request.path.startswith(INTERFACE) and header.startswith(BEARER):
        return header.removeprefix(BEARER).strip()
    return request.cookies.get(COOKIE)


def by_cookie() -> bool:
    """Whether the browser sent the token on its own accord, so that a forged request would carry it as well."""
    return not request.headers.get("Authorization", "").startswith(BEARER)


def remember(response: Response, fresh: str) -> None:
    """Give the browser a session's token: until it is closed, out of reach of scripts and of other sites."""
    response.set_cookie(COOKIE, fresh, httponly=True, samesite="Lax", secure=request.is_secure)


def forget(response: Response) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)


def _recognise() -> None:
    """Find out who asks; nobody gets further than the sign-in page."""
    if request.endpoint in ("static", "home.health"):
        return
    given = token()
    visits = RENEWAL not in request.headers
    session = site().people.sessions.find(given, now(), touch=visits) if given else None
    g.session = session
    g.actor = session.actor if session else None
    is_interface = request.path.startswith(INTERFACE)  # it names its open addresses itself
    if session is None and request.endpoint not in OPEN_TO_ALL and not is_interface:
        abort(401)


def init_app(app: Flask) -> None:
    """Recognise people before every request."""
    app.before_request(_recognise)
