"""Chinese and English: which one a request is answered in.

Chinese is the language of the message ids, so a missing catalogue shows Chinese. The choice is a cookie; without one
the page is Chinese, whatever the browser prefers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_babel  # type: ignore[import-untyped]  # it ships no types; the functions below have them
from flask import g, has_request_context, request

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = ("zh", "en")
COOKIE = "banjie_language"
FOLDER = "translations"
SITE = "banjie"
TAGS = {"zh": "zh-Hans", "en": "en"}


def language() -> str:
    """`zh` or `en`."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        asked = request.cookies.get(COOKIE, "")
        g.language = asked if asked in LANGUAGES else "zh"
    return str(g.language)


def init_app(app: Flask) -> None:
    """Set up the extension, reading `web/translations/<language>/LC_MESSAGES/*.mo`: the site's own texts in
    `banjie.mo`, the names in the diagrams and limits of a place in one named for it. The site's own win.
    """
    found = {path.stem for path in (Path(app.root_path) / FOLDER).glob("*/LC_MESSAGES/*.mo")}
    domains = [*sorted(found - {SITE}), SITE]
    flask_babel.Babel(
        app,
        default_locale="zh",
        default_domain=";".join(domains),
        default_translation_directories=";".join([FOLDER] * len(domains)),
        default_timezone="Asia/Shanghai",
        locale_selector=language,
    )


def gettext(message: str, **values: object) -> str:
    """The message in the request's language, with `%(name)s` filled in."""
    return str(flask_babel.gettext(message, **values))


def lazy_gettext(message: str) -> Any:
    """The same for a text that is named before there is a request; `str()` of it translates."""
    return flask_babel.lazy_gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The message for that number, with `%(num)s` filled in."""
    return str(flask_babel.ngettext(one, many, number))
