"""What must be decided, filled in, sent or waited for so that a case comes to a certain element of its process.

A way back from the element to the start is chosen by chance; the conditions on it are solved for their variables; and
who sets those variables is looked for: the applicant, a step's form, a step's decision, a script. It is a guess, not a
proof: a walk that follows it may still end somewhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.constants import solve
from workflows.expression import parse
from workflows.model import Intake, Kind

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from workflows.model import Element, Flow, ProcessModel

    Wish = tuple[str, str]  # the path of an element, and the decision, "message" or "timer"

MESSAGE, TIMER = "message", "timer"
DEEPEST = 4  # scripts and called processes that lead to one another


@dataclass
class Plan:
    """What to do on the way: wishes for steps, timers and messages, and values for facts and fields."""

    wishes: set[Wish] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)


class Map:
    """The diagrams of a process, and of those it calls, for finding ways."""

    def __init__(self, models: Mapping[str, ProcessModel], process: str, chance: random.Random) -> None:
        self.models, self.process, self.chance = models, process, chance

    def plan(self, path: str) -> Plan:
        """How to come to an element of the process itself, or behind calls (`call/element`) of one it calls."""
        plan = Plan()
        process, calls = self.process, ""
        for name in path.split("/"):
            self._lead(plan, process, calls, name, DEEPEST)
            calls += f"{name}/"
            process = self.models[process].elements[name].called or process
        return plan

    def _lead(self, plan: Plan, process: str, calls: str, target: str, depth: int) -> None:
        model = self.models[process]
        way = self._way(model, target)
        for element in way:
            if element.kind is Kind.BOUNDARY:
                plan.wishes.add((calls + element.id, MESSAGE if element.message else TIMER))
        for before, after in zip(way[1:], way, strict=False):
            for name, value in self._conditions(model, before, after):
                if name not in plan.values:
                    plan.values[name] = value
                    self._bring(plan, process, calls, way[way.index(before) :], name, depth)

    def _way(self, model: ProcessModel, target: str) -> list[Element]:
        """From the element back to the start, each element once."""
        came: dict[str, str | None] = {target: None}
        queue = [target]
        while queue:
            here = model.elements[queue.pop(0)]
            before = self._before(model, here)
            if not before:
                return _unrolled(model, came, here.id)
            self.chance.shuffle(before)
            for name in before:
                if name not in came:
                    came[name] = here.id
                    queue.append(name)
        return [model.elements[target]]

    def _before(self, model: ProcessModel, element: Element) -> list[str]:
        if element.attached_to:
            return [element.attached_to]
        if element.kind is Kind.START and element.parent:
            return [element.parent]
        return [model.flows[flow].source for flow in element.incoming]

    def _conditions(self, model: ProcessModel, before: Element, after: Element) -> Iterator[tuple[str, Any]]:
        flows = [model.flows[flow] for flow in before.outgoing]
        taken = [flow for flow in flows if flow.target == after.id]
        if not taken:
            return
        flow: Flow = self.chance.choice(taken)
        if flow.condition:
            yield from solve(parse(flow.condition).tree, self.chance, wanted=True).items()
        elif before.kind is Kind.EXCLUSIVE:
            for other in flows:
                if other.condition:
                    yield from solve(parse(other.condition).tree, self.chance, wanted=False).items()

    # ── who sets a variable ────

    def _bring(self, plan: Plan, process: str, calls: str, way: list[Element], name: str, depth: int) -> None:
        """Let somebody set a variable to the value that the plan wants, as near before the condition as can be."""
        for element in way:
            for where, path, inner in self._within(process, calls, element):
                if self._sets(plan, where, path, inner, name, depth):
                    return
        for inner in self.models[process].elements.values():
            if self._sets(plan, process, calls, inner, name, depth):
                return

    def _within(self, process: str, calls: str, element: Element) -> Iterator[tuple[str, str, Element]]:
        """The element and all in it, with the process they stand in and the path of calls there."""
        yield process, calls, element
        if element.kind is Kind.SUB_PROCESS:
            for inner in self.models[process].elements.values():
                if inner.parent == element.id:
                    yield from self._within(process, calls, inner)
        if element.called:
            for inner in self.models[element.called].elements.values():
                yield from self._within(element.called, f"{calls}{element.id}/", inner)

    def _sets(self, plan: Plan, process: str, calls: str, element: Element, name: str, depth: int) -> bool:
        value, path = plan.values[name], calls + element.id
        decided = [d.value for d in element.decisions] if element.decides == name else []
        if value in decided:
            plan.wishes.add((path, str(value)))
        elif decided and element.intake is Intake.REVIEW and value == "withdrawn":
            self._lapse(plan, process, calls, path)
        elif any(a.variable == name and _gives(a.value, value) for a in element.assigns) and depth:
            self._lead(plan, process, calls, element.id, depth - 1)
        else:
            return False
        if calls or element.parent:
            self._reach(plan, process, calls, element, depth)
        return True

    def _reach(self, plan: Plan, process: str, calls: str, element: Element, depth: int) -> None:
        if depth:
            self._lead(plan, process, calls, element.id, depth - 1)

    def _lapse(self, plan: Plan, process: str, calls: str, review: str) -> None:
        """Corrections that are asked for and never come: the application is deemed withdrawn."""
        elements = self.models[process].elements
        corrections = {e.id for e in elements.values() if e.intake is Intake.CORRECTION}
        plan.wishes.add((review, "correct"))
        plan.wishes |= {(calls + e.id, TIMER) for e in elements.values() if e.attached_to in corrections}


def _gives(text: str, value: Any) -> bool:
    """Whether a script's expression may give the value: as it is written down, or by counting."""
    return "coalesce" in text or text == f'"{value}"' or text == str(value)


def _unrolled(model: ProcessModel, came: Mapping[str, str | None], start: str) -> list[Element]:
    found: list[Element] = []
    here: str | None = start
    while here is not None:
        found.append(model.elements[here])
        here = came[here]
    return found[::-1]
