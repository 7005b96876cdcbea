"""Numbers, weights and distributions of a scenario's file, read strictly."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.simulation.scenario import values as v
from engine.simulation.scenario.values import Draw
from workflows.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Plan = TypeVar("Plan")

_LISTS = ("values", "edges", "weights")
MOST = 1e12


def named(root: Table, key: str, read: Callable[[Table], Plan]) -> dict[str, Plan]:
    """A table of tables, each read by itself."""
    return {name: read(Table(f"{root.where}, {key}.{name}", content)) for name, content in free(root, key).items()}


def free(table: Table, key: str) -> dict[str, Any]:
    """A table within, whose keys are names."""
    raw = table.raw(key, {})
    if not isinstance(raw, dict):
        raise table.wrong(key, "a table", raw)
    return raw


def draws(root: Table, key: str, *, spans: bool = False) -> dict[str, Draw]:
    return named(root, key, lambda table: draw(table, spans=spans))


def draw(table: Table, *, spans: bool) -> Draw:
    kind = table.choice("kind", tuple(v.NUMBERS), None)
    names = v.NUMBERS[kind]
    free = not spans and kind in ("fixed", "choice")  # a value of any kind, not only a number
    given: list[Any] = []
    shares: tuple[float, ...] = ()
    for name in names:
        if name == "weights":
            shares = numbers(table, name, needed=True)
        elif name in _LISTS:
            given += _values(table, name) if free else numbers(table, name, needed=True)
        else:
            given.append(_value(table, name) if free else number(table, name, None))
    found = Draw(
        kind,
        tuple(given),
        shares,
        table.choice("unit", v.UNITS, None) if spans else "",
        number(table, "minimum", 0.0),
        number(table, "maximum", math.inf),
    )
    table.done()
    _check(table, found)
    return found


def _check(table: Table, draw: Draw) -> None:
    """That the numbers can be what the distribution is made of."""
    kind, values, weights = draw.kind, draw.values, draw.weights
    if kind in ("uniform", "triangular", "histogram") and list(values) != sorted(values):  # type: ignore[type-var]
        raise table.wrong(v.NUMBERS[kind][0], f"the first of rising numbers of a {kind} distribution", values)
    if kind in ("lognormal", "gamma", "exponential") and not values[0]:
        raise table.wrong("mean", "a number above 0", values[0])
    if kind in ("histogram", "choice"):
        needed = len(values) - (kind == "histogram")
        if len(weights) != needed or needed < 1 or max(weights) <= 0:
            raise table.wrong("weights", f"{needed} numbers of 0 or more, one of them above 0", list(weights))
    if kind == "choice" and len(set(map(repr, values))) != len(values):
        raise table.wrong("values", "a list in which nothing stands twice", list(values))
    if draw.minimum > draw.maximum:
        raise table.wrong("maximum", "a number not below minimum", draw.maximum)


def _value(table: Table, key: str, raw: Any = None) -> Any:
    value = table.raw(key, None) if raw is None else raw
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value) or abs(value) > MOST:
            raise table.wrong(key, "a finite number", value)
        return float(value)
    if not isinstance(value, bool | str):
        raise table.wrong(key, "true, false, a number or a text", value)
    return value


def _values(table: Table, key: str) -> list[Any]:
    raw = table.raw(key, None)
    if not isinstance(raw, list) or not raw:
        raise table.wrong(key, "a list of values", raw)
    return [_value(table, key, item) for item in raw]


def weights(root: Table, key: str) -> dict[str, float]:
    names = Table(f"{root.where}, {key}", free(root, key))
    return {name: number(names, name, None) for name in free(root, key)}


def numbers(table: Table, key: str, *, needed: bool = False) -> tuple[float, ...]:
    raw = table.raw(key, [])
    plain = isinstance(raw, list) and all(type(n) in (int, float) and math.isfinite(n) and 0 <= n <= MOST for n in raw)
    if not plain or (needed and not raw):
        raise table.wrong(key, "a list of finite numbers of 0 or more", raw)
    return tuple(float(n) for n in raw)


def number(table: Table, key: str, default: float | None, *, least: float = 0.0, most: float = MOST) -> float:
    value = table.raw(key, default)
    if not table.has(key) and default is not None:
        return default
    if type(value) not in (int, float) or not math.isfinite(value) or not least <= value <= most:
        bounds = "of 0 or more" if most == MOST else f"from {least:g} to {most:g}"
        raise table.wrong(key, f"a finite number {bounds}", value)
    found: float = float(value)
    return found


def positive(table: Table, key: str) -> float:
    found = number(table, key, None)
    if found <= 0:
        raise table.wrong(key, "a number above 0", found)
    return found


def optional(table: Table, key: str, *, least: float = 0.0) -> float | None:
    return number(table, key, None, least=least) if table.has(key) else (table.raw(key, None))


def whole(table: Table, key: str, default: int | None, least: int) -> int:
    value = table.raw(key, default)
    if type(value) is not int or not least <= value <= MOST:
        bounds = f"from {least} to {MOST:,.0f}" if type(value) is int and value > MOST else f"from {least} on"
        raise table.wrong(key, f"a whole number {bounds}", value)
    return value
