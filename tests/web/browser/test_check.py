"""The check in a real browser: the path on the diagram, on a phone and on paper."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"


def drawn(page, path="/check/low_risk"):
    page.goto(path)
    page.wait_for_selector("#drawing[data-drawn]")
    return page


def test_the_path_is_marked_on_the_diagram_with_the_numbers_of_its_parts(open_page):
    page = drawn(open_page("planner"))
    assert page.locator("#drawing .part-mark text").all_text_contents() == ["1", "2", "3", "4"]
    counted = page.eval_on_selector_all("#drawing .path-counted", "all => all.map(e => e.dataset.elementId)")
    assert set(counted) == {"land_stage", "parallel_permits", "joint_acceptance", "first_registration"}
    assert page.locator('#drawing .path-open[data-element-id="door_number"]').count() == 1
    assert page.locator("#drawing .djs-connection.on-path").count() > 5


def test_another_promise_of_the_process_is_drawn_at_a_press(town, open_page):
    data = town.banjie.diagram("low_risk").decode()
    first = '<banjie:limit ref="shanwei-2023-2/2.1"'
    second = '<banjie:limit ref="shanwei-2023-2/2.2" startsAt="construction" endsAt="first_registration"/>'
    town.banjie.deploy([("low_risk.bpmn", data.replace(first, second + first, 1).encode())], town.clock(), "planner")
    page = drawn(open_page("planner"))
    marks = page.locator("#drawing .part-mark text")
    assert marks.all_text_contents() == ["1", "2"]
    page.click("[data-path='2']")
    assert marks.all_text_contents() == ["1", "2", "3", "4"]
    assert page.get_attribute("[data-path='2']", "aria-pressed") == "true"


@pytest.mark.parametrize("path", ["/check", "/check/low_risk"])
def test_a_phone_shows_all_without_scrolling_sideways(open_page, path):
    page = open_page("planner", width=390, height=844)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_on_paper_the_drawing_has_all_of_the_path(open_page, tmp_path):
    page = drawn(open_page("planner"))
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.get_attribute("#drawing svg", "viewBox")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("#drawing svg", "viewBox") is None
    target = tmp_path / "check.pdf"
    page.pdf(path=target, prefer_css_page_size=True)
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/check", "/check/low_risk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(open_page, path, scheme):
    if not AXE.exists():
        pytest.skip("axe-core is not installed")
    page = open_page("planner", color_scheme=scheme)
    page.goto(path)
    page.wait_for_timeout(300)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)")
    grave = [
        (one["id"], [n["target"] for n in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []
