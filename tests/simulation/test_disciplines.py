"""Who is served next, on small examples done by hand."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import (
    Arrivals,
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
from engine.time import Rule, Unit
from tests.execution.building import Drawing

START = datetime(2026, 1, 5)


def served(inputs: Inputs, drawing: Drawing) -> list[tuple[int, str, float, float]]:
    """Case, step, start and end in hours, in the order of starting."""
    blocks: list[LogBlock] = []
    run(compile_model({"p": drawing.model()}, "p"), inputs, mode="plain", log=blocks.append)
    rows = [
        (row[0], b.steps[row[1]].removeprefix("p/"), row[4] / 3.6e9, row[5] / 3.6e9) for b in blocks for row in b.rows
    ]
    return sorted((row for row in rows if row[1] != "kind"), key=lambda row: row[2])


def two_kinds() -> Drawing:
    """A case is urgent or plain, and both kinds go to one desk."""
    drawing = Drawing("p").flow("start xor_1 urgent xor_2 end")
    return drawing.flow("xor_1 plain xor_2", "not(fast)").default("xor_1", "urgent")


def inputs(discipline: str, arrivals: list[float], fast: list[bool], **more) -> Inputs:
    scenario = {
        "arrivals": Arrivals(instants=tuple(START + timedelta(hours=h) for h in arrivals)),
        "attributes": {"fast": Distribution.by_case(fast)},
        "staff": {"one": Staff(1)},
        "pools": {"desk": Pool(("one",), discipline)},
        "tasks": {
            "urgent": Task(Distribution.fixed(2), "desk", priority=5),
            "plain": Task(Distribution.fixed(3), "desk", priority=1),
        },
    }
    return Inputs(START, **(scenario | more))


def test_first_in_first_out():
    rows = served(inputs("first_in", [0, 1, 1.5, 2], [False, False, True, True]), two_kinds())
    assert [(case, start) for case, _, start, _ in rows] == [(0, 0), (1, 3), (2, 6), (3, 8)]


def test_priority_goes_first_but_takes_nobody_off_what_was_begun():
    """0 plain 0–3; at 3 wait 1 (plain, since 1), 2 (urgent, since 1.5), 3 (urgent, since 2)."""
    rows = served(inputs("priority", [0, 1, 1.5, 2, 4], [False, False, True, True, True]), two_kinds())
    assert [(case, start) for case, _, start, _ in rows] == [(0, 0), (2, 3), (3, 5), (4, 7), (1, 9)]


def one_kind(priority: float | str, weight: Distribution, **more) -> Inputs:
    """One step whose cases differ in a number; each takes an hour, and they come a minute after each other."""
    tasks = {"work": Task(Distribution.fixed(1), "desk", priority=priority)}
    return inputs("priority", [n / 60 for n in range(6)], [], tasks=tasks, attributes={"weight": weight}, **more)


@pytest.mark.parametrize(
    ("priority", "order"),
    [
        ("weight", [0, 3, 1, 5, 2, 4]),
        ("-weight", [0, 4, 2, 5, 1, 3]),
        ("if weight > 5 then 2 else if weight = 1 then 1 else 0", [0, 1, 3, 2, 4, 5]),
        ("weight * 1000000000000000", [0, 1, 2, 3, 5, 4]),  # beyond the greatest priority all are alike
        ("if weight > 100 then 1 else 0", [0, 1, 2, 3, 4, 5]),
        (7, [0, 1, 2, 3, 4, 5]),
        ("if weight = 1 then null else if weight > 5 then 0.5 else -0.5", [0, 1, 3, 2, 4, 5]),
    ],
)
def test_the_priority_of_a_case_may_hang_on_what_is_known_of_it(priority, order):
    by_case = Distribution.by_case([0, 6.5, 1, 9, -1, 2])
    rows = served(one_kind(priority, by_case), Drawing("p").flow("start work end"))
    assert [case for case, *_ in rows] == order


def test_what_a_step_decides_counts_from_then_on():
    drawing = Drawing("p").flow("start look work end")
    scenario = one_kind("if hot then 1 else 0", Distribution.fixed(0))
    look = Task(Distribution.fixed(0), decides={"hot": Distribution.by_case([False, False, True, False, True, True])})
    scenario = replace(scenario, tasks=scenario.tasks | {"look": look})
    rows = [row for row in served(scenario, drawing) if row[1] == "work"]
    assert [case for case, *_ in rows] == [0, 2, 4, 5, 1, 3]


def test_a_priority_that_is_no_expression_or_asks_for_what_nobody_sets_is_refused():
    for priority, sentence in (("weight >", "priority of 'p/work'"), ("depth", "nothing sets 'depth'")):
        with pytest.raises(SimulationError, match=sentence):
            served(one_kind(priority, Distribution.fixed(0)), Drawing("p").flow("start work end"))


def test_the_earliest_deadline_goes_first():
    limits = (
        Limit("soon", Rule(Decimal(10), Unit.HOUR), element="urgent"),
        Limit("later", Rule(Decimal(12), Unit.HOUR), element="plain"),
    )
    rows = served(inputs("due_date", [0, 1, 2, 4], [False, False, True, True], limits=limits), two_kinds())
    # due at 12, 13, 12 and 14: the urgent case of 2 o'clock goes before the plain one of 1 o'clock, that of 4 after it
    assert [(case, start) for case, _, start, _ in rows] == [(0, 0), (2, 3), (1, 5), (3, 8)]


def test_a_night_of_arrivals_is_served_by_priority_in_the_morning():
    office = {"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))}
    scenario = inputs("priority", [1, 2, 3], [False, True, True], calendars=office, staff={"one": Staff(1, "office")})
    assert [(case, start) for case, _, start, _ in served(scenario, two_kinds())] == [(1, 9), (2, 11), (0, 13)]


def test_what_arrives_as_somebody_becomes_free_does_not_jump_the_queue():
    rows = served(inputs("first_in", [0, 1, 3], [False, False, False]), two_kinds())
    assert [(case, start) for case, _, start, _ in rows] == [(0, 0), (1, 3), (2, 6)]


def test_one_group_serves_two_pools_in_the_order_of_waiting():
    pools = {"a": Pool(("one",)), "b": Pool(("one",))}
    tasks = {"urgent": Task(Distribution.fixed(2), "a"), "plain": Task(Distribution.fixed(3), "b")}
    rows = served(
        inputs("first_in", [0, 0.5, 1, 1.5], [True, False, True, False], pools=pools, tasks=tasks), two_kinds()
    )
    assert [(case, start) for case, _, start, _ in rows] == [(0, 0), (1, 2), (2, 5), (3, 7)]


def test_pools_with_common_staff_must_agree_on_the_discipline():
    pools = {"desk": Pool(("one",)), "other": Pool(("one",), "priority")}
    with pytest.raises(SimulationError, match="to have one discipline"):
        served(inputs("first_in", [0], [True], pools=pools), two_kinds())


def test_a_step_cancelled_by_its_timer_leaves_the_queue_and_its_worker():
    """Three cases of 5 hours, each cancelled 2 hours after it came: they are at work 0–2, 2–2.5 and 2.5–3."""
    drawing = Drawing("p").flow("start work end")
    drawing.timer_on("work", "late")
    drawing.flow("late end_late")
    scenario = Inputs(
        START,
        Arrivals(instants=tuple(START + timedelta(hours=h) for h in (0, 0.5, 1))),
        staff={"one": Staff(1)},
        pools={"desk": Pool(("one",))},
        tasks={"work": Task(Distribution.fixed(5), "desk")},
        timers={"late": Distribution.fixed(2)},
    )
    replication = run(compile_model({"p": drawing.model()}, "p"), scenario, mode="plain").replications[0]
    assert list(replication.cycle) == [2, 2, 2]
    assert replication.steps["p/work"].cancelled == 3
    assert replication.staff["one"].busy == 3
    assert replication.pools["desk"].started == 3
    assert replication.pools["desk"].area == 1.5 + 1.5


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.integers(1, 9)), min_size=1, max_size=25),
    st.sampled_from(["first_in", "priority", "due_date"]),
    st.integers(1, 3),
)
def test_nobody_idles_while_somebody_waits_and_the_best_goes_first(cases, discipline, servers):
    cases = [(at + n / 1000, fast, span) for n, (at, fast, span) in enumerate(sorted(cases))]  # none at once
    scenario = inputs(
        discipline,
        [a for a, _, _ in cases],
        [fast for _, fast, _ in cases],
        staff={"one": Staff(servers)},
        tasks={
            "urgent": Task(Distribution.by_case([s for *_, s in cases]), "desk", priority="if fast then 5 else 7"),
            "plain": Task(Distribution.by_case([s for *_, s in cases]), "desk", priority=1),
        },
        limits=(Limit("soon", Rule(Decimal(10), Unit.HOUR), element="urgent"),),
    )
    rows = served(scenario, two_kinds())
    rank = {
        "first_in": lambda n: (0, n),
        "priority": lambda n: (not cases[n][1], n),
        "due_date": lambda n: (cases[n][0] + 10 if cases[n][1] else 1e9, n),
    }[discipline]
    free, waiting, expected, at, todo = [0.0] * servers, [], {}, 0.0, list(range(len(cases)))
    while todo or waiting:
        free.sort()
        at = max(free[0], at)
        if not waiting and todo:
            at = max(at, cases[todo[0]][0])
        while todo and cases[todo[0]][0] <= at:
            waiting.append(todo.pop(0))
        best = waiting[0] if discipline == "first_in" else min(waiting, key=rank)
        waiting.remove(best)
        expected[best] = at
        free[0] = at + cases[best][2]
    assert {case: start for case, _, start, _ in rows} == pytest.approx(expected)
