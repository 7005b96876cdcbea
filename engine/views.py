"""What readers of cases are shown: plain values that the site, the JSON interface and the command line share.

They are built by `engine.service.Banjie` from the log and the projections; nothing in them is computed by a page.
Amounts of time are `Decimal` in the limit's own unit. Instants are aware, in Asia/Shanghai.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.events import Event
    from engine.time import Reading


EVERYWHERE = ("", "全国")  # diagrams from outside, and those of the whole nation


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `department` and `roles` decide what is allowed; an administrator may do everything. `place` is the
    place whose cases are theirs, as diagrams name it; None: every place's. Departments of two places share their ids,
    so without it the housing bureau of one city could act for that of another.
    """

    id: str
    name: str
    department: str | None
    roles: frozenset[str]
    place: str | None = None

    def sees(self, place: str) -> bool:
        """Whether cases of that place are the actor's to see and to act on."""
        within = self.within
        return within is None or place in within

    @property
    def within(self) -> tuple[str, ...] | None:
        """The places whose cases are the actor's, None for all: their own, and what belongs to no place of its own."""
        return None if self.is_admin or self.place is None else (self.place, *EVERYWHERE)

    @property
    def is_admin(self) -> bool:
        return "administrator" in self.roles

    @property
    def is_operator(self) -> bool:
        """Whether it is the command line's own operator, who may finish a step without its form: nobody's role."""
        return "operator" in self.roles


@dataclass(frozen=True, slots=True)
class StepView:
    """One entry into a step. `state` is open, done or cancelled. `commands` are the command words the asking actor
    may use on it now (empty where nobody asked).
    """

    step: str
    token: str
    name: str
    state: str
    department: str | None
    role: str | None
    time: str
    scope: str | None
    opened_at: datetime
    closed_at: datetime | None
    assignee: str | None = None
    decision: str | None = None
    opinion: str | None = None
    data: Mapping[str, Any] | None = None
    actor: str | None = None  # who finished it
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockView:
    """One count of a limit, with the reading that proves it. `element` is the diagram element it is bound to, None
    for the process as a whole; `name` that element's name.
    """

    run: str
    limit: str
    document: str
    clause: str
    element: str | None
    name: str
    reading: Reading
    calendar_version: str
    limit_version: str


@dataclass(frozen=True, slots=True)
class MaterialView:
    """A material of the case: `state` is missing, promised or supplied."""

    id: str
    name: str
    state: str
    due_at: datetime | None = None
    supplied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PauseView:
    """A stretch in which time did not count."""

    pause: str
    kind: str
    scope: str | None
    started_at: datetime
    ended_at: datetime | None
    planned_days: int | None
    notice: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message that came, or that the case waits for: `state` is received or awaited. `step` is the element's id,
    `message` the name by which it is sent, `name` what the diagram calls the place where it comes in, `actor` who sent
    it. `commands` as in `StepView`.
    """

    step: str
    token: str
    name: str
    message: str
    department: str | None
    role: str | None
    state: str = "awaited"
    received_at: datetime | None = None
    actor: str | None = None
    opinion: str | None = None
    data: Mapping[str, Any] | None = None
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as it stood at `at`. `state`: received, correcting, accepted, completed, refused, withdrawn, stopped
    (an incident). `lamp` is the worst of its running clocks: red, yellow, green, or none when nothing runs.
    """

    case: str
    number: str
    title: str
    process: str
    process_name: str
    version: int
    place: str
    state: str
    outcome: str | None
    lamp: str
    paused: bool
    applicant: str
    facts: Mapping[str, Any]
    received_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    at: datetime
    steps: tuple[StepView, ...]
    clocks: tuple[ClockView, ...]
    pauses: tuple[PauseView, ...]
    materials: tuple[MaterialView, ...]
    events: tuple[Event, ...]
    incidents: tuple[str, ...]
    commands: tuple[str, ...]  # case-level command words the asking actor may use now
    stored_version: int  # optimistic version: send it back with a command
    # Those that came; behind them, where somebody asks about now, those it waits for.
    messages: tuple[MessageView, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An open step in somebody's list, late first. `remaining` is of the tightest clock over the step."""

    case: str
    number: str
    title: str
    process_name: str
    step: str
    token: str
    name: str
    department: str | None
    role: str | None
    assignee: str | None
    opened_at: datetime
    deadline_at: datetime | None
    remaining: str | None  # decimal string in `unit`
    unit: str | None
    limit: str | None
    lamp: str
    paused: bool
    cursor: str  # of this item: `work(after=…)` goes on behind it


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the case list."""

    case: str
    number: str
    title: str
    process: str
    process_name: str
    place: str
    department: str | None  # of the first open step
    step_name: str | None
    state: str
    lamp: str
    paused: bool
    received_at: datetime
    deadline_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What to list. None means any. `text` searches number, title and applicant. `after` is the cursor that the page
    before gave. `owner` leaves only the applications of that person (an applicant sees no other), `within` only the
    cases of these places.
    """

    lamp: str | None = None
    process: str | None = None
    place: str | None = None
    department: str | None = None
    state: str | None = None
    text: str | None = None
    after: str | None = None
    limit: int = 50
    order: str = "deadline"  # deadline, received, closed
    owner: Actor | None = None
    within: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of the list; `next` is the cursor for the page after, None at the end. `counts` by lamp over the whole
    filter (without its own lamp).
    """

    rows: tuple[CaseRow, ...]
    next: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BreachRow:
    """A limit that was broken: `over` is how much, in `unit`; `department` whose time it was; `open` while it still
    runs.
    """

    case: str
    number: str
    title: str
    process: str
    process_name: str
    run: str
    limit: str
    document: str
    clause: str
    element: str | None
    element_name: str
    department: str | None
    started_at: datetime
    deadline_at: datetime
    ended_at: datetime | None
    over: str
    unit: str
    verdict: str  # breached, too_early
    open: bool
    seq: int | None  # of the event that stopped the clock, for the link to the proof
