"""A case's log, written line by line: for tests that need events without an engine that makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from engine.clocks import ClockState, apply, read_all
from engine.events import Event
from tests.support.time import t

if TYPE_CHECKING:
    from engine.events import Fact
    from engine.time import Reading, Rule, WorkCalendar


class Log:
    """Events in order. Every method adds one at the given time, a text."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, at: str, fact: Fact) -> Event:
        event = Event("case", len(self.events) + 1, t(at), t(at), "user", f"c{len(self.events)}", fact)
        self.events.append(event)
        return event

    def open(self, at: str, token: str, time: str = "approval", *scopes: str) -> Event:
        step = token.split("#", maxsplit=1)[0]
        scope = scopes[-1] if scopes else None
        return self.add(at, facts.StepOpened(step, token, scope, step, "dept", None, time, scopes=scopes))

    def done(self, at: str, token: str) -> Event:
        return self.add(at, facts.StepCompleted(token.split("#", maxsplit=1)[0], token))

    def enter(self, at: str, token: str, scope: str | None = None) -> Event:
        return self.add(at, facts.ScopeOpened(token.split("#", maxsplit=1)[0], token, scope, token))

    def leave(self, at: str, token: str) -> Event:
        return self.add(at, facts.ScopeClosed(token))

    def start(self, at: str, limit: str, token: str | None = None, since: str | None = None) -> str:
        run = f"{limit}@{token or 'process'}"
        self.add(at, facts.ClockStarted(run, limit, token, t(since or at), "entered", "v1"))
        return run

    def stop(self, at: str, run: str, verdict: str = "met", version: str = "old") -> Event:
        return self.add(at, facts.ClockStopped(run, verdict, "0", None, None, version, "v1"))

    def pause(self, at: str, name: str, scope: str | None = None, kind: str = "hearing") -> Event:
        return self.add(at, facts.PauseStarted(name, kind, scope))

    def resume(self, at: str, name: str) -> Event:
        return self.add(at, facts.PauseEnded(name))

    def accept(self, at: str, since: str | None = None, scope: str | None = None) -> Event:
        return self.add(at, facts.CaseAccepted(t(since or at), deemed=since is not None, scope=scope))

    def correct(self, at: str, scope: str | None = None) -> Event:
        return self.add(at, facts.CorrectionRequested(("plan",), scope=scope))

    def corrected(self, at: str, scope: str | None = None) -> Event:
        return self.add(at, facts.CorrectionSubmitted(scope=scope))


def reading(log: Log, calendar: WorkCalendar, limit: Rule, at: str) -> Reading:
    """What the one clock of the log says under that rule."""
    (clock,) = read_all(log.events, dict.fromkeys(("L", "M"), limit), calendar, t(at))
    return clock.reading


def counted(found: Reading) -> list[int]:
    """The days of the month that count."""
    return [entry.date.day for entry in found.days if entry.counted]


def whys(found: Reading) -> dict[int, str]:
    """Why each day of the month counts or not."""
    return {entry.date.day: entry.why for entry in found.days}


def state_of(log: Log) -> ClockState:
    """The clocks after the whole log."""
    state = ClockState()
    for event in log.events:
        state = apply(state, event)
    return state
