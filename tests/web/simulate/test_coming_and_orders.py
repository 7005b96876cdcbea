"""Arrivals that change, and steps in parallel, as they are typed into the form."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from engine.simulation.scenario import ArrivalPlan, ParallelPlan, Scenario, Season, SequencePlan
from web.simulate.form import coming, fields, orders
from web.simulate.form.typed import WrongFieldError

FORM = "/simulate/new/land_to_start"
BASE = Scenario("p", arrivals=ArrivalPlan(rate=2.0))
HOURS = ((0.0,) * 9 + (3.0,) + (1.0,) * 2 + (0.0,) * 2 + (1.5,) * 4 + (0.0,) * 6,)
SPRING = Season(date(2026, 2, 2), date(2026, 2, 13), 1.5, "春节前")


def changed(name, text, base=BASE):
    found = fields.read(base, {f"arrivals.{name}": text}, {})
    assert found.wrong == {}
    return found.scenario.arrivals


@pytest.mark.parametrize("text", ["2，1，1，1，1，0，0", "2,1,1,1,1,0,0", "2 1 1 1 1 0 0", "2、1；1 1，1，0，0"])
def test_weekdays_are_seven_numbers(text):
    assert changed("weekdays", text).weekdays == (2, 1, 1, 1, 1, 0, 0)


def test_months_are_twelve_numbers_and_can_be_taken_away():
    assert changed("months", " ".join(map(str, range(12)))).months == tuple(range(12))
    base = replace(BASE, arrivals=ArrivalPlan(rate=2.0, months=(1.0,) * 12))
    assert changed("months", "", base).months == ()


@pytest.mark.parametrize(
    "text",
    ["9-10 3，10-12 1，14-18 1.5", "9:00-10:00 3, 10:00-12:00 1, 14:00-18:00 1.5", "9至10=3；10~12=1；14–18=1.5"],
)
def test_hours_are_runs_with_their_weights(text):
    assert changed("hours", text).hours == HOURS


@pytest.mark.parametrize("line", ["2026-02-02 至 2026-02-13 × 1.5 春节前", "2026-02-02 to 2026-02-13 x1.5 春节前"])
def test_a_season_is_a_line(line):
    assert changed("seasons", line).seasons == (SPRING,)


def test_seasons_come_line_by_line_whatever_ends_a_line():
    two = changed("seasons", "2026-02-02 至 2026-02-13 × 1.5 春节前\r\n\r\n2026-03-01 至 2026-03-02 × 0").seasons
    assert two == (SPRING, Season(date(2026, 3, 1), date(2026, 3, 2), 0.0))


def test_what_the_fields_say_comes_back_as_it_was():
    plan = ArrivalPlan(rate=2.0, weekdays=(2, 1, 1, 1, 1, 0, 0), hours=HOURS, months=(1,) * 12, seasons=(SPRING,))
    texts = coming.texts(plan)
    assert texts["arrivals.hours"] == "9-10 3，10-12 1，14-18 1.5"
    assert texts["arrivals.seasons"] == "2026-02-02 至 2026-02-13 × 1.5 春节前"
    found = ArrivalPlan(rate=2.0)
    for name, text in texts.items():
        found = coming.read(found, name.removeprefix("arrivals."), text)
    assert found == plan


def test_a_fitted_weight_is_not_rounded_by_a_form_that_was_not_touched():
    plan = ArrivalPlan(
        rate=2.0, weekdays=(1 / 3,) * 7, hours=((1 / 7,) * 24,), seasons=(replace(SPRING, factor=4 / 3),)
    )
    base = replace(BASE, arrivals=plan)
    assert fields.read(base, fields.texts(base, {}), {}).scenario == base
    more = changed("seasons", f"{coming.texts(plan)['arrivals.seasons']}\n2026-03-01 至 2026-03-02 × 2", base)
    assert more.seasons[0].factor == 4 / 3


def test_hours_that_differ_by_the_weekday_have_no_field():
    assert "arrivals.hours" not in coming.texts(ArrivalPlan(rate=1.0, hours=((1.0,) * 24,) * 7))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("weekdays", "1，2", "请填写 7 个数"),
        ("weekdays", "0 0 0 0 0 0 0", "至少要有一个大于 0 的数"),
        ("weekdays", "1 1 1 1 1 1 x", "请填写数字"),
        ("weekdays", "1 1 1 1 1 1 -1", "0 至"),
        ("months", "1", "请填写 12 个数"),
        ("hours", "9-8 1", "整点时段"),
        ("hours", "9-12 1，10-14 2", "整点时段"),
        ("hours", "9:30-12 1", "整点时段"),
        ("hours", "9-12 0", "至少要有一个大于 0 的数"),
        ("hours", "9-25 1", "整点时段"),
        ("seasons", "春节", "这一行不是：春节"),
        ("seasons", "2026-02-13 至 2026-02-02 × 1", "这一行不是"),
        ("seasons", "2026-02-30 至 2026-03-02 × 1", "这一行不是"),
        ("seasons", "2026-02-01 至 2026-03-02 × 1.5.5", "请填写数字"),
        ("seasons", "\n".join(f"2026-01-01 至 2026-01-02 × {n}" for n in range(101)), "最多填写 100 段"),
    ],
)
def test_bad_input_gets_a_sentence(name, text, sentence):
    found = fields.read(BASE, {f"arrivals.{name}": text}, {})
    assert sentence in found.wrong[f"arrivals.{name}"]
    assert found.scenario == BASE
    with pytest.raises(WrongFieldError):
        coming.read(ArrivalPlan(rate=1.0), name, text)


PLAN = ParallelPlan((("a",), ("p/b", "c")))


def test_a_plan_has_a_field_of_its_own():
    assert orders.field_of(PLAN) == "parallel.a|p/b>c"
    assert orders.plan_of(orders.field_of(PLAN)) == PLAN


def test_a_tick_puts_in_parallel_and_taking_it_away_undoes_it():
    there = fields.read(BASE, {"parallel.a|p/b>c": "yes"}, {}).scenario
    assert there.parallel == (PLAN,)
    assert fields.read(there, {"parallel.a|p/b>c": "yes"}, {}).scenario == there
    assert fields.read(there, {"parallel.a|p/b>c": ""}, {}).scenario == BASE
    assert fields.read(there, {}, {}).scenario == there


def test_a_sequence_is_ticked_alike():
    there = fields.read(BASE, {"sequence.a>p/b": "yes"}, {}).scenario
    assert there.sequence == (SequencePlan(("a", "p/b")),)
    assert fields.read(there, fields.texts(there, {}), {}).scenario == there
    assert fields.read(there, {"sequence.a>p/b": ""}, {}).scenario == BASE


def test_the_form_offers_what_can_be_done_in_parallel(browse, text_of):
    page = browse("planner").get(FORM).text
    assert 'name="parallel.drawing_pre_review|plan_notice"' in page
    assert "施工图技术预审 ∥ 同时 方案批前公示" in text_of(page)
    assert 'name="arrivals.seasons"' in page
    assert re.search(r'name="sequence.investment_filing&gt;environment_approval&gt;[^"]*power_application"', page)


def test_what_is_ticked_and_typed_is_in_the_scenario_and_runs(browse, simulated):
    given = {
        "parallel.drawing_pre_review|plan_notice": "yes",
        "sequence.water_application>power_application": "yes",
        "arrivals.weekdays": "2 1 1 1 1 0 0",
        "arrivals.seasons": "2026-02-02 至 2026-02-13 × 1.5",
    }
    told = tomllib.loads(browse("planner").post(FORM, {"do": "toml", **given}, shown=FORM).text)
    assert told["parallel"] == [{"steps": ["drawing_pre_review", "plan_notice"]}]
    assert told["arrivals"]["weekdays"] == [2, 1, 1, 1, 1, 0, 0]
    assert told["arrivals"]["seasons"][0]["factor"] == 1.5
    page = simulated("land_to_start", **given)
    assert page.status_code == 200
    assert "/result.json" in page.text


def test_a_kept_order_is_ticked_again_and_a_comparison_runs_both(browse, simulated, result_of):
    browser = browse("planner")
    with_it = simulated("land_to_start", login=browser, **{"parallel.drawing_pre_review|plan_notice": "yes"})
    without = simulated("land_to_start", login=browser)
    first, second = (re.search(r"/simulate/results/([^/\"]+)/result\.json", p.text)[1] for p in (without, with_it))
    form = browser.get(f"{FORM}?like={second}").text
    assert re.search(r'name="parallel.drawing_pre_review\|plan_notice" value="yes" checked', form)
    page = result_of(browser, browser.post("/simulate/compare", {"of": [first, second]}))
    both = re.search(r"/simulate/results/([^/\"]+)/result\.json", page.text)[1]
    compared = browser.get(f"/simulate/results/{both}/result.json").json["comparisons"][0]["differences"]
    assert next(one for one in compared if "mean" in one["figure"])["difference"] < 0


def test_an_order_that_cannot_be_is_refused_with_what_is_in_the_way(browse):
    text = 'process = "land_to_start"\n[[parallel]]\nsteps = ["pre_review", "plan_notice"]\n'
    answer = browse("planner").post(FORM, {"do": "load", "pasted": text}, shown=FORM)
    assert answer.status_code == 422
    assert "drawings_route" in answer.text
