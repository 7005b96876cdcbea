"""What the clocks of a case remember, as frozen values with their JSON.

A `Run` is one count of a limit and holds everything its reading needs, so that a run that has stopped can be kept by
itself and judged again. Keys of scopes are tokens; the case as a whole has the empty key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.time import local

if TYPE_CHECKING:
    from collections.abc import Mapping

CASE = ""


class Span(NamedTuple):
    """A stretch of time; `end` None while it goes on."""

    start: datetime
    end: datetime | None


class Pause(NamedTuple):
    """A stretch in which somebody stopped the time. `cause` is the seq of the event that began it."""

    start: datetime
    end: datetime | None
    kind: str
    cause: int


class Stop(NamedTuple):
    """How the log says that a run ended, with the versions it was judged under."""

    at: datetime
    verdict: str
    deadline_at: datetime | None
    calendar_version: str
    limit_version: str


@dataclass(frozen=True, slots=True)
class Run:
    """One count of a limit.

    `path` are the keys of the scopes around what it is bound to, outermost first, and that token itself last.
    `spans` says per kind of time when a step of that kind was open inside; it is empty for the run of a step, which
    has nothing inside. `first_started_at` is set once it was begun anew. `extensions` are in the limit's unit.
    """

    run: str
    limit: str
    limit_version: str
    token: str | None
    basis: str
    started_at: datetime
    path: tuple[str, ...]
    holds_steps: bool
    causes: tuple[int, ...]
    first_started_at: datetime | None = None
    extensions: tuple[Decimal, ...] = ()
    pauses: tuple[Pause, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    stop: Stop | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        stop = self.stop
        return {
            "run": self.run,
            "limit": self.limit,
            "limit_version": self.limit_version,
            "token": self.token,
            "basis": self.basis,
            "started_at": self.started_at.isoformat(),
            "path": list(self.path),
            "holds_steps": self.holds_steps,
            "causes": list(self.causes),
            "first_started_at": _text(self.first_started_at),
            "extensions": [str(amount) for amount in self.extensions],
            "pauses": [[_text(p.start), _text(p.end), p.kind, p.cause] for p in self.pauses],
            "spans": {kind: spans_to_json(spans) for kind, spans in self.spans.items()},
            "stop": stop and [_text(stop.at), stop.verdict, _text(stop.deadline_at), *stop[3:]],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Run:
        """The run that `to_json` wrote."""
        return cls(
            run=data["run"],
            limit=data["limit"],
            limit_version=data["limit_version"],
            token=data["token"],
            basis=data["basis"],
            started_at=moment(data["started_at"]),
            path=tuple(data["path"]),
            holds_steps=data["holds_steps"],
            causes=tuple(data["causes"]),
            first_started_at=_maybe(data["first_started_at"]),
            extensions=tuple(map(Decimal, data["extensions"])),
            pauses=tuple(Pause(moment(a), _maybe(b), kind, seq) for a, b, kind, seq in data["pauses"]),
            spans={kind: spans_from_json(rows) for kind, rows in data["spans"].items()},
            stop=_stop(data["stop"]) if data["stop"] else None,
        )


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits. `path` as in a run. `held` is the place on the path of the innermost pause over it, 0 where
    nothing but the whole case holds it: the scopes above that place see, instead of the step's own time, that of the
    pause (`held_as`).
    """

    path: tuple[str, ...]
    time: str
    held: int = 0
    held_as: str = ""

    def seen(self) -> dict[str, str]:
        """Whose time each scope around the step sees in it."""
        return {key: self.time if n >= self.held else self.held_as for n, key in enumerate(self.path[:-1])}


class OpenPause(NamedTuple):
    """A pause that goes on, over the scope or step with that key."""

    key: str
    kind: str
    started_at: datetime
    cause: int


class Log(NamedTuple):
    """When steps of one kind of time were open in a scope: `number` are open now, since `since`; `past` is over."""

    number: int = 0
    since: datetime | None = None
    past: tuple[tuple[datetime, datetime], ...] = ()

    def opened(self, at: datetime) -> Log:
        """One more is open. What begins where the last one ended is one stretch with it."""
        if self.since is not None:
            return Log(self.number + 1, self.since, self.past)
        if self.past and self.past[-1][1] >= at:
            return Log(1, self.past[-1][0], self.past[:-1])
        return Log(1, at, self.past)

    def closed(self, at: datetime) -> Log:
        """One fewer is open."""
        if self.since is None or self.number > 1:
            return Log(max(self.number - 1, 0), self.since, self.past)
        past = (*self.past, (self.since, at)) if at > self.since else self.past
        return Log(0, None, past)

    def spans(self, since: datetime) -> tuple[Span, ...]:
        """The stretches that reach beyond `since`."""
        past = tuple(Span(a, b) for a, b in self.past if b > since)
        return past if self.since is None else (*past, Span(self.since, None))


def moment(text: str) -> datetime:
    """The instant of an ISO text."""
    return local(datetime.fromisoformat(text))


def spans_to_json(spans: tuple[Span, ...]) -> list[list[str | None]]:
    """Spans as pairs of texts."""
    return [[_text(span.start), _text(span.end)] for span in spans]


def spans_from_json(rows: list[list[str]]) -> tuple[Span, ...]:
    """Spans from pairs of texts."""
    return tuple(Span(moment(a), _maybe(b)) for a, b in rows)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else moment(text)


def _stop(row: list[Any]) -> Stop:
    at, verdict, deadline_at, calendar_version, limit_version = row
    return Stop(moment(at), verdict, _maybe(deadline_at), calendar_version, limit_version)
