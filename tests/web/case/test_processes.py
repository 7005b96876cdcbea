"""The pages of processes, over the real engine."""

import re

import pytest


def test_the_list_names_every_process_with_its_promise(browse):
    page = browse("planner").get("/processes").text
    for name, promise in (
        ("拿地即开工", "13 个工作日"),
        ("社会投资简易低风险", "8 个工作日"),
        ("竣工联合验收", "依调用流程"),
    ):
        assert re.search(rf"{name}</a>.*?{promise}", page, re.DOTALL)
    assert "汕建规字〔2023〕2号" in page


def test_open_cases_are_counted(town, browse):
    town.start()
    page = browse("planner").get("/processes").text
    assert re.search(r'process=low_risk&amp;state=open">1 件', page)


def test_applicants_do_not_enter(browse):
    assert browse("builder").get("/processes").status_code == 403


@pytest.mark.parametrize(
    "process",
    ["intake", "land_to_start", "low_risk", "low_risk_with_plan", "old_estate", "external_lines", "joint_acceptance"],
)
def test_every_process_has_a_page_with_its_diagram(browse, process):
    browser = browse("planner")
    page = browser.get(f"/processes/{process}")
    assert page.status_code == 200
    drawing = re.search(r'data-source="([^"]+)"', page.text)[1]
    assert f'id="{process}"' in browser.get(drawing).text


def test_limits_stand_with_clause_figure_and_source(browse):
    page = browse("planner").get("/processes/land_to_start").text
    assert "自“成交确认”至“不动产首次登记”" in page
    assert "汕建规字〔2023〕2号 五（二）6" in page
    assert "第 1774 行" in page


def test_badges_name_the_elements_that_limits_bind(browse):
    page = browse("planner").get("/processes/land_to_start").text
    badges = dict(re.findall(r'<li data-element="([^"]+)" data-kind="[^"]*">([^<]+)', page))
    assert badges["deal_confirmed"].startswith("13 个工作日")
    assert badges["eight_matters"].endswith("个工作日")


def test_the_download_is_the_file_as_it_was_handed_in(town, browse):
    answer = browse("planner").get("/processes/old_estate/1/old_estate.bpmn")
    assert answer.data == town.banjie.diagram("old_estate", 1)
    assert answer.headers["Content-Disposition"] == "attachment; filename=old_estate-1.bpmn"


def test_called_processes_are_linked(browse):
    page = browse("planner").get("/processes/low_risk").text
    assert 'href="/processes/joint_acceptance"' in page
    assert 'href="/processes/intake"' in page


@pytest.mark.parametrize("path", ["/processes/none", "/processes/low_risk?version=9", "/processes/none/1/drawing.bpmn"])
def test_what_is_not_deployed_is_not_found(browse, path):
    assert browse("planner").get(path).status_code == 404


def test_names_in_a_diagram_are_text_on_the_page(town, browse):
    data = town.banjie.diagram("external_lines").decode()
    changed = data.replace('name="市政公用外线工程"', 'name="&lt;img src=x onerror=alert(1)&gt;"')
    town.banjie.deploy([("external_lines.bpmn", changed.encode())], town.clock(), "planner")
    page = browse("planner").get("/processes/external_lines").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_an_older_version_stays_in_reach(town, browse):
    data = town.banjie.diagram("external_lines").decode()
    town.banjie.deploy(
        [("external_lines.bpmn", data.replace("市政公用外线工程", "外线工程").encode())], town.clock(), "planner"
    )
    browser = browse("planner")
    assert "<h1>外线工程</h1>" in browser.get("/processes/external_lines").text
    assert "<h1>市政公用外线工程</h1>" in browser.get("/processes/external_lines?version=1").text
