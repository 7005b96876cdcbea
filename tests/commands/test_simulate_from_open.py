"""`banjie simulate --from-open`: what becomes of the cases that are open now."""

from __future__ import annotations

import json

import pytest

from banjie.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'banjie.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path / "data"))

    def call(*arguments):
        status = 0
        try:
            main(tuple(map(str, arguments)))
        except SystemExit as leave:
            status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_every_open_case_and_its_limits_are_told(run):
    assert run("init")[0] == 0
    status, out, err = run("case", "start", "intake")
    assert status == 0, (out, err)
    status, out, err = run("simulate", "intake", "--from-open", "--cases", 5, "--replications", 8, "--json")
    assert (status, err) == (0, "")
    document = json.loads(out)
    (case,) = document["open_cases"]
    (limit,) = (one for one in case["limits"] if one["limit"].startswith("prc-licensing-law/32.4"))
    assert 0 <= limit["breach_probability"] <= 1
    assert limit["deadline"]
    assert document["replications"] == 8
    status, out, _ = run("simulate", "intake", "--from-open", "--cases", 5, "--replications", 8)
    assert status == 0
    assert case["number"] in out
    assert "open case" in out


def test_where_nothing_is_open_nothing_is_told(run):
    status, out, err = run("simulate", "low_risk", "--from-open", "--cases", 3, "--replications", 2, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["open_cases"] == []


@pytest.mark.parametrize("option", [("--shortest", "x"), ("--compare", "x.toml"), ("--minimum-staff", "x")])
def test_one_question_at_a_time(run, option):
    status, _, err = run("simulate", "low_risk", "--from-open", *option)
    assert status != 0
    assert err.startswith(f"Expected --from-open without {option[0]}, but both came")
