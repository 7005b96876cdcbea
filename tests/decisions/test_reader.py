"""DMN files: what is read, and the sentence for what is not."""

from __future__ import annotations

import pytest

from workflows.decisions import DecisionError, HitPolicy, read_tables

RULES = [(("< 10",), ("1",))]


def test_a_table_is_read_whole(table):
    read = table([(("< 10",), ("1",)), (("",), ("",))], policy="FIRST")
    assert (read.id, read.name, read.hit_policy) == ("table", "表", HitPolicy.FIRST)
    assert [str(column.expression) for column in read.inputs] == ["a"]
    assert [column.name for column in read.outputs] == ["out"]
    assert read.rules[1].tests[0].tests is None
    assert read.rules[1].outputs == (None,)


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
    ],
)
def test_the_other_versions_of_dmn_are_read(source, namespace):
    text = source(RULES).replace("https://www.omg.org/spec/DMN/20191111/MODEL/", namespace)
    assert read_tables(text.encode())[0].id == "table"


def test_without_a_hit_policy_a_table_is_unique(source):
    assert read_tables(source(RULES).replace(' hitPolicy="UNIQUE"', "").encode())[0].hit_policy is HitPolicy.UNIQUE


def change(old, new):
    return lambda source: source(RULES).replace(old, new)


REFUSED = [
    (lambda _: "", "empty"),
    (lambda _: "<a", "XML"),
    (lambda _: "<a/>", "root is a"),
    (lambda _: '<!DOCTYPE d [<!ENTITY x "y">]><d>&x;</d>', "document type"),
    (lambda _: '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>', "holds none"),
    (change('id="table"', ""), "to have an id"),
    (change("UNIQUE", "OUTPUT ORDER"), "hit policy"),
    (change('"UNIQUE"', '"COLLECT" aggregation="SUM"'), "aggregation SUM"),
    (change('"UNIQUE"', '"PRIORITY"'), "list the values"),
    (change('"UNIQUE"', '"UNIQUE" preferredOrientation="Rule-as-Column"'), "rules as rows"),
    (change("<inputEntry>", '<inputEntry expressionLanguage="javascript">'), "in FEEL"),
    (change("<text>a</text>", "<text>a.b</text>"), "input 'a' to be an expression"),
    (change("<text>a</text>", "<text></text>"), "it is empty"),
    (change("&lt; 10", "&lt; &lt; 10"), "rule 'r1', input 1 to be a test"),
    (change("<text>1</text>", "<text>__import__('os')</text>"), "rule 'r1', output 1"),
    (change("<outputEntry>", "<inputEntry/><outputEntry>"), "1 input and 1 output cells, but it has 2"),
    (change("<decisionTable", "<literalExpression/><decisionTable"), "it is a literalExpression"),
    (
        lambda source: source(
            RULES, extra='<informationRequirement><requiredDecision href="#x"/></informationRequirement>'
        ),
        "another decision",
    ),
    (lambda source: source(RULES, outputs=("x", "x")), "different names"),
    (lambda source: source(RULES * 2).replace('id="r2"', 'id="r1"'), "different ids"),
    (lambda source: source(RULES * 2001), "at most 2000 rules"),
    (lambda source: source([], outputs=()), "to have an output"),
    (change("</definitions>", '<decision id="table"/></definitions>'), "holds 0"),
]


@pytest.mark.parametrize(("make", "part"), REFUSED, ids=[part for _, part in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_sentence(source, make, part):
    with pytest.raises(DecisionError) as caught:
        read_tables(make(source).encode(), "rules.dmn")
    assert str(caught.value).startswith("Expected ")
    assert part in str(caught.value)


def test_a_value_of_an_output_that_is_no_literal_is_refused(source):
    with pytest.raises(DecisionError, match="list its values"):
        read_tables(source(RULES, values="1 +").encode())


def test_a_hostile_depth_is_refused(source):
    deep = source(RULES).replace("<annotation ", "<x>" * 500 + "</x>" * 500 + "<annotation ")
    with pytest.raises(DecisionError):
        read_tables(deep.encode())
