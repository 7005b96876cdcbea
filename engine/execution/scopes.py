"""Activities that hold others: the process itself, sub-processes, calls, and an activity done several times."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.execution.changes import Finished, ScopeEntered, ScopeLeft
from engine.execution.errors import InstanceFault
from engine.execution.net import Many, Room
from engine.execution.nodes import Node
from engine.execution.values import plain
from workflows.expression import is_true

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from engine.execution.net import Token
    from workflows.expression import Expression

MAX_INSTANCES = 1_000  # of one multi-instance activity


@dataclass(slots=True)
class Body:
    """What a scope holds: the nodes where its tokens begin. Filled when the program is compiled."""

    starts: tuple[Node, ...] = ()


class Scope(Node):
    """A sub-process. It is done when no token is left in it."""

    numbered = True
    is_scope = True
    holds_tokens = True

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str, body: Body) -> None:
        super().__init__(spec, name, process, element)
        self.body = body

    def furnish(self, token: Token) -> None:
        """Says where the tokens inside `token` live."""
        token.inner_path = (*token.path, token.name)

    def _run_hook(self, token: Token) -> None:
        self.furnish(token)
        scope = token.path[-1] if token.path else None
        token.workflow.changes.append(ScopeEntered(self.element, token.name, scope, self.process, token.item))
        if token.index is None:
            self.arm(token, token.name)
        self.begin(token)

    def begin(self, token: Token) -> None:
        for start in self.body.starts:
            token.workflow.arrive(start, token)

    def child_gone(self, token: Token) -> None:
        if not token._children:  # noqa: SLF001
            token.complete()

    def _on_complete_hook(self, token: Token) -> None:
        token.workflow.changes.append(ScopeLeft(token.name, "completed"))
        token.workflow.disarm(token)
        self.leave(token)

    def withdrawn(self, token: Token) -> None:
        if token.state == TaskState.STARTED:
            token.workflow.changes.append(ScopeLeft(token.name, "cancelled"))


class Call(Scope):
    """A call activity. The called process counts its entries anew, and its tokens carry the call's name."""

    def furnish(self, token: Token) -> None:
        super().furnish(token)
        token.inner_room = Room(f"{token.name}/")


class Root(Scope):
    """The main process as a whole."""

    numbered = False

    def furnish(self, token: Token) -> None:
        """Nothing: the tokens of the main process live at the top."""

    def _run_hook(self, token: Token) -> None:
        self.begin(token)

    def _on_complete_hook(self, token: Token) -> None:
        token.workflow.changes.append(Finished(tuple(token.workflow.ends)))


@dataclass(frozen=True, slots=True)
class Count:
    """How often a multi-instance activity is done: the expressions of a `MultiInstance`."""

    sequential: bool
    cardinality: Expression | None
    collection: Expression | None
    item: str | None
    completion: Expression | None


class Multi(Node):
    """An activity done several times, in parallel or one after the other. The activity as a whole is a task that holds
    its instances; boundary timers stand on the whole.
    """

    def __init__(self, spec: WorkflowSpec, name: str, inner: Node, count: Count) -> None:
        super().__init__(spec, name, inner.process, inner.element)
        self.inner = inner
        self.count = count
        self.item_name = count.item
        self.holds_tokens = True

    def _run_hook(self, token: Token) -> bool | None:
        token.many = many = self._many(token)
        if many.total == 0:
            return True
        for _ in range(1 if self.count.sequential else many.total):
            self._begin_one(token, many)
        self.arm(token, many.first)
        return None

    def _begin_one(self, token: Token, many: Many) -> None:
        net = token.workflow
        one = net.put(self.inner, token)
        one.index = many.begun
        many.begun += 1
        many.first = many.first or one.name
        if self.inner.is_scope:
            one.run()  # at once, so that it is entered before the timers on the whole are armed
        else:
            self.inner._update(one)  # noqa: SLF001 - SpiffWorkflow's protocol

    def child_gone(self, token: Token) -> None:
        many = token.many
        assert many is not None  # noqa: S101 - set before the first instance began
        many.done += 1
        if self._complete(token, many):
            for child in token.children:
                token.workflow.withdraw(child)
            token.complete()
        elif self.count.sequential and many.begun < many.total:
            self._begin_one(token, many)
        elif not token._children:  # noqa: SLF001
            token.complete()

    def _on_complete_hook(self, token: Token) -> None:
        token.workflow.disarm(token)
        self.leave(token)

    def _complete(self, token: Token, many: Many) -> bool:
        if self.count.completion is None:
            return False
        numbers = {  # the attributes of BPMN's MultiInstanceLoopCharacteristics
            "numberOfInstances": many.total,
            "numberOfActiveInstances": len(token._children),  # noqa: SLF001
            "numberOfCompletedInstances": many.done,
        }
        return is_true(token.workflow.value(self.count.completion, token, numbers))

    def _many(self, token: Token) -> Many:
        if self.count.collection is not None:
            found = token.workflow.value(self.count.collection, token)
            if not isinstance(found, tuple | list):
                raise self._fault("a list in", self.count.collection, found)
            return self._bounded(Many(len(found), plain(found)), self.count.collection)
        cardinality = self.count.cardinality
        assert cardinality is not None  # noqa: S101 - the program was checked when it was compiled
        found = token.workflow.value(cardinality, token)
        if not isinstance(found, Decimal) or found != found.to_integral_value() or found < 0:
            raise self._fault("a whole number of instances, 0 or more, from", cardinality, found)
        return self._bounded(Many(int(min(found, Decimal(MAX_INSTANCES + 1))), None), cardinality)

    def _bounded(self, many: Many, expression: Expression) -> Many:
        if many.total > MAX_INSTANCES:
            raise self._fault(f"at most {MAX_INSTANCES} instances from", expression, "more")
        return many

    def _fault(self, expected: str, expression: Expression, found: Any) -> InstanceFault:
        shown = "nothing" if found is None else f"{found}"[:60]
        sentence = f"Expected {expected} {expression.source!r} at {self.element!r}, but got {shown}"
        return InstanceFault(self.element, sentence)
