"""Plain or compiled, one worker or two, logged or not: the same numbers, bit for bit."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.approval_model import inputs, model
from engine.simulation import Distribution, LogBlock, Pool, SimulationError, Staff, Task, compile_model, run
from tests.execution.generated import Case, cases
from tests.simulation.test_same_as_the_engine import CALM, check

if TYPE_CHECKING:
    from engine.simulation import Replication

APPROVAL = compile_model({"approval": model()}, "approval")
KINDS = (
    Distribution.exponential(0.3),
    Distribution.uniform(0.1, 0.5),
    Distribution.triangular(0.1, 0.2, 0.6),
    Distribution.normal(0.3, 0.1),
    Distribution.lognormal(0.3, 0.3),
    Distribution.gamma(0.3, 0.2),
    Distribution.gamma(0.3, 0.6),
    Distribution.empirical([0.1, 0.2, 0.6]),
    Distribution.histogram([0, 0.2, 0.7], [2, 1]),
    Distribution.choice({0.1: 1, 0.4: 2}),
    Distribution.fixed(0.3),
)


def bits(replication: Replication) -> dict[str, Any]:
    """All there is in it, floats with every bit."""
    numbers = {name: [float(v).hex() for v in getattr(replication, name)] for name in ("cycle",)}
    lists = {name: [int(v) for v in getattr(replication, name)] for name in ("start", "end", "approval")}
    plain = {
        n: getattr(replication, n)
        for n in ("arrived", "ended", "open", "peak", "events", "steps", "pools", "staff", "limits")
    }
    return numbers | lists | plain


def mixed(number: int, **more: Any):
    """The approval model with every kind of distribution."""
    scenario = inputs(300, keep=True, seed=number, **more)
    tasks = {
        step: Task(KINDS[(place + number) % len(KINDS)], task.pool, priority=place % 3)
        for place, (step, task) in enumerate(scenario.tasks.items())
    }
    return replace(scenario, tasks=tasks)


@pytest.mark.parametrize("number", range(6))
def test_both_modes_give_the_same_bits(number):
    scenario = mixed(number, warm_up=24.0 * (number % 2), queue_every=24.0)
    plain, compiled = (run(APPROVAL, scenario, mode=mode).replications[0] for mode in ("plain", "compiled"))
    assert bits(plain) == bits(compiled)


@pytest.mark.parametrize("discipline", ["first_in", "due_date", "priority"])
def test_both_modes_serve_every_discipline_alike(discipline):
    scenario = mixed(1)
    pools = {name: replace(pool, discipline=discipline) for name, pool in scenario.pools.items()}
    scenario = replace(scenario, pools=pools)
    plain, compiled = (run(APPROVAL, scenario, mode=mode).replications[0] for mode in ("plain", "compiled"))
    assert bits(plain) == bits(compiled)


def test_both_modes_pace_and_take_turns_alike():
    scenario = mixed(2)
    half = {f"{name} too": Staff(2) for name in scenario.staff}
    pools = {name: Pool((*pool.staff, f"{name} too"), in_turn=True) for name, pool in scenario.pools.items()}
    tasks = {
        name: replace(task, paces={} if task.pool is None else {f"{task.pool} too": KINDS[number % len(KINDS)]})
        for number, (name, task) in enumerate(scenario.tasks.items())
    }
    scenario = replace(scenario, staff=scenario.staff | half, pools=pools, tasks=tasks)
    plain, compiled = (run(APPROVAL, scenario, mode=mode).replications[0] for mode in ("plain", "compiled"))
    assert bits(plain) == bits(compiled)
    assert plain.staff["decide too"].busy > 0


def test_both_modes_go_by_the_priority_of_cases_alike():
    scenario = mixed(5)
    pools = {name: replace(pool, discipline="priority") for name, pool in scenario.pools.items()}
    tasks = {
        name: replace(task, priority="if size > 3 then size else -size / 3") for name, task in scenario.tasks.items()
    }
    sizes = {"size": Distribution.normal(3, 2)}
    scenario = replace(scenario, pools=pools, tasks=tasks, attributes=scenario.attributes | sizes)
    plain, compiled = (run(APPROVAL, scenario, mode=mode).replications[0] for mode in ("plain", "compiled"))
    assert bits(plain) == bits(compiled)
    assert bits(plain)["cycle"] != bits(run(APPROVAL, mixed(5), mode="plain").replications[0])["cycle"]


def test_two_workers_give_what_one_gives():
    scenario = mixed(3, replications=5)
    alone, together = (run(APPROVAL, scenario, mode="compiled", workers=workers) for workers in (1, 2))
    assert [bits(r) for r in alone.replications] == [bits(r) for r in together.replications]
    assert len({bits(r)["cycle"][0] for r in alone.replications}) == 5


def test_a_log_changes_nothing_and_both_modes_write_the_same():
    scenario = mixed(4)
    written = {}
    for mode in ("plain", "compiled"):
        blocks: list[LogBlock] = []
        logged = run(APPROVAL, scenario, mode=mode, log=blocks.append)
        assert bits(logged.replications[0]) == bits(run(APPROVAL, scenario, mode=mode).replications[0])
        written[mode] = [[int(v) for v in row] for block in blocks for row in block.rows]
        assert len(written[mode]) == sum(s.count for s in logged.replications[0].steps.values())
        assert blocks[0].steps[written[mode][0][1]] == "approval/accept"
    assert written["plain"] == written["compiled"]


def test_the_same_seed_gives_the_same_and_another_seed_another():
    first, again, other = (run(APPROVAL, mixed(n), mode="plain").replications[0] for n in (1, 1, 2))
    assert bits(first) == bits(again)
    assert bits(first)["cycle"] != bits(other)["cycle"]


def test_a_change_in_one_pool_leaves_everybodys_luck_alone():
    """Common random numbers: with more staff the same case does the same work at every step."""
    base = mixed(1)
    more = replace(base, staff=base.staff | {"decide": replace(base.staff["decide"], count=2)})
    works = []
    for scenario in (base, more):
        blocks: list[LogBlock] = []
        run(APPROVAL, scenario, mode="plain", log=blocks.append)
        works.append(sorted((row[0], row[1]) for block in blocks for row in block.rows))
    assert works[0] == works[1]
    steps = [run(APPROVAL, scenario, mode="plain").replications[0].steps for scenario in (base, more)]
    for key in steps[0]:
        assert math.isclose(steps[0][key].work, steps[1][key].work)


@settings(max_examples=40, deadline=None, suppress_health_check=CALM)
@given(cases(), st.integers(0, 2**30))
def test_the_compiled_mode_plays_as_the_engine_does(case: Case, number: int):
    check(case, number, "compiled")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**40), st.integers(1, 3), st.floats(0.05, 1.0), st.integers(0, 300))
def test_every_case_that_arrives_ends_or_is_open(seed, staff, gap, horizon):
    scenario = inputs(100, seed=seed, horizon=float(horizon))
    scenario = replace(
        scenario,
        arrivals=replace(scenario.arrivals, gap=Distribution.exponential(gap)),
        staff={name: replace(group, count=staff) for name, group in scenario.staff.items()},
    )
    r = run(APPROVAL, scenario, mode="plain").replications[0]
    assert r.arrived == r.ended + r.open
    assert sum(not math.isnan(c) for c in r.cycle) == r.ended
    for step in r.steps.values():
        assert 0 <= step.entered - step.count <= r.open


def test_progress_rises_and_a_run_can_be_cancelled():
    told: list[float] = []
    run(APPROVAL, inputs(500), mode="plain", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    with pytest.raises(SimulationError, match="was cancelled"):
        run(APPROVAL, inputs(500), mode="plain", cancelled=lambda: True)
