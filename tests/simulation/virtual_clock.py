"""Plays a case in the engine on a virtual clock: every step takes its fixed span, every timer fires when it is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from engine.execution import Closed, Instance, InstanceFault, MessageAwaited, Opened, TimerArmed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.execution import Change, Program

MOST = 400  # completions of one case


class TooLong(Exception):  # noqa: N818 - it names the situation
    """The case does not end within the bound."""


@dataclass
class Played:
    """`steps` are (process/element, opened, closed, 0 completed or 1 cancelled) in seconds, sorted."""

    steps: list[tuple[str, int, int, int]] = field(default_factory=list)
    ended_at: int = 0
    fault: str | None = None


class VirtualClock:
    """One case. `span(key, visit)` and `timer(key)` are seconds, `decide(key, visit)` what a step sets. A visit is the
    number of the entry within its scope, from 0; of a multi-instance, the number of the instance.
    """

    def __init__(
        self,
        program: Program,
        span: Callable[[str, int, str], int],
        timer: Callable[[str], int],
        decide: Callable[[str, int], Mapping[str, Any]],
    ) -> None:
        self.program, self.span, self.timer, self.decide = program, span, timer, decide
        self.now = self.planned = 0
        self.plans: list[tuple[int, int, str, str]] = []
        self.open: dict[str, tuple[str, int, int]] = {}
        self.visits: dict[tuple[str | None, str], int] = {}
        self.played = Played()

    def play(self, variables: Mapping[str, Any]) -> Played:
        try:
            instance, changes = Instance.start(self.program, variables)
            self._tell(changes)
            self._run(instance)
            assert instance.finished
        except InstanceFault as fault:
            self.played.fault = fault.element
        self.played.ended_at = self.now
        self.played.steps.sort()
        return self.played

    def _run(self, instance: Instance) -> None:
        done = 0
        while self.plans:
            at, _, token, kind = heappop(self.plans)
            if token not in {node.token for node in instance.open}:
                continue
            done += 1
            if done > MOST:
                raise TooLong
            self.now = at
            if kind == "timer":
                self._tell(instance.fire(token))
            elif kind == "message":
                self._tell(instance.receive(token))
            else:
                key, visit, _ = self.open[token]
                given = self.decide(key, visit) if kind == "step" else {}
                self._tell(instance.complete(token, given))

    def _tell(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if isinstance(change, Opened):
                key = f"{change.process}/{change.element}"
                visit = self._visit(change, key)
                self.open[change.token] = (key, visit, self.now)
                self._plan(self.now + self.span(key, visit, change.kind), change.token, change.kind)
            elif isinstance(change, TimerArmed | MessageAwaited):
                kind = "timer" if isinstance(change, TimerArmed) else "message"
                self._plan(self.now + self.timer(f"{change.process}/{change.element}"), change.token, kind)
            elif isinstance(change, Closed):
                key, _, opened = self.open.pop(change.token)
                self.played.steps.append((key, opened, self.now, int(change.how == "cancelled")))

    def _visit(self, change: Opened, key: str) -> int:
        if change.item is not None:
            return int(change.item)
        place = (change.scope, key)
        self.visits[place] = self.visits.get(place, -1) + 1
        return self.visits[place]

    def _plan(self, at: int, token: str, kind: str) -> None:
        self.planned += 1
        heappush(self.plans, (at, self.planned, token, kind))
