"""What is worth filling in: the values that the conditions of a diagram compare a field with, and those beside."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.expression import parse
from workflows.expression.nodes import Between, Bound, Call, Compare, In, Literal, Logic, Member, Name, Range, children

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Mapping

    from workflows.expression.nodes import Node, Test, Value
    from workflows.model import FormField, ProcessModel

PLAIN = {"date": "2026-09-01", "file_name": "a.pdf"}


def constants(models: Mapping[str, ProcessModel]) -> dict[str, tuple[Value, ...]]:
    """By variable: what the conditions and scripts of the diagrams compare it with."""
    found: dict[str, dict[Value, None]] = {}
    for text in _texts(models.values()):
        for name, value in _compared(parse(text).tree):
            found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def instants(models: Mapping[str, ProcessModel]) -> frozenset[str]:
    """The variables that say when a timer is due."""
    elements = [e for model in models.values() for e in model.elements.values()]
    return frozenset(e.timer.variable for e in elements if e.timer and e.timer.variable)


def candidates(field: FormField, compared: Iterable[Value]) -> list[Any]:
    """Values of the field from which to choose: each side of every figure, every text, every option."""
    if field.options:
        values = [value for value, _ in field.options]
        return [[value] for value in values] if field.type == "multiselect" else values
    if field.type in ("number", "integer"):
        figures = [c for c in compared if isinstance(c, Decimal)] or [Decimal(10)]
        around = {int(figure) + step for figure in figures for step in (-1, 0, 1)}
        fitting = [n for n in sorted(around) if _fits(field, n)]
        return fitting or [int(field.minimum or field.maximum or 1)]
    texts = [c for c in compared if isinstance(c, str)]
    return [PLAIN[field.type]] if field.type in PLAIN else [*texts, "文字"]


def _fits(field: FormField, number: int) -> bool:
    return (field.minimum is None or number >= field.minimum) and (field.maximum is None or number <= field.maximum)


def _texts(models: Iterable[ProcessModel]) -> Iterator[str]:
    for model in models:
        yield from (flow.condition for flow in model.flows.values() if flow.condition)
        for element in model.elements.values():
            yield from (assign.value for assign in element.assigns)
            if element.multi and element.multi.completion:
                yield element.multi.completion


def _compared(node: Node | Test) -> Iterator[tuple[str, Value]]:
    """Each variable with each value that it is compared with."""
    match node:
        case Compare(left=left, right=right):
            sides: tuple[Any, ...] = (left, right)
        case Between(value=value, low=low, high=high):
            sides = (value, low, high)
        case In(value=value, tests=tests):
            sides = (value, *(part for test in tests for part in _parts(test)))
        case _:
            sides = ()
    names = [side.id for side in sides if isinstance(side, Name)]
    values = [side.value for side in sides if isinstance(side, Literal)]
    yield from ((name, value) for name in names for value in values)
    for child in children(node):
        yield from _compared(child)


def _parts(test: Test) -> tuple[Any, ...]:
    match test:
        case Bound(limit=limit):
            return (limit,)
        case Range(low=low, high=high):
            return (low, high)
        case Member(of=of):
            return children(of) or (of,)
        case _:
            return ()


def solve(node: Node, chance: random.Random, *, wanted: bool) -> dict[str, Any]:
    """Values of variables with which a condition holds (or does not), as far as it compares them with constants."""
    match node:
        case Name(id=name):
            return {name: wanted}
        case Call(function="not", arguments=(inner,)):
            return solve(inner, chance, wanted=not wanted)
        case Logic(word=word, operands=operands):
            needed = operands if (word == "and") is wanted else (chance.choice(operands),)
            found: dict[str, Any] = {}
            for operand in needed:
                found = {**solve(operand, chance, wanted=wanted), **found}
            return found
        case Compare(sign=sign, left=Name(id=name), right=Literal(value=value)):
            return _compare(name, sign, value, wanted=wanted)
        case Between(value=Name(id=name), low=Literal(value=Decimal() as low)):
            return {name: low if wanted else low - 1}
        case In(value=Name(id=name), tests=tests):
            values = [p.value for test in tests for p in _parts(test) if isinstance(p, Literal)]
            return {name: chance.choice(values)} if wanted and values else {}
        case _:
            return {}


def _compare(name: str, sign: str, value: Value, *, wanted: bool) -> dict[str, Any]:
    sign = sign if wanted else {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}[sign]
    if isinstance(value, bool) or value is None:
        return {name: value if sign == "=" else value is False}
    if isinstance(value, Decimal):
        step = {"<": -1, ">": 1, "!=": 1}.get(sign, 0)
        return {name: value + step}
    return {name: value} if sign == "=" else {}
