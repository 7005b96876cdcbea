"""Keyset pages: a cursor names the last row shown, so that page a thousand costs as much as page one."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

RED, YELLOW, GREEN, NONE = "red", "yellow", "green", "none"
MAX_PAGE = 500


class BadCursor(ValueError):  # noqa: N818 - it names what came
    """A cursor that no list gave."""


def cursor(*key: datetime | str) -> str:
    """The place of a row in its list, as opaque text."""
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(json.dumps(parts, ensure_ascii=False).encode()).decode().rstrip("=")


def place(text: str, width: int) -> tuple[datetime, list[str]]:
    """What `cursor` was made of: an instant, and `width` texts.

    Raises:
        BadCursor: It was not made by `cursor`.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        first, *rest = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if len(rest) == width and all(isinstance(part, str) for part in rest):
            return datetime.fromisoformat(first), rest
    except (ValueError, TypeError, UnicodeError):
        pass
    raise BadCursor(f"Expected the cursor that the page before gave, but came {text[:60]!r}")


def behind(columns: Sequence[sa.ColumnElement[Any]], values: Sequence[Any], *, down: bool = False) -> Any:
    """Rows that come behind that place, in the order of `columns`."""
    row = sa.tuple_(*columns)
    there = sa.tuple_(*(sa.bindparam(None, value, type_=c.type) for c, value in zip(columns, values, strict=True)))
    return row < there if down else row > there


def page_size(limit: int) -> int:
    """A sensible number of rows."""
    return max(1, min(limit, MAX_PAGE))


def lamp(deadline_at: datetime | None, warn_at: datetime | None, at: datetime, *, timed: bool) -> str:
    """The colour of a row: instants of colours that a paused clock has not turned to are absent."""
    if not timed:
        return NONE
    if deadline_at is not None and deadline_at <= at:
        return RED
    return YELLOW if warn_at is not None and warn_at <= at else GREEN


def shown(instant: datetime | None) -> datetime | None:
    """An instant, or None where the column holds that there is none."""
    return None if instant is None or instant >= NEVER else instant


def pattern(text: str) -> str:
    """A LIKE pattern for text that is looked for as it stands; escaped by a backslash."""
    plain = text.strip().lower()
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, f"\\{sign}")
    return f"%{plain}%"
