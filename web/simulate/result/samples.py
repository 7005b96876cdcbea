"""A sample case of a simulation on a band of days, as the page of a case shows its course. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from engine.time import SHANGHAI
from web.case.timeline import DAY, MOST_DAYS, Bar, Row, Timeline, band, months

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.time import WorkCalendar


def timeline(sample: Mapping[str, Any], calendar: WorkCalendar) -> Timeline | None:
    """The steps of a case, a row for each with all entries into it, in the order in which they first opened. A bar is
    drawn open where the case waited, and full where somebody worked.
    """
    entries = sample["steps"]
    if not entries:
        return None
    begins = [_instant(one["opened"]) for one in entries]
    ends = [_instant(one["finished"]) for one in entries]
    first = max(min(begins).date() - DAY, calendar.first)
    last = min(max(ends).date() + DAY, calendar.last, first + MOST_DAYS * DAY)
    if last < first:
        return None
    rows: dict[str, Row] = {}
    for entry in entries:
        known = rows.get(entry["step"])
        before = known.bars if known else ()
        rows[entry["step"]] = Row(
            kind="step",
            name=entry["name"],
            depth=0,
            tokens=(entry["step"],),
            department=entry["staff"],
            time=entry["kind"],
            bars=(*before, *_bars(entry, first)),
        )
    days = band(calendar, first, last)
    return Timeline(days, months(days), tuple(rows.values()), -1.0)


def hours(sample: Mapping[str, Any]) -> float:
    """From the first opening to the last end."""
    begins = min(_instant(one["opened"]) for one in sample["steps"])
    ends = max(_instant(one["finished"]) for one in sample["steps"])
    return (ends - begins) / timedelta(hours=1)


def _bars(entry: Mapping[str, Any], first: date) -> tuple[Bar, ...]:
    opened, started, finished = (_instant(entry[key]) for key in ("opened", "started", "finished"))
    if entry["how"] != "completed":
        return (_bar(opened, finished, "cancelled", first),)
    if entry["kind"] != "approval":
        return (_bar(opened, finished, "done", first),)
    waited = (_bar(opened, started, "waited", first),) if started - opened > timedelta(minutes=1) else ()
    return (*waited, _bar(started, finished, "done", first))


def _bar(begins: datetime, ends: datetime, kind: str, first: date) -> Bar:
    zero = datetime.combine(first, time(), SHANGHAI)
    return Bar(round((begins - zero) / DAY, 4), round((ends - begins) / DAY, 4), kind, begins, ends)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
