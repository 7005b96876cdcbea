"""Machine code is kept whole or not at all, and only what was made from these very sources is taken."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.simulation import SimulationError
from engine.simulation.machine import kept

PACKAGE = Path(kept.__file__).parent.parent
IMPORT = re.compile(r"\s*(?:from|import) [a-z_.]+")
WRITER = """
from engine.simulation.machine import kept
for size in range(60):
    kept.write(kept.Kept(kept.BLOCK, "0", bytes([size]) * 200_000))
"""


def test_what_is_kept_comes_back_as_it_was(small, empty_cache):
    for made in small:
        kept.write(made)
        assert kept.read() == made
    assert [path.name for path in empty_cache.iterdir()] == [f"simulation-{kept.key()}.code"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_with_a_changed_byte_is_not_taken(rewritten, data):
    def damaged(whole: bytes) -> bytes:
        at = data.draw(st.integers(0, len(whole) - 1))
        return whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]

    rewritten(damaged)
    assert kept.read() is None


@pytest.mark.parametrize("size", [0, 1, 16, 17, 40, 100, -1])
def test_a_file_that_was_cut_off_is_not_taken(rewritten, size):
    rewritten(lambda whole: whole[:size])
    assert kept.read() is None


def test_a_file_of_other_sources_is_not_taken_under_our_name(rewritten):
    def foreign(whole: bytes) -> bytes:
        _, _, rest = whole.partition(b"\n")
        other = b"0" * 16 + rest[16:]
        return kept._check(other) + b"\n" + other

    rewritten(foreign)
    assert kept.read() is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have owners on POSIX")
@pytest.mark.parametrize("mode", [0o666, 0o664, 0o646])
def test_a_file_that_others_may_write_to_is_not_taken(small, empty_cache, mode):
    kept.write(small.block)
    assert kept.read() == small.block
    Path(kept.file()).chmod(mode)
    assert kept.read() is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_a_file_of_somebody_else_is_not_taken(small, empty_cache):
    kept.write(small.block)
    os.chown(kept.file(), 65534, 65534)
    assert kept.read() is None


@pytest.mark.skipif(not hasattr(os, "umask"), reason="permissions are POSIX's")
def test_nobody_else_may_write_to_the_file_whatever_the_mask(small, empty_cache):
    before = os.umask(0)
    try:
        kept.write(small.block)
    finally:
        os.umask(before)
    assert kept.read() == small.block


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A copy of the sources that the digest is of."""
    copy = tmp_path / "simulation"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(kept, "_PACKAGE", str(copy))
    kept.key.cache_clear()
    yield copy
    kept.key.cache_clear()


@pytest.mark.parametrize(
    "name",
    [
        "kernel/loop.py",
        "kernel/chance.py",
        "layout.py",
        "compiled.py",
        "addresses.py",
        "whole.py",
        "machine/linking.py",
    ],
)
def test_a_change_of_the_sources_looks_for_another_file(sources, name):
    before = kept.file()
    kept.key.cache_clear()
    assert kept.file() == before
    path = sources / name
    path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
    kept.key.cache_clear()
    assert kept.file() != before


def test_what_does_not_go_into_the_code_does_not_change_its_name(sources):
    before = kept.key()
    (sources / "run.py").write_text("", "utf-8")
    kept.key.cache_clear()
    assert kept.key() == before


def test_another_version_of_the_compiler_looks_for_another_file(tmp_path, monkeypatch):
    found = set()
    for version in ("0.68.1", "0.69.0"):
        path = tmp_path / "_version.py"
        path.write_text(version, "utf-8")
        monkeypatch.setattr(kept, "_versions", lambda path=path: [str(path)])
        kept.key.cache_clear()
        found.add(kept.key())
    kept.key.cache_clear()
    assert len(found) == 2


def test_the_versions_of_numba_and_llvm_are_in_the_name():
    assert [Path(path).parent.name for path in kept._versions()] == ["numba", "llvmlite"]
    assert all(b"version" in kept._read(path) for path in kept._versions())


@pytest.mark.parametrize("compiler", [(), ("no_such_compiler",)])
def test_where_there_is_no_compiler_there_is_still_a_name(monkeypatch, compiler):
    monkeypatch.setattr(kept, "_COMPILER", compiler)
    assert kept._versions() == []


def test_processes_that_write_at_once_leave_a_whole_file(empty_cache):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER]) for _ in range(3)]
    read = 0
    while any(writer.poll() is None for writer in writers):
        found = kept.read()
        if found is not None:
            assert found.code == found.code[:1] * 200_000
            read += 1
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert read > 0
    assert kept.read() is not None
    assert len(list(empty_cache.iterdir())) == 1


def test_a_folder_that_cannot_be_made_is_refused_with_its_name(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("", "utf-8")
    monkeypatch.setenv("BANJIE_CACHE", str(tmp_path / "taken"))
    with pytest.raises(SimulationError, match=r"taken.*BANJIE_CACHE"):
        kept.make_folder()
    with pytest.raises(SimulationError, match=r"taken.*BANJIE_CACHE"):
        kept.write(kept.Kept(kept.BLOCK, "0", b""))


def test_the_folder_is_that_of_the_user_where_nothing_else_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv("BANJIE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Path(kept.file()).parent == tmp_path / "banjie"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Path(kept.file()).parent == tmp_path / ".cache" / "banjie"


def test_what_the_set_up_made_is_found_without_a_word(small, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BANJIE_CACHE", str(tmp_path / "venv" / "share"))
    kept.make_folder()
    kept.write(small.block)
    monkeypatch.delenv("BANJIE_CACHE")
    assert kept.read() == small.block
    kept.make_folder()
    kept.write(small.object)
    assert kept.read() == small.object  # one's own comes first
    Path(kept.file()).write_bytes(b"damaged")
    assert kept.read() == small.block
    monkeypatch.setenv("BANJIE_CACHE", str(tmp_path / "elsewhere"))
    assert kept.read() is None


def test_the_set_up_compiles_anew_when_any_of_the_sources_changes():
    rule = (PACKAGE.parents[1] / "Makefile").read_text("utf-8").partition(".venv/.simulation: ")[2].partition("\t")[0]
    assert all(name in rule for name in kept._FILES)
    assert all(f"engine/simulation/{folder}/*.py" in rule for folder in kept._FOLDERS)


def test_the_code_is_made_of_nothing_that_its_name_leaves_out():
    sources = [Path(path) for path in kept._sources() if Path(path).parent.name != "machine"]
    assert len(sources) > 20
    lines = [line.split()[1] for path in sources for line in path.read_text("utf-8").splitlines() if IMPORT.match(line)]
    ours = {name.removeprefix("engine.simulation.") for name in lines if name.startswith("engine")}
    known = {name.removesuffix(".py") for name in kept._FILES}
    assert {name for name in ours if name.partition(".")[0] not in {*known, *kept._FOLDERS}} == set()
