"""What keeps a browser from doing on behalf of a page what the page did not ask for.

Every script and style is a file of our own; nothing is loaded from elsewhere and nothing inline is run. Style
attributes are allowed, because bpmn-js places its shapes with them; they can move and colour, not run or load.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from flask import request
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask, Response

SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{what} {where}" for what, where in SOURCES.items())

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

ONE_YEAR = 31_536_000


class FormSession(SecureCookieSessionInterface):
    """The signed cookie that forms are protected by. It holds no identity; over HTTPS it never leaves HTTPS."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  the parent's signature
        return request.is_secure


def signing_key(folder: Path) -> bytes:
    """The key of the signed cookie: made once per installation, readable by its owner only.

    Raises:
        OSError: The folder cannot be written.
    """
    path = folder / "site.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"site.key.{secrets.token_hex(4)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(fresh, path)  # whoever comes second keeps the first one's key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def protect(response: Response) -> Response:
    """Add the headers; pages with people's data are kept by no cache."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def safe_next(target: str | None) -> str | None:
    """A path of this site to go on to, None for anything else (another host, another scheme)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return None if any(ord(c) < 0x20 for c in target) else target  # noqa: PLR2004  control characters
