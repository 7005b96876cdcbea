"""Logs of others, and logs that are none."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

import gzip
from datetime import datetime

import pytest

from engine.simulation import SimulationError
from engine.simulation.logs.reading import read_log

PROSIMOS = """case_id,activity,enable_time,start_time,end_time,resource
0,受理,2026-01-05 09:00:00.000000+00:00,2026-01-05 09:00:00.500000+00:00,2026-01-05 09:03:43.883366+00:00,Clerk_1
"""
PM4PY = """case:concept:name,concept:name,time:timestamp,org:resource
7,accept,2026-01-05T09:03:43,
"""


def log(folder, text, name="log.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_log_of_prosimos_is_read(tmp_path):
    (row,) = read_log(log(tmp_path, PROSIMOS))
    assert (row.case, row.activity, row.resource, row.element, row.lifecycle) == (
        "0",
        "受理",
        "Clerk_1",
        "",
        "complete",
    )
    assert row.opened == datetime(2026, 1, 5, 17)
    assert row.started == datetime(2026, 1, 5, 17, 0, 0, 500_000)
    assert row.finished == datetime(2026, 1, 5, 17, 3, 43, 883_366)


def test_a_log_with_the_names_of_pm4py_is_read_and_an_instant_without_offset_is_local(tmp_path):
    (row,) = read_log(log(tmp_path, "\ufeff" + PM4PY))
    assert (row.case, row.activity, row.opened, row.started) == ("7", "accept", None, None)
    assert row.finished == datetime(2026, 1, 5, 9, 3, 43)


EVENT = (
    '<event><string key="concept:name" value="{}"/>{}<date key="time:timestamp" value="2026-01-05T{}+08:00"/></event>'
)
WORD = '<string key="lifecycle:transition" value="{}"/>'


def xes(*events: str) -> str:
    return f'<log xes.version="1.0"><trace><string key="concept:name" value="A-1"/>{"".join(events)}</trace></log>'


def test_starts_without_instances_go_with_ends_in_their_order(tmp_path):
    text = xes(
        EVENT.format("a", WORD.format("START"), "09:00:00"),
        EVENT.format("b", WORD.format("start"), "09:05:00"),
        EVENT.format("a", WORD.format("start"), "09:10:00"),
        EVENT.format("a", WORD.format("suspend"), "09:11:00"),
        EVENT.format("a", WORD.format("complete"), "09:20:00"),
        EVENT.format("b", WORD.format("complete"), "09:30:00"),
        EVENT.format("a", WORD.format("complete"), "09:40:00"),
        EVENT.format("c", "", "09:50:00"),
    )
    rows = [
        (r.activity, r.started and r.started.minute, r.finished.minute) for r in read_log(log(tmp_path, text, "l.xes"))
    ]
    assert rows == [("a", 0, 20), ("b", 5, 30), ("a", 10, 40), ("c", None, 50)]


BAD = {
    "no column": ("log.csv", "case_id,activity\n1,a\n", "Expected a column end_time or time:timestamp"),
    "no header": ("log.csv", "", "Expected a column case_id"),
    "no instant": ("log.csv", PROSIMOS.replace("09:03:43", "nine"), "line 2, but came"),
    "no end": ("log.csv", "case_id,activity,end_time\n1,a,\n", "when the step ended"),
    "no utf-8": ("log.csv", b"case_id,activity,end_time\n\xff,\xff,\xff\n", "Expected to read the log"),
    "no xml": ("log.xes", "case_id", "Expected XES"),
    "cut off": ("log.xes", xes()[:-3], "Expected XES"),
    "no timestamp": ("log.xes", xes("<event/>"), "Expected a time:timestamp"),
    "an entity": ("log.xes", '<!DOCTYPE log [<!ENTITY a "b">]>' + xes(), "without declarations"),
    "no gzip": ("log.csv.gz", PROSIMOS, "Expected to read the log"),
    "half a gzip": ("log.csv.gz", gzip.compress(PROSIMOS.encode())[:-12], "Expected to read the log"),
    "no parquet": ("log.parquet", PROSIMOS, "Expected Parquet"),
    "another ending": ("log.txt", PROSIMOS, "name to end with"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_log_is_refused_with_a_sentence(tmp_path, name):
    file, text, sentence = BAD[name]
    with pytest.raises(SimulationError, match=sentence):
        list(read_log(log(tmp_path, text, file)))


def test_a_log_that_is_missing_is_refused(tmp_path):
    for name in ("log.csv", "log.xes.gz", "log.parquet"):
        with pytest.raises(SimulationError, match="Expected to read the log"):
            list(read_log(tmp_path / name))
