"""What is not said is drawn from the limits."""

from __future__ import annotations

import math
import random
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.simulation import compile_model
from engine.simulation.scenario import (
    ArrivalPlan,
    Assumptions,
    Batch,
    Draw,
    Scenario,
    ScenarioError,
    StepPlan,
    complete,
    default,
)
from engine.simulation.scenario.defaults.budgets import Budgets, working_hours
from engine.simulation.scenario.defaults.steps import P90_OF_MEAN
from engine.time.rule import Rule, Unit
from tests.execution.building import Drawing
from workflows.catalogue import Catalogue
from workflows.model import Decision, LimitBinding, TimeKind


def days(n, unit=Unit.WORKING_DAY, **more):
    return Rule(Decimal(n), unit, **more)


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        (days(2), 14),
        (days(7, Unit.NATURAL_DAY), 35),
        (days(1, Unit.MONTH), 147),
        (days(0, Unit.IMMEDIATE), 1),
        (days(3, Unit.HOUR), 3),
        (days(24, Unit.HOUR), 7),
        (days(48, Unit.HOUR), 14),
        (days(20, Unit.HOUR, business=True), 20),
        (days(30, Unit.MINUTE), 0.5),
    ],
)
def test_a_limit_in_working_hours(rule, hours):
    assert working_hours(rule, 7.0) == pytest.approx(hours)


def budgets(drawing, **rules):
    compiled = compile_model({drawing.id: drawing.model()}, drawing.id)
    found = Budgets(compiled, {name: days(n) for name, n in rules.items()}, 7.0)
    return {node.element.id: found.hours.get(node.index) for node in compiled.steps}


def test_a_step_has_its_own_limit():
    drawing = Drawing().flow("start work end")
    drawing.elements["work"] = replace(drawing.elements["work"], limits=(LimitBinding("a"),))
    assert budgets(drawing, a=3) == {"work": 21}


def test_steps_one_after_the_other_share_a_limit_and_those_side_by_side_do_not():
    drawing = Drawing().flow("start sub end").flow("start_in and_1 a and_2 c end_in", parent="sub")
    drawing.flow("and_1 b and_2", parent="sub")
    drawing.elements["sub"] = replace(drawing.elements["sub"], limits=(LimitBinding("g"),))
    assert budgets(drawing, g=4) == {"a": 14, "b": 14, "c": 14}


def test_a_way_back_does_not_lengthen_a_group():
    drawing = Drawing().flow("start sub end").flow("start_in xor_0 a xor_1 b end_in", parent="sub")
    drawing.flow("xor_1 xor_0", parent="sub")
    drawing.elements["sub"] = replace(drawing.elements["sub"], limits=(LimitBinding("g"),))
    assert budgets(drawing, g=2) == {"a": 7, "b": 7}


def test_what_the_applicant_does_has_no_share_of_a_group():
    drawing = Drawing().flow("start sub end").flow("start_in a b end_in", parent="sub")
    drawing.elements["sub"] = replace(drawing.elements["sub"], limits=(LimitBinding("g"),))
    drawing.elements["b"] = replace(drawing.elements["b"], time=TimeKind.APPLICANT)
    assert budgets(drawing, g=2)["a"] == 14


def test_of_two_limits_the_shorter_share_holds():
    drawing = Drawing().flow("start sub end").flow("start_in a b end_in", parent="sub")
    drawing.elements["sub"] = replace(drawing.elements["sub"], limits=(LimitBinding("g"),))
    drawing.elements["a"] = replace(drawing.elements["a"], limits=(LimitBinding("own"),))
    assert budgets(drawing, g=4, own=1) == {"a": 7, "b": 14}


def test_nine_of_ten_times_the_work_takes_its_share_of_the_limit_at_most():
    chance = random.Random(3)  # noqa: S311 - a simulation
    mean, form = 10.0, 4.0
    drawn = sorted(chance.gammavariate(form, mean / form) for _ in range(40_000))
    assert drawn[36_000] / mean == pytest.approx(P90_OF_MEAN, rel=0.01)


def test_a_step_takes_its_share_of_a_limit_of_the_library(models, catalogue, calendar):
    found = default("land_to_start", models, catalogue, calendar).steps["environment_approval"]
    assert found.duration is not None
    mean, deviation = found.duration.values
    assert found.duration.kind == "gamma"
    # one of the matters that are done side by side but with others in the whole's 13 days
    assert mean * P90_OF_MEAN <= 0.6 * 14 + 0.01
    assert deviation == mean / 2


@pytest.mark.parametrize(
    ("time", "kind", "unit"),
    [
        (TimeKind.APPLICANT, "triangular", "days"),
        (TimeKind.WORKS, "triangular", "weeks"),
        (TimeKind.PUBLIC_NOTICE, "fixed", "days"),
        (TimeKind.SPECIAL_PROCEDURE, "triangular", "days"),
    ],
)
def test_what_no_department_does_takes_calendar_time_and_nobody(calendar, time, kind, unit):
    drawing = Drawing().flow("start wait end")
    drawing.elements["wait"] = replace(drawing.elements["wait"], time=time)
    found = complete(Scenario("p"), {"p": drawing.model()}, Catalogue(), calendar)
    assert found.steps["wait"].duration is not None
    assert (found.steps["wait"].duration.kind, found.steps["wait"].duration.unit) == (kind, unit)
    assert found.steps["wait"].pool == "nobody"
    assert found.pools == {}


def test_a_notice_lasts_as_long_as_its_document_wants_and_its_margin(models, catalogue, calendar):
    found = default("hainan_patent_award", models, catalogue, calendar)
    notices = {p.duration.values[0] for p in found.steps.values() if p.duration and p.duration.unit == "working_days"}
    assert {6.0, 11.0} <= notices


def decided(calendar, *values, given=None, returns=()):
    drawing = Drawing().flow("start judge end")
    decisions = tuple(Decision(v, v.title(), v in returns) for v in values)
    drawing.elements["judge"] = replace(drawing.elements["judge"], decides="verdict", decisions=decisions)
    scenario = Scenario("p", assumptions=given or Assumptions())
    return complete(scenario, {"p": drawing.model()}, Catalogue(), calendar).steps["judge"].decisions


@pytest.mark.parametrize(
    ("values", "returns", "shares"),
    [
        (("grant", "deny"), (), {"grant": 0.9, "deny": 0.1}),
        (("grant", "correct", "deny"), (), {"grant": 0.765, "correct": 0.15, "deny": 0.085}),
        (("pass", "fault"), (), {"pass": 0.85, "fault": 0.15}),
        (("pass", "objection"), ("objection",), {"pass": 0.85, "objection": 0.15}),
        (("only",), (), {"only": 1.0}),
    ],
)
def test_the_first_decision_is_the_usual_one(calendar, values, returns, shares):
    found = decided(calendar, *values, returns=returns)
    assert found == pytest.approx(shares)
    assert math.fsum(found.values()) == pytest.approx(1)


def test_the_rate_of_corrections_may_be_another(calendar):
    found = decided(calendar, "grant", "correct", given=Assumptions(correction=0.3))
    assert found == pytest.approx({"grant": 0.7, "correct": 0.3})


def facts_of(calendar, condition):
    drawing = Drawing().flow("start xor_1 end_a", condition="x")
    drawing.flow("xor_1 end_b", condition)
    drawing.flow("xor_1 end_c", default=True)
    drawing.flows = {
        name: replace(f, condition=None if f.condition == "x" else f.condition) for name, f in drawing.flows.items()
    }
    found = complete(Scenario("p"), {"p": drawing.model()}, Catalogue(), calendar)
    return found.facts


@pytest.mark.parametrize(
    ("condition", "name", "values"),
    [
        ("ready", "ready", (True, False)),
        ("area <= 3000", "area", (1500.0, 3000.0, 4500.0)),
        ('use = "factory" or use = "home"', "use", ("factory", "home", "other")),
    ],
)
def test_a_fact_that_nobody_told_takes_every_way(calendar, condition, name, values):
    assert facts_of(calendar, condition)[name].values == values


def test_a_condition_of_several_truths_holds_as_often_as_one(calendar):
    found = facts_of(calendar, "a and b and c = false")
    likely = {name: draw.weights[0] for name, draw in found.items()}
    assert likely["a"] * likely["b"] * (1 - likely["c"]) == pytest.approx(0.5, abs=0.001)


def test_a_fact_that_is_told_stays(models, catalogue, calendar):
    told = {"drawings_ready": Draw("fixed", (True,))}
    found = complete(Scenario("land_to_start", facts=told), models, catalogue, calendar)
    assert found.facts["drawings_ready"] == Draw("fixed", (True,))


def test_staff_is_busy_four_fifths_of_its_hours_at_most(models, catalogue, calendar):
    few = default("joint_acceptance", models, catalogue, calendar).pools
    busy = Assumptions(rate=20.0)
    many = complete(Scenario("joint_acceptance", assumptions=busy), models, catalogue, calendar).pools
    assert set(few) == set(many)
    assert all(many[name].count >= 5 * few[name].count for name in few if few[name].count > 1)


@pytest.mark.parametrize(
    ("batch", "people"),
    [
        (None, 25),  # 20 hours of work an hour, and four fifths of it
        (Batch(size=10), 4),  # 2 hours of it, and the root more
        (Batch(size=10, factors={1: 1.0, 5: 4.0, 11: 9.0}), 11),  # 8
        (Batch(size=10, factors={10: 0.5}, together=False), 14),  # 10
        (Batch(wait=5), 25),
    ],
)
def test_who_does_several_cases_at_once_needs_fewer_people(calendar, batch, people):
    step = StepPlan(Draw("fixed", (20.0,), unit="working_hours"), "desk", batch=batch)
    arrivals = ArrivalPlan(gap=Draw("fixed", (1.0,), unit="working_hours"))
    scenario = Scenario("p", arrivals=arrivals, steps={"work": step})
    found = complete(scenario, {"p": Drawing("p").flow("start work end").model()}, Catalogue(), calendar)
    assert found.pools["desk"].count == people


def test_arrivals_that_no_department_could_keep_up_with_are_refused(models, catalogue, calendar):
    with pytest.raises(ScenarioError, match="Expected arrivals that 1,000,000 people of .* can keep up with"):  # noqa: RUF043 - a pattern
        complete(Scenario("joint_acceptance", assumptions=Assumptions(rate=1e12)), models, catalogue, calendar)


COLD = """
import sys
from engine.simulation.scenario import default, inputs, load, to_toml
heavy = {"numpy", "numba", "sqlalchemy", "flask", "lxml"} & set(sys.modules)
print(sorted(heavy))
"""


def test_little_is_imported():
    found = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
