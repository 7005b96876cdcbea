"""Reads a scenario from TOML, strictly: whatever is not known is refused with the file and the key."""

from __future__ import annotations

import math
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.simulation.scenario import values as v
from engine.simulation.scenario.values import Draw, Scenario, ScenarioError
from workflows.tables import MAX_BYTES, CatalogueError, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    Plan = TypeVar("Plan")

_LISTS = ("values", "edges", "weights")
_MOST = 1e12
LIMIT_UNITS = ("working_day", "natural_day", "hour", "minute", "month")


def load(source: Path | str | bytes, name: str = "scenario") -> Scenario:
    """Read a file, or the bytes of one, which `name` stands for in sentences.

    Raises:
        ScenarioError: It cannot be read, is no TOML, or says what no scenario can say.
    """
    raw = source
    if not isinstance(source, bytes):
        name = Path(source).name
        try:
            raw = Path(source).read_bytes()
        except OSError as error:
            raise ScenarioError(f"Expected to read the scenario {source}, but {error.strerror}.") from error
    assert isinstance(raw, bytes)  # noqa: S101 - for the type checker
    if len(raw) > MAX_BYTES * 10:
        raise ScenarioError(f"Expected {name} to be shorter than {MAX_BYTES * 10} bytes, but it has {len(raw)}.")
    try:
        content = tomllib.loads(raw.decode("utf-8"))
        return _scenario(Table(name, content))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(f"Expected {name} to be a TOML file in UTF-8, but {error}.") from error
    except CatalogueError as error:
        raise ScenarioError(str(error)) from error


def _scenario(root: Table) -> Scenario:
    first = root.day("start")
    cases = _whole(root, "cases", 1000, 1)
    horizon = _optional(root, "horizon")
    unbounded = horizon is not None and not root.has("cases")
    found = Scenario(
        process=root.text("process", None),
        start=first,
        cases=None if unbounded else cases,
        horizon=horizon,
        warm_up=_number(root, "warm_up", 0.0),
        seed=_whole(root, "seed", 1, 0),
        replications=_whole(root, "replications", 1, 1),
        assumptions=_assumptions(root.table("assumptions")),
        arrivals=_arrivals(root.table("arrivals")) if root.has("arrivals") else None,
        calendars=_named(root, "calendars", _calendar),
        pools=_named(root, "pools", _pool),
        steps=_named(root, "steps", _step),
        branches=_weights(root.table("branches")),
        facts=_draws(root.table("facts")),
        timers=_draws(root.table("timers"), spans=True),
        instances=_draws(root.table("instances")),
        limits=_named(root, "limits", _limit),
        limit_calendar=root.optional("limit_calendar"),
    )
    root.table("arrivals")
    root.done()
    return found


def _named(root: Table, key: str, read: Callable[[Table], Plan]) -> dict[str, Plan]:
    """A table of tables, each read by itself."""
    raw = root.raw(key, {})
    if not isinstance(raw, dict):
        raise root.wrong(key, "a table", raw)
    return {name: read(Table(f"{root.where}, {key}.{name}", content)) for name, content in raw.items()}


def _entries(table: Table, content: Mapping[str, Any]) -> None:
    for key in content:
        table.raw(key, None)
    table.done()


def _content(table: Table) -> dict[str, Any]:
    """All keys of a table whose names are free."""
    return dict(table._content)  # noqa: SLF001 - a table with free names has no other door


def _assumptions(table: Table) -> v.Assumptions:
    plain = v.Assumptions()
    shares = {
        name: _number(table, name, getattr(plain, name), most=1.0)
        for name in ("limit_share", "first_choice", "correction", "utilisation", "fact")
    }
    rate = _number(table, "rate", plain.rate)
    for name, value in (("limit_share", shares["limit_share"]), ("utilisation", shares["utilisation"]), ("rate", rate)):
        if value <= 0:
            raise table.wrong(name, "a number above 0", value)
    table.done()
    return v.Assumptions(**shares, rate=rate)


def _arrivals(table: Table) -> v.ArrivalPlan:
    rate, gap = _optional(table, "rate"), None
    if table.has("gap"):
        gap = _draw(table.table("gap"), spans=True)
    instants = table.raw("instants", [])
    table.raw("gap", None)
    if not isinstance(instants, list) or not all(isinstance(i, datetime) for i in instants):
        raise table.wrong("instants", "a list of instants such as 2026-01-05T09:30:00", instants)
    if sum((rate is not None, gap is not None, bool(instants))) != 1:
        raise ScenarioError(f"Expected {table.where} to hold one of rate, gap and instants, but it does not.")
    if rate is not None and rate <= 0:
        raise table.wrong("rate", "a number above 0", rate)
    found = v.ArrivalPlan(
        rate=rate,
        per=table.choice("per", v.PERIODS, "day"),
        calendar=table.text("calendar", v.OFFICE),
        weekdays=_profile(table, "weekdays", 7),
        hours=_profile(table, "hours", 24),
        gap=gap,
        instants=tuple(instant.replace(tzinfo=None) for instant in instants),
    )
    table.done()
    return found


def _profile(table: Table, key: str, size: int) -> tuple[float, ...]:
    found = _numbers(table, key)
    if found and (len(found) != size or max(found) <= 0 or min(found) < 0):
        raise table.wrong(key, f"{size} weights of 0 or more, one of them above 0", list(found))
    return found


def _calendar(table: Table) -> v.CalendarPlan:
    raw = table.raw("hours", [])
    if not isinstance(raw, list) or not all(isinstance(r, list) and list(map(type, r)) == [str, str] for r in raw):
        raise table.wrong("hours", 'slots such as [["09:00", "12:00"], ["14:00", "18:00"]]', raw)
    every = _whole(table, "every", 1, 1) if table.has("every") else None
    found = v.CalendarPlan(
        hours=tuple((a, b) for a, b in raw),
        weekdays=table.texts("weekdays", v.WEEKDAYS) if table.has("weekdays") else None,
        holidays=table.boolean("holidays", default=True),
        every=every,
        since=table.day("since"),
        closures=tuple(_span(t) for t in table.tables("closures")),
        extra=_days(table, "extra"),
    )
    for key in ("every", "weekdays"):
        table.raw(key, None)
    if (every is None) != (found.since is None):
        raise table.wrong("since", "the first of the days when every is given, and only then", found.since)
    table.done()
    return found


def _days(table: Table, key: str) -> tuple[date, ...]:
    raw = table.raw(key, [])
    if not isinstance(raw, list) or not all(type(d) is date for d in raw):
        raise table.wrong(key, "a list of dates such as 2026-02-14", raw)
    return tuple(raw)


def _span(table: Table) -> v.Span:
    first, last = _from_to(table)
    found = v.Span(first, last, table.text("name"))
    table.done()
    return found


def _from_to(table: Table) -> tuple[date, date]:
    first, last = table.day("from"), table.day("to")
    if first is None or last is None or last < first:
        raise table.wrong("to", "a date not before `from`", last)
    return first, last


def _pool(table: Table) -> v.PoolPlan:
    found = v.PoolPlan(
        count=_whole(table, "count", 0 if table.has("shifts") or table.has("shared") else None, 0),
        calendar=table.text("calendar", v.OFFICE),
        discipline=table.choice("discipline", v.DISCIPLINES, "first_in"),
        shifts=tuple(_shift(t) for t in table.tables("shifts")),
        leave=tuple(_leave(t) for t in table.tables("leave")),
        shared=table.texts("shared"),
    )
    table.done()
    return found


def _shift(table: Table) -> v.Shift:
    found = v.Shift(_whole(table, "count", None, 1), table.text("calendar", None))
    table.done()
    return found


def _leave(table: Table) -> v.Leave:
    first, last = _from_to(table)
    found = v.Leave(_whole(table, "people", None, 1), first, last)
    table.done()
    return found


def _step(table: Table) -> v.StepPlan:
    found = v.StepPlan(
        duration=_draw(table.table("duration"), spans=True) if table.has("duration") else None,
        pool=table.optional("pool"),
        calendar=table.optional("calendar"),
        priority=_optional(table, "priority", least=-_MOST),
        decisions=_weights(table.table("decisions")),
        fields=_draws(table.table("fields")),
    )
    table.raw("duration", None)
    table.done()
    return found


def _limit(table: Table) -> v.LimitPlan:
    unit = table.choice("unit", LIMIT_UNITS) if table.has("unit") else None
    found = v.LimitPlan(_optional(table, "quantity"), unit, table.boolean("removed"))
    table.raw("unit", None)
    if found.quantity is not None and found.quantity <= 0:
        raise table.wrong("quantity", "a number above 0", found.quantity)
    table.done()
    return found


# ── distributions ───────────────────────────────────────────────────────────────────────────────────────────────────


def _draws(table: Table, *, spans: bool = False) -> dict[str, Draw]:
    content = _content(table)
    found = {name: _draw(Table(f"{table.where}.{name}", content[name]), spans=spans) for name in content}
    _entries(table, content)
    return found


def _draw(table: Table, *, spans: bool) -> Draw:
    kind = table.choice("kind", tuple(v.NUMBERS), None)
    names = v.NUMBERS[kind]
    free = not spans and kind in ("fixed", "choice")  # a value of any kind, not only a number
    numbers: list[Any] = []
    weights: tuple[float, ...] = ()
    for name in names:
        if name == "weights":
            weights = _numbers(table, name, needed=True)
        elif name in _LISTS:
            numbers += _values(table, name) if free else _numbers(table, name, needed=True)
        else:
            numbers.append(_value(table, name) if free else _number(table, name, None))
    found = Draw(
        kind,
        tuple(numbers),
        weights,
        table.choice("unit", v.UNITS, None) if spans else "",
        _number(table, "minimum", 0.0),
        _number(table, "maximum", math.inf),
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
        if not math.isfinite(value) or abs(value) > _MOST:
            raise table.wrong(key, "a finite number", value)
        return float(value)
    if not isinstance(value, bool | str):
        raise table.wrong(key, "true, false, a number or a text", value)
    return value


def _values(table: Table, key: str) -> list[Any]:
    raw = table.raw(key, None)
    if not isinstance(raw, list) or not raw:
        raise table.wrong(key, "a list of values", raw)
    return [_value(table, key, item) if item is not None else None for item in raw]


def _weights(table: Table) -> dict[str, float]:
    content = _content(table)
    found = {key: _number(table, key, None) for key in content}
    table.done()
    return found


def _numbers(table: Table, key: str, *, needed: bool = False) -> tuple[float, ...]:
    raw = table.raw(key, [])
    plain = isinstance(raw, list) and all(type(n) in (int, float) and math.isfinite(n) and 0 <= n <= _MOST for n in raw)
    if not plain or (needed and not raw):
        raise table.wrong(key, "a list of finite numbers of 0 or more", raw)
    return tuple(float(n) for n in raw)


def _number(table: Table, key: str, default: float | None, *, least: float = 0.0, most: float = _MOST) -> float:
    value = table.raw(key, default)
    if value is default and default is not None:
        return default
    if type(value) not in (int, float) or not math.isfinite(value) or not least <= value <= most:
        bounds = "of 0 or more" if most == _MOST else f"from {least:g} to {most:g}"
        raise table.wrong(key, f"a finite number {bounds}", value)
    return float(value)


def _optional(table: Table, key: str, *, least: float = 0.0) -> float | None:
    return _number(table, key, None, least=least) if table.has(key) else (table.raw(key, None))


def _whole(table: Table, key: str, default: int | None, least: int) -> int:
    value = table.raw(key, default)
    if type(value) is not int or not least <= value <= _MOST:
        raise table.wrong(key, f"a whole number from {least} on", value)
    return value
