"""What the clocks say: readings, timers and verdicts of runs, and all of them from a log alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine import time
from engine.clocks.fold import apply
from engine.clocks.state import ClockState
from engine.clocks.values import Run, Span
from engine.events import ClockStopped
from engine.time import Course, Gap, Reading, Rule, Schedule, Verdict, WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from engine.events import Event

APPROVAL = "approval"
NOT_OPEN = "no approval step open"
# 行政许可法 art. 45 does not name public notice: it stops the time only where the limit's own document says so.
_NEEDS_DOCUMENT = "public_notice"
# What an inspection found is put right by the builder: a step of that kind is his time.
_STEP_KINDS = {"rectification": "works"}


class Clock(NamedTuple):
    """A run and what it says."""

    run: Run
    reading: Reading


def read(run: Run, rule: Rule, calendar: WorkCalendar, at: datetime, *, ledger: bool = True) -> Reading:
    """What the run's clock says `at`; a run that has stopped says what it said at its end.

    Raises:
        BeyondCalendar: A day that is needed lies outside the calendar.
    """
    causes = tuple(dict.fromkeys(run.causes))
    return time.read(rule, calendar, course(run, rule), at, causes=causes, ledger=ledger)


def schedule(run: Run, rule: Rule, calendar: WorkCalendar, at: datetime) -> Schedule:
    """When the run's timers are due, as seen `at`: to be asked again after every event of the case."""
    return time.schedule(rule, calendar, course(run, rule), at)


def verdict(  # noqa: PLR0913 - what a verdict is a function of
    run: Run, rule: Rule, calendar: WorkCalendar, at: datetime, *, limit_version: str = "", void: bool = False
) -> ClockStopped:
    """The fact that ends the run `at`. `void`: nothing was decided (withdrawn, cancelled); what was late before that
    stays late. `limit_version` is the rule's, by default the one the run began under.
    """
    judged = time.judge(rule, calendar, course(run, rule, ended_at=at))
    spared = void and judged.verdict is not Verdict.BREACHED
    return ClockStopped(
        run=run.run,
        verdict=(Verdict.VOID if spared else judged.verdict).value,
        elapsed=format(judged.elapsed, "f"),
        over=None if spared or judged.over is None else format(judged.over, "f"),
        deadline_at=judged.deadline_at,
        calendar_version=calendar.version,
        limit_version=limit_version or run.limit_version,
    )


def read_all(
    events: Iterable[Event],
    rules: Mapping[str, Rule],
    calendar: WorkCalendar,
    at: datetime,
    judged_under: Mapping[str, WorkCalendar] | None = None,
) -> tuple[Clock, ...]:
    """Every clock of a case from its log alone, in the order in which they stopped, then those that count.

    Args:
        events: The case's log, in order. What took effect after `at` is left out.
        rules: The rules by the ids of their limits.
        calendar: The working days as they are known now.
        at: The present instant.
        judged_under: Older calendars by version: a run that stopped is read under the one it was judged under, where
            that is at hand.

    Raises:
        ValueError: The log does not hang together, or a limit has no rule.
    """
    state = ClockState()
    for event in events:
        if event.at <= at:
            state = apply(state, event)
    older = judged_under or {}
    runs = [*state.stopped, *(state.run(name) for name in state.runs)]
    return tuple(Clock(run, read(run, _rule(rules, run), _calendar(run, older, calendar), at)) for run in runs)


def course(run: Run, rule: Rule, ended_at: datetime | None = None) -> Course:
    """The run as arithmetic sees it under that rule: its pauses, and what the rule does not count."""
    stop = run.stop
    return Course(
        started_at=run.started_at,
        gaps=(*_pauses(run, rule), *_uncounted(run, rule)),
        ended_at=stop.at if stop else ended_at,
        extended=sum(run.extensions, start=Decimal(0)),
        first_started_at=run.first_started_at,
        void=stop is not None and stop.verdict == Verdict.VOID,
    )


def _pauses(run: Run, rule: Rule) -> Iterator[Gap]:
    notice_counts = not (rule.counts_approval_only or _NEEDS_DOCUMENT in rule.excludes)
    for pause in run.pauses:
        if not (notice_counts and pause.kind == _NEEDS_DOCUMENT):
            yield Gap(pause.start, pause.end, f"paused: {pause.kind}", pause.cause)


def _uncounted(run: Run, rule: Rule) -> Iterator[Gap]:
    """What lies inside of the run but not in the limit: time without an open approval step, or time that is only
    somebody's whom the limit excludes.
    """
    if not run.holds_steps:
        return
    if rule.counts_approval_only:
        yield from _excluded(run, run.spans.keys() - {APPROVAL})
        for gap in outside(run.spans.get(APPROVAL, ()), run.started_at):
            yield Gap(gap.start, gap.end, NOT_OPEN)
        return
    yield from _excluded(run, {_STEP_KINDS.get(kind, kind) for kind in rule.excludes} & run.spans.keys())


def _excluded(run: Run, excluded: AbstractSet[str]) -> Iterator[Gap]:
    counted = [span for kind, spans in run.spans.items() if kind not in excluded for span in spans]
    for kind in sorted(excluded):
        for span in run.spans[kind]:
            for gap in outside(counted, span.start, span.end):
                yield Gap(gap.start, gap.end, f"excluded: {kind}")


def outside(spans: Iterable[Span], start: datetime, stop: datetime | None = None) -> Iterator[Span]:
    """What none of the spans covers, from `start` to `stop` (None: for ever)."""
    reached = start
    for span in sorted(spans, key=lambda span: span.start):
        if stop is not None and span.start >= stop:
            break
        if span.start > reached:
            yield Span(reached, span.start)
        if span.end is None:
            return
        reached = max(reached, span.end)
    if stop is None or reached < stop:
        yield Span(reached, stop)


def _rule(rules: Mapping[str, Rule], run: Run) -> Rule:
    rule = rules.get(run.limit)
    if rule is None:
        raise ValueError(f"Expected a rule for every limit in the log, but {run.limit!r} has none")
    return rule


def _calendar(run: Run, older: Mapping[str, WorkCalendar], calendar: WorkCalendar) -> WorkCalendar:
    return older.get(run.stop.calendar_version, calendar) if run.stop else calendar
