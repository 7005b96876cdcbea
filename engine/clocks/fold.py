"""From facts to clocks: one small function per kind of fact, each giving the state after it.

A pause that was over before a clock began does not touch that clock, even where the clock began in the past. A
correction stops the time only after acceptance: before it, the main clock does not count at all.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.clocks.values import CASE, Log, OpenPause, OpenStep, Pause, Run, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from engine.clocks.state import ClockState
    from engine.events import Event

    Logs = Mapping[str, Mapping[str, Log]]

CORRECTION = "correction"
APPROVAL = "approval"
ACCEPTED = "accepted"
# Whose time a pause is, as the scopes around it see it; any other is a special procedure (行政许可法 art. 45).
_HELD_AS = {CORRECTION: "applicant", "public_notice": "public_notice"}


def apply(state: ClockState, event: Event) -> ClockState:
    """The clocks after one more event. Facts that have nothing to do with time leave all but `seq` as it was.

    Raises:
        ValueError: The event was applied before, or speaks of a clock that does not count.
    """
    if event.seq <= state.seq:
        raise ValueError(f"Expected an event after number {state.seq}, but came number {event.seq}")
    handler = _HANDLERS.get(type(event.fact))
    return replace(handler(state, event, event.fact) if handler else state, seq=event.seq)


# ── what is open ────────────────────────────────────────────────────────────────────────────────────────────────


def _scope_opened(state: ClockState, _: Event, fact: facts.ScopeOpened) -> ClockState:
    return replace(state, scopes={**state.scopes, fact.token: fact.scope or CASE})


def _scope_closed(state: ClockState, _: Event, fact: facts.ScopeClosed) -> ClockState:
    return _forget(replace(state, scopes=_without(state.scopes, fact.token)), fact.token)


def _step_opened(state: ClockState, event: Event, fact: facts.StepOpened) -> ClockState:
    step = _held(OpenStep((CASE, *fact.scopes, fact.token), fact.time), state.pauses.values())
    logs = _seen(state.logs, {}, step.seen(), event.at)
    return replace(state, steps={**state.steps, fact.token: step}, logs=logs)


def _step_closed(
    state: ClockState, event: Event, fact: facts.StepCompleted | facts.StepReturned | facts.StepCancelled
) -> ClockState:
    step = state.steps.get(fact.token)
    if step is None:
        return state
    logs = _seen(state.logs, step.seen(), {}, event.at)
    return replace(state, steps=_without(state.steps, fact.token), logs=logs)


# ── pauses ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _accepted(state: ClockState, _: Event, fact: facts.CaseAccepted) -> ClockState:
    return replace(state, accepted=state.accepted | {fact.scope or CASE})


def _correction_requested(state: ClockState, event: Event, fact: facts.CorrectionRequested) -> ClockState:
    key = fact.scope or CASE
    return _pause(state, event, f"{CORRECTION}@{key}", key, CORRECTION) if key in state.accepted else state


def _correction_submitted(state: ClockState, event: Event, fact: facts.CorrectionSubmitted) -> ClockState:
    return _resume(state, event, f"{CORRECTION}@{fact.scope or CASE}")


def _pause_started(state: ClockState, event: Event, fact: facts.PauseStarted) -> ClockState:
    return _pause(state, event, fact.pause, fact.scope or CASE, fact.kind)


def _pause_ended(state: ClockState, event: Event, fact: facts.PauseEnded) -> ClockState:
    return _resume(state, event, fact.pause)


def _pause(state: ClockState, event: Event, name: str, key: str, kind: str) -> ClockState:
    if name in state.pauses:
        return state
    pauses = {**state.pauses, name: OpenPause(key, kind, event.at, event.seq)}
    runs = {n: _caused(run, event) if _concerns(state, key, run) else run for n, run in state.runs.items()}
    return _hold(replace(state, pauses=pauses, runs=runs), key, event.at)


def _resume(state: ClockState, event: Event, name: str) -> ClockState:
    pause = state.pauses.get(name)
    if pause is None:
        return state
    over = Pause(pause.started_at, event.at, pause.kind, pause.cause)
    runs = {n: _caused(run, event) if _concerns(state, pause.key, run) else run for n, run in state.runs.items()}
    runs = {n: replace(run, pauses=(*run.pauses, over)) if pause.key in run.path else run for n, run in runs.items()}
    return _hold(replace(state, pauses=_without(state.pauses, name), runs=runs), pause.key, event.at)


def _concerns(state: ClockState, key: str, run: Run) -> bool:
    """Whether a pause with that key lies over the run, or over something inside of it."""
    return key in run.path or (run.holds_steps and run.path[-1] in state.path(key))


def _hold(state: ClockState, key: str, at: datetime) -> ClockState:
    """A pause over a part of the case began or ended. For what lies inside, the pause itself stops the time; what lies
    around that part sees its steps as held.
    """
    if key == CASE:
        return state
    steps, logs = dict(state.steps), state.logs
    for token, step in state.steps.items():
        if key in step.path:
            steps[token] = _held(step, state.pauses.values())
            logs = _seen(logs, step.seen(), steps[token].seen(), at)
    return replace(state, steps=steps, logs=logs)


def _held(step: OpenStep, pauses: Iterable[OpenPause]) -> OpenStep:
    over = [(step.path.index(pause.key), -pause.cause, pause.kind) for pause in pauses if pause.key in step.path]
    place, _, kind = max(over, default=(0, 0, ""))
    return replace(step, held=place, held_as=_HELD_AS.get(kind, "special_procedure") if place else "")


# ── runs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _clock_started(state: ClockState, event: Event, fact: facts.ClockStarted) -> ClockState:
    path = state.path(fact.token)
    run = Run(
        run=fact.run,
        limit=fact.limit,
        limit_version=fact.limit_version,
        token=fact.token,
        basis=fact.basis,
        started_at=fact.starts_at,
        path=path,
        holds_steps=fact.token is None or fact.token in state.scopes,
        causes=(event.seq, *(pause.cause for pause in state.over(path))),
    )
    after = replace(state, runs={**state.runs, fact.run: run})
    past = fact.basis == ACCEPTED and run.holds_steps and path[-1] != CASE and fact.starts_at < event.at
    return _owed(after, path[-1], fact.starts_at, event.at) if past else after


def _owed(state: ClockState, key: str, starts_at: datetime, at: datetime) -> ClockState:
    """A scope's clock that starts in the past (deemed acceptance): from then on it was the authority's turn, although
    the scope was not open yet, so that time counts as approval time.
    """
    logs = dict(state.logs.get(key, {}))
    log = logs.get(APPROVAL, Log())
    if not log.past and log.since in (None, at):
        logs[APPROVAL] = Log(log.number, starts_at) if log.since else Log(0, None, ((starts_at, at),))
    return replace(state, logs={**state.logs, key: logs})


def _clock_stopped(state: ClockState, event: Event, fact: facts.ClockStopped) -> ClockState:
    run = state.run(_known(state, fact.run).run)
    stop = Stop(event.at, fact.verdict, fact.deadline_at, fact.calendar_version, fact.limit_version)
    ended = replace(_caused(run, event), stop=stop)
    after = replace(state, runs=_without(state.runs, fact.run), stopped=(*state.stopped, ended))
    return _forget(after, run.path[-1])


def _extended(state: ClockState, event: Event, fact: facts.LimitExtended) -> ClockState:
    run = _known(state, fact.run)
    longer = replace(_caused(run, event), extensions=(*run.extensions, Decimal(fact.amount)))
    return replace(state, runs={**state.runs, fact.run: longer})


def _restarted(state: ClockState, event: Event, fact: facts.ClockRestarted) -> ClockState:
    """The new count has the limit as it stands: what extended the old one, and what paused it before the new one
    begins, stays with the old one. It never begins before the count it replaces.
    """
    run = _known(state, fact.run)
    first = run.first_started_at or run.started_at
    begins = max(fact.starts_at or event.at, run.started_at)
    pauses = tuple(pause for pause in run.pauses if pause.end is None or pause.end > begins)
    anew = replace(_caused(run, event), started_at=begins, first_started_at=first, extensions=(), pauses=pauses)
    return replace(state, runs={**state.runs, fact.run: anew})


def _reprojected(state: ClockState, event: Event, fact: facts.ClockReprojected) -> ClockState:
    run = _known(state, fact.run)
    moved = replace(_caused(run, event), limit_version=fact.limit_version)
    return replace(state, runs={**state.runs, fact.run: moved})


def _known(state: ClockState, name: str) -> Run:
    run = state.runs.get(name)
    if run is None:
        raise ValueError(f"Expected an event about a clock that counts, but {name!r} does not")
    return run


def _caused(run: Run, event: Event) -> Run:
    return replace(run, causes=(*run.causes, event.seq))


# ── small change ────────────────────────────────────────────────────────────────────────────────────────────────


def _seen(logs: Logs, before: Mapping[str, str], after: Mapping[str, str], at: datetime) -> Logs:
    """What the scopes see in a step changed from one kind of time to another, or it opened, or it closed."""
    if before == after:
        return logs
    found = dict(logs)
    for key in {**before, **after}:
        kinds, old, new = dict(found.get(key, {})), before.get(key), after.get(key)
        if old == new:
            continue
        if old is not None:
            kinds[old] = kinds[old].closed(at)
        if new is not None:
            kinds[new] = kinds.get(new, Log()).opened(at)
        found[key] = kinds
    return found


def _forget(state: ClockState, key: str) -> ClockState:
    """A scope's log goes when the scope is over and no clock of its own needs it any more."""
    needed = key == CASE or key in state.scopes or any(run.path[-1] == key for run in state.runs.values())
    return state if needed or key not in state.logs else replace(state, logs=_without(state.logs, key))


def _without(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in found.items() if k != key}


_HANDLERS: Mapping[type[facts.Fact], Callable[[ClockState, Event, Any], ClockState]] = {
    facts.ScopeOpened: _scope_opened,
    facts.ScopeClosed: _scope_closed,
    facts.StepOpened: _step_opened,
    facts.StepCompleted: _step_closed,
    facts.StepReturned: _step_closed,
    facts.StepCancelled: _step_closed,
    facts.CaseAccepted: _accepted,
    facts.CorrectionRequested: _correction_requested,
    facts.CorrectionSubmitted: _correction_submitted,
    facts.PauseStarted: _pause_started,
    facts.PauseEnded: _pause_ended,
    facts.ClockStarted: _clock_started,
    facts.ClockStopped: _clock_stopped,
    facts.LimitExtended: _extended,
    facts.ClockRestarted: _restarted,
    facts.ClockReprojected: _reprojected,
}
