"""Facts that conditions ask for and nobody told: which values they can have, and how often, so that no way is closed.

What a form offers is equally likely. A number falls below, on and above each figure that a condition compares it with.
A truth that a condition asks for together with others is likelier, so that the whole condition holds as often as
`Assumptions.fact` says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.simulation.scenario.values import Draw
from workflows.expression import ExpressionError, nodes, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.simulation.network import Compiled
    from engine.simulation.scenario.values import StepPlan, Value
    from workflows.model import Element, FormField

_ABOVE = 1.5  # a number above the highest figure is this much of it


@dataclass(slots=True)
class _Asked:
    """What conditions ask of one variable."""

    numbers: set[float] = field(default_factory=set)
    texts: dict[str, None] = field(default_factory=dict)
    beside: int = 1  # how many stand in one conjunction with it, at most
    turned: bool = False  # there it has to be false


def special() -> frozenset[str]:
    """The names that BPMN gives a multi-instance."""
    return frozenset(("numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"))


class Questions:
    """The variables that conditions, counts and scripts of compiled diagrams and the priorities of steps ask for."""

    def __init__(self, compiled: Compiled, steps: Iterable[StepPlan] = ()) -> None:
        self.asked: dict[str, _Asked] = {}
        for text in (*_texts(compiled), *_priorities(steps)):
            try:
                tree = parse(text).tree
            except ExpressionError:
                continue  # whoever compiles the condition refuses it with a sentence
            self._read(tree)

    def draw(self, name: str, form: FormField | None, share: float) -> Draw:
        """How a variable is drawn of which nothing is said."""
        asked = self.asked.get(name, _Asked())
        if form is not None and form.options:
            return _even([value for value, _ in form.options])
        kind = form.type if form is not None else ""
        if asked.numbers or kind in ("number", "integer"):
            return _even(_around(sorted(asked.numbers)))
        if asked.texts:
            return _even([*asked.texts, "other"])
        likely = share ** (1 / asked.beside)
        likely = 1 - likely if asked.turned else likely
        if likely in (0.0, 1.0):
            return Draw("fixed", (likely == 1.0,))
        return Draw("choice", (True, False), (round(likely, 4), round(1 - likely, 4)))

    def _read(self, node: nodes.Node | nodes.Test) -> None:
        match node:
            case nodes.Name(id=name):
                self.asked.setdefault(name, _Asked())
            case nodes.Logic(word="and", operands=operands):
                truths = [truth for truth in map(_truth, operands) if truth is not None]
                for name, turned in truths:
                    asked = self.asked.setdefault(name, _Asked())
                    if len(operands) > asked.beside:
                        asked.beside, asked.turned = len(operands), turned
            case nodes.Compare(left=nodes.Name(id=name), right=nodes.Literal(value=value)):
                self._note(name, value)
            case nodes.Compare(left=nodes.Literal(value=value), right=nodes.Name(id=name)):
                self._note(name, value)
            case _:
                pass
        for child in nodes.children(node):
            self._read(child)

    def _note(self, name: str, value: object) -> None:
        asked = self.asked.setdefault(name, _Asked())
        if isinstance(value, str):
            asked.texts[value] = None
        elif value is not None and not isinstance(value, bool):
            asked.numbers.add(float(str(value)))


def fields_of(elements: Iterable[Element]) -> dict[str, FormField]:
    """Every field of these elements' forms."""
    return {form.id: form for element in elements for form in element.form}


def _truth(node: nodes.Node) -> tuple[str, bool] | None:
    """The variable that has to be true, or (turned) false, for a part of a conjunction to hold."""
    match node:
        case nodes.Name(id=name):
            return name, False
        case nodes.Call(function="not", arguments=(nodes.Name(id=name),)):
            return name, True
        case nodes.Compare(sign=sign, left=nodes.Name(id=name), right=nodes.Literal(value=bool() as value)):
            return name, value is (sign != "=")
        case _:
            return None


def _priorities(steps: Iterable[StepPlan]) -> Iterator[str]:
    for step in steps:
        if isinstance(step.priority, tuple):
            yield from (rule.when for rule in step.priority if rule.when)


def _texts(compiled: Compiled) -> Iterator[str]:
    for node in compiled.nodes:
        yield from (way.condition for way in node.ways if way.condition is not None)
        yield from (assign.value for assign in node.element.assigns)
        multi = node.element.multi
        if multi is not None:
            yield from (text for text in (multi.cardinality, multi.completion) if text is not None)


def _around(figures: list[float]) -> list[float]:
    """A number on each figure, one between two, one below and one above them."""
    if not figures:
        return [1.0]
    first, last = figures[0], figures[-1]
    between = [(a + b) / 2 for a, b in pairwise(figures)]
    return sorted({first / 2, *figures, *between, last * _ABOVE if last > 0 else last + 1})


def _even(values: Iterable[Value]) -> Draw:
    found = tuple(values)
    return Draw("choice", found, (1.0,) * len(found)) if len(found) > 1 else Draw("fixed", found)
