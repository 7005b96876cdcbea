"""The expression language of conditions, counts and decision tables: a bounded subset of FEEL.

Values are null, true, false, numbers (decimal128), texts and lists. There are names without dots, comparisons,
`and or not`, `+ - * /`, `in`, `between`, `if then else` and the functions of `functions.py`. Also read are the
spellings of other tools: a leading `=`, `${…}`, `#{…}`, `==`, `&&`, `||`, `!x`, `not x`, `True`, `False`, `None` and
single quotes. Text, depth and number of parts are bounded; there is no loop, no attribute, and no call but of ours, so
every expression ends.

An unknown name is null. Null is not true. `=` and `!=` always answer, and values of different kinds are unequal; every
other operation on null or on kinds that do not go together (a text below a number, a division by zero) is null.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflows.expression import evaluation, nodes, printing
from workflows.expression.errors import ExpressionError
from workflows.expression.lexer import MAX_TEXT, tokens
from workflows.expression.nodes import Node, Value
from workflows.expression.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.expression.nodes import Test

__all__ = ["MAX_TEXT", "Expression", "ExpressionError", "UnaryTests", "Value", "is_true", "parse", "parse_tests"]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read. `source` is its text as it was given."""

    tree: Node
    source: str = field(default="", compare=False)

    def evaluate(self, variables: Mapping[str, Any]) -> Value:
        """Its value. Numbers come out as `Decimal`, lists as tuples.

        Raises:
            ExpressionError: a variable holds what is no value of the language.
        """
        return evaluation.evaluate(self.tree, variables)

    def settled(self, variables: Mapping[str, Any]) -> bool | None:
        """Its truth as far as what is known settles it: null while a missing variable could still turn it.

        Raises:
            ExpressionError: a variable holds what is no value of the language.
        """
        return evaluation.settled(self.tree, variables)

    def names(self) -> frozenset[str]:
        """The variables it mentions."""
        return nodes.names(self.tree)

    def __str__(self) -> str:
        return printing.to_text(self.tree)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A decision table's cell: one of `tests` must hold for the input (`negated`: none may). `None` is `-`, any."""

    tests: tuple[Test, ...] | None
    negated: bool = False
    source: str = field(default="", compare=False)

    def matches(self, value: Any, variables: Mapping[str, Any]) -> bool | None:
        """Whether the input `value` passes; null where that cannot be said.

        Raises:
            ExpressionError: `value` or a variable is no value of the language.
        """
        if self.tests is None:
            return True
        subject = evaluation.value_of("?", value)
        passed = evaluation.holds(subject, self.tests, {**variables, "?": subject})
        return passed if passed is None else passed is not self.negated

    def names(self) -> frozenset[str]:
        """The variables it mentions besides the input."""
        return frozenset[str]().union(*(nodes.names(test) for test in self.tests or ()))

    def __str__(self) -> str:
        if self.tests is None:
            return "-"
        inner = printing.tests_to_text(self.tests)
        return f"not({inner})" if self.negated else inner


def parse(text: str) -> Expression:
    """Reads an expression.

    Raises:
        ExpressionError: it is not in the language; the sentence and the column say where.
    """
    return Expression(Parser(tokens(text)).whole(), text)


def parse_tests(text: str) -> UnaryTests:
    """Reads a decision table's cell: `-`, `"a", "b"`, `<= 24`, `[1..3]`, `not("x")`, or a condition on `?`.

    Raises:
        ExpressionError: it is not in the language.
    """
    if text.strip() in ("", "-"):
        return UnaryTests(None, source=text)
    negated, tests = Parser(tokens(text, cell=True), cell=True).cell()
    return UnaryTests(tests, negated, text)


def is_true(value: Any) -> bool:
    """Whether a condition with this value lets a token through: only true itself does."""
    return value is True
