"""What the static check says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from engine.time import Rule
    from workflows.model import ProcessModel


class Verdict(StrEnum):
    """Whether a promise can be kept by everybody keeping their own limit."""

    HOLDS = "holds"
    EXCEEDS = "exceeds"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What an element does to the sum of a path."""

    COUNTED = "counted"  # it is under a limit, which is in the sum
    EXCLUDED = "excluded"  # somebody's time that the promise does not count
    INTAKE = "intake"  # before the acceptance: the count has not begun
    DESK = "desk"  # done at the counter while the applicant waits
    LAW = "law"  # only the law bounds it, and what is asked is a promise below the law
    OPEN = "open"  # nothing bounds it
    PASSED = "passed"  # takes no time


@dataclass(frozen=True, slots=True)
class Part:
    """A summand: the step (or the group, the called process as a whole) and the limit it is under. `step` is the
    element's id, behind the id of the call and `/` where it stands in a called process. `limit` is None for a wait
    that the diagram itself sets. `amount` is in `unit`; `least`: it is a shortest time, taken as if kept to the day.
    """

    step: str
    name: str
    limit: str | None
    amount: Decimal
    unit: str
    rule: Rule
    least: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """An element on the path, in order, and what it does to the sum."""

    step: str
    role: Role


@dataclass(frozen=True, slots=True)
class Trail:
    """A way through (part of) a process."""

    parts: tuple[Part, ...] = ()
    stops: tuple[Stop, ...] = ()

    def __add__(self, other: Trail) -> Trail:
        return Trail(self.parts + other.parts, self.stops + other.stops)


@dataclass(frozen=True, slots=True)
class Worst:
    """The start date of the year from which the path takes longest. `days` are natural days from `start` to `end`,
    `usual` their median over the year's start dates. `ends` are the last days of its parts, one after the other,
    `due` that of the promise. `provisional`: no notice has fixed those days yet.
    """

    start: date
    end: date
    days: int
    usual: int
    ends: tuple[date, ...]
    due: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A promise against what its parts guarantee.

    `element` is the step, group or call that the promise stands on, None for one of the process. `promised` and
    `guaranteed` are in `unit`; `guaranteed` is the longest sum of limits along any way, no loop gone round again,
    None where no way leads to the end; `with_rework` lets every loop be gone round once more, None where that
    has too many ways. `mixed`: units differ, so it was counted from every date of the year and is that of the worst.
    `open` are steps on some way that nothing bounds, `law` those that only the law does, which is longer than what is
    promised: with one of them on the longest way (or beside it in parallel) a sum that fits proves nothing. `desk` are
    those taken to be done at the counter at once, `excluded` those whose time the promise does not count; `own`:
    nothing inside has a limit, the promise itself is all there is.
    """

    process: str
    name: str
    place: str
    limit: str
    element: str | None
    promised: Decimal | None
    unit: str | None
    guaranteed: Decimal | None
    verdict: Verdict
    path: tuple[Part, ...] = ()
    route: tuple[Stop, ...] = ()
    open: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    desk: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    mixed: bool = False
    own: bool = False
    with_rework: Decimal | None = None
    worst: Worst | None = None


class Kind(StrEnum):
    """Kinds of findings."""

    TWO_FIGURES = "two_figures"  # one step, one place, several figures
    LATE_PART = "late_part"  # a part due later than its whole
    LONGER_INSIDE = "longer_inside"  # a limit longer than the one around it
    NO_LIMIT = "no_limit"  # a step under no limit
    UNBOUND = "unbound"  # a limit bound to no step
    UNKNOWN_LIMIT = "unknown_limit"  # a diagram names a limit that no document has
    NO_END = "no_end"  # no way leads to the end


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. `elements` are ids in the diagram of `process`, `limits` ids in the catalogue; `names`
    fills in what a sentence says, in Chinese as the diagrams have it.
    """

    kind: Kind
    place: str
    process: str | None = None
    elements: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def concerns(self, model: ProcessModel) -> bool:
        """Whether it is about that process, or about a limit that the process is under."""
        if self.process is not None:
            return self.process == model.id
        return not set(self.limits).isdisjoint(model.limit_ids())


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about a library: the checks process by process, and what else was found."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
