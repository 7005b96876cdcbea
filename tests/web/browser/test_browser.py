"""What only a browser can tell: keyboard, live refresh, width, contrast, names for assistive technology."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")


def test_a_step_is_claimed_and_done_with_the_keyboard_only(town, open_page):
    case = town.start()
    page = open_page()
    press = page.keyboard.press
    page.focus("#login")
    page.keyboard.type("counter")
    press("Tab")
    page.keyboard.type("correct horse battery")
    press("Enter")
    page.wait_for_selector("#work-list")
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press("Enter")
    reach(page, "领取")
    press("Enter")
    page.wait_for_selector("#step-form")
    reach(page, "意见", by="label")
    page.keyboard.type("材料齐全，符合法定形式")
    reach(page, "受理")
    press("Enter")
    page.wait_for_selector(".note-good")
    assert "已办结：受理审查" in page.inner_text(".note-good")
    view = town.banjie.case(case)
    assert view.state == "accepted"
    assert next(s for s in view.steps if s.step == "intake_review").opinion == "材料齐全，符合法定形式"


def reach(page, text, by="text", most=60):
    """Go on with the Tab key until the element with that text, or that label, has the focus."""
    look = {
        "text": "document.activeElement.innerText || ''",
        "label": "document.activeElement.labels?.[0]?.innerText || ''",
    }[by]
    for _ in range(most):
        if page.evaluate(look).strip().startswith(text):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key never reached {text!r}")


def test_the_language_is_switched_with_one_button_and_stays(open_page):
    page = open_page("counter")
    assert page.inner_text("h1") == "我的待办"
    page.click("text=English")
    assert page.inner_text("h1") == "My work"
    page.goto("/cases")
    assert page.inner_text("h1") == "Cases"
    assert page.get_attribute("html", "lang") == "en"
    page.click("text=中文")
    assert page.inner_text("h1") == "全部办件"


def test_the_list_renews_itself_and_leaves_the_focus_and_the_scroll_alone(town, open_page):
    for number in range(30):
        town.start(title=f"先来的 {number:02}")
        town.clock.go_on(minutes=1)
    page = open_page("counter", height=600)
    button = page.locator("#work-list button").nth(20)
    button.focus()
    focused, scrolled = page.evaluate("[document.activeElement.id, window.scrollY]")
    assert focused
    assert scrolled > 0
    town.start(title="刚刚到的")
    page.wait_for_selector("text=刚刚到的")
    assert page.evaluate("[document.activeElement.id, window.scrollY]") == [focused, scrolled]


def test_what_another_person_claims_is_seen_within_seconds(town, open_page):
    case = town.start()
    page = open_page("counter")
    page.wait_for_selector("text=待领取")
    town.do(case, "claim", "admin")
    page.wait_for_selector("#work-list >> text=罗建业")


def test_a_lost_connection_is_told_and_so_is_its_return(town, open_page, address):
    town.start()
    page = open_page("counter", forgiving=True)
    page.route("**/work", lambda route: route.abort())
    page.wait_for_selector(".live[data-state=lost]")
    assert page.is_visible("text=连接中断")
    page.unroute("**/work")
    page.wait_for_selector(".live[data-state=fine]")


def test_a_filter_narrows_the_list_while_one_types(town, open_page):
    town.start(title="海丰仓库")
    town.start(title="陆河厂房")
    page = open_page("counter")
    page.goto("/cases")
    page.fill("#text", "陆河")
    page.wait_for_selector("text=海丰仓库", state="detached")
    assert page.is_visible("text=陆河厂房")
    assert "text=" in page.url
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_guide_answers_while_one_chooses(open_page):
    page = open_page("builder")
    page.goto("/apply")
    page.select_option("#use", "factory")
    page.wait_for_selector("text=还需要说明")
    page.select_option("#funding", "social")
    page.fill("#area", "8000")
    page.fill("#height", "20")
    page.wait_for_selector(".verdict")
    assert page.inner_text(".verdict") == "社会投资简易低风险"
    assert page.input_value("#area") == "8000"
    page.click("text=按此流程申办")
    assert page.input_value("#field-area") == "8000"


PAGES = {
    "counter": [
        "/work",
        "/cases",
        "/apply",
        "/apply?use=factory&area=8000&height=20&funding=social",
        "/apply/low_risk",
    ],
    "admin": ["/admin", "/admin/departments", "/admin/calendar", "/api", "/password"],
}


def step_of(town, case):
    """The page of the open step."""
    step = next(s for s in town.banjie.case(case).steps if s.state == "open")
    return f"/work/{case}/{step.token}".replace("#", "%23")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_is_wider_than_a_small_phone(town, open_page, language):
    case = town.start(title="海丰县公平镇新能源装备制造产业园一期标准厂房及配套设施建设项目（城区片区）")
    step = step_of(town, case)
    for login, paths in PAGES.items():
        page = open_page(login, width=360, height=740)
        page.context.add_cookies([{"name": "banjie_language", "value": language, "url": page.url}])
        for path in [*paths, *([step] if login == "counter" else [])]:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, f"{path} in {language} is {wide} wide"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_assistive_technology_finds_nothing_grave(town, open_page, theme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run scripts/vendor.py")
    case = town.start()
    town.clock.go_on(days=9)
    town.start()
    found = {}
    for login, paths in PAGES.items():
        page = open_page(login, bypass_csp=True)
        page.context.add_cookies([{"name": "banjie_theme", "value": theme, "url": page.url}])
        for path in [*paths, *([step_of(town, case)] if login == "admin" else [])]:
            page.goto(path)
            page.add_script_tag(path=str(AXE))
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            grave = [v for v in result["violations"] if v["impact"] in GRAVE]
            found |= {(path, v["id"]): v["nodes"][0]["html"][:160] for v in grave}
    assert found == {}


def test_the_sign_in_page_is_sound_too(open_page):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run scripts/vendor.py")
    page = open_page(bypass_csp=True)
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [v["id"] for v in result["violations"] if v["impact"] in GRAVE] == []


def test_a_receipt_prints_without_the_frame_around_it(town, open_page):
    case = town.start(by="builder")
    page = open_page("builder")
    page.goto(f"/apply/receipt/{case}")
    page.emulate_media(media="print")
    assert page.is_visible("text=接件回执")
    assert not page.is_visible(".masthead")
    assert not page.is_visible("text=打印回执")
