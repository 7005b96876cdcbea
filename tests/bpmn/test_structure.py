"""A drawing whose paths do not hold together is refused; one whose meaning is clear is not."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import around, boundary, diagram, end, flow, node, path, start, task, timer
from workflows.bpmn import Refused, read_processes
from workflows.bpmn.check import check, ensure

GATEWAY = node("exclusiveGateway", "g", default="g_e")

BROKEN = {
    "no start": (
        diagram(task("a"), end(), path("a", "e")),
        ("p", "expected one start event, but it holds none"),
    ),
    "two starts": (
        diagram(start(), start("s2"), task("a"), end(), path("s", "a", "e"), flow("s2", "a")),
        ("p", "expected one start event, but it holds 2: s, s2"),
    ),
    "two starts in a sub-process": (
        around(node("subProcess", "a", start("s1"), start("s2"), end("e1"), path("s1", "e1"), flow("s2", "e1"))),
        ("a", "expected one start event, but it holds 2: s1, s2"),
    ),
    "an empty sub-process": (
        around(node("subProcess", "a")),
        ("a", "expected a start event, but it holds none and it is empty"),
    ),
    "a sub-process that is a circle": (
        around(node("subProcess", "a", task("b"), task("c"), path("b", "c", "b"))),
        ("a", "expected a start event, but it holds none and something leads to every element in it"),
    ),
    "an element on its own": (
        around(task("a"), task("b"), flow("b", "e")),
        ("b", "expected a path from the start to lead here, but none does"),
    ),
    "a loop on its own": (
        around(task("a"), task("b"), task("c"), path("b", "c", "b")),
        ("b", "expected a path from the start to lead here, but none does"),
    ),
    "a loop without a way out": (
        diagram(start(), task("a"), task("b"), path("s", "a", "b", "a")),
        ("a", "expected a path from here to an end, but none leads there: it cannot end"),
    ),
    "a sub-process that cannot end": (
        around(node("subProcess", "a", start("s1"), task("b"), path("s1", "b", "b"))),
        ("b", "expected a path from here to an end, but none leads there: it cannot end"),
    ),
    "a flow from nowhere": (
        around(task("a"), flow("x", "a")),
        ("x_a", "expected its source to be an element of the process, but 'x' is none"),
    ),
    "a flow to nowhere": (
        around(task("a"), node("sequenceFlow", "f", sourceRef="a")),
        ("f", "expected its target to be an element of the process, but it names none"),
    ),
    "a flow into a sub-process": (
        around(node("subProcess", "a", start("s1"), task("b"), path("s1", "b")), flow("s", "b")),
        ("s_b", "expected both its ends in one sub-process, but it crosses a border"),
    ),
    "a flow out of an end": (
        around(task("a"), flow("e", "a")),
        ("e_a", "expected no flow out of an end event, but it leaves e"),
    ),
    "a flow into a start": (
        around(task("a"), flow("a", "s")),
        ("a_s", "expected no flow into a start event, but it leads to s"),
    ),
    "a flow into a boundary event": (
        around(task("a"), boundary("b", "a"), path("b", "e"), flow("a", "b")),
        ("a_b", "expected no flow into a boundary event, but it leads to b"),
    ),
    "a boundary event on nothing": (
        around(task("a"), node("boundaryEvent", "b", timer()), flow("b", "e")),
        ("b", "expected to stand on an activity, but it is attached to nothing"),
    ),
    "a boundary event on what is not there": (
        around(task("a"), boundary("b", "x"), flow("b", "e")),
        ("b", "expected to stand on an activity, but it is attached to 'x'"),
    ),
    "a boundary event on a gateway": (
        diagram(start(), GATEWAY, end(), path("s", "g", "e"), boundary("b", "g"), flow("b", "e")),
        ("b", "expected to stand on an activity, but it is attached to 'g'"),
    ),
    "a boundary event on itself": (
        around(task("a"), boundary("b", "b"), flow("b", "e")),
        ("b", "expected to stand on an activity, but it is attached to 'b'"),
    ),
    "a boundary event outside its activity's sub-process": (
        around(
            node("subProcess", "a", start("s1"), task("c"), path("s1", "c"), boundary("b1", "c"), path("b1", "c")),
            boundary("b", "c"),
            flow("b", "e"),
        ),
        ("b", "expected to stand beside its activity c, but that is in another sub-process"),
    ),
    "a loop of gateways": (
        diagram(
            start(),
            node("exclusiveGateway", "g", default="g_e"),
            node("intermediateThrowEvent", "m"),
            end(),
            path("s", "g", "e"),
            flow("g", "m", "again"),
            flow("m", "g"),
        ),
        ("g", "expected a step, a timer or a message in every loop, but the one through g, m holds none"),
    ),
    "a gateway that leads to itself": (
        diagram(start(), GATEWAY, end(), path("s", "g", "e"), flow("g", "g", "again")),
        ("g", "expected a step, a timer or a message in every loop, but the one through g holds none"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_drawing_is_refused(told, name):
    data, (element, sentence) = BROKEN[name]
    assert ("error", element, sentence) in told(data)


GOOD = {
    "one step": around(task("a")),
    "nothing but an end": diagram(start(), end(), path("s", "e")),
    "several flows out of a step": around(task("a"), task("b"), task("c"), path("a", "b", "e"), path("a", "c", "e")),
    "several flows into a step": diagram(
        start(),
        node("parallelGateway", "f"),
        task("a"),
        task("b"),
        task("c"),
        end(),
        path("s", "f", "a", "c", "e"),
        path("f", "b", "c"),
    ),
    "several ends": around(task("a"), end("e2"), flow("a", "e2")),
    "a loop with a step": diagram(
        start(), task("a"), GATEWAY, end(), path("s", "a", "g", "e"), flow("g", "a", "again")
    ),
    "a loop back to a gateway": diagram(
        start(),
        node("exclusiveGateway", "m"),
        task("a"),
        GATEWAY,
        end(),
        path("s", "m", "a", "g", "e"),
        flow("g", "m", "again"),
    ),
    "a loop that only a timer leaves": diagram(
        start(), task("a"), boundary("b", "a"), end(), path("s", "a", "a"), path("b", "e")
    ),
    "a step with a self-loop and a timer event": diagram(
        start(), node("intermediateCatchEvent", "t", timer()), task("a"), end(), path("s", "t", "a", "e")
    ),
    "a start without anything": diagram(start()),
    "a terminate end": around(task("a"), node("endEvent", "x", "<terminateEventDefinition/>"), flow("a", "x")),
    "diamonds of gateways": diagram(
        start(),
        GATEWAY,
        node("exclusiveGateway", "h", default="h_k"),
        node("exclusiveGateway", "k"),
        end(),
        path("s", "g", "e"),
        flow("g", "h", "x"),
        flow("g", "k", "y"),
        path("h", "k", "e"),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_drawing_with_a_clear_meaning_is_accepted(findings, name):
    assert [f.sentence for f in findings(GOOD[name]) if f.severity == "error"] == []


def test_a_path_that_just_stops_is_warned_about(told):
    assert told(diagram(start(), task("a"), path("s", "a"))) == [
        ("warning", "a", "expected a flow out of it, but it has none: the path ends here as at an end event")
    ]


def test_a_sub_process_without_a_start_begins_wherever_nothing_leads(told):
    data = around(node("subProcess", "a", task("b"), end("e1"), path("b", "e1")))
    assert told(data) == [
        ("warning", "a", "expected a start event, but it holds none: it begins wherever nothing leads to")
    ]


def test_a_sentence_names_process_and_element_by_id_and_name(findings):
    data = diagram(start(), task("a", name="预审"), end(), path("s", "a", "a"), path("s", "e"), name="拿地即开工")
    (found,) = findings(data)
    assert (found.process, found.element, found.name) == ("p", "a", "预审")
    assert found.sentence.startswith("Process p (拿地即开工), step a (预审): expected a path")


def test_a_very_long_name_is_cut_in_the_sentence(findings):
    data = diagram(start(), task("a", name="长" * 200), end(), path("s", "a", "a"), path("s", "e"))
    assert f"step a ({'长' * 59}…): " in findings(data)[0].sentence


def test_sub_processes_nest_at_most_thirty_deep(told):
    def nested(depth):
        inner = start("s0")
        for n in range(depth):
            inner = node(
                "subProcess",
                f"b{n}",
                start(f"s{n + 1}"),
                node("subProcess", f"c{n}", inner),
                path(f"s{n + 1}", f"c{n}"),
            )
        return diagram(start(), inner, path("s", f"b{depth - 1}"))

    def errors(depth):
        return [sentence for severity, _, sentence in told(nested(depth)) if severity == "error"]

    assert errors(14) == []
    assert errors(15) == ["expected at most 30 sub-processes and calls within each other, but it goes deeper"]


def test_ensure_refuses_with_every_sentence_and_lets_warnings_through():
    known = {"known_limits": None, "known_processes": None}
    bad = read_processes(diagram(task("a"), flow("a", "x"), path("a", "a")))
    with pytest.raises(Refused) as refusal:
        ensure(bad, **known)
    assert len(refusal.value.sentences) == 2
    assert refusal.value.findings == check(bad, **known)
    (warning,) = ensure(read_processes(diagram(start(), task("a"), path("s", "a"))), **known)
    assert warning.severity == "warning"


def test_two_processes_of_one_id_are_refused():
    models = read_processes(around(task("a")))
    (found,) = check([*models, *models], known_limits=None, known_processes=None)
    assert found.sentence == "Process p: expected every process once, but 2 of them have this id"
