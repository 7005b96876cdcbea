"""Conditions as diagrams write them: what they are worth, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from workflows.expression import ExpressionError, is_true, parse

FACTS = {
    "area": 10_000,
    "height": 23.5,
    "rework": True,
    "decision": "return",
    "zones": ["port", "park"],
    "面积": 9_500,
    "nothing": None,
}

VALUES = [
    ("1 + 2 * 3", Decimal(7)),
    ("(1 + 2) * 3", Decimal(9)),
    ("10 - 2 - 3", Decimal(5)),
    ("0.1 + 0.2", Decimal("0.3")),
    ("-area / 4", Decimal(-2500)),
    ("1 / 0", None),
    ("0 / 0", None),
    ('"a" + "b"', "ab"),
    ('"a" + 1', None),
    ("nothing + 1", None),
    ("area <= 10000", True),
    ("area < 10000", False),
    ("area >= 10000 and height <= 24", True),
    ('"a" < "b"', True),
    ('"a" < 1', None),
    ("true < false", None),
    ("nothing < 1", None),
    ("nothing = null", True),
    ("unheard_of = null", True),
    ("nothing != 1", True),
    ('"1" = 1', False),
    ("true = 1", False),
    ("[1, 2] = [1, 2]", True),
    ("[1, 2] = [1]", False),
    ("false and nothing", False),
    ("nothing and false", False),
    ("true and nothing", None),
    ("true or nothing", True),
    ("nothing or false", None),
    ("not(nothing)", None),
    ("not(rework)", False),
    ("height between 23 and 24", True),
    ("height between 24 and 25", False),
    ("nothing between 1 and 2", None),
    ("nothing between 3 and 2", None),
    ("3 in [1..3]", True),
    ("3 in [1..3)", False),
    ("1 in (1..3]", False),
    ("1 in ]1..3]", False),
    ("2 in ]1..3[", True),
    ('"port" in zones', True),
    ('"sea" in zones', False),
    ('decision in ("return", "refuse")', True),
    ("area in (< 5, > 5000)", True),
    ("area in (1, [2..3], >= 10000)", True),
    ('if rework then "again" else "on"', "again"),
    ('if nothing then "again" else "on"', "on"),
    ("count(zones)", Decimal(2)),
    ("count(nothing)", None),
    ("coalesce(nothing, 0) + 1", Decimal(1)),
    ("coalesce(unheard_of, nothing, height)", Decimal("23.5")),
    ("coalesce(nothing)", None),
    ("coalesce(false, true)", False),
    ('contains(zones, "park")', True),
    ('contains("drainage", "rain")', True),
    ("contains(1, 2)", None),
    ("min(3, 1, 2)", Decimal(1)),
    ("max([3, 1, 2])", Decimal(3)),
    ('max("a", 1)', None),
    ("max([])", None),
    ("max(true, false)", None),
    ("abs(-2.5)", Decimal("2.5")),
    ("floor(-2.5)", Decimal(-3)),
    ("ceiling(-2.5)", Decimal(-2)),
    ('floor("a")', None),
    ("面积 <= 10000", True),
]


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[text for text, _ in VALUES])
def test_an_expression_is_worth(text, value):
    assert parse(text).evaluate(FACTS) == value


FOREIGN = [
    ("=rework", "rework"),
    ("= rework", "rework"),
    ("${rework}", "rework"),
    ("#{ rework }", "rework"),
    ("decision == 'return'", 'decision = "return"'),
    ("rework && !done", "rework and not(done)"),
    ("a || b", "a or b"),
    ("not rework", "not(rework)"),
    ("not a == b", "not(a = b)"),
    ("!a == b", "not(a) = b"),
    ("rework is_not", None),
    ("x == True or y == False or z == None", "x = true or y = false or z = null"),
]


@pytest.mark.parametrize(("foreign", "ours"), FOREIGN)
def test_the_spellings_of_other_tools_mean_the_same(foreign, ours):
    if ours is None:
        with pytest.raises(ExpressionError):
            parse(foreign)
    else:
        assert parse(foreign) == parse(ours)


REFUSED = [
    ("", 1, "a value"),
    ("1 <", 4, "the text ends there"),
    ("(1", 3, ")"),
    ("a.b", 2, "dot"),
    ("case.__class__", 5, "dot"),
    ("a[0]", 2, "the end of the expression"),
    ("__import__('os')", 1, "none of them"),
    ("open('x')", 1, "none of them"),
    ("f(1)(2)", 1, "none of them"),
    ("not(1, 2)", 1, "argument"),
    ("contains(a)", 1, "argument"),
    ("a < b < c", 7, "after a comparison"),
    ("2 ** 3", 4, "a value"),
    ("'abc", 1, "does not end"),
    ('"\\x41"', 1, "none of them"),
    ("a ; b", 3, "no meaning"),
    ("a := 1", 3, "no meaning"),
    ("lambda: 1", 7, "no meaning"),
    ("[1 for x in y]", 4, ", or ]"),
    ("1..2", 2, "the end"),
    ("x in [1..2", 11, "ends there"),
    ("? > 1", 1, "a value"),
    ("if a then b", 12, "else"),
    ("1" * 35, 1, "34 digits"),
    ("${a", 1, "no meaning"),
    ("１ + 1", 1, "no meaning"),
]


@pytest.mark.parametrize(("text", "column", "part"), REFUSED, ids=[text[:20] for text, _, _ in REFUSED])
def test_what_is_not_in_the_language_is_refused_with_a_sentence_and_a_column(text, column, part):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert caught.value.sentence.startswith("Expected to ")
    assert part in caught.value.sentence


@pytest.mark.parametrize(
    "text",
    ["(" * 900 + "1" + ")" * 900, "-" * 1999 + "1", "!" * 1999 + "a", "not " * 490 + "a", "[" * 1500, "if " * 600],
)
def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack(text):
    with pytest.raises(ExpressionError, match="levels of nesting"):
        parse(text)


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(ExpressionError, match="at most 2000 characters"):
        parse("a" * 2001)


def test_too_many_parts_are_refused():
    with pytest.raises(ExpressionError, match="at most 500 parts"):
        parse("+".join("a" * 600))


def test_a_long_chain_is_shallow_and_evaluates():
    assert parse(" + ".join(["1"] * 400)).evaluate({}) == 400
    assert parse(" and ".join(["a"] * 300)).evaluate({"a": True}) is True


def test_numbers_that_grow_out_of_range_become_null():
    huge = {"x": Decimal("1e6000")}
    assert parse("x * x").evaluate(huge) is None
    assert parse("-x * x").evaluate(huge) is None
    assert parse("1 / x / x").evaluate(huge) == 0


@pytest.mark.parametrize(
    "value",
    [{"a": 1}, object(), datetime(2026, 1, 1, tzinfo=UTC), float("nan"), float("inf"), 10**400, Decimal("sNaN")],
)
def test_a_variable_that_is_no_value_of_the_language_is_named(value):
    with pytest.raises(ExpressionError, match="Expected variable 'x' to hold"):
        parse("x = 1").evaluate({"x": value})


def test_lists_nested_beyond_reason_are_refused():
    nested = []
    for _ in range(2000):
        nested = [nested]
    with pytest.raises(ExpressionError, match="variable 'x'"):
        parse("x = 1").evaluate({"x": nested})


def test_a_variable_nobody_asks_for_may_hold_anything():
    assert parse("a").evaluate({"a": True, "b": object()}) is True


def test_names_are_the_variables_and_nothing_else():
    names = parse('if a in [b..c] then max(d, 1) else "e" + f').names()
    assert names == {"a", "b", "c", "d", "f"}


@pytest.mark.parametrize(
    ("value", "lets_through"), [(True, True), (False, False), (None, False), ("true", False), (1, False)]
)
def test_only_true_lets_a_token_through(value, lets_through):
    assert is_true(value) is lets_through


def test_a_tree_cannot_be_changed():
    expression = parse("a")
    with pytest.raises(AttributeError):
        expression.tree.id = "b"


@pytest.mark.parametrize(
    ("text", "known", "truth"),
    [
        ("a > 0", {"a": 1}, True),
        ("a > 0", {"a": 0}, False),
        ("a > 0", {}, None),
        ("a > 0", {"a": None}, None),
        ('a = "x"', {}, None),
        ('a != "x"', {}, None),
        ("not(a)", {"a": True}, False),
        ("not(a)", {}, None),
        ("a and b", {"a": False}, False),
        ("a and b", {"a": True}, None),
        ("a or b", {"a": True}, True),
        ("a or b", {"a": False}, None),
        ("not(a and b)", {"a": False}, True),
        ("a + 1", {"a": 1}, None),
        ("if a then b else c", {"a": False, "c": False}, None),
        ("1 = 2", {}, False),
    ],
)
def test_a_condition_is_settled_once_nothing_unknown_can_turn_it(text, known, truth):
    assert parse(text).settled(known) is truth
