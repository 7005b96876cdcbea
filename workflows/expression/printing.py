"""Writes a tree down again, in our own spelling and with every bracket that reading it back needs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from workflows.expression.nodes import (
    Between,
    Bound,
    Call,
    Chain,
    Compare,
    Holds,
    If,
    In,
    ListOf,
    Literal,
    Logic,
    Member,
    Name,
    Negate,
    Node,
    Range,
    Test,
)

if TYPE_CHECKING:
    from workflows.expression.nodes import Value

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def to_text(node: Node) -> str:  # noqa: C901, PLR0911 - one case for each kind of node
    """The text of `node`; parsing it gives an equal tree."""
    match node:
        case Literal(value=value):
            return _literal(value)
        case Name(id=name):
            return name
        case ListOf(items=items):
            return f"[{', '.join(map(to_text, items))}]"
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(to_text, arguments))})"
        case Negate(operand=operand):
            return f"-{_inner(operand)}"
        case Chain(first=first, rest=rest):
            return " ".join([_inner(first), *(f"{sign} {_inner(part)}" for sign, part in rest)])
        case Logic(word=word, operands=operands):
            return f" {word} ".join(map(_inner, operands))
        case Compare(sign=sign, left=left, right=right):
            return f"{_inner(left)} {sign} {_inner(right)}"
        case Between(value=value, low=low, high=high):
            return f"{_inner(value)} between {_inner(low)} and {_inner(high)}"
        case In(value=value, tests=tests):
            return f"{_inner(value)} in ({tests_to_text(tests)})"
        case If(condition=condition, yes=yes, no=no):
            return f"if {to_text(condition)} then {to_text(yes)} else {to_text(no)}"


def tests_to_text(tests: tuple[Test, ...]) -> str:
    """The tests with commas between them, as in a decision table's cell."""
    return ", ".join(map(_test, tests))


def _test(test: Test) -> str:
    match test:
        case Bound(sign=sign, limit=limit):
            return f"{sign} {_inner(limit)}"
        case Range(low=low, high=high, with_low=with_low, with_high=with_high):
            return f"{'[' if with_low else '('}{_inner(low)}..{_inner(high)}{']' if with_high else ')'}"
        case Member(of=node) | Holds(condition=node):
            return to_text(node)


def _inner(node: Node) -> str:
    """An operand: in brackets unless it is one word."""
    if isinstance(node, (Literal, Name, ListOf, Call)):
        return to_text(node)
    return f"({to_text(node)})"


def _literal(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else f'"{str(value).translate(_ESCAPES)}"'
