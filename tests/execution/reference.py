"""A second token game, written for the tests and apart from the engine's, for block-structured processes only.

It decides about joins in another way than the engine does. Every fork opens a round, and each token carries the rounds
it is in, innermost last. A parallel join is complete when tokens *of one round* stand on all its flows; an inclusive
one when no other token *of that round* is at a place from which the join can be reached. The engine knows no rounds:
it looks at flows, paths and dominators. Whoever draws the process says which split belongs to which join.

A process lives in frames, one inside the other; a frame holds marks (what waits in it). Arrivals at anything that does
not wait are served first come, first served.
"""

from __future__ import annotations

from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Any

from engine.execution.values import plain
from tests.execution.marking import JOINS, SCOPES, TOLD, WAITING, Frame, Group, Mark, Stuck
from workflows.expression import parse
from workflows.model import Element, Kind, ProcessModel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Game:
    """Plays one instance."""

    def __init__(self, models: Mapping[str, ProcessModel], main: str, splits: Mapping[str, str], variables: dict):
        self.models, self.splits, self.variables = models, splits, dict(variables)
        self.round = count(1)
        self.queue: deque[tuple[Frame, Callable[[], None]]] = deque()
        self.passed: list[str] = []
        self.ends: list[str] = []
        self.root = Frame(models[main], None, {})
        self.finished = False
        self._begin(self.root)
        self._settle()

    # ── what the tests look at ──────────────────────────────────────────────────────────────────────────────────

    def open(self) -> dict[str, tuple]:
        found = {}
        for mark in self._marks(self.root):
            if mark.element.kind in (*WAITING, Kind.BOUNDARY) and mark.group is None:
                host = None if mark.host is None else mark.host.group.first if mark.host.group else mark.host.name
                found[mark.name] = (mark.element.id, mark.frame.scopes, host, mark.item)
        return found

    def scopes(self) -> set[str]:
        return {mark.name for mark in self._marks(self.root) if mark.inner is not None}

    # ── commands ────────────────────────────────────────────────────────────────────────────────────────────────

    def complete(self, name: str, variables: dict) -> None:
        self.variables.update(variables)
        self._done(self._mark(name))
        self._settle()

    def fire(self, name: str, variables: dict) -> None:
        self.variables.update(variables)
        mark = self._mark(name)
        if mark.host is not None and mark.element.interrupting:
            self._remove(mark.host, but=mark)
        elif mark.host is not None and mark.element.times is not None and mark.turn + 1 != mark.element.times:
            again = self._stand(mark.frame, mark.element, mark.rounds)
            again.host, again.turn = mark.host, mark.turn + 1
        for other in [m for m in mark.frame.marks if m.race is not None and m.race is mark.race and m is not mark]:
            self._remove(other)
        self._remove(mark)
        rounds = mark.rounds if mark.host is None or mark.element.interrupting else ()
        self._leave(mark.frame, mark.element, rounds)
        self._settle()

    receive = fire

    def move(self, name: str, element: str) -> None:
        mark = self._mark(name)
        whole = next((m for m in mark.frame.marks if m.group and mark in m.group.members), mark)
        self._remove(whole)
        self._arrive(mark.frame, element, None, whole.rounds)
        self._settle()

    # ── the game ────────────────────────────────────────────────────────────────────────────────────────────────

    def _marks(self, frame: Frame):
        for mark in frame.marks:
            yield mark
            if mark.inner is not None:
                yield from self._marks(mark.inner)

    def _mark(self, name: str) -> Mark:
        return next(mark for mark in self._marks(self.root) if mark.name == name)

    def _settle(self) -> None:
        for _ in range(20_000):
            if self.queue:
                frame, act = self.queue.popleft()
                if not frame.over:
                    frame.running -= 1
                    act()
                    self._maybe_over(frame)
            elif not self._inclusive():
                return self._look_for_stuck(self.root)
        raise Stuck

    def _look_for_stuck(self, frame: Frame) -> None:
        for mark in frame.marks:
            if mark.inner is not None:
                self._look_for_stuck(mark.inner)
        if frame.marks and all(m.element.kind in JOINS for m in frame.marks):
            if any(frame.passed.get(m.element.id, 0) <= m.rounds[-1] for m in frame.marks):
                raise Stuck
            frame.marks.clear()
            self._maybe_over(frame)
            self._settle()

    def _begin(self, frame: Frame) -> None:
        start = next(e for e in frame.model.elements.values() if e.parent == frame.level and e.kind is Kind.START)
        self._arrive(frame, start.id, None, ())

    def _arrive(self, frame: Frame, target: str, flow: str | None, rounds: tuple[int, ...]) -> None:
        element = frame.model.elements[target]
        if element.multi is None and element.kind in WAITING:
            mark = self._stand(frame, element, rounds)
            self._timers(mark)
        elif element.id in self.splits and len(self._into(frame, element)) > 1:
            frame.marks.append(Mark(frame, element, rounds, flow=flow))
            if element.kind is Kind.PARALLEL:
                self._parallel(frame, element, rounds)
        else:
            name = "" if element.multi or element.kind not in (*SCOPES, *TOLD) else self._name(frame, element)
            frame.running += 1
            self.queue.append((frame, lambda: self._enter(frame, element, name, rounds)))

    def _enter(self, frame: Frame, element: Element, name: str, rounds: tuple[int, ...]) -> None:
        if element.multi is not None:
            self._multi(frame, element, rounds)
        elif element.kind in SCOPES:
            mark = Mark(frame, element, rounds, name)
            frame.marks.append(mark)
            self._timers(mark)
            self._open_scope(mark, {})
        elif element.kind in (Kind.END, Kind.TERMINATE):
            self._end(frame, element, name)
        else:
            for assign in element.assigns:
                self.variables[assign.variable] = self._value(frame, assign.value)
            if name:
                self.passed.append(name)
            self._leave(frame, element, rounds)
            if element.kind is Kind.EVENT_GATEWAY:
                race = object()
                for mark in frame.marks[-len(element.outgoing) :]:
                    mark.race = race

    def _end(self, frame: Frame, element: Element, name: str) -> None:
        self.passed.append(name)
        if frame is self.root:
            self.ends = [end for end in self.ends if end != element.id] + [element.id]
        if element.kind is Kind.TERMINATE:
            for mark in list(frame.marks):
                self._remove(mark)
            self._drop_queue(frame)

    def _stand(self, frame: Frame, element: Element, rounds: tuple[int, ...]) -> Mark:
        mark = Mark(frame, element, rounds, self._name(frame, element))
        frame.marks.append(mark)
        return mark

    def _timers(self, host: Mark) -> None:
        for element in host.frame.model.elements.values():
            if element.kind is Kind.BOUNDARY and element.attached_to == host.element.id:
                self._stand(host.frame, element, host.rounds).host = host

    def _name(self, frame: Frame, element: Element) -> str:
        frame.counts[element.id] = frame.counts.get(element.id, 0) + 1
        return f"{frame.prefix}{element.id}#{frame.counts[element.id]}"

    def _open_scope(self, mark: Mark, items: dict[str, Any]) -> None:
        outer = mark.frame
        scopes, items = (*outer.scopes, mark.name), {**outer.items, **items}
        if mark.element.kind is Kind.CALL:
            model = self.models[mark.element.called]
            mark.inner = Frame(model, None, {}, f"{mark.name}/", scopes, mark, items)
        else:
            mark.inner = Frame(outer.model, mark.element.id, outer.counts, outer.prefix, scopes, mark, items)
        self._begin(mark.inner)

    def _done(self, mark: Mark) -> None:
        """The activity was done, or the last token in it is gone."""
        whole = next((m for m in mark.frame.marks if m.group and mark in m.group.members), None)
        if whole is not None:
            return self._member_done(whole, mark)
        self._remove(mark)
        self._leave(mark.frame, mark.element, mark.rounds)
        return None

    def _remove(self, mark: Mark, but: Mark | None = None) -> None:
        """Takes the mark away with all inside it and the timers on it."""
        if mark not in mark.frame.marks:
            return
        if mark.inner is not None:
            self._close(mark.inner)
        for member in list(mark.group.members) if mark.group else ():
            if member.inner is not None:
                self._close(member.inner)
            mark.frame.marks.remove(member)
        mark.frame.marks.remove(mark)
        for timer in [m for m in mark.frame.marks if m.host is mark and m is not but]:
            mark.frame.marks.remove(timer)

    def _close(self, frame: Frame) -> None:
        frame.over = True
        for mark in list(frame.marks):
            self._remove(mark)

    def _drop_queue(self, frame: Frame) -> None:
        self.queue = deque(entry for entry in self.queue if entry[0] is not frame)
        frame.running = 0

    def _maybe_over(self, frame: Frame) -> None:
        if frame.marks or frame.running or frame.over:
            return
        frame.over = True
        if frame.owner is None:
            self.finished = True
            return
        outer = frame.owner.frame
        self._done(frame.owner)
        self._maybe_over(outer)

    def _leave(self, frame: Frame, element: Element, rounds: tuple[int, ...]) -> None:
        flows = self._chosen(frame, element)
        if element.id in self.splits.values():
            rounds = (*rounds, next(self.round))
        for flow in flows:
            self._arrive(frame, flow.target, flow.id, rounds)
        self._maybe_over(frame)

    def _chosen(self, frame: Frame, element: Element) -> list:
        flows = [frame.model.flows[key] for key in element.outgoing]
        if element.kind is Kind.PARALLEL or all(f.condition is None and f.id != element.default for f in flows):
            return flows
        true = [f for f in flows if f.id != element.default and self._true(frame, f.condition)]
        found = true or [f for f in flows if f.id == element.default]
        if not found:
            raise Stuck
        return found[:1] if element.kind is Kind.EXCLUSIVE else found

    def _value(self, frame: Frame, text: str) -> Any:
        return plain(parse(text).evaluate({**self.variables, **frame.items}))

    def _true(self, frame: Frame, text: str | None, extra: dict[str, Any] | None = None) -> bool:
        return text is None or parse(text).evaluate({**self.variables, **frame.items, **(extra or {})}) is True

    # ── joins ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _into(self, frame: Frame, element: Element) -> set[str]:
        return {f.id for f in frame.model.flows.values() if f.target == element.id}

    def _here(self, frame: Frame, element: Element, rounds: tuple[int, ...]) -> list[Mark]:
        return [m for m in frame.marks if m.element is element and m.rounds == rounds]

    def _parallel(self, frame: Frame, element: Element, rounds: tuple[int, ...]) -> None:
        here = self._here(frame, element, rounds)
        if {m.flow for m in here} == self._into(frame, element):
            frame.passed[element.id] = max(rounds[-1], frame.passed.get(element.id, 0))
            self._join(frame, element, here)

    def _join(self, frame: Frame, element: Element, here: list[Mark]) -> None:
        rounds = here[0].rounds[:-1]
        for mark in here:
            frame.marks.remove(mark)
        frame.running += 1
        self.queue.append((frame, lambda: self._leave(frame, element, rounds)))

    def _inclusive(self) -> bool:
        for mark in self._marks(self.root):
            if mark.element.kind is Kind.INCLUSIVE:
                frame, rounds = mark.frame, mark.rounds
                others = [m for m in frame.marks if m.rounds[: len(rounds)] == rounds and m.element is not mark.element]
                if not any(self._leads_to(frame.model, m.element, mark.element.id) for m in others):
                    self._join(frame, mark.element, self._here(frame, mark.element, rounds))
                    return True
        return False

    def _leads_to(self, model: ProcessModel, element: Element, goal: str) -> bool:
        if element.kind is Kind.BOUNDARY:
            return False  # its host is looked at
        seen, todo = set(), [element.id]
        while todo:
            at = todo.pop()
            if at == goal:
                return True
            if at not in seen:
                seen.add(at)
                todo += [f.target for f in model.flows.values() if f.source == at]
                todo += [e.id for e in model.elements.values() if e.attached_to == at]
        return False

    # ── multi-instance ──────────────────────────────────────────────────────────────────────────────────────────

    def _multi(self, frame: Frame, element: Element, rounds: tuple[int, ...]) -> None:
        multi = element.multi
        if multi.collection is not None:
            items = self.variables.get(multi.collection)
        else:
            found = parse(multi.cardinality).evaluate({**self.variables, **frame.items})
            items = None if found is None else list(range(int(found)))
        if items is None:
            raise Stuck
        whole = Mark(frame, element, rounds, group=Group(list(items)))
        if not items:
            self._leave(frame, element, rounds)
            return
        frame.marks.append(whole)
        for _ in items[:1] if multi.sequential else items:
            self._member(whole)
        self._timers(whole)

    def _member(self, whole: Mark) -> None:
        group, frame, element = whole.group, whole.frame, whole.element
        mark = self._stand(frame, element, whole.rounds)
        mark.item = group.items[group.begun]
        group.begun += 1
        group.first = group.first or mark.name
        group.members.append(mark)
        if element.kind in SCOPES:
            self._open_scope(mark, {element.multi.item: mark.item} if element.multi.item else {})

    def _member_done(self, whole: Mark, mark: Mark) -> None:
        group, frame, multi = whole.group, whole.frame, whole.element.multi
        group.members.remove(mark)
        frame.marks.remove(mark)
        group.done += 1
        numbers = {
            "numberOfInstances": len(group.items),
            "numberOfCompletedInstances": group.done,
            "numberOfActiveInstances": len(group.members),
        }
        if multi.completion is not None and self._true(frame, multi.completion, numbers):
            group.begun = len(group.items)
        elif multi.sequential and group.begun < len(group.items):
            return self._member(whole)
        elif group.members:
            return None
        self._remove(whole)
        self._leave(frame, whole.element, whole.rounds)
        return None
