"""Simulating on from the cases that are open: the box in the form, the list of their risks, who may see it."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import pytest

from engine.people import Users
from engine.simulation import compile_model, run
from engine.simulation.scenario.opened.from_open import FORECAST, from_open
from engine.simulation.scenario.opened.open_cases import open_cases, probabilities
from engine.simulation.scenario.values import Scenario
from tests.web.conftest import MONDAY, PASSWORD
from web.simulate import store
from web.simulate.background import opened
from web.simulate.background.work import prepared
from web.simulate.form.asking import Subject
from web.simulate.result import risks

FORM = "/simulate/new/low_risk"


@pytest.fixture
def cases(town):
    """Three open cases, a week apart: the first is far too late by then, the last has just come."""
    found = []
    for _ in range(3):
        found.append(town.start())
        town.clock.go_on(days=7)
    return found


@pytest.fixture
def forecast(simulated):
    def made(login="planner", **fields):
        return simulated("low_risk", login, title="", cases="5", replications="4", open="yes", **fields)

    return made


@pytest.fixture
def stranger(town, browse):
    """A planner of another city."""
    Users(town.banjie.database).create("foshan", "佛山规划", PASSWORD, MONDAY, roles=("planner",), place="佛山")
    return browse("foshan")


def ident_of(page):
    return re.search(r"/simulate/results/([0-9a-f]+)/", page.text)[1]


def listed(page):
    return re.findall(r'<tr id="case-([0-9a-f]+)"', page.text)


def test_the_form_offers_to_start_from_open_cases_where_there_are_any(browse, town, text_of):
    assert 'name="open"' not in browse("planner").get(FORM).text
    town.start()
    page = browse("planner").get(FORM)
    assert "从当前在办件开始 现有 1 件" in text_of(page.text)
    assert not re.search(r'name="open"[^>]*checked', page.text)
    assert re.search(r'name="open"[^>]*checked', browse("planner").get(f"{FORM}?open=1").text)


def test_every_open_case_is_listed_with_the_risk_of_each_of_its_limits(cases, forecast, text_of):
    page = forecast()
    said = text_of(page.text)
    assert sorted(listed(page)) == sorted(cases)
    assert "现有 3 件在办" in said
    for case in cases:
        assert f'href="/cases/{case}"' in page.text
    assert "已超期" in said
    assert re.search(r"\[[\d.]+%–[\d.]+%\]", said)
    assert "截止" in said
    assert "红灯" in said
    assert "此后的新来件" in said


def test_the_probabilities_are_those_of_the_command(town, cases, forecast, browse):
    page = forecast()
    record = browse("planner").get(f"/simulate/results/{ident_of(page)}/result.json").json
    definition, banjie = town.banjie.definition("low_risk"), town.banjie
    about = Subject(definition, banjie.catalogue(), banjie.calendar())
    compiled = compile_model(definition.models, "low_risk")
    scenario = replace(about.usual(), cases=5, replications=4)
    with banjie.database.read() as connection:
        found = open_cases(connection, compiled, town.clock())
    start = from_open(found, scenario, compiled, about.calendar, town.clock(), made=lambda one: prepared(about, one))
    expected = probabilities(start, run(compiled, start.inputs))
    names = ("case", "number", "limits")
    assert [{name: one[name] for name in names} for one in record["open_cases"]] == json.loads(json.dumps(expected))
    assert [one["case"] for one in record["open_cases"]] == cases


def test_nothing_of_the_people_in_a_case_is_kept_with_the_result(cases, forecast, town):
    kept = store.find(town.banjie.database, ident_of(forecast()))
    assert kept.kind == "forecast"
    text = json.dumps(kept.result, ensure_ascii=False)
    assert "德立纺织" not in text
    assert kept.result["opened_at"] == town.clock().isoformat()


@pytest.mark.parametrize(("sort", "last"), [("risk", 2), ("number", 2), ("deadline", 2), ("nonsense", 2)])
def test_the_list_can_be_sorted(cases, forecast, browse, sort, last):
    page = browse("planner").get(f"/simulate/results/{ident_of(forecast())}?sort={sort}")
    assert listed(page)[last] == cases[last]
    assert len(listed(page)) == 3


def test_the_list_can_be_filtered_and_paged(cases, forecast, browse, monkeypatch):
    address = f"/simulate/results/{ident_of(forecast())}"
    browser = browse("planner")
    late = listed(browser.get(f"{address}?group=late"))
    assert 0 < len(late) < 3
    monkeypatch.setattr(risks, "SHOWN", 1)
    pages = [browser.get(f"{address}?page={n}") for n in (1, 2, 3)]
    assert sorted(case for page in pages for case in listed(page)) == sorted(cases)
    assert 'rel="next"' in pages[0].text
    assert 'rel="prev"' in pages[2].text
    for odd in ("0", "99", "x", "-1", "²"):
        assert browser.get(f"{address}?page={odd}").status_code == 200


def test_when_a_pause_is_taken_to_end_is_said(cases, forecast, town, browse, text_of):
    kept = store.find(town.banjie.database, ident_of(forecast()))
    pause = {"kind": "experts", "since": "2026-09-20T09:00:00+08:00", "until": "2026-10-09T00:00:00+08:00"}
    first, *others = kept.result["open_cases"]
    result = {**kept.result, "open_cases": [{**first, "on_hold": True, "paused": [pause]}, *others]}
    store.keep(town.banjie.database, replace(kept, id="abc", result=result))
    said = text_of(browse("planner").get("/simulate/results/abc").text)
    assert "推算时当作 2026-10-09 00:00 结束暂停" in said
    assert "暂停计时" in said


def test_the_case_that_was_asked_about_comes_first(cases, forecast, text_of):
    page = forecast(case=cases[2])
    assert listed(page)[0] == cases[2]
    assert "您问的办件" in text_of(page.text)


def test_an_open_case_leads_to_the_forecast_and_a_closed_one_does_not(town, browse):
    case = town.start()
    link = f'href="{FORM}?open=1&amp;case={case}"'
    for login in ("counter", "planner", "auditor"):
        assert link in browse(login).get(f"/cases/{case}").text
    assert link not in browse("builder").get(f"/cases/{case}").text
    town.do(case, "withdraw", "counter", reason="不办了")
    assert "open=1" not in browse("counter").get(f"/cases/{case}").text


def test_the_risks_are_a_table_for_a_spreadsheet(cases, forecast, browse):
    answer = browse("planner").get(f"/simulate/results/{ident_of(forecast())}/open-cases.csv")
    head, *rows = csv.reader(StringIO(answer.text.removeprefix("\ufeff")))
    assert head[0] == "办件编号"
    assert len({row[0] for row in rows}) == 3
    assert {row[-1] for row in rows} <= {str(name) for name in risks.GROUPS.values()}


def test_whoever_sees_no_cases_of_a_place_gets_no_list_of_them(cases, forecast, stranger, text_of):
    ident = ident_of(forecast())
    assert 'name="open"' not in stranger.get(FORM).text
    answer = stranger.post(FORM, {"do": "run", "cases": "5", "open": "yes"}, shown=FORM)
    assert answer.status_code == 403
    page = stranger.get(f"/simulate/results/{ident}")
    assert page.status_code == 200
    assert listed(page) == []
    assert "在办件属于别的地区" in text_of(page.text)
    assert not any(case in page.text for case in cases)
    assert "open_cases" not in stranger.get(f"/simulate/results/{ident}/result.json").json
    assert stranger.get(f"/simulate/results/{ident}/open-cases.csv").status_code == 404


def test_a_forecast_is_changed_and_run_again_from_the_cases_of_then(cases, forecast, browse):
    page = forecast()
    link = re.search(r'href="(/simulate/new/low_risk\?[^"]*like=[^"]*)"', page.text)[1].replace("&amp;", "&")
    form = browse("planner").get(link)
    assert re.search(r'name="open"[^>]*checked', form.text)
    assert re.search(r'name="cases"[^>]*value="5"', form.text)


def test_a_forecast_is_not_compared_and_not_searched_from(cases, forecast, simulated, browse):
    browser = browse("planner")
    ident = ident_of(forecast(browser))
    other = ident_of(simulated("low_risk", browser, cases="5"))
    assert f'name="of" value="{ident}"' not in browser.get("/simulate").text
    answer = browser.post("/simulate/compare", {"of": [ident, other]}, shown="/simulate")
    assert answer.location == "/simulate"
    assert (
        browser.post(
            f"/simulate/results/{ident}/search", {"what": "limit", "limit": "shanwei-2023-2/2.1"}, shown="/simulate"
        ).status_code
        == 400
    )


def test_a_case_whose_past_cannot_be_played_is_named_and_not_judged(cases, forecast, town, browse, text_of):
    kept = store.find(town.banjie.database, ident_of(forecast()))
    lost = {**kept.result["open_cases"][0], "limits": None}
    result = {**kept.result, "open_cases": [lost, *kept.result["open_cases"][1:]]}
    store.keep(town.banjie.database, replace(kept, id="abc", result=result))
    page = browse("planner").get("/simulate/results/abc")
    assert "1 件不能推算" in text_of(page.text)
    assert "它的经过无法在模拟中重现" in page.text
    assert listed(page)[-1] == cases[0]
    answer = browse("planner").get("/simulate/results/abc/open-cases.csv")
    assert "不能推算" in answer.text


@pytest.mark.parametrize(
    ("cases", "replications", "usual", "often"),
    [
        (1000, 10, 10, FORECAST),
        (1000, 1, 1, FORECAST),
        (1000, 25, 10, 25),
        (100_000, 10, 10, 20),
        (200_000, 10, 10, 10),
        (None, 10, 10, FORECAST),
    ],
)
def test_a_forecast_is_repeated_often_enough_and_not_beyond_measure(cases, replications, usual, often):
    assert opened.repeated(Scenario("p", cases=cases, replications=replications), usual) == often


@pytest.mark.parametrize(
    ("share", "group"), [(0.0, "safe"), (0.049, "safe"), (0.05, "possible"), (0.49, "possible"), (0.5, "likely")]
)
def test_a_probability_is_called_by_a_word(share, group):
    assert risks.group_of(share) == group
