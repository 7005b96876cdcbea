"""What a tree is worth, given variables. Three-valued logic throughout: null is neither true nor false."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workflows.expression.errors import ExpressionError
from workflows.expression.functions import FUNCTIONS, equal, less
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
    names,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflows.expression.nodes import Value

MAX_LISTS = 8  # lists within lists that a variable may hold
MAX_BITS = 512  # of a whole number that a variable may hold

# decimal128, the numbers of FEEL. Nothing traps: what is no number any more becomes null.
_NUMBERS = decimal.Context(prec=34, Emin=-6143, Emax=6144, rounding=decimal.ROUND_HALF_EVEN, traps=[])


def evaluate(node: Node, variables: Mapping[str, Any]) -> Value:  # noqa: PLR0911 - one for each kind of node
    """The value of `node`; a name that `variables` lacks is null.

    Raises:
        ExpressionError: a variable holds what is no value of the language (an object, an instant, NaN).
    """
    match node:
        case Literal(value=value):
            return value
        case Name(id=name):
            return value_of(name, variables.get(name))
        case ListOf(items=items):
            return tuple(evaluate(item, variables) for item in items)
        case Negate(operand=operand):
            return _arithmetic("*", Decimal(-1), evaluate(operand, variables))
        case Chain(first=first, rest=rest):
            total = evaluate(first, variables)
            for sign, part in rest:
                total = _arithmetic(sign, total, evaluate(part, variables))
            return total
        case Logic(word=word, operands=operands):
            return _logic(word, (evaluate(operand, variables) for operand in operands))
        case If(condition=condition, yes=yes, no=no):
            return evaluate(yes if evaluate(condition, variables) is True else no, variables)
        case Call(function=function, arguments=arguments):
            return FUNCTIONS[function].run(*(evaluate(argument, variables) for argument in arguments))
    return _comparison(node, variables)


def settled(node: Node, variables: Mapping[str, Any]) -> bool | None:
    """The truth of a condition as far as it is settled by what is known: null while a variable that could still turn it
    is missing or null, also where `=` would call it false.

    Raises:
        ExpressionError: a variable holds what is no value of the language.
    """
    match node:
        case Logic(word=word, operands=operands):
            return _logic(word, (settled(operand, variables) for operand in operands))
        case Call(function="not", arguments=(operand,)):
            inner = settled(operand, variables)
            return None if inner is None else not inner
    if any(variables.get(name) is None for name in names(node)):
        return None
    value = evaluate(node, variables)
    return value if isinstance(value, bool) else None


def holds(value: Value, tests: tuple[Test, ...], variables: Mapping[str, Any]) -> bool | None:
    """Whether `value` passes one of `tests`: null where none is passed and one of them is null."""
    return _logic("or", (_passes(value, test, variables) for test in tests))


def value_of(name: str, raw: Any, lists: int = 0) -> Value:
    """A Python value as a value of the language.

    Raises:
        ExpressionError: it is none (see `evaluate`).
    """
    if raw is None or isinstance(raw, (bool, str)):
        return raw
    if isinstance(raw, (list, tuple)) and lists < MAX_LISTS:
        return tuple(value_of(name, item, lists + 1) for item in raw)
    if isinstance(raw, int) and raw.bit_length() <= MAX_BITS:
        return _NUMBERS.create_decimal(raw)
    if isinstance(raw, float):
        raw = Decimal(repr(raw))
    if isinstance(raw, Decimal):
        number = _NUMBERS.plus(raw)
        if number.is_finite():
            return number
    kind = "number out of range" if isinstance(raw, (int, Decimal)) else type(raw).__name__
    raise ExpressionError(
        f"Expected variable {name!r} to hold null, true, false, a number, a text or a list of these, but it holds a "
        f"{kind}."
    )


def _comparison(node: Compare | Between | In, variables: Mapping[str, Any]) -> bool | None:
    match node:
        case Compare(sign=sign, left=left, right=right):
            return _compare(sign, evaluate(left, variables), evaluate(right, variables))
        case Between(value=value, low=low, high=high):
            return _within(evaluate(value, variables), Range(low, high, with_low=True, with_high=True), variables)
        case In(value=value, tests=tests):
            return holds(evaluate(value, variables), tests, variables)


def _passes(value: Value, test: Test, variables: Mapping[str, Any]) -> bool | None:
    match test:
        case Bound(sign=sign, limit=limit):
            return _compare(sign, value, evaluate(limit, variables))
        case Range():
            return _within(value, test, variables)
        case Member(of=of):
            whole = evaluate(of, variables)
            if isinstance(whole, tuple) and not isinstance(value, tuple):
                return any(equal(value, item) for item in whole)
            return equal(value, whole)
        case Holds(condition=condition):
            outcome = evaluate(condition, variables)
            return outcome if isinstance(outcome, bool) else None


def _within(value: Value, span: Range, variables: Mapping[str, Any]) -> bool | None:
    low, high = evaluate(span.low, variables), evaluate(span.high, variables)
    above = _compare("<=" if span.with_low else "<", low, value)
    below = _compare("<=" if span.with_high else "<", value, high)
    return _logic("and", (above, below))


def _compare(sign: str, left: Value, right: Value) -> bool | None:
    if sign in ("=", "!="):
        return equal(left, right) is (sign == "=")
    smaller = less(left, right) if sign in ("<", ">=") else less(right, left)
    if smaller is None:
        return None
    return smaller if sign in ("<", ">") else not smaller


def _logic(word: str, values: Iterable[Value]) -> bool | None:
    """`and` is false as soon as one is false, `or` true as soon as one is true; else null if one is no truth value."""
    decisive = word == "or"
    certain = True
    for value in values:
        if value is decisive:
            return decisive
        certain = certain and isinstance(value, bool)
    return (not decisive) if certain else None


def _arithmetic(sign: str, left: Value, right: Value) -> Value:
    if sign == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    match sign:
        case "+":
            result = _NUMBERS.add(left, right)
        case "-":
            result = _NUMBERS.subtract(left, right)
        case "*":
            result = _NUMBERS.multiply(left, right)
        case _:
            result = _NUMBERS.divide(left, right)
    return result if result.is_finite() else None
