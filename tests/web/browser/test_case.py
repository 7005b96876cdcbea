"""The pages of a case, of processes and of audit, in a real browser."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


@pytest.fixture
def accepted(town):
    case = town.start()
    town.clock.go_on(days=1)
    town.do(case, "accept", "counter", "intake_review", opinion="材料齐全，符合法定形式")
    return case


@pytest.fixture
def late(town, accepted):
    town.clock.go_on(days=30)
    town.banjie.tick(town.clock())
    return accepted


def drawn(page, address):
    page.goto(address)
    page.wait_for_selector("#drawing[data-drawn] svg .djs-element")
    return page


def test_the_diagram_is_drawn_with_what_was_done_and_what_is_open(accepted, open_page):
    page = drawn(open_page("counter"), f"/cases/{accepted}")
    assert page.locator('[data-element-id="intake"].is-done').count() == 1
    assert page.locator('[data-element-id="investment_filing"].is-open').count() == 1
    assert page.locator('[data-element-id="first_registration"].is-open').count() == 0
    signs = page.locator(".sign").all_inner_texts()
    assert "✓" in signs
    assert "▶" in signs


def test_a_late_step_has_the_red_lamps_sign_and_pattern(late, open_page):
    page = drawn(open_page("counter"), f"/cases/{late}")
    assert page.locator('[data-element-id="land_stage"].is-red').count() == 1
    assert "■" in page.locator(".sign").all_inner_texts()


def test_hovering_shows_the_history_of_an_element(accepted, open_page):
    page = drawn(open_page("counter"), f"/cases/{accepted}")
    page.click("#tab-intake-1")
    page.wait_for_selector('#drawing[data-drawn="intake#1"]')
    page.hover('[data-element-id="intake_review"]')
    history = page.locator("#drawing-history")
    assert history.is_visible()
    assert "吴秋月" in history.inner_text()
    assert "材料齐全，符合法定形式" in history.inner_text()


def test_the_keyboard_shows_the_history_and_opens_the_called_diagram(accepted, open_page):
    page = drawn(open_page("counter"), f"/cases/{accepted}")
    page.focus('[data-element-id="intake"]')
    assert "受理" in page.locator("#drawing-history").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_selector('#drawing[data-drawn="intake#1"]')
    assert page.get_attribute("#tab-intake-1", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert not page.locator("#drawing-history").is_visible()


def test_names_and_opinions_are_never_html(town, open_page):
    case = town.start()
    town.do(case, "accept", "counter", "intake_review", opinion="<img src=x onerror=alert(1)>")
    page = drawn(open_page("counter"), f"/cases/{case}")
    page.click("#tab-intake-1")
    page.wait_for_selector('#drawing[data-drawn="intake#1"]')
    page.focus('[data-element-id="intake_review"]')
    assert "<img src=x" in page.locator("#drawing-history").inner_text()
    assert page.locator("#drawing-history img").count() == 0


def test_the_page_is_true_after_somebody_else_acts_and_keeps_the_readers_place(town, open_page):
    case = town.start()
    page = drawn(open_page("auditor"), f"/cases/{case}")
    page.click("#diagram-text summary")
    page.click('[data-zoom-to="day"]')
    page.focus("#log-text")
    page.keyboard.type("办结")
    before = page.evaluate("document.querySelector('#drawing svg .viewport').getAttribute('transform')")
    town.do(case, "accept", "counter", "intake_review")
    page.wait_for_selector('[data-element-id="intake"].is-done', timeout=9000)
    assert "办理中" in page.inner_text(".case-top")
    assert page.evaluate("document.activeElement.id") == "log-text"
    assert page.input_value("#log-text") == "办结"
    assert page.get_attribute("#diagram-text", "open") is not None
    assert page.get_attribute("#case", "data-zoom") == "day"
    assert page.evaluate("document.querySelector('#drawing svg .viewport').getAttribute('transform')") == before
    page.locator("#log-body", has_text="办结“受理审查”").wait_for()


def test_the_wheel_scrolls_the_page_and_not_the_drawing(accepted, open_page):
    page = drawn(open_page("counter"), f"/cases/{accepted}")
    page.locator("#drawing").scroll_into_view_if_needed()
    box = page.locator("#drawing").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(600)  # a wheel's scrolling is smooth
    assert page.evaluate("scrollY") > before + 200


def test_the_timeline_shows_rest_days_with_their_reason(accepted, open_page):
    page = open_page("counter")
    page.goto(f"/cases/{accepted}?at=2026-09-28")
    titles = page.eval_on_selector_all(".gantt-back > span", "all => all.map(one => one.title)")
    assert any("2026-09-12（周六） 周末" in t or "2026-09-12（周六）" in t for t in titles)
    assert any("中秋节" in t for t in titles)
    assert any("调休上班" in t for t in titles)


def test_the_proof_of_a_clock_prints_the_right_days_on_paper(town, open_page):
    case = town.start()
    town.clock.go_on(days=6)
    page = open_page("auditor")
    page.goto(f"/cases/{case}/clocks/prc-licensing-law/32.4@intake%231/intake_review%231")
    page.emulate_media(media="print")
    rows = page.locator("table.days tbody tr")
    shown = [row.split("\t")[:2] for row in rows.all_inner_texts()]
    assert [day for day, counted in shown if counted == "1"] == [
        f"2026-09-{number:02}（周{name}）" for number, name in ((8, "二"), (9, "三"), (10, "四"), (11, "五"))
    ]
    assert page.locator(".cell-counted b").all_inner_texts()[:4] == ["1", "2", "3", "4"]
    assert not page.locator(".masthead").is_visible()


def test_an_event_opens_its_digest(accepted, open_page):
    page = open_page("auditor")
    page.goto(f"/cases/{accepted}#log")
    page.locator("#d1 summary").click()
    page.wait_for_selector("#h1 .tag-good")
    assert "sha256:" in page.inner_text("#h1")


def test_breaches_are_filtered_while_typing_and_downloaded_as_filtered(late, open_page):
    page = open_page("auditor")
    page.goto("/audit")
    assert page.locator("#breaches tbody tr").count() >= 1
    page.fill("#text", "没有这样的办件")
    page.wait_for_selector("#breaches .empty")
    page.fill("#text", "德立")
    page.wait_for_selector("#breaches tbody tr")
    assert "text=" in page.url
    with page.expect_download() as told:
        page.click("#csv")
    text = Path(told.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith("办件编号,")
    assert "德立纺织仓库" in text


def test_the_log_is_checked_from_the_page(late, open_page):
    page = open_page("auditor")
    page.goto("/audit")
    page.click("#verify")
    page.wait_for_selector("#verification .tag-good")
    assert "完整，没有改动" in page.inner_text("#verification")


def test_the_diagram_of_a_process_bears_its_limits(open_page):
    page = drawn(open_page("planner"), "/processes/land_to_start")
    badges = page.locator(".limit-badge").all_inner_texts()
    assert any(text.startswith("13 个工作日") for text in badges)
    assert "2 个工作日" in badges
    page.focus('[data-element-id="pre_review"]')
    assert "自然资源局" in page.inner_text("#drawing-history")


PAGES = (
    ("counter", "/cases/{case}"),
    ("auditor", "/cases/{case}/clocks/shanwei-2023-2/5.1.1@land_stage%231"),
    ("counter", "/cases/{case}/sheet"),
    ("counter", "/cases/{case}/do/start-pause"),
    ("planner", "/processes"),
    ("planner", "/processes/low_risk"),
    ("auditor", "/audit"),
)


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_every_page_fits_a_phone_and_serves_assistive_technology_in_light_and_dark(late, open_page, login, path):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run scripts/vendor.py")
    page = open_page(login, forgiving=True, bypass_csp=True)
    page.goto(path.format(case=late))
    page.wait_for_load_state("networkidle")
    page.add_script_tag(path=AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        grave = [(v["id"], v["nodes"][0]["html"][:200]) for v in found if v["impact"] in GRAVE]
        assert grave == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
