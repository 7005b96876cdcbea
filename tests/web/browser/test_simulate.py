"""Simulations in a real browser: run, progress, stop, charts, heat map, on a phone and on paper."""

import gzip
from pathlib import Path

import pytest

from web.simulate.background import kernel

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
FORM = "/simulate/new/low_risk"


@pytest.fixture(autouse=True)
def no_compiler(monkeypatch):
    monkeypatch.setattr(kernel, "begin", lambda: None)


def run(page, cases="30", replications="2"):
    page.goto(FORM)
    page.fill("#cases", cases)
    page.fill("#replications", replications)
    page.click("#run")
    return page


def finished(page):
    run(page).wait_for_url("**/results/**")
    page.wait_for_selector("#drawing[data-drawn]")
    return page


def grave(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    return [
        (one["id"], [node["target"] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_a_run_shows_its_progress_and_can_be_stopped(open_page):
    page = run(open_page("planner"), cases="3000", replications="200")
    page.wait_for_selector("progress.sim-progress")
    page.wait_for_selector("text=正在模拟")
    page.click("#stop-simulation")
    page.wait_for_selector("text=模拟已停止")
    page.click("text=修改方案再试")
    assert page.input_value("#cases") == "3000"


def test_a_result_draws_its_charts_and_the_heat_on_the_diagram(open_page):
    page = finished(open_page("planner"))
    assert page.locator("svg.chart-wide:visible").count() >= 4
    assert page.locator("svg.chart-narrow:visible").count() == 0
    hot = page.eval_on_selector_all("#drawing [class*='heat-']", "all => all.map(one => one.dataset.elementId)")
    assert "land_planning_permit" in hot
    page.click("[data-heat='busy']")
    assert page.get_attribute("[data-heat='busy']", "aria-pressed") == "true"
    assert "%" in page.locator("#drawing .heat-mark text").first.text_content()
    page.select_option("#heat-process", "joint_acceptance")
    page.wait_for_selector("#drawing[data-drawn] [data-element-id='fire_filing']")


def test_a_phone_shows_all_without_scrolling_sideways(open_page):
    page = finished(open_page("planner", width=390, height=844))
    assert page.locator("svg.chart-narrow:visible").count() >= 4
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits)
    for path in ("/simulate", FORM):
        page.goto(path)
        assert page.evaluate(fits)


def test_a_result_prints(open_page, tmp_path):
    page = finished(open_page("planner"))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.get_attribute("#drawing svg", "viewBox")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("#drawing svg", "viewBox") is None
    target = tmp_path / "result.pdf"
    page.pdf(path=target, prefer_css_page_size=True)
    assert target.read_bytes().startswith(b"%PDF")


def test_an_open_case_leads_to_its_own_risk(open_page, town):
    first, second = town.start(), town.start()
    page = open_page("planner")
    page.goto(f"/cases/{second}")
    page.click("#forecast")
    assert page.is_checked("#open")
    page.fill("#cases", "5")
    page.fill("#replications", "4")
    page.click("#run")
    page.wait_for_url("**/results/**")
    rows = page.locator(".sim-risks tbody tr")
    assert [rows.nth(n).get_attribute("id") for n in range(2)] == [f"case-{second}", f"case-{first}"]
    page.click("text=按编号")
    page.wait_for_url("**sort=number**")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if AXE.exists():
        assert grave(page) == []
    rows.first.locator("a").click()
    page.wait_for_url(f"**/cases/{second}")


def test_the_log_is_made_and_downloaded(open_page, tmp_path):
    page = finished(open_page("planner"))
    page.select_option("#ending", "xes.gz")
    page.click("text=生成日志")
    page.wait_for_selector("#log-file")
    with page.expect_download() as waited:
        page.click("#log-file")
    assert waited.value.suggested_filename.endswith(".xes.gz")
    waited.value.save_as(tmp_path / "log.xes.gz")
    assert b"</log>" in gzip.decompress((tmp_path / "log.xes.gz").read_bytes())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(open_page, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed")
    page = finished(open_page("planner", color_scheme=scheme))
    assert grave(page) == []
    for path in ("/simulate", FORM):
        page.goto(path)
        assert grave(page) == []
