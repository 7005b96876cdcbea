"""What a diagram says comes out as values."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import (
    around,
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
    step,
    task,
    timer,
)
from workflows.bpmn import Refused, read_diagram, read_processes
from workflows.model import Flow, Kind, Lane, MultiInstance, TimerRule

POOLS = definitions(
    node(
        "collaboration",
        "pools",
        node("participant", "pool_1", name="自然资源局", processRef="p"),
        node("participant", "pool_2", name="申请人"),
        node("messageFlow", "m", sourceRef="pool_2", targetRef="a"),
    ),
    process(
        node(
            "laneSet",
            "lanes",
            node(
                "lane",
                "bureau",
                extras('<banjie:lane department="natural_resources"/>'),
                "<flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef><flowNodeRef> sub </flowNodeRef>",
                node(
                    "childLaneSet",
                    "inner",
                    node("lane", "window", "<flowNodeRef>a</flowNodeRef>", name="窗口"),
                    node(
                        "lane",
                        "registry",
                        extras('<banjie:lane department="registry"/>'),
                        "<flowNodeRef>b</flowNodeRef>",
                    ),
                ),
                name="局",
            ),
        ),
        start(),
        task("a"),
        step("b", '<banjie:step department="housing"/>'),
        node("subProcess", "sub", start("s2"), task("c"), end("e2"), path("s2", "c", "e2")),
        end(),
        path("s", "a", "b", "sub", "e"),
    ),
)


def only(data: bytes):
    (model,) = read_processes(data)
    return model


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as refusal:
        read_processes(data)
    return str(refusal.value)


def test_elements_keep_the_order_of_the_file_and_know_their_flows():
    model = only(diagram(end(), start(), task("a"), path("s", "a", "e")))
    assert list(model.elements) == ["e", "s", "a"]
    assert model.elements["a"].incoming == ("s_a",)
    assert model.elements["a"].outgoing == ("a_e",)
    assert model.flows["s_a"] == Flow("s_a", "s", "a")


@pytest.mark.parametrize(
    ("xml", "kind"),
    [
        (node("startEvent", "x"), Kind.START),
        (node("endEvent", "x"), Kind.END),
        (node("endEvent", "x", "<terminateEventDefinition/>"), Kind.TERMINATE),
        (node("userTask", "x"), Kind.STEP),
        (node("manualTask", "x"), Kind.STEP),
        (node("task", "x"), Kind.STEP),
        (node("serviceTask", "x"), Kind.SERVICE),
        (node("sendTask", "x"), Kind.SERVICE),
        (node("intermediateThrowEvent", "x"), Kind.MILESTONE),
        (node("intermediateCatchEvent", "x", timer()), Kind.TIMER),
        (node("intermediateCatchEvent", "x", "<messageEventDefinition/>"), Kind.MESSAGE),
        (node("receiveTask", "x"), Kind.RECEIVE),
        (node("scriptTask", "x", extras('<banjie:assign variable="n" value="1"/>')), Kind.SCRIPT),
        (node("eventBasedGateway", "x"), Kind.EVENT_GATEWAY),
        (boundary("x", "a"), Kind.BOUNDARY),
        (node("exclusiveGateway", "x"), Kind.EXCLUSIVE),
        (node("parallelGateway", "x"), Kind.PARALLEL),
        (node("inclusiveGateway", "x"), Kind.INCLUSIVE),
        (node("subProcess", "x"), Kind.SUB_PROCESS),
        (node("callActivity", "x", calledElement="q"), Kind.CALL),
    ],
)
def test_every_element_has_its_kind(xml, kind):
    assert only(around(task("a"), xml)).elements["x"].kind is kind


UNSUPPORTED = {
    "scriptTask": "by banjie:assign, but it has none: Banjie runs no code from a diagram",
    "businessRuleTask": "businessRuleTask: decisions are made by a step",
    "complexGateway": "complexGateway: Banjie runs exclusive, parallel and inclusive gateways",
    "transaction": "transaction: Banjie runs plain sub-processes",
    "adHocSubProcess": "adHocSubProcess: Banjie runs plain sub-processes",
    "implicitThrowEvent": "implicitThrowEvent",
    "choreographyTask": "choreographyTask",
    "bogusTask": "expected elements of a process, but found bogusTask",
}


@pytest.mark.parametrize("kind", UNSUPPORTED)
def test_an_element_that_banjie_does_not_run_is_refused_by_name(kind):
    sentence = refused(around(task("a"), node(kind, "x", name="算费")))
    assert UNSUPPORTED[kind] in sentence
    assert sentence.startswith(f"Process p, {kind} x (算费): ")


@pytest.mark.parametrize(
    "definition",
    ["message", "signal", "error", "escalation", "compensate", "conditional", "link", "cancel"],
)
@pytest.mark.parametrize(
    "kind", ["startEvent", "endEvent", "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent"]
)
def test_an_event_of_another_sort_is_refused_by_name(kind, definition):
    if definition == "message" and kind in ("intermediateCatchEvent", "boundaryEvent"):
        return  # these wait for a message
    xml = node(kind, "x", f"<{definition}EventDefinition/>", attachedToRef="a")
    sentence = refused(around(task("a"), xml))
    assert f"{kind} x: expected an event with" in sentence
    assert f"but it has {definition}EventDefinition" in sentence


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (node("startEvent", "x", timer()), "timerEventDefinition: a case starts with an application"),
        (node("intermediateCatchEvent", "x"), "expected an event with one timer or one message, but it has none"),
        (boundary("x", "a", timer(), timer()), "but it has timerEventDefinition and timerEventDefinition"),
        (node("endEvent", "x", "<eventDefinitionRef>t</eventDefinitionRef>"), "but it has eventDefinitionRef"),
        (node("subProcess", "x", triggeredByEvent="true"), "but it is an event sub-process"),
        (node("task", "x", isForCompensation="true"), "but it is for compensation"),
        (node("task", "x", startQuantity="2"), "expected startQuantity 1, but it is 2"),
        (node("task", "x", completionQuantity="0"), "expected completionQuantity 1, but it is 0"),
        (node("task", "x", "<standardLoopCharacteristics/>"), "expected no loop marker"),
        (node("task", "x", "<multiInstanceLoopCharacteristics/>"), "a loopCardinality or a list, but it names neither"),
        (
            node("exclusiveGateway", "x", "<multiInstanceLoopCharacteristics/>"),
            "expected a multi-instance marker on activities only",
        ),
        (node("callActivity", "x", calledElement="${which}"), "but ${which} is decided at run time"),
        (node("task", ""), "expected task to have an id of letters, digits, . _ and - (at most 200, a letter first)"),
        (node("task", "a#1"), "but got 'a#1'"),
        (node("task", "a/b"), "but got 'a/b'"),
        (node("task", "1a"), "but got '1a'"),
        (node("task", "x" * 201), f"but got '{'x' * 60}'"),
        (flow("a", "e", id=" "), "expected sequenceFlow to have an id"),
        (node("task", "x", name="长" * 401), "expected a name of at most 400 characters, but it has 401"),
        (node("task", "x", f"<documentation>{'长' * 20_001}</documentation>"), "documentation of at most 20,000"),
        (node("task", "a"), "expected every id once, but a is the id of userTask in line 1 and of task in line 1"),
        (flow("a", "e"), "expected every id once, but a_e is the id of sequenceFlow"),
        (
            node("laneSet", "l", node("lane", "x", "<flowNodeRef>nobody</flowNodeRef><flowNodeRef/>")),
            "lane x: expected flow nodes of the process, but nobody is none",
        ),
    ],
)
def test_what_a_model_cannot_hold_is_refused(xml, expected):
    assert expected.lower() in refused(around(task("a"), xml)).lower()


def test_ids_that_nothing_refers_to_may_be_there_twice():
    twin = timer().replace("Definition>", 'Definition id="t">', 1)
    xml = boundary("b", "a", twin) + boundary("c", "a", twin) + flow("b", "e") + flow("c", "e")
    assert len(only(around(task("a"), xml)).elements) == 5


def test_a_finding_names_line_process_and_element():
    data = diagram(start(), "\n\n", node("scriptTask", "x", name="算费"), end(), path("s", "x", "e"), name="收费")
    (found,) = read_diagram(data).findings
    assert (found.process, found.element, found.name, found.line) == ("p", "x", "算费", 3)
    assert found.sentence.startswith("Process p (收费), scriptTask x (算费): expected ")


def test_lanes_give_their_department_to_what_lies_in_them():
    model = only(POOLS)
    assert model.lanes["bureau"] == Lane("bureau", "局", "natural_resources")
    assert model.lanes["window"] == Lane("window", "窗口", "natural_resources")
    assert model.lanes["registry"] == Lane("registry", "registry", "registry")
    places = {name: (e.lane, e.department) for name, e in model.elements.items()}
    assert places == {
        "s": ("bureau", "natural_resources"),
        "a": ("window", "natural_resources"),
        "b": ("registry", "housing"),
        "sub": ("bureau", "natural_resources"),
        "s2": ("bureau", "natural_resources"),
        "c": ("bureau", "natural_resources"),
        "e2": ("bureau", "natural_resources"),
        "e": (None, None),
    }


def test_a_process_without_a_name_bears_its_pools():
    assert only(POOLS).name == "自然资源局"
    assert only(POOLS.replace(b'id="p"', 'id="p" name="登记"'.encode())).name == "登记"
    assert only(around(task("a"))).name == "p"


def test_what_is_in_a_sub_process_has_it_for_parent():
    model = only(POOLS)
    assert {e.id for e in model.elements.values() if e.parent == "sub"} == {"s2", "c", "e2"}
    assert model.flows["s2_c"].target == "c"


def test_names_are_on_one_line_and_activities_without_one_bear_their_id():
    model = only(diagram(start(), task("a", name="规划\n 核实"), task("b"), end(), path("s", "a", "b", "e")))
    assert [e.name for e in model.elements.values()] == ["", "规划 核实", "b", ""]


def test_documentation_is_kept():
    xml = task("a", "<documentation> 一 </documentation><documentation>二</documentation><documentation/>")
    assert only(around(xml)).elements["a"].documentation == "一\n\n二"


def test_conditions_and_defaults_are_kept_as_written():
    gateway = node("exclusiveGateway", "g", default="g_e")
    model = only(
        diagram(
            start(),
            gateway,
            task("a"),
            end(),
            path("s", "g", "e"),
            flow("g", "a", " area <= 10 \n"),
            flow("a", "e", ""),
        )
    )
    assert model.flows["g_a"].condition == "area <= 10"
    assert model.flows["g_e"].condition is None
    assert model.flows["a_e"].condition == ""
    assert model.elements["g"].default == "g_e"


def test_boundary_events_know_their_host_and_whether_they_interrupt():
    model = only(
        around(
            task("a"),
            boundary("b1", "a"),
            boundary("b2", "a", cancelActivity="false"),
            flow("b1", "e"),
            flow("b2", "e"),
        )
    )
    assert (model.elements["b1"].attached_to, model.elements["b1"].interrupting) == ("a", True)
    assert (model.elements["b2"].attached_to, model.elements["b2"].interrupting) == ("a", False)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("<timeDuration>PT1H</timeDuration>", TimerRule(duration="PT1H")),
        ('<timeDuration>"PT1H"</timeDuration>', TimerRule(duration="PT1H")),
        ("<timeDuration> ='P3D' </timeDuration>", TimerRule(duration="P3D")),
        ('<timeDuration>duration("P3D")</timeDuration>', TimerRule(duration="P3D")),
        ("<timeDate>2026-09-18T17:00+08:00</timeDate>", TimerRule(date="2026-09-18T17:00+08:00")),
        ('<timeDate>"2026-09-18"</timeDate>', TimerRule(date="2026-09-18")),
        ("<timeDate>answer_due_at</timeDate>", TimerRule(variable="answer_due_at")),
        ("<timeDate>=answer_due_at</timeDate>", TimerRule(variable="answer_due_at")),
    ],
)
def test_timers_say_when_they_are_due(body, rule):
    assert only(around(task("a"), boundary("b", "a", timer(body)), flow("b", "e"))).elements["b"].timer == rule


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<timeCycle>0 0 9 * * ?</timeCycle>", "to say R<times>/<duration>, such as R3/PT1H, but got '0 0 9 * * ?'"),
        ("<timeCycle>R0/PT1H</timeCycle>", "such as R3/PT1H, but got 'R0/PT1H'"),
        ("<timeCycle>R3/2026-01-01T00:00/PT1H</timeCycle>", "but got 'R3/2026-01-01T00:00/PT1H'"),
        ("", "expected a timer with a timeDuration or a timeDate, but it has neither"),
        ("<timeDuration/>", "but it has neither"),
        ("<timeDuration>PT1H</timeDuration><timeDate>2026-09-18</timeDate>", "but it has both"),
    ],
)
def test_a_timer_that_says_nothing_clear_is_refused(body, expected):
    assert expected in refused(around(task("a"), boundary("b", "a", timer(body)), flow("b", "e")))


LOOPS = {
    "<loopCardinality>3</loopCardinality>": MultiInstance(False, cardinality="3"),
    "<loopDataInputRef>items</loopDataInputRef><inputDataItem id='i' name='item'/>": MultiInstance(
        False, collection="items", item="item"
    ),
    "<loopDataInputRef>items</loopDataInputRef><inputDataItem id='item'/>": MultiInstance(
        False, collection="items", item="item"
    ),
    "<loopCardinality>n</loopCardinality><completionCondition>opinion = 1</completionCondition>": MultiInstance(
        False, cardinality="n", completion="opinion = 1"
    ),
    extras('<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>'): (
        MultiInstance(False, collection="=items", item="item")
    ),
}


@pytest.mark.parametrize("body", LOOPS)
@pytest.mark.parametrize("kind", ["userTask", "subProcess", "callActivity", "serviceTask"])
def test_multi_instance_activities_name_a_count_or_a_list(kind, body):
    xml = node(kind, "a", f"<multiInstanceLoopCharacteristics>{body}</multiInstanceLoopCharacteristics>")
    assert only(around(xml)).elements["a"].multi == LOOPS[body]


def test_a_multi_instance_activity_may_go_one_by_one_over_camundas_list():
    loop = '<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="xs" camunda:elementVariable="x"/>'
    assert only(around(task("a", loop))).elements["a"].multi == MultiInstance(True, collection="xs", item="x")


@pytest.mark.parametrize(
    "xml",
    [
        node("callActivity", "a", calledElement="intake"),
        node("callActivity", "a", calledElement="other:intake"),
        node("callActivity", "a", extras('<zeebe:calledElement processId="intake"/>')),
    ],
)
def test_a_call_names_its_process(xml):
    model = only(around(xml))
    assert model.elements["a"].called == "intake"
    assert model.calls == ("intake",)


def test_a_file_may_hold_several_processes():
    def one(name):
        return process(start(f"s_{name}"), end(f"e_{name}"), path(f"s_{name}", f"e_{name}"), id=name)

    assert [m.id for m in read_processes(definitions(one("p"), one("q")))] == ["p", "q"]


def test_a_process_that_is_not_executable_is_left_out_beside_one_that_is():
    def one(name, executable):
        return process(start(f"s_{name}"), id=name, isExecutable=executable)

    both = definitions(one("p", "false"), one("q", ""), process(id="empty"))
    assert [m.id for m in read_processes(both)] == ["q"]
    assert [m.id for m in read_processes(definitions(one("p", "false"), one("q", "false")))] == ["p", "q"]


def test_a_diagram_without_layout_is_noted():
    data = around(task("a"))
    assert read_diagram(data).findings == ()
    (found,) = read_diagram(data.replace(b"BPMNShape", b"BPMNLabel")).findings
    assert (found.severity, found.element) == ("note", None)
    assert "it runs, but cannot be drawn" in found.sentence
