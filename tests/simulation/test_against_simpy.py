"""Against a SimPy model written apart, on the benchmark's model without office hours."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import fmean, stdev

import pytest

from benchmarks.approval_model import inputs, model
from benchmarks.bench_simulate import simpy_seconds
from engine.simulation import Staff, compile_model, run

pytest.importorskip("simpy")


def test_both_find_the_same_mean_cycle_time():
    scenario = inputs(4_000, replications=30, calendars={})
    scenario = replace(
        scenario,
        arrivals=replace(scenario.arrivals, calendar=None),
        staff={name: Staff(group.count) for name, group in scenario.staff.items()},
    )
    outcome = run(compile_model({"approval": model()}, "approval"), scenario, mode="compiled", workers=2)
    ours = [fmean(r.cycle) for r in outcome.replications]
    theirs = [simpy_seconds(4_000, seed)[1] for seed in range(4)]
    error = 3.5 * math.sqrt(stdev(ours) ** 2 / len(ours) + stdev(ours) ** 2 / len(theirs))
    assert abs(fmean(ours) - fmean(theirs)) < error
