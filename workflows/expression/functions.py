"""The functions of the language. Each takes values and gives a value; what it cannot use gives null."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.expression.nodes import Value

MANY = 500  # arguments that a call can hold at all


@dataclass(frozen=True, slots=True)
class Function:
    """`arguments` are the fewest and the most it takes."""

    run: Callable[..., Value]
    arguments: tuple[int, int]


def equal(left: Value, right: Value) -> bool:
    """Equality as in `=`: null equals only null, values of different kinds are unequal, true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    return type(left) is type(right) and left == right


def less(left: Value, right: Value) -> bool | None:
    """Order of two numbers or of two texts; null for anything else."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left < right
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return None


def _not(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


def _count(items: Value) -> Decimal | None:
    return Decimal(len(items)) if isinstance(items, tuple) else None


def _contains(whole: Value, part: Value) -> bool | None:
    if isinstance(whole, tuple):
        return any(equal(item, part) for item in whole)
    if isinstance(whole, str) and isinstance(part, str):
        return part in whole
    return None


def _best(values: tuple[Value, ...], *, largest: bool) -> Value:
    items = values[0] if len(values) == 1 and isinstance(values[0], tuple) else values
    if not items:
        return None
    best = items[0]
    if less(best, best) is None:
        return None
    for item in items[1:]:
        smaller = less(item, best)
        if smaller is None:
            return None
        if smaller is not largest and not equal(item, best):
            best = item
    return best


def _coalesce(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def _min(*values: Value) -> Value:
    return _best(values, largest=False)


def _max(*values: Value) -> Value:
    return _best(values, largest=True)


def _abs(number: Value) -> Value:
    return number.copy_abs() if isinstance(number, Decimal) else None


def _floor(number: Value) -> Value:
    return number.to_integral_value(ROUND_FLOOR) if isinstance(number, Decimal) else None


def _ceiling(number: Value) -> Value:
    return number.to_integral_value(ROUND_CEILING) if isinstance(number, Decimal) else None


FUNCTIONS = {
    "not": Function(_not, (1, 1)),
    "coalesce": Function(_coalesce, (1, MANY)),  # the first that is not null
    "count": Function(_count, (1, 1)),
    "contains": Function(_contains, (2, 2)),
    "min": Function(_min, (1, MANY)),
    "max": Function(_max, (1, MANY)),
    "abs": Function(_abs, (1, 1)),
    "floor": Function(_floor, (1, 1)),
    "ceiling": Function(_ceiling, (1, 1)),
}
