"""One value, one sequence of bytes: what is hashed must not depend on who wrote it down.

The form is JSON with sorted keys (by Unicode code point), no spaces, UTF-8, text in Unicode normal form C, whole
numbers only, and instants as UTC text of fixed width. `docs/audit.md` gives it for writers in other languages.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any, *, fractions: bool = False) -> bytes:
    """The canonical bytes of a JSON value; aware `datetime`s are allowed too, and tuples stand for lists.

    `fractions` lets floats through, written as the shortest decimal that reads back as the same number; the log
    itself carries amounts as decimal text and never as floats.

    Raises:
        ValueError: A part of the value has no canonical form; the message says which and where.
    """
    return canonical_text(value, fractions=fractions).encode()


def canonical_text(value: Any, *, fractions: bool = False) -> str:
    """`canonical` as text.

    Raises:
        ValueError: As `canonical`.
    """
    plain = _plain(value, "the value", fractions=fractions)
    return _ENCODER.encode(plain)


def frame_text(frame: Mapping[str, str | int]) -> str:
    """`canonical_text` of an object that holds texts and whole numbers only, which needs no look at each of them as
    long as every text is ASCII.

    Raises:
        ValueError: As `canonical`.
    """
    text = _ENCODER.encode(frame)
    return text if text.isascii() else canonical_text(frame)


@lru_cache(maxsize=256)  # the events of a command have one instant
def instant_text(at: datetime) -> str:
    """An aware instant as UTC text to the microsecond: `2026-09-18T01:02:03.000004Z`.

    Raises:
        ValueError: It carries no offset from UTC.
    """
    if at.utcoffset() is None:
        raise ValueError(f"Expected an instant with its offset from UTC, but got {at!r}")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _plain(value: Any, where: str, *, fractions: bool) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, list | tuple):
        return [_plain(item, f"{where}[{i}]", fractions=fractions) for i, item in enumerate(value)]
    if isinstance(value, Mapping):
        return _object(value, where, fractions=fractions)
    if isinstance(value, float) and fractions and value - value == 0:
        return value
    if isinstance(value, float) and fractions:
        raise ValueError(f"Expected a number that JSON has in {where}, but got {value!r}")
    what = "JSON" if fractions else "JSON without fractions"
    raise ValueError(f"Expected {what} in {where}, but got {value!r}")


def _object(value: Mapping[Any, Any], where: str, *, fractions: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise ValueError(f"Expected text as the keys of {where}, but got {key!r}")  # noqa: TRY004  bad input
        name = _text(key, where)
        if name in plain:
            raise ValueError(f"Expected each key of {where} once, but {name!r} is there twice")
        plain[name] = _plain(item, f"{where}.{name}", fractions=fractions)
    return plain


def _text(value: str, where: str) -> str:
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"Expected Unicode text in {where}, but it holds half a character") from error
    return unicodedata.normalize("NFC", value)
