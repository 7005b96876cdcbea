"""The values that a process variable may hold, and how they are stored."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from engine.execution.errors import ExecutionError, StateError

MAX_TEXT = 4_000  # characters of a text that a script computes
MAX_ITEMS = 1_000  # of a list that it computes, at each level
MAX_DIGITS = 34  # of a whole number that is kept as one: those of decimal128

_DECIMAL = "decimal"  # the one key of the JSON object that stands for a decimal number


def checked(name: str, value: Any) -> Any:
    """`value` as it is kept: null, true or false, a text, a whole number, a `Decimal`, or a list of those.

    Raises:
        ExecutionError: It is something else.
    """
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return Decimal(repr(value))
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, list | tuple):
        return [checked(name, item) for item in value]
    kind = type(value).__name__
    raise ExecutionError(f"Expected {name!r} to hold a text, a number, true, false, null or a list, but it is {kind}")


def bounded(value: Any) -> bool:
    """Whether a value that a script computed is small enough to be kept: loops could let it grow for ever."""
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    if isinstance(value, list):
        return len(value) <= MAX_ITEMS and all(map(bounded, value))
    return True


def plain(value: Any) -> Any:
    """A value of an expression as a variable would hold it: lists for tuples, and whole numbers where they are."""
    if isinstance(value, Decimal) and value.adjusted() < MAX_DIGITS and value == value.to_integral_value():
        return int(value)
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def to_json(value: Any) -> Any:
    """A kept value as JSON. Decimal numbers keep every digit."""
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value


def from_json(value: Any) -> Any:
    """The inverse of `to_json`.

    Raises:
        StateError: It was not made by `to_json`.
    """
    if isinstance(value, dict):
        if set(value) != {_DECIMAL}:
            raise StateError(f"Expected a stored value, but it has the keys {sorted(value)}")
        return Decimal(value[_DECIMAL])
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return value
