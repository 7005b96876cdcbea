"""Bad databases and bad words: always a sentence, never a traceback, and nothing lost."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.command import ROOT

AT = "2026-09-14T09:00"


def with_url(terminal, url, *arguments, **environment):
    answer = terminal.run(*(arguments or ("processes",)), BANJIE_DATABASE_URL=url, **environment)
    assert answer.status == 1, answer
    assert answer.out == ""
    assert answer.err.startswith("Expected"), answer.err
    assert "Traceback" not in answer.err
    return answer.err


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://host/name", "sqlite:////proc/banjie/b.db", "postgresql://me:secret@127.0.0.1:1/no"],
)
def test_a_database_that_cannot_be_reached_is_said_so_without_its_password(terminal, url):
    assert "secret" not in with_url(terminal, url)


def test_a_file_that_is_no_database_is_left_alone(terminal):
    file = terminal.write("bad.db", b"this is no database" * 1000)
    before = file.read_bytes()
    assert "no SQLite database" in with_url(terminal, f"sqlite:///{file}")
    with_url(terminal, f"sqlite:///{file}", "verify")
    assert file.read_bytes() == before


def test_a_file_cut_in_half_is_said_to_be_damaged(terminal):
    half = terminal.folder / "half.db"
    shutil.copyfile(terminal.database, half)
    os.truncate(half, 40_000)
    assert "damaged" in with_url(terminal, f"sqlite:///{half}", "case", "start", "low_risk")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999_future'", "this version of Banjie or an older one"),
        ("DROP TABLE alembic_version", "another program"),
    ],
)
def test_a_database_of_somebody_else_is_left_alone(terminal, statement, said):
    with contextlib.closing(sqlite3.connect(terminal.database)) as database, database:
        database.execute(statement)
    assert said in with_url(terminal, f"sqlite:///{terminal.database}")


def test_a_folder_in_place_of_a_file_is_refused(terminal):
    with_url(terminal, f"sqlite:///{terminal.folder}")
    file = terminal.write("file", "x")
    with_url(terminal, f"sqlite:///{file}/banjie.db")
    with_url(terminal, f"sqlite:///{terminal.database}", BANJIE_DATA=str(file))


def test_a_full_disk_loses_nothing_that_was_answered(terminal):
    """A limit on the size of files stands in for a disk: SQLite is told by the system that there is no room."""
    case = terminal.start("low_risk", AT)
    with contextlib.closing(sqlite3.connect(terminal.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    script = (
        "import resource, signal, sys; from banjie.cli import main; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); main(sys.argv[1:])"
    )
    words = [sys.executable, "-c", script, "case", "do", case, "accept", "--at", AT]
    # Compiled modules must not be written either: they would be cut short.
    environment = {**terminal.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    found = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 1, found
    assert "Traceback" not in found.stderr
    assert found.stderr.startswith("Expected"), found.stderr
    assert terminal.show(case, AT)["state"] == "received"
    assert "CaseAccepted" in terminal.do(case, "accept", AT)
    assert terminal.ok("verify")["ok"]


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE cases; --", "../../etc/passwd", "x" * 50_000, "\u202e", "%s%n", "{}", ""]
)
def test_names_of_every_kind_are_only_names(office, name):
    for words in (("case", "show", name), ("case", "do", name, "accept"), ("case", "start", name)):
        assert len(office.refused(*words)) < 1000


@pytest.mark.parametrize(
    "data",
    [
        "nope", "[]", "null", '"x"', '{"decision": {"a": 1}}', '{"decision": "accept", "opinion": "\\ud800"}',
        '{"decision": "accept", "x": 1e400}', '{"decision": "accept", "x": NaN}', '{"a":' * 50_000,
        '{"decision": "accept", "opinion": 7}', '{"decision": "accept", "materials": {"a": 1}}',
        json.dumps({"decision": "accept", "opinion": "长" * 5000}), json.dumps({"x": "y" * 1_100_000}),
    ],
)  # fmt: skip
def test_data_that_no_command_can_use_are_refused_and_change_nothing(office, data):
    case = office.start("low_risk", AT)
    answer = office.run("case", "do", case, "complete", "--at", AT, "--data", "-", given=data)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("Expected")
    assert len(answer.err) < 2000
    assert len(office.show(case, AT)["events"]) == 4


@pytest.mark.parametrize("at", ["9999-12-31", "0001-01-01", "2003-12-31", "2041-06-01", "soon", "2026-13-01", "-1"])
def test_instants_that_no_calendar_covers_are_refused(office, at):
    office.refused("case", "start", "low_risk", f"--at={at}")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--title", "a\x1b[31mb"), ("--title", "x" * 501), ("--applicant", "\n"), ("--command-id", "x" * 201),
     ("--material", "no such material")],
)  # fmt: skip
def test_texts_that_would_spoil_a_list_are_refused(office, option, value):
    office.refused("case", "start", "low_risk", "--at", AT, option, value)


def test_nothing_is_written_outside_of_the_data_folder(terminal):
    before = set(Path(ROOT).glob("*"))
    terminal.start("low_risk", AT)
    assert set(Path(ROOT).glob("*")) == before
