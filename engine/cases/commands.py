"""What may be asked of a case, and how the answer looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.events import Event
    from engine.views import Actor


@dataclass(frozen=True, slots=True)
class Command:
    """A request. `word` is the command's name in kebab-case, `at` the instant it is given, `command_id` its sender's
    own name for it: the same id again gets the first answer. `step` is an element's id or a token. With
    `expected_version` the command is refused when somebody else changed the case in between.
    """

    case: str
    word: str
    actor: Actor
    at: datetime
    command_id: str
    step: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command did: the facts it recorded (those of timers that were due before it included) and the version
    at which the case stands now.
    """

    case: str
    version: int
    events: tuple[Event, ...]


class RejectionKind(StrEnum):
    """Why a command was refused."""

    NOT_FOUND = "not_found"
    INVALID_STATE = "invalid_state"
    FORBIDDEN = "forbidden"
    INVALID_ARGUMENT = "invalid_argument"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A refused command: nothing was changed. `sentence` says what was expected and what came."""

    kind: RejectionKind
    sentence: str


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault of ours
    """How a check or a handler says no; the service turns it into a `Rejection`."""

    def __init__(self, kind: RejectionKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence

    @property
    def rejection(self) -> Rejection:
        """The answer."""
        return Rejection(self.kind, self.sentence)


def not_found(sentence: str) -> Refused:
    """What was named does not exist."""
    return Refused(RejectionKind.NOT_FOUND, sentence)


def invalid_state(sentence: str) -> Refused:
    """The case does not stand where this is possible."""
    return Refused(RejectionKind.INVALID_STATE, sentence)


def forbidden(sentence: str) -> Refused:
    """It is not this person's to do."""
    return Refused(RejectionKind.FORBIDDEN, sentence)


def invalid_argument(sentence: str) -> Refused:
    """The data given with the command do not fit."""
    return Refused(RejectionKind.INVALID_ARGUMENT, sentence)


def conflict(sentence: str) -> Refused:
    """Somebody else was faster, or the command's id was used for something else."""
    return Refused(RejectionKind.CONFLICT, sentence)
