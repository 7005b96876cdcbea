"""A log appears whole, or not at all; what cannot be written is said in a sentence."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.simulation import Cancelled, LogBlock, SimulationError, run
from engine.simulation.logs import open_log
from engine.simulation.logs.target import Target

ENDINGS = (".csv", ".csv.gz", ".xes", ".xes.gz", ".parquet")


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_cancelled_run_leaves_nothing_behind(scenario, tmp_path, ending):
    with pytest.raises(Cancelled), open_log(tmp_path / f"log{ending}", *scenario) as writer:
        run(*scenario, mode="plain", log=writer.block, cancelled=lambda: True)
    assert left(tmp_path) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_log_that_was_there_stays_until_the_new_one_is_whole(scenario, blocks, tmp_path, ending):
    path = tmp_path / f"log{ending}"
    path.write_bytes(b"before")
    writer = open_log(path, *scenario)
    for block in blocks:
        writer.block(block)
    assert path.read_bytes() == b"before"
    writer.abort()
    assert path.read_bytes() == b"before"
    assert left(tmp_path) == [path.name]
    with open_log(path, *scenario) as again:
        for block in blocks:
            again.block(block)
    assert path.read_bytes() != b"before"
    assert left(tmp_path) == [path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_closing_twice_and_giving_up_afterwards_change_nothing(scenario, blocks, tmp_path, ending):
    path = tmp_path / f"log{ending}"
    writer = open_log(path, *scenario)
    writer.block(blocks[0])
    writer.close()
    data = path.read_bytes()
    writer.close()
    writer.abort()
    assert path.read_bytes() == data


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_is_said_and_leaves_nothing_behind(scenario, blocks, tmp_path, ending, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = open_log(tmp_path / f"log{ending}", *scenario)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SimulationError, match="No space left"), writer:
        writer.block(blocks[0])
    assert left(tmp_path) == []


def test_a_device_without_room_is_said(tmp_path, monkeypatch):
    if not Path("/dev/full").exists():
        pytest.skip("This system has no /dev/full")
    target = Target(tmp_path / "log.csv")
    target._raw.close()
    target._raw = target.file = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 - the target closes it
    with pytest.raises(SimulationError, match="Expected to write the log"):
        target.write(b"x" * 10_000)
    target.abort()
    assert left(tmp_path) == []


def test_names_that_are_no_logs_are_refused(scenario, tmp_path):
    for name in ("log", "log.txt", "log.xes.zip", ".csv", "log.parquet.gz"):
        with pytest.raises(SimulationError, match=r"Expected the log's name to end with \.csv"):
            open_log(tmp_path / name, *scenario)


def test_a_folder_that_is_missing_or_no_folder_is_refused(scenario, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    for name in ("missing/log.csv", "file/log.xes", "folder.csv"):
        with pytest.raises(SimulationError, match="Expected"):
            open_log(tmp_path / name, *scenario)
    assert left(tmp_path) == ["file", "folder.csv"]


def test_parquet_without_its_library_names_the_extra(scenario, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SimulationError, match=r"pip install 'banjie\[parquet\]'"):
        open_log(tmp_path / "log.parquet", *scenario)
    assert left(tmp_path) == []


def test_a_log_is_readable_as_the_mask_says(scenario, tmp_path):
    open_log(tmp_path / "log.csv", *scenario).close()
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "log.csv").stat().st_mode & 0o777 == 0o666 & ~mask


@pytest.mark.parametrize("ending", [".csv", ".xes"])
def test_an_instant_beyond_the_calendar_is_refused(scenario, tmp_path, ending):
    row = [[0, 1, -1, 0, 0, 1 << 61, 0]]
    steps = tuple(node.key for node in scenario[0].nodes)
    with pytest.raises(SimulationError, match="year 9999"), open_log(tmp_path / f"log{ending}", *scenario) as writer:
        writer.block(LogBlock(0, np.array(row), steps, ()))
    assert left(tmp_path) == []
