"""What the second token game keeps: marks in frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workflows.model import Element, Kind, ProcessModel

WAITING = (Kind.STEP, Kind.SERVICE, Kind.TIMER, Kind.MESSAGE, Kind.RECEIVE)
JOINS = (Kind.PARALLEL, Kind.INCLUSIVE)
SCOPES = (Kind.SUB_PROCESS, Kind.CALL)
TOLD = (Kind.MILESTONE, Kind.SCRIPT, Kind.END, Kind.TERMINATE)


class Stuck(Exception):  # noqa: N818
    """The process cannot go on: the engine must raise a fault at the same command."""


@dataclass(eq=False)
class Mark:
    """Something that waits at an element: a step, a timer, a token at a join, a scope, or a multi-instance."""

    frame: Frame
    element: Element
    rounds: tuple[int, ...]
    name: str = ""
    flow: str | None = None
    inner: Frame | None = None
    group: Group | None = None
    host: Mark | None = None
    item: Any = None
    turn: int = 0
    race: object = None  # the same for all that wait behind one passing of an event-based gateway


@dataclass(eq=False)
class Group:
    """A multi-instance as a whole."""

    items: list[Any]
    begun: int = 0
    done: int = 0
    first: str = ""
    members: list[Mark] = field(default_factory=list)


@dataclass(eq=False)
class Frame:
    """A process or a sub-process that runs."""

    model: ProcessModel
    level: str | None
    counts: dict[str, int]
    prefix: str = ""
    scopes: tuple[str, ...] = ()
    owner: Mark | None = None
    items: dict[str, Any] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)  # the last round that went through a parallel join
    marks: list[Mark] = field(default_factory=list)
    running: int = 0  # arrivals that are still in the queue
    over: bool = False
