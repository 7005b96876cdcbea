"""Open cases of the database as the beginning of a simulation: played again as they were, judged by what may come."""


# ruff: noqa: F811 - fixtures are named as they are

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.simulation import SimulationError, compile_model, run
from engine.simulation.scenario import ParallelPlan, Scenario, inputs, reshaped
from engine.simulation.scenario.library import catalogue_of, models_of
from engine.simulation.scenario.opened.open_cases import open_cases, probabilities, starting
from engine.time.china import china
from tests.support.world import deployed, library, monday, quick  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from datetime import datetime

    from tests.support.world import World

FACTS = {"area": 800, "height": 12, "funding": "social", "use": "warehouse"}


def play(world: World, case: str, at: datetime, steps: int, every: timedelta) -> datetime:
    """Finish one open step after the other."""
    for _ in range(steps):
        live = world.live(case)
        if not live.state.steps:
            break
        at += every
        token = next(iter(live.state.steps))
        world.do(case, "complete", at, token, data=world.filled(case, token))
    return at


def begun(world: World, process: str, at: datetime, parallel: tuple[ParallelPlan, ...] = (), **more: int):
    models = models_of(process)
    plan = Scenario(process, parallel=parallel)
    compiled = compile_model(reshaped(models, plan), process)
    calendar = china()
    with world.database.read() as connection:
        found = open_cases(connection, compiled, at)
    first = min((one.recorded.arrived for one in found), default=at.replace(tzinfo=None))
    scenario = replace(plan, start=first.date(), cases=more.get("cases", 5), replications=20)
    made = inputs(scenario, models, catalogue_of(models), calendar)
    return compiled, starting(made, compiled, found, calendar, at)


def said(compiled, start):
    return probabilities(start, run(compiled, start.inputs))


@pytest.mark.parametrize("process", ["low_risk", "land_to_start", "old_estate", "intake", "joint_acceptance"])
def test_the_past_of_a_case_comes_out_as_it_was(quick: World, monday: datetime, process: str):
    """Each cut after another number of steps. What cannot be played again would be left out."""
    for steps in range(9):
        case = quick.start(process, monday + timedelta(minutes=7 * steps), FACTS)
        play(quick, case, monday + timedelta(hours=1), steps, timedelta(hours=5, minutes=1))
    compiled, start = begun(quick, process, monday + timedelta(days=3))
    assert start.left_out == ()
    found = said(compiled, start)
    assert [one["case"] for one in found] == [one.case for one in start.played]
    for one in found:
        for limit in one["limits"]:
            low, high = limit["ci"]
            assert 0 <= low <= limit["breach_probability"] <= high <= 1


def test_a_case_whose_past_was_in_another_order_is_left_out(quick: World, monday: datetime):
    """One is at its intake still; the other has its land contract, and only now its planning permit is open."""
    early, late = (quick.start("low_risk", monday + timedelta(minutes=7 * n), FACTS) for n in range(2))
    at = play(quick, late, monday + timedelta(hours=1), 1, timedelta(hours=1))
    steps = quick.live(late).state.steps
    contract = next(token for token in steps if "land_contract" in token)
    quick.do(late, "complete", at + timedelta(hours=3), contract, data=quick.filled(late, contract))
    both = ParallelPlan((("land_contract",), ("land_planning_permit",)))
    _, start = begun(quick, "low_risk", monday + timedelta(days=1), (both,))
    assert [one.case for one in start.played] == [early]
    assert [one.case for one in start.left_out] == [late]
    assert begun(quick, "low_risk", monday + timedelta(days=1))[1].left_out == ()


def test_a_deadline_that_has_passed_is_broken_for_certain(quick: World, monday: datetime):
    quick.start("intake", monday, FACTS)
    compiled, start = begun(quick, "intake", monday + timedelta(days=30))
    (limit,) = (one for one in said(compiled, start)[0]["limits"] if one["limit"].startswith("prc-licensing-law/32.4"))
    assert limit["breach_probability"] == 1.0
    assert limit["deadline"] == "2026-09-21T00:00:00+08:00"


def test_a_case_that_came_later_or_is_closed_is_not_among_them(quick: World, monday: datetime):
    case = quick.start("intake", monday, FACTS)
    later = quick.start("intake", monday + timedelta(days=9), FACTS)
    _, start = begun(quick, "intake", monday + timedelta(days=1))
    assert [one.case for one in start.played] == [case]
    play(quick, case, monday + timedelta(days=1), 5, timedelta(hours=1))
    _, start = begun(quick, "intake", monday + timedelta(days=10))
    assert [one.case for one in start.played] == [later]


def test_nothing_open_is_said_of_nobody(quick: World, monday: datetime):
    compiled, start = begun(quick, "low_risk", monday)
    assert said(compiled, start) == []


def test_a_horizon_leaves_open_what_comes_of_a_limit(quick: World, monday: datetime):
    compiled, start = begun(quick, "intake", monday)
    with pytest.raises(SimulationError, match="no horizon where open cases"):
        starting(replace(start.inputs, horizon=10.0), compiled, (), china(), monday)
