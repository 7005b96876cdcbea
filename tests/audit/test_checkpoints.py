from __future__ import annotations

import stat
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.audit import Key, add_receipt, load_key, load_or_make_key, receipts, take_checkpoint
from models.tables import cases, checkpoint_heads, events
from tests.support.cases import AT, add_case, grow, opened, started


def take(database, key, at=AT):
    with database.write() as connection:
        return take_checkpoint(connection, at, key)


@pytest.mark.usefixtures("log")
def test_the_first_checkpoint_covers_every_case(key, checkpoint):
    assert (checkpoint.id, checkpoint.cases, checkpoint.events, checkpoint.previous) == (1, 3, 7, "")
    assert checkpoint.by(key) is True
    assert checkpoint.at == "2026-09-18T01:30:00.000000Z"


@pytest.mark.usefixtures("checkpoint")
def test_nothing_is_signed_when_nothing_happened(log, key):
    assert take(log, key) is None


def test_the_next_checkpoint_holds_only_what_grew_and_follows_the_first(log, key, checkpoint):
    add_case(log, "c4", [started("c4")])
    second = take(log, key, AT + timedelta(days=1))
    assert (second.id, second.cases, second.events, second.previous) == (2, 4, 8, checkpoint.signature)
    with log.read() as connection:
        held = connection.scalars(sa.select(checkpoint_heads.c.case_id).where(checkpoint_heads.c.checkpoint == 2)).all()
    assert held == ["c4"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"last_seq": 2}, "case c2 was at another event 3 before"),
        ({"last_hash": "x"}, "case c2 was at another event 3"),
    ],
)
@pytest.mark.usefixtures("checkpoint")
def test_a_log_that_shrank_is_not_signed(log, key, values, sentence):
    with log.write() as connection:
        connection.execute(cases.update().where(cases.c.id == "c2").values(values))
    with pytest.raises(ValueError, match=sentence):
        take(log, key)


@pytest.mark.usefixtures("checkpoint")
def test_a_log_that_lost_a_case_is_not_signed(log, key):
    with log.write() as connection:
        connection.execute(cases.update().where(cases.c.id == "c3").values(last_seq=0))
    with pytest.raises(ValueError, match="case c3 is gone"):
        take(log, key)


def test_an_empty_log_is_not_signed(database, key):
    assert take(database, key) is None


@pytest.mark.parametrize(
    "change", [{"id": 2}, {"at": "x"}, {"cases": 4}, {"events": 0}, {"heads": ""}, {"previous": "x"}]
)
def test_the_signature_covers_every_part(checkpoint, key, change):
    assert replace(checkpoint, **change).by(key) is False


def test_another_key_says_nothing_about_a_signature(checkpoint):
    assert checkpoint.by(Key(b"x" * 32)) is None


def test_receipts_are_read_as_they_were_written(log, key, checkpoint, tmp_path):
    path = tmp_path / "receipts.jsonl"
    assert receipts(path) == ()
    add_receipt(path, checkpoint)
    with log.read() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(events).where(events.c.case_id == "c3")).mappings()]
    grow(log, "c3", rows, opened("later"))
    second = take(log, key)
    add_receipt(path, second)
    assert receipts(path) == (checkpoint, second)


@pytest.mark.parametrize("line", ["no JSON", "[]", "{}", '{"id":1}'])
def test_a_receipt_that_is_none_is_named_by_its_line(tmp_path, line):
    path = tmp_path / "receipts.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(ValueError, match="Expected a receipt in line 1 of"):
        receipts(path)


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "audit.key"
    assert load_key(path) is None
    made = load_or_make_key(path)
    assert load_or_make_key(path) == made == load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["audit.key"]
    assert made.secret.hex() not in repr(made)


def test_of_many_that_make_a_key_at_once_all_use_the_same(tmp_path):
    path, found, start = tmp_path / "audit.key", [], threading.Barrier(8)

    def make():
        start.wait()
        found.append(load_or_make_key(path))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 8


@pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "ab" * 31, "汕"])
def test_a_file_that_holds_no_key_is_refused(tmp_path, text):
    path = tmp_path / "audit.key"
    path.write_text(text)
    with pytest.raises(ValueError, match="Expected 64 hexadecimal digits"):
        load_key(path)
