"""The simulator and the engine play the same game: random processes, fixed spans and decisions, equal instants."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from engine.execution import compile_program
from engine.simulation import Arrivals, Distribution, Inputs, LogBlock, SimulationError, Task, compile_model, run
from tests.execution.generated import FLAGS, Case, cases
from tests.simulation.virtual_clock import Played, TooLong, VirtualClock
from workflows.bpmn import read_processes
from workflows.model import Element, Kind, MultiInstance

if TYPE_CHECKING:
    from workflows.model import ProcessModel

SPANS = (900, 1800, 3600, 3600, 5400, 7200)  # seconds; a timer takes 3600, so that some meet
START = datetime(2026, 1, 5)
VISITS = 12


def settled(element: Element) -> Element:
    """A multi-instance by number: the simulation has no lists."""
    multi = element.multi
    if multi is None:
        return element
    count = multi.cardinality if multi.collection is None else "2"
    return replace(element, multi=MultiInstance(multi.sequential, count, completion=multi.completion))


def models_of(case: Case) -> dict[str, ProcessModel]:
    return {
        key: replace(model, elements={e.id: settled(e) for e in model.elements.values()})
        for key, model in case.models.items()
    }


class Script:
    """Spans and decisions, drawn once for each step."""

    def __init__(self, models: dict[str, ProcessModel], number: int) -> None:
        self.steps = [f"{m.id}/{e.id}" for m in models.values() for e in m.elements.values() if e.kind is Kind.STEP]
        self.spans = {key: self._spans(number, place) for place, key in enumerate(self.steps)}
        self.flags = {key: self._flags(number, place) for place, key in enumerate(self.steps)}
        messages = [f"{m.id}/{e.id}" for m in models.values() for e in m.elements.values() if e.message is not None]
        self.messages = {key: SPANS[(number + place) % len(SPANS)] for place, key in enumerate(messages)}
        self.first = {flag: (None, True, False)[(number >> bit) % 3] for bit, flag in enumerate(FLAGS)}

    def _spans(self, number: int, place: int) -> list[int]:
        return [SPANS[(number * 31 + place * 7 + visit * 3 + (number >> 3)) % len(SPANS)] for visit in range(VISITS)]

    def _flags(self, number: int, place: int) -> dict[str, list[bool]]:
        own = FLAGS[: (number + place) % (len(FLAGS) + 1)]
        seeds = {flag: number * 2654435761 + place * 40503 + bit * 97 for bit, flag in enumerate(own)}
        return {flag: [bool((seed >> (visit % 13)) & 1) for visit in range(VISITS)] for flag, seed in seeds.items()}

    def span(self, key: str, visit: int, kind: str) -> int:
        return self.spans[key][min(visit, VISITS - 1)] if kind == "step" else 0

    def timer(self, key: str) -> int:
        return self.messages.get(key, 3600)

    def decide(self, key: str, visit: int) -> dict[str, bool]:
        return {flag: values[min(visit, VISITS - 1)] for flag, values in self.flags[key].items()}

    def inputs(self) -> Inputs:
        tasks = {
            key: Task(
                Distribution.by_visit([span / 3600 for span in self.spans[key]]),
                decides={flag: Distribution.by_visit(values) for flag, values in self.flags[key].items()},
            )
            for key in self.steps
        }
        attributes = {flag: Distribution.fixed(value) for flag, value in self.first.items()}
        timers = {key: Distribution.fixed(span / 3600) for key, span in self.messages.items()}
        return Inputs(
            START,
            Arrivals(instants=(START,)),
            tasks=tasks,
            attributes=attributes,
            timers=timers,
            max_visits=2_000,
            keep=True,
        )


def simulated(models: dict[str, ProcessModel], script: Script, mode: str) -> Played:
    blocks: list[LogBlock] = []
    try:
        outcome = run(compile_model(models, "main"), script.inputs(), mode=mode, log=blocks.append)
    except SimulationError as error:
        return Played(fault=str(error))
    rows = [(b.steps[int(row[1])], [int(value) for value in row]) for b in blocks for row in b.rows]
    steps = [
        (key, row[3] // 1_000_000, row[5] // 1_000_000, row[6])
        for key, row in rows
        if key in script.flags  # services are the same, and nobody asks for their order
    ]
    replication = outcome.replications[0]
    assert (replication.ended, replication.open) == (1, 0)
    return Played(sorted(steps), int(replication.end[0]) // 1_000_000)


def played(models: dict[str, ProcessModel], script: Script) -> Played:
    clock = VirtualClock(compile_program(models, "main"), script.span, script.timer, script.decide)
    found = clock.play({flag: value for flag, value in script.first.items() if value is not None})
    found.steps = [step for step in found.steps if step[0] in script.flags]
    return found


def check(case: Case, number: int, mode: str) -> None:
    models = models_of(case)
    script = Script(models, number)
    try:
        expected = played(models, script)
    except TooLong:
        assume(False)
    got = simulated(models, script, mode)
    event("a fault" if expected.fault else "an end")
    if expected.fault is not None:
        assert got.fault is not None
        return
    assert got.fault is None, got.fault
    assert got.steps == expected.steps
    assert got.ended_at == expected.ended_at


CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=250, deadline=None, suppress_health_check=CALM)
@given(cases(), st.integers(0, 2**30))
def test_every_step_opens_and_closes_when_it_does_in_the_engine(case: Case, number: int):
    check(case, number, "plain")


def test_every_process_of_the_library_compiles():
    files = sorted((Path(__file__).parents[2] / "bpmn").rglob("*.bpmn"))
    models = {model.id: model for file in files for model in read_processes(file.read_bytes())}
    for key, model in models.items():
        compiled = compile_model(models, key)
        assert {step.id for step in model.steps} <= {node.element.id for node in compiled.steps}
