"""The pages of the static check, over the processes that are really deployed."""

import re
from datetime import date
from decimal import Decimal

import pytest

from engine.feasibility import Check, Part, Verdict, Worst
from engine.time import Rule, Unit
from web.check.bars import bars
from workflows.bpmn import read_processes


@pytest.fixture
def page(browse):
    return lambda path="", login="planner": browse(login).get(f"/check{path}").text


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("login", ["planner", "auditor", "counter", "planning", "admin"])
def test_whoever_sees_processes_sees_whether_their_promises_hold(browse, login):
    browser = browse(login)
    assert browser.get("/check").status_code == 200
    assert browser.get("/check/low_risk").status_code == 200
    assert 'href="/check"' in browser.get("/processes").text


def test_nobody_else_does(browse):
    assert browse("builder").get("/check").status_code == 403
    assert browse().get("/check").status_code in (302, 401)


def test_the_overview_gives_each_promise_its_sum_and_verdict(page):
    said = text_of(page())
    assert re.search(r"社会投资简易低风险 .{0,60}8 个工作日 13 个工作日 3＋4＋5＋1 无法兑现", said)
    assert re.search(r"拿地即开工 .{0,60}13 个工作日 10 个工作日 2＋5＋3 可以兑现", said)


def test_the_overview_can_be_kept_to_one_place(page):
    html = page("?place=汕尾")
    assert "/check/low_risk" in html
    assert "/check/foshan" not in html
    assert page("?place=shanwei").count("check-verdict") == html.count("check-verdict")
    assert "/check/low_risk" in page("?place=nowhere")


def test_a_process_shows_the_sum_the_clauses_and_the_worst_date(page):
    html = page("/low_risk")
    said = text_of(html)
    assert "各环节都守住自己的期限，最长的一条路仍要 13 个工作日，比承诺的 8 个工作日多 5 个工作日。" in said
    for clause, line in (("五（一）1", 1800), ("五（一）5", 1808), ("五（一）9", 1816), ("二", 1774)):
        assert re.search(rf"汕建规字〔2023〕2号 {re.escape(clause)} 第 {line} 行", said)
    assert "每个循环再走一遍 18 个工作日" in said
    assert "最不利的起算日是 2026-01-29（周四）：要到 2026-02-24（周二） 才到期，跨 26 天" in said
    assert "下列环节没有承诺期限，按零计入：核发门牌号码。" in said


def test_the_path_is_handed_to_the_drawing_in_its_order(page):
    html = page("/low_risk")
    paths = re.search(r"data-paths='([^']+)'", html)[1]
    assert paths.index('"land_stage"') < paths.index('"parallel_permits"') < paths.index('"first_registration"')
    assert re.search(r'"element": ?"joint_acceptance", ?"parts": ?\[3\], ?"role": ?"counted"', paths)
    assert 'data-source="/processes/low_risk/1/drawing.bpmn"' in html


def test_the_page_speaks_english_too(browse):
    browser = browse("planner")
    browser.client.set_cookie("banjie_language", "en")
    said = text_of(browser.get("/check/old_estate").text)
    assert "Cannot be kept" in said
    assert "the longest way takes 13 working days: 6 working days more than the 7 working days promised" in said
    chinese = re.findall(
        r"[\u4e00-\u9fff]+", text_of(browser.get("/check?place=shanwei").text).split("Promise check", 1)[1]
    )
    assert not {"无法兑现", "承诺", "各环节之和"} & set(chinese)


def test_a_promise_that_stands_alone_says_so(page):
    said = text_of(page("/external_lines"))
    assert "没有矛盾" in said
    assert "里面的环节没有各自承诺的期限，共同受 3 个工作日约束" in said


def test_the_steps_under_no_limit_are_listed(page):
    html = page("/land_to_start")
    assert 'id="kind-no_limit"' in html
    assert "方案预审查" in html


def test_a_process_without_a_promise_is_no_error(page):
    assert "本流程没有可核验的承诺" in page("/intake")


def test_a_process_that_is_not_deployed_is_not_found(browse):
    assert browse("planner").get("/check/nowhere").status_code == 404


def test_the_page_of_a_process_leads_to_its_check(browse):
    assert 'href="/check/low_risk"' in browse("planner").get("/processes/low_risk").text


def test_a_new_version_is_checked_anew(town, page):
    assert "13 个工作日" in text_of(page("/low_risk"))
    data = town.banjie.diagram("low_risk").replace(b"5.1.9-registration", b"5.2.7-registration")
    town.banjie.deploy([("low_risk.bpmn", data)], town.clock(), "planner")
    said = text_of(page("/low_risk"))
    assert "15 个工作日" in said
    assert "第 2 版" in said


def test_names_in_a_diagram_are_text_on_the_page(town, page):
    data = town.banjie.diagram("low_risk").decode()
    (model,) = read_processes(data.encode())
    name = model.elements["land_stage"].name
    evil = data.replace(f'name="{name}"', 'name="&lt;img src=x onerror=alert(1)&gt;&apos;"')
    town.banjie.deploy([("low_risk.bpmn", evil.encode())], town.clock(), "planner")
    html = page("/low_risk")
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def made(promised, *numbers, unit="working_day", **more):
    amounts = [Decimal(number) for number in numbers]
    parts = tuple(Part(f"s{n}", "", None, a, unit, Rule(a, Unit(unit))) for n, a in enumerate(amounts))
    values = {"guaranteed": sum(amounts), "verdict": Verdict.HOLDS, "path": parts, **more}
    return Check("p", "", "", "l", None, None if promised is None else Decimal(promised), unit, **values)


@pytest.mark.parametrize(
    ("promised", "amounts", "whole", "widths", "over", "room"),
    [
        (8, (3, 5), 100, [37.5, 62.5], 0, 0),
        (8, (6, 10), 50, [37.5, 62.5], 50, 0),
        (10, (5,), 100, [50], 0, 50),
    ],
)
def test_bars_are_in_percent_of_the_longer_one(promised, amounts, whole, widths, over, room):
    found = bars(made(promised, *amounts))
    assert found.promised == whole
    assert [one.width for one in found.segments] == widths
    assert (found.over, found.room) == (over, room)


def test_mixed_units_are_drawn_in_natural_days_from_the_worst_start():
    worst = Worst(
        date(2026, 1, 1), date(2026, 1, 11), 10, 9, (date(2026, 1, 5), date(2026, 1, 11)), date(2026, 1, 9), False
    )
    found = bars(made(5, 3, 2, mixed=True, worst=worst))
    assert found.promised == 80
    assert [one.width for one in found.segments] == [40, 60]


def test_nothing_to_draw_makes_no_bars():
    assert bars(made(5)) is None
    assert bars(made(None, 3)) is None
