"""On many machines the answers are those of one core, bit for bit."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.approval_model import inputs, model
from engine.simulation import Cancelled, Distribution, SimulationError, Task, cluster, compile_model, run
from engine.simulation.cluster import connect, run_grid_on, run_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.simulation import Outcome

APPROVAL = compile_model({"approval": model()}, "approval")


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Two workers that are sent everything over the network, as on machines of their own."""
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with (
        distributed.LocalCluster(
            processes=False,
            protocol="tcp://",
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=":0",
            silence_logs=logging.CRITICAL,
        ) as machines,
        distributed.Client(machines) as found,
    ):
        yield found


def bits(outcome: Outcome) -> list[dict[str, Any]]:
    """All that each replication says, floats with every bit."""
    return [
        {f.name: _exact(getattr(replication, f.name)) for f in fields(replication)}
        for replication in outcome.replications
    ]


def _exact(value: Any) -> Any:
    if isinstance(value, int | str) or hasattr(value, "keys"):
        return repr(value)
    return [float(v).hex() for v in value] if hasattr(value, "__len__") else float(value).hex()


def test_replications_on_two_workers_are_those_of_one_core(client):
    scenario = inputs(120, replications=21, seed=7, keep=True)
    assert bits(run_on(client, APPROVAL, scenario)) == bits(run(APPROVAL, scenario))


def test_the_compiled_loop_gives_the_same_there(client):
    scenario = inputs(400, replications=3, seed=3, keep=True)
    assert bits(run_on(client, APPROVAL, scenario, mode="compiled")) == bits(run(APPROVAL, scenario, mode="plain"))


def test_processes_of_their_own_give_the_same(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    scenario = inputs(50, replications=6, seed=11, keep=True)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as machines,
        connect(machines.scheduler_address) as client,
    ):
        assert bits(run_on(client, APPROVAL, scenario)) == bits(run(APPROVAL, scenario))


def test_a_grid_of_scenarios_comes_back_in_its_order(client):
    grid = [inputs(60, replications=n, seed=seed) for n, seed in ((3, 1), (1, 2), (8, 3))]
    found = run_grid_on(client, APPROVAL, grid)
    assert [bits(outcome) for outcome in found] == [bits(run(APPROVAL, scenario)) for scenario in grid]


def test_progress_grows_to_the_whole(client):
    told: list[float] = []
    run_on(client, APPROVAL, inputs(60, replications=12), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 1


def test_a_run_is_cancelled_and_the_workers_are_free_again(client):
    asked = iter((False, False))
    endless = inputs(200_000, replications=4)
    with pytest.raises(Cancelled, match="the run was cancelled"):
        run_on(client, APPROVAL, endless, mode="plain", cancelled=lambda: next(asked, True))
    scenario = inputs(10, replications=2)
    assert bits(run_on(client, APPROVAL, scenario)) == bits(run(APPROVAL, scenario))


def test_a_refusal_comes_home_with_its_sentence(client):
    scenario = inputs(60, replications=4)
    tasks = {**scenario.tasks, "decide": Task(Distribution.fixed(-1.0), "decide")}
    with pytest.raises(SimulationError, match="Expected") as here:
        run(APPROVAL, replace(scenario, tasks=tasks))
    with pytest.raises(SimulationError) as there:
        run_on(client, APPROVAL, replace(scenario, tasks=tasks))
    assert str(there.value) == str(here.value)


@pytest.mark.parametrize("wrong", [{"mode": "swift"}, {"grid": []}, {"grid": [inputs(10, replications=0)]}])
def test_what_cannot_be_shared_out_is_refused(client, wrong):
    with pytest.raises(SimulationError, match="Expected a mode of auto, plain, compiled and one scenario or more"):
        run_grid_on(client, APPROVAL, **({"grid": [inputs(10)]} | wrong))


def test_a_machine_with_another_simulation_is_refused(client, monkeypatch):
    answers = count()
    monkeypatch.setattr(cluster, "sources", lambda: str(next(answers)))
    with pytest.raises(SimulationError, match="Expected the same version of Banjie on every machine"):
        run_on(client, APPROVAL, inputs(10))


def test_a_cluster_without_workers_is_refused():
    class Nobody:
        @staticmethod
        def nthreads() -> dict[str, int]:
            return {}

    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with pytest.raises(SimulationError, match="Expected a cluster with workers"):
        run_on(Nobody(), APPROVAL, inputs(10))


def test_an_address_at_which_nobody_answers_is_refused(monkeypatch):
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    with pytest.raises(SimulationError, match=r"Expected a Dask scheduler at tcp://127\.0\.0\.1:1, but"):
        connect("tcp://127.0.0.1:1")


def test_without_the_extra_a_sentence_names_it(monkeypatch):
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    for attempt in (lambda: connect("tcp://here:1"), lambda: run_on(None, APPROVAL, inputs(10))):
        with pytest.raises(SimulationError, match="the extra 'cluster'"):
            attempt()


@pytest.mark.parametrize("only", [(0, 2), (3,), (-1,)])
def test_some_replications_alone_are_those_of_the_whole(only):
    scenario = inputs(40, replications=3)
    whole = bits(run(APPROVAL, scenario))
    if set(only) <= set(range(3)):
        assert bits(run(APPROVAL, scenario, only=only)) == [whole[number] for number in only]
    else:
        with pytest.raises(SimulationError, match="Expected replications from 0 to 2"):
            run(APPROVAL, scenario, only=only)
