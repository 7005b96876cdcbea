"""From one event to the rows of the lists that it adds or closes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases import tokens
from models import NEVER

if TYPE_CHECKING:
    from datetime import datetime

    from engine.cases.rows import Writes
    from engine.cases.turn import Turn
    from engine.events import Event

Row = dict[str, Any]


def project(turn: Turn, event: Event, found: Writes) -> None:
    """Add the rows that one event asks for."""
    case, fact = turn.live.case, event.fact
    match fact:
        case facts.StepOpened():
            found.new_steps.append(_new_step(case, fact, event))
        case facts.StepCompleted() | facts.StepReturned():
            decision = fact.decision if isinstance(fact, facts.StepCompleted) else "return"
            found.closed_steps.append(_closed(case, event, "done", decision))
        case facts.StepCancelled():
            found.closed_steps.append(_closed(case, event, "cancelled", None))
        case facts.ClockStarted():
            found.new_clocks.append(_new_clock(turn, fact, event))
        case facts.ClockStopped():
            found.stopped_clocks.append(_stopped_clock(turn, fact, event))
        case facts.MaterialsPromised():
            found.materials.extend(_material(turn, m, "promised", fact.due_at, None) for m in fact.materials)
        case facts.MaterialSupplied():
            found.materials.append(_material(turn, fact.material, "supplied", None, event.at))
        case facts.IncidentRaised():
            found.incidents.append(_incident(case, fact, event))
        case facts.IncidentResolved():
            found.incidents.append({"case_id": case, "incident": fact.incident, "at": event.at, "note": fact.note})


def _new_step(case: str, fact: facts.StepOpened, event: Event) -> Row:
    return {
        "case_id": case,
        "token": fact.token,
        "step": fact.step,
        "name": fact.name,
        "department": fact.department,
        "role": fact.role,
        "assignee": None,
        "time": fact.time,
        "scope": fact.scope,
        "state": "open",
        "opened_at": event.at,
        "opened_seq": event.seq,
        **NO_CLOCK,
    }


NO_CLOCK: Row = {
    "run": None,
    "limit_id": None,
    "deadline_at": None,
    "warn_at": None,
    "due_at": NEVER,
    "paused": False,
}


def _closed(case: str, event: Event, state: str, decision: str | None) -> Row:
    return {
        "c": case,
        "t": getattr(event.fact, "token", ""),
        "state": state,
        "closed_at": event.at,
        "closed_seq": event.seq,
        "decision": decision,
        "actor": event.actor,
    }


def _new_clock(turn: Turn, fact: facts.ClockStarted, event: Event) -> Row:
    limit = turn.rules.limit(fact.limit)
    element = turn.element(fact.token) if fact.token else None
    step = turn.state.steps.get(fact.token or "")
    lead = limit.departments.lead or limit.departments.responsible
    return {
        "case_id": turn.live.case,
        "run": fact.run,
        "limit_id": fact.limit,
        "document": limit.document,
        "clause": limit.clause,
        "element": tokens.element_id(fact.token) if fact.token else None,
        "element_name": (element.name or element.id) if element else "",
        "department": step.department if step else next(iter(lead), None),
        "started_at": fact.starts_at,
        "started_seq": event.seq,
        "unit": turn.rules.rule(fact.limit).reading_unit.value,
        "calendar_version": turn.rules.calendar.version,
        "limit_version": fact.limit_version,
        "rule": turn.rules.rule(fact.limit).to_json(),
        **_CLOCK_AT_START,
    }


_CLOCK_AT_START: Row = {
    "state": "running",
    "deadline_at": None,
    "warn_at": None,
    "due_at": NEVER,
    "remaining": None,
}


def _stopped_clock(turn: Turn, fact: facts.ClockStopped, event: Event) -> Row:
    turn.live.written.pop(("clock", fact.run), None)
    return {
        "c": turn.live.case,
        "r": fact.run,
        "state": "stopped",
        "ended_at": event.at,
        "deadline_at": fact.deadline_at,
        "verdict": fact.verdict,
        "elapsed": fact.elapsed,
        "over": fact.over,
        "stopped_seq": event.seq,
        "calendar_version": fact.calendar_version,
        "limit_version": fact.limit_version,
    }


def _material(turn: Turn, material: str, state: str, due_at: datetime | None, supplied_at: datetime | None) -> Row:
    names = {m.id: m.name for m in turn.definition.model.materials}
    return {
        "case_id": turn.live.case,
        "material": material,
        "name": names.get(material, material),
        "state": state,
        "due_at": due_at,
        "supplied_at": supplied_at,
    }


def _incident(case: str, fact: facts.IncidentRaised, event: Event) -> Row:
    return {
        "case_id": case,
        "incident": fact.incident,
        "token": fact.token,
        "message": fact.message,
        "raised_at": event.at,
    }
