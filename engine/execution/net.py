"""The marking: SpiffWorkflow's `Task` as a token and its `Workflow` as the set of all that are alive.

SpiffWorkflow keeps every task that ever ran in a tree of predecessors, predicts all tasks that may follow, and looks
for work by walking the tree. Each of these grows with the history (and a prediction doubles with every fork behind a
join). Here the tree is the nesting of scopes instead: a token's parent is the scope it lives in, its children are the
tokens inside it. A completed task leaves the tree at once, nothing is predicted, and what is ready stands in a queue.
So a step costs what is open, not what has been, and a state holds only what is open.

Order. A token that arrives at a step, a service, a timer or a join takes effect at once. One that arrives anywhere
else is queued; the queue is served first in, first out. When it is empty, the inclusive join that has waited longest
among those that may go on does so. Thus a command has one outcome, and tokens always get the same names.
"""

from __future__ import annotations

from collections import deque
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine.execution.errors import InstanceFault
from engine.execution.gateways import is_remnant, stuck
from workflows.expression import ExpressionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from engine.execution.changes import Change
    from engine.execution.nodes import Node
    from workflows.expression import Expression

MAX_MOVES = 10_000  # moves of tokens in one command
NO_ROUNDS: Mapping[str, int] = MappingProxyType({})


class Room:
    """A running process: the main one or a called one. Its elements' entries are counted here."""

    __slots__ = ("counts", "prefix")

    def __init__(self, prefix: str = "", counts: dict[str, int] | None = None) -> None:
        self.prefix = prefix
        self.counts = counts if counts is not None else {}

    def number(self, element: str) -> int:
        """The next entry's number of `element`, from 1."""
        self.counts[element] = number = self.counts.get(element, 0) + 1
        return number


class Token(Task):  # type: ignore[misc]  # SpiffWorkflow has no types
    """A task whose parent is the scope around it.

    `flow` is the sequence flow it came by, `number` the how-manieth entry into its element, `host` the id of the task
    that a boundary timer stands on, `index` which one of a multi-instance's instances it is, `race` the key
    of the token that came to the event-based gateway it waits behind, `turn` how often a border event happened before
    on the same host. `rounds` says for each
    split that it came through, and whose join still lies ahead, which passing of the split that was: the key of the
    task that split. `passed` says of a scope which round went through a join last. `room` and `path` say where it
    lives, `inner_room` and `inner_path` where its children do.
    """

    task_spec: Node
    workflow: Net

    def __init__(self, net: Net, spec: Node, parent: Token | None, key: int) -> None:
        super().__init__(net, spec, parent, state=TaskState.FUTURE, id=key)
        self.flow: str | None = None
        self.rounds: Mapping[str, int] = NO_ROUNDS
        self.number = 0
        self.host: int | None = None
        self.race: int | None = None
        self.turn = 0
        self.index: int | None = None
        self.many: Many | None = None
        self.passed: dict[str, int] = {}
        self.scope: Token | None = parent
        self.room: Room = parent.inner_room if parent else Room()
        self.path: tuple[str, ...] = parent.inner_path if parent else ()
        self.inner_room: Room = self.room
        self.inner_path: tuple[str, ...] = self.path

    @property
    def name(self) -> str:
        """`<element>#<n>`, inside a call behind the call's own name."""
        return f"{self.room.prefix}{self.task_spec.element}#{self.number}"

    @property
    def item(self) -> Any:
        """What the multi-instance hands to this one of its instances."""
        if self.index is None or self.scope is None or self.scope.many is None:
            return None
        items = self.scope.many.items
        return self.index if items is None else items[self.index]

    def _set_state(self, value: int) -> None:
        # SpiffWorkflow's own reads the wall clock and builds a log record at every change of state.
        self._state = value


class Many:
    """The book of a multi-instance activity: how many instances there are, were begun and are done."""

    __slots__ = ("begun", "done", "first", "items", "total")

    def __init__(self, total: int, items: list[Any] | None) -> None:
        self.total = total
        self.items = items
        self.begun = 0
        self.done = 0
        self.first = ""


class Net(Workflow):  # type: ignore[misc]
    """Every token of one instance, and the variables they share. Not for several threads."""

    tasks: dict[int, Token]
    task_tree: Token

    def __init__(self, spec: WorkflowSpec, variables: dict[str, Any]) -> None:
        # `deserializing` keeps SpiffWorkflow from making the root and predicting from it.
        super().__init__(spec, deserializing=True)
        self.variables = variables
        self.queue: deque[Token] = deque()
        self.changes: list[Change] = []
        self.ends: list[str] = []
        self.next_key = 1

    def put(self, spec: Node, parent: Token | None) -> Token:
        """A new token in `parent`, not yet at work."""
        token = Token(self, spec, parent, self.next_key)
        self.next_key += 1
        if spec.numbered:
            token.number = token.room.number(spec.element)
        return token

    def arrive(self, spec: Node, scope: Token, rounds: Mapping[str, int] = NO_ROUNDS, flow: str | None = None) -> Token:
        """A token comes to `spec` by `flow`, with as much of `rounds` as still matters there."""
        token = self.put(spec, scope)
        token.flow = flow
        if rounds:
            token.rounds = {split: key for split, key in rounds.items() if split in spec.ahead}
        spec._update(token)  # noqa: SLF001 - SpiffWorkflow's protocol between task and specification
        return token

    def run_to_rest(self) -> None:
        """Moves tokens until every one of them waits.

        Raises:
            InstanceFault: The diagram does not come to rest, or a join waits for what can never come.
        """
        for _ in range(MAX_MOVES):
            if not self.queue and not self._free_inclusive_join() and not self._end_remnants():
                return
            if not self.queue:
                continue
            token = self.queue.popleft()
            if token.state == TaskState.READY:
                token.run()
        element = self.queue[0].task_spec.element if self.queue else ""
        raise InstanceFault(
            element,
            f"Expected the diagram to come to rest within {MAX_MOVES} moves, but tokens still run at {element!r}: "
            "there is a loop without a step in it",
        )

    def _free_inclusive_join(self) -> bool:
        if not self.spec.inclusive_joins:
            return False
        waiting = sorted(
            (
                t
                for t in self.tasks.values()
                if t.state == TaskState.WAITING and t.task_spec in self.spec.inclusive_joins
            ),
            key=lambda t: t.id,
        )
        return any(token.task_spec.free(token) for token in waiting)

    def _end_remnants(self) -> bool:
        """A scope in which every token waits at a join stands still for ever. When all of them are remnants it is done.

        Raises:
            InstanceFault: They are not.
        """
        for scope in self.tasks.values():
            inner = scope.children if scope.task_spec.is_scope else []
            if inner and all(token.task_spec.is_join for token in inner):
                lost = [token for token in inner if not is_remnant(token)]
                if lost:
                    raise stuck(lost)
                for token in inner:
                    self.absorb(token)
                scope.complete()
                return True
        return False

    def absorb(self, token: Token) -> None:
        """The token went into another one at a join."""
        token._set_state(TaskState.COMPLETED)  # noqa: SLF001
        self._detach(token)

    def withdraw(self, token: Token) -> None:
        """Cancels the token, all inside it and the timers on it."""
        if token.id not in self.tasks:
            return  # a timer that went with its host
        for child in token.children:
            self.withdraw(child)
        token.task_spec.withdrawn(token)
        token.cancel()
        self._detach(token)
        self.disarm(token)

    def disarm(self, host: Token, but: Token | None = None) -> None:
        """The events on the border of `host` wait no more."""
        if not host.task_spec.boundaries or host.scope is None:
            return
        for timer in host.scope.children:
            if timer.host == host.id and timer is not but:
                timer.task_spec.withdrawn(timer)
                timer.cancel()
                self._detach(timer)

    def value(self, expression: Expression, token: Token, extra: Mapping[str, Any] | None = None) -> Any:
        """The value of an expression as `token` sees the variables: behind the items of the multi-instances around
        it stands the one map of the instance.

        Raises:
            InstanceFault: The expression cannot be evaluated.
        """
        local: dict[str, Any] = dict(extra or {})
        at: Token | None = token
        while at is not None:
            name = at.scope.task_spec.item_name if at.index is not None and at.scope else None
            if name is not None and name not in local:
                local[name] = at.item
            at = at.scope
        try:
            return expression.evaluate({**self.variables, **local} if local else self.variables)
        except ExpressionError as error:
            element = token.task_spec.element
            sentence = f"Expected {expression.source!r} at {element!r} to have a value, but: {error.sentence}"
            raise InstanceFault(element, sentence) from error

    def _task_completed_notify(self, task: Token) -> None:
        """SpiffWorkflow calls this for every completed task; its own would walk the tree of all that ever ran."""
        if task.scope is None:
            self.completed = True
            return
        self._detach(task)
        task.scope.task_spec.child_gone(task.scope)

    def _detach(self, token: Token) -> None:
        del self.tasks[token.id]
        if token.scope is not None:
            token.scope._children.remove(token.id)  # noqa: SLF001
