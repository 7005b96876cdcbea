"""A message that comes in from outside of the diagram: the applicant's, a department's, another system's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases import awaited, flow
from engine.cases.given import Given
from engine.cases.handlers.completing import form_values
from engine.cases.turn import private

if TYPE_CHECKING:
    from engine.cases.commands import Command
    from engine.cases.turn import Turn

MAX_NAME = 400


def send(turn: Turn, command: Command) -> None:
    """Record a message and let the token go on that waited for it. Its form's values become variables."""
    given = Given(command.data, command.word)
    message = awaited.meant(turn.live, command, given.text("message", most=MAX_NAME))
    opinion = given.text("opinion")
    element = message.element
    if not element.form:
        given.done()  # else whoever sends it could decide for others: what it names would become variables
    values = form_values(given, element, whole=not command.actor.is_operator)
    digest, payload = private(_kept(opinion, values))
    told = facts.MessageReceived(element.id, message.token, message.message.name, message.name, digest)
    turn.keep(turn.record(told), payload)
    flow.absorb(turn, turn.live.instance.receive(message.token, values), reason=f"message {element.id}")


def _kept(opinion: str, values: dict[str, Any]) -> dict[str, Any]:
    """What is kept outside of the log."""
    found: dict[str, Any] = {}
    if opinion:
        found["opinion"] = opinion
    if values:
        found["data"] = values
    return found
