"""The site: pages and a JSON interface over one engine.

`create_app` puts it together. A subject is a package of its own, `web/<subject>/`, with a blueprint in `views.py` and
its pages in `templates/<subject>/`; what they share stands beside this file.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from web import api, definitions, errors, identity, language, limits, names, navigation, security, text
from web.context import Settings, Site
from web.identity import People

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Blueprint

    from engine.service import Banjie

__all__ = ["create_app"]

STATIC = Path(__file__).parent / "static"

# Packages with a blueprint named `pages` in their `views` module.
SUBJECTS = (
    "home",
    "signin",
    "work",
    "cases",
    "case",
    "apply",
    "processes",
    "check",
    "simulate",
    "audit",
    "admin",
    "reference",
)

MEGABYTE = 1024 * 1024


def create_app(banjie: Banjie, *, settings: Settings, now: Callable[[], datetime]) -> Flask:
    """The WSGI application.

    Args:
        banjie: The engine; its database holds the people and their sessions too.
        settings: Where this installation keeps its own files.
        now: The clock. Pages and commands know no other.

    Raises:
        OSError: The key that protects forms cannot be kept in `settings.data_dir`.
    """
    app = Flask(__name__, static_folder=str(STATIC), static_url_path=f"/static/{static_version()}")
    app.config.from_mapping(
        SECRET_KEY=security.signing_key(settings.data_dir),
        SESSION_COOKIE_NAME="banjie_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=4 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=2000,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the cookie: a form left open over lunch still works
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.session_interface = security.FormSession()
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["banjie"] = Site(
        banjie=banjie, people=People.of(banjie.database), places=banjie.library.places, settings=settings, now=now
    )
    csrf = CSRFProtect(app)
    language.init_app(app)
    text.init_app(app)
    names.init_app(app)
    limits.init_app(app)
    definitions.init_app(app)
    identity.init_app(app)
    navigation.init_app(app)
    api.init_app(app, csrf)
    errors.init_app(app)  # after the interface, whose own way of telling errors is for itself alone
    app.after_request(security.protect)
    for subject in SUBJECTS:
        module = import_module(f"web.{subject}.views")
        blueprint: Blueprint = module.pages
        app.register_blueprint(blueprint)
    return app


def static_version() -> str:
    """Changes whenever a static file does; it is part of every address, so that browsers may keep the files."""
    digest = hashlib.sha256()
    for path in sorted(p for p in STATIC.rglob("*") if p.is_file()):
        digest.update(str(path.relative_to(STATIC)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
