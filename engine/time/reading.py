"""What a clock says at an instant, with everything that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from engine.time.count import Count, Gap, amount_of, begin, measure_of, position
from engine.time.lamps import GREEN, RED, Change, changes, colour, warning
from engine.time.ledger import DayEntry, entries
from engine.time.rule import Bound, Rule, Unit
from engine.time.zone import DAY, instant, local, micros

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.time.calendar import WorkCalendar


class State(StrEnum):
    """Where a count stands."""

    RUNNING = "running"
    PAUSED = "paused"  # it goes on when what holds it up is over
    STOPPED = "stopped"


class Verdict(StrEnum):
    """How a count ended."""

    MET = "met"
    BREACHED = "breached"  # longer than a longest time
    TOO_EARLY = "too_early"  # shorter than a shortest time
    VOID = "void"  # withdrawn or refused: never judged


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one count of a limit, as far as arithmetic cares.

    `first_started_at` is the start of the first count where it was begun anew, `extended` in the limit's unit, `void`
    that it ended without being judged.
    """

    started_at: datetime
    gaps: tuple[Gap, ...] = ()
    ended_at: datetime | None = None
    extended: Decimal = Decimal(0)
    first_started_at: datetime | None = None
    void: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock says.

    `deadline_at` is the first instant past the deadline's day (24:00 of `last_day`) or, for hours and minutes, the last
    one in time; while paused both are what they would be if counting went on at once. `breach_at` is the first instant
    that is late. `limit`, `elapsed`, `remaining` and `over` are in `unit`; `remaining` is negative once it is late,
    `over` is how much too late or too early, None when neither. A limit by whole days that is left on a rest day after
    its last day is late by 0 days. `days` runs from the first day to the end or the present; its weights add up to
    `elapsed`. `span` is natural days from first to last, both counted. `causes` are the seqs of the events that
    started, paused, extended, restarted or stopped it.
    """

    state: State
    verdict: Verdict | None
    started_at: datetime
    ended_at: datetime | None
    deadline_at: datetime
    last_day: date
    limit: Decimal
    elapsed: Decimal
    remaining: Decimal
    over: Decimal | None
    unit: Unit
    lamp: str
    warn_at: datetime | None
    breach_at: datetime
    provisional: bool
    span: int
    days: tuple[DayEntry, ...]
    causes: tuple[int, ...]
    policy: Mapping[str, str]


class Schedule(NamedTuple):
    """When a count's timers are due. `warn_at` is None where nothing warns. While `counting` is false, nothing may be
    armed: the instants are what they would be if counting went on at once.
    """

    deadline_at: datetime
    warn_at: datetime | None
    breach_at: datetime
    counting: bool


class Judgement(NamedTuple):
    """How a count that ended is judged. `over`: how much too late or too early, in the limit's reading unit."""

    verdict: Verdict
    elapsed: Decimal
    over: Decimal | None
    deadline_at: datetime


def deadline(rule: Rule, calendar: WorkCalendar, start: datetime) -> datetime:
    """The deadline of a limit that begins at `start` and is never held up."""
    return begin(rule, calendar, start).deadline_at


def left(rule: Rule, calendar: WorkCalendar, deadline_at: datetime, at: datetime) -> Decimal:
    """What is left `at` until a deadline of this rule, if nothing holds it up from then on: for lists, which know the
    deadline. In the rule's reading unit, negative once it has passed.

    Raises:
        BeyondCalendar: A day that is needed lies outside the calendar.
    """
    last = position(deadline_at, by_date=rule.by_date) - (1 if rule.by_date else 0)
    count = measure_of(rule, calendar).count
    units = count(last) - count(position(at, by_date=rule.by_date))
    return amount_of(rule, calendar, units)


def schedule(rule: Rule, calendar: WorkCalendar, course: Course, at: datetime) -> Schedule:
    """When the timers of a running count are due, as seen `at`."""
    gaps, now, paused = _seen(course, at)
    count = begin(rule, calendar, course.started_at, gaps, now, course.extended)
    found = changes(count, local(course.started_at), gaps, now)
    warn = warning(found)
    return Schedule(
        count.deadline_at,
        None if warn is None else instant(warn),
        instant(count.breach_from),
        counting=not paused and course.ended_at is None,
    )


def judge(rule: Rule, calendar: WorkCalendar, course: Course) -> Judgement:
    """The verdict on a count that has ended: the same under the same rule and calendar, whenever it is asked for.

    Raises:
        ValueError: It has not ended.
    """
    if course.ended_at is None:
        raise ValueError("Expected a count that has ended, but it still runs")
    gaps, now, _ = _seen(course, course.ended_at)
    count = begin(rule, calendar, course.started_at, gaps, now, course.extended)
    return _judged(count, course, _end(count, now))


def read(  # noqa: PLR0913 - what a reading is a function of
    rule: Rule,
    calendar: WorkCalendar,
    course: Course,
    at: datetime,
    *,
    causes: tuple[int, ...] = (),
    ledger: bool = True,
) -> Reading:
    """What the clock says `at`, with its ledger unless that is not wanted.

    Raises:
        BeyondCalendar: A day that is needed lies outside the calendar.
        ValueError: An instant has no offset.
    """
    gaps, now, paused = _seen(course, at)
    count = begin(rule, calendar, course.started_at, gaps, now, course.extended)
    end = _end(count, now)
    found = changes(count, local(course.started_at), gaps, now)
    warn = warning(found)
    stopped = course.ended_at is not None
    judged = _judged(count, course, end) if stopped else None
    left = count.left(end)
    late = _is_late(count, now)
    day = end if rule.by_date else end // DAY
    return Reading(
        state=State.STOPPED if stopped else State.PAUSED if paused else State.RUNNING,
        verdict=judged.verdict if judged else None,
        started_at=local(course.started_at),
        ended_at=local(course.ended_at) if course.ended_at else None,
        deadline_at=count.deadline_at,
        last_day=date.fromordinal(count.last_day),
        limit=_limit(count, course),
        elapsed=count.amount(count.elapsed(end)),
        remaining=count.amount(left),
        over=judged.over if judged else count.amount(-left) if late else None,
        unit=rule.reading_unit,
        lamp=_lamp(judged, found, now),
        warn_at=None if warn is None else instant(warn),
        breach_at=instant(count.breach_from),
        provisional=count.unsure_until(max(day, count.last_day)),
        span=max(day - local(course.first_started_at or course.started_at).toordinal(), 0) + 1,
        days=entries(count, end, gaps, course.first_started_at) if ledger else (),
        causes=causes,
        policy=rule.policy,
    )


def days_to_deadline(rule: Rule, calendar: WorkCalendar, course: Course, at: datetime) -> tuple[DayEntry, ...]:
    """The ledger up to the deadline, whatever the time of day: how the deadline comes about."""
    gaps, now, _ = _seen(course, at)
    count = begin(rule, calendar, course.started_at, gaps, now, course.extended)
    return entries(count, count.last, gaps, course.first_started_at)


def _seen(course: Course, at: datetime) -> tuple[tuple[Gap, ...], datetime, bool]:
    """The gaps as they are known at the present (the end, where it has ended), and whether one is open."""
    now = local(course.ended_at or at)
    if not course.gaps:
        return (), now, False
    gaps = tuple(gap for gap in course.gaps if gap.end is not None or local(gap.start) <= now)
    return gaps, now, any(gap.end is None for gap in gaps)


def _end(count: Count, now: datetime) -> int:
    """The position up to which it is counted, never before the start."""
    return max(position(now, by_date=count.rule.by_date), count.start)


def _is_late(count: Count, now: datetime) -> bool:
    return count.rule.bound is Bound.AT_MOST and micros(now) >= count.breach_from


def _judged(count: Count, course: Course, end: int) -> Judgement:
    """A longest time is broken by ending after the deadline, a shortest one by ending before it."""
    assert course.ended_at is not None  # noqa: S101 - both callers have looked
    ended = local(course.ended_at)
    elapsed = count.amount(count.elapsed(end))
    if course.void:
        return Judgement(Verdict.VOID, elapsed, None, count.deadline_at)
    if count.rule.bound is Bound.AT_LEAST:
        if ended >= count.deadline_at:
            return Judgement(Verdict.MET, elapsed, None, count.deadline_at)
        short = count.left(max(end - 1, count.start) if count.rule.by_date else end)
        return Judgement(Verdict.TOO_EARLY, elapsed, count.amount(short), count.deadline_at)
    if _is_late(count, ended):
        return Judgement(Verdict.BREACHED, elapsed, count.amount(-count.left(end)), count.deadline_at)
    return Judgement(Verdict.MET, elapsed, None, count.deadline_at)


def _limit(count: Count, course: Course) -> Decimal:
    rule = count.rule
    if rule.unit in (Unit.MONTH, Unit.IMMEDIATE):
        return Decimal(count.total)
    return rule.quantity + course.extended


def _lamp(judged: Judgement | None, found: Sequence[Change], now: datetime) -> str:
    if judged is None:
        return colour(found, micros(now))
    if judged.verdict is Verdict.VOID:
        return GREEN
    if judged.verdict is Verdict.TOO_EARLY:
        return RED
    return colour(found, micros(now))
