"""Random processes in another order: wherever it is allowed, every case still ends, and nothing waits for ever."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import permutations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.simulation import Arrivals, Distribution, Inputs, SimulationError, Task, compile_model, run
from engine.simulation.scenario import ScenarioError
from engine.simulation.scenario.reshaping import NAMED
from engine.simulation.scenario.reshaping.parallel import in_parallel
from engine.simulation.scenario.reshaping.sequence import in_sequence
from tests.execution.generated import FLAGS, Case, cases
from tests.simulation.test_same_as_the_engine import CALM, models_of
from workflows.model import FormField, Kind

HALF = Distribution.choice({True: 0.5, False: 0.5})


def telling(models, number):
    """Every fourth step tells each flag in its form."""
    found = {}
    for key, model in models.items():
        steps = [e.id for e in model.elements.values() if e.kind is Kind.STEP]
        told = {
            step: tuple(FormField(f, f) for n, f in enumerate(FLAGS) if (number + place * 7 + n * 3) % 4 == 0)
            for place, step in enumerate(steps)
        }
        elements = {e.id: replace(e, form=told.get(e.id, ())) for e in model.elements.values()}
        found[key] = replace(model, elements=elements)
    return found


def ended(models, main, number):
    """How many of 15 cases end; None where a loop of the drawing need not."""
    elements = [(model.id, e) for model in models.values() for e in model.elements.values()]
    span = Distribution.exponential(1.0)
    given_to = Inputs(
        datetime(2026, 1, 5),
        Arrivals(Distribution.exponential(20.0)),
        cases=15,
        seed=number,
        tasks={
            f"{process}/{e.id}": Task(span, decides={field.id: HALF for field in e.form})
            for process, e in elements
            if e.kind is Kind.STEP
        },
        timers={f"{process}/{e.id}": span for process, e in elements if e.message is not None},
        attributes=dict.fromkeys(FLAGS, HALF),
        max_visits=300,
    )
    try:
        return run(compile_model(models, main), given_to, mode="plain").replications[0].ended
    except SimulationError as error:
        if "the loop does not end" in str(error):
            return None
        raise


@settings(max_examples=30, deadline=None, suppress_health_check=[*CALM, HealthCheck.too_slow])
@given(cases(), st.integers(0, 2**20))
def test_whatever_is_put_in_another_order_ends_as_before(case: Case, number: int):
    models = telling(models_of(case), number)
    model = models[case.main]
    try:
        assume(ended(models, case.main, number) == 15)
    except SimulationError:
        assume(False)
    levels: dict[str | None, list[str]] = {}
    for element in model.elements.values():
        if element.kind in NAMED:
            levels.setdefault(element.parent, []).append(element.id)
    for named in levels.values():
        for one, other in permutations(named[:7], 2):
            for change in (
                lambda a=one, b=other: in_parallel(model, [(a,), (b,)], models),
                lambda a=one, b=other: in_sequence(model, [a, b], models),
            ):
                try:
                    changed = change()
                except ScenarioError:
                    continue
                assert ended({**models, case.main: changed}, case.main, number) in (15, None)
