from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.audit import Key, take_checkpoint, verify_case, verify_database
from models.tables import case_facts, cases, checkpoint_heads, checkpoints, events, payloads
from tests.support.cases import AT, chained, grow, opened, started


def alter(database, *statements):
    """What somebody does who can write the tables: foreign keys and guards do not stop them."""
    with database.write() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def at(case, seq, table=events):
    return sa.and_(table.c.case_id == case, table.c.seq == seq)


def first(report):
    return report.first_bad.case, report.first_bad.seq


def test_an_untouched_log_holds(log, key, checkpoint):
    report = verify_database(log, key=key, receipts=[checkpoint])
    assert report.ok, report.faults
    assert (report.events, report.cases, report.checkpoints) == (7, 3, 1)
    assert (report.first_bad, report.signature) == (None, "checked")


def test_an_empty_log_holds(database):
    report = verify_database(database)
    assert (report.ok, report.events, report.cases, report.signature) == (True, 0, 0, "none")


def test_progress_ends_at_the_number_of_events(log):
    told = []
    verify_database(log, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (7, 7)


@pytest.mark.parametrize(
    "change",
    [
        {"body": "{}"},
        {"body": "no JSON"},
        {"actor": "mallory"},
        {"type": "CaseCompleted"},
        {"command_id": "another"},
        {"hash": "0" * 64},
        {"algorithm": "sm3"},
        {"algorithm": "md5"},
        {"recorded_at": AT},
    ],
)
def test_a_changed_event_is_found(log, change):
    alter(log, events.update().where(at("c2", 2)).values(change))
    report = verify_database(log)
    assert not report.ok
    assert first(report) == ("c2", 2)


def test_an_instant_that_is_none_any_more_is_a_fault_and_no_crash(log):
    if log.dialect != "sqlite":
        pytest.skip("PostgreSQL keeps instants as such")
    alter(log, sa.text("UPDATE events SET at = 'yesterday' WHERE case_id = 'c2' AND seq = 1"))
    assert first(verify_database(log)) == ("c2", 1)


def test_a_missing_event_is_found(log):
    alter(log, events.delete().where(at("c2", 2)))
    assert first(verify_database(log)) == ("c2", 2)


def test_an_inserted_event_is_found(log):
    row = chained("c2", [started("c2"), opened("x"), opened("y"), opened("z")])[3]
    alter(log, events.insert().values(row))
    report = verify_database(log)
    assert first(report) == ("c2", 4)


def test_two_events_that_changed_places_are_found(log):
    swap = [events.update().where(at("c2", old)).values(seq=new) for old, new in ((2, 99), (3, 2), (99, 3))]
    alter(log, *swap)
    assert first(verify_database(log)) == ("c2", 2)


def test_a_cut_off_tail_is_found_by_the_row_of_the_case(log):
    alter(log, events.delete().where(at("c2", 3)))
    report = verify_database(log)
    assert first(report) == ("c2", 3)
    assert "had come to event 3" in report.first_bad.why


def cut_the_tail_thoroughly(log):
    """The last event of c2 goes, and the row of the case is put right."""
    with log.read() as connection:
        head = connection.scalar(sa.select(events.c.hash).where(at("c2", 2)))
    alter(
        log,
        events.delete().where(at("c2", 3)),
        cases.update().where(cases.c.id == "c2").values(last_seq=2, last_hash=head),
    )


def test_without_a_checkpoint_a_tail_cut_off_thoroughly_goes_unseen(log):
    cut_the_tail_thoroughly(log)
    assert verify_database(log).ok


@pytest.mark.usefixtures("checkpoint")
def test_a_checkpoint_finds_a_tail_cut_off_thoroughly(log):
    cut_the_tail_thoroughly(log)
    report = verify_database(log)
    assert first(report) == ("c2", 3)
    assert "a checkpoint covers it" in report.first_bad.why


def rewrite(log):
    """The whole chain of c2 is written anew, as good as new."""
    rows = chained("c2", [started("c2"), opened("other"), opened("b")])
    alter(
        log,
        events.delete().where(events.c.case_id == "c2"),
        events.insert().values(rows),
        cases.update().where(cases.c.id == "c2").values(last_hash=rows[-1]["hash"]),
    )
    return rows


@pytest.mark.usefixtures("checkpoint")
def test_a_chain_written_anew_is_found_by_the_checkpoint(log):
    rewrite(log)
    report = verify_database(log)
    assert first(report) == ("c2", 3)
    assert "signed another event" in report.first_bad.why


@pytest.mark.usefixtures("checkpoint")
def test_whoever_also_changes_the_heads_of_the_checkpoint_contradicts_what_it_signed(log, key):
    rows = rewrite(log)
    alter(log, checkpoint_heads.update().where(checkpoint_heads.c.case_id == "c2").values(hash=rows[-1]["hash"]))
    report = verify_database(log, key=key)
    assert "are not those it signed" in report.first_bad.why


def test_whoever_also_signs_anew_with_another_key_contradicts_the_receipt(log, key, checkpoint):
    rewrite(log)
    alter(log, checkpoint_heads.delete(), checkpoints.delete())
    with log.write() as connection:
        take_checkpoint(connection, AT, Key(b"x" * 32))
    assert verify_database(log, key=key).signature == "unchecked"
    report = verify_database(log, key=key, receipts=[checkpoint])
    assert "is not the one of its receipt" in report.first_bad.why


def test_checkpoints_that_were_swept_away_are_missed_by_their_receipts(log, key, checkpoint):
    alter(log, checkpoint_heads.delete(), checkpoints.delete())
    report = verify_database(log, key=key, receipts=[checkpoint])
    assert "checkpoint 1 is missing, but there is a receipt of it" in report.first_bad.why


def test_a_backup_put_in_place_of_the_log_lacks_the_later_checkpoint(log, key, checkpoint):
    with log.read() as connection:
        rows = [dict(row) for row in connection.execute(sa.select(events).where(events.c.case_id == "c3")).mappings()]
    grow(log, "c3", rows, opened("later"))
    with log.write() as connection:
        later = take_checkpoint(connection, AT, key)
    assert verify_database(log, key=key, receipts=[checkpoint, later]).ok
    alter(
        log,
        events.delete().where(at("c3", 2)),
        cases.update().where(cases.c.id == "c3").values(last_seq=1, last_hash=rows[0]["hash"]),
        checkpoint_heads.delete().where(checkpoint_heads.c.checkpoint == 2),
        checkpoints.delete().where(checkpoints.c.id == 2),
    )
    assert verify_database(log, key=key, receipts=[checkpoint]).ok
    assert not verify_database(log, key=key, receipts=[checkpoint, later]).ok


@pytest.mark.parametrize(
    "change", [{"events": 6}, {"cases": 4}, {"previous": "x"}, {"key_id": "x"}, {"algorithm": "md5"}]
)
@pytest.mark.usefixtures("checkpoint")
def test_a_changed_checkpoint_is_found(log, key, change):
    alter(log, checkpoints.update().values(change))
    report = verify_database(log, key=key)
    assert not report.ok or report.signature == "unchecked"


@pytest.mark.usefixtures("checkpoint")
def test_a_forged_signature_is_found_with_the_key_only(log, key):
    alter(log, checkpoints.update().values(signature="0" * 64))
    assert verify_database(log).ok
    report = verify_database(log, key=key)
    assert "is not by its key" in report.first_bad.why


def test_private_data_that_were_changed_are_found(log):
    alter(log, payloads.update().values(data={"opinion": "不同意"}))
    report = verify_database(log)
    assert first(report) == ("c1", 3)
    assert "private data" in report.first_bad.why


def test_private_data_that_are_no_json_any_more_are_a_fault_and_no_crash(log):
    alter(log, sa.text("UPDATE payloads SET data = 'gone'"))
    assert first(verify_database(log)) == ("c1", 3)


def test_private_data_may_be_erased_and_the_chain_still_holds(log, key, checkpoint):
    alter(log, payloads.delete())
    assert verify_database(log, key=key, receipts=[checkpoint]).ok


def test_facts_that_no_event_vouches_for_are_found(log):
    with log.write() as connection:
        connection.execute(case_facts.insert(), {"case_id": "c3", "facts": {"area": 1}, "salt": "s"})
    assert first(verify_database(log)) == ("c3", 1)


def test_a_case_without_any_of_its_events_is_found(log):
    alter(log, payloads.delete(), events.delete().where(events.c.case_id == "c3"))
    assert first(verify_database(log)) == ("c3", 1)


def test_one_case_can_be_checked_alone(log):
    with log.read() as connection:
        assert verify_case(connection, "c1") == ()
    alter(log, events.update().where(at("c2", 2)).values(actor="mallory"))
    with log.read() as connection:
        assert verify_case(connection, "c1") == ()
        assert [(f.case, f.seq) for f in verify_case(connection, "c2")] == [("c2", 2)]
