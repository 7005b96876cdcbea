"""Timers: which there are and when they are due.

A case's timers are the diagram's own, the lamp's (warning, breach) for each clock that counts, and promised materials.
They are kept with the case; the table of timers only says which cases to look at. A timer is served at the instant at
which it was due, however late somebody looks.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from engine.cases.turn import Armed, Turn, raise_incident
from engine.time import SHANGHAI, local, parse_moment
from workflows.bpmn.durations import clock_time

if TYPE_CHECKING:
    from engine.execution import TimerArmed
    from workflows.model import Element, TimerRule

_RANK = {"warn": 0, "breach": 1, "token": 2, "material": 3}


def arm(turn: Turn, change: TimerArmed) -> None:
    """A timer of the diagram begins to wait. One that repeats is reckoned from the first time it was armed: its spans
    would else lengthen by what a deadline leaves of its last day.
    """
    element = turn.definition.models[change.process].elements[change.element]
    rule = element.timer
    since, count = turn.at, 1
    before = turn.fired
    if before and before.since and (before.element, before.host) == (change.element, change.host):
        since, count = before.since, before.count + 1
    armed = Armed(
        kind="token",
        subject=change.token,
        due_at=_due_at(turn, rule, element, since, count) if rule else None,
        element=change.element,
        host=change.host,
        limit=rule.limit if rule else None,
        since=since if rule and rule.repeat is not None else None,
        count=count,
    )
    turn.live.timers[armed.key] = armed


def disarm(turn: Turn, token: str) -> None:
    """A timer of the diagram waits no more."""
    turn.live.timers.pop(("token", token), None)


def _due_at(turn: Turn, rule: TimerRule, element: Element, since: datetime, count: int) -> datetime | None:
    """When a timer that was armed at `since` is due for the `count`-th time; None: not by itself."""
    if rule.limit is not None:
        return turn.rules.deadline(rule.limit, since) if turn.counts(rule.limit, since) else None
    if rule.quantity is not None and rule.unit is not None:
        return turn.rules.after(since, rule.quantity * count, rule.unit)
    if rule.duration is not None:
        return since + clock_time(rule.duration) * count
    if rule.day_of_month is not None:
        return day_of_month(since, rule.day_of_month, rule.hour, count)
    text = turn.live.instance.variables.get(rule.variable) if rule.variable else rule.date
    if text is None:
        return None
    try:
        return parse_moment(str(text))
    except ValueError as error:
        raise_incident(turn, None, f"Expected an instant for timer {element.id}, but {error}")
        return None


def day_of_month(since: datetime, day: int, hour: int, count: int = 1) -> datetime:
    """The `count`-th time after `since` that it is the `day` of a month (of a shorter month the last) at `hour`, in
    Asia/Shanghai.
    """
    here = local(since)
    months = here.year * 12 + here.month - 1
    if _in_month(months, day, hour) <= here:
        months += 1
    return _in_month(months + count - 1, day, hour)


def _in_month(months: int, day: int, hour: int) -> datetime:
    year, month = divmod(months, 12)
    last = monthrange(year, month + 1)[1]
    return datetime(year, month + 1, min(day, last), hour, tzinfo=SHANGHAI)


def rearm(turn: Turn) -> None:
    """Set every timer that depends on clocks and materials to what holds now."""
    state = turn.state
    timers = {key: _followed(turn, armed) for key, armed in turn.live.timers.items() if key[0] == "token"}
    for run, open_run in state.runs.items():
        schedule = turn.schedule(run)
        if schedule.counting and run not in state.breached and turn.rules.can_be_late(open_run.limit):
            timers["breach", run] = Armed("breach", run, schedule.breach_at)
            if run not in state.warned and schedule.warn_at is not None:
                timers["warn", run] = Armed("warn", run, schedule.warn_at)
    if state.outcome not in ("refused", "withdrawn"):
        for material, known in state.materials.items():
            if known.state == "promised" and known.due_at is not None and not known.chased:
                timers["material", material] = Armed("material", material, known.due_at)
    turn.live.timers = timers


def _followed(turn: Turn, armed: Armed) -> Armed:
    """A timer at the deadline of a limit goes with that limit's clock, where one counts over the same element."""
    if armed.limit is None:
        return armed
    around = (armed.host, *_calls(armed.subject), None)
    for run, open_run in turn.state.runs.items():
        if open_run.limit == armed.limit and open_run.token in around:
            schedule = turn.schedule(run)
            due_at = schedule.deadline_at if schedule.counting else None
            return replace(armed, due_at=due_at)
    return armed


def _calls(token: str) -> tuple[str, ...]:
    parts = token.split("/")[:-1]
    return tuple("/".join(parts[: n + 1]) for n in range(len(parts)))


def next_due(turn: Turn, until: datetime) -> Armed | None:
    """The timer to be served next, of those due up to `until`."""
    waiting = [t for t in turn.live.timers.values() if t.due_at is not None and t.due_at <= until]
    return min(waiting, key=lambda t: (t.due_at, _RANK[t.kind], t.subject)) if waiting else None


def hold(turn: Turn, armed: Armed) -> None:
    """Keep a timer from firing until somebody says so."""
    turn.live.timers[armed.key] = replace(armed, due_at=None, limit=None)


def let_go(turn: Turn, token: str) -> None:
    """A timer that was held is due now."""
    key = ("token", token)
    turn.live.timers[key] = replace(turn.live.timers[key], due_at=turn.at)
