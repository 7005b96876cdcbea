"""Gateways. A join holds the tokens that came, by the flow they came by, and takes one of each.

SpiffWorkflow's own joins look for arrivals in the history: after a rework loop they find the cancelled join tasks of
earlier rounds and fire too early. Here an arrival is a token that is alive and waits. One that was taken is gone, so no
round can see another round's, in whatever order people finish. A second token on one flow stays there for the next time
the join is complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.execution.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from engine.execution.net import Token
    from engine.execution.nodes import Way


class Exclusive(Node):
    """Every token goes on by itself, by the first flow whose condition is true; else by the default."""

    def chosen(self, token: Token) -> Iterable[Way]:
        for way in self.ways:
            if way is not self.default and self._open(way, token):
                return [way]
        return [self._fallback()] if self.ways else []


class Join(Node):
    """What the parallel and the inclusive gateway have in common."""

    def waiting(self, token: Token) -> dict[str, Token]:
        """For each flow that a token of this scope came by, the one that has waited longest."""
        assert token.scope is not None  # noqa: S101 - only the root has none
        found: dict[str, Token] = {}
        for other in token.scope.children:
            if other.task_spec is self and other.state == TaskState.WAITING and other.flow is not None:
                found.setdefault(other.flow, other)
        return found

    def _hold(self, token: Token) -> None:
        token._set_state(TaskState.WAITING)  # noqa: SLF001


class Parallel(Join):
    """Goes on when a token waits on every incoming flow; opens every outgoing one."""

    def _update_hook(self, token: Token) -> bool:
        if not self.is_join:
            return True
        self._hold(token)
        found = self.waiting(token)
        if len(found) < len(self.incoming):
            return False
        for other in found.values():
            if other is not token:
                token.workflow.absorb(other)
        return True

    def chosen(self, token: Token) -> Iterable[Way]:  # noqa: ARG002 - the same for every token
        return self.ways


class Inclusive(Join):
    """Goes on when a token waits on some incoming flow and no other token of this scope can still come by one of the
    other flows, in this round.

    A token can come when a path leads from where it is to the flow, and neither this join nor the split that belongs to
    it (the last node that every path to the join passes) lies on that path. A token that must pass the split again
    belongs to the next round. BPMN 2.0 (13.4.3) instead lets the join go on when that token could come by a flow that
    is already taken as well; in a branch from which a return leads back before the split that would drop a signature.
    """

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str) -> None:
        super().__init__(spec, name, process, element)
        # For each node that a token may rest at, the incoming flows it can still come by.
        self.sources: Mapping[Node, frozenset[str]] = {}

    def _update_hook(self, token: Token) -> bool:
        if not self.is_join:
            return True
        self._hold(token)
        return False

    def free(self, token: Token) -> bool:
        """Lets the join of `token`'s scope go on, if it may."""
        assert token.scope is not None  # noqa: S101 - only the root has none
        found = self.waiting(token)
        for other in token.scope.children:
            if not self.sources.get(other.task_spec, frozenset()) <= found.keys():
                return False
        first = min(found.values(), key=lambda t: t.id)
        for other in found.values():
            if other is not first:
                token.workflow.absorb(other)
        first._ready()  # noqa: SLF001 - SpiffWorkflow's protocol
        return True
