"""What a run reports, on small examples done by hand."""

from __future__ import annotations

import math
from array import array
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from engine.simulation import Arrivals, Distribution, Inputs, Limit, LogBlock, Pool, Staff, Task, compile_model, run
from engine.simulation.outcome import LogRows
from engine.time import Rule, Unit
from tests.execution.building import Drawing
from workflows.model import Assign, Kind, MultiInstance, TimerRule

START = datetime(2026, 1, 5)  # noqa: DTZ001 - a run counts in local wall time
fixed = Distribution.fixed


def hourly(count: int) -> Arrivals:
    return Arrivals(instants=tuple(START + timedelta(hours=n) for n in range(count)))


def single(**more):
    """One desk, three hours of work, a case every hour: the n-th waits 2n hours."""
    scenario = {
        "arrivals": hourly(6),
        "staff": {"one": Staff(1)},
        "pools": {"desk": Pool(("one",))},
        "tasks": {"work": Task(fixed(3), "desk")},
    }
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    return run(compiled, Inputs(START, **(scenario | more)), mode="plain").replications[0]


def played(drawing: Drawing, *others: Drawing, **more):
    scenario = {"arrivals": Arrivals(instants=(START,)), "tasks": {"*": Task(fixed(1))}}
    compiled = compile_model({d.id: d.model() for d in (drawing, *others)}, drawing.id)
    return run(compiled, Inputs(START, **(scenario | more)), mode="plain").replications[0]


def test_sums_of_waiting_work_and_span():
    found = single()
    assert list(found.cycle) == [3, 5, 7, 9, 11, 13]
    step = found.steps["p/work"]
    assert (step.entered, step.count, step.cancelled) == (6, 6, 0)
    assert (step.wait, step.work, step.span) == (30, 18, 48)
    assert (step.wait_squares, step.work_squares, step.span_squares) == (220, 54, 454)
    assert (found.pools["desk"].area, found.pools["desk"].longest, found.pools["desk"].started) == (30, 4, 6)
    assert (found.staff["one"].busy, found.staff["one"].available) == (18, 18)
    assert (found.arrived, found.ended, found.open, found.peak) == (6, 6, 0, 5)


def test_the_course_of_a_queue_adds_up_to_its_area():
    found = single(queue_every=2.0, queue_buckets=5)
    assert len(found.pools["desk"].course) == 5
    # one waits from 1, two from 2, one is taken at 3 as another comes, …
    assert found.pools["desk"].course[:2] == [1, 4]
    assert sum(found.pools["desk"].course) == found.pools["desk"].area


def test_what_came_before_the_end_of_the_warm_up_is_not_counted():
    limit = Limit("promise", Rule(Decimal(10), Unit.HOUR))
    found = single(warm_up=2.5, limits=(limit,))
    assert (found.first, list(found.cycle)) == (3, [9, 11, 13])
    assert (found.arrived, found.ended) == (6, 6)
    assert found.steps["p/work"].count == 6
    assert found.steps["p/work"].entered == 3
    assert (found.limits["promise"].cases, found.limits["promise"].cases_breached) == (3, 2)
    assert found.hours == 15.5


def test_a_run_that_ends_before_its_warm_up_counts_nothing():
    found = single(warm_up=1000.0, horizon=10.0)
    assert (found.arrived, len(found.cycle)) == (6, 0)


def test_at_the_horizon_some_are_still_open():
    found = single(horizon=7.5)
    assert (found.arrived, found.ended, found.open) == (6, 2, 4)
    assert [c if not math.isnan(c) else None for c in found.cycle] == [3, 5, None, None, None, None]
    assert found.pools["desk"].area == 2 + 4 + 4.5 + 3.5 + 2.5


def test_replications_without_end_stop_at_the_horizon():
    found = single(arrivals=Arrivals(fixed(1.0)), tasks={"work": Task(fixed(0.5), "desk")}, horizon=100.25)
    assert (found.arrived, found.ended, found.open) == (100, 99, 1)


def test_decisions_of_steps_lead_the_case():
    """Sent back once: `by_visit` decides."""
    drawing = Drawing("p").flow("start decide xor_1 end")
    drawing.flow("xor_1 mend decide", 'outcome = "mend"').default("xor_1", "end")
    outcomes = Distribution.by_visit(["mend", "grant"])
    found = played(drawing, tasks={"*": Task(fixed(1)), "decide": Task(fixed(2), decides={"outcome": outcomes})})
    assert list(found.cycle) == [5]
    assert found.steps["p/decide"].count == 2


def test_scripts_count_rounds():
    drawing = Drawing("p")
    drawing.add("zero", Kind.SCRIPT, assigns=(Assign("n", "0"),))
    drawing.add("more", Kind.SCRIPT, assigns=(Assign("n", "n + 1"),))
    drawing.flow("start zero work more xor_1 end").flow("xor_1 work", "n < 4").default("xor_1", "end")
    assert played(drawing).steps["p/work"].count == 4


def test_conditions_know_numbers_texts_and_nothing():
    names = {"area": 900, "use": "factory", "fast": True, "nothing": None}
    table = {
        'use = "factory"': True,
        'use != "factory"': False,
        "area <= 900 and area > 899.5": True,
        "area between 1 and 5": False,
        'use in ("shop", "factory")': True,
        "area in [1..1000]": True,
        "not(fast)": False,
        "fast or nothing": True,
        "fast and nothing": False,
        "nothing = null": True,
        "nothing < 5": False,
        "use < 5": False,
        "use = 900": False,
        "area * 2 - 800 = 1000": True,
        "area / 0 = 1": False,
        "if area > 5 then fast else nothing": True,
        "-area < 0": True,
        "area": False,
        "coalesce(nothing, 0) + 1 = 1": True,
        "coalesce(nothing, area, 5) = 900": True,
        "coalesce(nothing) = null": True,
        "min(area, 5) = 5 and max(area, 5, 901) = 901": True,
        "min(area, use) = null": True,
        "abs(-area) = area and floor(-1.5) = -2 and ceiling(1.2) = 2": True,
        "abs(use) = null": True,
    }
    attributes = {name: fixed(value) for name, value in names.items()}
    found = {}
    for text in table:
        drawing = Drawing("p").flow("start xor_1 yes end").flow("xor_1 no end")
        drawing = Drawing("p").flow("start xor_1 no end").flow("xor_1 yes end", text).default("xor_1", "no")
        found[text] = played(drawing, attributes=attributes).steps["p/yes"].count == 1
    assert found == table


def test_several_instances_calls_and_repeating_timers():
    drawing = Drawing("p")
    drawing.add("sign", multi=MultiInstance(True, cardinality="3"))
    drawing.add("both", Kind.CALL, called="q", multi=MultiInstance(False, collection="people"))
    drawing.add(
        "again", Kind.BOUNDARY, attached_to="both", interrupting=False, timer=TimerRule(duration="PT2H", repeat=0)
    )
    drawing.flow("start sign both end").flow("again remind end_reminded")
    called = Drawing("q").flow("start_q work end_q")
    tasks = {"*": Task(fixed(1)), "work": Task(fixed(7))}
    found = played(drawing, called, tasks=tasks, instances={"both": fixed(2)})
    assert list(found.cycle) == [10]
    counts = {key: step.count for key, step in found.steps.items()}
    assert counts == {"p/sign": 3, "p/remind": 3, "q/work": 2}


def test_weights_of_an_inclusive_gateway_are_probabilities():
    drawing = Drawing("p").flow("start or_1 a or_2 end").flow("or_1 b or_2").flow("or_1 c or_2")
    weights = {"f2": 1.0, "f5": 0.5, "f7": 0.0}
    found = played(drawing, weights=weights, arrivals=Arrivals(Distribution.exponential(1)), cases=2_000)
    assert found.steps["p/a"].count == 2_000
    assert found.steps["p/b"].count == pytest.approx(1_000, abs=100)
    assert found.steps["p/c"].count == 0


def test_the_log_comes_in_blocks_and_names_steps_and_staff():
    blocks: list[LogBlock] = []
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    inputs = Inputs(
        START,
        hourly(2),
        staff={"one": Staff(1)},
        pools={"desk": Pool(("one",))},
        tasks={"work": Task(fixed(3), "desk")},
    )
    run(compiled, inputs, mode="plain", log=blocks.append)
    hour = 3_600_000_000
    assert [block.replication for block in blocks] == [0]
    work = blocks[0].steps.index("p/work")
    assert list(blocks[0].rows) == [[0, work, 0, 0, 0, 3 * hour, 0], [1, work, 0, hour, 3 * hour, 6 * hour, 0]]
    assert blocks[0].staff == ("one",)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_the_rows_of_a_log_are_lists_and_an_array_at_once(size):
    listed = [[case, 1, -1, 10 * case, 11, 12, case % 2] for case in range(size)]
    rows = LogRows(array("q", [number for row in listed for number in row]))
    assert (len(rows), list(rows), [rows[place] for place in range(size)]) == (size, listed, listed)
    assert rows.of_cases(1, 3) == listed[1:3]
    assert np.array(rows, dtype=np.int64).tolist() == np.asarray(rows).tolist() == listed
    assert np.asarray(rows).shape == (size, 7)
    with pytest.raises(IndexError):
        rows[size]
