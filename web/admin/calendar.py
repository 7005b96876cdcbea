"""The calendar as a page shows it, and a notice as a person types it."""

from __future__ import annotations

import calendar as plain
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.time import NoticeDay
from web.language import gettext

if TYPE_CHECKING:
    from engine.time import Day, WorkCalendar

MOST_DAYS = 400
LINE = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:\.\.|~|至|—)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s+(?P<kind>休|班|rest|work)(?:\s+(?P<name>\S.*))?"
)
WORKING = {"班": True, "work": True, "休": False, "rest": False}


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday; None where a week reaches into another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    working: int


def months(known: WorkCalendar, year: int) -> tuple[Month, ...]:
    """The twelve months of a year of the calendar."""
    return tuple(_month(known, year, number) for number in range(1, 13))


def _month(known: WorkCalendar, year: int, number: int) -> Month:
    weeks = plain.Calendar(firstweekday=0).monthdatescalendar(year, number)
    rows = tuple(tuple(known.day(d) if d.month == number else None for d in week) for week in weeks)
    return Month(date(year, number, 1), rows, sum(1 for week in rows for day in week if day and day.working))


def read_days(text: str) -> tuple[tuple[NoticeDay, ...], str]:
    """The days that a typed notice names, one date or span of dates per line (`2027-02-06..2027-02-12 休 春节`), and a
    sentence about the first line that cannot be read.
    """
    days: list[NoticeDay] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _line(line.strip())
        if isinstance(found, str):
            return (), gettext("第 %(n)s 行：%(why)s", n=number, why=found)
        days += found
        if len(days) > MOST_DAYS:
            return (), gettext("一次最多载入 %(most)s 天。", most=MOST_DAYS)
    if not days:
        return (), gettext("请至少写明一天，如 2026-12-31 休。")
    return tuple(days), ""


def _line(line: str) -> list[NoticeDay] | str:
    found = LINE.fullmatch(line)
    if found is None:
        return gettext("应为“日期 休”或“日期 班”，可在后面注明名称，现为“%(line)s”。", line=line[:40])
    try:
        first = _date(found["first"])
        last = _date(found["last"]) if found["last"] else first
    except ValueError:
        return gettext("没有这一天：“%(line)s”。", line=line[:40])
    if not 0 <= (last - first).days < MOST_DAYS:
        return gettext("起止日期颠倒或跨度过长。")
    working, name = WORKING[found["kind"]], found["name"] or ""
    return [NoticeDay(first + timedelta(days=n), working, name) for n in range((last - first).days + 1)]


def _date(text: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month, day)
