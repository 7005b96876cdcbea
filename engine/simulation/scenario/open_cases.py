"""The cases of a process that are open now, read from the database, for a simulation to start from.

What a log says of a case is played again: arrival, steps with what they decided, timers and messages that came. A case
whose past the simulation cannot play (somebody sent the work back by hand, facts that are lost, a diagram of another
version) is left out and named, so that nothing is said of it that is not so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine import events as facts
from engine.cases.log import read_log
from engine.cases.tokens import element_id, process_of
from engine.clocks import read_all
from engine.simulation.errors import SimulationError
from engine.simulation.recorded import Entry, Recorded
from engine.simulation.run import run
from engine.simulation.scenario.limits import BETWEEN, limit_id
from engine.simulation.statistics.intervals import wilson
from engine.time.rule import Bound
from engine.time.zone import local
from models import tables as t
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.events import Event
    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import LogBlock, Outcome
    from engine.time.calendar import WorkCalendar

_BY_PERSONS = (facts.PauseStarted, facts.PauseEnded, facts.LimitExtended)
_TRIALS = 3  # replications in which a past must come out as it was
_PLAIN = (bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock of a case that counts: the limit, the element that it is upon (None: the case), when it is too late."""

    limit: str
    element: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is open now."""

    case: str
    number: str
    events: tuple[Event, ...]
    recorded: Recorded
    deadlines: tuple[Deadline, ...]


def open_cases(connection: Connection, compiled: Compiled, at: datetime) -> tuple[OpenCase, ...]:
    """The open cases of the process that had arrived at `at`, in the order of their arrival."""
    c = t.cases.c
    wanted = sa.select(c.id, c.number).where(c.process == compiled.main, c.closed_at.is_(None))
    found = []
    for row in connection.execute(wanted.order_by(c.id)).all():
        events = tuple(event for event in read_log(connection, row.id) if event.at <= at)
        if events:
            past = _recorded(events, _payloads(connection, row.id), _facts(connection, row.id), compiled)
            found.append(OpenCase(row.id, row.number, events, past, _deadlines(connection, row.id)))
    return tuple(sorted(found, key=lambda one: (one.recorded.arrived, one.case)))


def _payloads(connection: Connection, case: str) -> dict[int, Any]:
    p = t.payloads.c
    return {row.seq: row.data for row in connection.execute(sa.select(p.seq, p.data).where(p.case_id == case))}


def _facts(connection: Connection, case: str) -> dict[str, Any]:
    found: Any = connection.execute(sa.select(t.case_facts.c.facts).where(t.case_facts.c.case_id == case)).scalar()
    return found or {}


def _deadlines(connection: Connection, case: str) -> tuple[Deadline, ...]:
    c = t.clocks.c
    rows = connection.execute(
        sa.select(c.limit_id, c.element, c.deadline_at).where(c.case_id == case, t.IS_GOING).order_by(c.started_seq)
    )
    return tuple(Deadline(r.limit_id, r.element, None if r.deadline_at is None else local(r.deadline_at)) for r in rows)


# ── the past ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Past:
    """What the events of one case say, gathered."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.order: list[tuple[str, str | Entry]] = []  # key of the element; the token, or the entry itself
        self.closed: dict[str, Entry] = {}
        self.begun: dict[str, datetime] = {}

    def take(self, event: Event, data: Mapping[str, Any]) -> None:
        """One event."""
        fact, at = event.fact, _wall(event.at)
        if isinstance(fact, facts.StepOpened | facts.ScopeOpened):
            self.order.append((self._key(fact.token), fact.token))
        elif isinstance(fact, facts.StepClaimed):
            self.begun[fact.token] = at
        elif isinstance(fact, facts.StepReleased):
            self.begun.pop(fact.token, None)
        elif isinstance(fact, facts.StepCompleted):
            self.closed[fact.token] = Entry(at, values=self._values(fact, data))
        elif isinstance(fact, facts.StepCancelled | facts.StepReturned):
            self.closed[fact.token] = Entry(at, cancelled=True)
        elif isinstance(fact, facts.ScopeClosed):
            self.closed[fact.token] = Entry(at, cancelled=fact.how == "cancelled")
        elif isinstance(fact, facts.TimerFired | facts.MessageReceived):
            self.order.append((self._key(fact.token), Entry(at)))

    def entries(self) -> dict[str, tuple[Entry, ...]]:
        """By element, in the order in which they were entered."""
        found: dict[str, list[Entry]] = {}
        for key, what in self.order:
            entry = what if isinstance(what, Entry) else self.closed.get(what) or Entry(begun=self.begun.get(what))
            found.setdefault(key, []).append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    def _key(self, token: str) -> str:
        return f"{process_of(token, self.compiled.models, self.compiled.main)}/{element_id(token)}"

    def _values(self, fact: facts.StepCompleted, data: Mapping[str, Any]) -> dict[str, Any]:
        process = process_of(fact.token, self.compiled.models, self.compiled.main)
        element = self.compiled.models[process].elements[element_id(fact.token)]
        values = _plain(data.get("data") or {})
        return values if fact.decision is None else values | {element.decides: fact.decision}


def _recorded(
    events: Sequence[Event], payloads: Mapping[int, Any], attributes: Mapping[str, Any], compiled: Compiled
) -> Recorded:
    past = _Past(compiled)
    try:
        for event in events:
            past.take(event, payloads.get(event.seq) or {})
    except KeyError:  # an element that the diagram of today does not have: its past does not come out as it was
        return Recorded(_wall(events[0].at), {}, _plain(attributes))
    known = {node.key for node in compiled.nodes}
    entries = {key: found for key, found in past.entries().items() if key in known}
    return Recorded(_wall(events[0].at), entries, _plain(attributes))


def _wall(at: datetime) -> datetime:
    return local(at).replace(tzinfo=None)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those that a condition of the simulation can compare."""
    return {name: value for name, value in values.items() if value is None or isinstance(value, _PLAIN)}


# ── the run ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Start:
    """The inputs of a run from open cases: those that can be played, in their order, and those that cannot."""

    inputs: Inputs
    played: tuple[OpenCase, ...]
    left_out: tuple[OpenCase, ...]


def starting(
    inputs: Inputs, compiled: Compiled, cases: Sequence[OpenCase], calendar: WorkCalendar, at: datetime
) -> Start:
    """The inputs that begin with these cases at `at`; `inputs.start` lies at or before their arrival.

    Raises:
        SimulationError: The scenario ends at a horizon, and leaves open what a limit comes to.
    """
    if inputs.horizon is not None:
        raise SimulationError("Expected a number of cases and no horizon where open cases are played to their end")
    now = replace(inputs, now=_wall(at))
    told = [replace(one, recorded=replace(one.recorded, allowances=_allowances(one, now, calendar))) for one in cases]
    found: dict[str, OpenCase] = {}
    for silent in (
        True,
        False,
    ):  # what nobody told is null, as in the engine; else, where that leads nowhere, it is drawn
        ahead = [_with_facts(one, now, silent=silent) for one in told if one.case not in found]
        good = _playable(compiled, now, ahead)
        found |= {one.case: one for one in ahead if one.case in good}
    played = tuple(found[one.case] for one in told if one.case in found)
    left_out = tuple(one for one in told if one.case not in found)
    return Start(replace(now, recorded=tuple(one.recorded for one in played)), played, left_out)


def _with_facts(one: OpenCase, inputs: Inputs, *, silent: bool) -> OpenCase:
    """The case with null for every attribute that is not recorded."""
    if not silent:
        return one
    attributes = dict.fromkeys(inputs.attributes) | dict(one.recorded.attributes)
    return replace(one, recorded=replace(one.recorded, attributes=attributes))


def _playable(compiled: Compiled, inputs: Inputs, cases: Sequence[OpenCase]) -> set[str]:
    """The cases whose past comes out as it was."""
    if not cases:
        return set()
    rows: Counter[tuple[int, str, datetime, datetime | None, int]] = Counter()
    steps = {node.key for node in compiled.nodes if node.element.kind is Kind.STEP}
    now = inputs.now
    assert now is not None  # noqa: S101 - set by the caller

    def note(block: LogBlock) -> None:
        for case, step, _, opened, _, finished, how in block.rows:
            key, began, ended = block.steps[step], inputs.instant(int(opened)), inputs.instant(int(finished))
            if key in steps and began <= now:
                rows[int(case), key, began, ended if ended <= now else None, int(how)] += 1

    trial = replace(
        inputs,
        cases=0,
        recorded=tuple(one.recorded for one in cases),
        replications=_TRIALS,
        keep=False,
        queue_every=None,
    )
    try:
        run(compiled, trial, log=note)
    except SimulationError:
        if len(cases) == 1:
            return set()
        return {one.case for one in cases if _playable(compiled, inputs, [one])}
    return {one.case for number, one in enumerate(cases) if _same(one, number, rows, now, compiled)}


def _same(
    one: OpenCase,
    number: int,
    rows: Mapping[tuple[int, str, datetime, datetime | None, int], int],
    now: datetime,
    compiled: Compiled,
) -> bool:
    """Whether every step opened and closed as the log says, and no other did. What opens at this very instant may
    already be drawn.
    """
    opened = {e.fact.token: e for e in one.events if isinstance(e.fact, facts.StepOpened)}
    expected: Counter[tuple[str, datetime, datetime | None]] = Counter()
    closings = {
        e.fact.token: _wall(e.at)
        for e in one.events
        if isinstance(e.fact, facts.StepCompleted | facts.StepCancelled | facts.StepReturned)
    }
    for token, event in opened.items():
        try:
            key = f"{process_of(token, compiled.models, compiled.main)}/{element_id(token)}"
        except KeyError:
            return False
        expected[key, _wall(event.at), closings.get(token)] += _TRIALS
    got: Counter[tuple[str, datetime, datetime | None]] = Counter()
    for (case, key, began, ended, _), count in rows.items():
        if case == number and (began < now or (key, began, None) in expected or (key, began, ended) in expected):
            still_open = (key, began, None) in expected and (key, began, ended) not in expected
            got[key, began, None if still_open else ended] += count
    return got == expected


def _allowances(one: OpenCase, inputs: Inputs, calendar: WorkCalendar) -> dict[str, float]:
    """By how much a person's extensions and pauses have moved each deadline: that of the log less that without them."""
    if not any(isinstance(event.fact, _BY_PERSONS) for event in one.events):
        return {}
    rules = {limit_id(limit.id): limit.rule for limit in inputs.limits}
    named = [e for e in one.events if getattr(e.fact, "limit", None) is None or getattr(e.fact, "limit", "") in rules]
    without = [e for e in named if not isinstance(e.fact, _BY_PERSONS)]
    at = one.events[-1].at
    try:
        before = {clock.run.run: clock.reading.deadline_at for clock in read_all(without, rules, calendar, at)}
        after = {
            clock.run.run: (clock.run.limit, clock.reading.deadline_at)
            for clock in read_all(named, rules, calendar, at)
        }
    except (KeyError, ValueError):
        return {}
    found: dict[str, float] = {}
    for name, (limit, deadline) in after.items():
        first = before.get(name)
        if deadline is not None and first is not None and deadline != first:
            found[limit] = _between(first, deadline, by_date=rules[limit].by_date)
    return {limit.id: found[limit_id(limit.id)] for limit in inputs.limits if limit_id(limit.id) in found}


def _between(first: datetime, second: datetime, *, by_date: bool) -> float:
    """Days between two deadlines by date, else hours."""
    if by_date:
        return float(_wall(second).toordinal() - _wall(first).toordinal())
    return (second - first).total_seconds() / 3600


# ── what is said of them ────────────────────────────────────────────────────────────────────────────────────────────


def probabilities(start: Start, outcome: Outcome) -> list[dict[str, Any]]:
    """For each open case and each of its limits the probability of a breach, as JSON values, with its 95 % interval;
    `counting`: a clock counts it, or is paused; `broken`: it is over already. A case that could not be
    played has `limits` None.
    """
    found = [_case(one, number, start.inputs, outcome) for number, one in enumerate(start.played)]
    return found + [{"case": one.case, "number": one.number, "limits": None} for one in start.left_out]


def _case(one: OpenCase, number: int, inputs: Inputs, outcome: Outcome) -> dict[str, Any]:
    limits = []
    for place, limit in enumerate(inputs.limits):
        verdicts = [replication.verdicts[number][place] for replication in outcome.replications]
        deadline = _deadline(one, limit.id)
        broken = _broken(one, limit.id) or (limit.rule.bound is not Bound.AT_LEAST and _passed(deadline, inputs))
        if deadline is None and not any(verdicts) and not broken:
            continue
        hits = sum(broken or verdict == 2 for verdict in verdicts)  # noqa: PLR2004 - as `Replication.verdicts` has it
        limits.append(
            {
                "limit": limit.id,
                "breach_probability": hits / len(verdicts),
                "ci": wilson(hits, len(verdicts)).interval(),
                "deadline": None if deadline is None or deadline.at is None else deadline.at.isoformat(),
                "counting": deadline is not None,
                "broken": broken,
            }
        )
    return {"case": one.case, "number": one.number, "limits": limits}


def _passed(deadline: Deadline | None, inputs: Inputs) -> bool:
    """Whether the log's own deadline is over, with all that was extended and paused."""
    assert inputs.now is not None  # noqa: S101 - a run from open cases has it
    return deadline is not None and deadline.at is not None and _wall(deadline.at) <= inputs.now


def _broken(one: OpenCase, name: str) -> bool:
    """Whether the log has judged the limit already, and found a breach."""
    element = name.partition(BETWEEN)[2].rpartition("/")[2]
    for event in one.events:
        fact = event.fact
        if isinstance(fact, facts.ClockStopped) and fact.verdict in ("breached", "too_early"):
            limit, _, token = fact.run.partition("@")
            if limit == limit_id(name) and (not element or element_id(token) == element):
                return True
    return False


def _deadline(one: OpenCase, name: str) -> Deadline | None:
    """The clock of the log that counts this limit."""
    element = name.partition(BETWEEN)[2].rpartition("/")[2]
    for deadline in one.deadlines:
        if deadline.limit == limit_id(name) and (not element or deadline.element == element):
            return deadline
    return None
