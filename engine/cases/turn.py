"""One command's work on one case, in memory: the case as it lives, and the facts that are being added to it.

Nothing here knows a database. A `Live` case is what a stored case is turned into, and what is kept between two
commands; a `Turn` is one instant at which something happens to it. Facts are recorded one by one and folded at once,
so that whoever records the next one sees a state in which the last one has happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.audit import new_salt, salted_digest
from engine.cases import fold
from engine.cases.state import CaseState
from engine.clocks import ClockState
from engine.clocks import apply as tell_clocks
from engine.events import Event, IncidentRaised

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.cases.definition import Definition
    from engine.cases.rules import Rules
    from engine.cases.services import Services
    from engine.events import Fact
    from engine.execution import Instance
    from engine.time import Schedule
    from workflows.model import Element

TIMER = "timer"
"""The actor of what the engine does by itself."""


@dataclass(frozen=True, slots=True)
class Armed:
    """A timer that waits. `kind` is token (of the diagram), warn, breach or material; `subject` the token, run or
    material; `due_at` None while it cannot be said (its clock is paused, its variable empty). A diagram's timer at
    the deadline of a limit names it in `limit`, and the activity it stands on in `host`. One that repeats knows when
    it was first armed (`since`) and which time it is (`count`, from 1).
    """

    kind: str
    subject: str
    due_at: datetime | None
    element: str = ""
    host: str | None = None
    limit: str | None = None
    since: datetime | None = None
    count: int = 1

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by within its case."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class Payload:
    """Private data that belong to an event, with the salt of the digest that the event carries."""

    data: Mapping[str, Any]
    salt: str


@dataclass(slots=True)
class Live:
    """A case in memory at its stored `version`. `head` is the digest of its last event. `written` is what the
    projections of its open steps and clocks hold, so that only what changed is written. `asked` are the materials the
    project must bring, None where nobody listed what is there. `calendar` is the version its clocks were counted under.
    """

    case: str
    definition: Definition
    instance: Instance
    state: CaseState = field(default_factory=CaseState)
    clocks: ClockState = field(default_factory=ClockState)
    timers: dict[tuple[str, str], Armed] = field(default_factory=dict)
    version: int = 0
    head: str = ""
    title: str = ""
    applicant: str = ""
    breached: bool = False
    asked: tuple[str, ...] | None = None
    written: dict[tuple[str, ...], Any] = field(default_factory=dict)
    stored_timers: dict[tuple[str, str], datetime] = field(default_factory=dict)
    calendar: str = ""


@dataclass(slots=True)
class Turn:
    """Something that happens to a live case at one instant, by one actor."""

    live: Live
    rules: Rules
    services: Services
    at: datetime
    actor: str
    command_id: str
    recorded_at: datetime
    events: list[Event] = field(default_factory=list)
    payloads: dict[int, Payload] = field(default_factory=dict)
    accepted: dict[str, datetime] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    opened: dict[str, datetime] = field(default_factory=dict)  # when the steps that end in this turn had begun
    fired: Armed | None = None  # the timer of the diagram that brings it about

    @property
    def state(self) -> CaseState:
        """Where the case stands, every fact so far included."""
        return self.live.state

    @property
    def definition(self) -> Definition:
        """What it runs on."""
        return self.live.definition

    def element(self, token: str) -> Element:
        """The element a token is an entry into."""
        return self.definition.element(token)

    def record(self, fact: Fact) -> Event:
        """Add a fact to the log and fold it."""
        live = self.live
        event = Event(
            case_id=live.case,
            seq=live.state.seq + 1,
            at=self.at,
            recorded_at=self.recorded_at,
            actor=self.actor,
            command_id=self.command_id,
            fact=fact,
        )
        live.state = fold.apply(live.state, event)
        live.clocks = tell_clocks(live.clocks, event)
        self.events.append(event)
        self.schedules.clear()
        return event

    def keep(self, event: Event, payload: Payload | None) -> None:
        """Keep private data beside the event."""
        if payload is not None:
            self.payloads[event.seq] = payload

    def moment(self, at: datetime, actor: str, command_id: str) -> Turn:
        """The same work at another instant or by another actor: the facts go to the same list."""
        return Turn(
            live=self.live,
            rules=self.rules,
            services=self.services,
            at=at,
            actor=actor,
            command_id=command_id,
            recorded_at=self.recorded_at,
            events=self.events,
            payloads=self.payloads,
        )

    def counts(self, limit: str, at: datetime) -> bool:
        """Whether a limit that would begin at `at` counts: it is the version in force, and meant for such a project."""
        return self.rules.counts_from(limit, at) and self.rules.applies(limit, self.live.instance.variables)

    def schedule(self, run: str) -> Schedule:
        """When the timers of a run are due, as things stand now."""
        if run not in self.schedules:
            self.schedules[run] = self.rules.schedule(self.live.clocks, run, self.at)
        return self.schedules[run]

    def remaining(self, run: str) -> str:
        """What is left of a run, in its unit."""
        return format(self.rules.reading(self.live.clocks, run, self.at).remaining, "f")


def private(data: Mapping[str, Any]) -> tuple[str | None, Payload | None]:
    """The digest of private data for the log, and the data for the table beside it; nothing for no data."""
    if not data:
        return None, None
    salt = new_salt()
    return salted_digest(data, salt), Payload(data, salt)


def raise_incident(turn: Turn, token: str | None, message: str) -> None:
    """Record a fault that waits for a person."""
    number = turn.state.incidents_raised + 1
    turn.record(IncidentRaised(f"incident#{number}", token, message))
