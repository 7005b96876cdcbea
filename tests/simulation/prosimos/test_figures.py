"""Against Prosimos 2.1 on the benchmark's model: 14 tasks and pools, blocks of six and five, one case in five sent
back, Monday to Friday from 9 to 17. Its figures were kept by `benchmarks/prosimos_figures.py`.
"""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import fmean, quantiles, variance

import pytest

from engine.simulation import run
from engine.simulation.prosimos import read

HERE = Path(__file__).parent
THEIRS = json.loads((HERE / "figures.json").read_text("utf-8"))
RUNS = len(THEIRS["seeds"])


@pytest.fixture(scope="module")
def ours() -> dict[str, list[float]]:
    """The same figures of ours, one for each run."""
    found: dict[str, list[float]] = {}
    files = [(HERE / name).read_bytes() for name in ("approval.bpmn", "approval.json")]
    for seed in THEIRS["seeds"]:
        compiled, inputs = read(*files, cases=THEIRS["cases"], seed=seed, start=datetime(2026, 1, 5, 9))
        (replication,) = run(compiled, replace(inputs, keep=True), mode="compiled").replications
        hundredths = quantiles(replication.cycle, n=100, method="inclusive")
        figures = {
            "cycle mean": fmean(replication.cycle),
            "tasks a case": sum(s.count for s in replication.steps.values()) / replication.ended,
            "days of arrivals": (replication.start[-1] - replication.start[0]) / 8.64e10,
        }
        figures |= {f"cycle p{n}": hundredths[n - 1] for n in (50, 90, 95)}
        figures |= {f"wait {k.partition('/')[2]}": s.wait / s.count for k, s in replication.steps.items() if s.count}
        for key, value in figures.items():
            found.setdefault(key, []).append(value)
    return found


def test_the_figures_are_of_the_version_that_is_meant():
    assert THEIRS["prosimos"] == "2.1.0"
    assert len(THEIRS["runs"]) == 20
    assert {len(values) for values in THEIRS["runs"].values()} == {RUNS}


@pytest.mark.parametrize("figure", sorted(THEIRS["runs"]))
def test_both_find_the_same(ours, figure):
    """The difference of the means lies within 3.5 standard errors: one of two thousand would not."""
    mine, theirs = ours[figure], THEIRS["runs"][figure]
    error = 3.5 * math.sqrt(variance(mine) / len(mine) + variance(theirs) / len(theirs))
    assert abs(fmean(mine) - fmean(theirs)) < error
