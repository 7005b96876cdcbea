"""Documents and the limits they set, as frozen values."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

UNITS = ("working_day", "natural_day", "hour", "minute", "month", "immediate")
SCOPES = ("activity", "group", "stage", "process", "response")
BOUNDS = ("at_most", "at_least")
KINDS = ("limit", "target", "average", "example", "best_case", "reporting")
AUTHORITIES = ("statutory", "promised")
# What sets the count going: the element is entered; the application is accepted (maybe in the past, when it is
# deemed); it is received; a named BPMN event is passed; the decision is made; a quarter of the year ends.
STARTS = ("enabled", "acceptance", "receipt", "milestone", "decision", "quarter_end")
# Time that is not counted. Rectification is the builder's time to put right what an inspection found.
EXCLUSIONS = ("public_notice", "applicant", "works", "special_procedure", "rectification")
BASES = ("approval_time", "span")
LAPSES = ("deemed_accepted", "deemed_granted", "deemed_withdrawn")
POLICIES = {
    "nonworking_start": ("literal", "roll"),
    "roll_natural": ("roll", "literal"),
    "business": ("clock", "office_hours"),
}


class Source(NamedTuple):
    """Where a figure stands: a file of the documents' folder and a line (1-based)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """A published document. `place` is the id of the place it binds (`national` for a law); `source_file` the name
    of its text in the documents' folder, None where there is none.
    """

    id: str
    title: str
    number: str
    issuer: str
    issued_on: date
    effective_from: date
    place: str
    effective_to: date | None = None
    source_file: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """How a limit may grow: at most `count` times, by at most `quantity` (the limit's unit) in all, if `approver`
    agrees.
    """

    count: int
    quantity: Decimal
    approver: str


@dataclass(frozen=True, slots=True)
class Responsible:
    """Department ids, by the part they play: 牵头, 负责, 配合."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Each once, the lead first."""
        return tuple(dict.fromkeys((*self.lead, *self.responsible, *self.cooperating)))


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit of a document.

    `quantity` is in `unit`. `starts` and `excludes` are codes (`STARTS`, `EXCLUSIONS`); `begins` and `ends` say the
    same moments in words. `basis` matters where the scope is a stage or a process: approval_time counts only while an
    approval step is open, span from first to last; None is a plain count from start to end. `lapse` is what follows
    when it runs out, where the law says so. `applies` is an expression over the facts of a project; None: always.
    `version` is a digest of everything above it, so that a verdict can name the wording it was reached under.
    """

    id: str
    document: str
    clause: str
    sources: tuple[Source, ...]
    place: str
    procedure: str
    scope: str
    quantity: Decimal
    unit: str
    starts: str
    effective_from: date
    step: str | None = None
    bound: str = "at_most"
    begins: str = ""
    ends: str = ""
    excludes: tuple[str, ...] = ()
    extension: Extension | None = None
    restarts: tuple[str, ...] = ()
    lapse: str | None = None
    applies: str | None = None
    departments: Responsible = Responsible()
    kind: str = "limit"
    authority: str = "promised"
    basis: str | None = None
    policies: Mapping[str, str] = field(default_factory=dict)
    effective_to: date | None = None
    version: str = ""

    @property
    def source(self) -> Source | None:
        """Where its figure stands, None where the document has no text in the folder."""
        return self.sources[0] if self.sources else None

    def in_force(self, day: date) -> bool:
        """Whether it binds what begins on `day`."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def digest(limit: Limit) -> str:
    """The version of a limit: 16 hexadecimal digits of SHA-256 over its content."""
    content = asdict(limit)
    del content["version"]
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
