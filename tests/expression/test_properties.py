"""Random trees and random junk."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflows.expression import Expression, ExpressionError, nodes, parse, parse_tests
from workflows.expression.lexer import KEYWORDS

VARIABLES = {"a": Decimal(3), "b": True, "c": "x", "d": (Decimal(1), "x"), "面": None, "_e": False}

numbers = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False)
literals = st.builds(nodes.Literal, st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=6)))
names = st.builds(nodes.Name, st.sampled_from([*VARIABLES, "unknown"]))
SIGNS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def _tests(node):
    return st.one_of(
        st.builds(nodes.Bound, SIGNS, node),
        st.builds(nodes.Range, node, node, st.booleans(), st.booleans()),
        st.builds(nodes.Member, node),
    )


def _grow(node):
    several = st.lists(node, min_size=2, max_size=3).map(tuple)
    chains = st.one_of(*(st.lists(st.tuples(st.sampled_from(s), node), min_size=1, max_size=3) for s in ("+-", "*/")))
    calls = st.sampled_from(
        [("not", 1), ("count", 1), ("contains", 2), ("min", 3), ("max", 2), ("abs", 1), ("floor", 1), ("ceiling", 1)]
    )
    return st.one_of(
        st.builds(nodes.ListOf, st.lists(node, max_size=3).map(tuple)),
        st.builds(nodes.Negate, node),
        st.builds(nodes.Chain, node, chains.map(tuple)),
        st.builds(nodes.Logic, st.sampled_from(["and", "or"]), several),
        st.builds(nodes.Compare, SIGNS, node, node),
        st.builds(nodes.Between, node, node, node),
        st.builds(nodes.In, node, st.lists(_tests(node), min_size=1, max_size=3).map(tuple)),
        st.builds(nodes.If, node, node, node),
        calls.flatmap(
            lambda call: st.builds(
                nodes.Call, st.just(call[0]), st.lists(node, min_size=call[1], max_size=call[1]).map(tuple)
            )
        ),
    )


trees = st.recursive(st.one_of(literals, names), _grow, max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_a_tree_written_down_and_read_again_is_the_same_tree_with_the_same_value(tree):
    expression = Expression(tree)
    text = str(expression)
    again = _outcome(parse, text)
    if isinstance(again, ExpressionError):  # a bound may refuse a tree that nobody could have read
        assert "at most" in again.sentence
        return
    assert again == expression
    assert again.evaluate(VARIABLES) == expression.evaluate(VARIABLES)
    assert again.names() == expression.names()


def _outcome(read, text):
    try:
        return read(text)
    except ExpressionError as error:
        return error


words = st.sampled_from(
    [*KEYWORDS, *"()[]{}=<>!+-*/,.?&|$#'\" \n", "..", "==", "&&", "||", "a", "1", "1.5", '"x"', "count", "not(", "_"]
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.lists(words, max_size=30).map(" ".join), st.lists(words, max_size=30).map("".join)
    )
)
@example("not")
@example("-" * 100)
@example("\\")
@example("x in ]")
def test_junk_is_refused_with_a_sentence_or_read_and_nothing_else_ever_happens(text):
    for read in (parse, parse_tests):
        outcome = _outcome(read, text)
        if isinstance(outcome, ExpressionError):
            assert outcome.sentence.startswith("Expected to ")
            assert 0 <= outcome.column <= len(text) + 1
        else:
            assert isinstance(outcome.names(), frozenset)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.decimals(), st.binary()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=2), inner, max_size=2)),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(trees, st.dictionaries(st.sampled_from(list("abcd")), values))
def test_whatever_the_variables_hold_only_an_expression_error_comes(tree, variables):
    try:
        value = Expression(tree).evaluate(variables)
    except ExpressionError:
        return
    assert value is None or isinstance(value, (bool, Decimal, str, tuple))


@pytest.mark.parametrize(
    "text", ["(" * 30 + "a" * 1900, "a in (" * 300, "not(" * 400, "[" * 20 + "," * 1900, "x in [1..2] and " * 120 + "x"]
)
def test_the_longest_junk_is_answered_at_once(text):
    assert _outcome(parse, text)
