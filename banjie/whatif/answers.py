"""From what was asked to what is answered."""

from __future__ import annotations

import contextlib
import gc
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from banjie.whatif import sources
from banjie.whatif.plan import Plan
from banjie.whatif.progress import Watcher
from engine.simulation.errors import SimulationError
from engine.simulation.network import compile_model
from engine.simulation.run import run
from engine.simulation.statistics import summarise

if TYPE_CHECKING:
    from pathlib import Path

    from banjie.whatif.asked import Asked
    from engine.simulation.inputs import Inputs
    from engine.simulation.outcome import Outcome
    from engine.simulation.scenario import Scenario
    from workflows.model import ProcessModel

KEPT = 10_000_000  # cases over all replications whose approval time and span are kept beside the cycle time
CASES, SEED = 1000, 1  # where nobody said another, as a scenario has them
PAIRED = 10  # replications where scenarios are compared and nobody said how many


def answer(asked: Asked) -> dict[str, Any]:
    """Everything that was asked for, as JSON values without the seconds.

    Raises:
        SimulationError: It cannot be read or run.
        Cancelled: Ctrl-C was pressed.
    """
    if asked.from_open:
        return _from_open(asked)
    plan = _plan(asked)
    others = [(path, _other(asked, path, plan)) for path in asked.compare]
    for name in (asked.minimum_staff, asked.shortest):
        if name is not None:
            _check_limit(plan, name)
    gc.enable()
    with Watcher() as watcher:
        outcome = _run(plan, asked, watcher)
        document = summarise(outcome, plan.compiled, plan.inputs).as_record()
        del document["samples"]
        if others:
            document["comparisons"] = [_compared(asked, plan, outcome, path, other, watcher) for path, other in others]
        if asked.minimum_staff is not None:
            document["minimum_staff"] = _minimum_staff(asked, plan, watcher)
        if asked.shortest is not None:
            document["shortest"] = _shortest(asked, plan, watcher)
    return document


def _from_open(asked: Asked) -> dict[str, Any]:
    """The same from the cases that are open now; of each of them how likely it breaks its limits."""
    from banjie.whatif.opened import opened  # noqa: PLC0415 - opens the database
    from engine.simulation.scenario.opened.from_open import FORECAST  # noqa: PLC0415 - the same
    from engine.simulation.scenario.opened.open_cases import probabilities  # noqa: PLC0415 - the same

    scenario, models = _scenario(asked, asked.scenario)
    told = replace(scenario, cases=asked.cases or scenario.cases)
    if asked.replications is None and told.replications == 1:
        told = replace(told, replications=FORECAST)
    plan, start = opened(told, models, lambda scenario: _made(scenario, models), lambda inputs: _told(asked, inputs))
    gc.enable()
    with Watcher() as watcher:
        outcome = _run(plan, asked, watcher)
        document = summarise(outcome, plan.compiled, plan.inputs).as_record()
    del document["samples"]
    document["open_cases"] = probabilities(start, outcome)
    return document


def _check_limit(plan: Plan, name: str) -> None:
    """Refuse a limit that is not there before anything is run."""
    from engine.simulation.statistics.search import the_limit  # noqa: PLC0415 - few ask for it

    the_limit(plan.inputs, name)


def write_scenario(asked: Asked) -> Path:
    """Write the scenario in which everything is said; the file appears whole or not at all.

    Raises:
        SimulationError: It cannot be read, or not be written.
    """
    from engine.simulation.scenario import complete, to_toml  # noqa: PLC0415 - few ask for it
    from engine.simulation.scenario.library import catalogue_of  # noqa: PLC0415 - the same
    from engine.simulation.scenario.reshaping.offers import offers  # noqa: PLC0415 - the same

    path = asked.write_scenario
    assert path is not None  # noqa: S101 - the caller looked
    scenario, models = _scenario(asked, asked.scenario)
    told = replace(
        scenario,
        cases=asked.cases or scenario.cases,
        seed=scenario.seed if asked.seed is None else asked.seed,
        replications=asked.replications or scenario.replications,
    )
    found = complete(told, models, catalogue_of(models), sources.calendar())
    text = to_toml(found, models, offers(models, found.process))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise SimulationError(f"Expected to write the scenario to {path}, but {error.strerror}") from error
    return path


# ── what is run ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _plan(asked: Asked) -> Plan:
    if asked.prosimos is not None:
        plan = _of_prosimos(asked)
    else:
        scenario, models = _scenario(asked, asked.scenario)
        plan = _made(scenario, models)
    return Plan(plan.compiled, _told(asked, plan.inputs))


def _told(asked: Asked, inputs: Inputs) -> Inputs:
    """The inputs with what the command line says of them."""
    number = asked.replications or inputs.replications
    if asked.searches and asked.replications is None and inputs.replications == 1:
        number = PAIRED
    cases = inputs.cases if asked.cases is None else asked.cases
    return replace(
        inputs,
        cases=cases,
        seed=inputs.seed if asked.seed is None else asked.seed,
        replications=number,
        keep=(cases or len(inputs.arrivals.instants)) * number <= KEPT,
    )


def _of_prosimos(asked: Asked) -> Plan:
    from engine.simulation.prosimos import read  # noqa: PLC0415 - few ask for it

    assert asked.bpmn is not None and asked.prosimos is not None  # noqa: S101, PT018 - they were checked
    diagram = sources.read_file(asked.bpmn, "the diagram")
    scenario = sources.read_file(asked.prosimos, "the scenario of Prosimos")
    cases, seed = asked.cases or CASES, SEED if asked.seed is None else asked.seed
    compiled, inputs = read(diagram, scenario, cases=cases, seed=seed)
    return Plan(compiled, inputs)


def _scenario(asked: Asked, path: Path | None) -> tuple[Scenario, dict[str, ProcessModel]]:
    """The scenario in a file or from what was recorded (neither: all defaults), and the processes it is about."""
    from engine.simulation.scenario import Scenario, load  # noqa: PLC0415 - Prosimos' files need none

    scenario = None if path is None else load(path)
    if asked.bpmn is not None:
        main, models = sources.of_file(asked.bpmn, None if scenario is None else scenario.process)
    else:
        main = asked.process or (scenario.process if scenario is not None else "")
        models = sources.of_process(main)
    if scenario is not None and scenario.process != main:
        raise SimulationError(f"Expected a scenario of {main!r} in {path}, but it is one of {scenario.process!r}")
    if path is None and (asked.fit or asked.fit_log is not None):
        from banjie.whatif.recorded import fitted  # noqa: PLC0415 - opens the database

        scenario = fitted(main, models, sources.calendar(), asked.fit_log)
    return scenario or Scenario(main), models


def _made(scenario: Scenario, models: dict[str, ProcessModel]) -> Plan:
    from engine.simulation.scenario import inputs, reshaped  # noqa: PLC0415 - Prosimos' files need none
    from engine.simulation.scenario.library import catalogue_of  # noqa: PLC0415 - the same

    found = inputs(scenario, models, catalogue_of(models), sources.calendar())
    return Plan(compile_model(reshaped(models, scenario), scenario.process), found)


def _other(asked: Asked, path: Path, plan: Plan) -> Plan:
    """Another scenario of the same process, with the seed, cases and replications of the first."""
    scenario, models = _scenario(replace(asked, process=asked.process or plan.compiled.main), path)
    made = _made(scenario, models)
    first = plan.inputs
    same = replace(made.inputs, cases=first.cases, seed=first.seed, replications=first.replications, keep=first.keep)
    return Plan(made.compiled, same)


# ── running it ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _run(plan: Plan, asked: Asked, watcher: Watcher) -> Outcome:
    watcher.start("simulating")
    if asked.cluster is not None:
        return _run_on_cluster(plan, asked.cluster, watcher)
    log = contextlib.nullcontext() if asked.log is None else _log(asked.log, plan)
    with log as writer:
        return run(
            plan.compiled,
            plan.inputs,
            workers=asked.workers,
            progress=watcher.progress,
            cancelled=watcher.cancelled,
            log=None if writer is None else writer.block,
        )


def _run_on_cluster(plan: Plan, address: str, watcher: Watcher) -> Outcome:
    from engine.simulation.cluster import connect, run_on  # noqa: PLC0415 - an optional extra

    with connect(address) as client:
        return run_on(client, plan.compiled, plan.inputs, progress=watcher.progress, cancelled=watcher.cancelled)


def _log(path: Path, plan: Plan) -> Any:
    from engine.simulation.logs import open_log, titles_of  # noqa: PLC0415 - few ask for it
    from workflows.places import Places  # noqa: PLC0415 - the same

    return open_log(path, plan.compiled, plan.inputs, titles=titles_of(plan.compiled, Places.load()))


def _compared(  # noqa: PLR0913 - two scenarios and who watches
    asked: Asked, plan: Plan, outcome: Outcome, path: Path, other: Plan, watcher: Watcher
) -> dict[str, Any]:
    from engine.simulation.statistics.compare import Run, compare  # noqa: PLC0415 - few ask for it

    watcher.start(f"simulating {path.name}")
    second = run(
        other.compiled,
        other.inputs,
        workers=asked.workers,
        progress=watcher.progress,
        cancelled=watcher.cancelled,
    )
    name = "the scenario" if asked.scenario is None else asked.scenario.name
    return compare(Run(name, plan.inputs, outcome), Run(path.name, other.inputs, second)).as_record()


def _minimum_staff(asked: Asked, plan: Plan, watcher: Watcher) -> dict[str, Any]:
    from engine.simulation.statistics.search import Effort  # noqa: PLC0415 - few ask for it
    from engine.simulation.statistics.staffing import smallest_staff  # noqa: PLC0415 - the same

    watcher.start("searching")
    effort = Effort(workers=asked.workers, progress=watcher.progress, cancelled=watcher.cancelled)
    return smallest_staff(plan.compiled, plan.inputs, asked.minimum_staff or "", effort=effort).as_record()


def _shortest(asked: Asked, plan: Plan, watcher: Watcher) -> dict[str, Any]:
    from engine.simulation.statistics.promise import shortest_limit  # noqa: PLC0415 - few ask for it
    from engine.simulation.statistics.search import Effort  # noqa: PLC0415 - the same

    watcher.start("searching")
    effort = Effort(workers=asked.workers, progress=watcher.progress, cancelled=watcher.cancelled)
    return shortest_limit(plan.compiled, plan.inputs, asked.shortest or "", effort).as_record()
