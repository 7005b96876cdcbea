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
# What the document means by its figure: a limit that binds a step or stage; a promise for a whole; an average; the
# best case; another city's practice held up as a model; something to be tried; an indicator of a score; a date of the
# calendar.
KINDS = ("limit", "target", "average", "best_case", "example", "exploratory", "indicator", "calendar")
BINDING = ("limit", "target")  # the kinds that a case can be held to
AUTHORITIES = ("statutory", "promised")
# What sets the count going: the element is entered; the application is accepted (maybe in the past, when it is
# deemed); it is received; a named BPMN event is passed; the decision is made; 0:00 of the working day after the last
# dispatch; the last attempt of the same kind; something is published; a month, quarter or year begins or ends. From a
# beginning the figure is an ordinal (25 natural days from month_start: the 25th; 1 working day from quarter_start: the
# first one of the quarter), from an end it is a span.
STARTS = (
    "enabled",
    "acceptance",
    "receipt",
    "milestone",
    "decision",
    "last_dispatch",
    "last_attempt",
    "publication",
    "month_start",
    "month_end",
    "quarter_start",
    "quarter_end",
    "year_start",
    "year_end",
)
# Time that is not counted. Rectification is the builder's time to put right what an inspection found.
EXCLUSIONS = ("public_notice", "applicant", "works", "special_procedure", "rectification")
BASES = ("approval_time", "span")
LAPSES = (
    "deemed_accepted",
    "deemed_granted",
    "deemed_withdrawn",
    "deemed_consent",
    "deemed_satisfied",
    "deemed_no_objection",
    "closed",
)
# Why a span of time in a document is no limit.
NOT_LIMITS = (
    "validity",  # how long a policy, certificate or offer is good for
    "campaign",  # a date by which a reform is to be done
    "slogan",  # speed as an image, bound to nothing
    "eligibility",  # a condition on who may apply: employed for 6 months, paid for 12 months
    "amount",  # money or quantity reckoned by time
    "history",  # what was reached or happened in the past
    "service_hours",  # when something is open
    "frequency",  # how often, not how long
    "period",  # the span over which something is counted or supported
    "definition",  # explains how time is counted
    "name",  # part of a name or a title
)
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
    of its text in the documents' folder, None where there is none; `first_line` and `last_line` the lines of that
    file that hold it (1-based, both included), None where it is the whole file.
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
    first_line: int | None = None
    last_line: int | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """How a limit may grow: at most `count` times, by at most `quantity` (the limit's unit) in all, if `approver`
    agrees. `each` is the most that one extension may add, None where only the sum is bounded.
    """

    count: int
    quantity: Decimal
    approver: str
    each: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """What follows once something happened `count` times: `of` and `then` in words."""

    count: int
    of: str
    then: str


@dataclass(frozen=True, slots=True)
class NotALimit:
    """A phrase of a document that looks like a limit and was judged not to be one. `written` is the figure as it
    stands there; `why` one of `NOT_LIMITS`; `note` our reason where that word does not say enough.
    """

    document: str
    sources: tuple[Source, ...]
    written: str
    why: str
    note: str = ""


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
    `written` is the figure and unit as the document has them (`3个工作日`). `unit_stated` is false where it says only
    天 or 日: `unit` is then our reading of it and `note` says why. `counters` are what follows when something happens
    too often. `supersedes` is the id of the limit that this one replaces from its `effective_from` on.
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
    written: str = ""
    unit_stated: bool = True
    note: str = ""
    counters: tuple[Counter, ...] = ()
    supersedes: str | None = None
    version: str = ""

    @property
    def binds(self) -> bool:
        """Whether a case can be held to it, rather than a statistic, a model or an intention."""
        return self.kind in BINDING

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
