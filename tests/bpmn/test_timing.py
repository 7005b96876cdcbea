"""Durations, instants and counts, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.execution.scopes import MAX_INSTANCES as MOST_THAT_RUN
from tests.bpmn.drawing import around, boundary, extras, flow, task, timer
from workflows.bpmn.durations import clock_time, instant, literal
from workflows.bpmn.rules.timing import MAX_INSTANCES

DURATIONS = {
    "PT1H": timedelta(hours=1),
    "PT90M": timedelta(minutes=90),
    "P3D": timedelta(days=3),
    "P2W": timedelta(weeks=2),
    "P1DT12H30M": timedelta(days=1, hours=12, minutes=30),
    "PT0.5S": timedelta(milliseconds=500),
    "PT1.000001S": timedelta(seconds=1, microseconds=1),
    "P0DT1S": timedelta(seconds=1),
    "P0Y0M1D": timedelta(days=1),
    "P36525D": timedelta(days=36_525),
}


@pytest.mark.parametrize("text", DURATIONS)
def test_a_duration_is_clock_time(text):
    assert clock_time(text) == DURATIONS[text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected an ISO 8601 duration such as PT4H or P3D, but got ''"),
        ("P", "but got 'P'"),
        ("PT", "but got 'PT'"),
        ("P1DT", "but got 'P1DT'"),
        ("1H", "but got '1H'"),
        ("PT1H ", "but got 'PT1H '"),
        ("pt1h", "but got 'pt1h'"),
        ("PT1.5H", "but got 'PT1.5H'"),
        ("P1H", "but got 'P1H'"),
        ("PT١H", "but got 'PT١H'"),
        ("five days", "but got 'five days'"),
        ("timedelta(days=3)", "but got 'timedelta(days=3)'"),
        ("P" + "9" * 5000 + "D", "expected an ISO 8601 duration"),
        ("-PT1H", "expected a duration of more than nothing, but -PT1H is negative"),
        ("PT0S", "expected a duration of more than nothing, but PT0S is empty"),
        ("P0D", "but P0D is empty"),
        ("P1M", "but P1M holds months or years, which have no fixed length in clock time"),
        ("P1Y2D", "but P1Y2D holds months or years"),
        ("P36526D", "expected a duration of at most a century, but got P36526D"),
        ("PT" + "9" * 50 + "H", "expected a duration of at most a century"),
    ],
)
def test_a_duration_that_is_none_is_refused(told, text, expected):
    with pytest.raises(ValueError, match=r"^expected") as refusal:
        clock_time(text)
    assert expected in str(refusal.value)
    if text.strip() == text != "":
        data = around(task("a"), boundary("b", "a", timer(f"<timeDuration>{text}</timeDuration>")), flow("b", "e"))
        assert told(data) == [("error", "b", str(refusal.value))]


@given(st.integers(1, 10_000), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_the_parts_of_a_duration_add_up(days, hours, minutes, seconds):
    expected = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert clock_time(f"P{days}DT{hours}H{minutes}M{seconds}S") == expected


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers_of_time(text):
    for read in (clock_time, instant):
        try:
            read(literal(text))
        except ValueError as error:
            assert str(error).startswith("expected ")  # noqa: PT017 - any outcome but another exception is fine


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-18T17:00+08:00", datetime(2026, 9, 18, 9, tzinfo=UTC)),
        ("2026-09-18T17:00", datetime(2026, 9, 18, 9, tzinfo=UTC)),
        ("2026-09-18T09:00:00Z", datetime(2026, 9, 18, 9, tzinfo=UTC)),
        ("2026-09-18", datetime(2026, 9, 17, 16, tzinfo=UTC)),
    ],
)
def test_an_instant_without_an_offset_is_in_china(text, expected):
    assert instant(text) == expected


@pytest.mark.parametrize("text", ["18.9.2026", "2026-02-30", "2026-09-18T25:00", "now()"])
def test_an_instant_that_is_none_is_refused(told, text):
    data = around(task("a"), boundary("b", "a", timer(f"<timeDate>{text}</timeDate>")), flow("b", "e"))
    assert told(data) == [
        ("error", "b", f"expected an ISO 8601 instant such as 2026-09-18T17:00+08:00, but got {text!r}")
    ]


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('quantity="0" unit="hour"', "expected a quantity of more than 0 and at most 10,000, but got 0"),
        ('quantity="-1" unit="hour"', "but got -1"),
        ('quantity="10001" unit="hour"', "but got 10001"),
        (
            'quantity="1" unit="week"',
            "expected one of the units working_day, natural_day, hour, minute, month, but got 'week'",
        ),
        ('variable="due at"', "expected the timer's variable to be a name, but got 'due at'"),
        ('variable="1 + 1"', "expected the timer's variable to be a name, but got '1 + 1'"),
    ],
)
def test_a_timer_of_banjie_that_cannot_come_due_is_refused(told, attributes, expected):
    data = around(task("a"), boundary("b", "a", extras(f"<banjie:timer {attributes}/>"), timer()), flow("b", "e"))
    ((severity, element, sentence),) = told(data)
    assert (severity, element) == ("error", "b")
    assert expected in sentence


def many(body: str) -> bytes:
    return around(task("a", f"<multiInstanceLoopCharacteristics>{body}</multiInstanceLoopCharacteristics>"))


def count(text: str) -> str:
    return f"<loopCardinality>{text}</loopCardinality>"


@pytest.mark.parametrize("text", ["1", "3", "1000", "= 2 + 1", "n", "n + 1", "experts"])
def test_a_count_is_a_number_or_known_at_run_time(told, text):
    assert told(many(count(text))) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (count("0"), "expected a whole number of instances from 1 to 1,000, but got 0"),
        (count("-1"), "but got -1"),
        (count("1.5"), "but got 1.5"),
        (count("1001"), "but got 1001"),
        (count('"3"'), 'but got "3"'),
        (count("1 / 0"), "but got 1 / 0"),
        (count("true"), "but got true"),
        (count("len(x)"), "expected the count to be an expression"),
        (count("2 +"), "expected the count to be an expression, but '2 +' is none (column"),
        ("<loopDataInputRef>a b c</loopDataInputRef>", "expected the list to be an expression"),
        (count("2") + "<completionCondition>x y</completionCondition>", "expected the completion condition to be an"),
        (
            count("2") + "<completionCondition>${nrOfCompletedInstances > 1}</completionCondition>",
            "but nrOfCompletedInstances is another tool's word for numberOfCompletedInstances",
        ),
        (
            '<loopDataInputRef>xs</loopDataInputRef><inputDataItem id="i" name="an item"/>',
            "expected the item's variable to be a name, but got 'an item'",
        ),
    ],
)
def test_a_count_that_comes_to_nothing_is_refused(told, body, expected):
    ((severity, element, sentence),) = told(many(body))
    assert (severity, element) == ("error", "a")
    assert expected in sentence


def test_the_bounds_are_those_of_the_execution():
    assert MAX_INSTANCES == MOST_THAT_RUN
