"""The cases as XES: a trace for each, starts and ends of its steps, read back by whoever reads XES."""

from __future__ import annotations

import io
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from engine.audit import write_traces
from engine.events import StepCancelled, StepClaimed, StepCompleted, StepReleased, StepReturned
from engine.simulation.logs.reading import read_log
from engine.time import local
from tests.support.cases import AT, add_case, add_definition, opened, started

XES = "{http://www.xes-standard.org/}"
CLAIMED, RELEASED = StepClaimed("review#1", "wu"), StepReleased("review#1")
DONE = StepCompleted("review", "review#1", "accept")
GIVEN_UP = StepCancelled("review#1", "withdrawn")


def written(database, progress=None):
    file = io.StringIO()
    number = write_traces(database, file, progress)
    return number, file.getvalue()


def traces(text):
    """The events of every case, each as its attributes."""
    root = ET.fromstring(text)  # noqa: S314 - our own words
    return {
        trace.find(f"{XES}string[@key='concept:name']").get("value"): [
            {one.get("key"): one.get("value") for one in event} for event in trace.iter(f"{XES}event")
        ]
        for trace in root.iter(f"{XES}trace")
    }


@pytest.fixture
def of(database):
    """The events of a case that has these facts."""
    add_definition(database)

    def made(*facts):
        add_case(database, "c1", [started("c1"), opened("review"), *facts])
        return traces(written(database)[1])["N-c1"]

    return made


def at(minute):
    return local(AT + timedelta(minutes=minute)).isoformat(timespec="microseconds")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((), []),
        ((CLAIMED,), []),
        ((DONE,), ["complete"]),
        ((CLAIMED, DONE), ["start", "complete"]),
        ((CLAIMED, RELEASED, DONE), ["complete"]),
        ((GIVEN_UP,), ["withdraw"]),
        ((CLAIMED, GIVEN_UP), ["start", "ate_abort"]),
        ((CLAIMED, StepReturned("review", "review#1", "intake", "x")), ["start", "ate_abort"]),
    ],
)
def test_each_entry_begins_where_somebody_took_it_and_ends_as_it_ended(of, facts, words):
    assert [event["lifecycle:transition"] for event in of(*facts)] == words


def test_an_event_says_what_was_done_where_by_whom_and_when(of):
    start, end = of(CLAIMED, DONE)
    assert start == {
        "concept:name": "受理审查",
        "element": "review",
        "org:group": "counter",
        "org:role": "counter",
        "org:resource": "wu",
        "concept:instance": "1",
        "lifecycle:transition": "start",
        "enable_time": at(2),
        "time:timestamp": at(3),
    }
    assert (end["org:resource"], end["decision"], end["time:timestamp"]) == ("chen", "accept", at(4))
    assert "enable_time" not in end


def test_every_entry_into_a_step_is_an_instance_of_its_own(of):
    events = of(DONE, opened("review", 2), StepCompleted("review", "review#2"))
    assert [event["concept:instance"] for event in events] == ["1", "2"]


def test_what_is_read_back_is_what_was_done(database, tmp_path):
    add_definition(database)
    add_case(database, "c1", [started("c1"), opened("review"), CLAIMED, DONE])
    add_case(database, "c2", [started("c2"), opened("review"), GIVEN_UP])
    add_case(database, "c3", [started("c3")])
    number, text = written(database)
    assert number == 3
    path = tmp_path / "log.xes"
    path.write_text(text, encoding="utf-8")
    wall = [local(AT + timedelta(minutes=n)).replace(tzinfo=None) for n in range(5)]
    first, second = read_log(path)
    assert (first.case, first.element, first.opened, first.started, first.finished) == ("N-c1", "review", *wall[2:])
    assert (second.case, second.lifecycle, second.opened, second.finished) == ("N-c2", "withdraw", wall[2], wall[3])
    assert set(traces(text)) == {"N-c1", "N-c2"}


def test_what_people_named_is_escaped_and_what_xml_forbids_is_left_out(database):
    add_definition(database)
    add_case(
        database, "c1", [started("c1"), opened('a"<&>\x00\x1b'), StepCompleted('a"<&>\x00\x1b', 'a"<&>\x00\x1b#1')]
    )
    assert traces(written(database)[1])["N-c1"][0]["element"] == 'a"<&>'


def test_no_cases_are_a_log_without_traces(database):
    told = []
    number, text = written(database, lambda *args: told.append(args))
    assert (number, traces(text), told) == (0, {}, [(0, 0)])


def test_the_progress_is_told(database, monkeypatch):
    monkeypatch.setattr("engine.audit.traces._EVERY", 2)
    add_definition(database)
    for case in ("c1", "c2"):
        add_case(database, case, [started(case), opened("review"), DONE])
    told = []
    written(database, lambda *args: told.append(args))
    assert told == [(2, 4), (4, 4), (4, 4)]
