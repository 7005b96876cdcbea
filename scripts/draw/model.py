"""What a drawing says, before it has coordinates.

Positions are ranks: a node stands in a column (counted from the left) and in a row of its lane. Nodes of a
sub-process name it as their `parent`; the sub-process has no position of its own, it is the frame around its nodes.
"""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SIZES = {
    "step": (130, 66),
    "service": (130, 66),
    "call": (130, 66),
    "script": (130, 66),
    "receive": (130, 66),
    "start": (36, 36),
    "end": (36, 36),
    "terminate": (36, 36),
    "milestone": (36, 36),
    "timer": (36, 36),
    "message": (36, 36),
    "boundary": (36, 36),
    "exclusive": (50, 50),
    "parallel": (50, 50),
    "inclusive": (50, 50),
    "event_gateway": (50, 50),
}
GATEWAYS = ("exclusive", "parallel", "inclusive", "event_gateway")
EVENTS = ("start", "end", "terminate", "milestone", "timer", "message", "boundary")
TASKS = ("step", "service", "call", "script", "receive")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; see `banjie:field`."""

    id: str
    label: str
    type: str = "text"
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    maximum_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to complete a step; see `banjie:decision`."""

    value: str
    label: str
    returns: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that something is under; see `banjie:limit`."""

    ref: str
    starts_at: str | None = None
    ends_at: str | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """A paper the applicant brings; see `banjie:material`."""

    id: str
    name: str
    tolerable: bool = False
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the pool; `rows` is how many ranks of nodes it holds (a half for a step between two rows)."""

    id: str
    name: str
    department: str
    rows: float = 1


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node. `column` and `row` are its place, `dx` moves it by pixels. A boundary event has a `host` and the
    `side` of the host it stands on instead, a sub-process neither.

    `timer` is of a boundary event and of a `timer` (an intermediate one): the attributes of `banjie:timer`, as a pair
    `("limit", "x/1")` or a mapping `{"quantity": "15", "unit": "minute", "repeat": "3"}`. `interrupting` is of a
    boundary event.
    `message` is of a `message` (an intermediate event), a `receive` (a task) and a boundary event: the name by which it
    is sent; `role`, `department` and `fields` then say who sends it and what it tells.
    `assigns` are a script's: pairs of a variable and an expression, `(("returns", "coalesce(returns, 0) + 1"),)`.
    `restarts` are the ids of limits that begin to count anew where a token passes a milestone or a script, from now
    or `since` a step that leads there was opened.
    """

    id: str
    kind: str
    name: str = ""
    doc: str = ""
    lane: str = ""
    column: float = 0
    row: float = 0
    dx: float = 0
    side: str = "bottom"
    parent: str | None = None
    host: str | None = None
    department: str | None = None
    role: str | None = None
    time: str | None = None
    intake: str | None = None
    decides: str | None = None
    decisions: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    needs: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    service: str | None = None
    timer: tuple[str, str] | Mapping[str, str] | None = None
    message: str | None = None
    interrupting: bool = True
    assigns: tuple[tuple[str, str], ...] = ()
    restarts: tuple[str, ...] = ()
    since: str | None = None
    outcome: str | None = None
    calls: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `when` is its condition; `default` marks the way taken when no other holds."""

    source: str
    target: str
    label: str = ""
    when: str | None = None
    default: bool = False

    @property
    def id(self) -> str:
        """Its id in the file, from the two ends."""
        return f"flow_{self.source}_to_{self.target}"


@dataclass(slots=True)
class Drawing:
    """One process, filled step by step by a file of `processes/`."""

    id: str
    name: str
    file: str
    doc: str
    place: str
    document: str
    project_type: str | None = None
    limits: tuple[Limit, ...] = ()
    facts: tuple[Field, ...] = ()
    materials: tuple[Material, ...] = ()
    lanes: list[Lane] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    _parent: str | None = None

    def lane(self, lane: str, name: str, rows: float = 1, department: str | None = None) -> None:
        """Add a lane below the ones there are."""
        self.lanes.append(Lane(lane, name, department or lane, rows))

    def add(self, kind: str, node: str, name: str, at: tuple[str, float, float], **more: object) -> str:
        """Add a node at (lane, column, row)."""
        if node in self.nodes:
            raise ValueError(f"Expected every node of {self.id} to have its own id, but {node} comes twice.")
        lane, column, row = at
        self.nodes[node] = Node(node, kind, name, lane=lane, column=column, row=row, parent=self._parent, **more)  # type: ignore[arg-type]
        return node

    def step(self, node: str, name: str, at: tuple[str, float, float], **more: object) -> str:
        """Add a step that a person does."""
        return self.add("step", node, name, at, **more)

    def boundary(
        self, node: str, name: str, host: str, timer: tuple[str, str] | Mapping[str, str] | None = None, **more: object
    ) -> str:
        """Add an event on the border of `host`: a timer or a `message`, interrupting unless `interrupting=False`."""
        under = self.nodes[host]
        at = (under.lane, under.column, under.row)
        return self.add("boundary", node, name, at, host=host, timer=timer, **more)

    @contextmanager
    def sub_process(self, node: str, name: str, doc: str, limits: Sequence[str] = ()) -> Iterator[None]:
        """Add a sub-process; nodes added inside the `with` belong to it."""
        self.add("sub_process", node, name, ("", 0, 0), doc=doc, limits=tuple(Limit(reference) for reference in limits))
        outer, self._parent = self._parent, node
        yield
        self._parent = outer

    def flow(self, source: str, target: str, label: str = "", when: str | None = None) -> None:
        """Add a flow with a condition (`when`) or without."""
        self.flows.append(Flow(source, target, label, when))

    def default(self, source: str, target: str, label: str = "") -> None:
        """Add the flow taken when no other holds."""
        self.flows.append(Flow(source, target, label, default=True))

    def chain(self, *nodes: str) -> None:
        """Join the nodes one after the other."""
        for source, target in itertools.pairwise(nodes):
            self.flow(source, target)

    def children(self, parent: str | None) -> list[Node]:
        """The nodes directly inside `parent` (None: the process itself)."""
        return [node for node in self.nodes.values() if node.parent == parent]
