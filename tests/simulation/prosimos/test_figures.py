"""Against Prosimos 2.1 on two models, Monday to Friday from 9 to 17.

One is the benchmark's: 14 tasks and pools, blocks of six and five, one case in five sent back. The other is of what
staff can do: two clerks of different pace who take turns, a panel that judges four cases at once, two writers who do
three one after the other. The figures of Prosimos were kept by `benchmarks/prosimos_figures.py`.
"""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from statistics import fmean, quantiles, variance

import pytest

from engine.simulation import run
from engine.simulation.prosimos import read

HERE = Path(__file__).parent
KEPT = {"approval": "figures.json", "staff": "staff_figures.json"}
THEIRS = {model: json.loads((HERE / name).read_text("utf-8")) for model, name in KEPT.items()}
TASKS = {"approval": 14, "staff": 4}


@lru_cache
def ours(model: str) -> dict[str, list[float]]:
    """The same figures of ours, one for each run."""
    found: dict[str, list[float]] = {}
    files = [(HERE / f"{model}.{kind}").read_bytes() for kind in ("bpmn", "json")]
    for seed in THEIRS[model]["seeds"]:
        compiled, inputs = read(*files, cases=THEIRS[model]["cases"], seed=seed, start=datetime(2026, 1, 5, 9))
        (replication,) = run(compiled, replace(inputs, keep=True), mode="compiled").replications
        hundredths = quantiles(replication.cycle, n=100, method="inclusive")
        figures = {
            "cycle mean": fmean(replication.cycle),
            "tasks a case": sum(s.count for s in replication.steps.values()) / replication.ended,
            "days of arrivals": float(replication.start[-1] - replication.start[0]) / 8.64e10,
        }
        figures |= {f"cycle p{n}": hundredths[n - 1] for n in (50, 90, 95)}
        figures |= {f"wait {k.partition('/')[2]}": s.wait / s.count for k, s in replication.steps.items() if s.count}
        for key, value in figures.items():
            found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("model", sorted(KEPT))
def test_the_figures_are_of_the_version_that_is_meant(model):
    theirs = THEIRS[model]
    assert theirs["prosimos"] == "2.1.0"
    assert len(theirs["runs"]) == 6 + TASKS[model]
    assert {len(values) for values in theirs["runs"].values()} == {len(theirs["seeds"])}


@pytest.mark.parametrize(
    ("model", "figure"), [(model, f) for model in sorted(KEPT) for f in sorted(THEIRS[model]["runs"])]
)
def test_both_find_the_same(model, figure):
    """The difference of the means lies within 3.5 standard errors: one of two thousand would not."""
    mine, theirs = ours(model)[figure], THEIRS[model]["runs"][figure]
    error = 3.5 * math.sqrt(variance(mine) / len(mine) + variance(theirs) / len(theirs))
    assert abs(fmean(mine) - fmean(theirs)) <= error
