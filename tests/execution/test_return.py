"""退回: a token goes back to an earlier step of the same branch."""

from __future__ import annotations

import pytest

from engine.execution import Closed, ExecutionError, Opened, TimerDisarmed
from tests.execution.building import Drawing, play, started, tokens


def test_a_token_goes_back_to_a_step_it_came_from() -> None:
    instance = play(started(Drawing().flow("start a b c end")), "a#1", "b#1")
    assert instance.return_targets("c#1") == ("a", "b")
    assert instance.move("c#1", "a") == (
        Closed("c#1", "cancelled"),
        Opened("a", "a#2", None, (), "step", "p"),
    )
    assert play(instance, "a#2", "b#2", "c#2").finished


def test_timers_of_the_step_it_leaves_are_disarmed() -> None:
    drawing = Drawing().flow("start a b end")
    drawing.timer_on("b", "late")
    instance = play(started(drawing), "a#1")
    assert instance.move("b#1", "a")[:2] == (Closed("b#1", "cancelled"), TimerDisarmed("late#1"))
    assert tokens(instance) == ["a#2"]


def test_not_forward_not_to_itself_and_not_where_it_never_was() -> None:
    drawing = Drawing().flow("start a xor_1 b d e end").flow("xor_1 c d", "x").default("xor_1", "b")
    instance = play(started(drawing), "a#1", "b#1")
    assert instance.return_targets("d#1") == ("a", "b")
    for target in ("d", "e", "c", "xor_1", "nowhere"):
        with pytest.raises(ExecutionError, match=f"Expected 'd#1' to go back to a, b, but it was to go to '{target}'"):
            instance.move("d#1", target)
    assert tokens(instance) == ["d#1"]


def test_in_a_loop_a_later_step_is_no_earlier_one() -> None:
    drawing = Drawing().flow("start xor_in a b xor_out end").flow("xor_out xor_in", "again").default("xor_out", "end")
    instance = play(started(drawing, again=True), "a#1", "b#1")
    assert tokens(instance) == ["a#2"]
    assert instance.return_targets("a#2") == ()
    assert instance.return_targets(tokens(play(instance, "a#2"))[0]) == ("a",)


def test_not_out_of_a_parallel_branch_nor_into_another() -> None:
    drawing = Drawing().flow("start a and_fork b c and_join d end").flow("and_fork e f and_join")
    instance = play(started(drawing), "a#1", "b#1", "e#1")
    assert instance.return_targets("c#1") == ("b",)
    assert instance.return_targets("f#1") == ("e",)
    instance.move("c#1", "b")
    assert tokens(play(instance, "f#1", "b#2", "c#2")) == ["d#1"]


def test_behind_the_join_back_over_the_whole_block_and_not_into_it() -> None:
    drawing = Drawing().flow("start a and_fork b and_join d end").flow("and_fork c and_join")
    instance = play(started(drawing), "a#1", "b#1", "c#1")
    assert instance.return_targets("d#1") == ("a",)
    instance.move("d#1", "a")
    assert tokens(play(instance, "a#2")) == ["b#2", "c#2"]
    assert tokens(play(instance, "c#2")) == ["b#2"]
    assert play(instance, "b#2", "d#2").finished


def test_a_block_nested_in_the_branch_is_passed_over_too() -> None:
    drawing = Drawing().flow("start and_fork a or_fork b or_join d and_join end").flow("or_fork c or_join", "x")
    drawing.flow("and_fork e and_join").default("or_fork", "b")
    instance = play(started(drawing, x=True), "a#1", "c#1")
    assert instance.return_targets("d#1") == ("a",)
    instance.move("d#1", "a")
    play(instance, "e#1", "a#2", "c#2", "d#2")
    assert instance.finished


def test_not_out_of_a_sub_process_and_not_into_one() -> None:
    drawing = Drawing().flow("start a sub_x d end").flow("start_x b c end_x", parent="sub_x")
    instance = play(started(drawing), "a#1", "b#1")
    assert instance.return_targets("c#1") == ("b",)
    play(instance, "c#1")
    assert instance.return_targets("d#1") == ("a",)
    instance.move("d#1", "a")
    assert tokens(play(instance, "a#2")) == ["b#2"]


def test_inside_a_called_process_only_its_own_steps() -> None:
    main = Drawing().flow("start a call_q end")
    main.add("call_q", called="q")
    instance = play(started(main, Drawing("q").flow("start a b end")), "a#1", "call_q#1/a#1")
    assert instance.return_targets("call_q#1/b#1") == ("a",)
    instance.move("call_q#1/b#1", "a")
    assert tokens(instance) == ["call_q#1/a#2"]


def test_the_path_of_a_reminder_is_a_branch_of_its_own() -> None:
    drawing = Drawing().flow("start a b end")
    drawing.timer_on("b", "late", interrupting=False)
    drawing.flow("late remind phone end_late")
    instance = play(started(drawing), "a#1", "late#1", "remind#1")
    assert instance.return_targets("phone#1") == ("remind",)
    assert instance.return_targets("b#1") == ("a",)


def test_behind_an_interrupting_timer_back_before_its_host() -> None:
    drawing = Drawing().flow("start a b end")
    drawing.timer_on("b", "late")
    drawing.flow("late c end")
    instance = play(started(drawing), "a#1", "late#1")
    assert instance.return_targets("c#1") == ("a", "b")
    instance.move("c#1", "b")
    assert tokens(instance) == ["b#2", "late#2"]


def test_one_of_many_takes_the_whole_activity_with_it() -> None:
    drawing = Drawing()
    drawing.many("sign", cardinality="3")
    drawing.flow("start a sign end")
    drawing.timer_on("sign", "late")
    instance = play(started(drawing), "a#1", "sign#1")
    assert instance.move("sign#3", "a") == (
        Closed("sign#2", "cancelled"),
        Closed("sign#3", "cancelled"),
        TimerDisarmed("late#1"),
        Opened("a", "a#2", None, (), "step", "p"),
    )
    assert tokens(play(instance, "a#2")) == ["sign#4", "sign#5", "sign#6", "late#2"]


def test_back_to_an_activity_that_is_done_several_times() -> None:
    drawing = Drawing()
    drawing.many("sign", cardinality="2")
    instance = play(started(drawing.flow("start sign b end")), "sign#1", "sign#2")
    assert instance.return_targets("b#1") == ("sign",)
    instance.move("b#1", "sign")
    assert tokens(instance) == ["sign#3", "sign#4"]


def test_a_join_waits_for_the_branch_that_went_back() -> None:
    drawing = Drawing().flow("start or_fork a b or_join d end").flow("or_fork c or_join", "x").default("or_fork", "a")
    drawing.flow("or_fork e or_join", "y")
    drawing.default("or_fork", "e")
    instance = started(drawing.flow("or_fork f or_join", "x"), x=True)
    assert tokens(instance) == ["a#1", "c#1", "f#1"]
    play(instance, "a#1", "c#1", "f#1")
    instance.move("b#1", "a")
    assert tokens(instance) == ["a#2"]
    assert tokens(play(instance, "a#2", "b#2")) == ["d#1"]
