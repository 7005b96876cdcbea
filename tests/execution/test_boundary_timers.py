"""Timers on the border of an activity: armed with it, disarmed with it, fired from outside."""

from __future__ import annotations

import pytest

from engine.execution import Closed, ExecutionError, Instance, Opened, ScopeLeft, TimerArmed, TimerDisarmed
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Kind


def reviewed(*, interrupting: bool) -> Drawing:
    drawing = Drawing().flow("start review next end")
    drawing.timer_on("review", "late", interrupting=interrupting)
    return drawing.flow("late remind end_late")


def test_a_timer_is_armed_after_its_host_opened_and_disarmed_after_it_closed() -> None:
    drawing = reviewed(interrupting=True)
    drawing.timer_on("review", "later", interrupting=False)
    instance, changes = Instance.start(program(drawing), {})
    assert changes[1:] == (
        TimerArmed("late", "late#1", None, "review#1", "p"),
        TimerArmed("later", "later#1", None, "review#1", "p"),
    )
    assert [(node.token, node.host) for node in instance.open if node.kind == "timer"] == [
        ("late#1", "review#1"),
        ("later#1", "review#1"),
    ]
    assert instance.complete("review#1") == (
        Closed("review#1", "completed"),
        TimerDisarmed("late#1"),
        TimerDisarmed("later#1"),
        Opened("next", "next#1", None, (), "step", "p"),
    )


def test_an_interrupting_timer_cancels_its_host_and_takes_the_token() -> None:
    drawing = reviewed(interrupting=True)
    drawing.timer_on("review", "later", interrupting=False)
    instance = started(drawing)
    assert instance.fire("late#1") == (
        Closed("review#1", "cancelled"),
        TimerDisarmed("later#1"),
        Opened("remind", "remind#1", None, (), "step", "p"),
    )
    assert play(instance, "remind#1").finished


def test_another_timer_leaves_its_host_alone_and_fires_once() -> None:
    instance = started(reviewed(interrupting=False))
    assert instance.fire("late#1") == (Opened("remind", "remind#1", None, (), "step", "p"),)
    assert tokens(instance) == ["review#1", "remind#1"]
    with pytest.raises(ExecutionError, match="'late#1' is not open"):
        instance.fire("late#1")
    play(instance, "review#1", "next#1")
    assert not instance.finished
    assert play(instance, "remind#1").finished


def test_a_timer_may_set_variables_when_it_fires() -> None:
    drawing = Drawing().flow("start review xor_1 a end").flow("xor_1 b end", "lapsed").default("xor_1", "a")
    drawing.timer_on("review", "late")
    drawing.flow("late xor_1")
    instance = started(drawing)
    instance.fire("late#1", {"lapsed": True})
    assert tokens(instance) == ["b#1"]


def test_a_timer_on_a_sub_process_cancels_everything_in_it() -> None:
    drawing = Drawing().flow("start sub_x end").flow("start_x and_x a end_x", parent="sub_x")
    drawing.flow("and_x sub_y end_y", parent="sub_x").flow("start_y b end_b", parent="sub_y")
    drawing.timer_on("sub_x", "late")
    drawing.timer_on("b", "late_b")
    drawing.flow("late after end")
    instance = started(drawing)
    assert instance.fire("late#1") == (
        Closed("a#1", "cancelled"),
        Closed("b#1", "cancelled"),
        TimerDisarmed("late_b#1"),
        ScopeLeft("sub_y#1", "cancelled"),
        ScopeLeft("sub_x#1", "cancelled"),
        Opened("after", "after#1", None, (), "step", "p"),
    )


def test_a_timer_on_a_call_cancels_the_called_process() -> None:
    main = Drawing().flow("start call_q end")
    main.add("call_q", called="q")
    main.timer_on("call_q", "late")
    main.flow("late after end")
    instance = started(main, Drawing("q").flow("start a end"))
    assert tokens(instance) == ["late#1", "call_q#1/a#1"]
    instance.fire("late#1")
    assert tokens(instance) == ["after#1"]


def test_a_timer_without_a_flow_ends_its_token() -> None:
    drawing = Drawing().flow("start review end")
    drawing.timer_on("review", "late")
    instance = started(drawing)
    instance.fire("late#1")
    assert instance.finished


def test_an_interrupting_timer_in_a_branch_leads_to_the_join_in_its_stead() -> None:
    drawing = Drawing().flow("start and_fork a xor_m and_join d end").flow("and_fork b and_join")
    drawing.timer_on("a", "late")
    drawing.flow("late xor_m")
    instance = started(drawing)
    instance.fire("late#1")
    assert tokens(instance) == ["b#1"]
    assert tokens(play(instance, "b#1")) == ["d#1"]


def test_an_inclusive_join_waits_for_what_a_timer_on_an_open_step_may_still_send() -> None:
    """The reminder's own path leads into the join: while the step is open and the timer armed, it can still come."""
    drawing = Drawing().flow("start or_fork a or_join d end").flow("or_fork b or_b end_b", "x")
    drawing.timer_on("b", "late", interrupting=False)
    drawing.flow("late remind or_join").default("or_fork", "a")
    drawing.flow("or_fork a", "x")
    instance = started(drawing, x=True)
    assert set(tokens(instance)) == {"a#1", "b#1", "late#1"}
    play(instance, "a#1")
    assert "d#1" not in tokens(instance)
    play(instance, "late#1")
    play(instance, "b#1")
    assert tokens(instance) == ["remind#1"]
    assert tokens(play(instance, "remind#1")) == ["d#1"]


def test_timers_of_a_multi_instance_stand_on_the_whole() -> None:
    drawing = Drawing()
    drawing.flow("start")
    drawing.many("sign", cardinality="3")
    drawing.flow("start sign end")
    drawing.timer_on("sign", "late")
    drawing.flow("late after end")
    instance = started(drawing)
    assert tokens(instance) == ["sign#1", "sign#2", "sign#3", "late#1"]
    assert instance.open[-1].host == "sign#1"
    play(instance, "sign#1")
    assert instance.open[-1].host == "sign#1"
    assert instance.fire("late#1") == (
        Closed("sign#2", "cancelled"),
        Closed("sign#3", "cancelled"),
        Opened("after", "after#1", None, (), "step", "p"),
    )


def test_timers_of_a_multi_instance_are_disarmed_once_it_is_done() -> None:
    drawing = Drawing()
    drawing.many("sub_x", Kind.SUB_PROCESS, cardinality="2", sequential=True)
    drawing.flow("start sub_x end").flow("start_x a end_x", parent="sub_x")
    drawing.timer_on("sub_x", "late")
    instance = started(drawing)
    assert TimerDisarmed("late#1") not in instance.complete("a#1")
    assert TimerDisarmed("late#1") in instance.complete("a#2")
    assert instance.finished
