"""The three formats say the same, and say it as their readers expect."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from engine.simulation import run
from engine.simulation.logs import open_log
from engine.simulation.logs.labels import STRIDE
from engine.simulation.logs.reading import read_log

HERE = Path(__file__).parent
TITLES = {"clerk": "窗口人员", "desk": "业务科"}
XES = "{http://www.xes-standard.org/}"
ENDINGS = (".csv", ".csv.gz", ".xes", ".xes.gz", ".parquet")


@pytest.mark.parametrize("ending", [".csv", ".xes"])
def test_the_log_is_to_the_byte_what_it_was(written, ending):
    assert written(ending, titles=TITLES).read_bytes() == (HERE / f"golden{ending}").read_bytes()


@pytest.mark.parametrize("ending", [".csv", ".xes"])
def test_a_compressed_log_holds_the_same_and_is_the_same_every_time(written, ending):
    first = written(f"{ending}.gz", titles=TITLES).read_bytes()
    assert gzip.decompress(first) == (HERE / f"golden{ending}").read_bytes()
    assert written(f"{ending}.gz", titles=TITLES).read_bytes() == first


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_what_the_simulation_said(written, scenario, blocks, ending):
    compiled, inputs = scenario
    expected = []
    for block in blocks:
        for case, step, staff, opened, started, finished, how in block.rows:
            node = compiled.nodes[step]
            begun = how == 0 or staff >= 0 or node.element.id == "notice"
            expected.append(
                (
                    str(case),
                    node.element.name,
                    node.element.id,
                    block.staff[staff] if staff >= 0 else "",
                    inputs.instant(opened),
                    inputs.instant(started) if begun else None,
                    inputs.instant(finished),
                    "complete" if how == 0 else "ate_abort" if begun else "withdraw",
                )
            )
    found = [
        (r.case, r.activity, r.element, r.resource, r.opened, r.started, r.finished, r.lifecycle)
        for r in read_log(written(ending))
    ]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert {row[-1] for row in found} == {"complete", "ate_abort", "withdraw"}


def test_the_csv_has_the_columns_of_prosimos_first(written):
    with written(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:6] == ["case_id", "activity", "enable_time", "start_time", "end_time", "resource"]
    assert {row["activity"] for row in rows} == {'受理, "窗口"', "审查 <初审> & 复核", "=公示"}
    assert [row["start_time"] for row in rows if row["lifecycle"] == "withdraw"] == [""]


def test_the_xes_keeps_to_the_schema(written):
    schema = etree.XMLSchema(etree.parse(HERE / "xes.xsd"))
    schema.assertValid(etree.parse(written(".xes")))


def test_every_event_has_what_is_declared_for_all_events(written):
    root = etree.parse(written(".xes")).getroot()
    declared = {a.get("key") for a in root.find(f"{XES}global[@scope='event']")}
    prefixes = {e.get("prefix") for e in root.iter(f"{XES}extension")}
    for event in root.iter(f"{XES}event"):
        keys = [a.get("key") for a in event]
        assert declared <= set(keys)
        assert len(keys) == len(set(keys))
        assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes


def test_a_trace_is_in_the_order_of_time_and_a_start_comes_before_its_end(written):
    for trace in etree.parse(written(".xes")).getroot().iter(f"{XES}trace"):
        seen, before = {}, datetime(1, 1, 1)
        for event in trace.iter(f"{XES}event"):
            values = {a.get("key"): a.get("value") for a in event}
            at = datetime.fromisoformat(values["time:timestamp"]).replace(tzinfo=None)
            assert at >= before
            before = at
            seen.setdefault(values["concept:instance"], []).append(values["lifecycle:transition"])
        assert all(words in (["start", "complete"], ["start", "ate_abort"], ["withdraw"]) for words in seen.values())


def test_every_case_of_every_replication_has_a_number_of_its_own(scenario, tmp_path):
    compiled, inputs = scenario
    inputs = replace(inputs, replications=3)
    path = tmp_path / "log.xes"
    with open_log(path, compiled, inputs) as writer:
        run(compiled, inputs, mode="plain", log=writer.block)
    names = [t.find(f"{XES}string").get("value") for t in etree.parse(path).getroot().iter(f"{XES}trace")]
    assert names == [str(r * STRIDE + case) for r in range(3) for case in range(3)]


def test_parquet_has_instants_and_a_zone(written):
    parquet = pytest.importorskip("pyarrow.parquet")
    schema = parquet.read_schema(written(".parquet"))
    assert str(schema.field("end_time").type) == "timestamp[us, tz=+08:00]"
    assert str(schema.field("case_id").type) == "int64"


@pytest.mark.parametrize(("offset", "hours"), [("+00:00", 0), ("-05:30", -5.5), ("+08:00", 8)])
@pytest.mark.parametrize("ending", [".csv", ".xes", ".parquet"])
def test_the_offset_tells_which_instants_are_meant(written, ending, offset, hours):
    first = min(row.opened for row in read_log(written(ending, offset=offset)))
    assert first == datetime(2026, 1, 5, 9, 15) + timedelta(hours=8 - hours)


def test_a_run_without_a_row_gives_an_empty_log(scenario, tmp_path):
    for ending in ENDINGS:
        open_log(tmp_path / f"log{ending}", *scenario).close()
        assert list(read_log(tmp_path / f"log{ending}")) == []
