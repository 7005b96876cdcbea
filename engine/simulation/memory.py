"""Builds the memory that the kernel works on: distributions, calendars, rules and conditions as rows."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.tables import day_table, slot_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from engine.simulation.inputs import Calendar, Distribution
    from engine.time.rule import Rule

_KINDS = {
    "fixed": lay.FIXED,
    "uniform": lay.UNIFORM,
    "triangular": lay.TRIANGULAR,
    "normal": lay.NORMAL,
    "lognormal": lay.LOGNORMAL,
    "gamma": lay.GAMMA,
    "exponential": lay.EXPONENTIAL,
    "empirical": lay.EMPIRICAL,
    "histogram": lay.HISTOGRAM,
    "choice": lay.CHOICE,
    "by_case": lay.BY_CASE,
    "by_visit": lay.BY_VISIT,
}
_NUMBERS = {"uniform": 2, "triangular": 3, "normal": 2, "lognormal": 2, "gamma": 2, "exponential": 1}
_TIMES = ("approval", "applicant", "public_notice", "special_procedure", "works")
_FINE = 64
_MOST_LINEAR = 4096
_STEP_KINDS = {"rectification": "works"}  # what an inspection found is put right by the builder


class Memory:
    """The two sequences of the kernel as lists, and what was written where."""

    def __init__(self, start: datetime) -> None:
        self.m: list[Any] = [0] * lay.G_SIZE
        self.x: list[float] = []
        self.day: date = start.date()
        self.variables: dict[str, int] = {}
        self.texts: dict[str, float] = {}
        self._calendars: dict[int, int] = {}
        self._days: dict[int, int] = {}

    def row(self, size: int) -> int:
        """A row of zeros in `m`."""
        at = len(self.m)
        self.m.extend([0] * size)
        return at

    def integers(self, values: Sequence[int]) -> int:
        """These, one after the other."""
        at = len(self.m)
        self.m.extend(values)
        return at

    def floats(self, values: Sequence[float]) -> int:
        """These in `x`."""
        at = len(self.x)
        self.x.extend(values)
        return at

    # ── values ──────────────────────────────────────────────────────────────────────────────────────────────────

    def variable(self, name: str) -> int:
        """The number of a variable."""
        return self.variables.setdefault(name, len(self.variables))

    def code(self, value: Any, what: str) -> float:
        """A value of the expression language as the kernel has it."""
        if value is None:
            return math.nan
        if isinstance(value, bool):
            return lay.TRUE if value else lay.FALSE
        if isinstance(value, str):
            return self.texts.setdefault(value, lay.FIRST_TEXT + lay.TEXT_STEP * len(self.texts))
        number = float(value)
        if not abs(number) < lay.NOT_A_NUMBER_FROM:
            raise SimulationError(f"Expected a finite number for {what}, but came {value!r}")
        return number

    # ── distributions ───────────────────────────────────────────────────────────────────────────────────────────

    def distribution(self, given: Distribution, what: str, scale: float = 1.0) -> int:
        """The row of a distribution. `scale` is what one of its units is in the kernel's; spans may not be negative.

        Raises:
            SimulationError: Its numbers cannot be what it is made of.
        """
        if given.kind not in _KINDS:
            raise SimulationError(f"Expected a distribution that is known for {what}, but came {given.kind!r}")
        is_span = scale != 1.0
        values = [self._number(v, what, is_span=is_span) * scale for v in given.values]
        kind, values, count = self._checked(given, values, what)
        at = self.row(lay.D_SIZE)
        self.m[at + lay.D_KIND] = kind
        self.m[at + lay.D_COUNT] = count
        self.m[at + lay.D_VALUES] = self.floats(values)
        if not 0 <= given.low <= given.high:  # also where one of them is no number
            raise SimulationError(f"Expected bounds from 0 upwards for {what}, but came {given.low} to {given.high}")
        bounded = is_span and (kind == lay.NORMAL or given.low > 0 or given.high < math.inf)
        self.m[at + lay.D_LOW] = self.floats([given.low * scale, given.high * scale]) if bounded else -1
        return at

    def _number(self, value: Any, what: str, *, is_span: bool) -> float:
        if not is_span:
            return self.code(value, what)
        if isinstance(value, bool | str) or value is None or not math.isfinite(value) or value < 0:
            raise SimulationError(f"Expected hours of 0 or more for {what}, but came {value!r}")
        return float(value)

    def _checked(self, given: Distribution, values: list[float], what: str) -> tuple[int, list[float], int]:
        """The kind, the numbers in the kernel's form, and how many there are."""
        kind = given.kind
        if not values or len(values) != _NUMBERS.get(kind, 1 if kind == "fixed" else len(values)):
            raise SimulationError(f"Expected the numbers of the distribution {kind!r} for {what}, but came {values}")
        if kind in ("uniform", "triangular") and values != sorted(values):
            raise SimulationError(f"Expected rising numbers of the distribution {kind!r} for {what}, but came {values}")
        if kind in ("lognormal", "gamma", "normal") and values[1] == 0:
            return lay.FIXED, values[:1], 1
        if kind in ("lognormal", "gamma"):
            if values[0] <= 0:
                raise SimulationError(f"Expected a mean above 0 for {what}, but came {given.values[0]}")
            values = _lognormal(*values) if kind == "lognormal" else _gamma(*values)
        if kind in ("histogram", "choice"):
            return _KINDS[kind], [*_shares(given.weights, values, kind, what), *values], len(given.weights)
        return _KINDS[kind], values, len(values)

    # ── calendars and rules ─────────────────────────────────────────────────────────────────────────────────────

    def calendar(self, calendar: Calendar | None, name: str) -> int:
        """The row of a calendar; 0 for none, which always works."""
        if calendar is None:
            return 0
        if id(calendar) not in self._calendars:
            self._calendars[id(calendar)] = self.own_calendar(calendar, name)
        return self._calendars[id(calendar)]

    def own_calendar(self, calendar: Calendar, name: str) -> int:
        """A row of a calendar for one reader alone, whose cursor may run ahead of the present."""
        table = slot_table(calendar, self.day, name)
        at = self.row(lay.C_SIZE)
        fill = {
            lay.C_COUNT: len(table.starts),
            lay.C_STARTS: self.integers(table.starts),
            lay.C_ENDS: self.integers(table.ends),
            lay.C_WORKED: self.integers(table.worked),
            lay.C_AT: -1,
            lay.C_LOOP: table.loop,
            lay.C_LOOP_START: table.loop_start,
            lay.C_WEEK_WORK: table.week_work,
        }
        for place, value in fill.items():
            self.m[at + place] = value
        return at

    def days(self, calendar: Calendar, name: str) -> int:
        """The row of a calendar's days, for limits."""
        if id(calendar) not in self._days:
            table = day_table(calendar, self.day, name)
            at = self._days[id(calendar)] = self.row(lay.K_SIZE)
            fill = {
                lay.K_DAYS: len(table.counts) - 1,
                lay.K_COUNTS: self.integers(table.counts),
                lay.K_NTH: self.integers(table.nth),
                lay.K_TOTAL: len(table.nth),
                lay.K_WEEK_WORK: table.week_work,
                lay.K_EPOCH: self.day.toordinal() - 719_163,
            }
            for place, value in fill.items():
                self.m[at + place] = value
        return self._days[id(calendar)]

    def rows_of(self, calendar: Calendar) -> list[int]:
        """The rows that were written of a calendar."""
        return [book[id(calendar)] for book in (self._calendars, self._days) if id(calendar) in book]

    def rule(self, rule: Rule, calendar: Calendar, name: str) -> int:
        """The row of a limit's arithmetic."""
        unit = rule.unit.value
        at = self.row(lay.U_SIZE)
        fill = {
            lay.U_DAYS: self.days(calendar, name),
            lay.U_AT_LEAST: int(rule.bound.value == "at_least"),
            lay.U_ROLL: int(unit == "immediate" or (rule.roll_natural and unit in ("natural_day", "month"))),
            lay.U_ROLL_START: int(rule.nonworking_start.value == "roll" and unit == "working_day" and rule.by_date),
        }
        if rule.by_date:
            kinds = {"working_day": lay.WORKING_DAYS, "natural_day": lay.NATURAL_DAYS, "month": lay.MONTHS}
            fill[lay.U_KIND] = kinds.get(unit, lay.IMMEDIATE)
            fill[lay.U_TOTAL] = int(rule.quantity) if unit != "immediate" else 0
        else:
            worked = unit == "working_day" or rule.business
            fill[lay.U_KIND] = lay.CLOCK
            fill[lay.U_CALENDAR] = self.calendar(calendar, name) if worked else 0
            fill[lay.U_TOTAL] = int(rule.quantity * unit_of(rule, calendar))
        fill[lay.U_WIDTH], fill[lay.U_LINEAR] = _buckets(rule, fill[lay.U_TOTAL])
        for place, value in fill.items():
            self.m[at + place] = value
        return at

    def buckets(self, rule: int) -> int:
        """How many buckets hold what passes of the limits with that rule."""
        return int(self.m[rule + lay.U_LINEAR]) * (lay.OCTAVES + 2) // 2

    def excluded(self, rule: Rule) -> int:
        """Whose time the limit leaves out, as bits; -1: all but approval."""
        if rule.counts_approval_only:
            return -1
        kinds = {_STEP_KINDS.get(kind, kind) for kind in rule.excludes}
        return sum(1 << place for place, kind in enumerate(_TIMES) if kind in kinds)


def unit_of(rule: Rule, calendar: Calendar) -> int:
    """How much of what the kernel counts is one of the unit in which a limit is read: 1 day, or microseconds."""
    if rule.by_date:
        return 1
    return {"hour": lay.HOUR, "minute": lay.HOUR // 60}.get(rule.unit.value) or _day_length(calendar)


def time_kind(value: str) -> int:
    """The number of a kind of time."""
    return _TIMES.index(value)


def salt(name: str) -> int:
    """63 bits of a name (FNV-1a), the same in every run and in every diagram."""
    word = 0xCBF29CE484222325
    for byte in name.encode():
        word = ((word ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return word >> 1


def _lognormal(mean: float, deviation: float) -> list[float]:
    variance = math.log1p((deviation / mean) ** 2)
    return [math.log(mean) - variance / 2, math.sqrt(variance)]


def _gamma(mean: float, deviation: float) -> list[float]:
    return [(mean / deviation) ** 2, deviation**2 / mean]


def _shares(weights: Sequence[float], values: Sequence[float], kind: str, what: str) -> list[float]:
    """Cumulated shares; they end at 1."""
    needed = len(values) - (1 if kind == "histogram" else 0)
    total = math.fsum(weights) if all(math.isfinite(w) and w >= 0 for w in weights) else 0.0
    if len(weights) != needed or not 0 < total < math.inf:
        raise SimulationError(f"Expected {needed} weights of 0 or more for {what}, but came {tuple(weights)}")
    if kind == "histogram" and list(values) != sorted(values):
        raise SimulationError(f"Expected rising edges of the histogram for {what}, but came {tuple(values)}")
    found, so_far = [], 0.0
    for weight in weights:
        so_far += weight / total
        found.append(so_far)
    last = max(place for place, weight in enumerate(weights) if weight > 0)
    return [1.0 if place >= last else share for place, share in enumerate(found)]


def _buckets(rule: Rule, total: int) -> tuple[int, int]:
    """How wide the narrowest buckets are that hold what passes of a limit, and how many of them there are: whole days
    to beyond twice the limit, or by the clock a 64th of it.
    """
    if not rule.by_date:
        return max(1, total // _FINE), 4 * _FINE
    days = total * 31 if rule.unit.value == "month" else total
    return 1, min(max(_FINE, 1 << (2 * days + 1).bit_length()), _MOST_LINEAR)


def _day_length(calendar: Calendar) -> int:
    """Business time of a working day."""
    slots = next((s for s in (*calendar.week, *calendar.days.values()) if s), ())
    return sum(b - a for a, b in slots)


def span_of(text: str, parse: Callable[[str], timedelta], what: str) -> float:
    """Hours of a duration in a diagram."""
    try:
        return parse(text) / timedelta(hours=1)
    except ValueError as error:
        raise SimulationError(f"Expected a duration at {what}, but {error}") from error


def lookup(given: Mapping[str, Any], key: str, element: str, default: Any = None) -> Any:
    """What is said of an element: by its full name, or by its id."""
    return given[key] if key in given else given.get(element, default)
