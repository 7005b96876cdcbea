"""Conditions that ask for a value nobody can give: `decision = "retrun"` would send every case the other way."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from workflows.bpmn.finding import Severity
from workflows.bpmn.rules.conditions import readable
from workflows.bpmn.rules.subject import family
from workflows.expression.nodes import Compare, Literal, Name
from workflows.model import Intake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workflows.bpmn.finding import Finding
    from workflows.bpmn.rules.subject import Subject
    from workflows.model import FormField, ProcessModel

_LAPSED = "withdrawn"  # what intake comes to when the applicant does not answer in time


def values(subject: Subject, known: Mapping[str, ProcessModel]) -> Iterator[Finding]:
    """The conditions of one process, held against the decisions and choices of all that share its variables."""
    given, free = _given(family(subject.model.id, known))
    for flow in subject.model.flows.values():
        expression, _ = readable(flow.condition or "null")
        for name, asked in _equalities(expression.tree) if expression else ():
            if name in given and name not in free and asked not in given[name]:
                there = ", ".join(sorted(given[name]))
                yield subject.say(
                    f"expected a value that {name} can have ({there}), but the condition asks for {asked!r}",
                    flow,
                    Severity.WARNING,
                )


def _given(models: Iterable[ProcessModel]) -> tuple[dict[str, set[str]], set[str]]:
    """For each variable the values that buttons and choices give it, and the variables that may hold anything."""
    given: dict[str, set[str]] = {}
    free: set[str] = set()
    for model in models:
        _collect(model.facts, given, free)
        for element in model.elements.values():
            _collect(element.form, given, free)
            for assign in element.assigns:
                expression, _ = readable(assign.value)
                if expression and isinstance(expression.tree, Literal) and isinstance(expression.tree.value, str):
                    given.setdefault(assign.variable, set()).add(expression.tree.value)
                else:
                    free.add(assign.variable)
            if element.decisions:
                found = given.setdefault(element.decides, set())
                found |= {decision.value for decision in element.decisions}
                found |= {_LAPSED} if element.intake is Intake.REVIEW else set()
    return given, free


def _collect(form: Iterable[FormField], given: dict[str, set[str]], free: set[str]) -> None:
    for field in form:
        if field.type == "select":
            given.setdefault(field.id, set()).update(value for value, _ in field.options)
        else:
            free.add(field.id)


def _equalities(node: Any) -> Iterator[tuple[str, str]]:
    """Every variable and text that are compared by = or != in the tree."""
    if isinstance(node, tuple):
        for part in node:
            yield from _equalities(part)
    elif is_dataclass(node):
        if isinstance(node, Compare) and node.sign in ("=", "!="):
            match node.left, node.right:
                case (Name(name), Literal(str(text))) | (Literal(str(text)), Name(name)):
                    yield name, text
        for part in fields(node):
            yield from _equalities(getattr(node, part.name))
