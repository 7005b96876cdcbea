"""The messages a case waits for: which there are, and who may send them.

What is waited for follows from the token game alone; the log says only what came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.cases import people
from engine.cases.commands import forbidden, invalid_state

if TYPE_CHECKING:
    from engine.cases.commands import Command
    from engine.cases.turn import Live
    from engine.views import Actor
    from workflows.model import Element, Message

WORD = "send-message"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A message that one place of the diagram waits for."""

    token: str
    element: Element
    message: Message

    @property
    def department(self) -> str | None:
        """Whose it is to record the message."""
        return self.element.department

    @property
    def role(self) -> str | None:
        """The role it takes."""
        return self.element.role

    @property
    def name(self) -> str:
        """What the place is called."""
        return self.element.name or self.message.name


def messages(live: Live) -> tuple[Awaited, ...]:
    """Everything that is waited for, oldest first."""
    found = []
    for node in live.instance.open:
        element = live.definition.models[node.process].elements[node.element]
        if node.kind == "message" and element.message is not None:
            found.append(Awaited(node.token, element, element.message))
    return tuple(found)


def why_not(live: Live, message: Awaited, actor: Actor) -> str | None:
    """Why it is not the actor's to send it, as the rest of a sentence; None when it is."""
    return people.why_not_step(actor, message, owner=people.owns(actor, live.state, live.applicant))


def meant(live: Live, command: Command, name: str) -> Awaited:
    """The one that a command means: by the message's name or id, by its element or token, or because it can only mean
    that one.

    Raises:
        Refused: It is not waited for, is somebody else's, or several may be meant.
    """
    waiting = messages(live)
    found = [m for m in waiting if name in ("", m.message.name, m.message.id)]
    found = [m for m in found if command.step in (None, m.token, m.element.id)]
    if not found:
        asked = name or command.step or "any"
        there = ", ".join(sorted({m.message.name for m in waiting})) or "none"
        raise invalid_state(f"Expected a message that is waited for, but {asked[:80]!r} is none; there are: {there}")
    mine = [m for m in found if why_not(live, m, command.actor) is None]
    if not mine:
        why = why_not(live, found[0], command.actor)
        raise forbidden(f"Expected to send a message of yours, but {found[0].message.name} is not: {why}")
    if len(mine) > 1:
        names = ", ".join(sorted(m.token for m in mine))
        raise invalid_state(f"Expected to be told which message to send, but several are waited for: {names}")
    return mine[0]
