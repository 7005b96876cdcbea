"""The cases of a process that are open now, read from the database, for a simulation to start from.

What a log says of a case is played again: arrival, steps with what they decided, timers and messages that came. A case
whose past the simulation cannot play (somebody sent the work back by hand, facts that are lost, a diagram of another
version) is left out and named, so that nothing is said of it that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.cases.log import read_log
from engine.simulation.errors import SimulationError
from engine.simulation.scenario.limits import BETWEEN, limit_id
from engine.simulation.scenario.opened.past import recorded, wall
from engine.simulation.scenario.opened.playable import playable
from engine.simulation.scenario.opened.running import as_it_stands
from engine.simulation.statistics.intervals import wilson
from engine.time.rule import Bound
from engine.time.zone import local
from models import tables as t

BROKEN = 2  # as `Replication.verdicts` and `Recorded.verdicts` have it

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.events import Event
    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import Outcome
    from engine.simulation.recorded import Recorded
    from engine.simulation.scenario.opened.running import Paused
    from engine.time.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock of a case that counts: the limit, the element that it is upon (None: the case), when it is too late."""

    limit: str
    element: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is open now. `paused` are the pauses that are on, once the present is known."""

    case: str
    number: str
    events: tuple[Event, ...]
    recorded: Recorded
    deadlines: tuple[Deadline, ...]
    paused: tuple[Paused, ...] = ()


def open_cases(connection: Connection, compiled: Compiled, at: datetime) -> tuple[OpenCase, ...]:
    """The open cases of the process that had arrived at `at`, in the order of their arrival."""
    c = t.cases.c
    wanted = sa.select(c.id, c.number).where(c.process == compiled.main, c.closed_at.is_(None))
    found = []
    for row in connection.execute(wanted.order_by(c.id)).all():
        events = tuple(event for event in read_log(connection, row.id) if event.at <= at)
        if events:
            past = recorded(events, _payloads(connection, row.id), _facts(connection, row.id), compiled)
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
    now = replace(inputs, now=wall(at))
    told = [_standing(one, compiled, now, calendar, at) for one in cases]
    found: dict[str, OpenCase] = {}
    for silent in (
        True,
        False,
    ):  # what nobody told is null, as in the engine; else, where that leads nowhere, it is drawn
        ahead = [_with_facts(one, now, silent=silent) for one in told if one.case not in found]
        good = playable(compiled, now, ahead)
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


def _standing(one: OpenCase, compiled: Compiled, inputs: Inputs, calendar: WorkCalendar, at: datetime) -> OpenCase:
    """The case with its clocks as the log has them. Where a diagram of today does not fit the log, the case cannot be
    played either.
    """
    try:
        past, paused = as_it_stands(one.recorded, one.events, compiled, inputs, calendar, at)
    except (KeyError, ValueError):
        return one
    return replace(one, recorded=past, paused=paused)


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
        judged = one.recorded.verdicts.get(limit.id) == BROKEN
        broken = judged or (limit.rule.bound is not Bound.AT_LEAST and _passed(deadline, inputs))
        if deadline is None and not any(verdicts) and not broken:
            continue
        hits = sum(broken or verdict == BROKEN for verdict in verdicts)
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
    found: dict[str, Any] = {"case": one.case, "number": one.number, "limits": limits}
    return found | ({"paused": [pause.as_record() for pause in one.paused]} if one.paused else {})


def _passed(deadline: Deadline | None, inputs: Inputs) -> bool:
    """Whether the log's own deadline is over, with all that was extended and paused."""
    assert inputs.now is not None  # noqa: S101 - a run from open cases has it
    return deadline is not None and deadline.at is not None and wall(deadline.at) <= inputs.now


def _deadline(one: OpenCase, name: str) -> Deadline | None:
    """The clock of the log that counts this limit."""
    element = name.partition(BETWEEN)[2].rpartition("/")[2]
    for deadline in one.deadlines:
        if deadline.limit == limit_id(name) and (not element or deadline.element == element):
            return deadline
    return None
