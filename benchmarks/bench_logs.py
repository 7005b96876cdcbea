"""Cases per second with the event log written, against Prosimos with its CSV, on the same model in the same run.

`BANJIE_PROSIMOS` names a Python with Prosimos, as for `bench_simulate`; without it its row is left out.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.approval_model import inputs, model
from benchmarks.bench_simulate import prosimos_seconds
from benchmarks.measure import load, progress
from engine.simulation import compile_model, run
from engine.simulation.logs import open_log

ROUNDS = 5
CASES = {".csv": 100_000, ".parquet": 100_000, ".xes": 20_000, ".csv.gz": 20_000}
PROSIMOS_CASES = 1_000


def cases_per_second(path: Path, cases: int) -> float:
    """Simulate and write the log."""
    compiled, scenario = compile_model({"approval": model()}, "approval"), inputs(cases)
    path.unlink(missing_ok=True)
    before = time.perf_counter()
    with open_log(path, compiled, scenario) as writer:
        run(compiled, scenario, mode="compiled", log=writer.block)
    return cases / (time.perf_counter() - before)


def main() -> None:
    """Print the table."""
    python = os.environ.get("BANJIE_PROSIMOS")
    rates: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases_per_second(folder / "log.csv", 1_000)  # compiled before anything is measured
        for number in range(ROUNDS):
            for ending, cases in CASES.items():
                progress(f"logs: round {number + 1} of {ROUNDS}, {ending}")
                rates.setdefault(ending, []).append(cases_per_second(folder / f"log{ending}", cases))
            if python:
                progress(f"logs: round {number + 1} of {ROUNDS}, Prosimos")
                seconds, _ = prosimos_seconds(python, folder, PROSIMOS_CASES, str(folder / "theirs.csv"))
                rates.setdefault("Prosimos", []).append(PROSIMOS_CASES / seconds)
    progress("")
    print(f"With the event log written ({load()})")
    print(f"{'':12} {'cases/s':>10} {'spread':>19}   times Prosimos with its CSV (median)")
    for subject, found in rates.items():
        theirs = rates.get("Prosimos")
        times = statistics.median(a / b for a, b in zip(found, theirs, strict=True)) if theirs else float("nan")
        spread = f"{min(found):,.0f}–{max(found):,.0f}"
        print(f"{subject:12} {statistics.median(found):10,.0f} {spread:>19}   {times:,.0f}")


if __name__ == "__main__":
    main()
