"""What Banjie does by itself when a case comes to a service step.

A service is a function of the case and the step. It returns a note for the log; when it raises, the instance stops
there with an incident until a person has it tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """What a service is told: the case, the step, and the instant."""

    case: str
    number: str
    process: str
    place: str
    step: str
    name: str
    at: datetime


class ServiceFailed(Exception):  # noqa: N818 - a service says what happened
    """A service could not do its work; the sentence says why."""


Service = Callable[[ServiceCall], str]
Services = Mapping[str, Service]


def push_result(call: ServiceCall) -> str:
    """Make the result known to whoever comes next. The fact itself is the message: the other side reads it from the
    log by its sequence number, so that a result is neither lost nor delivered twice.
    """
    return f"{call.number} {call.name}"


def notify(call: ServiceCall) -> str:
    """Tell a department or the applicant; it appears in their events."""
    return f"{call.number} {call.name}"


STANDARD: Services = {"push_result": push_result, "notify": notify}
