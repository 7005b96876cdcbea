"""Scripts and restarts: read from the drawing, and refused where they could not mean anything."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import boundary, diagram, end, extras, flow, node, path, start, task
from workflows.bpmn import Refused, read_diagram, read_processes
from workflows.bpmn.names import variables
from workflows.model import Assign

COUNT = '<banjie:assign variable="returns" value="coalesce(returns, 0) + 1"/>'


def script(*inner: str, **attributes: str) -> str:
    return node("scriptTask", "x", extras(*inner), **attributes)


def loop(middle: str, condition: str = "returns < 3") -> bytes:
    """A step, then the script, then back to the step while the condition holds."""
    gate = node("exclusiveGateway", "g", default="g_e")
    return diagram(
        start(),
        task("a"),
        middle,
        gate,
        end(),
        path("s", "a", "x", "g", "e"),
        flow("g", "a", condition),
    )


def test_a_script_says_what_it_assigns_in_order(told):
    data = loop(script(COUNT, '<banjie:assign variable="last" value="&quot;a&quot;"/>'), 'returns < 3 and last != "b"')
    (model,) = read_processes(data)
    assert model.elements["x"].assigns == (Assign("returns", "coalesce(returns, 0) + 1"), Assign("last", '"a"'))
    assert variables([model]) == {"returns", "last"}
    assert told(data) == [
        ("warning", "g_a", "expected a value that last can have (a), but the condition asks for 'b'"),
    ]


WRONG = {
    "nothing": (script(), "by banjie:assign, but it has none"),
    "code": (
        node("scriptTask", "x", "<script>a = 1</script>", scriptFormat="groovy"),
        "but it holds a script (groovy)",
    ),
    "no variable": (script('<banjie:assign value="1"/>', COUNT), "expected banjie:assign to say its variable"),
    "no value": (script('<banjie:assign variable="y"/>', COUNT), "expected banjie:assign to say its value"),
    "a limit": (script(COUNT, '<banjie:limit ref="a/1"/>'), "but found banjie:limit"),
    "a restart of nothing": (script("<banjie:restart/>", COUNT), "expected banjie:restart to say its ref"),
    "an assignment on a step": (
        node("userTask", "x", extras(COUNT)),
        "but found banjie:assign",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_script_that_says_nothing_clear_is_refused(name):
    xml, expected = WRONG[name]
    with pytest.raises(Refused) as refusal:
        read_processes(loop(xml))
    assert any(expected in sentence for sentence in refusal.value.sentences)


REFUSED = {
    "no name": ('variable="1x" value="1"', "expected to assign to the name of a variable, but got '1x'"),
    "an expression for a name": (
        'variable="a + b" value="1"',
        "expected to assign to the name of a variable, but got 'a + b'",
    ),
    "a number of BPMN": (
        'variable="numberOfInstances" value="1"',
        "expected to assign to a variable of the case, but numberOfInstances is what a multi-instance activity",
    ),
    "a value that is code": (
        'variable="returns" value="a.b()"',
        "expected the value of returns to be an expression, but 'a.b()' is none",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_assignment_that_cannot_be_done_is_refused(told, name):
    attributes, expected = REFUSED[name]
    found = told(loop(script(f"<banjie:assign {attributes}/>")))
    assert any(s == "error" and at == "x" and text.startswith(expected) for s, at, text in found), found


def test_a_variable_that_nothing_asks_for_is_warned_of(told):
    found = told(loop(script(COUNT), "other"))
    assert found == [
        (
            "warning",
            "x",
            "expected returns to be asked for by a condition, a count or a timer, but none mentions it",
        )
    ]


def test_a_script_beside_code_of_another_language_is_warned_of(told):
    xml = node("scriptTask", "x", extras(COUNT), "<script>x</script>", scriptFormat="js")
    data = loop(xml)
    assert told(data) == []
    (found,) = [f for f in read_diagram(data).findings if f.element == "x"]
    assert "a script as well, which is not run" in found.sentence


def test_too_many_assignments_are_refused(told):
    found = told(loop(script(COUNT * 51)))
    assert ("error", "x", "expected at most 50 assignments, but it has 51") in found


def test_the_item_of_a_multi_instance_cannot_be_assigned(told):
    many = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>people</loopDataInputRef>"
        '<inputDataItem name="who"/></multiInstanceLoopCharacteristics>'
    )
    inner = start("i") + script('<banjie:assign variable="who" value="1"/>') + end("o") + path("i", "x", "o")
    data = diagram(start(), node("subProcess", "a", many, inner), end(), path("s", "a", "e"))
    assert any("expected to assign to a variable of the case, but who" in text for _, _, text in told(data))


def test_a_loop_of_scripts_and_gateways_alone_is_refused(told):
    gate = node("exclusiveGateway", "g", default="g_e")
    data = diagram(start(), script(COUNT), gate, end(), path("s", "x", "g", "e"), flow("g", "x", "returns < 3"))
    assert any("expected a step, a timer or a message in every loop" in text for _, _, text in told(data))


def test_a_timer_cannot_stand_on_a_script(told):
    data = diagram(start(), script(COUNT), boundary("b", "x"), end(), path("s", "x", "e"), flow("b", "e"))
    assert any("expected to stand on an activity, but it is attached to 'x'" in text for _, _, text in told(data))


RESTART = '<banjie:restart ref="a/1"/>'
UNDER = task("a", extras('<banjie:limit ref="a/1"/>'))


def restarting(inner: str, step: str = UNDER) -> bytes:
    gate = node("exclusiveGateway", "g", default="g_e")
    throw = node("intermediateThrowEvent", "m", extras(inner))
    return diagram(start(), step, gate, throw, end(), path("s", "a", "g", "e"), flow("g", "m", "again"), flow("m", "a"))


def test_a_milestone_names_the_limits_that_begin_anew(told):
    (model,) = read_processes(restarting(RESTART))
    assert model.elements["m"].restarts == ("a/1",)
    assert told(restarting(RESTART), restartable=("a/1",)) == []


def test_a_limit_that_no_event_begins_anew_is_not_restarted(told):
    expected = (
        "error",
        "m",
        "expected to restart a limit whose document names an event that begins it anew, but a/1 names none",
    )
    assert told(restarting(RESTART), restartable=()) == [expected]


def test_a_restart_of_an_unknown_limit_is_refused(told):
    found = told(restarting('<banjie:restart ref="a/9"/>'))
    assert found[0][:2] == ("error", "m")
    assert found[0][2].startswith("expected to restart a limit of the catalogue, but 'a/9' is none")


def test_a_restart_of_a_limit_that_nothing_is_under_is_warned_of(told):
    (found,) = told(restarting(RESTART, task("a")))
    assert found == ("warning", "m", "expected to restart a limit that something is under, but nothing is under a/1")


SINCE = '<banjie:restart ref="a/1" since="{}"/>'


def test_a_restart_may_count_since_a_step_that_leads_there_at_once(told):
    data = restarting(SINCE.format("a"))
    (model,) = read_processes(data)
    assert model.elements["m"].restarts_since == "a"
    assert told(data, restartable=("a/1",)) == []


@pytest.mark.parametrize("name", ["b", "g"])
def test_a_restart_since_what_is_no_step_is_refused(told, name):
    expected = ("error", "m", f"expected to count since a step of the process, but {name!r} is none")
    assert told(restarting(SINCE.format(name)), restartable=("a/1",)) == [expected]


def test_a_restart_since_a_step_that_was_done_long_before_is_refused(told):
    throw = node("intermediateThrowEvent", "m", extras(SINCE.format("b")))
    under = task("a", extras('<banjie:limit ref="a/1"/>'))
    data = diagram(start(), task("b"), under, throw, end(), path("s", "b", "a", "m", "e"))
    expected = "expected to count since a step that leads here at once, but a token waits between b and here"
    assert told(data, restartable=("a/1",)) == [("error", "m", expected)]
