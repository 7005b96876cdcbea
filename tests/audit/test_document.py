"""docs/audit.md promises that its words are enough to write a verifier. This one was written from them alone."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from pathlib import Path

import pytest

from engine.audit import export_log
from tests.support.cases import AT

FRAME = ("actor", "at", "case_id", "command_id", "recorded_at", "seq", "type")


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def event_digest(previous, event):
    frame = canonical({name: event[name] for name in FRAME})
    text = f"banjie-event-1 {event['algorithm']} {previous}\n{frame}\n{canonical(event['body'])}"
    return hashlib.new(event["algorithm"], text.encode()).hexdigest()


def heads_digest(heads):
    return hashlib.sha256("".join(f"{c} {s} {h}\n" for c, s, h in sorted(heads)).encode()).hexdigest()


def signature(key, form, content):
    unsigned = {name: value for name, value in content.items() if name != "signature"} | {"form": form}
    return hmac.new(key.secret, canonical(unsigned).encode(), "sha256").hexdigest()


@pytest.fixture
def lines(log, key, checkpoint):
    file = io.StringIO()
    export_log(log, file, AT, key=key, private=True)
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_a_verifier_written_from_the_document_agrees(lines, key):
    form, marked, *events, sealed = lines
    assert form["form"] == "banjie-export-1"
    heads = {}
    for event in events:
        seq, previous = heads.get(event["case_id"], (0, ""))
        assert event["seq"] == seq + 1
        assert event["hash"] == event_digest(previous, event)
        heads[event["case_id"]] = (event["seq"], event["hash"])
    all_heads = [(case, seq, found) for case, (seq, found) in heads.items()]
    assert sealed["seal"]["heads"] == heads_digest(all_heads) == marked["checkpoint"]["heads"]
    assert sealed["seal"]["signature"] == signature(key, "banjie-seal-1", sealed["seal"])
    assert marked["checkpoint"]["signature"] == signature(key, "banjie-checkpoint-1", marked["checkpoint"])
    assert sealed["seal"]["key_id"] == hashlib.sha256(b"banjie audit key\n" + key.secret).hexdigest()[:16]


def test_private_data_are_proven_as_the_document_says(lines):
    (event,) = [line for line in lines if "private" in line]
    data, salt = event["private"]["data"], event["private"]["salt"]
    made = hmac.new(salt.encode(), canonical(data).encode(), "sha256").hexdigest()
    assert event["body"]["data_digest"] == f"sha256:{made}"


def test_the_document_names_every_part_of_the_forms(lines):
    text = (Path(__file__).parents[2] / "docs" / "audit.md").read_text(encoding="utf-8")
    parts = {name for line in lines for name in line} | set(lines[1]["checkpoint"]) | set(lines[-1]["seal"])
    assert [name for name in sorted(parts) if name not in text] == []
