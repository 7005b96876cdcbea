"""What an auditor asks for: the filter of the address, and what the totals add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.time import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.queries.totals import BreachTotal

NAMES = ("document", "clause", "place", "department", "text")
TEXT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter. `since` and `until` are days, both included; a day that cannot be read is passed over, so that an
    old link still opens.
    """

    values: Mapping[str, str]
    since: date | None = None
    until: date | None = None
    after: str | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        """As the engine takes it."""
        found: dict[str, Any] = dict(self.values)
        if self.since:
            found["since"] = _midnight(self.since)
        if self.until:
            found["until"] = _midnight(self.until + timedelta(days=1))
        return found

    @property
    def kept(self) -> dict[str, str]:
        """As arguments of an address, without the page."""
        days = {"since": self.since, "until": self.until}
        return {**self.values, **{name: day.isoformat() for name, day in days.items() if day}}


def read(given: Mapping[str, str]) -> Asked:
    """The filter that an address names."""
    texts = {name: given.get(name, "").strip()[:TEXT_LIMIT] for name in NAMES}
    values = {name: text for name, text in texts.items() if text}
    return Asked(values, _day(given.get("since")), _day(given.get("until")), given.get("after") or None)


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if date.min < found < date.max else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


@dataclass(frozen=True, slots=True)
class Sum:
    """Breaches under one key. `over` by unit."""

    key: Any
    count: int
    open: int
    over: Mapping[str, Decimal]


def sums(totals: Iterable[BreachTotal], key: Callable[[BreachTotal], Any]) -> list[Sum]:
    """Totals added up under a key, the most breaches first."""
    found: dict[Any, Sum] = {}
    for total in totals:
        known = found.get(key(total), Sum(key(total), 0, 0, {}))
        over = {**known.over, total.unit: known.over.get(total.unit, Decimal(0)) + total.over}
        found[known.key] = Sum(known.key, known.count + total.count, known.open + total.open, over)
    return sorted(found.values(), key=lambda s: -s.count)
