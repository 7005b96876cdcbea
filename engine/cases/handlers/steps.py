"""Claiming and releasing a step, sending the work back, trying a failed service again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases import due, flow, lookup, people
from engine.cases.commands import forbidden, invalid_argument, invalid_state, not_found
from engine.cases.flow import Closing
from engine.cases.given import Given
from engine.cases.handlers.completing import check_may_finish
from engine.execution import Opened
from workflows.model import Intake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.cases.commands import Command
    from engine.cases.state import OpenStep
    from engine.cases.turn import Turn
    from engine.execution import Change


def claim(turn: Turn, command: Command) -> None:
    """Take a step for oneself."""
    step = lookup.open_step(turn, command)
    Given(command.data, command.word).done()
    if step.assignee is not None:
        whose = "you have" if step.assignee == command.actor.id else f"{step.assignee} has"
        raise invalid_state(f"Expected an unclaimed step, but {whose} claimed {step.step} ({step.name}) already")
    people.check_step(command.actor, step, "claim", owner=_owner(turn, command))
    turn.record(facts.StepClaimed(step.token, command.actor.id))


def release(turn: Turn, command: Command) -> None:
    """Give a step back to the department."""
    step = lookup.open_step(turn, command)
    Given(command.data, command.word).done()
    if step.assignee is None:
        raise invalid_state(f"Expected a claimed step, but nobody has claimed {step.step} ({step.name})")
    leads = "lead" in command.actor.roles and command.actor.department == step.department
    if step.assignee != command.actor.id and not (command.actor.is_admin or leads):
        raise forbidden(f"Expected to release a step of yours, but {step.assignee} has claimed {step.step}")
    turn.record(facts.StepReleased(step.token))


def send_back(turn: Turn, command: Command) -> None:
    """Send the work back (退回): to the step named in `to`, by the drawn way back, or to the step before."""
    step = lookup.open_step(turn, command)
    check_may_finish(turn, command, step)
    given = Given(command.data, command.word)
    to, reason, opinion = given.text("to"), given.text("reason"), given.text("opinion")
    decision = given.text("decision")
    given.done()
    reason = reason or opinion
    element = turn.element(step.token)
    if element.intake is not None:
        raise invalid_state(
            f"Expected a step after acceptance to return, but {step.step} ({step.name}) stands at the front of the case"
        )
    drawn = [d.value for d in element.decisions if d.returns and decision in ("", d.value)]
    if not to and drawn:
        changes: Sequence[Change] = turn.live.instance.complete(step.token, {element.decides: drawn[0]})
        to = _first_opened(changes) or drawn[0]
    else:
        changes = _move(turn, step, to)
        to = _first_opened(changes) or to
    returned = facts.StepReturned(step.step, step.token, to, reason)
    flow.absorb(turn, changes, {step.token: Closing(returned)}, reason="returned")


def _move(turn: Turn, step: OpenStep, to: str) -> Sequence[Change]:
    targets = turn.live.instance.return_targets(step.token)
    if not targets:
        raise invalid_state(f"Expected an earlier step to return to, but {step.step} ({step.name}) has none before it")
    target = to or targets[-1]
    if target not in targets:
        raise invalid_argument(
            f"Expected an earlier step of the same branch, one of {', '.join(targets)}, but {target!r} came"
        )
    if turn.definition.models[turn.definition.process_of(step.token)].elements[target].intake is Intake.CORRECTION:
        raise invalid_argument(f"Expected a step to return to that is not the applicant's correction, but {target} is")
    return turn.live.instance.move(step.token, target)


def _first_opened(changes: Sequence[Change]) -> str | None:
    return next((c.element for c in changes if isinstance(c, Opened) and c.kind == "step"), None)


def retry(turn: Turn, command: Command) -> None:
    """Go on after an incident: a failed service is tried again."""
    given = Given(command.data, command.word)
    name, note = given.text("incident"), given.text("note")
    given.done()
    if not (command.actor.is_admin or command.actor.roles & {"lead", "counter"}):
        raise forbidden("Expected an administrator, a lead or the counter to retry, but you are none of them")
    found = [
        i
        for i in turn.state.incidents.values()
        if (not name or i.incident == name)
        and (command.step is None or (i.token or "").endswith(command.step) or _element(i.token) == command.step)
    ]
    if not found:
        raise not_found(
            "Expected an incident to retry, but none is open" + (f" at {command.step}" if command.step else "")
        )
    incident = found[0]
    turn.record(facts.IncidentResolved(incident.incident, note))
    if ("token", incident.token) in turn.live.timers:
        due.let_go(turn, incident.token or "")
    elif incident.token is not None and incident.token not in turn.state.steps:
        flow.perform_again(turn, incident.token)


def _element(token: str | None) -> str:
    return (token or "").rpartition("/")[2].partition("#")[0]


def _owner(turn: Turn, command: Command) -> bool:
    return people.owns(command.actor, turn.state, turn.live.applicant)
