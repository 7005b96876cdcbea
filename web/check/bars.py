"""A sum as a bar beside the bar of what was promised: widths in percent of the longer of the two. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.feasibility import Check

HUES = 6  # shades of the parts before they repeat
_MINUTES = {"hour": Decimal(60), "minute": Decimal(1)}


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the sum. `number` counts from 1, `width` is in percent; `hue` picks its shade."""

    number: int
    width: float
    hue: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Both bars. `over` is how much of the sum lies beyond the promise, in percent of the whole width."""

    promised: float
    segments: tuple[Segment, ...]
    over: float
    room: float


def bars(check: Check) -> Bars | None:
    """The bars of a check: in its own unit, or, where units differ, in natural days from the worst start. None where
    there is nothing to draw.
    """
    lengths = _dated(check) if check.mixed else _plain(check)
    if lengths is None:
        return None
    promised, parts = lengths
    longest = max(promised, sum(parts, start=Decimal(0)))
    if not longest:
        return None
    widths = [float(100 * part / longest) for part in parts]
    segments = tuple(Segment(number, width, (number - 1) % HUES + 1) for number, width in enumerate(widths, 1))
    whole, reached = float(100 * promised / longest), sum(widths)
    return Bars(whole, segments, max(0.0, reached - whole), max(0.0, whole - reached))


def _plain(check: Check) -> tuple[Decimal, list[Decimal]] | None:
    if check.promised is None or not check.path:
        return None
    return _in_one_unit(check.promised, check.unit), [_in_one_unit(part.amount, part.unit) for part in check.path]


def _in_one_unit(amount: Decimal, unit: str | None) -> Decimal:
    return amount * _MINUTES.get(unit or "", Decimal(1))


def _dated(check: Check) -> tuple[Decimal, list[Decimal]] | None:
    worst = check.worst
    if worst is None:
        return None
    days = [worst.start, *worst.ends]
    parts = [Decimal((after - before).days) for before, after in pairwise(days)]
    return Decimal((worst.due - worst.start).days), parts
