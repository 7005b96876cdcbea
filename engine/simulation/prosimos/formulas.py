"""Formulas of Prosimos, which are written in Python, as expressions: numbers, texts and attributes, + - * / // %, one
comparison, `and or not`, `fabs floor ceil`. They are read, never run.

What cannot be worked out is 0 in Prosimos, at the operation that cannot: an attribute that nothing has set, or a
division by 0.
"""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.prosimos.choices import Attributes
    from engine.simulation.prosimos.document import Item

_OPERATIONS: Mapping[type[ast.operator], str] = {
    ast.Add: "{0} + {1}",
    ast.Sub: "{0} - {1}",
    ast.Mult: "{0} * {1}",
    ast.Div: "{0} / {1}",
    ast.FloorDiv: "floor({0} / {1})",
    ast.Mod: "{0} - {1} * floor({0} / {1})",
}
_SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_FUNCTIONS = {"fabs": "abs", "floor": "floor", "ceil": "ceiling"}
_WORDS: Mapping[type[ast.boolop], str] = {ast.And: " and ", ast.Or: " or "}
_DEEPEST = 20


class Formulas:
    """Reads formulas over attributes, which are known by the variables they become."""

    def __init__(self, attributes: Attributes) -> None:
        self.variables, self.numeric = attributes.variables, attributes.numeric
        self.asked: set[str] = set()
        self.numbers: set[bool] = set()  # whether the values are numbers

    def read(self, item: Item) -> str:
        """The expression of an attribute that is an `expression` or a `dtree`.

        Raises:
            SimulationError: It is no formula, holds what is not read, or mixes numbers and texts; the key is named.
        """
        self.asked.clear()
        self.numbers.clear()
        found = self.value(item.get("values")) if item.get("type").value == "expression" else self.decided(item)
        if len(self.numbers) != 1:
            raise item.get("values").wrong("numbers or texts, and not some of each,")
        return found

    def value(self, item: Item) -> str:
        """A number, or a text that stands by itself.

        Raises:
            SimulationError: It is no formula, or holds what is not read; the key is named.
        """
        tree = _tree(item)
        is_text = isinstance(tree, ast.Constant) and isinstance(tree.value, str)
        is_text |= isinstance(tree, ast.Name) and not self.numeric.get(tree.id, True)
        self.numbers.add(not is_text)
        return self._value(item, tree, 0)

    def decided(self, attribute: Item) -> str:
        """A tree of decisions: pairs of conditions that must all hold, or true, and a formula; 0 if none does."""
        item = attribute.get("values")
        pairs = [list(pair.items()) for pair in item.items()]
        if not pairs or any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - conditions and a formula
            raise item.wrong("pairs of conditions and a formula")
        found = "0"
        if pairs[-1][0].value is not True:
            self.numbers.add(True)  # what is left is 0
        for conditions, formula in reversed(pairs):
            if conditions.value is True or conditions.value == []:
                found = self.value(formula)
            else:
                holds = " and ".join(self._condition(each, _tree(each), 0) for each in conditions.items())
                found = f"(if {holds} then {self.value(formula)} else {found})"
        return found

    def _value(self, item: Item, node: ast.expr, depth: int) -> str:
        if depth == _DEEPEST:
            raise item.wrong("a formula of less depth")
        match node:
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float() as number) if math.isfinite(number) and abs(number) <= 1e12:  # noqa: PLR2004
                return f"{number:f}"
            case ast.Constant(value=str() as text):
                return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
            case ast.Name(id=name) if name in self.variables:
                self.asked.add(self.variables[name])
                return self.variables[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"coalesce(0 - {self._value(item, operand, depth + 1)}, 0)"
            case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
                sides = (self._value(item, side, depth + 1) for side in (left, right))
                return f"coalesce({_OPERATIONS[type(operation)].format(*sides)}, 0)"
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in _FUNCTIONS:
                return f"coalesce({_FUNCTIONS[name]}({self._value(item, argument, depth + 1)}), 0)"
            case _:
                pass
        raise self._refusal(item, node)

    def _condition(self, item: Item, node: ast.expr, depth: int) -> str:
        if depth == _DEEPEST:
            raise item.wrong("a formula of less depth")
        match node:
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _SIGNS:
                sides = (self._value(item, side, depth + 1) for side in (left, right))
                return "coalesce({1} {0} {2}, false)".format(_SIGNS[type(sign)], *sides)
            case ast.BoolOp(op=operation, values=values):
                parts = (self._condition(item, value, depth + 1) for value in values)
                return f"({_WORDS[type(operation)].join(parts)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"not({self._condition(item, operand, depth + 1)})"
            case ast.Constant(value=bool() as held):
                return "true" if held else "false"
            case _:
                raise self._refusal(item, node)

    def _refusal(self, item: Item, node: ast.expr) -> Exception:
        what = ast.unparse(node)[:40]
        known = ", ".join(self.variables) or "there are none"
        return item.wrong(
            f"a formula of numbers, attributes ({known}), + - * / // %, fabs, floor and ceil, with {what!r} among them,"
        )


def _tree(item: Item) -> ast.expr:
    try:
        return ast.parse(str(item.value) if isinstance(item.value, int | float) else item.text(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise item.wrong("a formula") from error
