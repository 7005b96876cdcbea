"""A condition that asks for a value which no button and no choice can give is warned about."""

from __future__ import annotations

import pytest

from tests.bpmn.drawing import definitions, flow, node, path, process, start, step

DECIDES = '<banjie:step decides="result"/><banjie:decision value="pass"/><banjie:decision value="fault"/>'
CHOOSES = '<banjie:field id="result" type="select"><banjie:option value="pass"/></banjie:field>'


def deciding(additions: str, condition: str, *more: str) -> bytes:
    """A step `a` with these additions in front of a gateway that asks `condition`."""
    gateway = node("exclusiveGateway", "g", default="g_e")
    drawn = process(
        start(),
        step("a", additions),
        gateway,
        node("endEvent", "e"),
        path("s", "a", "g", "e"),
        flow("g", "a", condition),
    )
    return definitions(drawn, *more)


@pytest.mark.parametrize(
    ("additions", "condition"),
    [
        (DECIDES, 'result = "fault"'),
        (DECIDES, '"pass" != result'),
        (DECIDES, 'colour = "red"'),
        (DECIDES, "result = other"),
        (DECIDES, "result = 3"),
        (CHOOSES, 'result = "pass"'),
        (DECIDES + CHOOSES, 'result = "fault"'),
        (DECIDES + '<banjie:field id="result"/>', 'result = "anything"'),
        ("", 'result = "anything"'),
    ],
)
def test_a_value_that_can_come_is_fine(told, additions, condition):
    assert told(deciding(additions, condition)) == []


@pytest.mark.parametrize(
    ("additions", "condition", "there", "asked"),
    [
        (DECIDES, 'result = "falut"', "fault, pass", "falut"),
        (DECIDES, 'not(area > 3 and "Pass" = result)', "fault, pass", "Pass"),
        (DECIDES, '= if x then result != "" else true', "fault, pass", ""),
        (CHOOSES, 'result == "fault"', "pass", "fault"),
    ],
)
def test_a_value_that_cannot_come_is_warned_about(told, additions, condition, there, asked):
    expected = f"expected a value that result can have ({there}), but the condition asks for {asked!r}"
    assert told(deciding(additions, condition)) == [("warning", "g_a", expected)]


def test_the_decisions_of_a_called_process_count(told):
    called = process(start("s2"), step("b", DECIDES.replace("fault", "late")), path("s2", "b"), id="q")
    caller = deciding(DECIDES, 'result = "late"', called)
    assert ("g_a", "warning") in [(at, severity) for severity, at, _ in told(caller)]
    joined = caller.replace(
        b"</startEvent>", b"</startEvent>" + node("callActivity", "c", calledElement="q").encode(), 1
    )
    joined = joined.replace(b'targetRef="a"', b'targetRef="c"', 1).replace(
        b"</process>", flow("c", "a").encode() + b"</process>", 1
    )
    assert "g_a" not in [at for _, at, _ in told(joined)]


def test_intake_may_end_withdrawn_without_a_button(told):
    review = (
        '<banjie:step intake="review" decides="intake_decision"/><banjie:decision value="accept"/>'
        '<banjie:decision value="correct"/><banjie:decision value="refuse"/>'
    )
    sentences = [s for _, _, s in told(deciding(review, 'intake_decision = "withdrawn"'))]
    assert not any("can have" in sentence for sentence in sentences)
