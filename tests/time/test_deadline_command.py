"""`banjie deadline`: the contract that other tools rely on."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from banjie.commands.deadline import deadline
from engine.time import china


def run(*arguments: str):
    return CliRunner().invoke(deadline, arguments)


def say(*arguments: str):
    found = run(*arguments, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_the_document_has_what_the_contract_names():
    found = say("2026-09-18", "5", "working_day", "--at", "2026-09-22")
    assert found["deadline"] == "2026-09-25T00:00:00+08:00"
    assert found["last_day"] == "2026-09-24"
    assert (found["elapsed"], found["remaining"], found["lamp"], found["provisional"]) == (3, 2, "green", False)
    assert found["days"][2] == {"date": "2026-09-20", "counted": True, "why": "made-up: 国庆节"}
    assert isinstance(found["elapsed"], int)
    assert found["calendar"] == china().version


def test_without_an_instant_the_days_run_up_to_the_deadline():
    found = say("2026-02-13", "20", "working_day")
    assert sum(day["counted"] for day in found["days"]) == 20
    assert found["days"][-1]["date"] == "2026-03-19"


def test_with_an_end_the_lamp_and_the_count_are_those_of_the_end():
    found = say("2026-08-14", "5", "working_day", "--end", "2026-08-25T10:00", "--at", "2026-11-20")
    assert (found["elapsed"], found["remaining"], found["lamp"]) == (7, -2, "red")
    assert (found["verdict"], found["over"], found["state"]) == ("breached", 2, "stopped")
    assert found["days"][-1]["date"] == "2026-08-25"


def test_pauses_may_overlap_and_one_may_go_on():
    closed = ("--pause", "2026-08-17..2026-08-19", "--pause", "2026-08-18..2026-08-20")
    assert say("2026-08-14", "5", "working_day", *closed)["last_day"] == "2026-08-26"
    found = say("2026-08-14", "5", "working_day", "--pause", "2026-08-18..", "--at", "2026-08-21")
    assert (found["state"], found["elapsed"], found["last_day"]) == ("paused", 2, "2026-08-26")


def test_parts_of_a_day_are_json_numbers():
    found = say("2026-09-18T09:00", "0.5", "working_day", "--at", "2026-09-18T10:45")
    assert (found["elapsed"], found["remaining"], found["deadline"]) == (0.25, 0.25, "2026-09-18T14:30:00+08:00")


def test_hours_may_be_business_hours():
    found = say("2026-09-18T17:30", "1", "hour", "--business", "--at", "2026-09-18T18:00")
    assert found["deadline"] == "2026-09-20T09:30:00+08:00"


def test_a_start_on_a_rest_day_may_roll():
    assert say("2026-10-03", "1", "working_day", "--roll")["last_day"] == "2026-10-09"


def test_a_shortest_time_that_ends_too_soon_says_so():
    found = say("2026-08-14", "5", "working_day", "--at-least", "--end", "2026-08-20")
    assert (found["verdict"], found["lamp"]) == ("too_early", "red")


def test_beyond_the_published_years_it_is_provisional():
    assert say("2026-12-30", "3", "working_day")["provisional"] is True


def test_a_person_gets_a_table():
    found = run("2026-12-30", "3", "working_day", "--at", "2026-12-31")
    assert found.exit_code == 0
    assert "24:00 of 2027-01-05" in found.stdout
    assert "provisional" in found.stdout
    assert "2027-01-01 Fri         ·  holiday: 元旦" in found.stdout or "first day" in found.stdout


def test_a_table_of_hours_has_no_24_00():
    assert "24:00" not in run("2026-09-18T10:00", "3", "hour").stdout


REFUSED = [
    (("yesterday", "5", "working_day"), "'yesterday'"),
    (("2026-09-18", "five", "working_day"), "'five'"),
    (("2026-09-18", "0", "working_day"), "above 0"),
    (("2026-09-18", "5", "fortnight"), "'fortnight'"),
    (("2026-09-18", "1.5", "month"), "whole number"),
    (("2026-09-18", "5", "working_day", "--pause", "2026-09-20"), "Expected a pause like"),
    (("2026-09-18", "5", "working_day", "--pause", "2026-09-20..2026-09-19"), "ends after it begins"),
    (("2026-09-18", "5", "working_day", "--end", "2026-09-01"), "after the start"),
    (("2026-12-30", "3", "working_day", "--strict"), "provisional until"),
    (("2003-01-01", "3", "working_day"), "which the calendar covers"),
    (("2026-09-18", "900000", "working_day"), "which the calendar covers"),
    (("9999-12-31T23:59:00-12:00", "1", "hour"), "Expected a date like"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_bad_input_gets_one_sentence_and_status_1(arguments, sentence):
    found = run(*arguments)
    assert found.exit_code == 1
    assert found.stdout == ""
    assert sentence in found.stderr
    assert found.stderr.strip().count("\n") == 0


def test_wrong_usage_has_status_2():
    assert run("2026-09-18").exit_code == 2
    assert run("2026-09-18", "5", "working_day", "--colour", "red").exit_code == 2
