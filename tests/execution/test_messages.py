"""Messages and races of events in the token game itself."""

from __future__ import annotations

import pytest

from engine.execution import (
    Closed,
    ExecutionError,
    Instance,
    MessageAwaited,
    MessageDropped,
    Passed,
    ProgramError,
    StateError,
    TimerArmed,
    TimerDisarmed,
)
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Kind, Message, TimerRule

TOLD = Message("m", "m")
HOUR = TimerRule(duration="PT1H")


def racing() -> Drawing:
    """Of a message, a receive task and a timer the first to happen wins, round after round."""
    d = Drawing()
    d.add("message", message=TOLD)
    d.add("receive", message=TOLD)
    d.add("timer", timer=HOUR)
    d.flow("start race message again race").flow("race receive end_r").flow("race timer end_t")
    return d


def test_everything_behind_the_gateway_waits():
    _, changes = Instance.start(program(racing()), {})
    assert changes == (
        MessageAwaited("message", "message#1", None, None, "p"),
        MessageAwaited("receive", "receive#1", None, None, "p"),
        TimerArmed("timer", "timer#1", None, None, "p"),
    )


@pytest.mark.parametrize(("first", "then"), [("message#1", ["again#1"]), ("receive#1", []), ("timer#1", [])])
def test_the_first_to_happen_ends_the_others(first, then):
    instance = started(racing())
    changes = (instance.fire if first.startswith("timer") else instance.receive)(first, {})
    dropped = {c.token for c in changes if isinstance(c, MessageDropped | TimerDisarmed)}
    assert dropped == {"message#1", "receive#1", "timer#1"} - {first}
    assert tokens(instance) == then
    assert instance.finished == (not then)


def test_a_race_begins_anew_in_a_loop_also_after_saving():
    drawing = racing()
    instance = play(started(drawing), "message#1", "again#1")
    assert tokens(instance) == ["message#2", "receive#2", "timer#2"]
    again = Instance.load(program(drawing), instance.dump())
    assert again.dump() == instance.dump()
    play(again, "timer#2")
    assert again.finished


def test_two_races_at_once_do_not_end_each_other():
    d = Drawing()
    d.add("message", message=TOLD)
    d.add("timer", timer=HOUR)
    d.flow("start and_1 x race message end").flow("and_1 y race timer end")
    instance = play(started(d), "x#1", "y#1")
    assert tokens(instance) == ["message#1", "timer#1", "message#2", "timer#2"]
    play(instance, "message#1")
    assert tokens(instance) == ["message#2", "timer#2"]


def test_a_message_on_the_border_comes_as_often_as_it_is_sent():
    d = Drawing()
    d.flow("start work end")
    d.message_on("work", "news", interrupting=False)
    d.flow("news note end_n")
    instance = started(d)
    changes = instance.receive("news#1", {})
    assert changes[0] == MessageAwaited("news", "news#2", None, "work#1", "p")
    play(instance, "news#2")
    assert tokens(instance) == ["work#1", "note#1", "news#3", "note#2"]
    assert MessageDropped("news#3") in instance.complete("work#1")


def test_a_message_on_the_border_that_interrupts_ends_the_step_and_the_other_events():
    d = Drawing()
    d.flow("start work end")
    d.message_on("work", "gone")
    d.timer_on("work", "late", interrupting=False)
    d.flow("gone end_g").flow("late end_l")
    changes = started(d).receive("gone#1", {})
    assert Closed("work#1", "cancelled") in changes
    assert TimerDisarmed("late#1") in changes
    assert Passed("end_g", "end_g#1", None, "p") in changes


def test_a_message_on_a_sub_process_ends_all_of_it():
    d = Drawing()
    d.add("sub", Kind.SUB_PROCESS)
    d.add("start_i", Kind.START, parent="sub")
    d.flow("start_i a end_i", parent="sub").flow("start_i b end_i", parent="sub")
    d.flow("start sub end")
    d.message_on("sub", "gone")
    d.flow("gone after end")
    instance = started(d)
    assert tokens(instance) == ["gone#1", "a#1", "b#1"]
    assert tokens(play(instance, "gone#1")) == ["after#1"]


def test_a_receive_task_carries_a_timer():
    d = Drawing()
    d.add("receive", message=TOLD)
    d.flow("start receive end")
    d.timer_on("receive", "late")
    d.flow("late chase end")
    instance, changes = Instance.start(program(d), {})
    assert changes[1] == TimerArmed("late", "late#1", None, "receive#1", "p")
    assert tokens(play(instance, "late#1")) == ["chase#1"]
    other = started(d)
    assert TimerDisarmed("late#1") in other.receive("receive#1")
    assert other.finished


def test_what_a_message_tells_becomes_variables():
    d = Drawing()
    d.add("message", message=TOLD)
    d.flow("start message xor")
    d.flow("xor again end", 'rating = "bad"').flow("xor end").default("xor", "end")
    instance = started(d)
    instance.receive("message#1", {"rating": "bad", "text": "x"})
    assert (tokens(instance), instance.variables) == (["again#1"], {"rating": "bad"})


@pytest.mark.parametrize(("word", "token"), [("receive", "timer#1"), ("fire", "message#1"), ("complete", "message#1")])
def test_a_timer_is_not_received_and_a_message_does_not_fire(word, token):
    instance = started(racing())
    with pytest.raises(ExecutionError):
        getattr(instance, word)(token, {})
    assert len(tokens(instance)) == 3


def test_a_step_behind_an_event_gateway_is_refused():
    d = Drawing()
    with pytest.raises(ProgramError, match="Expected events that wait behind 'race'"):
        program(d.flow("start race work end"))


def test_a_damaged_race_does_not_load():
    drawing = racing()
    state = started(drawing).dump()
    state["tokens"][0][4]["race"] = "x"
    with pytest.raises(StateError):
        Instance.load(program(drawing), state)
