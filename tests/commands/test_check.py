"""`banjie check` as somebody at a terminal has it."""

from __future__ import annotations

import json
import shutil
import time

import pytest

from banjie.cli import main
from workflows.library import Library

KEYS = {"process", "limit", "promised", "guaranteed", "path", "verdict", "why"}


@pytest.fixture(scope="module")
def folder(sqlite_template, tmp_path_factory):
    """Where the library is deployed, once for all tests: checking changes nothing."""
    made = tmp_path_factory.mktemp("check")
    shutil.copyfile(sqlite_template, made / "banjie.db")
    return made


@pytest.fixture
def run(folder, monkeypatch, capsys):
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{folder / 'banjie.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(folder))
    monkeypatch.delenv("BANJIE_SOURCES", raising=False)

    def call(*arguments):
        status = 0
        try:
            main(("check", *map(str, arguments)))
        except SystemExit as leave:
            status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_a_promise_that_cannot_be_kept_is_a_finding_and_no_failure(run):
    status, out, err = run("low_risk", "--json")
    assert (status, err) == (0, "")
    (found,) = json.loads(out)
    assert found.keys() >= KEYS
    assert (found["process"], found["limit"]) == ("low_risk", "shanwei-2023-2/2.1")
    assert (found["promised"], found["guaranteed"], found["verdict"]) == (8, 13, "exceeds")
    assert [part["amount"] for part in found["path"]] == [3, 4, 5, 1]
    assert all({"step", "limit", "amount"} <= part.keys() for part in found["path"])
    assert "3 + 4 + 5 + 1 = 13 working days, 5 more than the 8 promised" in found["why"]


def test_the_table_reads_with_the_path_on_its_own_line(run):
    status, out, _ = run("old_estate")
    assert status == 0
    lines = out.splitlines()
    assert lines[0].startswith("EXCEEDS  old_estate")
    assert "promised 7 working days, guaranteed 13, 23 with rework" in lines[0]
    assert "joint_review 5 working days [shanwei-2023-2/5.3-review] → approvals 3" in lines[2]
    assert lines[-1].startswith("1 promises: 0 holds, 1 exceeds, 0 unknown.")


def test_the_whole_library_is_checked_in_seconds(run):
    run()
    begun = time.monotonic()
    status, out, _ = run("--json")
    assert status == 0
    assert time.monotonic() - begun < 5
    processes = {one["process"] for one in json.loads(out)}
    assert {"low_risk", "old_estate", "land_to_start", "external_lines"} <= processes


def test_a_place_by_its_id_or_its_name(run):
    _, by_id, _ = run("--place", "shanwei", "--json")
    _, by_name, _ = run("--place", "汕尾", "--json")
    assert by_id == by_name
    assert {one["place"] for one in json.loads(by_id)} == {"汕尾"}


def test_the_findings_name_their_sources(run):
    status, out, _ = run("--findings", "--json")
    assert status == 0
    found = json.loads(out)
    assert {"kind", "place", "process", "elements", "limits", "sentence", "sources"} == found[0].keys()
    for finding in found:
        assert {source["limit"] for source in finding["sources"]} <= set(finding["limits"])
    assert run("--findings", "--place", "shanwei")[1].startswith("no_limit       shanwei")


def test_a_check_carries_the_findings_about_its_process(run):
    (found,) = json.loads(run("low_risk", "--json")[1])
    assert [one["elements"] for one in found["findings"] if one["kind"] == "no_limit"] == [["door_number"]]


def test_a_draft_is_checked_from_its_file(run, tmp_path):
    library = Library.load()
    data = next(file.data for file in library.diagrams if file.name.endswith("/low_risk.bpmn"))
    draft = tmp_path / "draft.bpmn"
    draft.write_bytes(data.replace(b"5.1.9-registration", b"5.2.7-registration"))
    (found,) = json.loads(run(draft, "--json")[1])
    assert [part["amount"] for part in found["path"]] == [3, 4, 5, 3]
    assert json.loads(run("low_risk", "--json")[1])[0]["guaranteed"] == 13


def test_another_day_asks_for_the_limits_of_that_day(run):
    (found,) = json.loads(run("low_risk", "--day", "2025-03-01", "--json")[1])
    assert found["worst"]["start"].startswith("2025-")
    assert json.loads(run("low_risk", "--day", "2020-03-01", "--json")[1]) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "Expected a process that is deployed, but 'nowhere' is none of"),
        (("nowhere.bpmn",), "Expected to read nowhere.bpmn, but No such file"),
        (("--place", "nowhere"), "Expected one of the places"),
        (("--day", "yesterday"), "Expected a date like 2026-09-01 for --day, but came 'yesterday'"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(run, arguments, said):
    status, out, err = run(*arguments, "--json")
    assert (status, out) == (1, "")
    assert err.startswith(said)
