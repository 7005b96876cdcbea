"""What each element of a diagram does with a token: SpiffWorkflow task specifications of our own.

They are built straight from a `ProcessModel`. SpiffWorkflow's parser and its BPMN specifications are not used: they
carry the diagram's text into a Python engine, keep copies of the data in every task, ask the wall clock about timers
and take a cancelled join of an earlier round for an arrived token. What is used is its core: the life of a task
(future, waiting, ready, started, completed, cancelled) and the protocol between task and specification
(`_update` when a token arrives, `_on_ready`, `_run`, `_on_complete`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from engine.execution.changes import Closed, MessageAwaited, MessageDropped, Opened, Passed, TimerArmed, TimerDisarmed
from engine.execution.errors import InstanceFault
from engine.execution.values import bounded, plain
from workflows.expression import is_true
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from engine.execution.net import Token
    from workflows.expression import Expression


Awaited = Literal["timer", "message"]


@dataclass(frozen=True, slots=True)
class Way:
    """A sequence flow out of a node; `condition` None: always open."""

    flow: str
    target: Node
    condition: Expression | None


class Node(TaskSpec):  # type: ignore[misc]  # SpiffWorkflow has no types
    """An element. A token that came is queued, runs, and leaves by every flow whose condition holds."""

    numbered = False  # its entries are counted and its tokens have names
    is_scope = False
    is_join = False
    holds_tokens = False
    item_name: str | None = None

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str) -> None:
        super().__init__(spec, name)
        self.process = process
        self.element = element
        self.ways: tuple[Way, ...] = ()
        self.default: Way | None = None
        self.incoming: tuple[str, ...] = ()
        self.boundaries: tuple[Boundary, ...] = ()
        self.splits = False  # whether it is the split of some join
        self.ahead: frozenset[str] = frozenset()  # splits that were passed and whose joins may still lie ahead

    def test(self) -> None:
        """Nothing: the program was checked as a whole when it was compiled."""

    def _update_hook(self, token: Token) -> bool:  # noqa: ARG002 - nodes of other kinds look at it
        """Whether a token that came may go on. Data are not inherited: there is one map of variables."""
        return True

    def _on_ready_hook(self, token: Token) -> None:
        token.workflow.queue.append(token)

    def _run_hook(self, token: Token) -> bool | None:  # noqa: ARG002 - nodes of other kinds look at it
        return True

    def _on_complete_hook(self, token: Token) -> None:
        self.leave(token)

    def _on_cancel(self, token: Token) -> None:
        pass

    def withdrawn(self, token: Token) -> None:
        """Says that `token` is being cancelled, if anybody knew of it."""

    def child_gone(self, token: Token) -> None:
        """A token inside `token` came to its end."""

    def leave(self, token: Token) -> None:
        """Sends tokens on. One instance of many stays where it is: the activity as a whole goes on."""
        if token.index is None:
            assert token.scope is not None  # noqa: S101 - only the root has none, and it does not leave
            rounds = self.rounds(token)
            for way in self.chosen(token):
                token.workflow.arrive(way.target, token.scope, rounds, way.flow)

    def rounds(self, token: Token) -> Mapping[str, int]:
        """The rounds of what leaves here."""
        return {**token.rounds, self.element: token.id} if self.splits else token.rounds

    def chosen(self, token: Token) -> Iterable[Way]:
        """The flows that `token` leaves by.

        Raises:
            InstanceFault: No condition holds and there is no default.
        """
        if self.default is None and all(way.condition is None for way in self.ways):
            return self.ways
        found = [way for way in self.ways if way is not self.default and self._open(way, token)]
        if found:
            return found
        return [self._fallback()]

    def _open(self, way: Way, token: Token) -> bool:
        return way.condition is None or is_true(token.workflow.value(way.condition, token))

    def _fallback(self) -> Way:
        if self.default is None:
            raise InstanceFault(
                self.element,
                f"Expected a condition of {self.element!r} ({self.description or 'no name'}) to be true or a default "
                "flow to be drawn, but no condition is true and there is no default",
            )
        return self.default

    def arm(self, token: Token, host: str) -> None:
        """Arms the boundary events of an activity that was entered."""
        for boundary in self.boundaries:
            boundary.stand(token, host, self.rounds(token))


class Marker(Node):
    """A milestone or an end event: passing it is told."""

    numbered = True

    def _run_hook(self, token: Token) -> bool:
        net = token.workflow
        scope = token.path[-1] if token.path else None
        net.changes.append(Passed(self.element, token.name, scope, self.process))
        return True


class Script(Marker):
    """A script: it gives variables their values, in order, and waits for nothing. Passing it is told."""

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str) -> None:
        super().__init__(spec, name, process, element)
        self.assigns: tuple[tuple[str, Expression], ...] = ()

    def _run_hook(self, token: Token) -> bool:
        for name, expression in self.assigns:
            value = plain(token.workflow.value(expression, token))
            if not bounded(value):
                what = f"Expected {expression.source!r} at {self.element!r}"
                raise InstanceFault(self.element, f"{what} to stay small, but it grows beyond bounds")
            token.workflow.variables[name] = value
        return super()._run_hook(token)


class End(Marker):
    """An end event: the token is gone. Those of the main process are remembered."""

    def _run_hook(self, token: Token) -> bool:
        super()._run_hook(token)
        net = token.workflow
        if token.scope is net.task_tree:
            net.ends = [*(end for end in net.ends if end != self.element), self.element]
        return True


class Terminate(End):
    """A terminate event: everything else in its own scope is cancelled, and the scope is done."""

    def _run_hook(self, token: Token) -> bool:
        super()._run_hook(token)
        assert token.scope is not None  # noqa: S101
        for other in token.scope.children:
            if other is not token:
                token.workflow.withdraw(other)
        return True


class Step(Node):
    """A step or a service: it waits until somebody completes it."""

    numbered = True

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str, kind: Kind) -> None:
        super().__init__(spec, name, process, element)
        self.manual = True
        self.kind: Literal["step", "service"] = "step" if kind is Kind.STEP else "service"

    def _on_ready_hook(self, token: Token) -> None:
        scope = token.path[-1] if token.path else None
        token.workflow.changes.append(
            Opened(self.element, token.name, scope, token.path, self.kind, self.process, token.item)
        )
        if token.index is None:
            self.arm(token, token.name)

    def _on_complete_hook(self, token: Token) -> None:
        token.workflow.changes.append(Closed(token.name, "completed"))
        token.workflow.disarm(token)
        self.leave(token)

    def withdrawn(self, token: Token) -> None:
        token.workflow.changes.append(Closed(token.name, "cancelled"))


class Catch(Node):
    """A catch event or a receive task: it waits until its timer is fired or its message is received. When that is,
    others know; no time is read here. Behind an event-based gateway the first to happen ends the others.
    """

    numbered = True

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str, waits_for: Awaited) -> None:
        super().__init__(spec, name, process, element)
        self.waits_for = waits_for

    def _update_hook(self, token: Token) -> bool:
        token._set_state(TaskState.WAITING)  # noqa: SLF001
        self.armed(token, None)
        self.arm(token, token.name)
        return False

    def armed(self, token: Token, host: str | None) -> None:
        """Says that it waits."""
        scope = token.path[-1] if token.path else None
        told = TimerArmed if self.waits_for == "timer" else MessageAwaited
        token.workflow.changes.append(told(self.element, token.name, scope, host, self.process))

    def withdrawn(self, token: Token) -> None:
        told = TimerDisarmed if self.waits_for == "timer" else MessageDropped
        token.workflow.changes.append(told(token.name))

    def _run_hook(self, token: Token) -> bool:
        assert token.scope is not None  # noqa: S101 - only the root has none
        for other in token.scope.children if token.race is not None else ():
            if other is not token and other.race == token.race:
                token.workflow.withdraw(other)
        return True

    def _on_complete_hook(self, token: Token) -> None:
        token.workflow.disarm(token)
        self.leave(token)


class Boundary(Catch):
    """An event on the border of an activity. When it happens, an interrupting one cancels the activity, any other
    leaves it alone; either goes on by its own flows. One that may happen again waits again at once.
    """

    def __init__(  # noqa: PLR0913 - where it stands, and what it is
        self, spec: WorkflowSpec, name: str, process: str, element: str, waits_for: Awaited, *, interrupting: bool
    ) -> None:
        super().__init__(spec, name, process, element, waits_for)
        self.interrupting = interrupting
        self.times: int | None = None  # how often it may happen on one host, 0 for any number; None: once

    def stand(self, host: Token, name: str, rounds: Mapping[str, int]) -> Token:
        """Begins to wait on `host`, which others know as `name`."""
        assert host.scope is not None  # noqa: S101 - the root carries no boundary event
        token = host.workflow.put(self, host.scope)
        token.host = host.id
        token.rounds = rounds
        token._set_state(TaskState.WAITING)  # noqa: SLF001
        self.armed(token, name)
        return token

    def _run_hook(self, token: Token) -> bool:
        net = token.workflow
        assert token.host is not None  # noqa: S101 - set when it was armed
        host = net.tasks[token.host]
        if self.interrupting:
            token.host = None  # so that it is not disarmed with the others
            net.withdraw(host)
        elif self.times == 0 or (self.times is not None and token.turn + 1 < self.times):
            again = self.stand(host, host.many.first if host.many is not None else host.name, token.rounds)
            again.turn = token.turn + 1
        return True
