"""Where a case stands: what its facts add up to, as far as commands need it.

The state holds what is open, never what is over, so that it stays as small after a thousand events as after ten. It
changes through `engine.cases.fold.apply` only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits for a person."""

    step: str
    token: str
    scope: str | None
    scopes: tuple[str, ...]
    name: str
    department: str | None
    role: str | None
    time: str
    opened_at: datetime
    opened_seq: int
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class OpenScope:
    """A sub-process or a called process that has begun and not ended."""

    step: str
    token: str
    scope: str | None
    name: str


@dataclass(frozen=True, slots=True)
class OpenPause:
    """A stretch in which time does not count, not ended yet."""

    pause: str
    kind: str
    scope: str | None
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """What was said about one application: the case's own, or that of a call (joint acceptance)."""

    corrections: int = 0
    accepted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenMaterial:
    """A material of which the log speaks: promised (by `due_at`, chased or not), or supplied."""

    state: str
    due_at: datetime | None = None
    chased: bool = False


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A clock that counts. `token` is the step or scope it is bound to, None for the process as a whole."""

    limit: str
    token: str | None


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """A fault that waits for a person."""

    incident: str
    token: str | None
    message: str


@dataclass(frozen=True, slots=True)
class CaseState:
    """`status` is received, correcting, accepted, completed, refused or withdrawn. The mappings are keyed by token,
    pause, material, incident and the application's scope (the empty text for the case's own). `warned` and `breached`
    hold the runs whose lamp is yellow or red by an event of the log; `extended` counts a run's extensions.
    """

    status: str = ""
    outcome: str | None = None
    end: str | None = None
    seq: int = 0
    last_at: datetime | None = None
    process: str = ""
    version: int = 0
    number: str = ""
    place: str = ""
    starter: str = ""
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    steps: Mapping[str, OpenStep] = field(default_factory=dict)
    scopes: Mapping[str, OpenScope] = field(default_factory=dict)
    pauses: Mapping[str, OpenPause] = field(default_factory=dict)
    pauses_begun: int = 0
    incidents: Mapping[str, OpenIncident] = field(default_factory=dict)
    incidents_raised: int = 0
    materials: Mapping[str, OpenMaterial] = field(default_factory=dict)
    applications: Mapping[str, Application] = field(default_factory=dict)
    runs: Mapping[str, OpenRun] = field(default_factory=dict)
    warned: frozenset[str] = frozenset()
    breached: frozenset[str] = frozenset()
    extended: Mapping[str, int] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """Whether the case is finished."""
        return self.closed_at is not None

    @property
    def shown_state(self) -> str:
        """The status, or stopped while an incident waits."""
        return "stopped" if self.incidents and not self.closed else self.status

    def application(self, scope: str | None) -> Application:
        """What was said about the application of that scope."""
        return self.applications.get(scope or "", Application())
