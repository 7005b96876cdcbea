"""One running instance of a program: what is open, and what moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.execution import state as states
from engine.execution.changes import OpenNode
from engine.execution.errors import ExecutionError, InstanceFault
from engine.execution.net import Net, Token
from engine.execution.nodes import Catch, Step
from engine.execution.values import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.execution.changes import Change
    from engine.execution.nodes import Awaited
    from engine.execution.program import Program


class Instance:
    """A token game. Every command moves it until all of it waits, and tells what changed.

    An instance stays good for further commands after `dump`, so a caller may keep it in memory. It is not for several
    threads at once. After an `InstanceFault` it is half-way through a command and refuses everything: load it again.
    """

    def __init__(self, program: Program, net: Net) -> None:
        self.program = program
        self._net = net
        self._broken = False
        self._open = {token.name: token for token in net.tasks.values() if _waits(token)}

    @classmethod
    def start(cls, program: Program, variables: Mapping[str, Any]) -> tuple[Instance, tuple[Change, ...]]:
        """A new instance, run to its first rest.

        Raises:
            ExecutionError: A variable holds what no variable can hold.
            InstanceFault: The diagram does not say what to do.
        """
        net = Net(program.plan, {})
        net.task_tree = net.put(program.plan.start, None)
        instance = cls(program, net)
        return instance, instance._play(net.task_tree.run, variables)

    @classmethod
    def load(cls, program: Program, state: Mapping[str, Any]) -> Instance:
        """An instance as `dump` saw it.

        Raises:
            StateError: The state is of another version, of another diagram, or damaged.
        """
        return cls(program, states.load(program, state))

    def dump(self) -> dict[str, Any]:
        """The state as a JSON object. It grows with what is open, and not with what has been."""
        self._check_whole()
        return states.dump(self._net)

    @property
    def open(self) -> tuple[OpenNode, ...]:
        """The steps, services, timers and messages that wait, oldest first."""
        return tuple(_open_node(token) for token in self._open.values())

    @property
    def finished(self) -> bool:
        """Whether it came to its end or was cancelled."""
        return bool(self._net.completed)

    @property
    def variables(self) -> dict[str, Any]:
        """The variables that the program keeps (`Program.names`), as far as they were given."""
        return dict(self._net.variables)

    def complete(self, token: str, variables: Mapping[str, Any] | None = None) -> tuple[Change, ...]:
        """A step or a service is done. `variables` are put into the map; those that the program does not keep
        are left out.

        Raises:
            ExecutionError: No such step or service is open, or a variable holds what none can hold.
            InstanceFault: The diagram does not say what to do.
        """
        task = self._find(token, Step, "a step or a service")
        return self._play(task.run, variables or {})

    def fire(self, token: str, variables: Mapping[str, Any] | None = None) -> tuple[Change, ...]:
        """A timer is due.

        Raises:
            ExecutionError: No such timer is armed, or a variable holds what none can hold.
            InstanceFault: The diagram does not say what to do.
        """
        return self._happens(token, "timer", variables)

    def receive(self, token: str, variables: Mapping[str, Any] | None = None) -> tuple[Change, ...]:
        """A message came. `variables` as in `complete`.

        Raises:
            ExecutionError: No such message is waited for, or a variable holds what none can hold.
            InstanceFault: The diagram does not say what to do.
        """
        return self._happens(token, "message", variables)

    def _happens(self, token: str, what: Awaited, variables: Mapping[str, Any] | None) -> tuple[Change, ...]:
        task = self._find(token, Catch, f"a {what}")
        if task.task_spec.waits_for != what:
            raise ExecutionError(
                f"Expected the token of a {what}, but {token!r} waits for a {task.task_spec.waits_for}"
            )
        return self._play(task.run, variables or {})

    def return_targets(self, token: str) -> tuple[str, ...]:
        """The earlier steps of the same branch that the token of an open step or service may go back to: in the same
        sub-process, in the same branches of every fork around it, on a path that leads here, and entered before.

        Raises:
            ExecutionError: No such step or service is open.
        """
        task = self._find(token, Step, "a step or a service")
        spec = task.task_spec
        counts = task.room.counts
        return tuple(e for e in self.program.earlier_steps(spec.process, spec.element) if counts.get(e, 0) > 0)

    def move(self, token: str, element_id: str) -> tuple[Change, ...]:
        """The token leaves its step undone and goes back to the step `element_id` (退回). The timers on the step it
        leaves are disarmed. One instance of many takes the whole activity with it.

        Raises:
            ExecutionError: No such step is open, or the token may not go there.
            InstanceFault: The diagram does not say what to do.
        """
        targets = self.return_targets(token)
        if element_id not in targets:
            there = ", ".join(targets) or "no other step"
            raise ExecutionError(f"Expected {token!r} to go back to {there}, but it was to go to {element_id!r}")
        task = self._open[token]

        def back() -> None:
            activity = task if task.index is None or task.scope is None else task.scope
            spec = self.program.nodes[task.task_spec.process, element_id]
            assert activity.scope is not None  # noqa: S101 - only the root has none
            self._net.withdraw(activity)
            self._net.arrive(spec, activity.scope, activity.rounds)

        return self._play(back, {})

    def cancel(self) -> tuple[Change, ...]:
        """Everything open is cancelled; the instance is finished.

        Raises:
            ExecutionError: It is finished already.
        """
        self._check_whole()
        if self.finished:
            raise ExecutionError("Expected an instance that still runs, but it is finished")

        def withdraw_all() -> None:
            for child in self._net.task_tree.children:
                self._net.withdraw(child)
            self._net.completed = True

        return self._play(withdraw_all, {})

    def _find(self, name: str, kind: type[Step | Catch], what: str) -> Token:
        self._check_whole()
        token = self._open.get(name)
        if token is None:
            raise ExecutionError(f"Expected the token of {what} that is open, but {name!r} is not open")
        if not isinstance(token.task_spec, kind):
            raise ExecutionError(f"Expected the token of {what}, but {name!r} stands at {token.task_spec.element!r}")
        return token

    def _check_whole(self) -> None:
        if self._broken:
            raise ExecutionError("Expected an instance at rest, but a fault stopped this one: load it again")

    def _play(self, act: Callable[[], object], variables: Mapping[str, Any]) -> tuple[Change, ...]:
        """Runs one command to rest."""
        net = self._net
        names = self.program.names
        net.variables.update({name: checked(name, value) for name, value in variables.items() if name in names})
        net.changes = []
        self._broken = True
        try:
            act()
            net.run_to_rest()
        except SpiffWorkflowException as error:
            raise InstanceFault(self.program.main, f"Expected the diagram to run, but: {error}") from error
        self._broken = False
        self._open = {token.name: token for token in net.tasks.values() if _waits(token)}
        return tuple(net.changes)


def _waits(token: Token) -> bool:
    return isinstance(token.task_spec, Step | Catch)


def _open_node(token: Token) -> OpenNode:
    spec = token.task_spec
    host = token.workflow.tasks[token.host] if token.host is not None else None
    return OpenNode(
        element=spec.element,
        token=token.name,
        scope=token.path[-1] if token.path else None,
        scopes=token.path,
        kind=spec.kind if isinstance(spec, Step) else spec.waits_for,
        process=spec.process,
        host=None if host is None else host.many.first if host.many is not None else host.name,
        item=token.item,
    )
