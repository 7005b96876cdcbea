"""A small run in a new process takes the kept code and loads neither Numba nor NumPy; without it, it runs plain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.approval_model import inputs
from engine.simulation import SimulationError, compiled, run
from engine.simulation.machine import kept, loading
from engine.simulation.run import WORTH_COMPILING, is_worth_compiling, kept_loop
from engine.simulation.statistics import spreads, summarise
from tests.simulation.test_modes import APPROVAL, bits, mixed

RUN = sys.modules["engine.simulation.run"]  # the module: in its package that name is the function
ROOT = Path(__file__).parents[3]
HEAVY = ("numba", "numpy", "llvmlite")
PROGRAM = """
import json, sys
from benchmarks.approval_model import inputs, model
from engine.simulation import compile_model, run
from engine.simulation.statistics import summarise
compiled = compile_model({"approval": model()}, "approval")
scenario = inputs(1000, keep=True)
outcome = run(compiled, scenario, mode=sys.argv[1])
record = summarise(outcome, compiled, scenario).as_record()
print(json.dumps([outcome.mode, record, [name for name in sys.argv[2:] if name in sys.modules]]))
"""


def cold(mode: str, **environment: str) -> tuple[str, dict[str, object], list[str]]:
    """How a new process ran it, what it found, and what of the heavy it loaded."""
    command = [sys.executable, "-c", PROGRAM, mode, *HEAVY]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment}
    )
    found = json.loads(done.stdout)
    return found[0], found[1], found[2]


def test_a_small_run_in_a_new_process_is_compiled_without_numba_and_numpy():
    compiled.advance()  # kept from here on
    mode, record, loaded = cold("auto")
    assert (mode, loaded) == ("compiled", [])
    plain, same, none = cold("plain")
    assert (plain, none) == ("plain", [])
    assert {**record, "mode": plain} == same


def test_without_kept_code_a_small_run_is_plain_and_loads_nothing_heavy(tmp_path):
    mode, _, loaded = cold("auto", BANJIE_CACHE=str(tmp_path))
    assert (mode, loaded) == ("plain", [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", [b"", b"nonsense", b"\n" * 20])
def test_with_a_damaged_file_a_small_run_is_plain(tmp_path, what):
    (tmp_path / "banjie").mkdir()
    (tmp_path / "banjie" / f"simulation-{kept.key()}.code").write_bytes(what)
    mode, _, loaded = cold("auto", BANJIE_CACHE=str(tmp_path))
    assert (mode, loaded) == ("plain", [])


@pytest.fixture
def code(monkeypatch):
    """The kept code, which `compiled` gives as if it had just been compiled; says how often it was."""
    compiled.advance()
    made, times = kept.read(), []

    def again():
        times.append(1)
        return made

    monkeypatch.setattr(compiled, "_made", again)
    return times


def test_a_damaged_file_is_compiled_anew_where_compiled_is_asked_for(code, empty_cache):
    Path(kept.file()).write_bytes(b"damaged")
    outcome = run(APPROVAL, mixed(2), mode="compiled")
    assert code == [1]
    assert kept.read() is not None
    assert bits(outcome.replications[0]) == bits(run(APPROVAL, mixed(2), mode="plain").replications[0])
    run(APPROVAL, mixed(2), mode="compiled")
    assert code == [1]


def test_a_large_run_compiles_and_keeps(code, empty_cache, monkeypatch):
    assert kept_loop() is None
    monkeypatch.setattr(RUN, "WORTH_COMPILING", 100)
    assert run(APPROVAL, mixed(2)).mode == "compiled"
    assert kept_loop() is not None
    assert code == [1]


def test_a_large_run_is_plain_where_nothing_can_compile(empty_cache, monkeypatch):
    monkeypatch.setattr(RUN, "WORTH_COMPILING", 100)
    monkeypatch.setattr(RUN, "find_spec", lambda _: None)
    assert run(APPROVAL, mixed(2)).mode == "plain"
    with pytest.raises(SimulationError, match="Numba"):
        run(APPROVAL, mixed(2), mode="compiled")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_compiled(code, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("", "utf-8")
    monkeypatch.setenv("BANJIE_CACHE", str(tmp_path / "taken"))
    monkeypatch.setattr(loading, "_LOADED", {})
    with pytest.raises(SimulationError, match="BANJIE_CACHE"):
        run(APPROVAL, mixed(2), mode="compiled")
    assert code == []


@pytest.mark.parametrize(
    ("cases", "replications", "worth"),
    [(1_000, 1, False), (WORTH_COMPILING // 14, 1, False), (WORTH_COMPILING // 14 + 1, 1, True), (1_000, 30, True)],
)
def test_it_is_the_steps_that_are_weighed(cases, replications, worth):
    assert is_worth_compiling(APPROVAL, inputs(cases, replications=replications)) is worth


def test_a_run_to_a_horizon_is_worth_compiling():
    assert is_worth_compiling(APPROVAL, replace(inputs(1), cases=None, horizon=1000.0))


@pytest.mark.parametrize("many", [10, spreads.MANY])
def test_the_statistics_are_the_same_whichever_way_it_ran(many, monkeypatch):
    monkeypatch.setattr(spreads, "MANY", many)
    scenario = inputs(400, keep=True, horizon=150.0, replications=2)
    records = []
    for mode in ("plain", "compiled"):
        outcome = run(APPROVAL, scenario, mode=mode)
        assert any(replication.open for replication in outcome.replications)
        records.append({**summarise(outcome, APPROVAL, scenario).as_record(), "mode": ""})
    assert json.dumps(records[0]) == json.dumps(records[1])
