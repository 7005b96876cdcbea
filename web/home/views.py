"""The first address, the switches in the menu, and `/health`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, jsonify, make_response, redirect, request, url_for

from models import StoreUnavailable
from web.context import actor, banjie, now
from web.language import COOKIE as LANGUAGE_COOKIE
from web.language import LANGUAGES
from web.navigation import THEME_COOKIE, THEMES, home_of
from web.security import ONE_YEAR, safe_next

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

pages = Blueprint("home", __name__)


@pages.get("/")
def index() -> ResponseReturnValue:
    """On to the page one's role begins with."""
    return redirect(home_of(actor()))


@pages.post("/preferences")
def preferences() -> ResponseReturnValue:
    """Keep the chosen language or appearance, and go back to where the visitor was."""
    response = make_response(redirect(safe_next(request.form.get("next")) or url_for("home.index")))
    chosen = request.form.get("language")
    if chosen is not None:
        if chosen not in LANGUAGES:
            abort(400)
        _keep(response, LANGUAGE_COOKIE, chosen)
    chosen = request.form.get("theme")
    if chosen is not None:
        if chosen not in (*THEMES, "auto"):
            abort(400)
        _keep(response, THEME_COOKIE, chosen)
    return response


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)


@pages.get("/health")
def health() -> ResponseReturnValue:
    """For whoever watches the installation: 200 while the database answers and timers are served, else 503."""
    try:
        last = banjie().last_tick()
    except StoreUnavailable as error:
        return jsonify({"database": False, "sentence": str(error), "seconds_since_tick": None}), 503
    since = None if last is None else max(0.0, (now() - last).total_seconds())
    return jsonify({"database": True, "seconds_since_tick": since})
