"""Steps of several cases that are done together."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import (
    Arrivals,
    Batch,
    Calendar,
    Distribution,
    Inputs,
    Limit,
    LogBlock,
    Pool,
    SimulationError,
    Staff,
    Task,
    compile_model,
    run,
)
from engine.simulation.recorded import Entry, Recorded
from engine.time import Rule, Unit
from tests.execution.building import Drawing

if TYPE_CHECKING:
    from engine.simulation import Compiled

MONDAY = datetime(2026, 1, 5)
fixed = Distribution.fixed
WORK = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")


def office(came: list[float], batch: Batch, span: Distribution | None = None, **more: Any) -> Inputs:
    """One person who does the cases that come at these hours in batches, each of two hours."""
    values: dict[str, Any] = {
        "arrivals": Arrivals(instants=tuple(MONDAY + timedelta(hours=h) for h in came)),
        "staff": {"one": Staff(1)},
        "pools": {"desk": Pool(("one",))},
        "tasks": {"work": Task(span or fixed(2), "desk", batch=batch)},
    }
    return Inputs(MONDAY, **(values | more))


def rows(scenario: Inputs, compiled: Compiled = WORK, mode: str = "plain") -> list[tuple[int, float, float]]:
    """Case, start and end in hours, of what was completed."""
    blocks: list[LogBlock] = []
    run(compiled, scenario, mode=mode, log=blocks.append)
    found = [(int(row[0]), row[4] / 3.6e9, row[5] / 3.6e9) for b in blocks for row in b.rows if row[6] == 0]
    return sorted(found)


def test_so_many_wait_and_then_all_are_done_at_once():
    found = rows(office([0, 1, 2, 3, 4, 5], Batch(size=3)))
    assert found == [(0, 2, 4), (1, 2, 4), (2, 2, 4), (3, 5, 7), (4, 5, 7), (5, 5, 7)]


def test_a_batch_waits_for_somebody_like_any_other_work():
    found = rows(office([0, 0.5, 1, 1.5], Batch(size=2)))
    assert found == [(0, 0.5, 2.5), (1, 0.5, 2.5), (2, 2.5, 4.5), (3, 2.5, 4.5)]


def test_when_the_first_has_waited_long_enough_all_that_have_come_go():
    found = rows(office([0, 1, 7, 20], Batch(wait=6)))
    assert found == [(0, 6, 8), (1, 6, 8), (2, 13, 15), (3, 26, 28)]


def test_whichever_comes_first_size_or_time():
    found = rows(office([0, 1, 10, 18, 19], Batch(size=2, wait=5)))
    assert found == [(0, 1, 3), (1, 1, 3), (2, 15, 17), (3, 19, 21), (4, 19, 21)]


def test_a_panel_meets_every_tuesday_and_takes_so_many():
    """Six cases wait for Tuesday 9:00; four are taken, the others and a late one a week later."""
    panel = {"panel": Calendar.weekly(("tue", "09:00", "12:00"))}
    came = [1, 2, 3, 4, 5, 6, 24 + 10]
    scenario = office(came, Batch(opens="panel", most=4), calendars=panel, staff={"one": Staff(1, "panel")})
    first, second = 24 + 9, 24 * 8 + 9
    assert rows(scenario) == [
        *((case, first, first + 2) for case in range(4)),
        *((case, second, second + 2) for case in (4, 5, 6)),
    ]


@pytest.mark.parametrize(
    ("came", "most", "weeks"),
    [
        ([33], None, [0]),
        ([1, 33], None, [0, 0]),
        ([33, 33, 33], None, [0, 0, 0]),
        ([33, 33, 33], 2, [0, 0, 1]),
        ([1, 2, 33, 33.001], 3, [0, 0, 0, 1]),
        ([33.001, 33.002], None, [1, 1]),
    ],
)
def test_who_comes_just_as_the_panel_meets_is_in_time(came, most, weeks):
    """It meets on Tuesday at 9:00, the 33rd hour."""
    panel = {"panel": Calendar.weekly(("tue", "09:00", "12:00"))}
    scenario = office(came, Batch(opens="panel", most=most), fixed(0.5), calendars=panel)
    assert [start for _, start, _ in rows(scenario)] == [33 + 168 * week for week in weeks]


def test_one_after_the_other_by_the_same_person():
    batch = Batch(size=3, together=False)
    spans = Distribution.by_case([1, 2, 0.5, 1, 1, 1])
    assert rows(office([0, 1, 2, 2.5, 3, 3.5], batch, spans)) == [
        (0, 2, 3),
        (1, 3, 5),
        (2, 5, 5.5),
        (3, 5.5, 6.5),
        (4, 6.5, 7.5),
        (5, 7.5, 8.5),
    ]


def test_work_of_a_batch_rests_at_closing():
    hours = {"day": Calendar.weekly(("mon-fri", "09:00", "12:00"))}
    scenario = office([8, 8.5, 8.6], Batch(size=3, together=False), calendars=hours, staff={"one": Staff(1, "day")})
    assert rows(scenario) == [(0, 9, 11), (1, 11, 24 + 10), (2, 24 + 10, 24 + 12)]
    ends = replace(scenario, tasks={"work": Task(fixed(3), "desk", batch=Batch(size=3, together=False))})
    assert rows(ends) == [(0, 9, 12), (1, 24 + 9, 24 + 12), (2, 48 + 9, 48 + 12)]
    together = replace(scenario, tasks={"work": Task(fixed(4), "desk", batch=Batch(size=3))})
    assert rows(together) == [(case, 9, 24 + 10) for case in range(3)]


def test_a_batch_of_more_takes_longer_by_its_factor():
    batch = Batch(wait=3, factors={1: 1.0, 2: 1.5, 4: 2.0})
    came = [0, 10, 11, 20, 20.5, 21, 30, 30.5, 31, 31.5, 32]
    spans = {case: end - start for case, start, end in rows(office(came, batch))}
    assert [spans[case] for case in (0, 1, 3, 6)] == [2, 3, 3, 4]
    one_by_one = rows(office([0, 0.5], Batch(size=2, together=False, factors={2: 0.5})))
    assert one_by_one == [(0, 0.5, 1.5), (1, 1.5, 2.5)]


def test_the_person_is_busy_once_and_the_queue_is_as_long_as_it_has_cases():
    scenario = office([0, 0.5, 1, 1.5, 1.75, 1.8], Batch(size=3), keep=True)
    (replication,) = run(WORK, scenario, mode="plain").replications
    assert replication.staff["one"].busy == 4
    assert replication.steps["p/work"].work == 12
    assert replication.pools["desk"].started == 6
    assert replication.pools["desk"].longest == 3
    assert replication.pools["desk"].area == pytest.approx(3 * (3 - 1.8))
    assert replication.pools["desk"].wait == pytest.approx(3 * (3 - 1.8))
    assert replication.steps["p/work"].wait == pytest.approx(1 + 0.5 + 1.5 + 1.25 + 1.2)


def test_what_is_left_at_the_end_goes_as_it_is():
    (replication,) = run(WORK, office([0, 1, 2, 3, 4], Batch(size=3)), mode="plain").replications
    assert replication.ended == 5
    assert list(replication.cycle) == [4, 3, 2, 3, 2]  # the last two go when nobody else can come


def test_with_a_horizon_what_is_left_stays_open():
    (replication,) = run(WORK, office([0, 1, 2, 3, 5], Batch(size=3), horizon=4.5), mode="plain").replications
    assert (replication.ended, replication.open) == (3, 1)


def test_a_batch_is_as_urgent_as_its_most_urgent_case():
    drawing = Drawing("p").flow("start xor_1 together xor_2 end").flow("xor_1 alone xor_2", "not(many)")
    drawing.default("xor_1", "together")
    tasks = {
        "together": Task(fixed(2), "desk", priority="if hot then 9 else 0", batch=Batch(size=2)),
        "alone": Task(fixed(5), "desk", priority=5),
    }
    scenario = office(
        [0, 1, 2, 3, 3.5],
        Batch(size=1),
        tasks=tasks,
        pools={"desk": Pool(("one",), "priority")},
        attributes={
            "many": Distribution.by_case([False, True, False, True, False]),
            "hot": Distribution.by_case([False, False, False, True, False]),
        },
    )
    found = {case: start for case, start, _ in rows(scenario, compile_model({"p": drawing.model()}, "p"))}
    assert found == {0: 0, 1: 5, 3: 5, 2: 7, 4: 12}


def test_limits_hold_for_each_case_by_itself():
    limits = (Limit("l", Rule(Decimal(3), Unit.HOUR), "work"),)
    (replication,) = run(WORK, office([0, 1.5, 2], Batch(size=3), limits=limits), mode="plain").replications
    assert (replication.limits["l"].count, replication.limits["l"].breached) == (3, 1)


def late() -> Compiled:
    """Cases that are cancelled by a timer if they are not done in time."""
    drawing = Drawing("p").flow("start work end")
    drawing.timer_on("work", "late")
    return compile_model({"p": drawing.flow("late end_late").model()}, "p")


@pytest.mark.parametrize(
    ("came", "batch", "timers", "done", "busy"),
    [
        # while it is collected: the third and fourth make a batch of two
        ([0, 2, 3], Batch(size=2), [1, 9, 9], [(1, 3, 5), (2, 3, 5)], 2),
        # the last that is collected, and another comes
        ([0, 5, 6], Batch(wait=3), [1, 9, 9], [(1, 8, 10), (2, 8, 10)], 2),
        # while the batch waits for the person: one of it, or all
        ([0, 0, 1, 1], Batch(size=2), [9, 9, 0.5, 9], [(0, 0, 2), (1, 0, 2), (3, 2, 4)], 4),
        ([0, 0, 1, 1, 5, 5], Batch(size=2), [9, 9, 0.5, 0.75, 9, 9], [(0, 0, 2), (1, 0, 2), (4, 5, 7), (5, 5, 7)], 4),
        # while somebody works at it: the first, another, all
        ([0, 0, 0], Batch(size=3), [1, 9, 9], [(1, 0, 2), (2, 0, 2)], 2),
        ([0, 0, 0], Batch(size=3), [9, 9, 1], [(0, 0, 2), (1, 0, 2)], 2),
        ([0, 0, 0.5, 0.5], Batch(size=2), [1, 0.5, 9, 9], [(2, 1, 3), (3, 1, 3)], 3),
        # one after the other: the one at work, one that is to come, both
        ([0, 0, 0], Batch(size=3, together=False), [1, 9, 9], [(1, 1, 3), (2, 3, 5)], 5),
        ([0, 0, 0], Batch(size=3, together=False), [9, 1, 9], [(0, 0, 2), (2, 2, 4)], 4),
        ([0, 0, 0, 4, 4, 4], Batch(size=3, together=False), [1, 1.5, 9, 9, 9, 9], [(2, 1.5, 3.5)], None),
    ],
)
@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_a_case_that_is_cancelled_leaves_its_batch(came, batch, timers, done, busy, mode):
    scenario = office(came, batch, timers={"late": Distribution.by_case(timers)})
    assert rows(scenario, late(), mode)[: len(done)] == done
    (replication,) = run(late(), scenario, mode=mode).replications
    assert replication.ended == len(came)
    assert busy is None or replication.staff["one"].busy == busy


def test_what_was_begun_on_one_day_goes_on_as_one_batch():
    now = MONDAY + timedelta(hours=10)
    since = MONDAY - timedelta(hours=48)

    def begun(hours: float) -> Recorded:
        return Recorded(since, {"p/work": [Entry(begun=now - timedelta(hours=hours))]})

    recorded = (begun(1.5), begun(1.25), begun(0.5), begun(11))
    for together, expected in (
        (True, [(0, 10, 12.5), (1, 10, 12.5), (2, 10, 12.5), (3, 12.5, 13)]),
        (False, [(0, 10, 12.5), (1, 12.5, 15.25), (2, 15.25, 18.75), (3, 18.75, 19.25)]),
    ):
        batch = Batch(size=9, together=together)
        scenario = office(
            [], batch, Distribution.by_case([4, 4, 4, 11.5]), arrivals=Arrivals(fixed(1)), cases=0, now=now
        )
        scenario = replace(scenario, start=since, recorded=recorded)
        for mode in ("plain", "compiled"):
            found = rows(scenario, mode=mode)
            assert [(case, start - 48, end - 48) for case, start, end in found] == expected
            (replication,) = run(WORK, scenario, mode=mode).replications
            assert replication.staff["one"].busy == expected[-1][2] - 10


def test_what_is_open_at_the_present_is_collected_and_what_was_begun_goes_on_by_itself():
    now = MONDAY + timedelta(hours=10)
    since = MONDAY + timedelta(hours=8)
    waits = Recorded(since, {"p/work": [Entry()]})
    begun = Recorded(since, {"p/work": [Entry(begun=now - timedelta(hours=1.5))]})
    scenario = office([], Batch(size=5, wait=5), arrivals=Arrivals(fixed(0.5)), cases=2, now=now)
    scenario = replace(scenario, recorded=(waits, begun, waits))
    for mode in ("plain", "compiled"):
        assert rows(scenario, mode=mode) == [(0, 13, 15), (1, 10, 10.5), (2, 13, 15), (3, 13, 15), (4, 13, 15)]


def expected(came: list[float], size: int | None, wait: float | None, span: float) -> dict[int, tuple[float, float]]:
    """Start and end of each case: batches as they come about, one after the other at one desk."""
    sent: list[tuple[float, list[int]]] = []
    collected: list[int] = []
    for case, at in [*enumerate(came), (-1, math.inf)]:
        while wait is not None and collected and came[collected[0]] + wait < at:
            sent.append((came[collected[0]] + wait, collected))
            collected = []
        if case >= 0:
            collected.append(case)
        if size is not None and len(collected) == size:
            sent.append((at, collected))
            collected = []
    free, found = 0.0, {}
    for at, members in sorted(sent):
        free = max(free, at) + span
        found |= dict.fromkeys(members, (free - span, free))
    if collected:
        begin = max(free, came[-1])
        found |= dict.fromkeys(collected, (begin, begin + span))
    return found


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 80), min_size=1, max_size=30),
    st.one_of(st.none(), st.integers(1, 6)),
    st.one_of(st.none(), st.integers(0, 12)),
    st.integers(1, 9),
)
def test_batches_come_about_as_counted_by_hand(hours, size, wait, span):
    came = [at + n / 1000 for n, at in enumerate(sorted(hours))]  # none at once
    later = None if wait is None else wait + 0.0005
    if size is None and wait is None:
        size = 4
    found = rows(office(came, Batch(size=size, wait=later), fixed(span)))
    counted = expected(came, size, later, span)
    assert {case: start for case, start, _ in found} == pytest.approx(
        {case: start for case, (start, _) in counted.items()}
    )
    assert {case: end for case, _, end in found} == pytest.approx({case: end for case, (_, end) in counted.items()})


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**40),
    st.integers(1, 3),
    st.builds(
        Batch,
        size=st.one_of(st.none(), st.integers(1, 5)),
        wait=st.floats(0, 30),
        opens=st.sampled_from([None, "panel"]),
        together=st.booleans(),
        factors=st.dictionaries(st.integers(1, 6), st.floats(0, 2), max_size=2),
        alone=st.sampled_from([0.0, 0.0, 0.5]),
    ),
    st.sampled_from(["first_in", "priority", "due_date"]),
    st.booleans(),
)
def test_nothing_is_lost_and_both_modes_do_the_same(seed, staff, batch, discipline, in_turn):
    scenario = Inputs(
        MONDAY,
        Arrivals(Distribution.exponential(1.5), None),
        cases=120,
        seed=seed,
        calendars={"panel": Calendar.weekly(("mon-fri", "09:00", "12:00"), ("mon-fri", "14:00", "17:00"))},
        staff={"one": Staff(staff, "panel"), "two": Staff(1)},
        pools={"desk": Pool(("one", "two"), discipline, in_turn)},
        tasks={"work": Task(Distribution.gamma(2, 1), "desk", batch=batch, paces={"two": Distribution.exponential(3)})},
        timers={"late": Distribution.exponential(20)},
        limits=(Limit("l", Rule(Decimal(3), Unit.HOUR), "work"),),
        queue_every=24.0,
    )
    plain, compiled = (run(late(), scenario, mode=mode).replications[0] for mode in ("plain", "compiled"))
    assert plain.arrived == plain.ended == 120
    step = plain.steps["p/work"]
    assert step.entered == step.count + step.cancelled == 120
    assert plain.pools["desk"].area == pytest.approx(sum(plain.pools["desk"].course))
    assert all(plain.staff[name].busy <= plain.staff[name].available + 1e-6 for name in ("one", "two"))
    assert [c.hex() for c in map(float, plain.cycle)] == [c.hex() for c in map(float, compiled.cycle)]
    assert (plain.steps, plain.pools, plain.staff, plain.limits) == (
        compiled.steps,
        compiled.pools,
        compiled.staff,
        compiled.limits,
    )


@pytest.mark.parametrize(("size", "rate", "serves"), [(2, 1.0, 0.7), (4, 1.0, 0.4), (3, 1.0, 0.9)])
def test_the_mean_time_is_that_of_erlang_arrivals_at_one_server(size, rate, serves):
    """Batches of `size` come with Erlang gaps; a GI/M/1 queue's root is found by going around."""
    root = 0.5
    for _ in range(10_000):
        root = (rate / (rate + serves * (1 - root))) ** size
    mean = (size - 1) / (2 * rate) + root / (serves * (1 - root)) + 1 / serves
    scenario = Inputs(
        MONDAY,
        Arrivals(Distribution.exponential(1 / rate)),
        cases=48_000,
        warm_up=500.0,
        replications=14,
        staff={"one": Staff(1)},
        pools={"desk": Pool(("one",))},
        tasks={"work": Task(Distribution.exponential(1 / serves), "desk", batch=Batch(size=size))},
    )
    found = [fmean(r.cycle) for r in run(WORK, scenario, mode="compiled", workers=2).replications]
    assert abs(fmean(found) - mean) < 3.5 * stdev(found) / math.sqrt(len(found))


def test_some_go_by_themselves_when_nothing_is_collected():
    """With probability p a case goes alone, else it waits for the next one: p of p + 2(1 − p) cases are alone."""
    scenario = office([], Batch(size=2, alone=0.4), fixed(0.1), arrivals=Arrivals(fixed(1)), cases=4000)
    waits = {case: start - (case + 1) for case, start, _ in rows(scenario)}
    starts = [round(case + 1 + wait, 6) for case, wait in sorted(waits.items())]
    alone = sum(starts.count(start) == 1 for start in starts[:2000]) / 2000
    assert abs(alone - 0.4 / (0.4 + 2 * 0.6)) < 0.04
    everyone = office([0, 1, 2], Batch(size=2, alone=1.0))
    assert rows(everyone) == [(0, 0, 2), (1, 2, 4), (2, 4, 6)]
    for mode in ("plain", "compiled"):
        assert rows(scenario, mode=mode) == rows(scenario)


@pytest.mark.parametrize(
    ("batch", "sentence"),
    [
        (Batch(), "when a batch of 'p/work' goes, but nothing is said"),
        (Batch(size=0), "size of a batch of 'p/work' from 1 to 1000, but came 0"),
        (Batch(wait=1, most=1001), "most of a batch of 'p/work' from 1 to 1000"),
        (Batch(size=4, most=3), "of 4 or more, but at most 3"),
        (Batch(wait=-1), "hours of 0 or more"),
        (Batch(wait=math.nan), "hours of 0 or more"),
        (Batch(size=2, factors={2: -1.0}), "factors of 0 or more"),
        (Batch(size=2, factors={0: 1.0}), "factors of 0 or more from 1 case on"),
        (Batch(size=2, alone=1.5), "a probability that a case of 'p/work' goes alone, but came 1.5"),
        (Batch(opens="moon"), "a calendar, but 'moon' is none"),
    ],
)
def test_a_batch_that_cannot_be_is_refused(batch, sentence):
    with pytest.raises(SimulationError, match=sentence):
        run(WORK, office([0], batch), mode="plain")


def test_a_batch_without_people_is_refused():
    with pytest.raises(SimulationError, match="somebody to do the batches of 'p/work'"):
        run(WORK, office([0], Batch(size=2), tasks={"work": Task(fixed(1), batch=Batch(size=2))}), mode="plain")
