"""What a command did to an instance, in order, and what stands open after it: plain frozen values.

`element` is the id in its own diagram and `process` the id of that diagram. `token` is one entry into the element,
`scope` the token of the sub-process or call around it (None at the top), `scopes` all of those, outermost first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

How = Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A step or a service waits to be completed. `item` is what a multi-instance hands to this one of its
    instances: the item of the collection, or its index from 0.
    """

    element: str
    token: str
    scope: str | None
    scopes: tuple[str, ...]
    kind: Literal["step", "service"]
    process: str
    item: Any = None


@dataclass(frozen=True, slots=True)
class Closed:
    """A step or a service waits no more."""

    token: str
    how: How


@dataclass(frozen=True, slots=True)
class ScopeEntered:
    """A sub-process or a called process began. `item` as in `Opened`."""

    element: str
    token: str
    scope: str | None
    process: str
    item: Any = None


@dataclass(frozen=True, slots=True)
class ScopeLeft:
    """A sub-process or a called process ended."""

    token: str
    how: How


@dataclass(frozen=True, slots=True)
class Passed:
    """A token passed a milestone or a script, or reached an end event."""

    element: str
    token: str
    scope: str | None
    process: str


@dataclass(frozen=True, slots=True)
class TimerArmed:
    """A timer waits to be fired. `host` is the token of the activity it stands on, None for a catch event. On a
    multi-instance activity the host is the first instance, also after that one is done.
    """

    element: str
    token: str
    scope: str | None
    host: str | None
    process: str


@dataclass(frozen=True, slots=True)
class TimerDisarmed:
    """A timer waits no more, and did not fire."""

    token: str


@dataclass(frozen=True, slots=True)
class MessageAwaited:
    """A message can be received. Fields as in `TimerArmed`; behind an event-based gateway `host` is None as well."""

    element: str
    token: str
    scope: str | None
    host: str | None
    process: str


@dataclass(frozen=True, slots=True)
class MessageDropped:
    """A message is not waited for any more, and did not come."""

    token: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The instance came to its end. `ends` are the end events of the main process that were reached, each once, the
    one reached last at the end. A cancelled instance has no such change: whoever cancels it knows why.
    """

    ends: tuple[str, ...]


Change = (
    Opened
    | Closed
    | ScopeEntered
    | ScopeLeft
    | Passed
    | TimerArmed
    | TimerDisarmed
    | MessageAwaited
    | MessageDropped
    | Finished
)


@dataclass(frozen=True, slots=True)
class OpenNode:
    """What waits: a step, a service, a timer or a message with its host. Fields as in `Opened` and `TimerArmed`."""

    element: str
    token: str
    scope: str | None
    scopes: tuple[str, ...]
    kind: Literal["step", "service", "timer", "message"]
    process: str
    host: str | None = None
    item: Any = None
