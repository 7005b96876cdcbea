"""Which days are working days: a monotone count over dates, with its inverse.

W(d) counts the working days from the calendar's first day up to and including d; `nth` is the inverse. Everything that
is said about days elsewhere is arithmetic on these two. The same holds for business time on instants.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from engine.time.hours import OFFICE, BusinessHours
from engine.time.zone import DAY, day_name

if TYPE_CHECKING:
    from collections.abc import Mapping

WEEK = (True, True, True, True, True, False, False)
FORMAT = 1


class BeyondCalendar(ValueError):  # noqa: N818 - it names the situation, as the sentences do
    """A day was asked for that the calendar does not know."""


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a calendar. `why` is `working`, `weekend`, or a kind and a name: `holiday: 春节`,
    `made-up: 国庆节`, `closure: 台风`. A provisional day may still be changed by a notice.
    """

    date: date
    working: bool
    why: str
    provisional: bool


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """The working days from `first` to `last`, both included.

    `week` says which weekdays work, Monday first; `days` holds what differs from it, with the reason in the words of
    `Day.why`; `provisional` are spans of dates, both ends included. Two calendars with the same content have the
    same `version` and are equal, whatever made them.

    Raises:
        ValueError: The calendar has no day, no working day, or a named day outside its range.
    """

    name: str
    first: date
    last: date
    days: Mapping[date, tuple[bool, str]] = field(repr=False)
    provisional: tuple[tuple[date, date], ...] = ()
    week: tuple[bool, ...] = WEEK
    hours: BusinessHours = OFFICE
    beyond: str = ""  # why the calendar ends there, for the sentence of a refusal
    version: str = field(init=False)
    _origin: int = field(init=False, repr=False)  # ordinal of the day before the first
    _size: int = field(init=False, repr=False)
    _counts: list[int] = field(init=False, repr=False)  # W by days since the origin; W(origin) = 0
    _nth: list[int] = field(init=False, repr=False)  # ordinals of the working days, in order
    _unsure: list[int] = field(init=False, repr=False)  # ordinals of first and after-last provisional days, flat

    def __post_init__(self) -> None:
        if self.last < self.first or len(self.week) != 7:  # noqa: PLR2004 - days of a week
            raise ValueError(f"Expected a calendar of whole weeks, but {self.name} has no such day")
        stray = next((d for d in self.days if not self.first <= d <= self.last), None)
        if stray is not None:
            raise ValueError(
                f"Expected days from {self.first} to {self.last}, but {self.name} names {stray}, outside of them"
            )
        start = self.first.toordinal()
        size = self.last.toordinal() - start + 1
        works = [self.week[(start + i - 1) % 7] for i in range(size)]
        for day, (working, _) in self.days.items():
            works[day.toordinal() - start] = working
        if not any(works):
            raise ValueError(
                f"Expected a calendar with working days, but {self.name} has none from {self.first} to {self.last}"
            )
        spans = sorted(self.provisional)
        fill = {
            "_origin": start - 1,
            "_size": size,
            "_counts": [0, *accumulate(works)],
            "_nth": [start + i for i, working in enumerate(works) if working],
            "_unsure": [n for a, b in spans for n in (a.toordinal(), b.toordinal() + 1)],
            "version": f"{self.name}-{_digest(self)}",
        }
        for name, value in fill.items():
            object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    # ── dates ───────────────────────────────────────────────────────────────────────────────────────────────────

    def day(self, day: date) -> Day:
        """What that date is, and why."""
        ordinal = day.toordinal()
        working = self.works(ordinal)
        found = self.days.get(day)
        why = found[1] if found else "working" if working else "weekend"
        return Day(day, working, why, self.unsure(ordinal, ordinal))

    def count(self, day: date) -> int:
        """W: the working days up to and including that date."""
        return self.count_at(day.toordinal())

    def nth(self, n: int) -> date:
        """The n-th working day, from 1: the inverse of `count`."""
        return date.fromordinal(self.nth_at(n))

    # ── the same on ordinals, for arithmetic ────────────────────────────────────────────────────────────────────

    def count_at(self, ordinal: int) -> int:
        """W of the day with that proleptic ordinal."""
        index = ordinal - self._origin
        if 0 < index <= self._size:
            return self._counts[index]
        raise self.refuse(day_name(ordinal))

    def nth_at(self, n: int) -> int:
        """The ordinal of the n-th working day."""
        if 0 < n <= len(self._nth):
            return self._nth[n - 1]
        raise self.refuse("a day before" if n <= 0 else "a day after")

    def works(self, ordinal: int) -> bool:
        """Whether that day is a working day."""
        index = ordinal - self._origin
        if 0 < index <= self._size:
            return self._counts[index] > self._counts[index - 1]
        raise self.refuse(day_name(ordinal))

    def work_from(self, ordinal: int) -> int:
        """That day if it works, else the next one that does."""
        return ordinal if self.works(ordinal) else self.nth_at(self.count_at(ordinal) + 1)

    def unsure(self, start: int, stop: int) -> bool:
        """Whether some day from `start` to `stop`, both included, is provisional."""
        spans = self._unsure
        index = bisect_left(spans, start + 1)
        return index % 2 == 1 or (index < len(spans) and spans[index] <= stop)

    # ── business time, in microseconds of local wall time ───────────────────────────────────────────────────────

    def business_count(self, moment: int) -> int:
        """Business time from the calendar's first day up to that moment."""
        ordinal, clock = divmod(moment, DAY)
        until = self.count_at(ordinal)
        if self._counts[ordinal - self._origin - 1] == until:
            return until * self.hours.length
        return (until - 1) * self.hours.length + self.hours.within(clock)

    def business_nth(self, amount: int) -> int:
        """The earliest moment up to which `amount` of business time has passed: the inverse of `business_count`."""
        whole, part = divmod(amount, self.hours.length)
        if part == 0:
            return self.nth_at(whole) * DAY + self.hours.slots[-1][1]
        return self.nth_at(whole + 1) * DAY + self.hours.at(part)

    # ── other calendars ─────────────────────────────────────────────────────────────────────────────────────────

    def strict(self) -> WorkCalendar:
        """The same calendar up to its last day that nothing can change any more; what lies beyond is refused."""
        if not self.provisional:
            return self
        last = min(a for a, _ in self.provisional) - timedelta(days=1)
        return WorkCalendar(
            name=f"{self.name}-strict",
            first=self.first,
            last=last,
            days={d: v for d, v in self.days.items() if d <= last},
            week=self.week,
            hours=self.hours,
            beyond="later days are provisional until the yearly notice for them is published",
        )

    def to_json(self) -> dict[str, Any]:
        """All of it as one JSON object, so that a verdict can be judged again under this very version."""
        return {
            "format": FORMAT,
            "name": self.name,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "week": list(self.week),
            "hours": self.hours.texts(),
            "days": [[d.isoformat(), w, why] for d, (w, why) in sorted(self.days.items())],
            "provisional": [[a.isoformat(), b.isoformat()] for a, b in sorted(self.provisional)],
            "beyond": self.beyond,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> WorkCalendar:
        """The calendar that `to_json` wrote.

        Raises:
            ValueError: The data are of another format or not whole.
        """
        if data.get("format") != FORMAT:
            raise ValueError(f"Expected a calendar of format {FORMAT}, but came {data.get('format')!r}")
        iso = date.fromisoformat
        try:
            return cls(
                name=data["name"],
                first=iso(data["first"]),
                last=iso(data["last"]),
                days={iso(d): (bool(working), why) for d, working, why in data["days"]},
                provisional=tuple((iso(a), iso(b)) for a, b in data["provisional"]),
                week=tuple(data["week"]),
                hours=BusinessHours.of(*((a, b) for a, b in data["hours"])),
                beyond=data["beyond"],
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"Expected a whole calendar, but it lacks {error}") from error

    def refuse(self, asked: str) -> BeyondCalendar:
        """The refusal to raise where somebody asked for that."""
        why = f"; {self.beyond}" if self.beyond else ""
        return BeyondCalendar(
            f"Expected a day from {self.first} to {self.last}, which the calendar covers, but came {asked}{why}"
        )


def _digest(calendar: WorkCalendar) -> str:
    text = json.dumps(calendar.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
