"""The calendar of China: the State Council's yearly notices, what is known beyond them, and notices of one's own.

The published years come from the package `chinesecalendar`. Later years are weekends and the festivals that the law
fixes, marked provisional. A year's December counts as provisional until the next year's notice is out: that notice
arranges New Year's Day and has moved December days (29 December 2018 was a Saturday that worked).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from chinese_calendar import constants as published

from engine.time.calendar import WEEK, WorkCalendar
from engine.time.festivals import MOVING, statutory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.time.hours import BusinessHours

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
FIRST = min(published.holidays).year
LAST_PUBLISHED = max(published.holidays).year
LAST = max(MOVING)


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One date that a notice makes a working day or a day off, maybe with the festival's name."""

    date: date
    working: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Days that somebody with the power to do so has changed: the State Council's notice for a year, a provincial
    notice, a closure for a typhoon. `name` is what the ledger shows. A notice that gives a day off on every statutory
    festival of a year counts as that year's notice: the year, and the December before it, are final then.

    Raises:
        ValueError: There is no name or no day, or one date is named twice.
    """

    name: str
    days: tuple[NoticeDay, ...]

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("Expected the name of the notice, but it is empty")
        if not self.days:
            raise ValueError(f"Expected the days that {self.name} changes, but there are none")
        dates = [day.date for day in self.days]
        twice = next((d for d in dates if dates.count(d) > 1), None)
        if twice is not None:
            raise ValueError(f"Expected each date of {self.name} once, but {twice} comes twice")

    @property
    def publishes(self) -> tuple[int, ...]:
        """The years whose yearly notice this is."""
        off = {day.date for day in self.days if not day.working}
        years = sorted({d.year for d in off} & set(MOVING))
        return tuple(year for year in years if off.issuperset(statutory(year)))

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        days = [
            {"date": day.date.isoformat(), "working": day.working} | ({"name": day.name} if day.name else {})
            for day in self.days
        ]
        return {"name": self.name, "days": days}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Notice:
        """The notice that `to_json` wrote, or that a person typed in the same form.

        Raises:
            ValueError: A part is missing or of another kind.
        """
        try:
            name, rows = data["name"], data["days"]
            days = tuple(_notice_day(row) for row in rows)
            return cls(str(name), days)
        except (KeyError, TypeError) as error:
            raise ValueError(
                'Expected a notice like {"name": "…", "days": [{"date": "2027-01-01", "working": false}]}, '
                f"but {error!r} is wrong with it"
            ) from error


def china(notices: Iterable[Notice] = (), hours: BusinessHours | None = None) -> WorkCalendar:
    """The calendar with these notices upon it, in their order: what comes later wins.

    Raises:
        ValueError: A notice names a day before the first published year or after the last year known at all.
    """
    plain = _built(tuple(notices))
    if hours is None or hours == plain.hours:
        return plain
    kept = (plain.first, plain.last, plain.days, plain.provisional, plain.week)
    return WorkCalendar(plain.name, *kept, hours, plain.beyond)


@lru_cache(maxsize=16)
def _built(notices: tuple[Notice, ...]) -> WorkCalendar:
    known = {year for notice in notices for year in notice.publishes}
    days = _published()
    for year in range(LAST_PUBLISHED + 1, LAST + 1):
        if year not in known:
            days |= {d: (False, f"holiday: {name}") for d, name in statutory(year).items()}
    for notice in notices:
        days |= _told(notice)
    return WorkCalendar(
        name="china",
        first=date(FIRST, 1, 1),
        last=date(LAST, 12, 31),
        days={d: v for d, v in days.items() if v != _plain(d)},
        provisional=_provisional(known),
        beyond=f"no festival dates are known beyond {LAST}",
    )


def _published() -> dict[date, tuple[bool, str]]:
    """What the yearly notices changed, in the words of `Day.why`."""
    off = {d: (False, f"holiday: {_NAMES.get(name, name)}") for d, name in published.holidays.items()}
    return off | {d: (True, f"made-up: {_NAMES.get(name, name)}") for d, name in published.workdays.items()}


def _provisional(known: set[int]) -> tuple[tuple[date, date], ...]:
    """The spans of days that a notice still to come may change: unpublished years and the December before each."""
    open_years = [year for year in range(LAST_PUBLISHED + 1, LAST + 1) if year not in known]
    spans: list[tuple[date, date]] = []
    for start, end in ((date(year - 1, 12, 1), date(year, 12, 31)) for year in open_years):
        touching = bool(spans) and start <= spans[-1][1] + timedelta(days=1)
        if touching:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    if LAST in known:
        spans.append((date(LAST, 12, 1), date(LAST, 12, 31)))
    return tuple(spans)


def _told(notice: Notice) -> dict[date, tuple[bool, str]]:
    """What a notice says of its days, in the words of `Day.why`."""
    festivals = {d: name for year in notice.publishes for d, name in statutory(year).items()}
    kind = "holiday" if festivals else "closure"
    told: dict[date, tuple[bool, str]] = {}
    for day in notice.days:
        name = day.name or festivals.get(day.date) or notice.name
        worked = "working" if WEEK[day.date.weekday()] else f"made-up: {name}"
        told[day.date] = (day.working, worked if day.working else f"{kind}: {name}")
    return told


def _plain(day: date) -> tuple[bool, str]:
    working = WEEK[day.weekday()]
    return (working, "working" if working else "weekend")


def _notice_day(row: Mapping[str, Any]) -> NoticeDay:
    if not isinstance(row["working"], bool):
        raise TypeError(f"{row['working']!r} is neither true nor false")
    return NoticeDay(date.fromisoformat(row["date"]), row["working"], str(row.get("name", "")))
