"""Some cases get the law's extension: the share that the scenario says, by the length that the document allows."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.simulation import Arrivals, Distribution, Inputs, Limit, SimulationError, Task, compile_model, run
from engine.simulation.scenario import Scenario, ScenarioError, load
from engine.simulation.scenario.library import catalogue_of, models_of
from engine.simulation.scenario.limits import limits_of
from engine.simulation.scenario.values import LimitPlan
from engine.time import Extension, Rule, Unit
from tests.execution.building import Drawing

MONDAY = datetime(2026, 1, 5, 9)
COMPILED = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")


def breached(share: float, hours: float, *, whole: bool, extension: Extension | None = None) -> float:
    """How many of 2,000 cases break a limit of 24 hours that may be extended by 10."""
    rule = Rule(Decimal(24), Unit.HOUR, extension=extension or Extension(1, Decimal(10)))
    limit = Limit("l", rule, None if whole else "work", extended=share)
    inputs = Inputs(
        MONDAY,
        Arrivals(Distribution.fixed(1)),
        cases=2_000,
        tasks={"work": Task(Distribution.fixed(hours))},
        limits=(limit,),
    )
    return run(COMPILED, inputs, mode="plain").replications[0].limits["l"].breached / 2_000


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("hours", "share", "expected"), [(30, 0.0, 1.0), (30, 0.25, 0.75), (30, 1.0, 0.0), (35, 1.0, 1.0)]
)
def test_so_many_cases_have_the_longer_limit(*, whole: bool, hours: float, share: float, expected: float):
    assert breached(share, hours, whole=whole) == pytest.approx(expected, abs=0.03)


def test_what_is_no_share_or_has_no_length_is_refused():
    with pytest.raises(SimulationError, match="a share of cases that get 'l' extended"):
        breached(1.5, 1, whole=True)
    with pytest.raises(SimulationError, match="a limit whose extension has a length"):
        breached(0.5, 1, whole=True, extension=Extension(1))


def test_a_scenario_says_how_many():
    models = models_of("guangzhou_hotline")
    compiled, catalogue = compile_model(models, "guangzhou_hotline"), catalogue_of(models)

    def made(name: str) -> dict[str, float]:
        scenario = Scenario("guangzhou_hotline", limits={name: LimitPlan(extended=0.1)})
        return {limit.id: limit.extended for limit in limits_of(scenario, compiled, catalogue, date(2026, 9, 1))}

    found = made("guangzhou-2023-1/14.2")
    assert {name for name, share in found.items() if share} == {"guangzhou-2023-1/14.2"}
    assert found["guangzhou-2023-1/14.2"] == 0.1
    with pytest.raises(
        ScenarioError, match=r"limits\.guangzhou-2023-1/13 to be one that its document allows to extend"
    ):
        made("guangzhou-2023-1/13")


def test_a_share_above_one_is_refused_with_its_place():
    text = b'process = "guangzhou_hotline"\n[limits."guangzhou-2023-1/14.2"]\nextended = 1.5\n'
    with pytest.raises(ScenarioError, match="a share from 0 to 1"):
        load(text)
