"""The fold: a case's state after each of its events.

`apply` is the only way the state changes, live and in replay alike. It decides nothing: whatever had to be decided or
computed stands in the fact.
"""

from __future__ import annotations

from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases.state import (
    CaseState,
    OpenIncident,
    OpenMaterial,
    OpenPause,
    OpenRun,
    OpenScope,
    OpenStep,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Changes = dict[str, Any]
"""The fields that a fact changes, with their new values."""
_FIELDS = tuple(field.name for field in fields(CaseState))
_VALUES = attrgetter(*_FIELDS)


def apply(state: CaseState, event: facts.Event) -> CaseState:
    """The state after the event."""
    applier = _APPLIERS.get(type(event.fact))
    changes = applier(state, event.fact, event) if applier else {}
    kept = zip(_FIELDS, _VALUES(state), strict=True)  # what `replace` does, without its look at every field
    return CaseState(**{**dict(kept), **changes, "seq": event.seq, "last_at": event.at})


def fold(events: Iterable[facts.Event]) -> CaseState:
    """The state that a whole log adds up to."""
    state = CaseState()
    for event in events:
        state = apply(state, event)
    return state


def _with(mapping: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {**mapping, key: value}


def _without(mapping: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k != key}


def _not_of(pauses: Mapping[str, OpenPause], token: str) -> dict[str, OpenPause]:
    """A pause of one step or scope ends with it."""
    return {key: pause for key, pause in pauses.items() if pause.scope != token}


# ── the case ────


def _started(state: CaseState, fact: facts.CaseStarted, event: facts.Event) -> Changes:  # noqa: ARG001
    return {
        "status": "received",
        "process": fact.process,
        "version": fact.version,
        "number": fact.number,
        "place": fact.place,
        "starter": event.actor,
        "received_at": event.at,
    }


def _correction_requested(state: CaseState, fact: facts.CorrectionRequested, _: facts.Event) -> Changes:
    before = state.application(fact.scope)
    after = replace(before, corrections=before.corrections + 1)
    applications = _with(state.applications, fact.scope or "", after)
    return {"applications": applications, "status": "correcting" if fact.scope is None else state.status}


def _correction_submitted(state: CaseState, fact: facts.CorrectionSubmitted, _: facts.Event) -> Changes:
    return {"status": "received" if fact.scope is None else state.status}


def _accepted(state: CaseState, fact: facts.CaseAccepted, _: facts.Event) -> Changes:
    after = replace(state.application(fact.scope), accepted_at=fact.effective_at)
    applications = _with(state.applications, fact.scope or "", after)
    if fact.scope is not None:
        return {"applications": applications}
    return {"applications": applications, "status": "accepted", "accepted_at": fact.effective_at}


def _refused(state: CaseState, fact: facts.CaseRefused, _: facts.Event) -> Changes:
    return {"status": "refused" if fact.scope is None else state.status}


def _withdrawn(state: CaseState, fact: facts.CaseWithdrawn, _: facts.Event) -> Changes:
    return {"status": "withdrawn" if fact.scope is None else state.status}


def _completed(state: CaseState, fact: facts.CaseCompleted, event: facts.Event) -> Changes:  # noqa: ARG001
    return {
        "status": fact.outcome if fact.outcome in ("refused", "withdrawn") else "completed",
        "outcome": fact.outcome,
        "end": fact.end,
        "closed_at": event.at,
        "pauses": {},
        "incidents": {},
    }


def _promised(state: CaseState, fact: facts.MaterialsPromised, _: facts.Event) -> Changes:
    promised = {material: OpenMaterial("promised", fact.due_at) for material in fact.materials}
    return {"materials": {**state.materials, **promised}}


def _chased(state: CaseState, fact: facts.MaterialChased, _: facts.Event) -> Changes:
    after = replace(state.materials[fact.material], chased=True)
    return {"materials": _with(state.materials, fact.material, after)}


def _supplied(state: CaseState, fact: facts.MaterialSupplied, _: facts.Event) -> Changes:
    return {"materials": _with(state.materials, fact.material, OpenMaterial("supplied"))}


# ── steps and scopes ────


def _scope_opened(state: CaseState, fact: facts.ScopeOpened, _: facts.Event) -> Changes:
    return {"scopes": _with(state.scopes, fact.token, OpenScope(fact.step, fact.token, fact.scope, fact.name))}


def _scope_closed(state: CaseState, fact: facts.ScopeClosed, _: facts.Event) -> Changes:
    return {
        "scopes": _without(state.scopes, fact.token),
        "applications": _without(state.applications, fact.token),
        "pauses": _not_of(state.pauses, fact.token),
    }


def _step_opened(state: CaseState, fact: facts.StepOpened, event: facts.Event) -> Changes:
    step = OpenStep(
        step=fact.step,
        token=fact.token,
        scope=fact.scope,
        scopes=fact.scopes,
        name=fact.name,
        department=fact.department,
        role=fact.role,
        time=fact.time,
        opened_at=event.at,
        opened_seq=event.seq,
    )
    return {"steps": _with(state.steps, fact.token, step)}


def _claimed(state: CaseState, fact: facts.StepClaimed, _: facts.Event) -> Changes:
    return {"steps": _with(state.steps, fact.token, replace(state.steps[fact.token], assignee=fact.user))}


def _released(state: CaseState, fact: facts.StepReleased, _: facts.Event) -> Changes:
    return {"steps": _with(state.steps, fact.token, replace(state.steps[fact.token], assignee=None))}


def _step_closed(
    state: CaseState, fact: facts.StepCompleted | facts.StepReturned | facts.StepCancelled, _: facts.Event
) -> Changes:
    return {"steps": _without(state.steps, fact.token), "pauses": _not_of(state.pauses, fact.token)}


# ── time ────


def _clock_started(state: CaseState, fact: facts.ClockStarted, _: facts.Event) -> Changes:
    return {"runs": _with(state.runs, fact.run, OpenRun(fact.limit, fact.token))}


def _clock_stopped(state: CaseState, fact: facts.ClockStopped, _: facts.Event) -> Changes:
    return {
        "runs": _without(state.runs, fact.run),
        "warned": state.warned - {fact.run},
        "breached": state.breached - {fact.run},
        "extended": _without(state.extended, fact.run),
    }


def _pause_started(state: CaseState, fact: facts.PauseStarted, event: facts.Event) -> Changes:
    pause = OpenPause(fact.pause, fact.kind, fact.scope, event.at)
    return {"pauses": _with(state.pauses, fact.pause, pause), "pauses_begun": state.pauses_begun + 1}


def _pause_ended(state: CaseState, fact: facts.PauseEnded, _: facts.Event) -> Changes:
    return {"pauses": _without(state.pauses, fact.pause)}


def _extended(state: CaseState, fact: facts.LimitExtended, event: facts.Event) -> Changes:
    extended = _with(state.extended, fact.run, state.extended.get(fact.run, 0) + 1)
    return {"extended": extended, **_lamp_anew(state, fact, event)}


def _lamp_anew(
    state: CaseState, fact: facts.LimitExtended | facts.ClockRestarted | facts.ClockReprojected, _: facts.Event
) -> Changes:
    return {"warned": state.warned - {fact.run}, "breached": state.breached - {fact.run}}


def _warned(state: CaseState, fact: facts.DeadlineWarned, _: facts.Event) -> Changes:
    return {"warned": state.warned | {fact.run}}


def _breached(state: CaseState, fact: facts.LimitBreached, _: facts.Event) -> Changes:
    return {"breached": state.breached | {fact.run}}


# ── faults ────


def _incident_raised(state: CaseState, fact: facts.IncidentRaised, _: facts.Event) -> Changes:
    incident = OpenIncident(fact.incident, fact.token, fact.message)
    return {
        "incidents": _with(state.incidents, fact.incident, incident),
        "incidents_raised": state.incidents_raised + 1,
    }


def _incident_resolved(state: CaseState, fact: facts.IncidentResolved, _: facts.Event) -> Changes:
    return {"incidents": _without(state.incidents, fact.incident)}


_APPLIERS: Mapping[type[facts.Fact], Callable[[CaseState, Any, facts.Event], Changes]] = {
    facts.CaseStarted: _started,
    facts.CorrectionRequested: _correction_requested,
    facts.CorrectionSubmitted: _correction_submitted,
    facts.CaseAccepted: _accepted,
    facts.CaseRefused: _refused,
    facts.CaseWithdrawn: _withdrawn,
    facts.CaseCompleted: _completed,
    facts.MaterialsPromised: _promised,
    facts.MaterialChased: _chased,
    facts.MaterialSupplied: _supplied,
    facts.ScopeOpened: _scope_opened,
    facts.ScopeClosed: _scope_closed,
    facts.StepOpened: _step_opened,
    facts.StepClaimed: _claimed,
    facts.StepReleased: _released,
    facts.StepCompleted: _step_closed,
    facts.StepReturned: _step_closed,
    facts.StepCancelled: _step_closed,
    facts.ClockStarted: _clock_started,
    facts.ClockStopped: _clock_stopped,
    facts.PauseStarted: _pause_started,
    facts.PauseEnded: _pause_ended,
    facts.LimitExtended: _extended,
    facts.ClockRestarted: _lamp_anew,
    facts.ClockReprojected: _lamp_anew,
    facts.DeadlineWarned: _warned,
    facts.LimitBreached: _breached,
    facts.IncidentRaised: _incident_raised,
    facts.IncidentResolved: _incident_resolved,
}
