from __future__ import annotations

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.audit import Key, export_log, verify_database, verify_export
from engine.audit.export import seal_content
from tests.support.cases import AT


@pytest.fixture
def export(log, key, checkpoint):
    """The lines of an export with private data: form, checkpoint, seven events, seal."""
    file = io.StringIO()
    export_log(log, file, AT, key=key, private=True)
    return file.getvalue().splitlines(keepends=True)


def verify(lines, **more):
    return verify_export(lines, **more)


def edited(lines, n, change):
    data = json.loads(lines[n])
    change(data)
    return [*lines[:n], json.dumps(data) + "\n", *lines[n + 1 :]]


def test_an_export_holds_and_needs_nothing_but_itself(export, key, checkpoint):
    report = verify(export, key=key, receipts=[checkpoint])
    assert report.ok, report.faults
    assert (report.events, report.cases, report.checkpoints, report.signature) == (7, 3, 1, "checked")


def test_without_the_key_it_says_that_signatures_are_unchecked(export):
    report = verify(export)
    assert (report.ok, report.signature) == (True, "unchecked")


def test_an_export_without_a_key_is_sealed_without_a_signature(log):
    file = io.StringIO()
    seal = export_log(log, file, AT)
    assert (seal["cases"], seal["events"], seal["signature"]) == (3, 7, "")
    assert verify(file.getvalue().splitlines()).signature == "none"


def test_the_export_gives_the_digest_of_the_heads_that_the_database_gives(log, export):
    assert verify(export).heads == verify_database(log).heads


def test_private_data_are_in_it_only_when_asked_for(log, export):
    file = io.StringIO()
    export_log(log, file, AT)
    assert "同意受理" in "".join(export)
    assert "同意受理" not in file.getvalue()


def test_an_empty_log_can_be_exported(database):
    file = io.StringIO()
    export_log(database, file, AT)
    assert verify(file.getvalue().splitlines()).ok


def test_each_line_stands_for_itself_as_json(export):
    kinds = [sorted(json.loads(line)) for line in export]
    assert kinds[0] == ["at", "form"]
    assert kinds[1] == ["checkpoint", "heads"]
    assert kinds[-1] == ["seal"]
    assert all("body" in kind for kind in kinds[2:-1])


EVENT = 3  # c1, event 2


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.update(actor="mallory"),
        lambda e: e.update(seq=9),
        lambda e: e["body"].update(step="other"),
        lambda e: e["body"].update(more=1),
        lambda e: e["body"].update(amount=1.5),
        lambda e: e.update(hash="0" * 64),
        lambda e: e.update(algorithm="md5"),
        lambda e: e.update(at="2026-09-18T09:30:00+08:00"),
        lambda e: e.update(body=None),
        lambda e: e.update(body=[]),
        lambda e: e.update(seq="2"),
        lambda e: e.update(seq=True),
        lambda e: e.update(hash=None),
        lambda e: e.pop("actor"),
        lambda e: e.update(extra=1),
        lambda e: e.update(private={}),
    ],
)
def test_a_changed_event_is_found(export, change):
    assert not verify(edited(export, EVENT, change)).ok


def test_changed_private_data_are_found(export):
    report = verify(edited(export, 4, lambda e: e["private"]["data"].update(opinion="不同意")))
    assert (report.first_bad.case, report.first_bad.seq) == ("c1", 3)


def test_private_data_may_be_taken_out(export):
    assert verify(edited(export, 4, lambda e: e.pop("private"))).ok


@pytest.mark.parametrize("line", [2, 3, 4, 5, 6, 7, 8])
def test_a_missing_event_is_found(export, line):
    assert not verify(export[:line] + export[line + 1 :]).ok


@pytest.mark.parametrize("line", [2, 3, 5, 6, 7])
def test_two_events_that_changed_places_are_found(export, line):
    assert not verify([*export[:line], export[line + 1], export[line], *export[line + 2 :]]).ok


def test_an_event_that_is_there_twice_is_found(export):
    assert not verify([*export[:4], export[3], *export[4:]]).ok


def test_a_cut_off_end_is_found(export):
    for length in range(len(export)):
        report = verify(export[:length])
        assert not report.ok
        assert any("the export was cut off" in fault.why for fault in report.faults)


def test_lines_after_the_seal_are_found(export):
    assert not verify([*export, export[3]]).ok


def resealed(lines, key=None):
    """The export with its last case taken out and the seal made anew, by somebody with another key or none."""
    shorter = [line for line in lines if '"case_id":"c3"' not in line]
    seal = json.loads(shorter[-1])["seal"]
    heads = verify(shorter).heads
    seal.update(cases=2, events=6, heads=heads, key_id=key.id if key else "", signature="")
    if key:
        seal["signature"] = key.sign("sha256", seal_content(seal))
    return [*shorter[:-1], json.dumps({"seal": seal}) + "\n"]


def test_a_seal_made_anew_over_fewer_cases_contradicts_the_checkpoint(export):
    report = verify(resealed(export))
    assert (report.first_bad.case, report.first_bad.seq) == ("c3", 1)


def test_without_checkpoint_and_key_only_a_receipt_tells(export, key, checkpoint):
    forged = resealed([line for line in export if '"checkpoint"' not in line], Key(b"x" * 32))
    assert verify(forged, key=key).ok
    assert verify(forged, key=key).signature == "unchecked"
    assert not verify(forged, key=key, receipts=[checkpoint]).ok


def test_a_seal_changed_without_the_key_is_found_with_it(export, key):
    forged = edited(export, -1, lambda e: e["seal"].update(at="2027-01-01T00:00:00.000000Z"))
    assert not verify([*export[:-1], forged[len(export) - 1]], key=key).ok


@pytest.mark.parametrize(
    "line",
    [
        "",
        "x",
        "[]",
        "null",
        "1" * 5000,
        "[" * 100_000,
        '{"seal":1}',
        '{"seal":{}}',
        '{"checkpoint":1}',
        '{"checkpoint":{},"heads":[]}',
    ],
)
def test_a_line_that_is_nothing_is_a_fault_and_no_crash(export, line):
    report = verify([*export[:EVENT], line + "\n", *export[EVENT:]])
    assert report.first_bad.why.startswith(f"line {EVENT + 1} cannot be read") or not report.ok


def test_a_file_of_another_kind_is_refused_at_its_first_line():
    report = verify(["case,step,time\n", "1,a,2026\n"])
    assert "line 1 cannot be read" in report.first_bad.why


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_character_of_an_event_can_be_changed_unseen(export, data):
    n = data.draw(st.integers(2, len(export) - 2))
    line = export[n]
    place = data.draw(st.integers(0, len(line) - 2))
    other = data.draw(st.sampled_from('0a"{}:,汕 \\'))
    changed = line[:place] + other + line[place + 1 :]
    report = verify([*export[:n], changed, *export[n + 1 :]])
    try:
        same = json.loads(changed) == json.loads(line)
    except ValueError:
        same = False
    assert report.ok == same
