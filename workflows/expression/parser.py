"""Reads tokens into a tree: recursive descent, bounded in depth and in the number of nodes."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from workflows.expression.errors import ExpressionError
from workflows.expression.functions import FUNCTIONS
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
    mentions_input,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workflows.expression.lexer import Token

MAX_DEPTH = 24  # brackets within brackets; each costs about ten Python frames
MAX_NODES = 500

Part = TypeVar("Part", bound="Node | Test")

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_WORDS = {"true": True, "false": False, "null": None}


class Parser:
    """One reading of one text. `cell` allows `?`, the input's value in a decision table."""

    def __init__(self, tokens: tuple[Token, ...], *, cell: bool = False) -> None:
        self._tokens = tokens
        self._cell = cell
        self._at = 0
        self._depth = 0
        self._nodes = 0

    def whole(self) -> Node:
        """The expression that the text is."""
        node = self._expression()
        self._end()
        return node

    def cell(self) -> tuple[bool, tuple[Test, ...]]:
        """The tests of a cell: whether they are negated, and the tests, of which one must hold."""
        if self._calls_not():
            try:
                return True, self._negated_cell()
            except ExpressionError:  # then the `not` belongs to a condition on `?`
                self._at = self._depth = self._nodes = 0
        tests = self._tests(in_cell=True)
        self._end()
        return False, tests

    def _negated_cell(self) -> tuple[Test, ...]:
        self._at += 2
        tests = self._tests(in_cell=True)
        self._need(")")
        self._end()
        return tests

    # ── tokens ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _sees(self, *signs: str) -> bool:
        return self._next.kind == "sign" and self._next.text in signs

    def _takes(self, *signs: str) -> str | None:
        if not self._sees(*signs):
            return None
        self._at += 1
        return self._tokens[self._at - 1].text

    def _need(self, *signs: str) -> str:
        sign = self._takes(*signs)
        if sign is None:
            raise self._surprise(" or ".join(signs))
        return sign

    def _end(self) -> None:
        if self._next.kind != "end":
            raise self._surprise("the end of the expression")

    def _surprise(self, expected: str) -> ExpressionError:
        token = self._next
        came = "the text ends there" if token.kind == "end" else f"{token.text!r} came"
        return ExpressionError(f"Expected to read {expected} at column {token.column}, but {came}.", token.column)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            column = self._next.column
            raise ExpressionError(
                f"Expected to read at most {MAX_DEPTH} levels of nesting, but column {column} is deeper.", column
            )
        yield
        self._depth -= 1

    def _calls_not(self) -> bool:
        """Whether `not` and an opening bracket come next: the function, not the word."""
        return (
            self._sees("not") and self._tokens[self._at + 1].text == "(" and self._tokens[self._at + 1].kind == "sign"
        )

    def _made(self, node: Part) -> Part:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ExpressionError(f"Expected to read at most {MAX_NODES} parts, but the expression has more.", 1)
        return node

    # ── from the loosest binding to the tightest ────────────────────────────────────────────────────────────────

    def _expression(self) -> Node:
        with self._deeper():
            return self._conditional() if self._takes("if") else self._logic("or")

    def _conditional(self) -> Node:
        condition = self._expression()
        self._need("then")
        yes = self._expression()
        self._need("else")
        return self._made(If(condition, yes, self._expression()))

    def _logic(self, word: str) -> Node:
        part = self._conjunction if word == "or" else self._negation
        operands = [part()]
        while self._takes(word):
            operands.append(part())
        return operands[0] if len(operands) == 1 else self._made(Logic(word, tuple(operands)))

    def _conjunction(self) -> Node:
        return self._logic("and")

    def _negation(self) -> Node:
        """`not a = b` (Python's) is not(a = b); `not(…)` is the function, as in FEEL."""
        if self._sees("not") and not self._calls_not():
            self._at += 1
            with self._deeper():
                return self._made(Call("not", (self._negation(),)))
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        node: Node
        if sign := self._takes(*_COMPARISONS):
            node = self._made(Compare(sign, left, self._sum()))
        elif self._takes("between"):
            low = self._sum()
            self._need("and")
            node = self._made(Between(left, low, self._sum()))
        elif self._takes("in"):
            node = self._made(In(left, self._in_tests()))
        else:
            return left
        if self._sees(*_COMPARISONS, "between", "in"):
            raise self._surprise("and, or, or the end after a comparison")
        return node

    def _sum(self) -> Node:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Node:
        return self._chain(("*", "/"), self._unary)

    def _chain(self, signs: tuple[str, str], part: Callable[[], Node]) -> Node:
        first = part()
        rest = []
        while sign := self._takes(*signs):
            rest.append((sign, part()))
        return self._made(Chain(first, tuple(rest))) if rest else first

    def _unary(self) -> Node:
        if sign := self._takes("-", "!"):
            with self._deeper():
                operand = self._unary()
            return self._made(Negate(operand) if sign == "-" else Call("not", (operand,)))
        return self._primary()

    def _primary(self) -> Node:
        token = self._next
        if self._takes("("):
            node = self._expression()
            self._need(")")
            return node
        if self._takes("["):
            return self._made(ListOf(self._until("]")))
        if word := self._takes(*_WORDS):
            return self._made(Literal(_WORDS[word]))
        if self._cell and self._takes("?"):
            return self._made(Name("?"))
        if token.kind == "end" or (token.kind == "sign" and not self._calls_not()):
            raise self._surprise("a value")
        self._at += 1
        if token.kind == "number":
            return self._made(Literal(Decimal(token.text)))
        if token.kind == "string":
            return self._made(Literal(token.text))
        if self._takes("("):
            return self._call(token)
        return self._made(Name(token.text))

    def _call(self, token: Token) -> Node:
        arguments = self._until(")")
        if token.text not in FUNCTIONS:
            raise ExpressionError(
                f"Expected to call one of {', '.join(FUNCTIONS)} at column {token.column}, but {token.text!r} is none "
                "of them.",
                token.column,
            )
        fewest, most = FUNCTIONS[token.text].arguments
        if not fewest <= len(arguments) <= most:
            raise ExpressionError(
                f"Expected to give {token.text}() at column {token.column} {fewest} argument(s), but "
                f"{len(arguments)} came.",
                token.column,
            )
        return self._made(Call(token.text, arguments))

    def _until(self, closing: str) -> tuple[Node, ...]:
        """Expressions with commas between them, up to and with the closing bracket."""
        items: list[Node] = []
        if self._takes(closing):
            return ()
        while True:
            items.append(self._expression())
            if self._need(",", closing) == closing:
                return tuple(items)

    # ── tests: what stands after `in` and in a decision table's cell ────────────────────────────────────────────

    def _in_tests(self) -> tuple[Test, ...]:
        """After `in`: a range, a list, tests in round brackets, or any value that may turn out a list."""
        if self._range_ahead():
            return (self._range(),)
        if not self._takes("("):
            return (self._made(Member(self._sum())),)
        tests = self._tests(in_cell=False)
        self._need(")")
        return tests

    def _tests(self, *, in_cell: bool) -> tuple[Test, ...]:
        tests = [self._test(in_cell=in_cell)]
        while self._takes(","):
            tests.append(self._test(in_cell=in_cell))
        return tuple(tests)

    def _test(self, *, in_cell: bool) -> Test:
        """One test; in a cell an expression that mentions `?` is a condition of its own."""
        with self._deeper():
            if sign := self._takes(*_COMPARISONS):
                return self._made(Bound(sign, self._sum()))
            if self._range_ahead():
                return self._range()
            node = self._expression()
            if in_cell and mentions_input(node):
                return self._made(Holds(node))
            return self._made(Member(node))

    def _range_ahead(self) -> bool:
        """Whether the bracket that comes next holds `..` at its own level: `[1..3]` and not `[1, 3]`."""
        if self._sees("]"):
            return True
        if not self._sees("[", "("):
            return False
        depth = 0
        for token in self._tokens[self._at : -1]:
            if token.kind != "sign":
                continue
            if token.text == ".." and depth == 1:
                return True
            depth += (token.text in "[(") - (token.text in "])")
            if depth <= 0 or (token.text == "," and depth == 1):
                return False
        return False

    def _range(self) -> Range:
        opening = self._need("[", "(", "]")
        with self._deeper():
            low = self._sum()
            self._need("..")
            high = self._sum()
        closing = self._need("]", ")", "[")
        return self._made(Range(low, high, opening == "[", closing == "]"))
