"""What a planner says, as frozen values. What is not said is None or absent, and gets a default of `defaults`."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from engine.simulation.inputs import Batch

    Value = bool | float | str | None

OFFICE = "office"  # the calendar of whoever says nothing else
ALWAYS = "always"  # the calendar of whoever never closes
NOBODY = "nobody"  # the pool of a step that waits for nobody
WORKING = ("working_hours", "working_days")
CLOCK = ("hours", "days", "weeks")
UNITS = (*WORKING, *CLOCK)
DISCIPLINES = ("first_in", "due_date", "priority")
MOST_TOGETHER = 1_000  # cases of a batch
PERIODS = ("day", "week", "month", "year")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The numbers of each distribution by their names in the file, in order. A name in the plural is a list.
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "deviation"),
    "lognormal": ("mean", "deviation"),
    "gamma": ("mean", "deviation"),
    "exponential": ("mean",),
    "empirical": ("values",),
    "histogram": ("edges", "weights"),
    "choice": ("values", "weights"),
}


class ScenarioError(SimulationError):
    """A scenario that cannot be read or does not fit its process; the sentence says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Draw:
    """Where a span, a number or a value comes from. `unit` is one of `UNITS` for spans and empty for anything else;
    `weights` belong to `histogram` and `choice`; `minimum` and `maximum` cut it off.
    """

    kind: str
    values: tuple[Value, ...]
    weights: tuple[float, ...] = ()
    unit: str = ""
    minimum: float = 0.0
    maximum: float = math.inf

    @property
    def by_clock(self) -> bool:
        """Whether it is a span of clock time."""
        return self.unit in CLOCK


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """When an office is open. `hours` are slots such as ("09:00", "12:00"), empty: those of the State's calendar.
    `weekdays` are the only ones on which it opens; None: those of the State's calendar with its made-up days.
    `holidays`: whether the dated holidays close it. `every` and `since`: only each so many days, on the next day that
    is open. `closures` are closed, `extra` are open in any case.
    """

    hours: tuple[tuple[str, str], ...] = ()
    weekdays: tuple[str, ...] | None = None
    holidays: bool = True
    every: int | None = None
    since: date | None = None
    closures: tuple[Span, ...] = ()
    extra: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """So many people by that calendar. `pace`: how many times as long as usual their work takes."""

    count: int
    calendar: str
    pace: float = 1.0


@dataclass(frozen=True, slots=True)
class Leave:
    """So many people of the pool are away from `first` to `last`, both included."""

    people: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """Staff of a department. `count` work by `calendar`, those of `shifts` by theirs. `shared` are pools whose staff
    help here when they are free; `paces` how many times as long as usual it takes them, by pool. `in_turn`: what comes
    goes to whoever has been free longest, not to the pool's own people first.
    """

    count: int
    calendar: str = OFFICE
    discipline: str = "first_in"
    shifts: tuple[Shift, ...] = ()
    leave: tuple[Leave, ...] = ()
    shared: tuple[str, ...] = ()
    paces: Mapping[str, float] = field(default_factory=dict)
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class Urgency:
    """The priority of cases for which the condition `when` holds; an empty one holds for all that are left."""

    when: str
    priority: float


@dataclass(frozen=True, slots=True)
class StepPlan:
    """How a step is done. `decisions` are weights by the value or the label of a decision; `fields` what its form sets
    where a condition mentions it. `pool`: who does it (`NOBODY`: it is a delay). `calendar`: of such a delay in working
    time. `priority`: the same for every case, or the first of several that applies (0 if none does). `durations`: how
    long it takes the people of those pools whom it does not take `duration`. `batch`: the kernel's own, `opens` by the
    scenario's name of the calendar.
    """

    duration: Draw | None = None
    pool: str | None = None
    calendar: str | None = None
    priority: float | tuple[Urgency, ...] | None = None
    decisions: Mapping[str, float] = field(default_factory=dict)
    fields: Mapping[str, Draw] = field(default_factory=dict)
    durations: Mapping[str, Draw] = field(default_factory=dict)
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """From `first` to `last`, both included, `factor` times as many cases come as else."""

    first: date
    last: date
    factor: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalPlan:
    """Exactly one of: `rate` cases per `per` (a Poisson process in the working time of `calendar`), `gap`, `instants`.

    A rate, and gaps in working time, are shaped by weights: `weekdays` (seven, Monday first), `hours` (one row of 24,
    or one for each of the seven days), `made_up` (of a day that is open although its weekday is closed; None: the mean
    of the weekdays that are open) and `months` (twelve). They change nothing about the mean of a plain week or,
    `months`, of the year; `seasons` do. `opening`: gaps are clock time, and who would come while `calendar` is closed
    comes as it opens.
    """

    rate: float | None = None
    per: str = "day"
    calendar: str = OFFICE
    weekdays: tuple[float, ...] = ()
    hours: tuple[tuple[float, ...], ...] = ()
    made_up: float | None = None
    months: tuple[float, ...] = ()
    seasons: tuple[Season, ...] = ()
    gap: Draw | None = None
    instants: tuple[datetime, ...] = ()
    opening: bool = False


@dataclass(frozen=True, slots=True)
class LimitPlan:
    """A policy other than the document's: another figure, or none at all. `extended`: the share of cases in which
    somebody extends the limit once, by the length that its document allows.
    """

    quantity: float | None = None
    unit: str | None = None
    removed: bool = False
    extended: float = 0.0


@dataclass(frozen=True, slots=True)
class ParallelPlan:
    """These are done at the same time, from where the first would begin until the last has ended: each a step, a
    sub-process or a call, or several that stay one after the other.
    """

    steps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SequencePlan:
    """These branches are done one after the other, in this order."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the defaults go by. See docs/scenario.md."""

    limit_share: float = 0.6  # nine of ten times the work of a step takes at most this share of its limit
    first_choice: float = 0.9  # how often the decision drawn first is taken
    correction: float = 0.15  # how often a step sends back for corrections
    utilisation: float = 0.8  # staff are busy at most for this share of their hours
    fact: float = 0.5  # how often a condition upon facts that nobody told holds
    rate: float = 1.0  # cases a working day


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario of one process. `start` None: the first working day of the calendar's last certain year. `warm_up` and
    `horizon` are days. `limit_calendar` None: the State's calendar.
    """

    process: str
    start: date | None = None
    cases: int | None = 1000
    horizon: float | None = None
    warm_up: float = 0.0
    seed: int = 1
    replications: int = 1
    assumptions: Assumptions = field(default_factory=Assumptions)
    arrivals: ArrivalPlan | None = None
    calendars: Mapping[str, CalendarPlan] = field(default_factory=dict)
    pools: Mapping[str, PoolPlan] = field(default_factory=dict)
    steps: Mapping[str, StepPlan] = field(default_factory=dict)
    branches: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, Draw] = field(default_factory=dict)
    timers: Mapping[str, Draw] = field(default_factory=dict)
    instances: Mapping[str, Draw] = field(default_factory=dict)
    limits: Mapping[str, LimitPlan] = field(default_factory=dict)
    limit_calendar: str | None = None
    parallel: tuple[ParallelPlan, ...] = ()
    sequence: tuple[SequencePlan, ...] = ()
