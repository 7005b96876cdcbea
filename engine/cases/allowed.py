"""Which commands somebody may use on a case as it stands: the same checks that a command meets, asked beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cases import awaited, people
from engine.views import MessageView
from workflows.model import Intake, TimeKind

if TYPE_CHECKING:
    from engine.cases.rules import Rules
    from engine.cases.state import OpenStep
    from engine.cases.turn import Live
    from engine.views import Actor


def on_case(live: Live, rules: Rules, actor: Actor) -> tuple[str, ...]:
    """The words for the case as a whole."""
    state = live.state
    mine = people.APPLICANT in actor.roles and people.owns(actor, state, live.applicant)
    brings = actor.is_admin or people.COUNTER in actor.roles or mine
    missing = any(m.state == "promised" for m in state.materials.values()) or bool(
        set(live.asked or ()) - {m for m, known in state.materials.items() if known.state == "supplied"}
    )
    if state.closed:
        return ("supply-material",) if brings and missing else ()
    works = _works(live, actor)
    limits = [run.limit for run in state.runs.values()]
    found = {
        "start-pause": works and not any(p.scope is None for p in state.pauses.values()),
        "end-pause": works and bool(state.pauses),
        "extend": works and any(rules.limit(limit).extension for limit in limits),
        "restart": works and any(rules.restarts(limit) for limit in limits),
        "supply-material": brings and missing,
        "send-message": any(m.commands for m in messages(live, actor)),
        "retry": bool(state.incidents) and (actor.is_admin or bool(actor.roles & {"lead", people.COUNTER})),
        "withdraw": brings,
        "void": actor.is_admin,
    }
    return tuple(word for word, allowed in found.items() if allowed)


def messages(live: Live, actor: Actor) -> tuple[MessageView, ...]:
    """What the case waits for, with the word for it where the actor may send it."""
    if live.state.closed:
        return ()
    found = awaited.messages(live)
    may = {m.token for m in found if awaited.why_not(live, m, actor) is None}
    return tuple(
        MessageView(
            step=m.element.id,
            token=m.token,
            name=m.name,
            message=m.message.name,
            department=m.department,
            role=m.role,
            commands=(awaited.WORD,) if m.token in may else (),
        )
        for m in found
    )


def on_step(live: Live, step: OpenStep, actor: Actor) -> tuple[str, ...]:
    """The words for an open step."""
    state = live.state
    owner = people.owns(actor, state, live.applicant)
    if people.why_not_step(actor, step, owner=owner) is not None:
        return ()
    if step.assignee not in (None, actor.id) and not actor.is_admin:
        leads = "lead" in actor.roles and actor.department == step.department
        return ("release",) if leads else ()
    around = (None, step.token, *step.scopes)
    paused = any(pause.scope in around for pause in state.pauses.values())
    held = any(i.token == step.token for i in state.incidents.values())
    found: list[str] = []
    if not held and not (paused and step.time == TimeKind.APPROVAL):
        found.extend(_finishing(live, step))
    found.append("claim" if step.assignee is None else "release")
    if _works(live, actor):
        found.append("end-pause" if paused else "start-pause")
    return tuple(found)


def _finishing(live: Live, step: OpenStep) -> list[str]:
    element = live.definition.element(step.token)
    if element.intake is Intake.REVIEW:
        asked = live.state.application(live.definition.application_scope(step.token)).corrections
        return ["accept", "refuse"] if asked else ["accept", "request-correction", "refuse"]
    if element.intake is Intake.CORRECTION:
        return ["submit-correction"]
    returns = any(d.returns for d in element.decisions) or live.instance.return_targets(step.token)
    return ["complete", "return"] if returns else ["complete"]


def _works(live: Live, actor: Actor) -> bool:
    if actor.is_admin:
        return True
    departments = {step.department for step in live.state.steps.values()}
    here = actor.department in departments or None in departments or people.COUNTER in actor.roles
    return here and bool(actor.roles & people.WORKERS)
