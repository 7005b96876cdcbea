from __future__ import annotations

import json
import sys

import pytest

from banjie.cli import main

SECRET = "correct horse 电池"


@pytest.fixture(autouse=True)
def installation(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("BANJIE_DATABASE_URL", database_url)
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BANJIE_SOURCES", raising=False)


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Calls the command line with text on standard input; gives exit status, standard output and error."""

    def call(*arguments, text=SECRET + "\n"):
        path = tmp_path / "stdin"
        path.write_text(text)
        with path.open() as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            status = 0
            try:
                main(arguments)
            except SystemExit as leave:
                status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_an_added_user_is_listed(run):
    status, out, _ = run("user", "add", "Chen", "--name", "陈明", "--department", "housing", "--role", "lead", "--json")
    assert status == 0
    assert json.loads(out)["login"] == "chen"
    status, out, _ = run("user", "list", "--json")
    (listed,) = json.loads(out)
    assert (listed["name"], listed["department"], listed["roles"], listed["active"]) == (
        "陈明",
        "housing",
        ["lead"],
        True,
    )
    assert "hash" not in out


def test_the_list_can_be_read_by_people(run):
    run("user", "add", "chen", "--name", "陈明", "--role", "auditor")
    run("user", "deactivate", "chen")
    assert run("user", "list")[1] == "chen  陈明  -  auditor  (cannot sign in)\n"
    run("user", "activate", "chen")
    run("user", "duties", "chen", "--department", "water", "--role", "case_worker")
    assert run("user", "list")[1] == "chen  陈明  water  case_worker\n"


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        (("add", "chen"), "short\n", "Expected a password of 10 to 1024 characters, but got 5"),
        (("add", "chen"), "", "but got 0"),
        (("add", "chen", "--role", "boss"), SECRET, "but got 'boss'"),
        (("add", "a b"), SECRET, "Expected a login"),
        (("password", "nobody"), SECRET, "nobody is called 'nobody'"),
        (("deactivate", "nobody"), SECRET, "nobody is called 'nobody'"),
        (("duties", "nobody"), SECRET, "nobody is called 'nobody'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(run, arguments, text, sentence):
    status, out, err = run("user", *arguments, text=text)
    assert (status, out) == (1, "")
    assert sentence in err
    assert json.loads(run("user", "list", "--json")[1]) == []


def test_a_taken_login_is_refused(run):
    run("user", "add", "chen")
    status, _, err = run("user", "add", "CHEN")
    assert status == 1
    assert "'chen' is taken" in err


def test_no_password_is_taken_from_the_arguments(run):
    assert run("user", "add", "chen", "--password", SECRET)[0] == 2
    assert run("user", "password", "chen", SECRET)[0] == 2


def test_a_new_password_can_be_set(run):
    run("user", "add", "chen")
    status, _, err = run("user", "password", "chen", text="another secret 2\n")
    assert status == 0
    assert "every session has ended" in err
