"""What a simulation is told, as plain frozen values: who works when, how long things take, who comes, what is measured.

Spans are hours. Elements are named by their id, or by `<process>/<element>` where several processes have one of that
name; flows likewise. Nothing is read from files here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.simulation.recorded import Recorded
    from engine.time.calendar import WorkCalendar
    from engine.time.rule import Rule

    Value = bool | float | str | None

Slots = tuple[tuple[int, int], ...]  # from, to: microseconds after midnight
_MINUTE = 60_000_000
_LAST_MINUTE = 24 * 60
_INFINITE = math.inf


@dataclass(frozen=True, slots=True)
class Distribution:
    """Where a number comes from. Made by the functions below it; spans are in hours.

    `low` and `high` cut it off: what falls outside is drawn again.
    """

    kind: str
    values: tuple[Value, ...]
    weights: tuple[float, ...] = ()
    low: float = 0.0
    high: float = _INFINITE

    @classmethod
    def fixed(cls, value: Value) -> Distribution:
        """Always this."""
        return cls("fixed", (value,))

    @classmethod
    def uniform(cls, low: float, high: float) -> Distribution:
        """Evenly between two."""
        return cls("uniform", (low, high))

    @classmethod
    def triangular(cls, low: float, mode: float, high: float) -> Distribution:
        """Between `low` and `high`, most often near `mode`."""
        return cls("triangular", (low, mode, high))

    @classmethod
    def normal(cls, mean: float, deviation: float) -> Distribution:
        """Normal, cut off at 0. The two are those of the whole bell."""
        return cls("normal", (mean, deviation))

    @classmethod
    def lognormal(cls, mean: float, deviation: float) -> Distribution:
        """Lognormal, by its own mean and standard deviation (not those of the logarithm)."""
        return cls("lognormal", (mean, deviation))

    @classmethod
    def gamma(cls, mean: float, deviation: float) -> Distribution:
        """Gamma, by its mean and standard deviation."""
        return cls("gamma", (mean, deviation))

    @classmethod
    def exponential(cls, mean: float) -> Distribution:
        """Exponential."""
        return cls("exponential", (mean,))

    @classmethod
    def empirical(cls, values: Sequence[float]) -> Distribution:
        """One of these, each as likely."""
        return cls("empirical", tuple(values))

    @classmethod
    def histogram(cls, edges: Sequence[float], weights: Sequence[float]) -> Distribution:
        """Evenly within the bin between two edges; a bin as likely as its weight."""
        return cls("histogram", tuple(edges), tuple(weights))

    @classmethod
    def choice(cls, weights: Mapping[Value, float]) -> Distribution:
        """One of the keys, as likely as its weight."""
        return cls("choice", tuple(weights), tuple(weights.values()))

    @classmethod
    def by_case(cls, values: Sequence[Value]) -> Distribution:
        """The n-th for the n-th case that arrives, and again from the first."""
        return cls("by_case", tuple(values))

    @classmethod
    def by_visit(cls, values: Sequence[Value]) -> Distribution:
        """The n-th when a case comes there for the n-th time (of many instances: the n-th of them), then the last."""
        return cls("by_visit", tuple(values))

    def times(self, factor: float) -> Distribution:
        """The same of numbers, each so many times as much."""
        values = tuple(float(v) * factor for v in self.values if v is not None)
        return Distribution(self.kind, values, self.weights, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works: the slots of each weekday, Monday first, and of dates that differ.

    `until`: the last day that is known (None: the week goes on for ever). An empty tuple of slots is a day off.
    """

    week: tuple[Slots, ...]
    days: Mapping[date, Slots] = field(default_factory=dict)
    until: date | None = None
    name: str = ""

    @classmethod
    def weekly(cls, *rules: tuple[str, str, str], off: Sequence[date] = (), name: str = "") -> Calendar:
        """From texts: `Calendar.weekly(("mon-fri", "09:00", "12:00"), ("mon-fri", "14:00", "18:00"))`; `off` are days
        on which nobody works.
        """
        week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for days, start, stop in rules:
            first, _, last = days.partition("-")
            names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            if first not in names or (last and last not in names):
                raise ValueError(f"Expected weekdays like mon-fri, but came {days!r}")
            for day in range(names.index(first), names.index(last or first) + 1):
                week[day].append((_clock(start), _clock(stop)))
        return cls(tuple(tuple(sorted(day)) for day in week), dict.fromkeys(off, ()), None, name)

    @classmethod
    def of(cls, calendar: WorkCalendar, slots: Slots | None = None, first: date | None = None) -> Calendar:
        """The working days of a calendar of `engine.time`, with its own business hours or with `slots`. It is known
        until the last day of that calendar. `first` leaves out the days before it.
        """
        hours = calendar.hours.slots if slots is None else slots
        week = tuple(hours if works else () for works in calendar.week)
        days = {d: hours if works else () for d, (works, _) in calendar.days.items() if first is None or d >= first}
        return cls(week, days, calendar.last, calendar.version)

    def without(self, days: Sequence[date], name: str = "") -> Calendar:
        """The same with days off: a leave, a closure."""
        return Calendar(self.week, {**self.days, **dict.fromkeys(days, ())}, self.until, name or self.name)


def _clock(text: str) -> int:
    hours, colon, minutes = text.partition(":")
    value = int(hours) * 60 + int(minutes) if colon and (hours + minutes).isdigit() else _LAST_MINUTE + 1
    if not 0 <= value <= _LAST_MINUTE:
        raise ValueError(f"Expected a time of day from 00:00 to 24:00, but came {text!r}")
    return value * _MINUTE


@dataclass(frozen=True, slots=True)
class Staff:
    """People who are alike: how many, and the calendar they work by (None: always). A shift or somebody's leave is a
    group of its own in the same pool.
    """

    count: int
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """A queue and the groups of staff that serve it, those to be asked first in front. A group may serve several pools
    of one discipline: `first_in`, `due_date` (the earliest deadline of the limits upon the step), or `priority`.
    `in_turn`: of those who are free, whoever has been free longest is asked, and not the first in order.
    """

    staff: tuple[str, ...]
    discipline: str = "first_in"
    in_turn: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """When the cases at a step are done together: as soon as `size` wait, when the first has waited `wait` hours of
    clock time, or whenever the calendar `opens` opens; at most `most` at once, the others wait on. `together`: one span
    for all of them, the first one's; else one after the other by the same person. `factors`: from so many on, how many
    times as long each span is as for one alone. `alone`: how likely it goes by itself what comes when nothing is
    collected. When nothing else will happen any more, what is left goes as it is.
    """

    size: int | None = None
    wait: float | None = None
    opens: str | None = None
    most: int | None = None
    together: bool = True
    factors: Mapping[int, float] = field(default_factory=dict)
    alone: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """How a step or a service is done. Without a pool it is a delay that needs nobody: in working time of `calendar`,
    or in clock time. `priority`: the higher goes first in a pool that goes by it; a number, or an expression over the
    case's variables as the step opens. `decides` are variables that are set when it is completed, one after the other:
    drawn, or by an expression. `paces`: durations by the group of staff that does it, where they are not `duration`.
    `batch`: cases are done together.
    """

    duration: Distribution
    pool: str | None = None
    calendar: str | None = None
    priority: float | str = 0.0
    decides: Mapping[str, Distribution | str] = field(default_factory=dict)
    paces: Mapping[str, Distribution] = field(default_factory=dict)
    batch: Batch | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """How the rate of arrivals changes over the open hours of their calendar, in steps.

    `week` holds 24 weights for each weekday, Monday first; only their proportions count: in a plain week, without
    dated days, as many cases are expected as with a constant rate. `made_up` holds the weights of a day that is open
    although its weekday is closed in a plain week (empty: the mean of the weekdays that are open, since such a day
    makes up for one of them). `months` are twelve weights, whose mean stands for the rate; `seasons` are factors from
    a day to a day, both included, and multiply where they overlap.
    """

    week: tuple[tuple[float, ...], ...]
    made_up: tuple[float, ...] = ()
    months: tuple[float, ...] = ()
    seasons: tuple[tuple[date, date, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Arrivals:
    """When cases arrive: after gaps, in working time of `calendar` or in clock time, or at recorded instants (local
    wall time of the scenario). An exponential gap in working time is a Poisson process by working hours; with a
    `profile` one whose rate changes as that says. `opening`: the gap is clock time, and who would come while `calendar`
    is closed comes as it opens; the first comes at the start.
    """

    gap: Distribution | None = None
    calendar: str | None = None
    instants: Sequence[datetime] = ()
    profile: Profile | None = None
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit to be measured: of an element (a step, or a sub-process or call as a whole), or of the case, from its
    arrival or from `starts_at` to its end or to `ends_at`. `starts_when` and `ends_when` are `entered` or `left`.
    `restarts`: it counts from the last time, not from the first. One of an element may also begin at `starts_at`,
    inside of it. `accepted`: it begins with the acceptance of an application, where a variable has that value then (if
    anybody sets it), and once; `silent` are the timers on the review whose coming is an acceptance by silence: then it
    begins in the past, when the review began (行政许可法 art. 32). So does one of an element that counts
    `from_acceptance`, if the element is entered at that instant. `extended`: the share of cases in which somebody
    extends it once, by the length that its rule allows.
    """

    id: str
    rule: Rule
    element: str | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    starts_when: str = "entered"
    ends_when: str = "left"
    restarts: bool = False
    accepted: tuple[str, str] | None = None
    silent: tuple[str, ...] = ()
    from_acceptance: bool = False
    extended: float = 0.0


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scenario for the kernel.

    `start` is local wall time. The run ends when `cases` have arrived and all of them have ended, or at `horizon`.
    Cases that arrive before `warm_up` hours have passed are not counted. `tasks` may hold `*` for every step that it
    does not name; services that it does not name take no time. `weights` are shares (exclusive) or probabilities
    (inclusive) of flows; where a gateway's flows have none, their conditions decide over `attributes` and what steps
    decide. `timers` are spans of timers that the diagram leaves to a variable, or replaces what it says; `instances`
    how often a multi-instance is done. `rules` are those of timers at the deadline of a limit. `limit_calendar` names
    the calendar whose days limits, and approval time, are counted by.

    With `now`, the run starts from the `recorded` cases, in the order of their arrival: what is recorded of them until
    then happens again, and everything later is drawn. They come before the `cases` that arrive from `now` on; `warm_up`
    and `horizon` count from `now`. `start` lies at or before their first arrival.
    """

    start: datetime
    arrivals: Arrivals
    cases: int | None = None
    horizon: float | None = None
    warm_up: float = 0.0
    seed: int = 0
    replications: int = 1
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    staff: Mapping[str, Staff] = field(default_factory=dict)
    pools: Mapping[str, Pool] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    attributes: Mapping[str, Distribution] = field(default_factory=dict)
    timers: Mapping[str, Distribution] = field(default_factory=dict)
    instances: Mapping[str, Distribution] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    limit_calendar: str | None = None
    whose_days: bool = True  # of the counts that broke a limit upon a scope or the case; it costs a third of the time
    keep: bool = False  # start, end and approval time of each case, beside its cycle time
    max_open: int = 1_000_000
    max_visits: int = 10_000
    queue_every: float | None = None  # width of the buckets of the queues' course, in hours
    queue_buckets: int = 400
    now: datetime | None = None
    recorded: tuple[Recorded, ...] = ()

    @property
    def origin(self) -> datetime:
        """0:00 of the day on which it starts: instants of the run are microseconds from here."""
        return datetime.combine(self.start.date(), datetime.min.time())

    def instant(self, micros: int) -> datetime:
        """An instant of the run as local wall time."""
        return self.origin + timedelta(microseconds=micros)
