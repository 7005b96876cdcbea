"""When the count of a limit begins, and what becomes of it: acceptance, silence, refusal, beginning anew, the end."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import Arrivals, Distribution, Inputs, Limit, SimulationError, Task, compile_model, run
from engine.time import Basis, Bound, Rule, Scope, Unit
from tests.execution.building import Drawing
from workflows.model import Intake, TimeKind

if TYPE_CHECKING:
    from engine.simulation.outcome import LimitCount

MONDAY = datetime(2026, 1, 5, 9)
HOURS = Rule(Decimal(100), Unit.HOUR)


def counted(limit: Limit, spans: dict[str, float], *drawings: Drawing, **more: Any) -> LimitCount:
    """What is counted of a limit in one case. Spans are hours."""
    models = {drawing.id: drawing.model() for drawing in drawings}
    decides = more.pop("decides", {})
    tasks = {
        name: Task(
            Distribution.fixed(hours),
            decides={key: Distribution.by_visit(values) for key, values in decides.get(name, {}).items()},
        )
        for name, hours in spans.items()
    }
    inputs = Inputs(MONDAY, Arrivals(instants=(MONDAY,)), tasks=tasks, limits=(limit,), **more)
    return run(compile_model(models, drawings[0].id), inputs).replications[0].limits[limit.id]


def permit() -> tuple[Drawing, Drawing]:
    """A process that calls another, with an application of its own: refused applications meet the others at a merge."""
    called = Drawing("inner")
    called.add("review", intake=Intake.REVIEW, decides="intake_decision")
    called.flow("start review xor_1 work xor_2 end").flow("xor_1 xor_2", "intake_decision = 'refuse'")
    called.default("xor_1", "work")
    called.timer_on("review", "boundary_1")
    called.flow("boundary_1 xor_3 work2 end_2")
    main = Drawing("p")
    main.add("call", called="inner")
    return main.flow("start call after end"), called


SPANS = {"review": 0.5, "work": 8, "work2": 3, "after": 50}
LIMIT = Limit(
    "l",
    HOURS,
    "p/call",
    starts_at="inner/review",
    starts_when="left",
    accepted=("intake_decision", "accept"),
    silent=("inner/boundary_1",),
)


@pytest.mark.parametrize(("decision", "count", "elapsed"), [("accept", 1, 8.0), ("refuse", 0, 0.0)])
def test_what_is_refused_inside_of_a_call_has_no_count(decision: str, count: int, elapsed: float):
    decides = {"review": {"intake_decision": [decision]}}
    found = counted(LIMIT, SPANS, *permit(), decides=decides)
    assert (found.count, found.void, found.cases, found.elapsed) == (count, 0, count, elapsed)


def test_acceptance_is_known_after_the_warm_up_too():
    models = {drawing.id: drawing.model() for drawing in permit()}
    tasks = {name: Task(Distribution.fixed(hours)) for name, hours in SPANS.items()}
    tasks["review"] = replace(tasks["review"], decides={"intake_decision": Distribution.by_visit(["accept"])})
    instants = (MONDAY, MONDAY + timedelta(hours=10))
    inputs = Inputs(MONDAY, Arrivals(instants=instants), tasks=tasks, limits=(LIMIT,), warm_up=1)
    assert run(compile_model(models, "p"), inputs).replications[0].limits["l"].count == 1


def test_what_silence_accepts_counts_from_when_it_came():
    decides = {"review": {"intake_decision": ["refuse"]}}
    found = counted(LIMIT, SPANS | {"review": 30}, *permit(), decides=decides)
    assert (found.count, found.elapsed) == (1, 4.0)  # an hour until the timer, and three


def test_silence_decides_as_an_acceptance_does():
    main, called = permit()
    called.flow("xor_3 refused end_3", "intake_decision = 'refuse'").default("xor_3", "work2")
    decides = {"review": {"intake_decision": ["refuse"]}}
    assert counted(LIMIT, SPANS | {"review": 30, "refused": 1}, main, called, decides=decides).elapsed == 4.0


def test_a_step_that_silence_opens_counts_from_when_the_application_came():
    limit = Limit("l", HOURS, "inner/work2", from_acceptance=True)
    decides = {"review": {"intake_decision": ["accept"]}}
    silent = counted(limit, SPANS | {"review": 30}, *permit(), decides=decides)
    assert silent.elapsed == 4.0
    assert (
        counted(replace(limit, from_acceptance=False), SPANS | {"review": 30}, *permit(), decides=decides).elapsed == 3
    )
    spoken = counted(replace(limit, element="inner/work"), SPANS, *permit(), decides=decides)
    assert spoken.elapsed == 8.0


def test_a_limit_of_a_call_that_is_cancelled_ends_with_it():
    main, called = permit()
    main.timer_on("call", "boundary_2")
    main.flow("boundary_2 end_2")
    decides = {"review": {"intake_decision": ["accept"]}}
    found = counted(LIMIT, SPANS, main, called, decides=decides)
    assert (found.count, found.void) == (0, 1)


def anew(since: str | None = "judge") -> Drawing:
    """While somebody works new facts come; they are judged, and the limit begins anew."""
    drawing = Drawing("p").flow("start work end")
    drawing.timer_on("work", "boundary_1", interrupting=False)
    drawing.add("milestone_1", restarts=("l",), restarts_since=since)
    return drawing.flow("boundary_1 judge milestone_1 end_2")


@pytest.mark.parametrize(("since", "elapsed"), [("judge", 19.0), (None, 14.0)])
def test_a_limit_begins_anew_since_a_step_was_opened_or_from_now(since: str | None, elapsed: float):
    limit = Limit("l", HOURS, starts_at="p/work", ends_at="p/work")
    assert counted(limit, {"work": 20, "judge": 5}, anew(since)).elapsed == elapsed


def test_a_limit_never_begins_anew_before_it_began():
    drawing = anew()
    drawing.flow("start work2 end_3")
    limit = Limit("l", HOURS, starts_at="p/work2", starts_when="left", ends_at="p/work")
    found = counted(limit, {"work": 20, "judge": 5, "work2": 4}, drawing)
    assert found.elapsed == 16.0


@pytest.mark.parametrize(
    ("rule", "time"),
    [
        (Rule(Decimal(9), Unit.HOUR, scope=Scope.PROCESS, basis=Basis.APPROVAL_TIME), TimeKind.APPLICANT),
        (Rule(Decimal(9), Unit.HOUR, scope=Scope.PROCESS, excludes=("public_notice",)), TimeKind.PUBLIC_NOTICE),
    ],
)
def test_a_beginning_anew_since_a_step_that_does_not_count_is_refused_by_name(rule: Rule, time: TimeKind):
    drawing = anew()
    drawing.elements["judge"] = replace(drawing.elements["judge"], time=time)
    with pytest.raises(SimulationError, match="Expected the time of 'p/judge' to count in the limit 'l'"):
        counted(Limit("l", rule), {"work": 20, "judge": 5}, drawing)


def test_a_beginning_anew_of_what_stands_beside_is_refused_by_name():
    with pytest.raises(SimulationError, match="a scope around it anew, but 'l' lies upon 'p/work'"):
        counted(Limit("l", HOURS, "p/work"), {"work": 20, "judge": 5}, anew())


def test_a_limit_of_a_scope_around_begins_anew():
    drawing = Drawing("p")
    drawing.add("sub")
    drawing.flow("start_1 work end_1", parent="sub")
    drawing.timer_on("work", "boundary_1", interrupting=False)
    drawing.add("milestone_1", restarts=("l",), restarts_since="judge", parent="sub")
    drawing.flow("boundary_1 judge milestone_1 end_2", parent="sub").flow("start sub end")
    assert counted(Limit("l", HOURS, "p/sub"), {"work": 20, "judge": 5}, drawing).elapsed == 19.0


@pytest.mark.parametrize(("outcomes", "void"), [(("refused", None), 1), ((None, "refused"), 1), ((None, None), 0)])
def test_the_gravest_end_of_a_case_decides_what_is_void(outcomes: tuple[str | None, str | None], void: int):
    drawing = Drawing("p").flow("start and_1 one end_1").flow("and_1 two end_2")
    for place, outcome in enumerate(outcomes, start=1):
        drawing.elements[f"end_{place}"] = replace(drawing.elements[f"end_{place}"], outcome=outcome)
    found = counted(Limit("l", HOURS), {"one": 1, "two": 2}, drawing)
    assert (found.void, found.count) == (void, 1 - void)


def test_a_shortest_time_that_is_cancelled_is_void_as_the_clocks_have_it():
    drawing = Drawing("p").flow("start work end")
    drawing.timer_on("work", "boundary_1")
    drawing.flow("boundary_1 end_2")
    rule = Rule(Decimal(9), Unit.HOUR, bound=Bound.AT_LEAST)
    found = counted(Limit("l", rule, "p/work"), {"work": 20}, drawing)
    assert (found.count, found.breached, found.void) == (0, 0, 1)
