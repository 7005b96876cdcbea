"""Scripts: variables that the diagram itself assigns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.execution import Instance, InstanceFault, Passed, ProgramError
from engine.execution.values import MAX_TEXT
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Assign, Kind

COUNTED = "coalesce(returns, 0) + 1"


def counting() -> Drawing:
    """A step that is done again until it was done three times."""
    d = Drawing()
    d.script("script", returns=COUNTED)
    d.flow("start work script xor")
    d.flow("xor hard end", "returns >= 3")
    return d.flow("xor work").default("xor", "work")


def test_a_counter_leads_out_of_a_loop_at_its_third_round():
    instance = started(counting())
    assert instance.variables == {}
    play(instance, "work#1", "work#2")
    assert (tokens(instance), instance.variables) == (["work#3"], {"returns": 2})
    play(instance, "work#3")
    assert tokens(instance) == ["hard#1"]


def test_a_counter_lives_through_saving():
    drawing = counting()
    instance = play(started(drawing), "work#1")
    again = Instance.load(program(drawing), instance.dump())
    assert tokens(play(again, "work#2", "work#3")) == ["hard#1"]


def test_passing_a_script_is_told():
    d = Drawing()
    d.script("script_a", done="true")
    d.flow("start a script_a b end")
    instance = started(d)
    changes = instance.complete("a#1")
    assert Passed("script_a", "script_a#1", None, "p") in changes


def test_each_assignment_sees_those_before_it():
    d = Drawing()
    d.script("script", a="1", b="a + 1", c='if b > 1 then "many" else "one"')
    instance = started(d.flow("start script work end"))
    assert instance.variables == {"a": 1, "b": 2, "c": "many"}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("missing", None),
        ("missing + 1", None),
        ("coalesce(missing, 0) + 1", 1),
        ("0.1 + 0.2", Decimal("0.3")),
        ("2 * 0.5", 1),
        ("[1, [2]]", [1, [2]]),
        ("x = 2", True),
        ('"甲" + "乙"', "甲乙"),
        ("1 / 0", None),
    ],
)
def test_what_a_script_keeps(value, kept):
    d = Drawing()
    d.script("script", y=value)
    instance = Instance.start(program(d.flow("start script work end").flow("work end", "x = 1")), {"x": 2})[0]
    found = instance.variables["y"]
    assert (found, type(found)) == (kept, type(kept))
    assert Instance.load(program(d), instance.dump()).variables["y"] == kept


def test_a_number_too_large_for_a_whole_one_stays_decimal():
    d = Drawing()
    d.script("script", y="coalesce(y, 10) * coalesce(y, 10)")
    d.flow("start script work xor")
    d.flow("xor end", "y < 0").flow("xor script").default("xor", "script")
    instance = started(d)
    for n in range(1, 12):
        play(instance, f"work#{n}")
    assert instance.variables["y"] == Decimal("1E+4096")
    play(instance, "work#12")
    assert instance.variables["y"] is None or instance.variables["y"] > 0


def test_a_text_that_grows_for_ever_is_a_fault():
    d = Drawing()
    d.script("script", t='coalesce(t, "长长") + coalesce(t, "长长")')
    d.flow("start script xor").flow("xor end", 't = "x"').flow("xor script").default("xor", "script")
    with pytest.raises(InstanceFault, match="to stay small"):
        started(d)
    assert MAX_TEXT < 10_000


def test_a_script_inside_a_call_counts_in_the_map_of_the_case():
    inner = Drawing("q")
    inner.script("script", returns=COUNTED)
    outer = Drawing()
    outer.add("call_1", called="q")
    outer.add("call_2", called="q")
    outer.flow("start call_1 call_2 work end").flow("work end", "returns > 1")
    assert started(outer, inner.flow("start script end")).variables == {"returns": 2}


def test_a_script_sees_the_item_of_the_instance_it_stands_in():
    d = Drawing()
    d.many("sub", Kind.SUB_PROCESS, collection="people", item="who", sequential=True)
    d.script("script", parent="sub", last="who")
    d.flow("s script ask e", parent="sub")
    d.elements["s"] = d.elements["s"].__class__("s", Kind.START, parent="sub")
    d.elements["e"] = d.elements["e"].__class__("e", Kind.END, parent="sub")
    d.flow("start sub end").flow("sub end", 'last = "x"').flow("sub end").default("sub", "end")
    instance = Instance.start(program(d), {"people": ["甲", "乙"]})[0]
    assert instance.variables["last"] == "甲"
    play(instance, "ask#1")
    assert instance.variables["last"] == "乙"


def test_a_value_that_is_no_expression_is_refused_before_anything_runs():
    d = Drawing()
    d.add("script", assigns=(Assign("x", "import os"),))
    with pytest.raises(ProgramError, match="Expected an expression at 'script'"):
        program(d.flow("start script end"))
