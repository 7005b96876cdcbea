"""The pages of simulations, by a client: ask, run, read, download, compare, search, throw away."""

import csv
import json
import re
import subprocess
import sys
import tomllib
from io import BytesIO, StringIO

import pytest

from web.simulate import store
from web.simulate.background import jobs

FORM = "/simulate/new/external_lines"


def ident_of(page):
    return re.search(r"/simulate/results/([0-9a-f]+)/delete", page.text)[1]


@pytest.mark.parametrize("login", ["planner", "counter", "admin"])
def test_whoever_sees_processes_may_simulate(browse, login):
    browser = browse(login)
    assert browser.get("/simulate").status_code == 200
    assert browser.get(FORM).status_code == 200
    assert f'href="{FORM}"' in browser.get("/processes/external_lines").text


def test_nobody_else_may(browse, simulated):
    assert browse().get("/simulate").status_code in (302, 401)
    page = simulated()
    applicant = browse("builder")
    for path in ("/simulate", FORM, f"/simulate/results/{ident_of(page)}"):
        assert applicant.get(path).status_code == 403
    assert applicant.post(FORM, {"do": "run"}).status_code == 403


def test_the_form_shows_the_defaults_and_where_they_come_from(browse, text_of):
    html = browse("planner").get(FORM).text
    said = text_of(html)
    assert re.search(r"据 3 个工作日 汕建规字〔2023〕2号", said)
    assert 'name="pool.counter.count"' in html
    assert "已改动" not in said
    assert browse("planner").get("/simulate/new/nowhere").status_code == 404


def test_a_small_run_leads_to_its_result_with_figures_and_charts(simulated, text_of):
    page = simulated()
    said = text_of(page.text)
    assert page.status_code == 200
    assert "现状" in said
    assert re.search(r"全程承诺 3 个工作日，按此方案有 [\d.]+% 的办件超期", said)
    assert re.search(r"守得住|还不能断定|守不住", said)
    assert "20 件 × 2 次" in said
    assert page.text.count('<svg class="chart') >= 4
    assert "汕建规字〔2023〕2号 二" in said
    assert "瓶颈排行" in said
    assert 'class="gantt-bar' in page.text


def test_the_same_scenario_gives_the_same_answer(browse, simulated):
    browser = browse("planner")
    first, again, other = (ident_of(simulated(login=browser, seed=seed)) for seed in ("5", "5", "6"))
    a, b, c = (browser.get(f"/simulate/results/{one}/result.json").json for one in (first, again, other))
    assert a == b
    assert a["cycle"] != c["cycle"]


def test_what_is_wrong_is_said_by_its_field_and_what_was_typed_stays(browse):
    browser = browse("planner")
    answer = browser.post(FORM, {"do": "run", "cases": "none", "pool.counter.count": "4"}, shown=FORM)
    assert answer.status_code == 422
    assert '<p class="wrong" id="cases-wrong">请填写整数。</p>' in answer.text
    assert re.search(r'name="pool.counter.count"[^>]*value="4"', answer.text)
    assert re.search(r'name="cases"[^>]*aria-invalid="true"', answer.text)
    assert store.recent(browser.client.application.extensions["banjie"].banjie.database) == []


@pytest.mark.parametrize(("cases", "rate", "per", "goes"), [("5000", "1", "day", False), ("5000", "10", "day", True)])
def test_cases_that_come_when_no_calendar_knows_the_days_are_refused(browse, cases, rate, per, goes):
    given = {"do": "toml", "cases": cases, "rate": rate, "per": per, "start": "2026-01-04"}
    answer = browse("planner").post(FORM, given, shown=FORM)
    assert (answer.status_code == 200) is goes
    assert ("日历只排到 2040 年" in answer.text) is not goes


def test_a_scenario_that_cannot_run_says_why(simulated):
    page = simulated(**{"pool.counter.count": "0"})
    assert page.status_code in (200, 422)
    assert "Expected" in page.text


def test_the_file_of_the_form_can_be_loaded_again(browse, text_of):
    browser = browse("planner")
    answer = browser.post(FORM, {"do": "toml", "cases": "77", "pool.counter.count": "9"}, shown=FORM)
    assert answer.mimetype == "application/toml"
    told = tomllib.loads(answer.text)
    assert (told["process"], told["cases"], told["pools"]["counter"]["count"]) == ("external_lines", 77, 9)
    page = browser.post(FORM, {"do": "load", "file": (BytesIO(answer.data), "s.toml")}, shown=FORM)
    assert page.status_code == 200
    assert re.search(r'name="pool.counter.count"[^>]*value="9"', page.text)
    assert "方案已载入" in text_of(page.text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "请选择方案文件"),
        ("cases = ", "TOML"),
        ('process = "low_risk"', "不是“external_lines”"),
        ('process = "external_lines"\ncases = -1', "cases"),
        ('process = "external_lines"\nnonsense = 1', "nonsense"),
        ('process = "external_lines"\n[pools.nobody_home]\ncount = 1\n[steps.no_such]\npool = "x"', "no_such"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_a_sentence(browse, text, sentence):
    answer = browse("planner").post(FORM, {"do": "load", "pasted": text}, shown=FORM)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_file_that_is_no_text_is_refused(browse):
    given = {"do": "load", "file": (BytesIO(b"\xff\xfe\x00"), "s.toml")}
    answer = browse("planner").post(FORM, given, shown=FORM)
    assert answer.status_code == 422
    assert "UTF-8" in answer.text


def test_a_kept_scenario_can_be_changed_and_run_again(browse, simulated, text_of):
    browser = browse("planner")
    ident = ident_of(simulated(login=browser, **{"pool.counter.count": "7"}))
    html = browser.get(f"{FORM}?like={ident}").text
    assert re.search(r'name="pool.counter.count"[^>]*value="7"', html)
    assert browser.get(f"{FORM}?like=unknown").status_code == 404


def test_another_limit_is_told_from_the_documents(simulated, text_of):
    page = simulated(**{"limit.shanwei-2023-2/2.4.quantity": "30"})
    assert re.search(r"30 个工作日 已改", text_of(page.text))


def test_names_that_people_give_are_text(simulated):
    page = simulated(title="<script>alert(1)</script>")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text


def test_figures_and_scenario_can_be_downloaded(browse, simulated):
    browser = browse("planner")
    at = f"/simulate/results/{ident_of(simulated(login=browser))}"
    record = json.loads(browser.get(f"{at}/result.json").data)
    assert record["cases"] == 20
    rows = list(csv.reader(StringIO(browser.get(f"{at}/result.csv").data.decode("utf-8-sig"))))
    assert rows[1][:3] == ["总历时", "", "mean"]
    assert float(rows[1][3]) == record["cycle"]["mean"]
    assert tomllib.loads(browser.get(f"{at}/scenario.toml").text)["seed"] == record["seed"]


def test_the_diagrams_that_were_simulated_can_be_drawn(browse, simulated):
    browser = browse("planner")
    at = f"/simulate/results/{ident_of(simulated(login=browser))}"
    assert b"<bpmn" in browser.get(f"{at}/external_lines.bpmn").data
    assert b"<bpmn" in browser.get(f"{at}/intake.bpmn").data
    assert browser.get(f"{at}/land_to_start.bpmn").status_code == 404


def test_a_result_goes_when_its_owner_or_an_administrator_says_so(browse, simulated):
    planner = browse("planner")
    mine, theirs = ident_of(simulated(login=planner)), ident_of(simulated(login=planner))
    other = browse("auditor")
    assert "/delete" not in other.get(f"/simulate/results/{mine}").text
    assert other.post(f"/simulate/results/{mine}/delete").status_code == 403
    assert planner.post(f"/simulate/results/{mine}/delete").status_code == 302
    assert planner.get(f"/simulate/results/{mine}").status_code == 404
    assert browse("admin").post(f"/simulate/results/{theirs}/delete").status_code == 302


def test_two_scenarios_are_compared_with_the_same_luck(browse, simulated, result_of, text_of):
    browser = browse("planner")
    few = ident_of(simulated(login=browser, title="现状", rate="3", cases="30"))
    many = ident_of(simulated(login=browser, title="加人", rate="3", cases="30", **{"pool.counter.count": "9"}))
    page = result_of(browser, browser.post("/simulate/compare", {"of": [few, many]}))
    said = text_of(page.text)
    assert "各重复 10 次" in said
    assert "“加人”减“现状”" in said
    assert re.search(r"审批用时 · 平均", said)
    ident = ident_of(page)
    record = browser.get(f"/simulate/results/{ident}/result.json").json
    assert [one["title"] for one in record["scenarios"]] == ["现状", "加人"]
    assert record["comparisons"][0]["replications"] == 10
    assert browser.get(f"/simulate/results/{ident}/result.csv").status_code == 404


def test_a_comparison_needs_two_results_of_one_process(browse, simulated, text_of):
    browser = browse("planner")
    one = ident_of(simulated(login=browser))
    other = ident_of(simulated("low_risk", login=browser, cases="5"))
    for chosen, sentence in (([one], "请选择 2 至 4 个"), ([one, one], "请选择"), ([one, other], "同一流程")):
        answer = browser.post("/simulate/compare", {"of": chosen})
        assert sentence in browser.get(answer.location).text
    assert browser.post("/simulate/compare", {"of": ["unknown", one]}).status_code == 404


@pytest.mark.parametrize(
    ("what", "sentence"), [("staffing", "共需|加多少人也守不住"), ("limit", "最短能承诺|都承诺不了")]
)
def test_searches_answer_and_say_what_they_tried(browse, simulated, result_of, text_of, what, sentence):
    browser = browse("planner")
    ident = ident_of(simulated(login=browser, cases="20"))
    given = {"what": what, "limit": "shanwei-2023-2/2.4", "share": "80"}
    page = result_of(browser, browser.post(f"/simulate/results/{ident}/search", given))
    said = text_of(page.text)
    assert re.search(sentence, said)
    assert "试过的" in said
    assert f"/simulate/results/{ident}" in page.text


@pytest.mark.parametrize(
    ("do", "sentence"), [("staffing", "共需|加多少人也守不住"), ("shortest", "最短能承诺|都承诺不了")]
)
def test_a_search_begins_from_the_form_too(browse, simulated, text_of, do, sentence):
    browser = browse("planner")
    assert "全程 · 3 个工作日（汕建规字〔2023〕2号 二）" in text_of(browser.get(FORM).text)
    asked = {"search.limit": "shanwei-2023-2/2.4", "search.share": "80"}
    page = simulated(login=browser, do=do, **asked)
    assert re.search(sentence, text_of(page.text))
    assert "回到方案" in page.text
    ident = re.search(r"/simulate/new/external_lines\?like=([0-9a-f]+)", page.text)[1]
    assert store.find(browser.client.application.extensions["banjie"].banjie.database, ident).kind == "search"


@pytest.mark.parametrize(
    ("limit", "share", "sentence"),
    [("shanwei-2023-2/2.4", "120", "50 至 99.9"), ("shanwei-2023-2/9.9", "95", "Expected the id of one limit")],
)
def test_a_search_that_cannot_be_is_refused_in_the_form_and_what_was_typed_stays(simulated, limit, share, sentence):
    page = simulated(do="shortest", **{"search.limit": limit, "search.share": share})
    assert page.status_code == 422
    assert sentence in page.text
    assert f'name="search.share" value="{share}"' in page.text


def test_a_search_for_what_is_not_there_is_refused(browse, simulated):
    browser = browse("planner")
    at = f"/simulate/results/{ident_of(simulated(login=browser))}"
    assert browser.post(f"{at}/search", {"what": "gold", "limit": "x"}).status_code == 400
    answer = browser.post(f"{at}/search", {"what": "limit", "limit": "shanwei-2023-2/2.4", "share": "120"})
    assert "50 至 99.9" in browser.get(answer.location).text


def test_a_page_that_is_not_there_is_not_found(browse):
    browser = browse("planner")
    for path in ("/simulate/results/none", "/simulate/under-way/none", "/simulate/results/none/result.json"):
        assert browser.get(path).status_code == 404


def test_only_its_owner_watches_and_stops_a_run(browse, app):
    runner = app.extensions[jobs.NAME]
    asked = jobs.Asked("somebody", "external_lines", "t", 'process = "external_lines"')
    one = runner.start(asked, lambda tell: [tell(0.5) for _ in iter(int, 1)] or "")
    assert browse("planner").get(f"/simulate/under-way/{one.id}").status_code == 404
    admin = browse("admin")
    assert "正在模拟" in admin.get(f"/simulate/under-way/{one.id}").text
    part = admin.part(f"/simulate/under-way/{one.id}").text
    assert "<html" not in part
    assert re.search(r'<progress[^>]*value="50"', part)
    admin.post(f"/simulate/under-way/{one.id}/stop")
    assert one.job.progress.state == "stopped"
    assert "已停止" in admin.get(f"/simulate/under-way/{one.id}").text
    again = admin.get(f"/simulate/new/external_lines?job={one.id}")
    assert again.status_code == 200


def test_when_it_is_done_the_watcher_is_led_on(browse, app):
    browser = browse("admin")
    asked = jobs.Asked("somebody", "external_lines", "t", "")
    one = app.extensions[jobs.NAME].start(asked, lambda _: "abc")
    one.job.wait(5)
    assert browser.get(f"/simulate/under-way/{one.id}").location == "/simulate/results/abc"
    assert browser.part(f"/simulate/under-way/{one.id}").headers["HX-Redirect"] == "/simulate/results/abc"


def test_a_run_that_fails_says_so(browse, app, text_of):
    def work(_):
        raise ValueError("Expected an <end>, but there was none")

    one = app.extensions[jobs.NAME].start(jobs.Asked("somebody", "external_lines", "t", ""), work)
    one.job.wait(5)
    html = browse("admin").get(f"/simulate/under-way/{one.id}").text
    assert "模拟没有完成" in html
    assert "Expected an &lt;end&gt;, but there was none" in html


def test_the_pages_speak_english_too(browse, simulated, text_of):
    browser = browse("planner")
    ident = ident_of(simulated(login=browser, title="As is"))
    browser.client.set_cookie("banjie_language", "en")
    said = text_of(browser.get(f"/simulate/results/{ident}").text)
    assert "Promised: 3 working days for the whole" in said
    for path in ("/simulate", FORM, f"/simulate/results/{ident}"):
        words = set(re.findall(r"[\u4e00-\u9fff]{2,}", text_of(browser.get(path).text)))
        assert not words & {"模拟", "人数", "期限", "办理", "排队等候", "瓶颈排行", "运行模拟"}


def test_the_site_starts_without_the_compiler_and_its_arrays():
    code = "import sys, web.simulate.views; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
