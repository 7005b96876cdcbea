"""The command line: start, do, show, deploy, processes, as its contract has them."""

from __future__ import annotations

import json
import shutil

import pytest

from banjie import cli
from tests.support.drawing import draw

PLAIN = """
start s
user fill
xor how default="f4"
user again
end done
s -> fill
fill -> how
again -> fill
how -> again : rework
how -> done
"""


@pytest.fixture
def banjie(tmp_path, monkeypatch, capsys, sqlite_template):
    """Run a command line on a database of its own: gives the exit status, standard output and standard error."""
    shutil.copy(sqlite_template, tmp_path / "banjie.db")
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path))
    monkeypatch.delenv("BANJIE_DATABASE_URL", raising=False)
    monkeypatch.delenv("BANJIE_SOURCES", raising=False)

    def run(*arguments):
        status = 0
        try:
            cli.main([str(a) for a in arguments])
        except SystemExit as leave:
            status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return run


def given(tmp_path, values, name="data.json"):
    path = tmp_path / name
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def answer(done):
    status, out, err = done
    assert status == 0, err
    return json.loads(out)


def test_processes_are_listed_with_their_diagrams_and_limits(banjie):
    found = {p["id"]: p for p in answer(banjie("processes", "--json"))}
    process = found["land_to_start"]
    assert (process["name"], process["place"], process["document"]) == ("拿地即开工", "汕尾", "shanwei-2023-2")
    assert process["bpmn"] == "bpmn/shanwei/land_to_start.bpmn"
    assert "shanwei-2023-2/5.2.6" in process["limits"]
    assert "land_to_start" in banjie("processes")[1]


def test_a_case_is_started_worked_on_and_shown(banjie, tmp_path):
    facts = given(tmp_path, {"area": 8000, "needs_planning_permit": True}, "facts.json")
    at = ("--at", "2026-09-14T09:00")
    started = answer(banjie("case", "start", "external_lines", "--facts", facts, *at, "--json"))
    case, number = started["case"], started["number"]
    assert started["events"][0]["type"] == "CaseStarted"
    done = answer(banjie("case", "do", case, "accept", "--at", "2026-09-15T09:00", "--json"))
    assert "CaseAccepted" in [e["type"] for e in done["events"]]
    shown = answer(banjie("case", "show", number, "--at", "2026-09-16", "--json"))
    assert (shown["case"], shown["state"]) == (case, "accepted")
    assert [(s["step"], s["state"], s["department"]) for s in shown["steps"]] == [
        ("intake_review", "done", "counter"),
        ("planning_permit", "open", "natural_resources"),
    ]
    clock = next(c for c in shown["clocks"] if c["limit"] == "shanwei-2023-2/2.4")
    assert (clock["state"], clock["elapsed"], clock["remaining"], clock["lamp"]) == ("running", 1, 2, "green")
    assert clock["deadline"] == "2026-09-19T00:00:00+08:00"
    assert clock["days"][0] == {"date": "2026-09-15", "counted": False, "why": "first day"}
    assert [e["seq"] for e in shown["events"]] == list(range(1, len(shown["events"]) + 1))
    assert answer(banjie("case", "show", case, "--at", "2026-09-14T10:00", "--json"))["state"] == "received"
    assert "planning_permit" in banjie("case", "show", case, "--at", "2026-09-16")[1]


def test_a_refusal_is_a_sentence_and_exit_status_1(banjie):
    case = answer(banjie("case", "start", "low_risk", "--at", "2026-09-14T09:00", "--json"))["case"]
    status, out, err = banjie("case", "do", case, "complete", "--step", "nowhere", "--at", "2026-09-14T10:00", "--json")
    assert status == 1
    assert json.loads(out)["rejection"]["kind"] == "not_found"
    assert err.startswith("Expected a step of process low_risk")
    assert banjie("case", "do", case, "claim", "--at", "yesterday")[0] == 1
    assert banjie("case", "show", "nothing")[0] == 1
    assert banjie("case", "start", "nothing")[0] == 1


@pytest.mark.parametrize(
    ("text", "sentence"), [("[1]", "it holds list"), ("{", "to hold a JSON object"), (None, "Expected to read")]
)
def test_a_file_that_is_no_json_object(banjie, tmp_path, text, sentence):
    path = tmp_path / "x.json"
    if text is not None:
        path.write_text(text)
    status, out, err = banjie("case", "start", "low_risk", "--facts", path, "--json")
    assert (status, out) == (1, "")
    assert sentence in err


def test_a_foreign_diagram_deploys_and_runs(banjie, tmp_path):
    path = tmp_path / "foreign.bpmn"
    path.write_bytes(draw("foreign", PLAIN)[1])
    assert answer(banjie("deploy", path, "--json")) == {"process": "foreign", "version": 1}
    assert "unchanged" in banjie("deploy", path)[1]
    case = answer(banjie("case", "start", "foreign", "--json"))["case"]
    rework, done = given(tmp_path, {"rework": True}, "a.json"), given(tmp_path, {"rework": False}, "b.json")
    answer(banjie("case", "do", case, "complete", "--step", "fill", "--data", rework, "--json"))
    answer(banjie("case", "do", case, "complete", "--step", "again", "--json"))
    last = answer(banjie("case", "do", case, "complete", "--step", "fill", "--data", done, "--json"))
    assert last["events"][-1]["type"] == "CaseCompleted"
    assert answer(banjie("case", "show", case, "--json"))["state"] == "completed"


def test_a_diagram_that_is_refused_names_its_element(banjie, tmp_path):
    path = tmp_path / "bad.bpmn"
    path.write_bytes(draw("bad", "start s\nuser stuck\nuser lost\nend e\ns -> stuck\nstuck -> e")[1])
    status, out, err = banjie("deploy", path, "--json")
    assert (status, json.loads(out)["element"]) == (1, "lost")
    assert "lost" in err
    assert banjie("deploy", tmp_path / "absent.bpmn")[0] == 1
    assert banjie("deploy")[0] == 2


def test_somebody_acts_with_their_own_rights(banjie):
    case = answer(banjie("case", "start", "low_risk", "--at", "2026-09-14T09:00", "--json"))["case"]
    assert banjie("case", "do", case, "accept", "--by", "nobody", "--at", "2026-09-14T10:00")[0] == 1


def test_the_same_command_id_gives_the_first_answer(banjie):
    first = answer(banjie("case", "start", "low_risk", "--command-id", "x", "--at", "2026-09-14T09:00", "--json"))
    again = answer(banjie("case", "start", "low_risk", "--command-id", "x", "--at", "2026-09-14T09:00", "--json"))
    assert again == first


def test_what_people_read_is_short(banjie):
    number = banjie("case", "start", "low_risk", "--at", "2026-09-14T09:00")[1].split()[0]
    assert number == "汕尾20260914-0001"
    assert "StepClaimed" in banjie("case", "do", number, "claim", "--at", "2026-09-14T10:00")[1]
