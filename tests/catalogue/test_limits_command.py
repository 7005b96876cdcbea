"""`banjie limits`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from banjie.commands.limits import limits

KEYS = {
    "id", "document", "number", "clause", "source", "sources", "place", "procedure", "step", "scope", "bound",
    "quantity", "unit", "excludes", "starts", "kind", "effective_from", "effective_to",
}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(limits, arguments)


def test_json_holds_the_keys_of_the_contract():
    records = json.loads(run("--json").stdout)
    assert {record["place"] for record in records} > {"全国", "汕尾"}
    assert all(set(record) >= KEYS for record in records)


def test_a_limit_in_json_has_its_figure_as_a_number_and_its_line():
    records = {record["id"]: record for record in json.loads(run("--json").stdout)}
    eight = records["shanwei-2023-2/2.1"]
    assert eight["quantity"] == 8
    assert isinstance(eight["quantity"], int)
    assert eight["source"] == {"file": "002_33317a5f04b53a73.txt", "line": 1774}
    assert eight["number"] == "汕建规字〔2023〕2号"
    assert records["prc-licensing-law/42.1"]["source"] is None
    assert records["prc-licensing-law/42.1"]["sources"] == []


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--place", "汕尾", "--document", "shanwei-2023-2"), 15),
        (("--place", "shanwei", "--document", "shanwei-2023-2"), 15),
        (("--place", "national"), 5),
        (("--document", "prc-licensing-law"), 5),
        (("--place", "shanwei", "--document", "prc-licensing-law"), 0),
    ],
)
def test_limits_can_be_chosen_by_place_and_document(arguments, count):
    assert len(json.loads(run(*arguments, "--json").stdout)) == count


def test_the_table_is_for_people():
    lines = run("--document", "shanwei-2023-2").stdout.splitlines()
    assert len(lines) == 16
    assert any("五（二）6" in line and "≤ 2 working_day" in line for line in lines)


@pytest.mark.parametrize("arguments", [("--place", "atlantis"), ("--document", "atlantis")])
def test_an_unknown_place_or_document_is_a_sentence_and_status_1(arguments):
    result = run(*arguments)
    assert result.exit_code == 1
    assert "Expected " in result.stderr
    assert result.stdout == ""


def test_a_folder_of_documents_that_is_none_is_a_sentence(monkeypatch):
    monkeypatch.setenv("BANJIE_SOURCES", "/nonexistent")
    result = run("--json")
    assert result.exit_code == 1
    assert "BANJIE_SOURCES" in result.stderr
