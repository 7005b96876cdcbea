"""What cannot be simulated is refused with a sentence, or stopped with one, within memory."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from engine.simulation import (
    Arrivals,
    Calendar,
    Distribution,
    Inputs,
    Limit,
    Pool,
    SimulationError,
    Staff,
    Task,
    compile_model,
    run,
)
from engine.time import Rule, Unit
from tests.execution.building import Drawing
from workflows.model import Kind, Message, MultiInstance, TimerRule

START = datetime(2026, 1, 5)
fixed = Distribution.fixed
GOOD: dict[str, Any] = {
    "arrivals": Arrivals(Distribution.exponential(1.0)),
    "cases": 50,
    "staff": {"one": Staff(1)},
    "pools": {"desk": Pool(("one",))},
    "tasks": {"work": Task(fixed(0.5), "desk")},
}


def simple() -> Drawing:
    return Drawing("p").flow("start work end")


def attempt(drawing: Drawing, *others: Drawing, mode: str = "plain", **more: Any):
    compiled = compile_model({d.id: d.model() for d in (drawing, *others)}, drawing.id)
    return run(compiled, Inputs(START, **(GOOD | more)), mode=mode).replications[0]


def test_the_good_one_runs():
    assert attempt(simple()).ended == 50


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1.0, "3", None, True])
def test_a_span_that_is_no_number_of_hours_is_refused(bad):
    with pytest.raises(SimulationError, match=r"Expected hours of 0 or more for the duration of 'p/work', but came"):
        attempt(simple(), tasks={"work": Task(fixed(bad))})


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution("uniform", (1.0,)),
        Distribution.uniform(2, 1),
        Distribution.triangular(1, 5, 2),
        Distribution.lognormal(0, 1),
        Distribution.gamma(0, 1),
        Distribution.empirical([]),
        Distribution.histogram([1, 2], [1, 2]),
        Distribution.histogram([2, 1], [1]),
        Distribution.choice({1.0: -1}),
        Distribution.choice({1.0: 0}),
        Distribution.choice({1.0: math.nan}),
        Distribution("cauchy", (1.0,)),
        replace(fixed(1), low=math.nan),
        replace(fixed(1), low=3, high=2),
    ],
)
def test_a_distribution_that_cannot_be_is_refused(distribution):
    with pytest.raises(SimulationError, match="Expected .* but came"):  # noqa: RUF043 - a pattern
        attempt(simple(), tasks={"work": Task(distribution)})


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"cases": None}, "Expected a number of cases or a horizon, but neither is given"),
        ({"cases": -1}, "Expected a finite number of 0 or more for cases"),
        ({"cases": 2 * 10**8}, "Expected a whole number of cases up to"),
        ({"horizon": math.nan}, "Expected a finite number of 0 or more for horizon"),
        ({"warm_up": -1.0}, "Expected a finite number of 0 or more for warm_up"),
        ({"replications": 0}, "Expected a whole number of replications"),
        ({"max_open": 0}, "Expected a whole number of max_open"),
        ({"queue_every": 0.0}, "Expected buckets wider than nothing"),
        ({"tasks": {}}, r"Expected a duration for step 'p/work' \(work\), but there is none"),
        ({"tasks": {"walk": Task(fixed(1))}}, "Expected an element, but 'walk' is none: there are"),
        ({"tasks": {"work": Task(fixed(1), "counter")}}, "Expected a pool, but 'counter' is none: there are desk"),
        ({"tasks": {"work": Task(fixed(1), calendar="x")}}, "Expected a calendar, but 'x' is none"),
        ({"tasks": {"work": Task(fixed(1), priority=math.nan)}}, "Expected a finite priority of 'p/work'"),
        ({"pools": {"desk": Pool(("two",))}}, "Expected a group of staff, but 'two' is none"),
        ({"pools": {"desk": Pool(())}}, "Expected somebody in pool 'desk', but nobody staffs it"),
        ({"pools": {"desk": Pool(("one",), "lifo")}}, "Expected pool 'desk' to be served by first_in, due_date"),
        ({"staff": {"one": Staff(0)}}, "Expected somebody in pool 'desk', but nobody staffs it"),
        ({"staff": {"one": Staff(-1)}}, "Expected a whole number from 0 to 1000000 of staff 'one', but came -1"),
        ({"weights": {"f9": 1.0}}, "Expected a sequence flow, but 'f9' is none"),
        ({"arrivals": Arrivals()}, "Expected arrivals by gaps or at instants, but neither is given"),
        ({"arrivals": Arrivals(fixed(1), instants=(START,))}, "but both are given"),
        ({"arrivals": Arrivals(instants=(datetime(2025, 1, 1),))}, "Expected arrivals from 2026-01-05 on"),
        (
            {"limits": (Limit("l", Rule(Decimal(1), Unit.HOUR), element="x"),)},
            "Expected limit 'l' to lie upon an activity",
        ),
        ({"limits": (Limit("l", Rule(Decimal(1), Unit.HOUR)),) * 2}, "Expected limits with names of their own"),
        ({"limits": (Limit("l", Rule(Decimal(1), Unit.HOUR), starts_at="x"),)}, "Expected limit 'l' to begin and end"),
    ],
)
def test_a_scenario_that_does_not_fit_is_refused_by_name(more, sentence):
    with pytest.raises(SimulationError, match=sentence):
        attempt(simple(), **more)


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_queues_that_grow_without_end_stop_the_run(mode):
    with pytest.raises(SimulationError, match=r"at most 500 cases to be open.*'desk' with \d+ waiting"):
        attempt(simple(), mode=mode, cases=1_000_000, max_open=500, tasks={"work": Task(fixed(3.0), "desk")})


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_a_loop_that_never_ends_stops_the_run(mode):
    drawing = Drawing("p").flow("start work xor_1 end").flow("xor_1 work")
    again = {"f3": 0.0, "f4": 1.0}
    with pytest.raises(SimulationError, match="come to 'p/work' at most 100 times, but one came again"):
        attempt(drawing, mode=mode, weights=again, max_visits=100, tasks={"work": Task(fixed(0))})


def test_a_loop_for_which_the_calendar_is_too_short_is_named():
    calendar = Calendar(((),) * 7, {START.date(): ((9 * 3_600_000_000, 17 * 3_600_000_000),)})
    drawing = Drawing("p").flow("start work xor_1 end").flow("xor_1 work")
    with pytest.raises(SimulationError, match=r"cases came to 'p/work' \d+ times: does that loop end\?"):
        attempt(
            drawing,
            cases=1,
            weights={"f3": 0.0, "f4": 1.0},
            calendars={"day": calendar},
            staff={"one": Staff(1, "day")},
            tasks={"work": Task(fixed(0.1), "desk")},
        )


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_a_loop_without_a_step_stops_the_run(mode):
    drawing = Drawing("p").flow("start xor_1 xor_2 end").flow("xor_2 xor_1")
    with pytest.raises(SimulationError, match="come to rest within 10000 moves"):
        attempt(drawing, mode=mode, weights={"f3": 0.0, "f4": 1.0}, tasks={}, max_visits=1_000_000)


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_tokens_that_multiply_stop_the_run(mode):
    """Each time round, the fork leaves another step open."""
    drawing = Drawing("p").flow("start xor_1 and_1 xor_1").flow("and_1 work end")
    with pytest.raises(SimulationError, match="Expected"):
        attempt(drawing, mode=mode, cases=1, tasks={"work": Task(fixed(1))}, max_visits=1_000_000)


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_arrivals_all_at_once_stop_the_run(mode):
    with pytest.raises(SimulationError, match="at most 1000 cases to be open at once"):
        attempt(simple(), mode=mode, cases=10**7, max_open=1_000, arrivals=Arrivals(fixed(0)))


def test_a_join_for_which_nothing_can_come_is_named():
    drawing = Drawing("p").flow("start xor_1 a and_2 end").flow("xor_1 b and_2")
    with pytest.raises(SimulationError, match="Expected the join 'p/and_2' to get a token on every incoming flow"):
        attempt(drawing, weights={"f2": 0.5, "f5": 0.5}, tasks={"*": Task(fixed(1))})


def test_a_gateway_without_weights_or_conditions_is_named():
    drawing = Drawing("p").flow("start xor_1 work xor_2 end").flow("xor_1 xor_2")
    with pytest.raises(
        SimulationError, match="Expected weights or conditions for the flows 'f2', 'f5' out of 'p/xor_1'"
    ):
        attempt(drawing)


def test_a_condition_over_what_nobody_sets_is_named():
    drawing = Drawing("p").flow("start xor_1 work xor_2 end").flow("xor_1 xor_2", "rework").default("xor_1", "work")
    with pytest.raises(SimulationError, match="nothing sets 'rework', which 'rework' mentions"):
        attempt(drawing)
    with pytest.raises(SimulationError, match="holds a call, which the simulation does not know"):  # noqa: PT012 - two of a kind
        bad = Drawing("p").flow("start xor_1 work xor_2 end").flow("xor_1 xor_2", "count(rework) = 1")
        attempt(bad.default("xor_1", "work"), attributes={"rework": fixed(1)})


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"f2": 0.5}, "Expected a weight for every flow out of 'p/xor_1', but 'f5' has none"),
        ({"f2": -1, "f5": 1}, "Expected a weight of 0 or more for flow 'f2'"),
        ({"f2": math.nan, "f5": 1}, "Expected a weight of 0 or more for flow 'f2'"),
        ({"f2": 0, "f5": 0}, "Expected a weight above 0 among the flows out of 'p/xor_1'"),
    ],
)
def test_weights_that_are_no_shares_are_refused(weights, sentence):
    drawing = Drawing("p").flow("start xor_1 work xor_2 end").flow("xor_1 xor_2")
    with pytest.raises(SimulationError, match=sentence):
        attempt(drawing, weights=weights)


def test_what_is_unknown_of_the_drawing_is_named():
    many = Drawing("p")
    many.add("work", multi=MultiInstance(False, collection="people"))
    with pytest.raises(SimulationError, match="how often 'p/work' is done, but it goes by the list 'people'"):
        attempt(many.flow("start work end"))
    message = Drawing("p")
    message.add("letter", Kind.MESSAGE, message=Message("m", "reply"))
    with pytest.raises(SimulationError, match="how long the message 'reply' takes to come at 'p/letter'"):
        attempt(message.flow("start letter work end"))
    timer = Drawing("p")
    timer.add("pause", Kind.TIMER, timer=TimerRule(limit="x"))
    with pytest.raises(SimulationError, match="Expected the rule of limit 'x' for 'p/pause'"):
        attempt(timer.flow("start pause work end"))


def test_a_process_that_is_not_there_or_calls_itself_is_refused():
    with pytest.raises(SimulationError, match="Expected a process 'q', but there are only"):
        compile_model({"p": simple().model()}, "q")
    drawing = Drawing("p")
    drawing.add("call_p", Kind.CALL, called="p")
    with pytest.raises(SimulationError, match="Expected calls to come to an end, but p → p calls itself"):
        compile_model({"p": drawing.flow("start call_p end").model()}, "p")


@pytest.mark.parametrize("count", [-1.0, 1e6, math.nan])
def test_instances_without_number_stop_the_run(count):
    many = Drawing("p")
    many.add("work", multi=MultiInstance(False, cardinality="n"))
    with pytest.raises(SimulationError, match=r"Expected (a whole number of instances|a finite number)"):
        attempt(many.flow("start work end"), attributes={"n": fixed(count)})


def test_staff_who_stop_working_for_good_stop_the_run():
    calendar = Calendar(((),) * 7, {START.date(): ((9 * 3_600_000_000, 10 * 3_600_000_000),)})
    with pytest.raises(SimulationError, match="the calendar 'day' does not know any after the present"):
        attempt(simple(), calendars={"day": calendar}, staff={"one": Staff(1, "day")})


def test_a_mode_or_a_number_of_workers_that_is_none_is_refused():
    compiled = compile_model({"p": simple().model()}, "p")
    for wrong in ({"mode": "quick"}, {"workers": 0}):
        with pytest.raises(SimulationError, match="Expected a mode of auto, plain, compiled and 1 worker or more"):
            run(compiled, Inputs(START, **GOOD), **wrong)
