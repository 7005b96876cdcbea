"""Cases per second of the simulation, against SimPy and Prosimos on the same model in the same run.

SimPy's model is written for speed: one process for a case, and since everybody keeps the same hours it runs in working
time, without a calendar. Prosimos stands in an environment of its own, for it holds old libraries; `BANJIE_PROSIMOS`
names its Python (`pip install prosimos==2.1.0` there). Without them their rows are left out.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from benchmarks.approval_model import FIRST_BLOCK, GAP_HOURS, REWORK, SECOND_BLOCK, STEPS, hours, inputs, model
from benchmarks.measure import load, progress
from engine.simulation import Limit, compile_model, run
from engine.time import Rule, Unit
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROUNDS = 5
CASES = {"compiled": 500_000, "plain": 1_000, "simpy": 4_000, "prosimos": 1_000}
_ROOT = Path(__file__).parent.parent
_SCRIPT = """
import sys, time, warnings
warnings.simplefilter("ignore")
from prosimos.simulation_engine import run_simulation
bpmn, scenario, cases, log = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] or None
before = time.perf_counter()
run_simulation(bpmn, scenario, cases, None, log, "2026-01-05T09:00:00+00:00")
print(time.perf_counter() - before)
"""
_COLD = """
from benchmarks.approval_model import inputs, model
from engine.simulation import compile_model, run
print(run(compile_model({"approval": model()}, "approval"), inputs(1000)).replications[0].ended)
"""
_COMMAND = "from banjie.cli import main; main()"


def simpy_seconds(cases: int, seed: int = 1) -> tuple[float, float]:
    """Seconds that SimPy takes, and the mean cycle in working hours."""
    import simpy  # noqa: PLC0415 - may be absent

    chance = random.Random(seed)  # noqa: S311 - a simulation
    env = simpy.Environment()
    staff = {step: simpy.Resource(env, 1) for step in STEPS}
    mean = {step: 1 / hours(step) for step in STEPS}
    total = 0.0

    def work(step: str) -> Iterator[Any]:
        with staff[step].request() as request:
            yield request
            yield env.timeout(chance.expovariate(mean[step]))

    def case() -> Iterator[Any]:
        nonlocal total
        began = env.now
        while True:
            yield from work("accept")
            yield env.all_of([env.process(work(step)) for step in FIRST_BLOCK])
            yield from work("decide")
            if chance.random() >= REWORK:
                break
        yield env.all_of([env.process(work(step)) for step in SECOND_BLOCK])
        yield from work("issue")
        total += env.now - began

    def source() -> Iterator[Any]:
        for _ in range(cases):
            yield env.timeout(chance.expovariate(1 / GAP_HOURS))
            env.process(case())

    before = time.perf_counter()
    env.process(source())
    env.run()
    return time.perf_counter() - before, total / cases


def write_prosimos(folder: Path) -> tuple[Path, Path]:
    """The model and the scenario as Prosimos reads them."""
    tags = {
        Kind.START: "startEvent",
        Kind.END: "endEvent",
        Kind.STEP: "task",
        Kind.EXCLUSIVE: "exclusiveGateway",
        Kind.PARALLEL: "parallelGateway",
    }
    drawn = model()
    parts = [f"<{tags[e.kind]} id={quoteattr(e.id)} name={quoteattr(e.id)}/>" for e in drawn.elements.values()]
    parts += [
        f'<sequenceFlow id="{f.id}" sourceRef="{f.source}" targetRef="{f.target}"/>' for f in drawn.flows.values()
    ]
    bpmn = folder / "approval.bpmn"
    space = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    process = f'<process id="approval">{"".join(parts)}</process>'
    bpmn.write_text(f'<definitions xmlns="{space}" targetNamespace="t">{process}</definitions>', "utf-8")
    week = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}]
    people = {"calendar": "office", "cost_per_hour": 1, "amount": 1}
    scenario = {
        "resource_profiles": [
            {"id": s, "name": s, "resource_list": [{"id": s, "name": s, "assignedTasks": [s], **people}]} for s in STEPS
        ],
        "arrival_time_distribution": _exponential(GAP_HOURS),
        "arrival_time_calendar": week,
        "gateway_branching_probabilities": [
            {
                "gateway_id": "outcome",
                "probabilities": [
                    {"path_id": "outcome__merge", "value": str(REWORK)},
                    {"path_id": "outcome__fork_2", "value": str(1 - REWORK)},
                ],
            }
        ],
        "task_resource_distribution": [
            {"task_id": step, "resources": [{"resource_id": step, **_exponential(hours(step))}]} for step in STEPS
        ],
        "resource_calendars": [{"id": "office", "name": "office", "time_periods": week}],
    }
    path = folder / "approval.json"
    path.write_text(json.dumps(scenario), "utf-8")
    return bpmn, path


def _exponential(mean: float) -> dict[str, Any]:
    values = (mean * 3600, 0, 1e9)
    return {"distribution_name": "expon", "distribution_params": [{"value": value} for value in values]}


def prosimos_seconds(python: str, folder: Path, cases: int, log: str = "") -> tuple[float, float]:
    """Seconds that Prosimos takes, in its loop and from a cold start."""
    bpmn, scenario = write_prosimos(folder)
    before = time.perf_counter()
    command = [python, "-c", _SCRIPT, str(bpmn), str(scenario), str(cases), log]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - named by the caller
    return float(done.stdout.split()[-1]), time.perf_counter() - before


def cold_seconds(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of a new process that simulates a thousand cases: by the clock, and of computing."""
    before, used = time.perf_counter(), _used()
    subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=_ROOT)  # noqa: S603 - ours
    return time.perf_counter() - before, _used() - used


def _used() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def ours(mode: str, cases: int, workers: int = 1) -> float:
    """Seconds that the simulation takes, with a limit and the percentiles of its cycle times."""
    compiled = compile_model({"approval": model()}, "approval")
    limit = Limit("promise", Rule(Decimal(10), Unit.WORKING_DAY))
    scenario = inputs(cases // workers, limits=(limit,), limit_calendar="office", replications=workers)
    before = time.perf_counter()
    outcome = run(compiled, scenario, mode=mode, workers=workers)
    for replication in outcome.replications:
        statistics.quantiles(replication.cycle[:1000], n=100)
        if mode == "compiled":
            _percentiles(replication.cycle)
    return time.perf_counter() - before


def _percentiles(cycle: Any) -> None:
    import numpy as np  # noqa: PLC0415 - not for the plain mode

    np.percentile(cycle, [50, 90, 95, 99])


def _subjects(folder: Path) -> dict[str, Callable[[], float]]:
    """Cases per second, by what does it."""
    found: dict[str, Callable[[], float]] = {
        "compiled, one core": lambda: CASES["compiled"] / ours("compiled", CASES["compiled"]),
        "compiled, two cores": lambda: 2 * CASES["compiled"] / ours("compiled", 2 * CASES["compiled"], 2),
        "plain": lambda: CASES["plain"] / ours("plain", CASES["plain"]),
    }
    try:
        import simpy  # noqa: F401, PLC0415 - only asked whether it is there
    except ImportError:
        print("SimPy is not installed: left out")
    else:
        found["SimPy"] = lambda: CASES["simpy"] / simpy_seconds(CASES["simpy"])[0]
    python = os.environ.get("BANJIE_PROSIMOS")
    if python:
        cases = CASES["prosimos"]
        found["Prosimos"] = lambda: cases / prosimos_seconds(python, folder, cases)[0]
        found["Prosimos with its CSV"] = lambda: (
            cases / prosimos_seconds(python, folder, cases, str(folder / "log.csv"))[0]
        )
    else:
        print("BANJIE_PROSIMOS names no Python with Prosimos: left out")
    return found


def main() -> None:
    """Print the tables."""
    ours("compiled", 1_000, 2)  # compiled before anything is measured
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subjects = _subjects(folder)
        rates: dict[str, list[float]] = {subject: [] for subject in subjects}
        for number in range(ROUNDS):
            for subject, measure in subjects.items():
                progress(f"simulate: round {number + 1} of {ROUNDS}, {subject}")
                rates[subject].append(measure())
        progress("")
        print(f"14 steps, 14 pools, blocks of 6 and 5, {REWORK:.0%} sent back, Mon–Fri 9–17 ({load()})")
        print(f"{'':24} {'cases/s':>10} {'spread':>19}   compiled on one core is so many times as quick (median)")
        best = rates["compiled, one core"]
        for subject, found in rates.items():
            times = statistics.median(a / b for a, b in zip(best, found, strict=True))
            spread = f"{min(found):,.0f}–{max(found):,.0f}"
            print(f"{subject:24} {statistics.median(found):10,.0f} {spread:>19}   {times:,.2f}")
        _print_cold(folder)
    print(f"Memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def _print_cold(folder: Path) -> None:
    bpmn, scenario = map(str, write_prosimos(folder))
    simulate = ("-c", _COMMAND, "simulate", "--cases", "1000")
    commands = {
        "the core alone": ("-c", _COLD),
        "banjie simulate, Prosimos' files": (*simulate, "--bpmn", bpmn, "--prosimos", scenario),
        "banjie simulate low_risk": (*simulate, "low_risk"),
        "banjie simulate land_to_start": (*simulate, "land_to_start"),
    }
    python = os.environ.get("BANJIE_PROSIMOS")
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    theirs = []
    for number in range(ROUNDS):
        progress(f"simulate: cold, round {number + 1} of {ROUNDS}")
        for name, command in commands.items():
            found[name].append(cold_seconds(command))
        if python:
            used = _used()
            theirs.append((prosimos_seconds(python, folder, 1_000)[1], _used() - used))
    progress("")
    print(f"{'1,000 cases in a cold process':34} {'seconds':>8} {'of computing':>13}")
    for name, rows in (found | ({"Prosimos": theirs} if theirs else {})).items():
        clock, used = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"{name:34} {clock:8.2f} {used:13.2f}")


if __name__ == "__main__":
    main()
