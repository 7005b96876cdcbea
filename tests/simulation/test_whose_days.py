"""In the counts that broke a limit: whose days they were. Held to the log of the same run."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import Arrivals, Distribution, Inputs, Limit, LogBlock, Task, compile_model, run
from engine.simulation.statistics import summarise
from engine.time import Basis, Rule, Scope, Unit
from tests.execution.building import Drawing
from workflows.model import TimeKind

if TYPE_CHECKING:
    from engine.simulation import Compiled

MONDAY = datetime(2026, 1, 5, 9)
HOUR = 3_600_000_000


def hours(number: float) -> Rule:
    return Rule(Decimal(str(number)), Unit.HOUR)


def inputs(*limits: Limit, cases: int = 300, **more: Any) -> Inputs:
    values: dict[str, Any] = {"tasks": {"*": Task(Distribution.exponential(5))}}
    return Inputs(MONDAY, Arrivals(Distribution.exponential(3)), cases=cases, limits=limits, **(values | more))


def rows(compiled: Compiled, given: Inputs) -> tuple[Any, dict[int, list[tuple[str, float, float]]]]:
    """The run, and of each case its steps: opened and closed, in hours."""
    blocks: list[LogBlock] = []
    outcome = run(compiled, given, mode="plain", log=blocks.append)
    found = defaultdict(list)
    for block in blocks:
        for row in block.rows:
            found[row[0]].append((block.steps[row[1]], row[3] / HOUR, row[5] / HOUR))
    return outcome, found


def expected(cases: dict[int, list[tuple[str, float, float]]], window: Any, limit: float) -> dict[str, float]:
    """The hours of each step inside of the windows that are longer than the limit."""
    found: dict[str, float] = defaultdict(float)
    for steps in cases.values():
        for start, end in window(steps):
            if end - start > limit:
                for key, opened, closed in steps:
                    found[key] += max(min(closed, end) - max(opened, start), 0.0)
    return {key: value for key, value in found.items() if value > 0}


def whole(steps: list[tuple[str, float, float]]) -> list[tuple[float, float]]:
    return [(min(s[1] for s in steps), max(s[2] for s in steps))]


def test_of_a_case_all_its_steps_also_those_of_what_it_calls():
    inner = Drawing("q").flow("start one and_1 two and_2 end").flow("and_1 three and_2")
    outer = Drawing("p").flow("start first call last end")
    outer.elements["call"] = replace(outer.elements["call"], called="q")
    compiled = compile_model({d.id: d.model() for d in (outer, inner)}, "p")
    outcome, cases = rows(compiled, inputs(Limit("l", hours(25))))
    count = outcome.replications[0].limits["l"]
    assert 50 < count.breached < 250
    assert count.hours == pytest.approx(expected(cases, whole, 25))


def test_of_a_scope_what_was_open_in_that_entry_of_it():
    """The scope is entered twice at once by a multi-instance: each entry has its own."""
    drawing = Drawing("p")
    drawing.many("sub", cardinality="2")
    drawing.flow("start_1 one two end_1", parent="sub").flow("start before sub end")
    compiled = compile_model({"p": drawing.model()}, "p")
    limit = Limit("l", hours(12), "sub")
    visits = {"one": Distribution.empirical([1, 2, 15]), "two": Distribution.fixed(3), "before": Distribution.fixed(90)}
    spans = {name: Task(visit) for name, visit in visits.items()}
    found = rows(compiled, inputs(limit, cases=200, tasks=spans))[0].replications[0].limits["l"]
    assert found.count == 400
    assert 80 < found.breached < 180
    assert found.hours["p/two"] == pytest.approx(3 * found.breached)
    assert sum(found.hours.values()) == pytest.approx(12 * found.breached + found.over)


def test_between_two_steps_only_what_lies_between_also_what_is_still_open():
    drawing = Drawing("p").flow("start a and_1 b c and_2 end").flow("and_1 aside and_2")
    compiled = compile_model({"p": drawing.model()}, "p")
    limit = Limit("l", hours(6), starts_at="b", ends_at="c", ends_when="entered")
    outcome, cases = rows(compiled, inputs(limit))

    def window(steps: list[tuple[str, float, float]]) -> list[tuple[float, float]]:
        return [(opened, closed) for key, opened, closed in steps if key == "p/b"]

    assert outcome.replications[0].limits["l"].hours == pytest.approx(expected(cases, window, 6))


def test_of_a_step_the_step():
    compiled = compile_model({"p": Drawing("p").flow("start a b end").model()}, "p")
    outcome, cases = rows(compiled, inputs(Limit("l", hours(6), "b")))
    late = [closed - opened for steps in cases.values() for key, opened, closed in steps if key == "p/b"]
    found = outcome.replications[0].limits["l"]
    assert found.hours == pytest.approx({"p/b": sum(span for span in late if span > 6)})


def test_what_is_not_in_the_limit_is_nobodys():
    drawing = Drawing("p").flow("start a wait b end")
    drawing.elements["wait"] = replace(drawing.elements["wait"], time=TimeKind.APPLICANT)
    compiled = compile_model({"p": drawing.model()}, "p")
    rule = Rule(Decimal(8), Unit.HOUR, scope=Scope.PROCESS, basis=Basis.APPROVAL_TIME)
    found = rows(compiled, inputs(Limit("l", rule)))[0].replications[0].limits["l"]
    assert set(found.hours) == {"p/a", "p/b"}
    assert sum(found.hours.values()) > 8 * found.breached


def test_a_cancelled_step_has_had_its_days():
    drawing = Drawing("p").flow("start a end")
    drawing.timer_on("a", "boundary_1")
    drawing.flow("boundary_1 b end_2")
    compiled = compile_model({"p": drawing.model()}, "p")
    spans = {"a": Task(Distribution.fixed(50)), "b": Task(Distribution.fixed(7))}
    found = rows(compiled, inputs(Limit("l", hours(4)), cases=20, tasks=spans))[0].replications[0].limits["l"]
    assert found.hours == {"p/a": 20.0, "p/b": 140.0}


def test_departments_are_summed_per_breach_and_both_modes_say_the_same():
    drawing = Drawing("p").flow("start a b c end")
    for step, department in (("a", "housing"), ("b", "fire"), ("c", "housing")):
        drawing.elements[step] = replace(drawing.elements[step], department=department)
    compiled = compile_model({"p": drawing.model()}, "p")
    given = inputs(Limit("l", hours(20)), replications=2)
    plain, compiled_too = (
        summarise(run(compiled, given, mode=mode), compiled, given).limits[0].as_record()
        for mode in ("plain", "compiled")
    )
    assert plain == compiled_too
    parts = {one["department"]: one["hours"] for one in plain["breach_departments"]}
    assert set(parts) == {"housing", "fire"}
    assert sum(parts.values()) > 20
    assert sum(one["share"] for one in plain["breach_steps"]) == pytest.approx(1, abs=1e-5)


def test_rows_of_closed_steps_go_back_when_a_case_ends():
    """Otherwise a long run would grow: the room for tokens stays what it was."""
    drawing = Drawing("p")
    drawing.add("sub")
    drawing.flow("start_1 one end_1", parent="sub").flow("start sub two end")
    compiled = compile_model({"p": drawing.model()}, "p")
    given = inputs(
        Limit("l", hours(1)), Limit("k", hours(1), "sub"), cases=6_000, tasks={"*": Task(Distribution.fixed(1))}
    )
    from engine.simulation import layout as lay  # noqa: PLC0415 - beside its use
    from engine.simulation.prepare import prepare  # noqa: PLC0415 - the same
    from engine.simulation.run import _plain_kind, _replicate, _Watch  # noqa: PLC0415 - the memory is inside

    kind, stores = _plain_kind(), []
    seen = replace(kind, store=lambda m, x: stores.append(kind.store(m, x)) or stores[-1])
    _replicate(prepare(compiled, given), seen, 0, _Watch([0], None, None, None))
    (store,) = stores
    assert store.m[lay.G_TOKENS_LEFT] == store.m[lay.G_TOKENS]


def test_nobody_need_ask_whose_days_they_were():
    compiled = compile_model({"p": Drawing("p").flow("start a b end").model()}, "p")
    limits = Limit("l", hours(6)), Limit("k", hours(3), "b")
    asked, not_asked = (
        run(compiled, inputs(*limits, whose_days=asks), mode="plain").replications[0].limits for asks in (True, False)
    )
    for name in ("l", "k"):
        assert asked[name].hours
        assert replace(asked[name], hours={}) == not_asked[name]
