"""Finding the step that a command means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cases import people
from engine.cases.commands import invalid_state, not_found

if TYPE_CHECKING:
    from engine.cases.commands import Command
    from engine.cases.state import OpenStep
    from engine.cases.turn import Turn
    from workflows.model import Intake


def open_step(turn: Turn, command: Command, intake: Intake | None = None) -> OpenStep:
    """The open step that the command names by element or token, or the one it can only mean.

    Raises:
        Refused: There is no such step, it is not open, or several may be meant.
    """
    candidates = [s for s in turn.state.steps.values() if intake is None or turn.element(s.token).intake is intake]
    if command.step is not None:
        return _named(turn, command, candidates)
    if not candidates:
        raise invalid_state(f"Expected an open step to {command.word}, but {_standing(turn)}")
    if len(candidates) > 1:
        owner = people.owns(command.actor, turn.state, turn.live.applicant)
        mine = [s for s in candidates if people.why_not_step(command.actor, s, owner=owner) is None]
        candidates = mine if len(mine) == 1 else candidates
    if len(candidates) > 1:
        names = ", ".join(sorted(s.token for s in candidates))
        raise invalid_state(f"Expected to be told which step to {command.word}, but several are open: {names}")
    return candidates[0]


def _named(turn: Turn, command: Command, candidates: list[OpenStep]) -> OpenStep:
    name = command.step or ""
    found = [s for s in candidates if name in (s.token, s.step)]
    if len(found) > 1:
        own = [s for s in found if s.assignee == command.actor.id]
        found = own if len(own) == 1 else found
    if len(found) > 1:
        names = ", ".join(sorted(s.token for s in found))
        raise invalid_state(f"Expected one open step {name}, but there are several: {names}. Name one of them")
    if found:
        return found[0]
    if any(name in (s.token, s.step) for s in turn.state.steps.values()):
        raise invalid_state(f"Expected a step that one can {command.word}, but {name} is not of that kind")
    element = name.rpartition("/")[2].partition("#")[0]
    if not any(element in model.elements for model in turn.definition.models.values()):
        raise not_found(f"Expected a step of process {turn.definition.process}, but it has no element {name!r}")
    raise invalid_state(f"Expected step {name} to be open, but it is not: {_standing(turn)}")


def _standing(turn: Turn) -> str:
    state = turn.state
    if state.closed:
        return f"case {state.number} is finished ({state.outcome})"
    steps = ", ".join(sorted(s.step for s in state.steps.values())) or "none"
    return f"the case is {state.shown_state} and its open steps are: {steps}"
