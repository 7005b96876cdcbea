"""Gateways. A join holds the tokens that came, by the flow they came by and the round they belong to.

SpiffWorkflow's own joins look for arrivals in the history: after a rework loop they find the cancelled join tasks of
earlier rounds and fire too early. Here an arrival is a token that is alive and waits; one that was taken is gone.

A round is one passing of the split that belongs to the join: the last node on every path to the join at which tokens
fork. Only tokens of one round are joined. So no round can take a signature from another, in whatever order people
finish, also where two rounds are under way at once (a reminder's path that is begun anew before it is done). A second
token of the same round on one flow stays there for the next time the join is complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.execution.errors import InstanceFault
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


class Race(Node):
    """An event-based gateway: every event behind it waits, and the first to happen ends the others."""

    def leave(self, token: Token) -> None:
        assert token.scope is not None  # noqa: S101 - only the root has none
        for way in self.ways:
            token.workflow.arrive(way.target, token.scope, token.rounds, way.flow).race = token.id


class Join(Node):
    """What the parallel and the inclusive gateway have in common.

    `needed` are the incoming flows that can bring a token before the gateway was ever passed. Any other comes from
    behind it: a loop drawn straight back into the gateway. Its token passes alone, as through an exclusive gateway in
    front; to wait for it as well would mean never to begin. `split` is the element whose passing makes a round.
    """

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str) -> None:
        super().__init__(spec, name, process, element)
        self.needed: frozenset[str] = frozenset()
        self.split: str | None = None

    def _passes(self, token: Token) -> bool:
        """Whether the token need not wait. If it must, it does from here on."""
        if not self.is_join or token.flow not in self.needed:
            return True
        token._set_state(TaskState.WAITING)  # noqa: SLF001
        return False

    def round_of(self, token: Token) -> int | None:
        """The round that `token` is in, as this join counts them. What rests at the split itself will make one."""
        if self.split is None:
            return None
        return token.id if token.task_spec.element == self.split else token.rounds.get(self.split)

    def waiting(self, token: Token) -> dict[str, Token]:
        """For each flow that a token of the same scope and round came by, the one that has waited longest."""
        assert token.scope is not None  # noqa: S101 - only the root has none
        here = self.round_of(token)
        found: dict[str, Token] = {}
        for other in token.scope.children:
            if other.task_spec is self and other.state == TaskState.WAITING and self.round_of(other) == here:
                found.setdefault(other.flow or "", other)
        return found


class Parallel(Join):
    """Goes on when a token waits on every incoming flow; opens every outgoing one."""

    def _update_hook(self, token: Token) -> bool:
        if self._passes(token):
            return True
        found = self.waiting(token)
        if len(found) < len(self.needed):
            return False
        for other in found.values():
            if other is not token:
                token.workflow.absorb(other)
        here = self.round_of(token)
        if here is not None and token.scope is not None:
            token.scope.passed[self.element] = max(here, token.scope.passed.get(self.element, 0))
        return True

    def chosen(self, token: Token) -> Iterable[Way]:  # noqa: ARG002 - the same for every token
        return self.ways


class Inclusive(Join):
    """Goes on when a token waits on some incoming flow and no other token of its round can still come by one of the
    other flows.

    A token can come when a path leads from where it is to the flow on which neither this join nor its split lies: what
    must pass the split again belongs to the next round. BPMN 2.0 (13.4.3) knows no rounds and instead lets the join go
    on when that token could come by a flow that is already taken as well; in a branch from which a return leads back
    before the split that would drop a signature.
    """

    def __init__(self, spec: WorkflowSpec, name: str, process: str, element: str) -> None:
        super().__init__(spec, name, process, element)
        # For each node that a token may rest at, the incoming flows it can still come by.
        self.sources: Mapping[Node, frozenset[str]] = {}

    def _update_hook(self, token: Token) -> bool:
        return self._passes(token)

    def free(self, token: Token) -> bool:
        """Lets the join go on with `token`'s round, if it may."""
        assert token.scope is not None  # noqa: S101 - only the root has none
        found, here = self.waiting(token), self.round_of(token)
        for other in token.scope.children:
            coming = self.sources.get(other.task_spec)
            if coming is not None and not coming <= found.keys() and self.round_of(other) == here:
                return False
        first = min(found.values(), key=lambda t: t.id)
        for other in found.values():
            if other is not first:
                token.workflow.absorb(other)
        first._ready()  # noqa: SLF001 - SpiffWorkflow's protocol
        return True


def is_remnant(token: Token) -> bool:
    """Whether `token` waits at a join that a later round went through: what a return drawn out of a branch, to before
    the fork, leaves behind of the round it broke off.
    """
    join = token.task_spec
    if not isinstance(join, Join) or token.scope is None:
        return False
    here = join.round_of(token)
    return here is not None and here < token.scope.passed.get(join.element, 0)


def stuck(tokens: Iterable[Token]) -> InstanceFault:
    """The fault of a scope all of whose tokens wait at joins, for what cannot come."""
    token = min(tokens, key=lambda t: t.id)
    join = token.task_spec
    assert isinstance(join, Join)  # noqa: S101 - the caller looked
    missing = ", ".join(sorted(join.needed - join.waiting(token).keys()))
    sentence = (
        f"Expected the join {join.element!r} to get a token on every incoming flow, but nothing can come by {missing} "
        "any more: a branch ended before it, or alternatives were not merged by an exclusive gateway first"
    )
    return InstanceFault(join.element, sentence)
