"""The course of a case in time, laid out: a band of days, and rows of bars over it.

Pure: from a `CaseView` and the calendar to places in days. A page multiplies them by the width of a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from engine.events import ScopeClosed, ScopeOpened
from engine.time import SHANGHAI, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.time import WorkCalendar
    from engine.views import CaseView, ClockView, StepView

MOST_DAYS = 1200
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BandDay:
    """A date of the band. `kind` is works, weekend, holiday, made-up or closure; `why` the calendar's own code."""

    date: date
    place: int
    kind: str
    why: str

    @property
    def rests(self) -> bool:
        return self.kind in ("weekend", "holiday", "closure")


@dataclass(frozen=True, slots=True)
class Month:
    """The part of the band in one month, `place` and `length` in days."""

    first: date
    place: int
    length: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch on a row, in days from the band's left end. `kind` is done, open or cancelled for a step or scope, the
    lamp for a limit, the kind of the pause for a pause.
    """

    place: float
    length: float
    kind: str
    begins_at: datetime
    ends_at: datetime | None
    step: StepView | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A limit over a row: from its start to its deadline; `late` is the part behind the deadline."""

    clock: ClockView
    place: float
    length: float
    late: Bar | None
    is_over: bool  # it has stopped


@dataclass(frozen=True, slots=True)
class Row:
    """A step with all entries into it, a scope, or a limit of the whole process. `kind` is promise, scope or step;
    `tokens` what stands on it, `around` the tokens of the scopes that hold it.
    """

    kind: str
    name: str
    depth: int
    tokens: tuple[str, ...]
    around: tuple[str, ...] = ()
    department: str | None = None
    time: str = ""
    bars: tuple[Bar, ...] = ()
    spans: tuple[Span, ...] = ()
    pauses: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole. `now` is where the instant looked at lies."""

    days: tuple[BandDay, ...]
    months: tuple[Month, ...]
    rows: tuple[Row, ...]
    now: float

    @property
    def length(self) -> int:
        return len(self.days)


@dataclass(slots=True)
class _Scope:
    name: str
    token: str
    parent: str | None
    opened_at: datetime
    closed_at: datetime | None = None
    how: str = "open"


@dataclass(slots=True)
class _Entry:
    """A scope or a step (all its entries in one scope) under its parent, in order of its first beginning."""

    at: datetime
    scope: _Scope | None = None
    steps: list[StepView] = field(default_factory=list)


def timeline(view: CaseView, calendar: WorkCalendar) -> Timeline:
    """Lay out what happened to a case up to `view.at`, and the deadlines that lie ahead."""
    first, last = _bounds(view, calendar)
    days = band(calendar, first, last)
    place = _Places(first, view.at)
    rows = (*_promises(view, place), *_tree(view, place))
    return Timeline(days, months(days), tuple(_paused(row, view, place) for row in rows), place.of(view.at))


@dataclass(frozen=True, slots=True)
class _Places:
    first: date
    at: datetime

    def of(self, instant: datetime) -> float:
        zero = datetime.combine(self.first, time(), SHANGHAI)
        return round((local(instant) - zero) / DAY, 4)

    def bar(self, begins: datetime, ends: datetime | None, kind: str, step: StepView | None = None) -> Bar:
        place = self.of(begins)
        return Bar(place, round(max(self.of(ends or max(self.at, begins)) - place, 0), 4), kind, begins, ends, step)


def _bounds(view: CaseView, calendar: WorkCalendar) -> tuple[date, date]:
    """A day before the first start to two behind whatever is last: the end, the present, a deadline that runs."""
    starts = [view.received_at, *(c.reading.started_at for c in view.clocks)]
    ahead = [c.reading.deadline_at for c in view.clocks if c.reading.state != "stopped"]
    ends = [view.closed_at or view.at, *ahead]
    first = max(local(min(starts)).date() - DAY, calendar.first)
    last = min(local(max(ends)).date() + 2 * DAY, calendar.last, first + MOST_DAYS * DAY)
    return first, max(first, last)


def band(calendar: WorkCalendar, first: date, last: date) -> tuple[BandDay, ...]:
    """The days from `first` to `last`, both included."""
    return tuple(_band_day(calendar, first, n) for n in range((last - first).days + 1))


def _band_day(calendar: WorkCalendar, first: date, number: int) -> BandDay:
    known = calendar.day(first + number * DAY)
    kind = known.why.partition(":")[0]
    return BandDay(known.date, number, "works" if kind == "working" else kind, known.why)


def months(days: Iterable[BandDay]) -> tuple[Month, ...]:
    """The months that a band lies in."""
    found: dict[date, Month] = {}
    for day in days:
        first = day.date.replace(day=1)
        known = found.get(first)
        found[first] = Month(first, known.place if known else day.place, known.length + 1 if known else 1)
    return tuple(found.values())


# ── rows ────


def _promises(view: CaseView, place: _Places) -> tuple[Row, ...]:
    """A row for every limit of the process as a whole."""
    whole = [c for c in view.clocks if c.element is None]
    return tuple(Row("promise", c.name, 0, (), spans=(_span(c, place),)) for c in whole)


def _tree(view: CaseView, place: _Places) -> list[Row]:
    scopes = _scopes(view)
    children: dict[str | None, list[_Entry]] = {}
    for scope in scopes.values():
        children.setdefault(scope.parent, []).append(_Entry(scope.opened_at, scope))
    by_step: dict[tuple[str | None, str], _Entry] = {}
    for step in view.steps:
        key = step.scope, step.step
        if key not in by_step:
            by_step[key] = _Entry(step.opened_at)
            children.setdefault(step.scope if step.scope in scopes else None, []).append(by_step[key])
        by_step[key].steps.append(step)
    spans: dict[str, list[Span]] = {}
    for clock in view.clocks:
        if clock.element is not None:
            spans.setdefault(clock.run.partition("@")[2], []).append(_span(clock, place))
    return _rows(children, None, (), spans, place)


def _scopes(view: CaseView) -> dict[str, _Scope]:
    found: dict[str, _Scope] = {}
    for event in view.events:
        fact = event.fact
        if isinstance(fact, ScopeOpened):
            found[fact.token] = _Scope(fact.name or fact.step, fact.token, fact.scope, event.at)
        elif isinstance(fact, ScopeClosed) and fact.token in found:
            scope = found[fact.token]
            scope.closed_at, scope.how = event.at, "done" if fact.how == "completed" else "cancelled"
    return found


def _rows(
    children: Mapping[str | None, list[_Entry]],
    parent: str | None,
    around: tuple[str, ...],
    spans: Mapping[str, list[Span]],
    place: _Places,
) -> list[Row]:
    found: list[Row] = []
    for entry in sorted(children.get(parent, ()), key=lambda e: e.at):
        if entry.scope is None:
            found.append(_step_row(entry.steps, around, spans, place))
            continue
        scope = entry.scope
        bar = place.bar(scope.opened_at, scope.closed_at, scope.how)
        its = tuple(spans.get(scope.token, ()))
        found.append(Row("scope", scope.name, len(around), (scope.token,), around, bars=(bar,), spans=its))
        found += _rows(children, scope.token, (*around, scope.token), spans, place)
    return found


def _step_row(steps: list[StepView], around: tuple[str, ...], spans: Mapping[str, list[Span]], place: _Places) -> Row:
    last = steps[-1]
    return Row(
        kind="step",
        name=last.name,
        depth=len(around),
        tokens=tuple(s.token for s in steps),
        around=around,
        department=last.department,
        time=last.time,
        bars=tuple(place.bar(s.opened_at, s.closed_at, s.state, s) for s in steps),
        spans=tuple(span for s in steps for span in spans.get(s.token, ())),
    )


def _span(clock: ClockView, place: _Places) -> Span:
    reading = clock.reading
    begins = min(reading.started_at, reading.deadline_at)
    left, flag = place.of(begins), place.of(reading.deadline_at)
    end = reading.ended_at or place.at
    late = place.bar(reading.deadline_at, end, "red") if end > reading.deadline_at and reading.lamp == "red" else None
    return Span(clock, left, round(flag - left, 4), late, reading.state == "stopped")


def _paused(row: Row, view: CaseView, place: _Places) -> Row:
    """The row with the pauses that lie over it: those of the case over every row, those of a scope over its own."""
    over = {*row.tokens, *row.around}
    bars = tuple(place.bar(p.started_at, p.ended_at, p.kind) for p in view.pauses if p.scope is None or p.scope in over)
    return replace(row, pauses=bars)
