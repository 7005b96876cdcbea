"""Compiles diagrams for the simulation: what the kernel's tables will say, before any scenario is known.

Every process that the main one calls is compiled once, with its embedded sub-processes, each a *body* whose elements
are numbered; a call or an entry into a sub-process is a frame at run time. Joins get the rounds of `engine.execution`:
each split whose passings are told apart has a column in its tokens, shared with splits that never lie ahead at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.simulation import layout
from engine.simulation.blocks import made_of_blocks
from engine.simulation.errors import SimulationError
from workflows.graph import Edge, Graph
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflows.model import Element, ProcessModel

MAX_DEPTH = 40  # scopes within each other
MAX_INCOMING = 60  # flows into one join

KINDS: Mapping[Kind, int] = {
    Kind.START: layout.PASS,
    Kind.END: layout.END,
    Kind.TERMINATE: layout.TERMINATE,
    Kind.STEP: layout.STEP,
    Kind.SERVICE: layout.SERVICE,
    Kind.SCRIPT: layout.PASS,
    Kind.MILESTONE: layout.PASS,
    Kind.TIMER: layout.TIMER,
    Kind.MESSAGE: layout.TIMER,
    Kind.RECEIVE: layout.TIMER,
    Kind.BOUNDARY: layout.BOUNDARY,
    Kind.EXCLUSIVE: layout.EXCLUSIVE,
    Kind.PARALLEL: layout.PARALLEL,
    Kind.INCLUSIVE: layout.INCLUSIVE,
    Kind.EVENT_GATEWAY: layout.RACE,
    Kind.SUB_PROCESS: layout.SCOPE,
    Kind.CALL: layout.SCOPE,
}
_HOSTS = (Kind.STEP, Kind.SERVICE, Kind.SUB_PROCESS, Kind.CALL, Kind.RECEIVE)
_CHOOSING = (Kind.EXCLUSIVE, Kind.EVENT_GATEWAY)
_JOINS = (Kind.PARALLEL, Kind.INCLUSIVE)


@dataclass(slots=True)
class Way:
    """A sequence flow out of a node. `needed`: the number of the flow among those that a join waits for, from 1; 0
    when its tokens pass alone. `keep`: a bit for each column of rounds that goes along.
    """

    flow: str
    target: int
    condition: str | None
    needed: int = 0
    keep: int = 0


@dataclass(slots=True)
class Node:
    """An element in a body. `place` numbers the nodes of one body; `local` is where its counters stand in a frame."""

    index: int
    process: str
    element: Element
    kind: int
    place: int = 0
    local: int = 0
    ways: list[Way] = field(default_factory=list)
    default: int | None = None
    boundaries: list[int] = field(default_factory=list)
    starts: tuple[int, ...] = ()
    is_join: bool = False
    counts: bool = False  # of a join: one round at a time comes to it, so it goes on when as many have come as it needs
    needed: int = 0
    split: int | None = None
    column: int = -1  # of a split: where its rounds stand
    owners: list[int | None] = field(default_factory=list)
    sources: dict[int, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name wherever elements of several processes are told apart."""
        return f"{self.process}/{self.element.id}"


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """Diagrams ready for simulation. Never changed; any number of runs may share it.

    `nodes` are the elements of the main process and of all it calls. `starts` are where a case begins, `columns` how
    many rounds a token carries, `locals` how many counters a frame holds.
    """

    main: str
    models: Mapping[str, ProcessModel]
    nodes: tuple[Node, ...]
    starts: tuple[int, ...]
    columns: int
    locals: int

    @property
    def steps(self) -> tuple[Node, ...]:
        """The steps and services, in the order of the diagrams."""
        return tuple(n for n in self.nodes if n.kind in (layout.STEP, layout.SERVICE))

    def find(self, name: str) -> tuple[Node, ...]:
        """The nodes of that element id, or of `<process>/<element>`."""
        return tuple(n for n in self.nodes if name in (n.element.id, n.key))


def compile_model(models: Mapping[str, ProcessModel], main: str) -> Compiled:
    """Compile `main` and every process it calls.

    Args:
        models: Processes by id: `main` and what is called. Others are left alone.
        main: The id of the process whose cases are simulated.

    Raises:
        SimulationError: The drawing holds what the simulation does not know, or cannot run; the sentence names it.
    """
    if main not in models:
        raise SimulationError(f"Expected a process {main!r}, but there are only {sorted(models)}")
    used = {process: models[process] for process in _used(models, main)}
    nodes: list[Node] = []
    index: dict[tuple[str, str], int] = {}
    for process, model in used.items():
        for element in model.elements.values():
            index[process, element.id] = len(nodes)
            nodes.append(Node(len(nodes), process, element, _kind(element)))
    for model in used.values():
        _connect(model, nodes, index)
    starts: dict[tuple[str, str | None], tuple[int, ...]] = {}
    columns, most = 0, 0
    for process, model in used.items():
        for parent in (None, *(e.id for e in model.elements.values() if e.kind is Kind.SUB_PROCESS)):
            body = _Body(model, parent, nodes, index)
            starts[process, parent] = body.starts
            columns, most = max(columns, body.columns), max(most, body.number())
    for node in nodes:
        if node.element.kind is Kind.SUB_PROCESS:
            node.starts = starts[node.process, node.element.id]
        elif node.element.kind is Kind.CALL:
            node.starts = starts[node.element.called or "", None]
    return Compiled(main, used, tuple(nodes), starts[main, None], columns, most)


def _kind(element: Element) -> int:
    if element.kind not in KINDS:
        raise SimulationError(
            f"Expected elements that the simulation knows, but {element.id!r} ({element.name or 'no name'}) is of the "
            f"kind {element.kind.value!r}"
        )
    return KINDS[element.kind]


def _used(models: Mapping[str, ProcessModel], main: str) -> list[str]:
    """Every process that `main` needs; a call that comes back to its caller is refused."""
    found: dict[str, None] = {}

    def visit(process: str, path: tuple[str, ...]) -> None:
        if process in path:
            circle = " → ".join((*path[path.index(process) :], process))
            raise SimulationError(f"Expected calls to come to an end, but {circle} calls itself")
        if len(path) > MAX_DEPTH:
            raise SimulationError(f"Expected at most {MAX_DEPTH} calls within each other, but {process!r} is deeper")
        found[process] = None
        for element in models[process].elements.values():
            if element.kind is Kind.CALL:
                if element.called not in models:
                    raise SimulationError(
                        f"Expected {element.id!r} to call a process, but {element.called!r} is not among "
                        f"{sorted(models)}"
                    )
                visit(element.called or "", (*path, process))

    visit(main, ())
    return list(found)


def _connect(model: ProcessModel, nodes: list[Node], index: Mapping[tuple[str, str], int]) -> None:
    for flow in model.flows.values():
        for end in (flow.source, flow.target):
            if end not in model.elements:
                raise SimulationError(f"Expected the flow {flow.id!r} to join two elements, but {end!r} is none")
        if model.elements[flow.source].parent != model.elements[flow.target].parent:
            raise SimulationError(
                f"Expected the flow {flow.id!r} to stay in one sub-process, but it crosses its border"
            )
    for element in model.elements.values():
        node = nodes[index[model.id, element.id]]
        order = {flow: place for place, flow in enumerate(element.outgoing)}
        flows = [flow for flow in model.flows.values() if flow.source == element.id]
        flows.sort(key=lambda flow: order.get(flow.id, len(order)))
        node.ways = [Way(f.id, index[model.id, f.target], f.condition) for f in flows]
        ids = [way.flow for way in node.ways]
        node.default = ids.index(element.default) if element.default in ids else None
        if element.kind is Kind.BOUNDARY:
            host = model.elements.get(element.attached_to or "")
            if host is None or host.kind not in _HOSTS or host.parent != element.parent:
                raise SimulationError(
                    f"Expected {element.id!r} to stand on an activity, but {element.attached_to!r} is none beside it"
                )
            nodes[index[model.id, host.id]].boundaries.append(node.index)


class _Body:
    """One level of a process: what can be said of its joins before it runs."""

    def __init__(
        self, model: ProcessModel, parent: str | None, nodes: Sequence[Node], index: Mapping[tuple[str, str], int]
    ) -> None:
        self.model, self.nodes, self.index = model, nodes, index
        self.elements = [e for e in model.elements.values() if e.parent == parent]
        self.inside = [nodes[index[model.id, e.id]] for e in self.elements]
        first = self._first(parent)
        self.starts = tuple(index[model.id, e] for e in first)
        self.graph = Graph(first, list(self._edges()))
        self.ahead: dict[int, set[int]] = {node.index: set() for node in self.inside}
        splits = self._find_joins()
        if splits and made_of_blocks(self.starts, self.inside):
            splits = self._forget_rounds()
        self.columns = self._colour(splits)
        self._find_owners()

    def number(self) -> int:
        """Give each node its counters in the frame; says how many there are."""
        local = 0
        for place, node in enumerate(self.inside):
            node.place, node.local = place, local
            local += 3 if node.is_join else 1
        return local

    def _first(self, parent: str | None) -> list[str]:
        starts = [e.id for e in self.elements if e.kind is Kind.START]
        owner = parent or self.model.id
        if len(starts) > 1:
            raise SimulationError(f"Expected one start event in {owner!r}, but there are {starts}")
        targets = {flow.target for flow in self.model.flows.values()}
        starts = starts or [e.id for e in self.elements if e.kind is not Kind.BOUNDARY and e.id not in targets]
        if not starts:
            raise SimulationError(f"Expected {owner!r} to hold an element to begin with, but there is none")
        return starts

    def _edges(self) -> list[Edge]:
        edges = []
        for node in self.inside:
            element = node.element
            forks = len(node.ways) > 1 and element.kind not in _CHOOSING
            edges += [Edge(w.flow, element.id, self.nodes[w.target].element.id, forks) for w in node.ways]
            if element.kind is Kind.BOUNDARY and element.attached_to is not None:
                edges.append(Edge(element.id, element.attached_to, element.id, not element.interrupting, attached=True))
        return edges

    def _find_joins(self) -> list[Node]:
        """What each join waits for, and for whom (as `engine.execution.gateways` has it). Gives the splits."""
        joins: dict[int, list[Node]] = {}
        for node in self.inside:
            if node.element.kind in _JOINS:
                self._find_rounds(node)
                if node.split is not None:
                    joins.setdefault(node.split, []).append(node)
        for split, ends in joins.items():
            for place in self.graph.between(self.nodes[split].element.id, [e.element.id for e in ends]):
                self.ahead[self.index[self.model.id, place]].add(split)
        return [self.nodes[split] for split in joins]

    def _forget_rounds(self) -> list[Node]:
        """One round at a time comes to each join: no split's passings need to be told apart. Gives the splits left."""
        for node in self.inside:
            node.split = None
            node.counts = node.is_join and node.kind == layout.PARALLEL
            self.ahead[node.index].clear()
        return []

    def _find_rounds(self, node: Node) -> None:
        key = node.element.id
        before = self.graph.reached(self.graph.starts, lambda other: other != key)
        into = [edge for edge in self.graph.edges if edge.target == key and edge.source in before]
        node.is_join = len(into) > 1
        if not node.is_join:
            return
        if len(into) > MAX_INCOMING:
            raise SimulationError(f"Expected at most {MAX_INCOMING} flows into a join, but {key!r} has {len(into)}")
        node.needed = len(into)
        numbers = {edge.id: number for number, edge in enumerate(into, start=1)}
        for other in self.inside:
            for way in other.ways:
                way.needed = numbers[way.flow] if way.target == node.index and way.flow in numbers else way.needed
        split = self.graph.split_of(key)
        node.split = None if split is None else self.index[self.model.id, split]
        if node.kind == layout.INCLUSIVE:
            stop = frozenset({key} if split is None else {key, split})
            for edge in into:
                for source in self.graph.reaching(edge, stop) - {key}:
                    at = self.index[self.model.id, source]
                    node.sources[at] = node.sources.get(at, 0) | 1 << (numbers[edge.id] - 1)

    def _colour(self, splits: Sequence[Node]) -> int:
        """Give each split a column that no split has which lies ahead together with it."""
        for split in splits:
            beside = {s for ahead in self.ahead.values() if split.index in ahead for s in ahead}
            taken = {self.nodes[s].column for s in beside}
            split.column = next(c for c in range(len(splits)) if c not in taken)
        return max((s.column + 1 for s in splits), default=0)

    def _find_owners(self) -> None:
        """Whose rounds stand in which column, at each node and on each flow."""
        for node in self.inside:
            found = {self.nodes[s].column: s for s in self.ahead[node.index]}
            node.owners = [found.get(column) for column in range(self.columns)]
        for node in self.inside:  # a timer on an activity has what leaves the activity
            for boundary in node.boundaries:
                self.nodes[boundary].owners = self._after(node)
        for node in self.inside:
            after = self._after(node)
            for way in node.ways:
                target = self.nodes[way.target].owners
                if self.nodes[way.target].kind == layout.BOUNDARY:
                    raise SimulationError(f"Expected no flow into a boundary event, but {way.flow!r} leads into one")
                way.keep = sum(1 << c for c, s in enumerate(after) if s is not None and s == target[c])

    def _after(self, node: Node) -> list[int | None]:
        return [node.index if node.column == c else owner for c, owner in enumerate(node.owners)]
