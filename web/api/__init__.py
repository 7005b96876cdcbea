"""The JSON interface: everything the pages show and do, under `/api/v1/`, described by OpenAPI at `/api/openapi.json`.

Instants are ISO 8601 with an offset, amounts of time decimal strings in the `unit` beside them. A refusal is an object
with `kind` and `sentence`. Whoever calls is recognised by the session's cookie, which then needs the header
`X-CSRFToken` on every change, or by its token in `Authorization: Bearer …`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import abort, request
from flask_smorest import Api

from web import identity
from web.api import cases, library, oversight, people, session
from web.context import visitor

if TYPE_CHECKING:
    from flask import Flask
    from flask_wtf.csrf import CSRFProtect

VERSION = "v1"
PREFIX = f"/api/{VERSION}"
OPEN = frozenset({"api_session.Session"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})

DESCRIPTION = """Cases, work, processes, limits and breaches as JSON.

Instants are ISO 8601 with an offset; amounts of time are decimal strings in the `unit` beside them. A refusal is an
object with `kind` and `sentence`. Sign in at `POST /api/v1/session` and send the token as `Authorization: Bearer …`;
or call from a signed-in browser, with the header `X-CSRFToken` on every change. A command carries a `command_id` of
the caller's choice: sent again, it gets the first answer and does nothing twice."""


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Register the interface with an application."""
    app.config.from_mapping(
        API_TITLE="Banjie 办结",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION, "license": {"name": "MIT"}},
            "security": [{"token": []}, {"cookie": []}],
        },
    )
    api = Api(app)
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemes.security_scheme("cookie", {"type": "apiKey", "in": "cookie", "name": identity.COOKIE})

    def guard() -> None:
        """Nobody unknown gets in, and no other site's page can act in a browser that is signed in."""
        if not request.path.startswith(PREFIX):
            return
        if visitor() is None and request.endpoint not in OPEN:
            abort(401)
        if request.method not in READING and identity.by_cookie() and identity.token():
            csrf.protect()
        if request.method not in READING:
            _check_body()

    app.before_request(guard)
    for module in (session, cases, library, oversight, people):
        csrf.exempt(module.blueprint)
        api.register_blueprint(module.blueprint, url_prefix=PREFIX)


def _check_body() -> None:
    """Refuse what the JSON reader behind the schemas would fall over: lists without end, numbers without end."""
    try:
        json.loads(request.get_data(cache=True))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return  # the schemas say so
    except (ValueError, RecursionError):
        abort(400)
