"""The log: what was acknowledged is there after a kill, and nobody changes it unseen, in the database or in an export."""

# ruff: noqa: E501, S608, ISC004  statements that tamper, written out

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from tests.acceptance.command import ROOT

AT = "2026-09-14T09:00"

# Starts cases and accepts them for ever, and says so after each answer.
LOOP = """
import itertools, json, sys
from banjie.now import now
from banjie.settings import Settings, open_banjie
from engine.cases import Command, Outcome
from engine.time import parse_moment
from engine.views import Actor

banjie = open_banjie(Settings.from_environment())
admin, at = Actor("operator", "", None, frozenset({"administrator"})), parse_moment("2026-09-14T09:00")
for n in itertools.count():
    started = banjie.start("low_risk", {"area": n}, admin, at, f"start-{n}")
    print(json.dumps([f"start-{n}", started.case, started.version]), flush=True)
    for word, data in (("request-correction", {"items": ["a"]}), ("submit-correction", {}), ("accept", {})):
        done = banjie.do(Command(started.case, word, admin, at, f"{word}-{n}", data=data))
        assert isinstance(done, Outcome), done
        print(json.dumps([f"{word}-{n}", started.case, done.version]), flush=True)
"""


def test_every_acknowledged_command_outlives_a_kill(terminal):
    process = subprocess.Popen(
        [sys.executable, "-c", LOOP], cwd=ROOT, env=terminal.environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [json.loads(process.stdout.readline()) for _ in range(41)]
    os.kill(process.pid, signal.SIGKILL)
    told += [json.loads(line) for line in process.stdout.read().splitlines() if line.endswith("]")]
    process.stdout.close()
    process.wait(timeout=10)

    report = terminal.ok("verify")
    assert report["ok"]
    with sqlite3.connect(terminal.database) as database:
        logged = {row[0] for row in database.execute("SELECT DISTINCT command_id FROM events")}
        versions = dict(database.execute("SELECT id, version FROM cases"))
    database.close()
    assert {command for command, _, _ in told} <= logged
    assert all(versions[case] >= version for _, case, version in told)

    # The same command again gets its first answer, and a case goes on where it stood.
    command, case, _ = told[-1]
    word, _, number = command.rpartition("-")
    if word == "start":
        again = terminal.ok("case", "start", "low_risk", "--facts", "-", "--at", AT, "--command-id", command,
                            given={"area": int(number)})  # fmt: skip
    else:
        data = {"items": ["a"]} if word == "request-correction" else {}
        again = terminal.ok("case", "do", case, word, "--data", "-", "--at", AT, "--command-id", command, given=data)
    before = terminal.show(case, AT)
    assert again["case"] == case
    assert {event["seq"] for event in again["events"]} <= {event["seq"] for event in before["events"]}

    # The rows that lists read from say what the log says.
    for found in {case for _, case, _ in told[-6:]}:
        shown = terminal.show(found, AT)
        with sqlite3.connect(terminal.database) as database:
            (state, last), steps = (
                database.execute("SELECT state, last_seq FROM cases WHERE id = ?", [found]).fetchone(),
                database.execute("SELECT step FROM steps WHERE case_id = ? AND closed_at IS NULL", [found]).fetchall(),
            )
        database.close()
        assert (state, last) == (shown["state"], shown["events"][-1]["seq"])
        assert sorted(s for (s,) in steps) == sorted(s["step"] for s in shown["steps"] if s["state"] == "open")


# ── tampering ────


@pytest.fixture
def kept(terminal):
    """Two cases in a log that holds, and a receipt of it."""
    for _ in range(2):
        terminal.do(terminal.start("external_lines", AT), "accept", AT)
    assert terminal.run("verify", "--seal").status == 0
    return terminal


def tamper(terminal, *statements):
    with sqlite3.connect(terminal.database) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
    database.close()


FIRST = "(SELECT min(case_id) FROM events)"
CUT = f"DELETE FROM events WHERE case_id = {FIRST} AND seq = (SELECT max(seq) FROM events WHERE case_id = {FIRST})"
TAMPERINGS = {
    "a changed body": (f"UPDATE events SET body = replace(body, 'external', 'internal') WHERE case_id = {FIRST} AND seq = 1",),
    "another instant": (f"UPDATE events SET at = datetime(at, '-1 day') WHERE case_id = {FIRST} AND seq = 3",),
    "another actor": (f"UPDATE events SET actor = 'nobody' WHERE case_id = {FIRST} AND seq = 3",),
    "a deleted event": (f"DELETE FROM events WHERE case_id = {FIRST} AND seq = 3",),
    "swapped events": (
        f"UPDATE events SET seq = 1000 WHERE case_id = {FIRST} AND seq = 3",
        f"UPDATE events SET seq = 3 WHERE case_id = {FIRST} AND seq = 4",
        f"UPDATE events SET seq = 4 WHERE case_id = {FIRST} AND seq = 1000",
    ),
    "a tail cut off, the head put right": (
        "PRAGMA foreign_keys = OFF",
        CUT,
        f"UPDATE cases SET last_seq = last_seq - 1, last_hash = (SELECT hash FROM events e WHERE e.case_id = cases.id "
        f"ORDER BY seq DESC LIMIT 1) WHERE id = {FIRST}",
    ),
    "a tail cut off with the checkpoints": (
        CUT,
        f"UPDATE cases SET last_seq = last_seq - 1, last_hash = (SELECT hash FROM events e WHERE e.case_id = cases.id "
        f"ORDER BY seq DESC LIMIT 1) WHERE id = {FIRST}",
        "DELETE FROM checkpoint_heads",
        "DELETE FROM checkpoints",
    ),
}  # fmt: skip


def test_a_log_that_nobody_touched_verifies(kept):
    report = kept.ok("verify")
    assert (report["ok"], report["cases"], report["first_bad"]) == (True, 2, None)
    assert report["events"] > 10


@pytest.mark.parametrize("how", TAMPERINGS)
def test_tampering_with_the_file_by_hand_is_found(kept, how):
    tamper(kept, *TAMPERINGS[how])
    answer = kept.run("verify", "--json")
    assert answer.status == 1, answer
    assert answer.json["ok"] is False
    assert answer.json["first_bad"]
    assert "Traceback" not in answer.err


# ── exports ────


def test_an_export_proves_itself_and_shows_a_change(kept):
    file = kept.folder / "log.jsonl"
    written = kept.ok("export", "--format", "jsonl", file)
    found = kept.ok("verify", file)
    assert (found["ok"], found["events"], found["signature"]) == (True, written["events"], "checked")
    assert written["heads"] == kept.ok("verify")["heads"]
    file.write_text(file.read_text(encoding="utf-8").replace('"counter"', '"nobody"', 1), encoding="utf-8")
    assert kept.run("verify", file, "--json").json["ok"] is False


def test_an_export_is_not_written_over_and_leaves_no_pieces(kept):
    file = kept.write("log.csv", "mine")
    assert "--force" in kept.refused("export", "--format", "csv", file)
    assert file.read_text(encoding="utf-8") == "mine"
    assert kept.run("export", "--format", "csv", file, "--force").status == 0
    assert "Expected to write" in kept.refused("export", "--format", "csv", "/nowhere/log.csv")
    kept.refused("export", "--format", "csv", kept.folder, "--force")
    kept.refused("export", "--format", "csv", "/dev/null", "--force")
    assert kept.run("export", "--format", "parquet", kept.folder / "x").status == 2
    assert not list(kept.folder.glob("*.part"))
    assert not list(kept.folder.glob(".*.part"))


def test_a_table_has_a_line_per_event_and_no_cell_that_is_a_formula(kept):
    kept.ok("case", "start", "low_risk", "--at", AT, "--command-id", '=HYPERLINK("http://x")')  # fmt: skip
    file = kept.folder / "log.csv"
    count = kept.ok("export", "--format", "csv", file)["events"]
    text = file.read_text(encoding="utf-8")
    assert text.startswith("\ufeffnumber,")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert len(rows) == count == kept.ok("verify")["events"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert {row["command_id"] for row in rows} >= {'\'=HYPERLINK("http://x")'}
    assert {row["at"] for row in rows} == {"2026-09-14T09:00:00+08:00"}


def test_the_steps_of_every_case_are_a_log_for_process_mining(kept):
    kept.ok("case", "start", "low_risk", "--at", AT)
    file = kept.folder / "log.xes"
    assert kept.ok("export", "--format", "xes", file)["format"] == "xes"
    root = ET.parse(file).getroot()  # noqa: S314 - our own file
    names = {one.get("value") for one in root.iterfind("{*}trace/{*}string[@key='process']")}
    assert "low_risk" in names
    assert kept.run("export", "--format", "xes", "--private", kept.folder / "x.xes").status == 2
