"""Spans and instants as a diagram writes them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=36_525)  # a century
ZONE = ZoneInfo("Asia/Shanghai")

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_SHOWN = 60  # characters of what came
_SPANS = {"weeks": 7 * 86_400, "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1}
_LITERAL = re.compile(r"""=?\s*(?:(?:duration|date and time)\s*\()?\s*(["'])(?P<text>[^"']*)\1\s*\)?""")


def literal(text: str) -> str:
    """The text itself where a tool wrote it as an expression: quoted, or as FEEL's `duration("PT1H")`."""
    stripped = text.strip()
    quoted = _LITERAL.fullmatch(stripped)
    return quoted["text"].strip() if quoted else stripped


def clock_time(text: str) -> timedelta:
    """The clock time of an ISO 8601 duration such as `P1DT12H`: more than nothing and at most a century.

    Raises:
        ValueError: It is not one. Months and years are refused because they have no fixed length.
    """
    found = _DURATION.fullmatch(text) if len(text) <= _SHOWN else None
    if not found or text.endswith(("P", "T")):
        raise ValueError(f"expected an ISO 8601 duration such as PT4H or P3D, but got {text[:_SHOWN]!r}")
    if found["sign"]:
        raise ValueError(f"expected a duration of more than nothing, but {text} is negative")
    if int(found["years"] or 0) or int(found["months"] or 0):
        raise ValueError(
            f"expected a duration in weeks, days, hours, minutes or seconds, but {text} holds months or years,"
            " which have no fixed length in clock time"
        )
    seconds = sum(Decimal(found[name] or 0) * size for name, size in _SPANS.items())
    if not seconds:
        raise ValueError(f"expected a duration of more than nothing, but {text} is empty")
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"expected a duration of at most a century, but got {text}")
    return timedelta(microseconds=int(seconds * 1_000_000))


def instant(text: str) -> datetime:
    """The instant of an ISO 8601 date and time; without an offset it is meant in Asia/Shanghai.

    Raises:
        ValueError: It is not one.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(
            f"expected an ISO 8601 instant such as 2026-09-18T17:00+08:00, but got {text[:_SHOWN]!r}"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=ZONE)
