"""What a scenario says otherwise than the default one, on the pages of results and comparisons."""

from __future__ import annotations

import html
import re

import pytest

from engine.simulation.scenario import Assumptions, Scenario, ScenarioError, to_toml
from web.simulate.form.asking import Subject
from web.simulate.result import changes

LAND, LINES = "/simulate/new/land_to_start", "/simulate/new/external_lines"


def ident_of(page):
    return re.search(r"/simulate/results/([0-9a-f]+)/delete", page.text)[1]


@pytest.fixture
def card_of(text_of):
    """The card of a page, as a reader sees it."""

    def card(page):
        assert page.status_code == 200
        found = re.search(r'<section[^>]*id="changes".*?</section>', page.text, re.DOTALL)
        return text_of(found[0]) if found else ""

    return card


@pytest.fixture
def loaded(browse, simulated):
    """Runs a scenario that is pasted as a file; the page of its result."""

    def run(text, process="external_lines", browser=None):
        browser = browser or browse("planner")
        form = f"/simulate/new/{process}"
        page = browser.post(form, {"do": "load", "pasted": text}, shown=form)
        assert page.status_code == 200, page.text
        base = html.unescape(re.search(r'<textarea name="base" hidden>(.*?)</textarea>', page.text, re.DOTALL)[1])
        return simulated(process, login=browser, base=base)

    return run


def test_a_scenario_that_says_nothing_else_is_by_default(simulated, card_of):
    assert "这个方案改了什么 与默认方案相比 全部按默认。" in card_of(simulated(cases="1000", replications="1"))


def test_luck_and_repetitions_are_no_change(simulated, card_of):
    assert "全部按默认" in card_of(simulated(cases="1000", replications="2", seed="9"))


@pytest.mark.parametrize(
    ("field", "typed", "line"),
    [
        ("cases", "20", r"模拟件数 默认 1,000 件 → 20 件"),
        ("rate", "2.5", r"来件量 默认 每工作日 1 件 → 每工作日 2.5 件"),
        ("per", "week", r"来件量 默认 每工作日 1 件 → 每周 1 件"),
        ("arrivals.weekdays", "2 1 1 1 1 0 0", r"到件的规律 · 周一至周日 默认 均匀 → 2、1、1、1、1、0、0"),
        ("arrivals.hours", "9-10 3，10-12 1", r"到件的规律 · 一天之内 默认 均匀 → 9-10 3、10-12 1"),
        ("arrivals.months", "1 1 1 1 1 1 1 1 1 1 1 2", r"到件的规律 · 一月至十二月 默认 均匀 → 1、1、.*、2"),
        (
            "arrivals.seasons",
            "2026-02-02 至 2026-02-13 × 1.5 春节前",
            r"到件的规律 · 春节前 2026-02-02 至 2026-02-13 × 1.5",
        ),
        ("pool.counter.count", "7", r"综合窗口 · 人数 默认 \d 人 → 7 人"),
        ("pool.counter.hours", "08:00-12:00", r"综合窗口 · 办公时段 默认 与国家办公时间相同 → 08:00-12:00"),
        ("pool.counter.discipline", "due_date", r"综合窗口 · 先办哪件 默认 先到先办 → 先到期先办"),
        ("limit.shanwei-2023-2/2.4.quantity", "5", r"汕建规字〔2023〕2号 二 默认 3 个工作日 → 5 个工作日"),
        ("limit.shanwei-2023-2/2.4.removed", "yes", r"汕建规字〔2023〕2号 二 默认 3 个工作日 → 不设期限"),
        ("warm_up", "5", r"预热 默认 0 个自然日 → 5 个自然日"),
    ],
)
def test_what_was_typed_has_a_line(simulated, card_of, field, typed, line):
    card = card_of(simulated(**{"replications": "1", field: typed}))
    assert re.search(line, card), card
    assert card.count("默认 ") <= 2
    assert "其他内容" not in card


def test_steps_and_facts_have_lines_in_their_names(browse, simulated, card_of):
    form = browse("planner").get(LAND).text
    names = [re.search(rf'name="({kind}\.[^"]*{end})"', form) for kind, end in (("step", "typical"), ("fact", ""))]
    share = re.search(r'name="(step\.[^"]*\.share\.[^"]+)"', form)[1]
    duration, fact = (found[1] for found in names)
    card = card_of(simulated("land_to_start", **{duration: "77", share: "33", fact: "81"}))
    assert re.search(r"\S · 典型用时 默认 [\d.]+ \S+ → 77 \S+", card)
    assert re.search(r"\S · \S+ 默认 [\d.]+% → 33%", card)
    assert re.search(r"默认 50% → 81%", card)
    assert "其他内容" not in card


def test_another_order_of_steps_is_told_by_their_names(simulated, card_of):
    given = {
        "parallel.drawing_pre_review|plan_notice": "yes",
        "sequence.water_application>power_application": "yes",
    }
    card = card_of(simulated("land_to_start", **given))
    assert "环节的次序 施工图技术预审 与 方案批前公示 并联" in card
    assert re.search(r"环节的次序 \S+ → \S+ 串联", card)


def test_what_was_changed_twice_is_no_other_shape(browse, simulated, card_of):
    """Scaling a span, and scaling it again from what is kept, leaves nothing but another span."""
    browser = browse("planner")
    field = re.search(r'name="(step\.[^"]*\.typical)"', browser.get(LINES).text)[1]
    page = simulated(login=browser, **{field: "7"})
    again = browser.get(f"{LINES}?like={ident_of(page)}").text
    base = html.unescape(re.search(r'<textarea name="base" hidden>(.*?)</textarea>', again, re.DOTALL)[1])
    card = card_of(simulated(login=browser, base=base, **{field: "3"}))
    assert card.count("典型用时") == 1
    assert "其他内容" not in card
    no_time = card_of(simulated(login=browser, base=base, **{field: "0"}))
    assert "其他内容" not in no_time


def test_assumptions_are_told_once_and_not_for_every_step_that_follows_from_them(loaded, card_of):
    card = card_of(loaded('process = "external_lines"\ncases = 1000\n[assumptions]\ncorrection = 0.3\n'))
    assert "退回补正的比例 默认 15% → 30%" in card
    assert "补正 默认" not in card.replace("退回补正的比例 默认", "")
    assert "其他内容" not in card


@pytest.mark.parametrize(
    "text",
    [
        "horizon = 400",
        "[arrivals]\nrate = 1\nmade_up = 2",
        '[arrivals]\ngap = { kind = "exponential", mean = 5, unit = "hours" }',
        '[pools.counter]\nshifts = [{ count = 1, calendar = "l" }]\n[calendars.l]\nhours = [["14:00", "20:00"]]',
    ],
)
def test_what_the_form_cannot_show_is_told_in_one_line_with_the_file(loaded, card_of, text):
    page = loaded(f'process = "external_lines"\n{text}\n')
    assert "还改了方案文件中的其他内容 下载 TOML 查看" in card_of(page)
    assert f'href="/simulate/results/{ident_of(page)}/scenario.toml"' in page.text


def test_a_comparison_tells_of_each_scenario_above_its_figures(browse, simulated, result_of, card_of):
    browser = browse("planner")
    plain = simulated(login=browser, cases="1000", replications="1")
    more = simulated(login=browser, cases="1000", replications="1", title="窗口加人", **{"pool.counter.count": "9"})
    page = result_of(browser, browser.post("/simulate/compare", {"of": [ident_of(plain), ident_of(more)]}))
    assert re.search(
        r"各方案改了什么 与默认方案相比 现状 全部按默认。 窗口加人 综合窗口 · 人数 .* → 9 人", card_of(page)
    )
    assert page.text.index('id="changes"') < page.text.index('id="side-title"')
    files = [browser.get(f"/simulate/results/{ident_of(page)}/scenario.toml?place={n}") for n in (0, 1, 2)]
    assert [one.status_code for one in files] == [200, 200, 404]
    assert files[0].text != files[1].text


def test_a_comparison_that_was_kept_without_its_scenarios_is_shown_without_their_changes(
    browse, simulated, result_of, card_of, monkeypatch
):
    browser = browse("planner")
    both = [ident_of(simulated(login=browser)) for _ in range(2)]
    page = result_of(browser, browser.post("/simulate/compare", {"of": both}))
    monkeypatch.setattr(changes, "scenarios", lambda one: (one.scenario,))
    assert card_of(browser.get(f"/simulate/results/{ident_of(page)}")) == ""


def test_a_scenario_that_fits_the_process_no_more_has_no_changes_and_its_page_stays(
    browse, simulated, card_of, monkeypatch
):
    browser = browse("planner")
    page = simulated(login=browser)

    def refuse(*_):
        raise ScenarioError("Expected a step, but it is gone")

    monkeypatch.setattr(Subject, "completed", refuse)
    assert card_of(browser.get(f"/simulate/results/{ident_of(page)}")) == ""


def test_the_lines_are_in_english_too(browse, simulated, card_of):
    browser = browse("planner")
    page = simulated(login=browser, cases="1000", replications="1", **{"pool.counter.count": "9"})
    browser.client.set_cookie("banjie_language", "en")
    card = card_of(browser.get(f"/simulate/results/{ident_of(page)}"))
    assert re.search(r"default \d (person|people) → 9 people", card)
    assert not re.search(r"[一-鿿]", card)


CLASHING = {
    "parallel.drawing_pre_review|plan_notice": "yes",
    "parallel.pre_review|drawing_pre_review|plan_notice": "yes",
}


def test_orders_that_cannot_be_had_together_are_refused_by_their_names(browse, text_of):
    answer = browse("planner").post(LAND, {"do": "run", **CLASHING}, shown=LAND)
    assert answer.status_code == 422
    said = text_of(answer.text)
    first, second = "施工图技术预审 与 方案批前公示", "方案预审查 与 施工图技术预审 与 方案批前公示"
    sentence = f"“{first} 并联”与“{second} 并联”不能同时改，请只选一项。"
    assert re.search(rf"按这个方案不能模拟。 {sentence} Expected .*drawing_pre_review", said)
    assert len(re.findall(r'name="parallel.[^"]*" value="yes" checked', answer.text)) == len(CLASHING)


def test_an_order_that_cannot_be_at_all_is_refused_by_its_name(browse, text_of):
    given = {"do": "run", "parallel.pre_review|plan_notice": "yes"}
    said = text_of(browse("planner").post(LAND, given, shown=LAND).text)
    assert "“方案预审查 与 方案批前公示 并联”行不通。" in said


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ('"pre_review", "plan_notice"', "“方案预审查 与 方案批前公示 并联”行不通。"),
        ('"pre_review", "nowhere"', "“pre_review|nowhere”行不通。"),
    ],
)
def test_a_file_is_refused_in_the_same_words(browse, steps, sentence):
    text = f'process = "land_to_start"\n[[parallel]]\nsteps = [{steps}]\n'
    answer = browse("planner").post(LAND, {"do": "load", "pasted": text}, shown=LAND)
    assert answer.status_code == 422
    assert sentence in answer.text
    other = browse("planner").post(LAND, {"do": "load", "pasted": "process = 3"}, shown=LAND)
    assert other.status_code == 422
    assert "行不通" not in other.text


def test_what_is_refused_for_another_reason_names_no_order(browse, text_of):
    given = {"do": "run", "parallel.drawing_pre_review|plan_notice": "yes", "warm_up": "3000", "cases": "1"}
    answer = browse("planner").post(LAND, given, shown=LAND)
    assert "行不通" not in answer.text
    assert "请只选一项" not in answer.text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[limits."prc-licensing-law/42.2"]\nextended = 0.2', "默认 不延长 → 20% 的办件延长一次"),
        ('[limits."shanwei-2023-2/2.4"]\nquantity = 3\nunit = "natural_day"', "默认 3 个工作日 → 3 个自然日"),
        ('[steps.intake_correction]\nduration = { kind = "fixed", value = 3, unit = "weeks" }', "默认 3 天 → 3 周"),
        ('[[sequence]]\nsteps = ["supervise_water", "supervise_housing"]', r"环节的次序 \S+ → \S+ 串联"),
    ],
)
def test_what_a_file_says_of_what_the_form_shows_has_a_line_too(loaded, card_of, text, line):
    assert re.search(line, card_of(loaded(f'process = "external_lines"\n{text}\n')))


def test_the_default_scenario_of_every_process_says_nothing_else_as_a_file(app):
    engine = app.extensions["banjie"].banjie
    with app.test_request_context():
        for one in engine.processes():
            about = Subject(engine.definition(one.id, None), engine.catalogue(), engine.calendar())
            usual = about.usual()
            found = changes.of_text(about, to_toml(usual), lambda _, usual=usual: usual)
            assert found == changes.Changes((), more=False), one.id


def test_any_assumption_has_its_own_line_and_brings_no_others(app):
    engine = app.extensions["banjie"].banjie
    told = Assumptions(limit_share=0.4, first_choice=0.8, correction=0.3, utilisation=0.7, fact=0.3)
    with app.test_request_context():
        about = Subject(engine.definition("land_to_start", None), engine.catalogue(), engine.calendar())
        usual = about.usual()
        scenario = about.completed(Scenario("land_to_start", assumptions=told, pools=usual.pools))
        found = changes.changes(about, scenario, usual)
    assert [(one.before, one.after) for one in found.lines] == [
        ("60%", "40%"),
        ("90%", "80%"),
        ("15%", "30%"),
        ("80%", "70%"),
        ("50%", "30%"),
    ]
    assert not found.more


def test_a_scenario_without_a_name_is_called_by_its_first_change(simulated):
    def title(**typed):
        page = simulated(**({"title": "", "replications": "1"} | typed))
        return html.unescape(re.search(r"<h1>(.*?)</h1>", page.text)[1])

    assert title(cases="1000") == "默认方案"
    assert title(**{"pool.counter.count": "7", "cases": "1000"}).endswith("人 → 7 人")
    two = title(**{"pool.counter.count": "7", "cases": "20"})
    assert re.fullmatch(r"综合窗口 · 人数 \d 人 → 7 人 等 2 处改动", two)
    assert title(**{"pool.counter.count": "7", "cases": "20", "title": "窗口加人"}) == "窗口加人"


def test_a_long_change_is_cut_in_a_name(app):
    with app.test_request_context():
        long = changes.Change("环节", "", "甲" * 100)
        assert len(changes.title_of(changes.Changes((long,), more=False))) == changes.LONGEST_TITLE
        assert changes.title_of(changes.Changes((), more=True)) == "改动的方案"
