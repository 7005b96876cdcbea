"""Diagrams from outside that are drawn without our habits, and still run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.execution import Instance, InstanceFault, Passed, compile_program
from tests.execution.building import Drawing, play, program, started, tokens


def test_several_flows_into_a_step_let_each_token_pass() -> None:
    drawing = Drawing().flow("start xor_1 a c end").flow("xor_1 b c", "x").default("xor_1", "a")
    assert tokens(play(started(drawing, x=True), "b#1")) == ["c#1"]
    assert tokens(play(started(drawing), "a#1")) == ["c#1"]


def test_two_tokens_that_meet_at_a_step_open_it_twice() -> None:
    instance = play(started(Drawing().flow("start and_f a c end").flow("and_f b c")), "b#1", "a#1")
    assert tokens(instance) == ["c#1", "c#2"]
    assert not play(instance, "c#2").finished
    assert play(instance, "c#1").finished


def test_several_flows_out_of_a_step_open_all_of_them() -> None:
    instance = play(started(Drawing().flow("start a b and_join d end").flow("a c and_join")), "a#1")
    assert tokens(instance) == ["b#1", "c#1"]
    assert tokens(play(instance, "c#1", "b#1")) == ["d#1"]


def test_flows_with_conditions_out_of_a_step_are_taken_where_they_are_true() -> None:
    drawing = Drawing().flow("start a").flow("a b end", "x").flow("a c end", "y").flow("a d end")
    assert tokens(play(started(drawing), "a#1", x=True)) == ["b#1", "d#1"]
    drawing.default("a", "d")
    assert tokens(play(started(drawing), "a#1", x=True, y=True)) == ["b#1", "c#1"]
    assert tokens(play(started(drawing), "a#1")) == ["d#1"]


def test_a_step_none_of_whose_conditions_is_true_is_a_fault() -> None:
    instance = started(Drawing().flow("start a").flow("a b end", "x").flow("a c end", "y"))
    with pytest.raises(InstanceFault, match="Expected a condition of 'a'"):
        instance.complete("a#1")


def test_an_element_without_a_flow_out_ends_its_token() -> None:
    instance = play(started(Drawing().flow("start and_f a").flow("and_f b")), "a#1")
    assert not instance.finished
    assert play(instance, "b#1").finished


def test_without_a_start_event_everything_that_nothing_leads_to_begins() -> None:
    drawing = Drawing().flow("a and_join c end").flow("b and_join")
    instance = started(drawing)
    assert tokens(instance) == ["a#1", "b#1"]
    assert instance.return_targets("b#1") == ()
    assert tokens(play(instance, "a#1", "b#1")) == ["c#1"]


def test_steps_of_parallel_beginnings_are_in_branches_of_their_own() -> None:
    instance = play(started(Drawing().flow("a b and_join e end").flow("c d and_join")), "a#1", "c#1")
    assert instance.return_targets("b#1") == ("a",)
    assert instance.return_targets("d#1") == ("c",)


def test_an_exclusive_gateway_without_conditions_takes_its_first_flow() -> None:
    drawing = Drawing().flow("start xor_1 a end").flow("xor_1 b end")
    assert tokens(started(drawing)) == ["a#1"]


def test_the_order_of_flows_is_that_of_the_element_and_not_of_the_file() -> None:
    drawing = Drawing().flow("start xor_1").flow("xor_1 a end", "true").flow("xor_1 b end", "true")
    model = drawing.model()
    gateway = model.elements["xor_1"]
    turned = {**model.elements, "xor_1": replace(gateway, outgoing=tuple(reversed(gateway.outgoing)))}
    plan = compile_program({"p": replace(model, elements=turned)}, "p")
    assert tokens(Instance.start(plan, {})[0]) == ["b#1"]


def test_a_gateway_may_join_and_fork_at_once() -> None:
    drawing = Drawing().flow("start and_f a and_m c and_j end").flow("and_f b and_m d and_j")
    instance = play(started(drawing), "a#1")
    assert tokens(instance) == ["b#1"]
    assert tokens(play(instance, "b#1")) == ["c#1", "d#1"]
    assert play(instance, "d#1", "c#1").finished


def test_an_inclusive_gateway_may_merge_alternatives() -> None:
    drawing = Drawing().flow("start xor_1 a or_merge c end").flow("xor_1 b or_merge", "x").default("xor_1", "a")
    assert tokens(play(started(drawing), "a#1")) == ["c#1"]
    assert tokens(play(started(drawing, x=True), "b#1")) == ["c#1"]


def test_an_inclusive_join_may_close_a_parallel_fork() -> None:
    instance = play(started(Drawing().flow("start and_f a or_join d end").flow("and_f b or_join")), "b#1")
    assert tokens(instance) == ["a#1"]
    assert tokens(play(instance, "a#1")) == ["d#1"]


def test_inclusive_joins_of_overlapping_branches() -> None:
    """a and b meet first, then they meet c: neither join belongs to a block of its own."""
    drawing = Drawing().flow("start or_f a or_ab d or_all e end").flow("or_f b or_ab", "x").flow("or_f c or_all", "y")
    instance = started(drawing, x=True, y=True)
    assert tokens(instance) == ["a#1", "b#1", "c#1"]
    play(instance, "c#1", "b#1")
    assert tokens(instance) == ["a#1"]
    play(instance, "a#1")
    assert tokens(instance) == ["d#1"]
    assert tokens(play(instance, "d#1")) == ["e#1"]


def test_a_return_into_the_middle_of_an_earlier_stretch() -> None:
    drawing = Drawing().flow("start a xor_in b c xor_back d end").flow("xor_back xor_in", "again")
    instance = play(started(drawing.default("xor_back", "d")), "a#1", "b#1", "c#1", again=True)
    assert tokens(instance) == ["b#2"]


def test_two_ends_of_which_the_last_token_decides_when_it_is_over() -> None:
    drawing = Drawing().flow("start and_f a end_a").flow("and_f b end_b")
    instance = play(started(drawing), "b#1")
    assert not instance.finished
    changes = instance.complete("a#1")
    assert [c.element for c in changes if isinstance(c, Passed)] == ["end_a"]
    assert changes[-1].ends == ("end_b", "end_a")


def test_a_chinese_id_is_an_id() -> None:
    plan = program(Drawing().flow("start 受理 审查 end"))
    instance = Instance.start(plan, {})[0]
    assert tokens(play(instance, "受理#1")) == ["审查#1"]


@pytest.mark.parametrize("kind", ["and", "or"])
def test_a_loop_drawn_straight_back_into_the_fork(kind: str) -> None:
    """Read strictly the fork is a join too and never begins, as the second flow comes only from behind it."""
    drawing = Drawing().flow(f"start {kind}_f a {kind}_j check xor_1 end").flow(f"{kind}_f b {kind}_j")
    drawing.flow(f"xor_1 {kind}_f", "again").default("xor_1", "end")
    instance = started(drawing, again=True)
    for number, order in enumerate(("ab", "ba", "ba"), 1):
        assert tokens(instance) == [f"a#{number}", f"b#{number}"]
        play(instance, *(f"{name}#{number}" for name in order))
        assert tokens(instance) == [f"check#{number}"]
        play(instance, f"check#{number}", again=number < 3)
    assert instance.finished


def test_a_loop_drawn_straight_back_into_the_join() -> None:
    """What comes from behind the join has passed it already and goes on alone."""
    drawing = Drawing().flow("start and_f a and_j check xor_1 end").flow("and_f b and_j")
    drawing.flow("xor_1 and_j", "again").default("xor_1", "end")
    instance = play(started(drawing, again=True), "a#1", "b#1", "check#1")
    assert tokens(instance) == ["check#2"]
    assert play(instance, "check#2", again=False).finished


def test_alternatives_that_meet_at_a_parallel_gateway_are_a_fault_that_names_the_flow() -> None:
    drawing = Drawing().flow("start and_f xor_1 a and_j end").flow("and_f b and_j").flow("xor_1 and_j")
    instance = play(started(drawing), "a#1")
    with pytest.raises(
        InstanceFault, match=r"nothing can come by f8 any more: .* merged by an exclusive gateway first"
    ):
        instance.complete("b#1")
