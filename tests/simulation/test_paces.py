"""How long a step takes hangs on who does it, and who does it may go in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import (
    Arrivals,
    Calendar,
    Compiled,
    Distribution,
    Inputs,
    LogBlock,
    Pool,
    SimulationError,
    Staff,
    Task,
    compile_model,
    run,
)
from engine.simulation.recorded import Entry, Recorded
from tests.execution.building import Drawing
from tests.simulation.conftest import MONDAY

if TYPE_CHECKING:
    from engine.simulation import Replication

fixed = Distribution.fixed
WORK = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")


def desk(came: list[float], usual: Distribution, paces: dict[str, Distribution], **more: Any) -> Inputs:
    """A quick and a slow clerk at one desk; the quick one is asked first."""
    values: dict[str, Any] = {
        "arrivals": Arrivals(instants=tuple(MONDAY + timedelta(hours=h) for h in came)),
        "staff": {"quick": Staff(1), "slow": Staff(1)},
        "pools": {"desk": Pool(("quick", "slow"))},
        "tasks": {"work": Task(usual, "desk", paces=paces)},
    }
    return Inputs(MONDAY, **(values | more))


def rows(scenario: Inputs, compiled: Compiled = WORK) -> list[tuple[int, str, float, float]]:
    """Case, who did it, from when to when, in hours."""
    blocks: list[LogBlock] = []
    run(compiled, scenario, mode="plain", log=blocks.append)
    found = [(row[0], b.staff[row[2]], row[4] / 3.6e9, row[5] / 3.6e9) for b in blocks for row in b.rows]
    return sorted(found)


def test_the_slow_clerk_takes_longer_and_what_waits_goes_to_whoever_is_free_first():
    assert rows(desk([0, 0.5, 0.6, 0.7], fixed(1), {"slow": fixed(3)})) == [
        (0, "quick", 0, 1),
        (1, "slow", 0.5, 3.5),
        (2, "quick", 1, 2),
        (3, "quick", 2, 3),
    ]


def test_work_at_another_pace_rests_at_closing_too():
    office = {"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))}
    staff = {"quick": Staff(1, "office"), "slow": Staff(1, "office")}
    found = rows(desk([15, 15], fixed(1), {"slow": fixed(3)}, staff=staff, calendars=office))
    assert found == [(0, "quick", 15, 16), (1, "slow", 15, 24 + 10)]


def test_a_case_meets_the_same_luck_whoever_does_it():
    usual = Distribution.gamma(1, 0.5)
    spans = [
        {case: end - start for case, _, start, end in rows(desk(list(range(0, 400, 10)), usual, paces))}
        for paces in ({}, {"quick": usual.times(1.25)})
    ]
    assert spans[1] == pytest.approx({case: span * 1.25 for case, span in spans[0].items()}, abs=1e-9)


@pytest.mark.parametrize(
    ("usual", "longer"),
    [
        (Distribution.uniform(1, 2), Distribution.uniform(2, 4)),
        (Distribution.lognormal(1, 3), Distribution.lognormal(2, 6)),
        (Distribution.histogram([0, 1, 3], [1, 2]), Distribution.histogram([0, 2, 6], [1, 2])),
        (Distribution("normal", (3.0, 1.0), low=1.0, high=4.0), Distribution("normal", (6.0, 2.0), low=2.0, high=8.0)),
    ],
)
def test_twice_as_long_is_twice_every_span(usual, longer):
    assert usual.times(2) == longer


def steady_state(rate: float, quick: float, slow: float) -> tuple[float, float, float]:
    """Of two servers of which the quick one is asked first: how busy each is, and the mean number of cases. From the
    balance equations: `one` and `other` are only the quick or the slow one busy, both busy is 1.
    """
    both = quick + slow
    share = rate / both
    other = quick / (rate + slow)
    one = both / rate - other
    none = (quick * one + slow * other) / rate
    beyond = 1 / (1 - share)
    total = none + one + other + beyond
    number = one + other + 2 * beyond + share / (1 - share) ** 2
    return (one + beyond) / total, (other + beyond) / total, number / total


def figures(replication: Replication) -> tuple[float, float, float]:
    busy = [replication.staff[name].busy / replication.hours for name in ("quick", "slow")]
    return busy[0], busy[1], sum(replication.cycle) / replication.hours


@pytest.mark.parametrize(("rate", "slow"), [(0.5, 0.5), (1.2, 0.5), (1.0, 0.2)])
def test_two_servers_of_different_pace_are_as_busy_as_the_balance_equations_say(rate, slow):
    scenario = desk(
        [],
        Distribution.exponential(1),
        {"slow": Distribution.exponential(1 / slow)},
        arrivals=Arrivals(Distribution.exponential(1 / rate)),
        cases=40_000,
        warm_up=500.0,
        replications=12,
    )
    found = [figures(r) for r in run(WORK, scenario, mode="compiled", workers=2).replications]
    for values, expected in zip(zip(*found, strict=True), steady_state(rate, 1.0, slow), strict=True):
        assert abs(fmean(values) - expected) < 3.5 * stdev(values) / len(values) ** 0.5


def test_who_has_been_free_longest_takes_what_comes_where_they_take_turns():
    in_turn = {"desk": Pool(("quick", "slow"), in_turn=True)}
    found = rows(desk([0, 2, 4, 4.5, 10], fixed(1), {"slow": fixed(3)}, pools=in_turn))
    assert found == [
        (0, "quick", 0, 1),
        (1, "slow", 2, 5),
        (2, "quick", 4, 5),
        (3, "slow", 5, 8),
        (4, "quick", 10, 11),  # free since 5, the slow one since 8
    ]


def test_three_people_of_a_group_take_turns_with_one_of_another():
    staff = {"quick": Staff(3), "slow": Staff(1)}
    in_turn = {"desk": Pool(("slow", "quick"), in_turn=True)}
    found = rows(desk(list(range(0, 24, 3)), fixed(1), {}, staff=staff, pools=in_turn))
    assert [who for _, who, *_ in found] == ["slow", "quick", "quick", "quick"] * 2


def test_in_the_morning_those_who_went_first_yesterday_come_last():
    office = {"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))}
    staff = {name: Staff(1, "office") for name in ("quick", "slow")}
    in_turn = {"desk": Pool(("quick", "slow"), in_turn=True)}
    found = rows(desk([10, 20, 21], fixed(1), {}, staff=staff, calendars=office, pools=in_turn))
    assert [(case, who) for case, who, *_ in found] == [(0, "quick"), (1, "slow"), (2, "quick")]


def test_pools_that_share_staff_take_turns_both_or_neither():
    pools = {"desk": Pool(("quick", "slow"), in_turn=True), "other": Pool(("slow",))}
    with pytest.raises(SimulationError, match="'slow' serves to go in turn, all of them or none, but only 'desk'"):
        rows(desk([0], fixed(1), {}, pools=pools))


def test_paces_of_somebody_else_are_refused():
    for task in (Task(fixed(1), "desk", paces={"boss": fixed(2)}), Task(fixed(1), paces={"slow": fixed(2)})):
        with pytest.raises(SimulationError, match="Expected the paces of 'p/work' to name staff of its pool"):
            rows(desk([0], fixed(1), {}, tasks={"work": task}))


def test_what_is_open_at_the_present_is_done_at_the_pace_of_who_goes_on_with_it():
    """Two cases that somebody began an hour ago and one that waits: the quick one has an hour left of the first, the
    slow one five of the second, and the third waits for the quick one.
    """
    now = MONDAY + timedelta(hours=10)
    open_since = MONDAY + timedelta(hours=8)
    begun = Recorded(open_since, {"p/work": [Entry(begun=now - timedelta(hours=1))]})
    waits = Recorded(open_since, {"p/work": [Entry()]})
    scenario = desk([], fixed(2), {"slow": fixed(6)}, arrivals=Arrivals(fixed(1e6)), cases=0, now=now)
    scenario = replace(scenario, recorded=(begun, begun, waits))
    for mode in ("plain", "compiled"):
        (replication,) = run(WORK, replace(scenario, warm_up=0), mode=mode).replications
        assert replication.staff["quick"].busy == 1 + 2
        assert replication.staff["slow"].busy == 5
    assert [(case, who, start, end) for case, who, start, end in rows(scenario)] == [
        (0, "quick", 10, 11),
        (1, "slow", 10, 15),
        (2, "quick", 11, 13),
    ]
