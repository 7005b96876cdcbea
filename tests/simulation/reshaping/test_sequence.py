"""Branches one after the other that a diagram draws in parallel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import Distribution
from engine.simulation.scenario import Scenario, ScenarioError
from engine.simulation.scenario.reshaping.parallel import in_parallel
from engine.simulation.scenario.reshaping.sequence import in_sequence
from tests.simulation.reshaping.conftest import drawn, played
from workflows.model import FormField

THREE = ("start and_a first and_b last end", "and_a second and_b", "and_a third and_b")


def fixed(**hours):
    return {name: Distribution.fixed(float(span)) for name, span in hours.items()}


def weighted(flow):
    """A scenario in which chance chooses that flow."""
    return Scenario("p", branches={flow: 0.5})


def ways(model, key):
    return {model.flows[flow].target for flow in model.elements[key].outgoing}


def test_branches_take_as_long_as_all_together(draw, play):
    model, tasks = draw(*THREE).model(), fixed(first=2, second=3, third=4, last=1)
    assert set(play(model, tasks=tasks)[1]) == {5.0}
    assert set(play(in_sequence(model, ["third", "first", "second"], {}), tasks=tasks)[1]) == {10.0}


def test_the_order_is_the_one_that_is_given(draw, play):
    steps, _ = play(in_sequence(draw(*THREE).model(), ["third", "first", "second"], {}), cases=5)
    for case in range(5):
        ordered = sorted((opened, name) for n, name, opened, _ in steps if n == case)
        assert [name for _, name in ordered] == ["third", "first", "second", "last"]


def test_who_is_not_named_goes_on_beside(draw, play):
    changed = in_sequence(draw(*THREE).model(), ["second", "first"], {})
    assert ways(changed, "and_a") == {"second", "third"}
    assert set(play(changed, tasks=fixed(first=2, second=3, third=4, last=1))[1]) == {6.0}


def test_a_branch_goes_whole_with_its_corrections(draw):
    model = draw(
        "start and_a first xor_a fix first",
        "xor_a and_b last end",
        "and_a second and_b",
        xor_a__fix="d_first = 'again'",
        xor_a__and_b="*",
    ).model()
    changed = in_sequence(model, ["first", "second"], {})
    assert ways(changed, "xor_a") == {"fix", "second"}


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), st.integers(0, 1000))
def test_what_is_put_in_parallel_and_back_in_sequence_is_as_it_was(count, number):
    names = [f"s{n}" for n in range(count)]
    model = drawn(f"start before {' '.join(names)} after end").model()
    there = in_parallel(model, [(name,) for name in names], {})
    back = in_sequence(there, names, {})
    assert played(back, number=number) == played(model, number=number)


NEEDED = ("start or_a first or_b last end", "or_a second or_b", "or_a third or_b", "or_a or_b")
WHEN = {"or_a__first": "fact", "or_a__second": "not(fact)", "or_a__third": "fact", "or_a__or_b": "*"}


def test_of_what_is_done_as_needed_each_is_done_only_where_it_is_needed(draw, play):
    model, tasks = draw(*NEEDED, **WHEN).model(), fixed(first=2, second=3, third=4, last=1)
    for fact, before, after in ((1.0, 5.0, 7.0), (0.0, 4.0, 4.0)):
        changed = in_sequence(model, ["third", "second", "first"], {})
        assert set(play(model, tasks=tasks, fact=fact)[1]) == {before}
        assert set(play(changed, tasks=tasks, fact=fact)[1]) == {after}


def test_where_nothing_is_needed_nothing_is_done(draw, play):
    model = draw(*NEEDED, **(WHEN | {"or_a__second": "fact"})).model()
    changed = in_sequence(model, ["third", "second", "first"], {})
    steps, _ = play(changed, fact=0.0)
    assert {name for _, name, _, _ in steps} == {"last"}


def test_some_that_are_done_as_needed_leave_the_others_beside(draw, play):
    model, tasks = draw(*NEEDED, **WHEN).model(), fixed(first=2, second=3, third=4, last=1)
    changed = in_sequence(model, ["first", "second"], {})
    assert set(play(changed, tasks=tasks, fact=1.0)[1]) == {5.0}


@pytest.mark.parametrize(
    ("paths", "conditions", "steps", "sentence"),
    [
        (["start first second end"], {}, ["first", "second"], "they are not done at the same time"),
        (
            ["start xor_a first xor_b end", "xor_a second xor_b"],
            {"xor_a__first": "fact", "xor_a__second": "*"},
            ["first", "second"],
            "they are not done at the same time",
        ),
        (
            ["start and_a first other and_b end", "and_a second and_b"],
            {},
            ["first", "other"],
            "not done at the same time",
        ),
        (
            ["start and_a and_c first and_d and_b end", "and_c second and_d", "and_a third and_b"],
            {},
            ["first", "second", "third"],
            "two of them are on one",
        ),
        (
            ["start or_a first or_b end", "or_a second or_b"],
            {"or_a__first": "fact", "or_a__second": "*"},
            ["first", "second"],
            "a condition to say who goes the way",
        ),
        (
            ["start before and_a first xor_a before", "xor_a and_b end", "and_a second and_b"],
            {"xor_a__before": "fact", "xor_a__and_b": "*"},
            ["first", "second"],
            "the branch of 'first' to stand by itself",
        ),
    ],
)
def test_what_is_in_the_way_is_named(draw, paths, conditions, steps, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        in_sequence(draw(*paths, **conditions).model(), steps, {})


def test_what_one_of_them_sets_cannot_say_whether_another_is_needed(draw):
    drawing = draw(*NEEDED, **WHEN)
    drawing.elements["first"] = replace(drawing.elements["first"], form=(FormField("fact", "是否", "boolean"),))
    with pytest.raises(ScenarioError, match="'fact' to be known before the first of the steps"):
        in_sequence(drawing.model(), ["first", "second"], {})


def test_what_chance_chooses_is_chosen_at_one_place(draw):
    model = draw(*NEEDED, **WHEN).model()
    flow = next(f.id for f in model.flows.values() if f.target == "second")
    with pytest.raises(ScenarioError, match="but chance decides"):
        in_sequence(model, ["first", "second"], {}, said=weighted(flow))
