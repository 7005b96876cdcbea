"""Two ways to add limits up: plain sums where all have one unit, and dates where they have not.

Positions are arrays of whole numbers. A plain position is an amount in millionths of a unit; a dated one is the instant
that is reached from each start date, in microseconds of local time since 1970.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from engine.time import Rule, Unit, arrays
from engine.time.count import micros_in

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from engine.time import WorkCalendar

    Positions = NDArray[np.int64]

_MILLION = 1_000_000
_DAY = 86_400 * _MILLION
_MINUTES = {Unit.MINUTE: 1, Unit.HOUR: 60}
_DAYS = (Unit.WORKING_DAY, Unit.NATURAL_DAY)


class MixedUnits(Exception):  # noqa: N818 - it says what was met, and is always caught
    """Amounts of different units cannot be added without dates."""


class Plain:
    """Sums in the unit of a promise."""

    def __init__(self, promise: Rule) -> None:
        self._promise = promise
        self.origin: Positions = np.zeros(1, dtype=np.int64)

    def after(self, rule: Rule, positions: Positions) -> Positions:
        """Where one is when that limit has run out in full.

        Raises:
            MixedUnits: It is of another unit than the promise.
        """
        return positions + self._amount(rule)

    def _amount(self, rule: Rule) -> int:
        promise = self._promise
        if rule.unit is Unit.IMMEDIATE and promise.unit in _DAYS:
            return 0
        one_kind = rule.unit in _MINUTES and promise.unit in _MINUTES and rule.business == promise.business
        if not one_kind and rule.unit is not promise.unit:
            raise MixedUnits
        return int(rule.quantity * _MINUTES.get(rule.unit, 1) * _MILLION)

    def total(self, positions: Positions) -> Decimal:
        """The sum in the unit of the promise."""
        found = Decimal(int(positions[0])) / (_MILLION * _MINUTES.get(self._promise.unit, 1))
        return _tidy(found)

    def over(self, positions: Positions) -> int:
        """Which position is the worst, from 0. Plain sums have one."""
        return 0 if positions.size else -1

    def exceeds(self, positions: Positions) -> bool:
        """Whether it is more than was promised."""
        return bool(positions[0] > self._amount(self._promise))


class Dated:
    """Instants, reached from every date of a year: once from the opening of the offices and once from their closing."""

    def __init__(self, calendar: WorkCalendar, year: int, promise: Rule | None = None) -> None:
        self._calendar = calendar
        self._promise = promise
        opening, closing = calendar.hours.slots[0][0], calendar.hours.slots[-1][1]
        days = np.arange(np.datetime64(f"{year}-01-01"), np.datetime64(f"{year + 1}-01-01")).astype(np.int64) * _DAY
        self.origin: Positions = np.stack([days + opening, days + closing], axis=1).ravel()

    def after(self, rule: Rule, positions: Positions) -> Positions:
        """Where one is when that limit, begun there, has run out in full: one that counts days begins on the day that
        ended at 24:00, not on the next.

        Raises:
            BeyondCalendar: A day that is needed lies outside the calendar.
        """
        starts = _instants(positions - 1 if rule.by_date else positions)
        return np.maximum(arrays.deadlines(rule, self._calendar, starts).astype(np.int64), positions)

    def due(self) -> Positions:
        """When the promise itself runs out, begun at each start."""
        assert self._promise is not None  # noqa: S101 - asked for only where something was promised
        return self.after(self._promise, self.origin)

    def total(self, positions: Positions) -> Decimal:
        """What has passed at the worst start, in the unit of the promise."""
        rule, worst = self._promise, self.over(positions)
        assert rule is not None  # noqa: S101 - as above
        taken = int(self._taken(positions)[worst])
        if rule.unit is Unit.MONTH:  # in months as long as those that were promised from there
            whole = int(self._taken(self.due())[worst])
            return _tidy((Decimal(taken) / whole * rule.quantity).quantize(Decimal("0.01")))
        if rule.by_date:
            return Decimal(taken)
        return _tidy((Decimal(taken) / micros_in(rule.unit, self._calendar)).quantize(Decimal("0.01")))

    def over(self, positions: Positions) -> int:
        """Which start is the worst: most in the unit of the promise, then latest, then longest; the first of these."""
        late = positions - self.due()
        return int(np.lexsort((-np.arange(late.size), positions - self.origin, late, self._taken(positions)))[-1])

    def exceeds(self, positions: Positions) -> bool:
        """Whether it is later than the promise from some start."""
        return bool((positions > self.due()).any())

    def _taken(self, positions: Positions) -> Positions:
        rule = self._promise
        assert rule is not None  # noqa: S101 - as above
        ends = _instants(positions - 1 if rule.by_date else positions)
        return arrays.elapsed(rule, self._calendar, _instants(self.origin), ends)


def days_of(positions: Positions) -> NDArray[np.datetime64]:
    """The dates on which instants fall; 24:00 is still the day that it ends."""
    return _instants(positions - 1).astype("datetime64[D]")


def as_date(day: np.datetime64) -> date:
    """A date of the standard library."""
    found: date = day.astype("datetime64[D]").item()
    return found


def _instants(positions: Positions) -> NDArray[np.datetime64]:
    return positions.astype("datetime64[us]")


def _tidy(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()
