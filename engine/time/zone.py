"""The one time zone of the procedures, and whole numbers for its instants.

China has kept UTC+8 without summer time since 1992, so a local day always has 24 hours and a local instant is a whole
number of microseconds: `micros` and `instant` turn one into the other without loss.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = 86_400_000_000  # microseconds
HOUR = 3_600_000_000
MINUTE = 60_000_000

_MIDNIGHT = time(tzinfo=SHANGHAI)
_START = datetime(1, 1, 1)  # noqa: DTZ001 - local wall time; the zone is put on at the end


def local(moment: datetime) -> datetime:
    """The same instant on a clock in Asia/Shanghai.

    Raises:
        ValueError: `moment` has no offset, so that nobody knows which instant is meant.
    """
    zone = moment.tzinfo
    if zone is SHANGHAI:
        return moment
    if zone is None:
        raise ValueError(f"Expected an instant with an offset, but {moment.isoformat()} has none")
    return moment.astimezone(SHANGHAI)


def midnight(ordinal: int) -> datetime:
    """0:00 of the day with that proleptic ordinal; 24:00 of a day is `midnight(ordinal + 1)`."""
    return datetime.combine(date.fromordinal(ordinal), _MIDNIGHT)


def micros(moment: datetime) -> int:
    """Local wall time of a moment that is already `local`, so that `micros // DAY` is its day's ordinal."""
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() * DAY + seconds * 1_000_000 + moment.microsecond


def instant(value: int) -> datetime:
    """The inverse of `micros`."""
    return (_START + timedelta(microseconds=value - DAY)).replace(tzinfo=SHANGHAI)


def parse_moment(text: str) -> datetime:
    """An ISO 8601 date or time; without an offset it is Asia/Shanghai, a date alone is its 0:00.

    Raises:
        ValueError: The text is neither.
    """
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=SHANGHAI) if found.tzinfo is None else local(found)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"Expected a date like 2026-09-18 or a time like 2026-09-18T10:30, but came {text!r}"
        ) from error


def day_name(ordinal: int) -> str:
    """The ISO date of an ordinal, for sentences; says so where no calendar has such a day."""
    return (
        date.fromordinal(ordinal).isoformat()
        if 0 < ordinal <= date.max.toordinal()
        else "a day outside the years 1 to 9999"
    )
