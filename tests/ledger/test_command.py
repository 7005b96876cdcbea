"""`banjie ledger` as somebody at a terminal has it."""

from __future__ import annotations

import json
import shutil

import pytest

from banjie.cli import main


@pytest.fixture(scope="module")
def folder(sqlite_template, tmp_path_factory):
    made = tmp_path_factory.mktemp("ledger")
    shutil.copyfile(sqlite_template, made / "banjie.db")
    return made


@pytest.fixture
def run(folder, monkeypatch, capsys):
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{folder / 'banjie.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(folder))

    def call(*arguments):
        status = 0
        try:
            main(("ledger", *map(str, arguments)))
        except SystemExit as leave:
            status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_without_the_documents_nothing_is_imported_and_a_sentence_says_so(run, monkeypatch, tmp_path):
    monkeypatch.delenv("BANJIE_SOURCES", raising=False)
    status, out, err = run("import")
    assert (status, out) == (1, "")
    assert err.startswith("Expected BANJIE_SOURCES to name the folder of the documents")
    monkeypatch.setenv("BANJIE_SOURCES", str(tmp_path))
    status, out, err = run("import", "--document", "zhuhai-2020-reforms")
    assert (status, out) == (1, "")
    assert "there is no such file" in err


def test_a_document_without_a_ledger_is_refused(run, sources, monkeypatch):
    monkeypatch.setenv("BANJIE_SOURCES", str(sources))
    for word in ("import", "list"):
        status, _, err = run(word, "--document", "shanwei-2023-2")
        assert (status, err.startswith("Expected a document with a ledger of tasks")) == (1, True)


def test_the_tasks_of_a_document_are_imported_once_and_listed(run, sources, monkeypatch):
    monkeypatch.setenv("BANJIE_SOURCES", str(sources))
    at = ("--at", "2020-05-11T09:00", "--document", "zhuhai-2020-reforms")
    status, out, err = run("import", *at, "--json")
    assert status == 0
    assert json.loads(out) == [{"document": "zhuhai-2020-reforms", "tasks": 22, "new": 22, "known": 0}]
    assert "Importing tasks" in err
    assert json.loads(run("import", *at, "--json")[1])[0]["new"] == 0
    rows = json.loads(run("list", "--json", "--at", "2020-07-01T00:00")[1])
    assert [row["task"] for row in rows] == list(range(1, 23))
    assert [row["task"] for row in rows if row["late"]] == [3, 7]
    assert (rows[2]["due_on"], rows[2]["lead"]) == ("2020-06-30", "市住房城乡建设局")
    assert rows[1]["due_at"] is None
    table = run("list", "--at", "2020-07-01T00:00")[1].splitlines()
    assert len(table) == 22
    assert "2020-06-30  late" in table[2]
