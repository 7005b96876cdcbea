"""The facts of a case: everything that happened, in order, as frozen values.

A fact is written once and never changed. Handlers decide and compute; a fact carries the result, so that a reader
(the clock, the site, an auditor's spreadsheet) needs no rule of ours to replay it. The live engine, the simulator and
imported logs all produce these same facts.

Words: `step` is the element's id in the diagram; `token` is one entry into that element, unique within the case
(`drawing_review#2`, inside a called process `joint_acceptance#1/fire_filing#1`); `scope` is the token of the enclosing
sub-process or call, None at the top. Instants end in `_at` and carry an offset.
"""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened. Every field is a JSON value, an aware `datetime`, or a tuple or mapping of JSON values."""


# ── the case ────


@dataclass(frozen=True, slots=True)
class CaseStarted(Fact):
    """The application was received at the counter or online. `facts_digest` is a salted digest: the facts
    themselves are personal data and stay outside the log.
    """

    process: str
    version: int
    number: str
    place: str
    facts_digest: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionRequested(Fact):
    """The applicant was told, once and completely, what is missing (行政许可法 art. 32 (4)). `due_at` is the last
    instant to answer, where the notice names one; past it the application counts as withdrawn. `scope` is the scope
    whose application this is: None for the case's own, else the token of the call (a joint acceptance).
    """

    items: tuple[str, ...]
    due_at: datetime | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectionSubmitted(Fact):
    """The applicant supplied what was asked for."""

    items: tuple[str, ...] = ()
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class CaseAccepted(Fact):
    """The application was accepted, or counts as accepted because nobody answered in time (`deemed`): then
    `effective_at` is the receipt, and the main clock starts in the past. `scope` as in `CorrectionRequested`.
    """

    effective_at: datetime
    deemed: bool = False
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class CaseRefused(Fact):
    """The application was not accepted."""

    reason: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(Fact):
    """The applicant took the application back, or counts as having done so (`deemed`); or an administrator struck
    the case. `scope` as in `CorrectionRequested`.
    """

    reason: str
    deemed: bool = False
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class CaseCompleted(Fact):
    """The last token was consumed. `outcome`: approved, denied, refused, withdrawn or completed; `end` the end
    event's id.
    """

    outcome: str
    end: str | None = None


@dataclass(frozen=True, slots=True)
class MaterialsPromised(Fact):
    """The application goes on without these materials; the applicant promised them (容缺受理) by `due_at`."""

    materials: tuple[str, ...]
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MaterialChased(Fact):
    """A promised material did not come in time: the applicant was reminded, the department told."""

    material: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class MaterialSupplied(Fact):
    """A material arrived, maybe one that had been promised."""

    material: str


# ── steps and scopes ────


@dataclass(frozen=True, slots=True)
class ScopeOpened(Fact):
    """A sub-process or a called process began. `limits` are the limits bound to it."""

    step: str
    token: str
    scope: str | None
    name: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeClosed(Fact):
    """It ended: `how` is completed or cancelled."""

    token: str
    how: str = "completed"


@dataclass(frozen=True, slots=True)
class StepOpened(Fact):
    """A step waits for a person. `time` is whose time it takes (`workflows.model.TimeKind`), `limits` the limits
    bound to this very step, `scopes` the tokens of every enclosing scope, outermost first.
    """

    step: str
    token: str
    scope: str | None
    name: str
    department: str | None
    role: str | None
    time: str
    limits: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepClaimed(Fact):
    """Somebody took it."""

    token: str
    user: str


@dataclass(frozen=True, slots=True)
class StepReleased(Fact):
    """Somebody gave it back to the department."""

    token: str


@dataclass(frozen=True, slots=True)
class StepCompleted(Fact):
    """Somebody finished it. The opinion and the form stay outside the log; `data_digest` is their salted digest."""

    step: str
    token: str
    decision: str | None = None
    data_digest: str | None = None


@dataclass(frozen=True, slots=True)
class StepReturned(Fact):
    """Somebody sent the work back to an earlier step, which opens anew."""

    step: str
    token: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class StepCancelled(Fact):
    """It is not needed any more: a boundary timer, the end of a scope, a withdrawal."""

    token: str
    reason: str


@dataclass(frozen=True, slots=True)
class MilestoneReached(Fact):
    """The token passed a named event or a script of the diagram."""

    step: str
    token: str
    name: str


@dataclass(frozen=True, slots=True)
class MessageReceived(Fact):
    """A message came that the diagram waited for: `message` is its name there, `name` that of the element. What it
    said stays outside the log; `data_digest` is the salted digest.
    """

    step: str
    token: str
    message: str
    name: str
    data_digest: str | None = None


@dataclass(frozen=True, slots=True)
class ServicePerformed(Fact):
    """Banjie did a service step: pushed a result, told a department."""

    step: str
    token: str
    service: str
    note: str = ""


# ── time ────


@dataclass(frozen=True, slots=True)
class ClockStarted(Fact):
    """A limit's clock began to count. `run` names this one count of the limit (`<limit>@<token>`), `basis` says
    what began it: entered, accepted, milestone, restarted. `starts_at` may lie in the past (deemed acceptance).
    """

    run: str
    limit: str
    token: str | None
    starts_at: datetime
    basis: str
    limit_version: str


@dataclass(frozen=True, slots=True)
class ClockStopped(Fact):
    """The count ended. The verdict is kept with the versions it was judged under. Amounts are decimal strings in
    the limit's unit; `over` is by how much it was late, or fell short of an at-least limit, None when it was met.
    """

    run: str
    verdict: str  # met, breached, too_early, void
    elapsed: str
    over: str | None
    deadline_at: datetime | None
    calendar_version: str
    limit_version: str


@dataclass(frozen=True, slots=True)
class PauseStarted(Fact):
    """Time stopped counting. `kind`: special_procedure, public_notice, correction, hearing, expert_review,
    inspection, …; `scope` limits it to one scope's or step's clocks, None pauses the whole case.
    """

    pause: str
    kind: str
    scope: str | None = None
    planned_days: int | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PauseEnded(Fact):
    """Time counts again."""

    pause: str


@dataclass(frozen=True, slots=True)
class LimitExtended(Fact):
    """A run of a limit got longer. `amount` is a decimal string in the limit's unit."""

    run: str
    amount: str
    approver: str
    reason: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ClockRestarted(Fact):
    """A run begins to count anew; the old count stays in its ledger. `starts_at` is the instant from which it counts
    where that is not the event's own: new facts count from the day they came, also when they are judged later.
    """

    run: str
    reason: str
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockReprojected(Fact):
    """A running clock's deadline moved because the calendar or the limit changed."""

    run: str
    deadline_before: datetime | None
    deadline_at: datetime | None
    calendar_version: str
    limit_version: str
    reason: str


@dataclass(frozen=True, slots=True)
class DeadlineWarned(Fact):
    """The lamp turned yellow."""

    run: str
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class LimitBreached(Fact):
    """The deadline passed with the clock still running: the lamp turned red."""

    run: str
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class TimerFired(Fact):
    """A timer of the diagram was due. `due_at` is when; the event's own `at` is the same instant."""

    step: str
    token: str
    due_at: datetime


# ── faults ────


@dataclass(frozen=True, slots=True)
class IncidentRaised(Fact):
    """A fault stopped the instance until a person acts."""

    incident: str
    token: str | None
    message: str


@dataclass(frozen=True, slots=True)
class IncidentResolved(Fact):
    """Somebody mended it and the instance went on."""

    incident: str
    note: str = ""


FACTS: Mapping[str, type[Fact]] = {c.__name__: c for c in Fact.__subclasses__()}


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with its place in the case's log.

    `seq` counts from 1 without gaps. `at` is when it took effect, `recorded_at` when it was written: they differ for
    late entries and for timers served after a downtime. `actor` is a user's id, or `timer` for the engine's own.
    """

    case_id: str
    seq: int
    at: datetime
    recorded_at: datetime
    actor: str
    command_id: str
    fact: Fact


def fact_to_json(fact: Fact) -> dict[str, Any]:
    """The fact's fields as JSON values: instants in ISO 8601, tuples as lists. Fields that are None are left out."""
    found = ((f.name, getattr(fact, f.name)) for f in fields(fact))
    return {name: _plain(value) for name, value in found if value is not None}


def fact_from_json(name: str, data: Mapping[str, Any]) -> Fact:
    """The fact called `name` from what `fact_to_json` gave.

    Raises:
        ValueError: There is no fact of that name, or the data do not fit its fields.
    """
    cls = FACTS.get(name)
    if cls is None:
        raise ValueError(f"Expected the name of a fact, but {name!r} is none")
    readers = _readers(cls)
    unknown = sorted(set(data) - set(readers))
    if unknown:
        raise ValueError(f"Expected the fields of {name}, but it has no {unknown[0]!r}")
    absent = {field: None for field in _NULLABLE[cls] if field not in data}
    try:
        return cls(**absent, **{key: readers[key](value) for key, value in data.items()})
    except (TypeError, ValueError) as error:
        raise ValueError(f"Expected the fields of {name}: {error}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


_READERS: dict[type[Fact], dict[str, Any]] = {}


def _readers(cls: type[Fact]) -> dict[str, Any]:
    """Per field the function that turns its JSON value back; looked up once per class."""
    if cls not in _READERS:
        hints = typing.get_type_hints(cls)
        _READERS[cls] = {f.name: _reader(hints[f.name]) for f in fields(cls)}
    return _READERS[cls]


def _nullable(cls: type[Fact]) -> tuple[str, ...]:
    """The fields that have to be given and may be None: `fact_to_json` leaves them out then."""
    hints = typing.get_type_hints(cls)
    needed = (f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING)
    return tuple(name for name in needed if type(None) in typing.get_args(hints[name]))


_NULLABLE: Mapping[type[Fact], tuple[str, ...]] = {cls: _nullable(cls) for cls in FACTS.values()}


def _reader(hint: Any) -> Any:
    parts = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if datetime in parts:
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if any(typing.get_origin(part) is tuple for part in parts):
        return tuple
    return lambda value: value
