"""Values of a scenario as TOML, each on one line."""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from engine.simulation.scenario.values import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.scenario.values import Draw

_BARE = re.compile("[A-Za-z0-9_-]+")


def draw_text(draw: Draw) -> str:
    """A distribution."""
    found = {"kind": quoted(draw.kind)}
    left = list(draw.values)
    for name in NUMBERS[draw.kind]:
        if name == "weights":
            found[name] = array(draw.weights) or "[]"
        elif name in ("values", "edges"):
            found[name] = array(tuple(left)) or "[]"
        else:
            found[name] = value_text(left.pop(0))
    if draw.unit:
        found["unit"] = quoted(draw.unit)
    if draw.minimum > 0:
        found["minimum"] = value_text(draw.minimum)
    if not math.isinf(draw.maximum):
        found["maximum"] = value_text(draw.maximum)
    return inline(found)


def pairs(found: Mapping[str, str]) -> list[str]:
    """A line for each key."""
    return [f"{key} = {value}" for key, value in found.items()]


def inline(found: Mapping[str, str]) -> str:
    """A table in braces."""
    return "{ " + ", ".join(pairs(found)) + " }"


def array_of_tables(found: list[dict[str, str]]) -> str | None:
    """Tables in brackets; None: there are none."""
    return "[" + ", ".join(inline(each) for each in found) + "]" if found else None


def array(values: tuple[object, ...]) -> str | None:
    """Values in brackets; None: there are none."""
    return "[" + ", ".join(value_text(value) for value in values) + "]" if values else None


def value_text(value: object) -> str:
    """A truth, a number, a date or a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return quoted(value) if isinstance(value, str) else repr(value)


def quoted(value: str) -> str:
    """A text."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key_text(name: str) -> str:
    """A key, bare where it can be."""
    return name if _BARE.fullmatch(name) else quoted(name)


def one_line(name: str) -> str:
    """On one line, without what a comment cannot hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
