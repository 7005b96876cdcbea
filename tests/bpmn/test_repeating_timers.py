"""Timers that are due again and again, and those of a day of the month."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.bpmn.drawing import around, boundary, diagram, end, extras, flow, node, path, start, task, timer
from workflows.bpmn import Refused, read_processes
from workflows.model import TimerRule

ASIDE = {"cancelActivity": "false"}


def beside(words: str = "", body: str = "", **more: str) -> bytes:
    """A step with a timer on its border."""
    inner = extras(f"<banjie:timer {words}/>") if words else ""
    return around(task("a"), boundary("b", "a", inner, timer(body), **{**ASIDE, **more}), flow("b", "e"))


RULES = {
    "every three days": ('every="P3D"', TimerRule(duration="P3D", repeat=0)),
    "three times an hour apart": ('every="R3/PT1H"', TimerRule(duration="PT1H", repeat=3)),
    "each working day": (
        'quantity="1" unit="working_day" repeat="always"',
        TimerRule(None, Decimal(1), "working_day", repeat=0),
    ),
    "three calls": ('quantity="15" unit="minute" repeat="3"', TimerRule(None, Decimal(15), "minute", repeat=3)),
    "each 25th": ('dayOfMonth="25" hour="9" repeat="always"', TimerRule(day_of_month=25, hour=9, repeat=0)),
    "the next 25th": ('dayOfMonth="25"', TimerRule(day_of_month=25)),
}


@pytest.mark.parametrize("name", RULES)
def test_a_timer_says_how_often_it_is_due(told, name):
    words, rule = RULES[name]
    (model,) = read_processes(beside(words))
    assert model.elements["b"].timer == rule
    assert model.elements["b"].times == rule.repeat
    assert told(beside(words)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("R3/PT1H", TimerRule(duration="PT1H", repeat=3)),
        ("R/P1D", TimerRule(duration="P1D", repeat=0)),
        ('="R2/P1W"', TimerRule(duration="P1W", repeat=2)),
    ],
)
def test_the_cycle_of_bpmn_is_read(told, text, rule):
    data = beside(body=f"<timeCycle>{text}</timeCycle>")
    assert read_processes(data)[0].elements["b"].timer == rule
    assert told(data) == []


NOT_READ = {
    "a month that is none": (
        'dayOfMonth="32"',
        "dayOfMonth of banjie:timer to be a whole number from 1 to 31",
    ),
    "an hour that is none": (
        'dayOfMonth="25" hour="24"',
        "hour of banjie:timer to be a whole number from 0 to 23",
    ),
    "an hour alone": ('every="P1D" hour="9"', "expected hour of banjie:timer beside dayOfMonth only"),
    "no number": (
        'quantity="1" unit="hour" repeat="often"',
        "repeat of banjie:timer to be a whole number from 1",
    ),
    "too often": ('quantity="1" unit="hour" repeat="1001"', "from 1 to 1,000, but got '1001'"),
    "no cycle": ('every="weekly"', "to say R<times>/<duration>, such as R3/PT1H, but got 'weekly'"),
    "two ways": ('every="P1D" dayOfMonth="1"', "expected banjie:timer to say one of"),
}


@pytest.mark.parametrize("name", NOT_READ)
def test_words_that_say_nothing_clear_are_refused(name):
    words, expected = NOT_READ[name]
    with pytest.raises(Refused) as refusal:
        read_processes(beside(words))
    assert any(expected in sentence for sentence in refusal.value.sentences), refusal.value.sentences


BORDER = "expected a timer that repeats on the border of an activity, not interrupting it, but it is another"
SPAN = "expected a timer that repeats to say a span or a day of the month, but it says neither"
DAY = "expected a timer that repeats without end to leave a day in between at least, but its span is shorter"
REFUSED = {
    "interrupting": (beside('every="P1D"', cancelActivity="true"), BORDER),
    "a limit": (beside('limit="a/1" repeat="2"'), SPAN),
    "a variable": (beside('variable="x" repeat="2"'), SPAN),
    "each hour": (beside('every="PT1H"'), DAY),
    "each half day": (beside('quantity="719" unit="minute" repeat="always"'), DAY),
    "a month long": (beside('every="R2/P1M"'), "expected a duration in weeks, days, hours, minutes or seconds"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_timer_that_could_not_repeat_is_refused(told, name):
    data, expected = REFUSED[name]
    assert [s for s, at, text in told(data) if at == "b" and text.startswith(expected)] == ["error"], told(data)


def test_a_timer_in_the_flow_is_due_once(told):
    wait = node("intermediateCatchEvent", "b", extras('<banjie:timer every="P1D"/>'), timer(""))
    assert told(diagram(start(), wait, end(), path("s", "b", "e"))) == [("error", "b", BORDER)]
