"""What each element of a diagram does with a token, and what is told of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.execution import (
    Closed,
    ExecutionError,
    Finished,
    Instance,
    InstanceFault,
    Opened,
    OpenNode,
    Passed,
    ScopeEntered,
    ScopeLeft,
    TimerArmed,
    TimerDisarmed,
)
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Kind


def test_a_step_waits_until_it_is_completed() -> None:
    plan = program(Drawing().flow("start review end"))
    instance, changes = Instance.start(plan, {})
    assert changes == (Opened("review", "review#1", None, (), "step", "p"),)
    assert instance.open == (OpenNode("review", "review#1", None, (), "step", "p"),)
    assert not instance.finished
    assert instance.complete("review#1") == (
        Closed("review#1", "completed"),
        Passed("end", "end#1", None, "p"),
        Finished(("end",)),
    )
    assert instance.finished
    assert instance.open == ()


def test_a_service_waits_like_a_step() -> None:
    instance, changes = Instance.start(program(Drawing().flow("start service_push end")), {})
    assert changes == (Opened("service_push", "service_push#1", None, (), "service", "p"),)
    instance.complete("service_push#1", {})
    assert instance.finished


def test_milestones_are_passed_in_order() -> None:
    changes = Instance.start(program(Drawing().flow("start milestone_a milestone_b end")), {})[1]
    assert [c.element for c in changes[:-1] if isinstance(c, Passed)] == ["milestone_a", "milestone_b", "end"]
    assert changes[-1] == Finished(("end",))


def test_every_entry_of_an_element_has_a_token_of_its_own() -> None:
    drawing = (
        Drawing().flow("start xor_in review xor_out end").flow("xor_out xor_in", "again").default("xor_out", "end")
    )
    instance = play(started(drawing), "review#1", again=True)
    assert tokens(instance) == ["review#2"]
    play(instance, "review#2", again=True)
    assert tokens(instance) == ["review#3"]


def test_an_exclusive_gateway_takes_the_first_true_flow_of_the_drawing() -> None:
    drawing = Drawing().flow("start xor_1").flow("xor_1 a end", "x > 1").flow("xor_1 b end", "x > 0")
    drawing.flow("xor_1 c end").default("xor_1", "c")
    assert tokens(started(drawing, x=2)) == ["a#1"]
    assert tokens(started(drawing, x=1)) == ["b#1"]
    assert tokens(started(drawing, x=0)) == ["c#1"]
    assert tokens(started(drawing)) == ["c#1"]


def test_null_is_not_true_and_neither_is_anything_but_true() -> None:
    drawing = Drawing().flow("start xor_1").flow("xor_1 a end", "x").flow("xor_1 b end").default("xor_1", "b")
    for value in (None, 1, "true", [True]):
        assert tokens(started(drawing, x=value)) == ["b#1"]
    assert tokens(started(drawing, x=True)) == ["a#1"]


def test_an_exclusive_gateway_without_a_true_flow_is_a_fault_that_names_it() -> None:
    drawing = Drawing().flow("start first xor_1").flow("xor_1 a end", "x").flow("xor_1 b end", "not(x)")
    instance = started(drawing)
    with pytest.raises(InstanceFault, match=r"Expected a condition of 'xor_1' .* but no condition is true") as caught:
        instance.complete("first#1", {"x": None})
    assert caught.value.element == "xor_1"


def test_after_a_fault_the_instance_refuses_everything() -> None:
    drawing = Drawing().flow("start first xor_1").flow("xor_1 a end", "x")
    instance = started(drawing)
    with pytest.raises(InstanceFault):
        instance.complete("first#1")
    for act in (instance.dump, instance.cancel, lambda: instance.complete("first#1")):
        with pytest.raises(ExecutionError, match="load it again"):
            act()


def test_a_fork_opens_all_and_a_join_waits_for_all() -> None:
    instance = started(Drawing().flow("start and_fork a and_join d end").flow("and_fork b and_join"))
    assert tokens(instance) == ["a#1", "b#1"]
    assert tokens(play(instance, "b#1")) == ["a#1"]
    assert tokens(play(instance, "a#1")) == ["d#1"]


def test_two_flows_from_the_fork_straight_to_the_join_are_two_flows() -> None:
    drawing = Drawing().flow("start and_fork a and_join d end").flow("and_fork and_join").flow("and_fork and_join")
    instance = started(drawing)
    assert tokens(instance) == ["a#1"]
    assert tokens(play(instance, "a#1")) == ["d#1"]


def test_a_second_token_on_a_flow_stays_for_the_next_time() -> None:
    """a runs twice, as two tokens reach it; b is opened twice as well, but later."""
    drawing = Drawing().flow("start and_f a and_join d end").flow("and_f a").flow("and_f wait and_g b and_join")
    drawing.flow("and_g b")
    instance = play(started(drawing), "a#1", "a#2")
    assert tokens(instance) == ["wait#1"]
    assert tokens(play(instance, "wait#1")) == ["b#1", "b#2"]
    assert tokens(play(instance, "b#1")) == ["b#2", "d#1"]
    assert tokens(play(instance, "b#2")) == ["d#1", "d#2"]
    assert play(instance, "d#1", "d#2").finished


def test_an_inclusive_gateway_opens_every_true_flow_and_the_default_when_none_is() -> None:
    drawing = Drawing().flow("start or_fork").flow("or_fork a or_join d end", "x").flow("or_fork b or_join", "y")
    drawing.flow("or_fork c or_join").default("or_fork", "c")
    plan = program(drawing)
    for values, expected in (
        ({"x": True, "y": True}, ["a#1", "b#1"]),
        ({"y": True}, ["b#1"]),
        ({}, ["c#1"]),
    ):
        instance = Instance.start(plan, values)[0]
        assert tokens(instance) == expected
        assert tokens(play(instance, *expected)) == ["d#1"]


def test_an_inclusive_join_goes_on_when_the_branch_it_waited_for_ends_elsewhere() -> None:
    drawing = Drawing().flow("start and_fork a or_join d end").flow("and_fork b xor_b or_join")
    drawing.flow("xor_b end_early", "stop").default("xor_b", "or_join")
    instance = play(started(drawing), "a#1")
    assert tokens(instance) == ["b#1"]
    assert tokens(play(instance, "b#1", stop=True)) == ["d#1"]


def test_a_sub_process_is_a_scope_and_ends_with_its_last_token() -> None:
    drawing = Drawing().flow("start sub_x after end")
    drawing.flow("start_x and_x a end_a", parent="sub_x").flow("and_x b end_b", parent="sub_x")
    instance, changes = Instance.start(program(drawing), {})
    assert changes == (
        ScopeEntered("sub_x", "sub_x#1", None, "p"),
        Opened("a", "a#1", "sub_x#1", ("sub_x#1",), "step", "p"),
        Opened("b", "b#1", "sub_x#1", ("sub_x#1",), "step", "p"),
    )
    instance.complete("b#1")
    assert instance.complete("a#1") == (
        Closed("a#1", "completed"),
        Passed("end_a", "end_a#1", "sub_x#1", "p"),
        ScopeLeft("sub_x#1", "completed"),
        Opened("after", "after#1", None, (), "step", "p"),
    )


def test_a_called_process_counts_anew_and_its_tokens_carry_the_name_of_the_call() -> None:
    called = Drawing("q").flow("start sub_in end")
    called.flow("begin a", parent="sub_in")
    main = Drawing().flow("start xor_in call_q xor_out end").flow("xor_out xor_in", "again").default("xor_out", "end")
    main.add("call_q", called="q")
    instance = started(main, called)
    inside = ("call_q#1", "call_q#1/sub_in#1")
    assert instance.open == (OpenNode("begin", "call_q#1/begin#1", inside[1], inside, "step", "q"),)
    play(instance, "call_q#1/begin#1", "call_q#1/a#1", again=True)
    assert tokens(instance) == ["call_q#2/begin#1"]


def test_only_the_ends_of_the_main_process_are_its_ends() -> None:
    called = Drawing("q").flow("start end_q")
    main = Drawing().flow("start and_f call_q end_a").flow("and_f sub_x end_b").flow("start_x end_x", parent="sub_x")
    main.add("call_q", called="q")
    changes = Instance.start(program(main, called), {})[1]
    assert changes[-1] == Finished(("end_a", "end_b"))


def test_an_end_reached_twice_is_named_once_and_last() -> None:
    drawing = Drawing().flow("start and_f a end_a").flow("and_f b end_b").flow("and_f c end_a")
    instance = play(started(drawing), "a#1", "b#1")
    assert instance.complete("c#1")[-1] == Finished(("end_b", "end_a"))


def test_terminate_ends_its_own_scope_only() -> None:
    drawing = Drawing().flow("start and_f other end").flow("and_f sub_x after end")
    drawing.flow("start_x and_x a terminate_x", parent="sub_x").flow("and_x b end_x", parent="sub_x")
    drawing.timer_on("b", "late_b")
    instance = started(drawing)
    assert instance.complete("a#1") == (
        Closed("a#1", "completed"),
        Passed("terminate_x", "terminate_x#1", "sub_x#1", "p"),
        Closed("b#1", "cancelled"),
        TimerDisarmed("late_b#1"),
        ScopeLeft("sub_x#1", "completed"),
        Opened("after", "after#1", None, (), "step", "p"),
    )
    assert tokens(instance) == ["other#1", "after#1"]


def test_terminate_at_the_top_ends_the_instance() -> None:
    drawing = Drawing().flow("start and_f a terminate").flow("and_f sub_x end").flow("start_x b end_x", parent="sub_x")
    instance = started(drawing)
    changes = instance.complete("a#1")
    assert changes[2:] == (Closed("b#1", "cancelled"), ScopeLeft("sub_x#1", "cancelled"), Finished(("terminate",)))
    assert instance.finished


def test_cancel_closes_everything_from_the_inside_and_is_no_finish() -> None:
    drawing = Drawing().flow("start and_f a end").flow("and_f sub_x end").flow("start_x b end_x", parent="sub_x")
    drawing.flow("and_f timer_t end")
    drawing.timer_on("sub_x", "late_x")
    instance = started(drawing)
    assert instance.cancel() == (
        Closed("a#1", "cancelled"),
        Closed("b#1", "cancelled"),
        ScopeLeft("sub_x#1", "cancelled"),
        TimerDisarmed("late_x#1"),
        TimerDisarmed("timer_t#1"),
    )
    assert instance.finished
    assert instance.open == ()
    with pytest.raises(ExecutionError, match="still runs"):
        instance.cancel()


def test_variables_are_one_map_that_sub_processes_and_calls_share() -> None:
    called = Drawing("q").flow("start ask end")
    main = Drawing().flow("start call_q xor_1").flow("xor_1 a end", "x").flow("xor_1 b end").default("xor_1", "b")
    main.add("call_q", called="q")
    instance = play(started(main, called), "call_q#1/ask#1", x=True)
    assert tokens(instance) == ["a#1"]


def test_only_variables_that_the_diagram_mentions_are_kept() -> None:
    called = Drawing("q").flow("start xor_q end").flow("xor_q a end", 'kind = "z"').default("xor_q", "end")
    main = Drawing().flow("start first call_q end")
    main.add("call_q", called="q")
    instance = play(started(main, called, x=1), "first#1", kind="y", opinion="很长的意见")
    assert instance.program.names == {"kind"}
    assert instance.variables == {"kind": "y"}


@pytest.mark.parametrize("value", [{"a": 1}, b"x", float("nan"), Decimal("Infinity"), object(), [1, {}]])
def test_a_value_that_no_variable_can_hold_is_refused_and_nothing_happens(value: object) -> None:
    drawing = Drawing().flow("start first xor_1 end").flow("xor_1 a end", "x").default("xor_1", "end")
    instance = started(drawing, x=1)
    with pytest.raises(ExecutionError, match="Expected 'x' to hold a text"):
        instance.complete("first#1", {"x": value})
    assert tokens(instance) == ["first#1"]
    assert instance.variables == {"x": 1}


def test_wrong_use_is_refused_with_a_sentence_and_nothing_happens() -> None:
    drawing = Drawing().flow("start a timer_t b end")
    instance = started(drawing)
    for act, sentence in (
        (lambda: instance.complete("b#1"), "'b#1' is not open"),
        (lambda: instance.complete("a"), "'a' is not open"),
        (lambda: instance.fire("a#1"), "Expected the token of a timer, but 'a#1' stands at 'a'"),
        (lambda: instance.move("a#1", "b"), "Expected 'a#1' to go back to no other step, but it was to go to 'b'"),
    ):
        with pytest.raises(ExecutionError, match=sentence):
            act()
    assert tokens(play(instance, "a#1")) == ["timer_t#1"]
    with pytest.raises(ExecutionError, match="'a#1' is not open"):
        instance.complete("a#1")
    with pytest.raises(ExecutionError, match="Expected the token of a step or a service, but 'timer_t#1'"):
        instance.complete("timer_t#1")


def test_a_parallel_join_that_can_never_be_complete_is_a_fault_at_once() -> None:
    drawing = Drawing().flow("start xor_1 a and_join end").flow("xor_1 b and_join", "x").default("xor_1", "a")
    instance = started(drawing)
    with pytest.raises(InstanceFault, match=r"Expected the join 'and_join' .* nothing can come by f6") as caught:
        instance.complete("a#1")
    assert caught.value.element == "and_join"


def test_a_loop_without_a_step_does_not_run_for_ever() -> None:
    drawing = Drawing().flow("start first xor_a milestone_m xor_b end").flow("xor_b xor_a", "x").default("xor_b", "end")
    instance = started(drawing)
    with pytest.raises(InstanceFault, match="Expected the diagram to come to rest within 10000 moves"):
        instance.complete("first#1", {"x": True})


def test_timers_are_armed_and_told_but_no_clock_is_read() -> None:
    drawing = Drawing().flow("start timer_t a end")
    drawing.add("timer_t", Kind.TIMER)
    instance, changes = Instance.start(program(drawing), {})
    assert changes == (TimerArmed("timer_t", "timer_t#1", None, None, "p"),)
    assert instance.open == (OpenNode("timer_t", "timer_t#1", None, (), "timer", "p"),)
    assert instance.fire("timer_t#1") == (Opened("a", "a#1", None, (), "step", "p"),)
