"""A profile of arrivals as rows: each day has a kind, a kind its stretches of one rate."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.inputs import Calendar
from engine.simulation.tables import slots_by_day

if TYPE_CHECKING:
    from engine.simulation.inputs import Inputs, Profile, Slots
    from engine.simulation.memory import Memory

    Weights = tuple[float, ...]

_HOURS, _WEEKDAYS, _MONTHS = 24, 7, 12
_YEARS = 28 * 365 + 7  # days after which weekdays and months meet again
_ALWAYS = Calendar((((0, lay.DAY),),) * _WEEKDAYS)


def write_profile(memory: Memory, inputs: Inputs) -> int:
    """The row of the profile by which cases arrive.

    Raises:
        SimulationError: Its numbers are none that it can have, or nothing is expected in a plain week.
    """
    name = inputs.arrivals.calendar
    profile = inputs.arrivals.profile
    assert profile is not None  # noqa: S101 - the caller looked
    _check(profile)
    calendar = _ALWAYS if name is None else inputs.calendars[name]
    book = _Book(memory, profile, calendar)
    ends = [last for _, last, _ in profile.seasons]
    days, dated = slots_by_day(calendar, memory.day, name or "", ends, _YEARS if profile.months else _WEEKDAYS)
    kinds = book.kinds(days)
    volumes = [book.volumes[kind] for kind in kinds[dated:]]
    row = memory.row(lay.W_SIZE)
    fill = {
        lay.W_DAYS: memory.integers(kinds),
        lay.W_COUNT: len(kinds),
        lay.W_LOOP: dated,
        lay.W_LOOP_DAYS: len(volumes) if math.fsum(volumes) > 0 else 0,
        lay.W_VOLUME: memory.floats([math.fsum(volumes)]),
    }
    for place, value in fill.items():
        memory.m[row + place] = value
    return row


def _check(profile: Profile) -> None:
    rows = [("a weekday", row, _HOURS) for row in profile.week]
    rows += [("a day that makes up for another", profile.made_up, _HOURS)] if profile.made_up else []
    rows += [("the year", profile.months, _MONTHS)] if profile.months else []
    if len(profile.week) != _WEEKDAYS:
        raise SimulationError(f"Expected arrivals to have weights of seven weekdays, but there are {len(profile.week)}")
    for what, weights, size in rows:
        if len(weights) != size or not all(math.isfinite(w) and w >= 0 for w in weights):
            raise SimulationError(f"Expected {size} weights of 0 or more for arrivals of {what}, but came {weights}")
    if profile.months and not sum(profile.months) > 0:
        raise SimulationError("Expected a month in which cases arrive, but the weights of all are 0")
    for first, last, factor in profile.seasons:
        if not (first <= last and math.isfinite(factor) and factor >= 0):
            raise SimulationError(
                f"Expected a season of arrivals from a day to a later one with a factor of 0 or more, but came {first} "
                f"to {last}, {factor}"
            )


class _Book:
    """Writes each kind of day once."""

    def __init__(self, memory: Memory, profile: Profile, calendar: Calendar) -> None:
        self.memory, self.profile, self.calendar = memory, profile, calendar
        self.volumes: dict[int, float] = {}
        self._written: dict[tuple[Slots, int, float], int] = {}
        self.made_up = profile.made_up or _mean([profile.week[day] for day in range(7) if calendar.week[day]])
        open_time = sum(b - a for slots in calendar.week for a, b in slots)
        expected = math.fsum(
            (until - since) * weight
            for day, slots in enumerate(calendar.week)
            for since, until, weight in _stretches(slots, profile.week[day])
        )
        if not 0 < expected < math.inf:
            raise SimulationError(
                f"Expected hours of a plain week in which cases can arrive, but calendar {calendar.name!r} and the "
                "weights leave none"
            )
        self.mean = open_time / expected

    def kinds(self, days: list[Slots]) -> list[int]:
        """The kind of each day from the first on."""
        first = self.memory.day
        weekday = first.weekday()
        factors = self._factors(first.toordinal(), len(days))
        week, found = self.calendar.week, []
        for number, slots in enumerate(days):
            row = (weekday + number) % _WEEKDAYS
            key = (slots, row if week[row] or not slots else _WEEKDAYS, factors[number])
            kind = self._written.get(key)
            found.append(self._write(*key) if kind is None else kind)
        return found

    def _factors(self, first: int, count: int) -> list[float]:
        """What seasons and months make of the mean rate on each day."""
        found = [self.mean] * count
        if self.profile.months:
            scale = _MONTHS / math.fsum(self.profile.months)
            months = [weight * scale for weight in self.profile.months]
            last = date.max.toordinal()
            found = [self.mean * months[date.fromordinal(min(first + n, last)).month - 1] for n in range(count)]
        for since, until, factor in self.profile.seasons:
            for n in range(max(since.toordinal() - first, 0), min(until.toordinal() - first + 1, count)):
                found[n] *= factor
        return found

    def _write(self, slots: Slots, row: int, factor: float) -> int:
        weights = self.made_up if row == _WEEKDAYS else self.profile.week[row]
        stretches = [(a, b, w * factor) for a, b, w in _stretches(slots, weights) if w * factor > 0]
        before = [0.0]
        for since, until, rate in stretches:
            before.append(before[-1] + (until - since) * rate)
        memory = self.memory
        at = memory.row(lay.V_SIZE)
        fill = {
            lay.V_COUNT: len(stretches),
            lay.V_STARTS: memory.integers([since for since, _, _ in stretches]),
            lay.V_ENDS: memory.integers([until for _, until, _ in stretches]),
            lay.V_RATES: memory.floats([rate for _, _, rate in stretches]),
            lay.V_BEFORE: memory.floats(before),
        }
        for place, value in fill.items():
            memory.m[at + place] = value
        self._written[slots, row, factor] = at
        self.volumes[at] = before[-1]
        return at


def _stretches(slots: Slots, weights: Weights) -> list[tuple[int, int, float]]:
    """The open time of a day cut by the hour; neighbours of one weight are joined."""
    found: list[tuple[int, int, float]] = []
    for since, until in slots:
        at = since
        while at < until:
            end = min(until, (at // lay.HOUR + 1) * lay.HOUR)
            weight = weights[at // lay.HOUR]
            if found and found[-1][1] == at and found[-1][2] == weight:
                found[-1] = (found[-1][0], end, weight)
            else:
                found.append((at, end, weight))
            at = end
    return found


def _mean(rows: list[Weights]) -> Weights:
    return tuple(math.fsum(hour) / len(rows) for hour in zip(*rows, strict=True))
