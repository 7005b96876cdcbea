"""Plays two models in Prosimos, the benchmark's and one of what staff can do, and keeps what came out, for the tests to
compare ours with.

`python -m benchmarks.prosimos_figures [approval | staff]` writes `figures.json` and `staff_figures.json` to
`tests/simulation/prosimos/`, with the diagrams and the scenarios beside them. `BANJIE_PROSIMOS` names a Python in which
Prosimos is installed (`pip install prosimos==2.1.0`).
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks.bench_simulate import write_prosimos
from benchmarks.measure import progress
from benchmarks.prosimos_staff import write_staff

CASES = 1_000
REPLICATIONS = 24
START = "2026-01-05T09:00:00+00:00"
HOUR = 3600.0
_FOLDER = Path(__file__).parent.parent / "tests" / "simulation" / "prosimos"
_MODELS = {"approval": ("figures.json", write_prosimos), "staff": ("staff_figures.json", write_staff)}
_SCRIPT = """
import random, sys, warnings
from importlib.metadata import version
import numpy
warnings.simplefilter("ignore")
from prosimos.simulation_engine import run_simulation
bpmn, scenario, cases, log, seed, start = sys.argv[1:]
random.seed(int(seed))
numpy.random.seed(int(seed))
run_simulation(bpmn, scenario, int(cases), None, log, start)
print(version("prosimos"))
"""


def measured(log: Path) -> dict[str, float]:
    """What one run says, from its log: cycle times in hours from a case's first opening to its last end, hours that
    each task was waited for, and how often tasks were done in a case.
    """
    began: dict[str, datetime] = {}
    ended: dict[str, datetime] = {}
    waits: dict[str, list[float]] = {}
    with log.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            case = row["case_id"]
            opened, started, finished = (
                datetime.fromisoformat(row[k]) for k in ("enable_time", "start_time", "end_time")
            )
            began[case] = min(began.get(case, opened), opened)
            ended[case] = max(ended.get(case, finished), finished)
            waits.setdefault(row["activity"], []).append((started - opened).total_seconds() / HOUR)
    cycles = [(ended[case] - began[case]).total_seconds() / HOUR for case in began]
    found = {f"wait {name}": statistics.fmean(values) for name, values in sorted(waits.items())}
    hundredths = statistics.quantiles(cycles, n=100, method="inclusive")
    found |= {f"cycle p{n}": hundredths[n - 1] for n in (50, 90, 95)}
    return {
        "cycle mean": statistics.fmean(cycles),
        "tasks a case": sum(map(len, waits.values())) / len(cycles),
        "days of arrivals": (max(began.values()) - min(began.values())).total_seconds() / 24 / HOUR,
        **found,
    }


def main() -> None:
    """Run, and write the figures."""
    python = os.environ.get("BANJIE_PROSIMOS")
    if not python:
        sys.exit("Expected BANJIE_PROSIMOS to name a Python with Prosimos, but it is not set")
    for name in sys.argv[1:] or _MODELS:
        file, write = _MODELS[name]
        keep(python, *write(_FOLDER), _FOLDER / file)


def keep(python: str, bpmn: Path, scenario: Path, to: Path) -> None:
    """Play a model in Prosimos, and keep the figures of each run."""
    runs, version = [], ""
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "log.csv"
        for seed in range(1, REPLICATIONS + 1):
            progress(f"Prosimos, {bpmn.stem}: run {seed} of {REPLICATIONS}")
            command = [python, "-c", _SCRIPT, str(bpmn), str(scenario), str(CASES), str(log), str(seed), START]
            done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - named by the caller
            version = done.stdout.split()[-1]
            runs.append(measured(log))
    progress("")
    document = {
        "made_by": "python -m benchmarks.prosimos_figures",
        "prosimos": version,
        "cases": CASES,
        "start": START,
        "seeds": list(range(1, REPLICATIONS + 1)),
        "runs": {key: [round(run[key], 6) for run in runs] for key in runs[0]},
    }
    to.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
