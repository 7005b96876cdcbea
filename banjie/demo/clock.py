"""The demo's clock: it stands still until the player moves it, and never passes today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class VirtualClock:
    """Called, it says the instant at which the play stands; `at` is set by the player, between `start` and `end`."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        self.end = end
        self.at = start

    def __call__(self) -> datetime:
        return self.at


def span(now: datetime, months: int) -> tuple[datetime, datetime]:
    """From the morning some months ago until now."""
    start = (now - timedelta(days=30 * months)).replace(hour=9, minute=0, second=0, microsecond=0)
    return start, now


def midnights(after: datetime, until: datetime) -> tuple[datetime, ...]:
    """Each 0:00 between two instants: when limits in days run out, and somebody has to be there to see it."""
    days = (until.date() - after.date()).days
    first = after.replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(first + timedelta(days=n) for n in range(1, days + 1))
