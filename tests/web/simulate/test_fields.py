"""A scenario as fields and back: nothing that was not changed changes, and bad input gets a sentence by its field."""

from dataclasses import replace
from datetime import date

import pytest

from engine.simulation.scenario import ArrivalPlan, CalendarPlan, Draw, LimitPlan, PoolPlan, Scenario, StepPlan
from web.simulate.form import fields

LIMIT = "shanwei-2023-2/5.1.1"
DECIDING = {"p/review": ("approve", "correct", "deny")}
BASE = Scenario(
    process="p",
    start=date(2026, 1, 5),
    arrivals=ArrivalPlan(rate=1.5),
    pools={"housing": PoolPlan(2), "natural_resources": PoolPlan(3, calendar="late")},
    calendars={"late": CalendarPlan(hours=(("10:00", "12:00"), ("14:00", "20:00")), weekdays=("mon", "tue"))},
    steps={
        "p/review": StepPlan(
            duration=Draw("triangular", (1.0, 2.0, 6.0), unit="working_hours"),
            pool="housing",
            decisions={"approve": 0.75, "correct": 0.15, "deny": 0.1},
        ),
        "wait": StepPlan(duration=Draw("gamma", (1 / 3, 1 / 6), unit="days"), pool="nobody"),
    },
    facts={"urgent": Draw("choice", (True, False), (1.0, 3.0)), "area": Draw("fixed", (120.0,))},
)


def read(**typed):
    return fields.read(BASE, {name.replace("__", "."): text for name, text in typed.items()}, DECIDING)


def changed(name, text):
    found = fields.read(BASE, {name: text}, DECIDING)
    assert found.wrong == {}
    return found.scenario


def test_a_form_sent_as_it_came_changes_nothing():
    assert fields.read(BASE, fields.texts(BASE, DECIDING), DECIDING) == fields.Read(BASE, {})


def test_a_form_without_a_field_changes_nothing():
    assert read().scenario == BASE


def test_the_fields_say_what_the_scenario_says():
    texts = fields.texts(BASE, DECIDING)
    assert texts["rate"] == "1.5"
    assert texts["pool.housing.count"] == "2"
    assert texts["pool.housing.hours"] == ""
    assert texts["pool.natural_resources.hours"] == "10:00-12:00，14:00-20:00"
    assert texts["step.p/review.typical"] == "2"
    assert texts["step.p/review.share.correct"] == "15"
    assert "step.p/review.share.approve" not in texts
    assert texts["step.wait.typical"] == "0.333"
    assert texts["fact.urgent"] == "25"
    assert "fact.area" not in texts


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("cases", "2,500", {"cases": 2500}),
        ("replications", "12", {"replications": 12}),
        ("seed", "7", {"seed": 7}),
        ("warm_up", "30.5", {"warm_up": 30.5}),
        ("start", "2026-03-02", {"start": date(2026, 3, 2)}),
        ("start", "", {"start": None}),
        ("rate", "4", {"arrivals": ArrivalPlan(rate=4)}),
        ("per", "year", {"arrivals": ArrivalPlan(rate=1.5, per="year")}),
    ],
)
def test_a_number_that_was_changed_is_taken(name, text, found):
    assert changed(name, text) == replace(BASE, **found)


def test_staff_and_discipline_of_a_pool_are_taken():
    scenario = read(pool__housing__count="5", pool__housing__discipline="due_date").scenario
    assert scenario.pools["housing"] == PoolPlan(5, discipline="due_date")
    assert scenario.pools["natural_resources"] == BASE.pools["natural_resources"]


def test_hours_of_its_own_are_a_calendar_of_its_own():
    scenario = changed("pool.natural_resources.hours", "9:00-12:30")
    name = scenario.pools["natural_resources"].calendar
    assert scenario.calendars[name] == CalendarPlan(hours=(("09:00", "12:30"),), weekdays=("mon", "tue"))
    assert scenario.calendars["late"] == BASE.calendars["late"]


def test_hours_taken_away_are_those_of_the_office():
    assert changed("pool.natural_resources.hours", "").pools["natural_resources"].calendar == "office"


def test_another_typical_span_keeps_the_shape():
    draw = changed("step.p/review.typical", "4").steps["p/review"].duration
    assert draw.values == (2.0, 4.0, 12.0)
    assert draw.unit == "working_hours"


def test_a_span_of_nothing_becomes_a_fixed_one():
    base = replace(BASE, steps={"s": StepPlan(duration=Draw("fixed", (0.0,), unit="hours"))})
    found = fields.read(base, {"step.s.typical": "3"}, {}).scenario
    assert found.steps["s"].duration == Draw("fixed", (3.0,), unit="hours")


@pytest.mark.parametrize(
    ("draw", "typical"),
    [
        (Draw("fixed", (3.0,)), 3),
        (Draw("uniform", (2.0, 6.0)), 4),
        (Draw("lognormal", (5.0, 2.0)), 5),
        (Draw("empirical", (1.0, 2.0, 6.0)), 3),
        (Draw("histogram", (0.0, 2.0, 6.0), (1.0, 1.0)), 2.5),
    ],
)
def test_each_distribution_has_one_number_that_says_most(draw, typical):
    assert fields.typical(draw) == typical
    assert fields.typical(fields.scaled(draw, 10)) == pytest.approx(10)


def test_shares_of_decisions_leave_the_rest_to_the_first():
    decisions = changed("step.p/review.share.correct", "30").steps["p/review"].decisions
    assert decisions == pytest.approx({"approve": 60, "correct": 30, "deny": 10})


def test_shares_above_a_hundred_are_refused_by_their_field():
    found = read(**{"step.p/review.share.correct": "95", "step.p/review.share.deny": "20"})
    assert "现为 115%" in found.wrong["step.p/review.share.correct"]
    assert found.scenario == BASE


def test_a_fact_is_a_share():
    assert changed("fact.urgent", "40%").facts["urgent"] == Draw("choice", (True, False), (0.4, 0.6))


def test_a_limit_gets_another_figure_or_none_and_an_empty_one_is_the_documents():
    assert changed(f"limit.{LIMIT}.quantity", "12").limits == {LIMIT: LimitPlan(quantity=12)}
    assert changed(f"limit.{LIMIT}.removed", "yes").limits == {LIMIT: LimitPlan(removed=True)}
    base = replace(BASE, limits={LIMIT: LimitPlan(quantity=12)})
    assert fields.read(base, {f"limit.{LIMIT}.quantity": ""}, DECIDING).scenario.limits == {}


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("cases", "0", "1 至 200,000"),
        ("cases", "many", "请填写整数"),
        ("cases", "1e3", "请填写整数"),
        ("cases", "９", "请填写整数"),
        ("cases", "9" * 400, "1 至 200,000"),
        ("replications", "-1", "请填写整数"),
        ("warm_up", "nan", "0 至 3,650"),
        ("warm_up", "inf", "0 至 3,650"),
        ("rate", "0", "大于 0"),
        ("rate", "-2", "0 至"),
        ("per", "fortnight", "请从所列选项中选择"),
        ("start", "2026-13-01", "请填写日期"),
        ("pool.housing.count", "1.5", "请填写整数"),
        ("pool.housing.discipline", "loudest", "请从所列选项中选择"),
        ("pool.housing.hours", "12:00-09:00", "请按先后填写时段"),
        ("pool.housing.hours", "09:00-12:00，11:00-18:00", "请按先后填写时段"),
        ("pool.housing.hours", "09:00-25:00", "请按先后填写时段"),
        ("pool.housing.hours", "all day", "请按先后填写时段"),
        ("step.p/review.typical", "-1", "0 至"),
        ("step.p/review.share.deny", "x", "请填写数字"),
        ("fact.urgent", "120", "0 至 100"),
        (f"limit.{LIMIT}.quantity", "0", "大于 0"),
    ],
)
def test_bad_input_gets_a_sentence_by_its_field_and_changes_nothing(name, text, sentence):
    found = fields.read(BASE, {name: text}, DECIDING)
    assert sentence in found.wrong[name]
    assert found.scenario == BASE


def test_too_many_cases_altogether_are_refused():
    found = read(cases="200000", replications="200")
    assert "最多 2,000,000" in found.wrong["cases"]


def test_names_that_no_field_has_are_left_alone():
    found = fields.read(BASE, {"pool.nobody_knows.count": "3", "step.none.typical": "1", "nonsense": "x"}, DECIDING)
    assert found == fields.Read(BASE, {})


def test_a_decision_may_have_any_name():
    base = replace(
        BASE, steps={"s": StepPlan(Draw("fixed", (1.0,), unit="hours"), decisions={"a": 1.0, "typical": 1.0})}
    )
    found = fields.read(base, {"step.s.share.typical": "20"}, {"s": ("a", "typical")})
    assert found.wrong == {}
    assert found.scenario.steps["s"].decisions == {"a": 80, "typical": 20}
