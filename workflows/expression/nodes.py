"""The tree of an expression. Chains of one operator are one node, so a tree is never deeper than its brackets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from decimal import Decimal

# A value of the language: null, a truth value, a number, a text, or a list of values.
Value: TypeAlias = "bool | Decimal | str | tuple[Value, ...] | None"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written down."""

    value: bool | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Name:
    """A variable; `?` is the value of the input in a decision table's cell."""

    id: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """`[a, b, …]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negate:
    """`-a`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """`first + a - b …` or `first * a / b …`, done from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """`a and b and …` or `a or b or …`."""

    word: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """`left sign right`; sign is one of = != < <= > >=."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """`value in (test, …)`: whether some test holds."""

    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then yes else no`; anything but true takes `no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call of one of our functions."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """The test `<= 24`."""

    sign: str
    limit: Node


@dataclass(frozen=True, slots=True)
class Range:
    """The test `[low..high]`; a round or turned bracket leaves that end out."""

    low: Node
    high: Node
    with_low: bool
    with_high: bool


@dataclass(frozen=True, slots=True)
class Member:
    """The test that the value equals `of`, or is in it where that is a list."""

    of: Node


@dataclass(frozen=True, slots=True)
class Holds:
    """The test that `condition`, which mentions the value as `?`, is true."""

    condition: Node


Node: TypeAlias = "Literal | Name | ListOf | Negate | Chain | Logic | Compare | Between | In | If | Call"
Test: TypeAlias = "Bound | Range | Member | Holds"


def children(node: Node | Test) -> tuple[Node | Test, ...]:  # noqa: PLR0911 - one return for each shape
    """The nodes directly below `node`, from left to right."""
    match node:
        case Literal() | Name():
            return ()
        case ListOf(items=parts) | Logic(operands=parts) | Call(arguments=parts):
            return parts
        case Negate(operand=part) | Bound(limit=part) | Member(of=part) | Holds(condition=part):
            return (part,)
        case Chain(first=first, rest=rest):
            return (first, *(part for _, part in rest))
        case Compare(left=left, right=right):
            return (left, right)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case Range(low=low, high=high):
            return (low, high)
        case In(value=value, tests=tests):
            return (value, *tests)
        case If(condition=condition, yes=yes, no=no):
            return (condition, yes, no)


def names(node: Node | Test) -> frozenset[str]:
    """The variables that occur at or below `node`, `?` left out."""
    here = {node.id} if isinstance(node, Name) and node.id != "?" else set()
    return frozenset(here).union(*(names(child) for child in children(node)))


def mentions_input(node: Node | Test) -> bool:
    """Whether `?` occurs at or below `node`."""
    return node == Name("?") or any(mentions_input(child) for child in children(node))
