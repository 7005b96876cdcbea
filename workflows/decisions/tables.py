"""Decision tables as frozen values, and deciding by them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workflows.expression import Expression, ExpressionError, UnaryTests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workflows.expression import Value


class DecisionError(ValueError):
    """A table that cannot be read, or that does not give the one answer it promises."""


class HitPolicy(StrEnum):
    """How many rules may fire and which of them counts."""

    UNIQUE = "UNIQUE"  # at most one
    FIRST = "FIRST"  # the first in the order of the table
    ANY = "ANY"  # several, all with the same outputs
    PRIORITY = "PRIORITY"  # the one whose output stands first in the list of output values
    COLLECT = "COLLECT"  # all of them


@dataclass(frozen=True, slots=True)
class Input:
    """A column of tests on the value of `expression`."""

    id: str
    label: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results. `values` are its allowed values, the first with the highest priority."""

    id: str
    name: str
    label: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: one cell for each input, one expression (None: null) for each output. `text` is its description,
    `annotations` its other remarks by the name of their column.
    """

    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Expression | None, ...]
    text: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision with its table."""

    id: str
    name: str
    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def names(self) -> frozenset[str]:
        """Every fact that some rule looks at."""
        found = [column.expression.names() for column in self.inputs]
        for rule in self.rules:
            found += [test.names() for test in rule.tests]
            found += [output.names() for output in rule.outputs if output]
        return frozenset[str]().union(*found)


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that fired: its outputs by name, and the tests that matched, in words."""

    rule: Rule
    outputs: Mapping[str, Value]
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a table says. `missing` names the facts without which (more of) it cannot be said."""

    table: str
    fired: tuple[Fired, ...]
    missing: tuple[str, ...] = ()

    @property
    def outputs(self) -> Mapping[str, Value] | None:
        """The outputs of the one rule that fired; None where none did or it cannot be said yet."""
        return self.fired[0].outputs if self.fired else None


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule against the facts: `lacks` are the facts that keep it open, empty when it fires."""

    rule: Rule
    lacks: tuple[str, ...]


def decide(table: DecisionTable, facts: Mapping[str, Any]) -> Result:
    """Decides by `table`. A fact that is absent or None is unknown: a rule stays open while it may still fire.

    Raises:
        DecisionError: two rules of a UNIQUE table fire, those of an ANY table disagree, or a fact is of a kind that
            a cell cannot be applied to.
    """
    known = {name: value for name, value in facts.items() if value is not None}
    try:
        rows = [row for rule in table.rules if (row := _row(table, rule, known)) is not None]
        return _DECIDE[table.hit_policy](table, rows, known)
    except ExpressionError as error:
        raise DecisionError(f"Expected table {table.id!r} to decide on the facts. {error.sentence}") from error


def _row(table: DecisionTable, rule: Rule, facts: Mapping[str, Any]) -> _Row | None:
    """None when some cell rules it out."""
    lacks: dict[str, None] = {}
    for column, test in zip(table.inputs, rule.tests, strict=True):
        if test.tests is None:
            continue
        unknown = sorted((column.expression.names() | test.names()) - facts.keys())
        if unknown:
            lacks.update(dict.fromkeys(unknown))
            continue
        value = column.expression.evaluate(facts)
        matches = test.matches(value, facts)
        if matches is None:
            raise DecisionError(
                f"Expected {column.label or column.id} to be something that {test.source!r} applies to (table "
                f"{table.id!r}, rule {rule.id!r}), but it is {_said(value)}."
            )
        if not matches:
            return None
    for output in rule.outputs:
        if output is not None:
            lacks.update(dict.fromkeys(sorted(output.names() - facts.keys())))
    return _Row(rule, tuple(lacks))


def _unique(table: DecisionTable, rows: Sequence[_Row], facts: Mapping[str, Any]) -> Result:
    firing = [row for row in rows if not row.lacks]
    if len(firing) > 1:
        raise DecisionError(
            f"Expected one rule of table {table.id!r} (UNIQUE) to fire, but {firing[0].rule.id!r} and "
            f"{firing[1].rule.id!r} both do."
        )
    return _one_or_open(table, firing, rows, facts)


def _any(table: DecisionTable, rows: Sequence[_Row], facts: Mapping[str, Any]) -> Result:
    firing = [row for row in rows if not row.lacks]
    answers = [_fired(table, row.rule, facts) for row in firing]
    for other in answers[1:]:
        if other.outputs != answers[0].outputs:
            raise DecisionError(
                f"Expected the rules of table {table.id!r} (ANY) that fire to agree, but {answers[0].rule.id!r} and "
                f"{other.rule.id!r} do not."
            )
    return _one_or_open(table, firing[:1], rows, facts)


def _first(table: DecisionTable, rows: Sequence[_Row], facts: Mapping[str, Any]) -> Result:
    until = next((index for index, row in enumerate(rows) if not row.lacks), len(rows))
    open_before = rows[:until]
    return _one_or_open(table, [] if open_before else rows[until : until + 1], open_before, facts)


def _priority(table: DecisionTable, rows: Sequence[_Row], facts: Mapping[str, Any]) -> Result:
    firing = sorted(
        (_fired(table, row.rule, facts) for row in rows if not row.lacks), key=lambda fired: _rank(table, fired)
    )
    waiting = [row for row in rows if row.lacks]
    if waiting and not (firing and _rank(table, firing[0]) == 0):
        return Result(table.id, (), _missing(waiting))
    return Result(table.id, tuple(firing[:1]))


def _rank(table: DecisionTable, fired: Fired) -> int:
    column = table.outputs[0]
    value = fired.outputs[column.name]
    return column.values.index(value) if value in column.values else len(column.values)


def _collect(table: DecisionTable, rows: Sequence[_Row], facts: Mapping[str, Any]) -> Result:
    firing = tuple(_fired(table, row.rule, facts) for row in rows if not row.lacks)
    return Result(table.id, firing, _missing(rows))


def _one_or_open(
    table: DecisionTable, firing: Sequence[_Row], rows: Iterable[_Row], facts: Mapping[str, Any]
) -> Result:
    if firing:
        return Result(table.id, (_fired(table, firing[0].rule, facts),))
    return Result(table.id, (), _missing(rows))


def _missing(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row.lacks))


def _fired(table: DecisionTable, rule: Rule, facts: Mapping[str, Any]) -> Fired:
    outputs = {
        column.name: None if expression is None else expression.evaluate(facts)
        for column, expression in zip(table.outputs, rule.outputs, strict=True)
    }
    matched = tuple(
        f"{column.label or column.expression.source} {test.source} ({_said(column.expression.evaluate(facts))})"
        for column, test in zip(table.inputs, rule.tests, strict=True)
        if test.tests is not None
    )
    return Fired(rule, outputs, matched)


def _said(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_said, value))}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return repr(value) if isinstance(value, str) else format(value, "f")


_DECIDE = {
    HitPolicy.UNIQUE: _unique,
    HitPolicy.ANY: _any,
    HitPolicy.FIRST: _first,
    HitPolicy.PRIORITY: _priority,
    HitPolicy.COLLECT: _collect,
}
