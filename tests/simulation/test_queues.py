"""Against what is known in closed form, and Lindley's recursion for given arrivals and services."""

from __future__ import annotations

import math
import random
from statistics import fmean, stdev

import pytest

from engine.simulation import Arrivals, Distribution, Inputs, Task, compile_model, run
from tests.execution.building import Drawing
from tests.simulation.conftest import MONDAY

exponential = Distribution.exponential


def mean_and_error(values: list[float]) -> tuple[float, float]:
    """The mean of replications, and three and a half of its standard errors: one in two thousand falls outside."""
    return fmean(values), 3.5 * stdev(values) / math.sqrt(len(values))


def erlang_c(servers: int, load: float) -> float:
    """The probability that an arrival waits."""
    terms = [load**n / math.factorial(n) for n in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (1, 0.8), (2, 1.5), (5, 4.0)])
def test_the_mean_wait_is_that_of_erlang(queue, servers, load):
    scenario = queue(servers, exponential(1.0), exponential(load), cases=60_000, warm_up=2_000.0, replications=20)
    outcome = run(*scenario, mode="compiled", workers=2)
    waits = [r.pools["desk"].wait / r.pools["desk"].started for r in outcome.replications]
    mean, error = mean_and_error(waits)
    expected = erlang_c(servers, load) * load / (servers - load)
    assert abs(mean - expected) < error
    busy, error = mean_and_error([r.staff["staff"].busy / r.staff["staff"].available for r in outcome.replications])
    assert abs(busy - load / servers) < error


def test_the_queue_is_as_long_as_littles_law_says(queue):
    scenario = queue(2, exponential(1.0), exponential(1.6), cases=20_000)
    replication = run(*scenario, mode="compiled").replications[0]
    assert replication.pools["desk"].area == pytest.approx(replication.pools["desk"].wait)
    assert replication.pools["desk"].wait == pytest.approx(replication.steps["p/work"].wait)


def test_one_server_follows_lindleys_recursion_exactly(queue):
    chance = random.Random(5)  # noqa: S311 - a test
    gaps = [chance.randrange(1, 4000) / 3600 for _ in range(400)]
    services = [chance.randrange(1, 3600) / 3600 for _ in range(400)]
    scenario = queue(1, Distribution.by_case(gaps), Distribution.by_case(services), cases=400)
    replication = run(*scenario, mode="plain").replications[0]
    waits = [0]
    for gap, service in zip(gaps[1:], services, strict=False):
        waits.append(max(0, waits[-1] + round(service * 3600) - round(gap * 3600)))
    expected = [(wait + round(service * 3600)) / 3600 for wait, service in zip(waits, services, strict=True)]
    assert list(replication.cycle) == pytest.approx(expected, abs=1e-9)
    assert [round(c * 3600) for c in replication.cycle] == [round(e * 3600) for e in expected]


def test_a_fork_of_two_exponentials_takes_their_maximum():
    drawing = Drawing("p").flow("start and_1 a and_2 end").flow("and_1 b and_2")
    compiled = compile_model({"p": drawing.model()}, "p")
    tasks = {"a": Task(exponential(2.0)), "b": Task(exponential(3.0))}
    inputs = Inputs(MONDAY, Arrivals(exponential(1.0)), cases=20_000, tasks=tasks, replications=20)
    outcome = run(compiled, inputs, mode="compiled", workers=2)
    mean, error = mean_and_error([fmean(r.cycle) for r in outcome.replications])
    assert abs(mean - (2 + 3 - 1 / (1 / 2 + 1 / 3))) < error


@pytest.mark.parametrize(
    ("distribution", "mean", "deviation"),
    [
        (Distribution.uniform(1, 5), 3, 4 / math.sqrt(12)),
        (Distribution.triangular(1, 2, 6), 3, math.sqrt((1 + 4 + 36 - 2 - 6 - 12) / 18)),
        (Distribution.lognormal(4, 2), 4, 2),
        (Distribution.gamma(4, 2), 4, 2),
        (Distribution.gamma(1, 2), 1, 2),
        (Distribution.normal(10, 2), 10, 2),
        (exponential(3), 3, 3),
        (Distribution.empirical([1, 2, 3, 6]), 3, math.sqrt(3.5)),
        (Distribution.histogram([0, 2, 6], [1, 1]), 2.5, math.sqrt((4 / 3 + 52 / 3) / 2 - 6.25)),
        (Distribution.choice({1.0: 3, 5.0: 1}), 2, math.sqrt(3)),
    ],
)
def test_a_distribution_has_its_mean_and_deviation(queue, distribution, mean, deviation):
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    tasks = {"work": Task(distribution)}
    step = (
        run(compiled, Inputs(MONDAY, Arrivals(exponential(1.0)), cases=200_000, tasks=tasks), mode="compiled")
        .replications[0]
        .steps["p/work"]
    )
    found = step.work / step.count
    spread = math.sqrt(step.work_squares / step.count - found**2)
    assert found == pytest.approx(mean, abs=4 * deviation / math.sqrt(step.count))
    assert spread == pytest.approx(deviation, rel=0.03)


def test_a_normal_distribution_is_cut_off_at_nothing(queue):
    scenario = queue(1, Distribution.fixed(9), Distribution.normal(1, 1), cases=3_000)
    replication = run(*scenario, mode="plain").replications[0]
    assert min(replication.cycle) > 0
    assert fmean(replication.cycle) == pytest.approx(1.288, abs=0.06)
