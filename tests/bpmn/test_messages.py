"""Messages and event-based gateways: read from the drawing, and refused where nothing could come of them."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import (
    boundary,
    definitions,
    diagram,
    end,
    extras,
    flow,
    node,
    path,
    process,
    start,
    task,
    timer,
)
from workflows.bpmn import Refused, read_processes
from workflows.model import FormField, Kind, Message

NEWS = '<message id="news" name="追加新情况"/>'
CAUGHT = '<messageEventDefinition messageRef="news"/>'


def file(*parts: str) -> bytes:
    return definitions(NEWS, process(*parts))


def waiting(middle: str) -> bytes:
    return file(start(), middle, end(), path("s", "a", "e"))


@pytest.mark.parametrize(
    "middle", [node("intermediateCatchEvent", "a", CAUGHT), node("receiveTask", "a", messageRef="news")]
)
def test_what_waits_names_a_message_of_the_file(told, middle):
    (model,) = read_processes(waiting(middle))
    assert model.elements["a"].message == Message("news", "追加新情况")
    assert told(waiting(middle)) == []


def test_what_names_no_message_stands_for_its_own():
    (model,) = read_processes(diagram(start(), node("receiveTask", "a", name="收到付款"), end(), path("s", "a", "e")))
    assert model.elements["a"].message == Message("a", "收到付款")


def test_who_sends_a_message_and_what_it_says():
    extra = extras('<banjie:message role="applicant" department="registry"/>', '<banjie:field id="x" label="内容"/>')
    (model,) = read_processes(waiting(node("intermediateCatchEvent", "a", extra, CAUGHT)))
    element = model.elements["a"]
    assert (element.role, element.department, element.form) == ("applicant", "registry", (FormField("x", "内容"),))


def test_a_message_on_a_border_is_the_business_of_its_hosts_lane():
    lanes = '<laneSet id="ls"><lane id="l" name="局"><extensionElements><banjie:lane department="housing"/>'
    lanes += "</extensionElements><flowNodeRef>a</flowNodeRef></lane></laneSet>"
    event = boundary("b", "a", CAUGHT, cancelActivity="false")
    (model,) = read_processes(file(lanes, start(), task("a"), event, end(), path("s", "a", "e"), flow("b", "e")))
    found = model.elements["b"]
    assert (found.kind, found.department, found.interrupting) == (Kind.BOUNDARY, "housing", False)
    assert found.repeats


WRONG = {
    "a message that is none": (
        node("receiveTask", "a", messageRef="olds"),
        "expected to wait for a message of the file, but 'olds' is none",
    ),
    "a strange role": (
        node("receiveTask", "a", extras('<banjie:message role="king"/>')),
        "expected role of banjie:message to be one of counter, case_worker, lead, applicant, but got 'king'",
    ),
    "a limit on it": (node("receiveTask", "a", extras('<banjie:limit ref="a/1"/>')), "but found banjie:limit"),
    "many of it": (
        node("receiveTask", "a", "<multiInstanceLoopCharacteristics/>"),
        "expected a receive task to wait once, but it has a multi-instance marker",
    ),
    "words of a message on a timer": (
        task("a") + boundary("b", "a", extras("<banjie:message/>"), timer()),
        "expected banjie:message on a message event, but it is none",
    ),
    "words of a timer on a message": (
        task("a") + boundary("b", "a", extras('<banjie:timer limit="a/1"/>'), CAUGHT),
        "expected banjie:timer on a timer event, but it is none",
    ),
    "a form on a timer": (
        task("a") + boundary("b", "a", extras('<banjie:field id="x"/>'), timer()),
        "expected banjie:field on a message event, but it is none",
    ),
    "a message that begins a case": (
        task("a") + node("startEvent", "t", CAUGHT),
        "expected an event with no definition, but it has messageEventDefinition: a case starts with an application",
    ),
    "a message thrown": (
        task("a") + node("intermediateThrowEvent", "t", CAUGHT),
        "expected an event with no definition, but it has messageEventDefinition",
    ),
    "a parallel event gateway": (
        task("a") + node("eventBasedGateway", "g", eventGatewayType="Parallel"),
        "expected a gateway in the flow at which one event wins, but it is another kind",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_message_cannot_be_is_refused(name):
    xml, expected = WRONG[name]
    with pytest.raises(Refused) as refusal:
        read_processes(waiting(xml))
    assert any(expected in sentence for sentence in refusal.value.sentences), refusal.value.sentences


def race(*events: str, more: str = "") -> bytes:
    """A gateway, the events behind it (x, y), and the end behind these."""
    ids = ["x", "y"][: len(events)]
    flows = "".join(flow("g", i) + flow(i, "e") for i in ids)
    return file(start(), node("eventBasedGateway", "g"), *events, more, end(), flow("s", "g"), flows)


CATCH = node("intermediateCatchEvent", "x", CAUGHT)
LATE = node("intermediateCatchEvent", "y", timer())


def test_events_behind_a_gateway_pass_the_check(told):
    assert told(race(CATCH, LATE)) == []
    assert told(race(CATCH, node("receiveTask", "y"))) == []


RACES = {
    "one event": (race(CATCH), ("g", "expected two events or more behind it, but it has 1")),
    "a step": (
        race(CATCH, task("y")),
        ("g", "expected a timer, a message event or a receive task behind it, but y is none"),
    ),
    "another way in": (
        race(CATCH, LATE, more=task("t") + flow("s", "t") + flow("t", "y")),
        ("y", "expected only g to lead to it, but something else does as well"),
    ),
    "an event on the border": (
        race(CATCH, node("receiveTask", "y"), more=boundary("b", "y") + flow("b", "e")),
        ("y", "expected no event on its border, because it stands behind g"),
    ),
    "a condition": (
        race(CATCH, LATE)
        .replace(b'id="g_x"', b'id="g_x" name="c"')
        .replace(
            b'sourceRef="g" targetRef="x">', b'sourceRef="g" targetRef="x"><conditionExpression>a</conditionExpression>'
        ),
        (
            "g_x",
            "expected no condition on a flow out of g, because only activities and exclusive and inclusive gateways",
        ),
    ),
}


@pytest.mark.parametrize("name", RACES)
def test_a_gateway_behind_which_nothing_could_win_is_refused(told, name):
    data, (element, sentence) = RACES[name]
    assert any(s == "error" and at == element and text.startswith(sentence) for s, at, text in told(data)), told(data)


def test_only_one_event_behind_a_gateway_goes_on_so_a_parallel_join_of_them_waits_for_ever(told):
    both = node("parallelGateway", "j")
    flows = flow("g", "x") + flow("g", "y") + flow("x", "j") + flow("y", "j") + flow("j", "e")
    data = file(start(), node("eventBasedGateway", "g"), CATCH, LATE, both, end(), flow("s", "g"), flows)
    assert ("error", "j") in [(severity, at) for severity, at, _ in told(data)]


def test_where_a_message_may_come_again_a_join_is_only_warned_of(told):
    """The first message could bring the one token, the second the other."""
    event = boundary("b", "a", CAUGHT, cancelActivity="false")
    gates = node("exclusiveGateway", "x", default="x_m") + node("intermediateThrowEvent", "m")
    join = node("parallelGateway", "j")
    flows = flow("b", "x") + flow("x", "m") + flow("x", "j", "first") + flow("m", "j") + flow("j", "e")
    data = file(start(), task("a"), event, gates, join, end(), path("s", "a", "e"), flows)
    assert {severity for severity, at, _ in told(data) if at == "j"} == {"warning"}


def test_a_receive_task_may_carry_a_timer(told):
    late = boundary("b", "a", timer())
    data = file(start(), node("receiveTask", "a"), late, end(), path("s", "a", "e"), flow("b", "e"))
    assert told(data) == []
