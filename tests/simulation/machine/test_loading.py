"""Kept machine code runs, beside other threads, on machines that can run it."""

from __future__ import annotations

import math
import time
from array import array
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.simulation import SimulationError, run
from engine.simulation.machine import kept, loading
from engine.simulation.run import kept_loop
from tests.simulation.test_modes import APPROVAL, mixed

KINDS = ("block", "object")


def call(function, which=0, nap=0, budget=21):
    """What it gives, and what it wrote."""
    m, x, cycle = array("q", [which, nap]), array("d", [0.7]), array("d", [0.0])
    nothing = array("q")
    return function(m, x, cycle, nothing, nothing, nothing, budget), cycle[0]


@pytest.mark.parametrize("kind", KINDS)
def test_it_runs_and_writes_to_the_arrays(small, kind):
    function = loading.load(getattr(small, kind))
    assert call(function) == (42, math.log(0.7) + 0.123456789)
    assert call(function, which=1)[0] == 63


@pytest.mark.parametrize("kind", KINDS)
def test_a_status_that_is_not_fine_becomes_a_sentence(small, kind):
    with pytest.raises(SimulationError, match="stopped with status 7"):
        call(loading.load(getattr(small, kind)), budget=-1)


def test_other_threads_run_meanwhile(small):
    function = loading.load(small.block)
    before = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: call(function, nap=300_000), range(4)))
    assert time.monotonic() - before < 0.9


def test_it_is_loaded_once(small, empty_cache):
    assert loading.loop() is None
    kept.write(small.block)
    assert loading.loop() is loading.loop() is not None


def test_a_processor_that_cannot_run_it_is_told_and_auto_runs_plain(small, empty_cache, monkeypatch):
    kept.write(small.block)
    monkeypatch.setattr(loading, "_NEEDED", 1 << 40)
    with pytest.raises(SimulationError, match="older than x86-64-v2"):
        loading.loop()
    assert kept_loop() is None
    assert run(APPROVAL, mixed(1)).mode == "plain"


def test_a_system_that_forbids_it_is_told_and_auto_runs_plain(small, empty_cache, monkeypatch):
    kept.write(small.block)
    monkeypatch.setattr(loading, "_READ_AND_RUN", 1 << 20)
    with pytest.raises(SimulationError, match="does not let it run"):
        loading.loop()
    assert run(APPROVAL, mixed(1)).mode == "plain"


def test_a_function_that_the_c_library_has_not_is_told(small):
    lacking = kept.Kept(kept.BLOCK, "0", small.block.code, small.block.probe, (("no_such_function_anywhere", 0),))
    with pytest.raises(SimulationError, match="no_such_function_anywhere"):
        loading.load(lacking)
