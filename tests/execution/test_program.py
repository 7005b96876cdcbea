"""What cannot be run is refused before any instance starts, with a sentence that names the element."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.execution import ExecutionError, Instance, ProgramError, compile_program
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Element, Flow, Kind, MultiInstance, TimerRule

if TYPE_CHECKING:
    from collections.abc import Callable


def calling(key: str, called: str | None) -> Drawing:
    drawing = Drawing(key).flow("start call_it end")
    drawing.add("call_it", called=called)
    return drawing


def refused(*drawings: Drawing) -> ProgramError:
    with pytest.raises(ProgramError) as caught:
        program(*drawings)
    assert isinstance(caught.value, ExecutionError)
    return caught.value


def test_an_unknown_main_process() -> None:
    with pytest.raises(ProgramError, match=r"Expected a process 'q', but there are only \['p'\]"):
        compile_program({"p": Drawing().flow("start end").model()}, "q")


def test_a_call_of_what_is_no_process() -> None:
    error = refused(calling("p", "q"))
    assert error.element == "call_it"
    assert str(error) == "Expected 'call_it' to call a process, but 'q' is none"
    assert "but '' is none" in str(refused(calling("p", None)))


def test_a_circle_of_calls() -> None:
    error = refused(calling("p", "q"), calling("q", "r"), calling("r", "q"))
    assert str(error) == "Expected calls to come to an end, but q → r → q calls itself"
    assert "p → p calls itself" in str(refused(calling("p", "p")))


def test_one_process_called_from_many_places_is_compiled_once() -> None:
    """Thirty processes, each calling the next twice, are a billion paths and still thirty processes."""
    drawings = []
    for number in range(30):
        drawing = Drawing(f"p{number}").flow("start call_a call_b end")
        drawing.add("call_a", called=f"p{number + 1}")
        drawing.add("call_b", called=f"p{number + 1}")
        drawings.append(drawing)
    began = time.process_time()
    plan = program(*drawings, Drawing("p30").flow("start a end"))
    assert time.process_time() - began < 1
    assert len(plan.models) == 31


def test_processes_that_are_not_called_are_left_alone() -> None:
    plan = program(Drawing("p").flow("start end"), calling("q", "nowhere"))
    assert set(plan.models) == {"p"}


def test_too_many_scopes_within_each_other() -> None:
    drawings = [calling(f"p{number}", f"p{number + 1}") for number in range(40)]
    assert "Expected at most 40 scopes within each other" in str(refused(*drawings, Drawing("p40").flow("start end")))
    assert tokens(started(*drawings[1:], Drawing("p40").flow("start a end")))[0].endswith("call_it#1/a#1")


def test_two_start_events() -> None:
    error = refused(Drawing().flow("start a end").flow("start_2 a"))
    assert error.element == "start_2"
    assert "Expected one start event in 'p', but there are ['start', 'start_2']" in str(error)


def test_a_scope_that_holds_nothing() -> None:
    error = refused(Drawing().flow("start sub_x end"))
    assert error.element == "sub_x"
    assert str(error) == "Expected 'sub_x' to hold an element to begin with, but there is none"
    assert refused(Drawing()).element == "p"


def _flow_to_nowhere(drawing: Drawing) -> None:
    drawing.flows["f9"] = Flow("f9", "a", "nowhere")


def _flow_from_nowhere(drawing: Drawing) -> None:
    drawing.flows["f9"] = Flow("f9", "nowhere", "a")


def _flow_over_the_border(drawing: Drawing) -> None:
    drawing.flow("start sub_x end").flow("start_x b", parent="sub_x").flow("a b")


def _timer_on_nothing(drawing: Drawing) -> None:
    drawing.add("late", Kind.BOUNDARY, attached_to="nowhere", timer=TimerRule(duration="PT1H"))


def _timer_on_a_gateway(drawing: Drawing) -> None:
    drawing.flow("a xor_1")
    drawing.add("late", Kind.BOUNDARY, attached_to="xor_1", timer=TimerRule(duration="PT1H"))


def _bad_condition(drawing: Drawing) -> None:
    drawing.flow("a b", "__import__('os').system('true')")


def _bad_count(drawing: Drawing) -> None:
    drawing.many("a", cardinality="1 +")


def _no_count(drawing: Drawing) -> None:
    drawing.elements["a"] = replace(drawing.elements["a"], multi=MultiInstance(sequential=False))


def _two_counts(drawing: Drawing) -> None:
    drawing.many("a", cardinality="1", collection="people")


@pytest.mark.parametrize(
    ("spoil", "element", "sentence"),
    [
        (_flow_to_nowhere, "f9", "Expected the flow 'f9' to join two elements, but 'nowhere' is none"),
        (_flow_from_nowhere, "f9", "Expected the flow 'f9' to join two elements, but 'nowhere' is none"),
        (_flow_over_the_border, "f6", "Expected the flow 'f6' to stay in one sub-process, but it crosses its border"),
        (_timer_on_nothing, "late", "Expected 'late' to stand on an activity, but 'nowhere' is none beside it"),
        (_timer_on_a_gateway, "late", "Expected 'late' to stand on an activity, but 'xor_1' is none beside it"),
        (_bad_condition, "f3", "Expected an expression at 'f3', but \"__import__('os').system('true')\" is none: "),
        (_bad_count, "a", "Expected an expression at 'a', but '1 +' is none: "),
        (_no_count, "a", "Expected 'a' to be done for a count or for each item of a list, and not for both"),
        (_two_counts, "a", "Expected 'a' to be done for a count or for each item of a list, and not for both"),
    ],
)
def test_a_drawing_that_says_nothing_that_can_be_run(
    spoil: Callable[[Drawing], object], element: str, sentence: str
) -> None:
    drawing = Drawing().flow("start a end")
    spoil(drawing)
    error = refused(drawing)
    assert error.element == element
    assert str(error).startswith(sentence)


def test_the_names_of_a_program_are_those_that_conditions_counts_and_timers_mention() -> None:
    called = Drawing("q").flow("start xor_q end").flow("xor_q a end", "in_q > 1").default("xor_q", "end")
    drawing = calling("p", "q").flow("call_it xor_1 sign").flow("xor_1 b", "in_p").default("xor_1", "sign")
    drawing.many("sign", collection="people", item="person", completion="enough and person != null")
    drawing.add("late", Kind.BOUNDARY, attached_to="b", timer=TimerRule(variable="due_at"))
    assert program(drawing, called).names == {"in_q", "in_p", "people", "enough", "due_at"}


def test_a_program_is_shared_by_its_instances() -> None:
    plan = program(Drawing().flow("start a b end"))
    first, second = (Instance.start(plan, {})[0] for _ in range(2))
    play(first, "a#1")
    assert tokens(first) == ["b#1"]
    assert tokens(second) == ["a#1"]


def test_a_thousand_steps_in_a_row_need_no_deep_stack() -> None:
    names = [f"s{number}" for number in range(1500)]
    drawing = Drawing().flow(f"start {' '.join(names)} end")
    instance = started(drawing)
    play(instance, *(f"{name}#1" for name in names))
    assert instance.finished


def test_a_row_of_forks_and_joins_costs_what_it_holds() -> None:
    """A prediction of what may follow would double with each of them."""
    drawing = Drawing().flow("start first and_f0")
    for number in range(40):
        drawing.flow(f"and_f{number} milestone_a{number} and_j{number}").flow(f"and_f{number} and_j{number}")
        drawing.flow(f"and_j{number} and_f{number + 1}")
    began = time.process_time()
    play(started(drawing.flow("and_f40 last end")), "first#1", "last#1")
    assert time.process_time() - began < 1


def test_an_element_alone_begins_and_ends_its_process() -> None:
    drawing = Drawing()
    drawing.elements = {"a": Element("a", Kind.STEP), "b": Element("b", Kind.STEP)}
    assert play(started(drawing), "a#1", "b#1").finished
