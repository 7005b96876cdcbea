"""Short ways to write rules, instants and courses in tests."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.time import Course, Gap, Rule, Unit, parse_moment

if TYPE_CHECKING:
    from datetime import datetime


def t(text: str) -> datetime:
    return parse_moment(text)


def rule(quantity: str | int, unit: str = "working_day", **more: Any) -> Rule:
    return Rule(Decimal(quantity), Unit(unit), **more)


def course(start: str, *pauses: str, end: str | None = None, **more: Any) -> Course:
    """A course from texts; a pause is `A..B` or `A..`."""
    gaps = []
    for text in pauses:
        a, _, b = text.partition("..")
        gaps.append(Gap(t(a), t(b) if b else None, "paused: hearing"))
    return Course(t(start), tuple(gaps), t(end) if end else None, **more)
