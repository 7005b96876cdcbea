"""What a request needs to know: the engine, who asks, and the instant it was asked at.

The engine is handed to `create_app` and kept with the application; views reach it here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from flask import abort, current_app, g

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from engine.service import Banjie
    from engine.views import Actor
    from web.identity import People
    from workflows.places import Places


class Settings(Protocol):
    """What the site reads of the installation's settings."""

    @property
    def data_dir(self) -> Path:
        """The folder of what belongs to this installation; the site keeps its signing key there."""

    @property
    def sources(self) -> Path | None:
        """The folder of the policy documents, None where there is none."""


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that the pages work with. `now` is the only clock they know."""

    banjie: Banjie
    people: People
    places: Places
    settings: Settings
    now: Callable[[], datetime]


def site() -> Site:
    """The site of the running application."""
    return cast("Site", current_app.extensions["banjie"])


def banjie() -> Banjie:
    """The engine."""
    return site().banjie


def now() -> datetime:
    """The instant of this request: the same for everything that it shows and does."""
    if "now" not in g:
        g.now = site().now()
    return cast("datetime", g.now)


def visitor() -> Actor | None:
    """Who is signed in; None for nobody."""
    return cast("Actor | None", g.get("actor"))


def actor() -> Actor:
    """Who is signed in; without anybody the request ends with 401."""
    found = visitor()
    if found is None:
        abort(401)
    return found
