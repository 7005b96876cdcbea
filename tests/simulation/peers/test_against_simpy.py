"""Ours and SimPy's, on models written apart, agree within three and a half standard errors."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

import math
from datetime import datetime
from statistics import fmean, variance

import pytest

pytest.importorskip("simpy")

from engine.simulation import Arrivals, Calendar, Distribution, Inputs, Pool, Staff, Task, compile_model, run
from tests.execution.building import Drawing
from tests.simulation.peers import models

exponential = Distribution.exponential
SEEDS = range(12)
CASES = 2_500


def agree(ours: list[float], theirs: list[float]) -> None:
    error = 3.5 * math.sqrt(variance(ours) / len(ours) + variance(theirs) / len(theirs))
    assert abs(fmean(ours) - fmean(theirs)) < error
    assert error < 0.25 * fmean(theirs), "too few cases to tell"


def played(drawing: Drawing, **more):
    given = {"start": datetime(2026, 1, 5), "cases": CASES, "replications": 3 * len(SEEDS)}
    inputs = Inputs(**(given | more))
    return run(compile_model({drawing.id: drawing.model()}, drawing.id), inputs, mode="compiled").replications


@pytest.mark.parametrize(("servers", "gap"), [(1, 5.0), (3, 1.6)])
def test_a_queue_with_working_hours(servers, gap):
    found = played(
        Drawing("p").flow("start work end"),
        start=datetime(2026, 1, 5, 9),
        arrivals=Arrivals(exponential(gap)),
        calendars={"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))},
        staff={"staff": Staff(servers, "office")},
        pools={"desk": Pool(("staff",))},
        tasks={"work": Task(exponential(0.75), "desk")},
    )
    agree([fmean(r.cycle) for r in found], [models.queue(servers, gap, 0.75, CASES, seed) for seed in SEEDS])


def test_a_fork_with_rework():
    drawing = Drawing("p").flow("start xor_again and_fork a and_join xor_done end").flow("and_fork b and_join")
    drawing.flow("xor_done xor_again")
    ways = {(f.source, f.target): f.id for f in drawing.flows.values()}
    found = played(
        drawing,
        arrivals=Arrivals(exponential(2.0)),
        staff={"one": Staff(1), "two": Staff(1)},
        pools={"first": Pool(("one",)), "second": Pool(("two",))},
        tasks={"a": Task(exponential(1.0), "first"), "b": Task(exponential(0.8), "second")},
        weights={ways["xor_done", "end"]: 0.8, ways["xor_done", "xor_again"]: 0.2},
    )
    theirs = [models.fork_and_rework(2.0, (1.0, 0.8), 0.2, CASES, seed) for seed in SEEDS]
    agree([fmean(r.cycle) for r in found], theirs)


def test_priorities_that_do_not_break_in():
    drawing = Drawing("p").flow("start xor_kind urgent xor_met end").flow("xor_kind usual xor_met")
    ways = {(f.source, f.target): f.id for f in drawing.flows.values()}
    found = played(
        drawing,
        arrivals=Arrivals(exponential(1.25)),
        staff={"staff": Staff(1)},
        pools={"desk": Pool(("staff",), "priority")},
        tasks={
            "urgent": Task(exponential(1.0), "desk", priority=2.0),
            "usual": Task(exponential(1.0), "desk", priority=1.0),
        },
        weights={ways["xor_kind", "urgent"]: 0.3, ways["xor_kind", "usual"]: 0.7},
    )
    theirs = [models.ranks(1.25, 1.0, 0.3, CASES, seed) for seed in SEEDS]
    for step, place in (("urgent", 0), ("usual", 1)):
        agree([r.steps[f"p/{step}"].wait / r.steps[f"p/{step}"].count for r in found], [t[place] for t in theirs])


@pytest.mark.parametrize(
    ("now", "opens"), [(0.0, 9.0), (9.0, 0.0), (16.9, 0.0), (17.0, 16.0), (4 * 24 + 17.0, 64.0), (6 * 24 + 23.0, 10.0)]
)
def test_the_peers_hours_are_those_of_an_office(now, opens):
    assert models.until_open(now) == pytest.approx(opens)
