"""The page of a case, over the real engine."""

import re

import pytest
from lxml import etree


def page_of(browse, case, login="counter", query=""):
    answer = browse(login).get(f"/cases/{case}{query}")
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def accepted(town):
    """A case that the counter accepted the day after it came."""
    case = town.start()
    town.clock.go_on(days=1)
    town.do(case, "accept", "counter", "intake_review", opinion="材料齐全")
    return case


def test_the_page_says_what_was_promised_before_it_begins_to_count(town, browse):
    page = page_of(browse, town.start())
    assert "8 个工作日" in page
    assert "起算，尚未到达" in page


def test_the_page_names_the_open_steps_and_who_may_do_them_gets_the_way_there(town, browse):
    case = town.start()
    assert f'href="/work/{case}/' in page_of(browse, case)
    assert f'href="/work/{case}/' not in page_of(browse, case, "auditor")


def test_the_list_of_the_diagram_tells_what_was_done_and_what_is_open(accepted, browse):
    page = page_of(browse, accepted)
    marks = dict(re.findall(r'data-element="([^"]+)" data-state="([^"]+)"', page))
    assert marks["application_received"] == "done"
    assert marks["intake"] == "done"
    assert marks["intake_review"] == "done"
    assert "open" in marks.values()


def test_the_called_intake_is_a_diagram_of_its_own(accepted, browse):
    page = page_of(browse, accepted)
    assert re.findall(r'role="tab"[^>]*data-call="([^"]*)"', page) == ["", "intake#1"]
    assert f"/cases/{accepted}/diagrams/intake.bpmn" in page


def test_the_diagram_is_served_in_the_language_of_the_reader(accepted, browse):
    browser = browse("counter")
    chinese = browser.get(f"/cases/{accepted}/diagrams/intake.bpmn")
    browser.post("/preferences", {"language": "en", "next": "/"}, shown="/cases")
    english = browser.get(f"/cases/{accepted}/diagrams/intake.bpmn")
    assert chinese.content_type == "application/xml; charset=utf-8"
    assert 'id="intake_review"' in chinese.text
    assert 'id="intake_review"' in english.text
    assert "补正材料" in chinese.text


def test_labels_of_an_english_diagram_have_room_for_their_longest_word(accepted, browse):
    browser = browse("counter")
    browser.post("/preferences", {"language": "en", "next": "/"}, shown="/cases")
    root = etree.fromstring(browser.get(f"/cases/{accepted}/diagrams/low_risk.bpmn").data)
    names = {e.get("id"): e.get("name", "") for e in root.iter(etree.Element)}
    for label in root.iter("{*}BPMNLabel"):
        words = names[label.getparent().get("bpmnElement")].split()
        assert float(label.find("{*}Bounds").get("width")) >= 6.5 * max(map(len, words))


def test_only_diagrams_of_the_case_are_served(accepted, browse):
    assert browse("counter").get(f"/cases/{accepted}/diagrams/old_estate.bpmn").status_code == 404


def test_an_opinion_is_shown_as_text(town, browse):
    case = town.start()
    town.do(case, "accept", "counter", "intake_review", opinion="<script>alert(1)</script>")
    page = page_of(browse, case)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_opinions_and_facts_are_not_for_those_who_plan(accepted, browse):
    assert "材料齐全" in page_of(browse, accepted)
    planner = page_of(browse, accepted, "planner")
    assert "材料齐全" not in planner
    assert "4960" not in planner


def test_an_applicant_sees_no_case_but_their_own(town, browse):
    mine, other = town.start(by="builder"), town.start(by="builder2", applicant="海丰县粤鑫仓储有限公司")
    browser = browse("builder")
    assert browser.get(f"/cases/{mine}").status_code == 200
    for part in ("", "/live", "/log", "/log/1", "/sheet", "/diagrams/intake.bpmn", "/do/withdraw", "/clocks/x"):
        assert browser.get(f"/cases/{other}{part}").status_code == 404


def test_a_case_that_does_not_exist_is_not_found(browse):
    assert browse("counter").get("/cases/nothing").status_code == 404


def test_the_live_part_is_sent_only_after_something_changed(town, browse):
    case = town.start()
    browser = browse("counter")
    seen = re.search(r'id="case-seen" name="seen" value="([^"]+)"', browser.get(f"/cases/{case}").text)[1]
    assert browser.part(f"/cases/{case}/live?seen={seen}").status_code == 204
    town.do(case, "accept", "counter", "intake_review")
    fresh = browser.part(f"/cases/{case}/live?seen={seen}")
    assert fresh.status_code == 200
    assert fresh.headers["HX-Trigger"] == "case-changed"
    assert "办理中" in fresh.text


# ── another day ────


def test_a_look_back_shows_the_case_as_it_stood(accepted, browse):
    page = page_of(browse, accepted, query="?at=2026-09-07")
    assert "当时情形：2026-09-07 23:59" in page
    assert "已接件" in page


def test_a_look_ahead_shows_what_will_be_if_nobody_acts(town, browse):
    page = page_of(browse, town.start(), query="?at=2026-09-20")
    assert "若无人办理" in page
    assert "视为自" in page


def test_a_look_ahead_changes_nothing(town, browse):
    case = town.start()
    page_of(browse, case, query="?at=2026-12-20")
    assert town.banjie.case(case).state == "received"


def test_nobody_acts_in_another_time(town, browse):
    page = page_of(browse, town.start(), query="?at=2026-09-08")
    assert 'hx-trigger="every' not in page.split('id="case-live"')[1][:300]
    assert "/do/withdraw" not in page


@pytest.mark.parametrize(
    ("day", "said"), [("soon", "请填写日期"), ("2026-09-01", "尚未接件"), ("2199-01-01", "工作日历的范围")]
)
def test_a_day_that_cannot_be_shown_is_told_and_the_present_is_shown(town, browse, day, said):
    page = page_of(browse, town.start(), query=f"?at={day}")
    assert said in page
    assert "受理审查" in page


# ── clocks ────


def test_the_proof_of_a_clock_lists_every_day_with_its_reason(town, browse):
    case = town.start()
    town.clock.go_on(days=6)
    page = browse("auditor").get(f"/cases/{case}/clocks/prc-licensing-law/32.4@intake%231/intake_review%231").text
    days = re.findall(r'<tr class="day-row-(\w+)"><th[^>]*>([\d-]+)', page)
    assert days[:7] == [
        ("first", "2026-09-07"),
        ("counted", "2026-09-08"),
        ("counted", "2026-09-09"),
        ("counted", "2026-09-10"),
        ("counted", "2026-09-11"),
        ("rest", "2026-09-12"),
        ("rest", "2026-09-13"),
    ]
    assert "周末" in page
    assert "第三十二条" in page
    assert "2026-09-14（周一）" in page


def test_a_clock_that_the_case_does_not_have_is_not_found(town, browse):
    assert browse("auditor").get(f"/cases/{town.start()}/clocks/none@x").status_code == 404


# ── the log ────


def test_the_log_tells_every_event_in_words(accepted, browse):
    page = page_of(browse, accepted)
    assert "接件，编号" in page
    assert "办结“受理审查”：受理" in page


def test_the_log_is_filtered_by_kind_and_text(accepted, browse):
    browser = browse("counter")
    cases = browser.part(f"/cases/{accepted}/log?kind=case").text
    assert "接件，编号" in cases
    assert "起算" not in cases
    found = browser.part(f"/cases/{accepted}/log?text=领取不到").text
    assert "没有符合条件的记录" in found


def test_a_filter_typed_without_a_script_leads_to_the_page(accepted, browse):
    answer = browse("counter").get(f"/cases/{accepted}/log?kind=case")
    assert answer.status_code == 302
    assert answer.location.startswith(f"/cases/{accepted}?")


def test_a_long_log_is_shown_a_page_at_a_time(town, browse):
    case = town.start()
    for _ in range(25):
        town.do(case, "claim", "counter", "intake_review")
        town.do(case, "release", "counter", "intake_review")
    first = page_of(browse, case)
    shown = [int(n) for n in re.findall(r'id="e(\d+)"', first)]
    assert len(shown) == 40
    before = re.search(r"before=(\d+)", first)[1]
    rest = [
        int(n) for n in re.findall(r'id="e(\d+)"', browse("counter").part(f"/cases/{case}/log?before={before}").text)
    ]
    assert [*shown, *rest] == list(range(shown[0], 0, -1))


def test_an_event_shows_its_digest_computed_anew(accepted, browse):
    link = browse("auditor").part(f"/cases/{accepted}/log/2").text
    assert re.search(r"sha256:[0-9a-f]{64}", link)
    assert "与记录一致" in link


def test_an_event_that_is_not_there_is_not_found(accepted, browse):
    assert browse("auditor").part(f"/cases/{accepted}/log/999").status_code == 404


# ── the sheet ────


def test_the_sheet_lists_who_decided_what_and_when(accepted, browse):
    sheet = browse("counter").get(f"/cases/{accepted}/sheet").text
    assert re.search(r"受理审查.*吴秋月.*2026-09-08 09:30.*受理.*材料齐全", sheet, re.DOTALL)
