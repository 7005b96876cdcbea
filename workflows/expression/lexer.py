"""Cuts the text of an expression into tokens. Every foreign spelling is brought to ours here (`&&` is `and`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.expression.errors import ExpressionError

MAX_TEXT = 2_000
MAX_DIGITS = 34  # of decimal128, which FEEL's numbers are

KEYWORDS = frozenset(("true", "false", "null", "and", "or", "not", "in", "between", "if", "then", "else"))
# Foreign spelling → ours. Python's words and the signs of C-like languages stand in many diagrams.
_SPELLINGS = {"True": "true", "False": "false", "None": "null", "==": "=", "&&": "and", "||": "or"}
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>\.\.|==|!=|<=|>=|&&|\|\||[=<>!+\-*/()\[\],?])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\", "/": "/"}
_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, string, name, sign (keywords are signs too) or end; `column` is 1-based."""

    kind: str
    text: str
    column: int


def tokens(text: str, *, cell: bool = False) -> tuple[Token, ...]:
    """The tokens of `text`, the last one of kind end.

    A leading `=` (Camunda's mark of a FEEL expression) and a `${…}` or `#{…}` around the whole are taken off, except
    in a decision table's cell (`cell`), where `=` is a comparison.

    Raises:
        ExpressionError: the text is too long or holds a character that is in no expression.
    """
    if len(text) > MAX_TEXT:
        raise ExpressionError(
            f"Expected to read an expression of at most {MAX_TEXT} characters, but this one has {len(text)}."
        )
    start, end = (0, len(text)) if cell else _body(text)
    found: list[Token] = []
    while start < end:
        match = _TOKEN.match(text, start, end)
        if match is None:
            raise _stray(text, start)
        if match.lastgroup != "space":
            found.append(_token(match))
        start = match.end()
    return (*found, Token("end", "", end + 1))


def _body(text: str) -> tuple[int, int]:
    """Where the expression itself begins and ends in `text`."""
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped:
        return wrapped.span(1)
    stripped = text.lstrip()
    start = len(text) - len(stripped)
    if stripped.startswith("=") and not stripped.startswith("=="):
        return start + 1, len(text)
    return start, len(text)


def _token(match: re.Match[str]) -> Token:
    kind, raw, column = str(match.lastgroup), match.group(), match.start() + 1
    text = _SPELLINGS.get(raw, raw) if kind in ("name", "sign") else raw
    if kind == "name" and text in KEYWORDS:
        kind = "sign"
    if kind == "sign" and text in ("and", "or", "true", "false", "null"):
        return Token("sign", text, column)
    if kind == "number" and len(text.replace(".", "")) > MAX_DIGITS:
        raise ExpressionError(
            f"Expected to read a number of at most {MAX_DIGITS} digits at column {column}, but it has more.", column
        )
    if kind == "string":
        text = _ESCAPE.sub(lambda escape: _unescape(escape.group(1), column), raw[1:-1])
    return Token(kind, text, column)


def _unescape(code: str, column: int) -> str:
    if len(code) > 1:
        return chr(int(code[1:], 16))
    if code not in _ESCAPES:
        raise ExpressionError(
            f"Expected to read one of \\n \\t \\r \\\" \\' \\\\ \\/ or \\u and four hexadecimal digits in the text at "
            f"column {column}, but \\{code} is none of them.",
            column,
        )
    return _ESCAPES[code]


def _stray(text: str, at: int) -> ExpressionError:
    column, sign = at + 1, text[at]
    if sign in "\"'":
        what = (
            f"Expected to read a text that ends with {sign}, but the one that begins at column {column} does not end."
        )
    elif sign == ".":
        what = f"Expected to read a plain name, but there is a dot at column {column}: a value has no parts to ask for."
    else:
        what = f"Expected to read an expression, but {sign!r} at column {column} has no meaning in one."
    return ExpressionError(what, column)
