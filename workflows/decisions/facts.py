"""What a project is described by: the facts a guide asks for, their kinds, and what is presumed when nobody says."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workflows.decisions.tables import DecisionError
from workflows.expression import Expression, ExpressionError, is_true, parse
from workflows.model import FormField
from workflows.tables import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "facts"
MANY_BITS = 200  # a whole number beyond it is not written out
TYPES = ("number", "boolean", "select", "multiselect")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. `options` are (value, Chinese label, English label); `unit` is that of a number, for people.

    `presumed` is what holds where nobody says, None where it must be asked; `when` tells for which projects it
    matters, None for all. Both look at the facts before it.
    """

    id: str
    label: str
    english: str
    type: str
    options: tuple[tuple[str, str, str], ...] = ()
    unit: str = ""
    help: str = ""
    maximum: Decimal | None = None
    presumed: Expression | None = None
    when: Expression | None = None

    def form_field(self) -> FormField:
        """The same as a field of a form, with Chinese labels."""
        label = f"{self.label}（{self.unit}）" if self.unit else self.label
        options = tuple((value, chinese) for value, chinese, _ in self.options)
        least = Decimal(0) if self.type == "number" else None
        return FormField(
            self.id, label, self.type, options=options, minimum=least, maximum=self.maximum, help=self.help
        )


@dataclass(frozen=True, slots=True)
class Described:
    """The facts of a project after they were checked: `values` with what is presumed, `assumed` the names of those
    presumed, `ignored` the names that mean nothing here.
    """

    values: Mapping[str, Any]
    assumed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactSheet:
    """The facts of one place, in the order they are asked."""

    facts: Mapping[str, Fact] = field(default_factory=dict)

    def describe(self, given: Mapping[str, Any]) -> Described:
        """Checks `given` (values as JSON has them; None counts as not given) and adds what is presumed.

        Raises:
            DecisionError: a fact is of the wrong kind; the sentence names it.
        """
        if not isinstance(given, dict):
            raise DecisionError(f"Expected the facts to be an object of names and values, but {_said(given)} came.")
        for name, value in given.items():
            if name in self.facts and value is not None:
                _check(self.facts[name], value)
        values: dict[str, Any] = {}
        assumed: list[str] = []
        for fact in self.facts.values():
            value = given.get(fact.id)
            if value is None and fact.presumed is not None and self._matters(fact, values):
                value = fact.presumed.evaluate(values)
                if value is not None:
                    assumed.append(fact.id)
            if value is not None:
                values[fact.id] = value
        ignored = tuple(_printable(name) for name in given if name not in self.facts)
        return Described(values, tuple(assumed), ignored)

    def relevant(self, values: Mapping[str, Any]) -> tuple[Fact, ...]:
        """The facts that matter to a project with these (checked) facts: what a form is to show."""
        return tuple(fact for fact in self.facts.values() if self._matters(fact, values))

    @staticmethod
    def _matters(fact: Fact, values: Mapping[str, Any]) -> bool:
        return fact.when is None or is_true(fact.when.evaluate(values))


def read_facts(path: Path) -> FactSheet:
    """The facts of one file.

    Raises:
        CatalogueError: the file breaks its rules; the sentence names file and key.
    """
    root = Table(path.name, read_toml(path))
    facts: dict[str, Fact] = {}
    for table in root.tables("fact"):
        fact = _fact(table, set(facts))
        if fact.id in facts:
            raise table.wrong("id", "an id that stands once", fact.id)
        facts[fact.id] = fact
    root.done()
    return FactSheet(MappingProxyType(facts))


def _fact(table: Table, before: set[str]) -> Fact:
    kind = table.choice("type", TYPES)
    fact = Fact(
        id=table.identifier("id", r"[a-z][a-z_]*"),
        label=table.text("label", None),
        english=table.text("english", None),
        type=kind,
        options=_options(table),
        unit=table.text("unit"),
        help=table.text("help"),
        maximum=table.number("maximum") if kind == "number" and table.has("maximum") else None,
        presumed=_expression(table, "presumed", before),
        when=_expression(table, "when", before),
    )
    table.done()
    if (kind in ("select", "multiselect")) != bool(fact.options):
        raise table.wrong("options", "there for a select or multiselect and only there", len(fact.options))
    return fact


def _options(table: Table) -> tuple[tuple[str, str, str], ...]:
    rows = table.raw("options", [])
    width = 3  # value, Chinese label, English label
    if not isinstance(rows, list) or any(
        not isinstance(row, list) or len(row) != width or not all(isinstance(cell, str) for cell in row) for row in rows
    ):
        raise table.wrong("options", "a list of [value, Chinese label, English label]", rows)
    return tuple((row[0], row[1], row[2]) for row in rows)


def _expression(table: Table, key: str, before: set[str]) -> Expression | None:
    text = table.optional(key)
    if text is None:
        return None
    try:
        expression = parse(text)
    except ExpressionError as error:
        raise table.wrong(key, f"an expression ({error.sentence})", text) from error
    unknown = expression.names() - before
    if unknown:
        raise table.wrong(key, f"an expression over the facts before it (not {min(unknown)})", text)
    return expression


def _check(fact: Fact, value: Any) -> None:
    """The value must be of the fact's kind."""
    values = [option[0] for option in fact.options]
    if fact.type == "boolean" and not isinstance(value, bool):
        raise _wrong(fact, "true or false", value)
    if fact.type == "number" and not _is_amount(value, fact.maximum):
        most = "" if fact.maximum is None else f" to {fact.maximum:f}"
        raise _wrong(fact, f"a number from 0{most}", value)
    if fact.type == "select" and value not in values:
        raise _wrong(fact, f"one of {', '.join(values)}", value)
    if fact.type == "multiselect" and not (isinstance(value, list | tuple) and all(item in values for item in value)):
        raise _wrong(fact, f"a list of {', '.join(values)}", value)


def _is_amount(value: Any, most: Decimal | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number.is_finite() and number >= 0 and (most is None or number <= most)


def _wrong(fact: Fact, expected: str, value: Any) -> DecisionError:
    return DecisionError(f"Expected fact {fact.id!r} ({fact.label}) to be {expected}, but {_said(value)} came.")


def _said(value: Any) -> str:
    """A value in a sentence, short whatever came."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_said(item) if isinstance(item, str) else '…' for item in value[:3])}]"
    if isinstance(value, int) and value.bit_length() > MANY_BITS:
        return "a number of very many digits"
    return repr(value)[:80]


def _printable(name: Any) -> str:
    """A name that somebody typed, without the half characters that JSON lets through and no file can hold."""
    return str(name)[:100].encode("utf-8", "replace").decode()
