"""The limits and the calendar that hold now, as the clocks want them. Immutable; a new calendar makes new rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from engine import clocks, time
from engine.rules import begins_anew, rule_of
from engine.time import Bound, Rule, Unit
from engine.time.count import measure_of, micros_in, position
from workflows.expression import ExpressionError, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.clocks import ClockState, Run
    from engine.events import ClockStopped
    from engine.time import Reading, Schedule, WorkCalendar
    from workflows.catalogue import Catalogue, Limit
    from workflows.expression import Expression


_INSTANT = timedelta(microseconds=1)
_PLACES = Decimal("0.01")


class Older(Protocol):
    """Calendars and limits under which something was judged once."""

    def calendar(self, version: str) -> WorkCalendar | None:
        """The calendar of that version."""

    def rule(self, limit_id: str, version: str) -> Rule | None:
        """The limit's arithmetic in that wording."""


@dataclass(frozen=True, slots=True)
class Since:
    """The notice that made the calendar what it is: who loaded it, and when."""

    name: str
    by: str
    at: datetime


class Rules:
    """A catalogue under a calendar; `since` tells its last change."""

    def __init__(
        self, catalogue: Catalogue, calendar: WorkCalendar, older: Older | None = None, since: Since | None = None
    ) -> None:
        self.catalogue = catalogue
        self.since = since
        self.calendar = calendar
        self._older = older
        self._rules: dict[str, Rule] = {}
        self._conditions: dict[str, Expression | None] = {}

    def with_calendar(self, calendar: WorkCalendar) -> Rules:
        """The same limits under another calendar."""
        return Rules(self.catalogue, calendar, self._older, self.since)

    def calendar_of(self, version: str) -> WorkCalendar:
        """The calendar of that version; this one where it is not at hand."""
        if version == self.calendar.version or self._older is None:
            return self.calendar
        return self._older.calendar(version) or self.calendar

    def rule_of_version(self, limit_id: str, version: str) -> Rule:
        """The limit's arithmetic in that wording; as it is now where that is not at hand."""
        if self._older is None or (limit_id in self.catalogue and version == self.version(limit_id)):
            return self.rule(limit_id)
        return self._older.rule(limit_id, version) or self.rule(limit_id)

    def limit(self, limit_id: str) -> Limit:
        """The catalogue's entry.

        Raises:
            workflows.catalogue.UnknownLimit: There is none.
        """
        return self.catalogue.limit(limit_id)

    def rule(self, limit_id: str) -> Rule:
        """The limit's arithmetic.

        Raises:
            workflows.catalogue.UnknownLimit: There is no such limit.
        """
        if limit_id not in self._rules:
            self._rules[limit_id] = rule_of(self.limit(limit_id))
        return self._rules[limit_id]

    def rules(self) -> dict[str, Rule]:
        """Every limit's arithmetic, by id."""
        return {limit.id: self.rule(limit.id) for limit in self.catalogue}

    def version(self, limit_id: str) -> str:
        """Which wording of the limit this is."""
        return self.limit(limit_id).version

    def counts_from(self, limit_id: str, at: datetime) -> bool:
        """Whether the limit counts what begins at `at`. Of two versions (3 working days from 2025, 5 before) the one in
        force on that day counts; any other limit always does, as a promise is held to after its document has lapsed.
        """
        if limit_id not in self._versions:
            return True
        return self.limit(limit_id).in_force(time.local(at).date())

    @cached_property
    def _versions(self) -> frozenset[str]:
        """The limits that replace another, and those that are replaced."""
        newer = [limit for limit in self.catalogue if limit.supersedes]
        return frozenset(name for limit in newer for name in (limit.id, str(limit.supersedes)))

    def applies(self, limit_id: str, facts: Mapping[str, Any]) -> bool:
        """Whether the limit is meant for a project of these facts. Only what is known to be otherwise is left out: a
        fact that is missing, or holds what no condition can read, leaves the clock to start.
        """
        if limit_id not in self._conditions:
            text = self.limit(limit_id).applies
            self._conditions[limit_id] = parse(text) if text else None
        condition = self._conditions[limit_id]
        try:
            return condition is None or condition.settled(facts) is not False
        except ExpressionError:
            return True

    def starts(self, limit_id: str) -> str:
        """What sets the limit going, in the catalogue's words."""
        return self.limit(limit_id).starts

    def restarts(self, limit_id: str) -> tuple[str, ...]:
        """The events that begin it anew."""
        return self.limit(limit_id).restarts

    def begins_anew(self, limit_id: str) -> bool:
        """Whether what sets it going sets it going anew when it happens again while it counts: its document counts from
        the last time, or names an event that begins it anew. Any other counts on from the first time.
        """
        return begins_anew(self.limit(limit_id))

    def can_be_late(self, limit_id: str) -> bool:
        """Whether it is a longest time, which a clock can run past."""
        return self.rule(limit_id).bound is Bound.AT_MOST

    def schedule(self, state: ClockState, run: str, at: datetime) -> Schedule:
        """When the timers of a run are due."""
        found = state.run(run)
        return clocks.schedule(found, self.rule(found.limit), self.calendar, at)

    def scheduled(self, run: Run, rule: Rule, at: datetime) -> Schedule:
        """The same for a run that is at hand, under a rule of one's choice."""
        return clocks.schedule(run, rule, self.calendar, at)

    def reading(self, state: ClockState, run: str, at: datetime) -> Reading:
        """What the clock of a run says, without its ledger."""
        found = state.run(run)
        return clocks.read(found, self.rule(found.limit), self.calendar, at, ledger=False)

    def verdict(self, state: ClockState, run: str, at: datetime, *, void: bool) -> ClockStopped:
        """The fact that ends a run."""
        found = state.run(run)
        version = self.version(found.limit)
        return clocks.verdict(found, self.rule(found.limit), self.calendar, at, limit_version=version, void=void)

    def deadline(self, limit_id: str, start: datetime) -> datetime:
        """The deadline of a limit that begins at `start` and is never held up."""
        return time.deadline(self.rule(limit_id), self.calendar, start)

    def left(self, limit_id: str, deadline_at: datetime, at: datetime) -> Decimal:
        """What is left at `at` until a deadline that nothing holds up, in the limit's reading unit; negative when it
        has passed.

        Raises:
            BeyondCalendar: The calendar does not reach that far.
        """
        rule = self.rule(limit_id)
        measure = measure_of(rule, self.calendar)
        if rule.by_date:
            last = position(deadline_at - _INSTANT, by_date=True)
            return Decimal(measure.count(last) - measure.count(position(at, by_date=True)))
        units = measure.count(position(deadline_at, by_date=False)) - measure.count(position(at, by_date=False))
        return (Decimal(units) / micros_in(rule.unit, self.calendar)).quantize(_PLACES).normalize()

    def after(self, start: datetime, quantity: Decimal | int, unit: str) -> datetime:
        """The end of a span that begins at `start`, counted like a limit of that length.

        Raises:
            ValueError: There is no such unit, or it cannot have this quantity.
        """
        return time.deadline(Rule(Decimal(quantity), Unit(unit)), self.calendar, start)

    def why_not_extend(self, state: ClockState, run: str, amount: Decimal) -> str | None:
        """Why a run may not be extended by that much, as a sentence; None when it may."""
        found = state.run(run)
        allowed = self.limit(found.limit).extension
        try:
            self.rule(found.limit).check_extension(found.extensions, amount)
        except ValueError as error:
            return str(error)
        granted = sum(found.extensions, start=Decimal(0))
        if allowed is not None and granted + amount > allowed.quantity:
            return f"Expected extensions of at most {allowed.quantity} in all, but {granted} and {amount} are more"
        return None
