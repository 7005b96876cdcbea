"""The cells of a decision table."""

from __future__ import annotations

import pytest

from workflows.expression import ExpressionError, parse_tests

CELLS = [
    ("-", "anything", True),
    ("", None, True),
    ('"a"', "a", True),
    ('"a", "b"', "b", True),
    ('"a", "b"', "c", False),
    ("<= 24", 24, True),
    ("<= 24", 24.01, False),
    ("<= 24", None, None),
    ("< 24", 24, False),
    ("= 3", 3, True),
    ("!= 3", 3, False),
    ("[1..3]", 3, True),
    ("[1..3)", 3, False),
    ("]1..3]", 1, False),
    ("< 1, > 3", 5, True),
    ("< 1, > 3", 2, False),
    ('not("x")', "y", True),
    ('not("x")', "x", False),
    ('not("x", "y")', "y", False),
    ("not((1..3])", 1, True),
    ("not(]1..3])", 2, False),
    ("not(> 3)", None, None),
    ("true", True, True),
    ("true", None, False),
    ("null", None, True),
    ("not(null)", None, False),
    ("not(null)", "x", True),
    ("? > 3 and ? < 5", 4, True),
    ("not(? = 1) or not(? = 2)", 1, True),
    ('contains(?, "port")', ["port"], True),
    ("count(?) = 0", [], True),
    ("count(?) = 0", ["port"], False),
    ("<= most", 5, True),
    ("known", "b", True),
    ("? in known", "c", False),
    ("-5", -5, True),
]


@pytest.mark.parametrize(("cell", "value", "matches"), CELLS)
def test_a_cell_matches(cell, value, matches):
    assert parse_tests(cell).matches(value, {"most": 5, "known": ["a", "b"]}) is matches


@pytest.mark.parametrize("cell", ['"a",', "[1..", "<=", 'not("a"', "..", "a b", "1 2", "==== 3", ")", "]"])
def test_a_broken_cell_is_refused_with_a_sentence(cell):
    with pytest.raises(ExpressionError, match=r"^Expected to "):
        parse_tests(cell)


def test_a_cell_names_the_variables_besides_its_input():
    assert parse_tests("? > a, [b..c], d").names() == {"a", "b", "c", "d"}
    assert parse_tests("-").names() == frozenset()


@pytest.mark.parametrize("cell", ["-", '"a", "b"', "not([1..3))", "? > 3 and ? < 5", "< 1, > 3"])
def test_a_cell_written_down_again_reads_the_same(cell):
    assert parse_tests(str(parse_tests(cell))) == parse_tests(cell)
