from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from banjie.cli import main
from engine.audit import Safe, export_log
from models.tables import cases, checkpoint_heads, checkpoints, events
from tests.support.cases import AT, add_case, add_definition, opened, started


@pytest.fixture
def data(database_url, tmp_path, monkeypatch):
    folder = tmp_path / "data"
    monkeypatch.setenv("BANJIE_DATABASE_URL", database_url)
    monkeypatch.setenv("BANJIE_DATA", str(folder))
    monkeypatch.delenv("BANJIE_SOURCES", raising=False)
    return folder


@pytest.fixture
def log(data, database):
    add_definition(database)
    add_case(database, "c1", [started("c1"), opened("review")])
    add_case(database, "c2", [started("c2"), opened("review")])
    return database


@pytest.fixture
def run(capsys):
    def call(*arguments):
        status = 0
        try:
            main(("verify", *map(str, arguments)))
        except SystemExit as leave:
            status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


def cut_off(log):
    """The last event of c2 goes, and with it every trace inside of the database."""
    with log.write() as connection:
        if log.dialect == "sqlite":
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        last = sa.and_(events.c.case_id == "c2", events.c.seq == 2)
        connection.execute(events.delete().where(last))
        head = connection.scalar(sa.select(events.c.hash).where(events.c.case_id == "c2"))
        connection.execute(cases.update().where(cases.c.id == "c2").values(last_seq=1, last_hash=head))
        connection.execute(checkpoint_heads.delete())
        connection.execute(checkpoints.delete())


@pytest.mark.usefixtures("log")
def test_a_log_that_holds_gives_exit_status_0(run):
    status, out, _ = run("--json")
    found = json.loads(out)
    assert status == 0
    assert (found["events"], found["cases"], found["ok"], found["first_bad"]) == (4, 2, True, None)


def test_a_log_that_does_not_gives_1_and_names_the_event(run, log):
    with log.write() as connection:
        connection.execute(cases.update().where(cases.c.id == "c2").values(last_seq=3))
    status, out, _ = run("--json")
    found = json.loads(out)
    assert (status, found["ok"]) == (1, False)
    assert (found["first_bad"]["case"], found["first_bad"]["seq"]) == ("c2", 3)
    status, out, _ = run()
    assert status == 1
    assert "Case c2, event 3: it is missing" in out


@pytest.mark.usefixtures("log")
def test_people_read_what_was_found_and_what_was_not_looked_at(run):
    status, out, _ = run()
    assert status == 0
    assert "4 events of 2 cases, 0 checkpoints." in out
    assert "All of it holds." in out
    assert "Nothing is signed" in out


@pytest.mark.usefixtures("log")
def test_sealing_signs_once_and_leaves_a_receipt(run, data):
    assert "Sealed as checkpoint 1." in run("--seal")[2]
    assert "Nothing new to seal." in run("--seal")[2]
    assert len(Safe(data).receipts()) == 1
    _, out, _ = run("--json")
    assert json.loads(out)["signature"] == "checked"


def test_the_receipt_outside_of_the_database_betrays_a_cut_off_end(run, log):
    run("--seal")
    cut_off(log)
    status, out, _ = run()
    assert status == 1
    assert "checkpoint 1 is missing, but there is a receipt of it" in out


def test_a_log_that_does_not_hold_is_not_sealed(run, log, data):
    with log.write() as connection:
        connection.execute(cases.update().where(cases.c.id == "c2").values(last_seq=3))
    assert run("--seal")[0] == 1
    assert Safe(data).receipts() == ()


def test_a_receipt_that_a_crash_prevented_is_written_with_the_next_seal(run, log, data):
    run("--seal")
    (data / "checkpoints.jsonl").unlink()
    add_case(log, "c3", [started("c3")])
    run("--seal")
    assert [receipt.id for receipt in Safe(data).receipts()] == [1, 2]


@pytest.fixture
def exported(log, data, tmp_path):
    path = tmp_path / "log.jsonl"
    safe = Safe(data)
    data.mkdir()
    safe.seal(log, AT)
    with path.open("w", encoding="utf-8") as file:
        export_log(log, file, AT, key=safe.key())
    return path


def test_an_export_is_checked_by_itself(run, exported, monkeypatch):
    monkeypatch.setenv("BANJIE_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    status, out, _ = run(exported, "--json")
    found = json.loads(out)
    assert (status, found["events"], found["cases"], found["signature"]) == (0, 4, 2, "checked")


def test_a_changed_export_gives_1(run, exported):
    exported.write_text(exported.read_text().replace('"actor":"chen"', '"actor":"li"', 1))
    status, out, _ = run(exported, "--json")
    assert status == 1
    assert json.loads(out)["first_bad"]["case"] == "c1"


def test_an_export_is_compared_with_receipts_that_were_kept(run, exported, data):
    assert run(exported, "--receipts", data / "checkpoints.jsonl")[0] == 0
    lines = [line for line in exported.read_text().splitlines(keepends=True) if '"checkpoint"' not in line]
    exported.write_text("".join(lines))
    assert run(exported)[0] == 0
    assert run(exported, "--receipts", data / "checkpoints.jsonl")[0] == 1


@pytest.mark.usefixtures("data")
def test_an_export_that_is_no_text_is_faulty_and_no_crash(run, tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\xff\xfe\x00\n" * 3)
    assert run(path)[0] == 1


@pytest.mark.parametrize("arguments", [("nowhere.jsonl",), ("--key", "x")])
@pytest.mark.usefixtures("data")
def test_wrong_usage_gives_2(run, arguments):
    assert run(*arguments)[0] == 2


def test_an_export_cannot_be_sealed(run, exported):
    status, _, err = run(exported, "--seal")
    assert status == 2
    assert "Expected --seal without EXPORT" in err
