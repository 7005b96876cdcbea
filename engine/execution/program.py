"""Compiles diagrams into the task specifications that an instance runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from engine.execution.calls import called_processes
from engine.execution.errors import ProgramError
from engine.execution.gateways import Exclusive, Inclusive, Join, Parallel, Race
from engine.execution.nodes import Boundary, Catch, End, Marker, Node, Script, Step, Terminate, Way
from engine.execution.scopes import Body, Call, Count, Multi, Root, Scope
from workflows.expression import Expression, ExpressionError, parse
from workflows.graph import Edge, Graph
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.execution.nodes import Awaited
    from workflows.model import Element, Flow, ProcessModel

_ACTIVITIES = (Kind.STEP, Kind.SERVICE, Kind.SUB_PROCESS, Kind.CALL)
_HOSTS = (*_ACTIVITIES, Kind.RECEIVE)  # what may carry boundary events
_CHOOSING = (Kind.EXCLUSIVE, Kind.EVENT_GATEWAY)  # one of several flows is taken


class Plan(WorkflowSpec):  # type: ignore[misc]  # SpiffWorkflow has no types
    """SpiffWorkflow's container of specifications, for the main process and all it calls."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.inclusive_joins: frozenset[Node] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What an instance runs on. It is never changed, so that any number of instances and threads may share it.

    `names` are the variables that some condition, count, script or timer mentions, and those that whoever compiled it
    asked to keep; no other is kept in an instance.
    """

    main: str
    models: Mapping[str, ProcessModel]
    names: frozenset[str]
    plan: Plan
    nodes: Mapping[tuple[str, str], Node]  # (process, element); of a multi-instance activity the whole
    instances: Mapping[tuple[str, str], Node]  # the single instances of the multi-instance activities
    graphs: Mapping[tuple[str, str | None], Graph]  # (process, sub-process or None)

    def earlier_steps(self, process: str, element: str) -> tuple[str, ...]:
        """The steps that a token at `element` may be sent back to, as far as the drawing goes."""
        model = self.models[process]
        parent = model.elements[element].parent
        among = [e.id for e in model.elements.values() if e.parent == parent and e.kind is Kind.STEP]
        return self.graphs[process, parent].earlier(element, among)


def compile_program(models: Mapping[str, ProcessModel], main: str, keeping: Iterable[str] = ()) -> Program:
    """Compiles `main` and every process it calls, directly or not.

    Args:
        models: The processes by id: `main` and what is called. Others are left alone.
        main: The id of the process to run.
        keeping: Variables to keep in an instance though no diagram mentions them.

    Raises:
        ProgramError: The drawing cannot be run; the sentence names the element.
    """
    if main not in models:
        raise ProgramError(main, f"Expected a process {main!r}, but there are only {sorted(models)}")
    used = called_processes(models, main)
    return _Compiler({key: models[key] for key in used}, main, keeping).program()


class _Compiler:
    """Builds the nodes first, then what joins them."""

    def __init__(self, models: Mapping[str, ProcessModel], main: str, keeping: Iterable[str]) -> None:
        self.models = models
        self.main = main
        self.plan = Plan(main)
        self.names: set[str] = set(keeping)
        self.nodes: dict[tuple[str, str], Node] = {}
        self.instances: dict[tuple[str, str], Node] = {}
        self.graphs: dict[tuple[str, str | None], Graph] = {}
        self.bodies: dict[tuple[str, str | None], Body] = {}

    def program(self) -> Program:
        for process, model in self.models.items():
            for parent in (None, *(e.id for e in model.elements.values() if e.kind is Kind.SUB_PROCESS)):
                self.bodies[process, parent] = Body()
        self.plan.start = Root(self.plan, "process", self.main, self.main, self.bodies[self.main, None])
        for model in self.models.values():
            for element in model.elements.values():
                self._add(model, element)
        for model in self.models.values():
            self._connect(model)
            for parent in (None, *(e.id for e in model.elements.values() if e.kind is Kind.SUB_PROCESS)):
                self._fill(model, parent)
        return Program(
            self.main, self.models, frozenset(self.names), self.plan, self.nodes, self.instances, self.graphs
        )

    def _add(self, model: ProcessModel, element: Element) -> None:
        key = (model.id, element.id)
        name = f"{model.id}/{element.id}"
        if element.timer is not None and element.timer.variable is not None:
            self.names.add(element.timer.variable)
        if element.multi is None or element.kind not in _ACTIVITIES:
            self.nodes[key] = self._node(name, model, element)
            return
        inner = self.instances[key] = self._node(f"{name}[]", model, element)
        self.nodes[key] = Multi(self.plan, name, inner, self._count(element))

    def _node(self, name: str, model: ProcessModel, element: Element) -> Node:
        place = (self.plan, name, model.id, element.id)
        match element.kind:
            case Kind.STEP | Kind.SERVICE:
                node: Node = Step(*place, element.kind)
            case Kind.SUB_PROCESS:
                node = Scope(*place, self.bodies[model.id, element.id])
            case Kind.CALL:
                node = Call(*place, self.bodies[element.called or "", None])
            case Kind.SCRIPT:
                node = self._script(Script(*place), element)
            case Kind.BOUNDARY:
                waits_for: Awaited = "timer" if element.message is None else "message"
                node = Boundary(*place, waits_for, interrupting=element.interrupting)
                node.times = element.times
            case Kind.TIMER:
                node = Catch(*place, "timer")
            case Kind.MESSAGE | Kind.RECEIVE:
                node = Catch(*place, "message")
            case _:
                node = _SIMPLE[element.kind](*place)
        node.description = element.name
        return node

    def _script(self, node: Script, element: Element) -> Script:
        assigns = []
        for assign in element.assigns:
            expression = self._expression(element.id, assign.value)
            if expression is not None:
                self.names.add(assign.variable)
                assigns.append((assign.variable, expression))
        node.assigns = tuple(assigns)
        return node

    def _count(self, element: Element) -> Count:
        multi = element.multi
        if multi is None or (multi.cardinality is None) == (multi.collection is None):
            sentence = f"Expected {element.id!r} to be done for a count or for each item of a list, and not for both"
            raise ProgramError(element.id, sentence)
        own = {"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"}
        if multi.item is not None:
            own.add(multi.item)
        return Count(
            multi.sequential,
            self._expression(element.id, multi.cardinality),
            self._expression(element.id, multi.collection),
            multi.item,
            self._expression(element.id, multi.completion, frozenset(own)),
        )

    def _expression(self, owner: str, text: str | None, own: frozenset[str] = frozenset()) -> Expression | None:
        if text is None:
            return None
        try:
            expression = parse(text)
        except ExpressionError as error:
            sentence = f"Expected an expression at {owner!r}, but {text[:60]!r} is none: {error.sentence}"
            raise ProgramError(owner, sentence) from error
        self.names |= expression.names() - own
        return expression

    def _connect(self, model: ProcessModel) -> None:
        incoming: dict[str, list[str]] = {}
        for flow in model.flows.values():
            self._check(model, flow)
            incoming.setdefault(flow.target, []).append(flow.id)
        for element in model.elements.values():
            node = self.nodes[model.id, element.id]
            node.incoming = tuple(incoming.get(element.id, ()))
            node.ways = tuple(self._way(model, flow, node) for flow in _outgoing(model, element))
            node.default = next((way for way in node.ways if way.flow == element.default), None)
            if element.kind is Kind.BOUNDARY:
                self._attach(model, element, node)
            if isinstance(node, Race) and not all(isinstance(way.target, Catch) for way in node.ways):
                sentence = f"Expected events that wait behind {element.id!r}, but something else stands there"
                raise ProgramError(element.id, sentence)

    def _check(self, model: ProcessModel, flow: Flow) -> None:
        ends = [model.elements.get(flow.source), model.elements.get(flow.target)]
        if ends[0] is None or ends[1] is None:
            missing = flow.source if ends[0] is None else flow.target
            raise ProgramError(flow.id, f"Expected the flow {flow.id!r} to join two elements, but {missing!r} is none")
        if ends[0].parent != ends[1].parent:
            sentence = f"Expected the flow {flow.id!r} to stay in one sub-process, but it crosses its border"
            raise ProgramError(flow.id, sentence)

    def _way(self, model: ProcessModel, flow: Flow, node: Node) -> Way:
        target = self.nodes[model.id, flow.target]
        node.connect(target)
        return Way(flow.id, target, self._expression(flow.id, flow.condition))

    def _attach(self, model: ProcessModel, element: Element, node: Node) -> None:
        host = model.elements.get(element.attached_to or "")
        if host is None or host.kind not in _HOSTS or host.parent != element.parent:
            sentence = f"Expected {element.id!r} to stand on an activity, but {element.attached_to!r} is none beside it"
            raise ProgramError(element.id, sentence)
        activity = self.nodes[model.id, host.id]
        assert isinstance(node, Boundary)  # noqa: S101 - by its kind
        activity.boundaries = (*activity.boundaries, node)

    def _fill(self, model: ProcessModel, parent: str | None) -> None:
        inside = [e for e in model.elements.values() if e.parent == parent]
        starts = _starts(model, parent, inside)
        self.bodies[model.id, parent].starts = tuple(self.nodes[model.id, start] for start in starts)
        graph = self.graphs[model.id, parent] = Graph(starts, self._edges(model, inside))
        joins: dict[str, list[str]] = {}
        for element in inside:
            node = self.nodes[model.id, element.id]
            if isinstance(node, Join):
                self._find_rounds(node, graph)
                if node.split is not None:
                    joins.setdefault(node.split, []).append(element.id)
        for split, ends in joins.items():
            self.nodes[model.id, split].splits = True
            for place in graph.between(split, ends):
                self.nodes[model.id, place].ahead |= {split}

    def _edges(self, model: ProcessModel, inside: Iterable[Element]) -> Iterable[Edge]:
        for element in inside:
            node = self.nodes[model.id, element.id]
            forks = len(node.ways) > 1 and element.kind not in _CHOOSING
            for way in node.ways:
                yield Edge(way.flow, element.id, way.target.element, forks)
            if element.kind is Kind.BOUNDARY and element.attached_to is not None:
                yield Edge(element.id, element.attached_to, element.id, not element.interrupting, attached=True)

    def _find_rounds(self, join: Join, graph: Graph) -> None:
        """What a join waits for, and for whom: see `gateways`."""
        before = graph.reached(graph.starts, lambda node: node != join.element)
        into = [edge for edge in graph.edges if edge.target == join.element and edge.source in before]
        join.needed = frozenset(edge.id for edge in into)
        join.is_join = len(into) > 1
        if not join.is_join:
            return
        join.split = graph.split_of(join.element)
        stop = frozenset({join.element} if join.split is None else {join.element, join.split})
        if isinstance(join, Inclusive):
            self.plan.inclusive_joins |= {join}
            sources: dict[Node, frozenset[str]] = {}
            for edge in into:
                for source in graph.reaching(edge, stop) - {join.element}:
                    node = self.nodes[join.process, source]
                    sources[node] = sources.get(node, frozenset()) | {edge.id}
            join.sources = sources


_SIMPLE: Mapping[Kind, type[Node]] = {
    Kind.START: Node,
    Kind.END: End,
    Kind.TERMINATE: Terminate,
    Kind.MILESTONE: Marker,
    Kind.EXCLUSIVE: Exclusive,
    Kind.EVENT_GATEWAY: Race,
    Kind.PARALLEL: Parallel,
    Kind.INCLUSIVE: Inclusive,
}


def _outgoing(model: ProcessModel, element: Element) -> list[Flow]:
    """The flows out of `element`, in the order in which the element lists them."""
    order = {flow: place for place, flow in enumerate(element.outgoing)}
    flows = [flow for flow in model.flows.values() if flow.source == element.id]
    return sorted(flows, key=lambda flow: order.get(flow.id, len(order)))


def _starts(model: ProcessModel, parent: str | None, inside: Iterable[Element]) -> list[str]:
    """Where the tokens of a scope begin: at its start event; without one, at every element that nothing leads to."""
    inside = list(inside)
    starts = [e.id for e in inside if e.kind is Kind.START]
    owner = parent or model.id
    if len(starts) > 1:
        raise ProgramError(starts[1], f"Expected one start event in {owner!r}, but there are {starts}")
    targets = {flow.target for flow in model.flows.values()}
    starts = starts or [e.id for e in inside if e.kind is not Kind.BOUNDARY and e.id not in targets]
    if not starts:
        raise ProgramError(owner, f"Expected {owner!r} to hold an element to begin with, but there is none")
    return starts
