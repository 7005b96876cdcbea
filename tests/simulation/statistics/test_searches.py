"""Searches whose answers follow from Erlang's formula."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.simulation import Cancelled, Limit, Pool, SimulationError, run
from engine.simulation.statistics import promise, staffing
from engine.simulation.statistics.promise import shortest_limit
from engine.simulation.statistics.search import Effort, the_limit
from engine.simulation.statistics.staffing import smallest_staff
from engine.time.rule import Bound, Rule, Unit

QUICK = Effort(replications=4, most=8, mode="plain")
FAST = Effort(mode="compiled", replications=8, most=16)


def test_the_smallest_staff_is_erlangs(desk, late):
    """Three hours of work an hour: four people keep ten hours for 91 % of the cases, five for 96 %."""
    assert late(4, 3.0, 10) > 0.05 > late(5, 3.0, 10)
    found = smallest_staff(*desk(1, 3.0, cases=4_000), "soon", effort=FAST)
    assert found.staff == {"people": 5}
    assert found.sure
    assert found.before == {"people": 1}
    assert found.trial.breach.low <= late(5, 3.0, 10) <= found.trial.breach.high
    assert "soon is kept with 95% by people 5" in found.words


def test_no_group_of_the_answer_can_lose_a_person(desk):
    compiled, inputs = desk(2, 3.0, cases=2_000)
    found = smallest_staff(compiled, inputs, "soon", effort=FAST)
    fewer = replace(inputs, staff={"people": replace(inputs.staff["people"], count=found.staff["people"] - 1)})
    outcome = run(compiled, replace(fewer, replications=8), mode="compiled")
    counts = [rep.limits["soon"] for rep in outcome.replications]
    assert sum(count.breached for count in counts) > 0.05 * sum(count.count for count in counts)


def test_work_that_is_too_long_by_itself_is_kept_by_no_staff(desk, late):
    found = smallest_staff(*desk(2, 3.0, hours=4, cases=400), "soon", effort=QUICK)
    assert found.staff is None
    assert late(40, 3.0, 4) > 0.05
    assert "not kept with 95% by any number of staff" in found.words
    assert found.as_record()["staff"] is None


def test_a_search_that_cannot_tell_says_so(desk):
    compiled, inputs = desk(5, 3.0, cases=60)
    found = smallest_staff(compiled, inputs, "soon", effort=Effort(replications=2, most=2, mode="plain"))
    assert not found.sure
    assert "not sure" in found.words or found.staff is None


def test_only_the_groups_that_are_named_change(desk):
    with pytest.raises(SimulationError, match="Expected groups of staff that serve a queue, but 'nobody'"):
        smallest_staff(*desk(2, 1.0), "soon", groups=["nobody"])


def test_the_shortest_promise_is_the_quantile_of_the_queue(desk, late):
    found = shortest_limit(*desk(5, 3.0, cases=4_000), "soon", FAST)
    truth = next(hours for hours in range(1, 100) if late(5, 3.0, hours) <= 0.05)
    assert found.low <= truth <= found.high
    assert abs(found.shortest - truth) <= 1
    assert found.unit == "hour"
    assert found.figure == 10
    assert f"{found.shortest} hours can be promised with 95%" in found.words


def test_a_larger_share_asks_for_a_longer_promise(desk):
    scenario = desk(5, 3.0, cases=1_000)
    figures = [shortest_limit(*scenario, "soon", replace(QUICK, share=share)).shortest for share in (0.5, 0.9, 0.99)]
    assert figures == sorted(figures)
    assert figures[0] < figures[2]


def test_figures_side_by_side_and_one_by_one_give_the_same_answer(desk, monkeypatch):
    scenario = desk(4, 2.0, cases=400)
    together = shortest_limit(*scenario, "soon", QUICK)
    monkeypatch.setattr(promise, "_is_gone_by", lambda *_: True)
    apart = shortest_limit(*scenario, "soon", QUICK)
    assert (apart.shortest, apart.low, apart.high) == (together.shortest, together.low, together.high)
    assert len(apart.trials) < len(together.trials)


def test_a_queue_by_due_date_is_run_for_each_figure(desk):
    compiled, inputs = desk(4, 2.0, cases=200)
    inputs = replace(inputs, pools={"desk": Pool(("people",), "due_date")})
    assert promise._is_gone_by(compiled, inputs, inputs.limits[0])
    assert shortest_limit(compiled, inputs, "soon", QUICK).shortest >= 1


def test_working_days_are_promised_in_working_days(desk):
    compiled, inputs = desk(5, 3.0, cases=400)
    inputs = replace(inputs, limits=(Limit("days", Rule(Decimal(3), Unit.WORKING_DAY), element="work"),))
    found = shortest_limit(compiled, inputs, "days", QUICK)
    assert (found.unit, found.shortest) == ("working_day", 1)
    assert found.as_record()["now"] == 3


@pytest.mark.parametrize("rule", [Rule(Decimal(0), Unit.IMMEDIATE), Rule(Decimal(5), Unit.HOUR, Bound.AT_LEAST)])
def test_what_has_no_longest_figure_is_refused(desk, rule):
    compiled, inputs = desk(4, 2.0)
    inputs = replace(inputs, limits=(Limit("odd", rule, element="work"),))
    with pytest.raises(SimulationError, match="Expected a longest time with a figure, but odd is none"):
        shortest_limit(compiled, inputs, "odd", QUICK)


def test_an_unknown_limit_is_refused_with_those_there_are(desk):
    _, inputs = desk(4, 2.0)
    with pytest.raises(SimulationError, match="'late' is not: there are soon"):
        the_limit(inputs, "late")
    with pytest.raises(SimulationError, match="none at all"):
        the_limit(replace(inputs, limits=()), "late")


def test_a_limit_that_is_bound_twice_is_asked_for_by_its_place(desk):
    _, inputs = desk(4, 2.0)
    rule = inputs.limits[0].rule
    twice = replace(inputs, limits=(Limit("l@a", rule, "work"), Limit("l@b", rule, "work")))
    with pytest.raises(SimulationError, match="there are l@a, l@b"):
        the_limit(twice, "l")
    assert the_limit(twice, "l@b").id == "l@b"
    assert the_limit(replace(twice, limits=twice.limits[:1]), "l").id == "l@a"


@pytest.mark.parametrize("share", [0.0, 1.0, 1.5, -0.1])
def test_a_share_that_is_none_is_refused(desk, share):
    with pytest.raises(SimulationError, match="Expected a share between 0 and 1"):
        smallest_staff(*desk(2, 1.0), "soon", effort=Effort(share=share))


def test_a_search_tells_how_far_it_is_and_ends_at_one(desk):
    told: list[float] = []
    smallest_staff(*desk(2, 1.0, cases=100), "soon", effort=replace(QUICK, progress=told.append))
    assert told[-1] == 1.0
    assert all(0 < share <= 1 for share in told)
    told.clear()
    shortest_limit(*desk(2, 1.0, cases=100), "soon", replace(QUICK, progress=told.append))
    assert told[-1] == 1.0


@pytest.mark.parametrize("search", [smallest_staff, shortest_limit])
def test_a_search_can_be_cancelled(desk, search):
    effort = replace(QUICK, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        search(*desk(2, 1.0), "soon", effort=effort)


def test_searches_give_the_same_answer_with_one_worker_and_two(desk):
    answers = [
        smallest_staff(*desk(3, 2.0, cases=300), "soon", effort=replace(FAST, workers=workers)).as_record()
        for workers in (1, 2)
    ]
    assert answers[0] == answers[1]


def test_a_group_never_falls_below_the_work_there_is(desk):
    compiled, inputs = desk(4, 3.0, hours=400, cases=2_000)
    found = smallest_staff(compiled, inputs, "soon", effort=QUICK)
    assert found.staff["people"] >= 3
    assert staffing._percent(None) == "?"
