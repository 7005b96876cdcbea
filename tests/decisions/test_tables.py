"""Which rules fire, what they say, and which facts are missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.decisions import DecisionError, decide, read_tables

SIZES = [(("< 10",), ('"small"',)), (("[10..20]",), ('"middle"',)), (("> 20",), ('"large"',))]


def fired(result):
    return [each.rule.id for each in result.fired]


@pytest.mark.parametrize(
    ("a", "size"), [(9.99, "small"), (10, "middle"), (20, "middle"), (20.01, "large"), (Decimal("20.000001"), "large")]
)
def test_a_unique_table_gives_its_one_rule(table, a, size):
    assert decide(table(SIZES), {"a": a}).outputs == {"out": size}


def test_a_rule_that_fired_says_its_text_its_clause_and_what_matched(table):
    only = decide(table(SIZES), {"a": 15}).fired[0]
    assert (only.rule.id, only.rule.text, only.rule.annotations) == ("r2", "text 2", {"clause": "clause 2"})
    assert only.matched == ("a [10..20] (15)",)


def test_no_rule_is_no_output(table):
    result = decide(table([(('"x"',), ("1",))]), {"a": "y"})
    assert (result.fired, result.outputs, result.missing) == ((), None, ())


def test_two_rules_of_a_unique_table_are_a_fault_of_the_table(table):
    overlapping = table([(("< 10",), ("1",)), (("< 20",), ("2",))])
    assert decide(overlapping, {"a": 15}).outputs == {"out": Decimal(2)}
    with pytest.raises(DecisionError, match="'r1' and 'r2' both do"):
        decide(overlapping, {"a": 5})


def test_rules_of_an_any_table_must_agree(table):
    agreeing = table([(("< 10",), ("1",)), (("< 20",), ("1",)), (("< 5",), ("2",))], policy="ANY")
    assert decide(agreeing, {"a": 7}).outputs == {"out": Decimal(1)}
    with pytest.raises(DecisionError, match="to agree"):
        decide(agreeing, {"a": 1})


def test_first_takes_the_first_that_fires(table):
    first = table([(("< 10",), ("1",)), (("< 20",), ("2",)), (("-",), ("3",))], policy="FIRST")
    assert [fired(decide(first, {"a": a})) for a in (5, 15, 25)] == [["r1"], ["r2"], ["r3"]]


def test_priority_takes_the_output_that_stands_first_in_its_values(table):
    rules = [(("< 20",), ('"low"',)), (("< 10",), ('"high"',)), (("-",), ('"none"',))]
    ranked = table(rules, policy="PRIORITY", values='"high", "low", "none"')
    assert [decide(ranked, {"a": a}).outputs["out"] for a in (5, 15, 25)] == ["high", "low", "none"]
    assert decide(ranked, {}).missing == ("a",)


def test_collect_takes_all_in_the_order_of_the_table(table):
    rules = [(("< 20",), ("1",)), (("> 20",), ("2",)), (("< 10",), ("3",))]
    assert fired(decide(table(rules, policy="COLLECT"), {"a": 5})) == ["r1", "r3"]


# ── missing facts ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY", "COLLECT"])
@pytest.mark.parametrize("facts", [{}, {"a": None}])
def test_a_missing_fact_is_named_and_nothing_is_guessed(table, policy, facts):
    result = decide(table(SIZES, policy=policy), facts)
    assert (result.fired, result.missing) == ((), ("a",))


def test_a_missing_fact_is_not_asked_for_where_another_cell_rules_the_row_out(table):
    rules = [(('"x"', "< 10"), ("1",)), (('"y"', "-"), ("2",))]
    first = table(rules, inputs=("kind", "size"), policy="FIRST")
    assert decide(first, {"kind": "y"}).missing == ()
    assert decide(first, {"kind": "y"}).outputs == {"out": Decimal(2)}
    assert decide(first, {"kind": "x"}).missing == ("size",)


def test_an_equality_with_null_does_not_make_an_absent_fact_known(table):
    rules = [(("false",), ("1",)), (("true",), ("2",))]
    assert decide(table(rules), {}).missing == ("a",)


def test_an_open_rule_after_the_first_that_fires_does_not_matter(table):
    rules = [(('"x"', "-"), ("1",)), (("-", "< 10"), ("2",))]
    result = decide(table(rules, inputs=("kind", "size"), policy="FIRST"), {"kind": "x"})
    assert (fired(result), result.missing) == (["r1"], ())


def test_collect_gives_what_it_can_and_names_what_it_lacks(table):
    rules = [(('"x"', "-"), ("1",)), (("-", "< 10"), ("2",))]
    result = decide(table(rules, inputs=("kind", "size"), policy="COLLECT"), {"kind": "x"})
    assert (fired(result), result.missing) == (["r1"], ("size",))


def test_facts_in_cells_and_outputs_are_asked_for_too(table):
    result = decide(table([(("< most",), ("a + more",))]), {"a": 1})
    assert result.missing == ("most", "more")
    assert decide(table([(("< most",), ("a + more",))]), {"a": 1, "most": 2}).missing == ("more",)
    assert decide(table([(("< most",), ("a + more",))]), {"a": 1, "most": 2, "more": 3}).outputs == {"out": Decimal(4)}


def test_a_fact_of_the_wrong_kind_is_a_sentence_with_the_rule(table):
    with pytest.raises(DecisionError, match=r"Expected a to be something that '< 10' applies to .*'r1'.*'much'"):
        decide(table(SIZES), {"a": "much"})


def test_a_fact_that_is_no_value_is_a_sentence(table):
    with pytest.raises(DecisionError, match="variable 'a'"):
        decide(table(SIZES), {"a": object()})


def test_a_table_names_every_fact_it_looks_at(table):
    assert table([(("< most",), ("a + more",))]).names() == {"a", "most", "more"}


cells = st.sampled_from(["-", "< 3", ">= 3", "[1..4]", "not(2)", "1, 5", "(2..5]"])
facts = st.dictionaries(st.sampled_from("ab"), st.integers(0, 6), max_size=2)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5), facts)
def test_what_is_said_with_some_facts_missing_is_never_taken_back(source, rows, known):
    """A rule that fires without some facts fires with them; and if nothing is missing, nothing changes."""
    for policy in ("FIRST", "COLLECT"):
        table = read_tables(
            source([(row, (str(n),)) for n, row in enumerate(rows)], inputs=("a", "b"), policy=policy).encode()
        )[0]
        partial = decide(table, known)
        for a in range(7):
            whole = decide(table, {"a": a, "b": 3, **known})
            assert whole.missing == ()
            assert set(fired(partial)) <= set(fired(whole))
            if not partial.missing:
                assert fired(partial) == fired(whole)
