"""My work: the list, claiming, and doing a step."""

import re

import pytest

from engine.cases.commands import Outcome


@pytest.fixture
def accepted(town):
    """A case whose land planning permit waits for the bureau of natural resources."""
    case = town.start()
    town.clock.go_on(hours=1)
    assert isinstance(town.do(case, "accept", "counter", decision="accept"), Outcome)
    return case


def open_steps(town, case, by="planning"):
    return {s.step: s for s in town.banjie.case(case, town.clock(), town.people[by]).steps if s.state == "open"}


def address(case, step):
    return f"/work/{case}/{step.token}".replace("#", "%23")


def first_step_of(town, case, department):
    return next(s for s in open_steps(town, case).values() if s.department == department)


def test_a_new_application_waits_at_the_counter_with_its_time_left(town, browse):
    town.start()
    page = browse("counter").get("/work").text
    assert "受理审查" in page
    assert "德立纺织仓库" in page
    assert "剩 5 个工作日" in page
    assert "绿灯" in page


def test_nobody_sees_the_work_of_another_department(town, browse):
    town.start()
    assert "没有待办环节" in browse("planning").get("/work").text


def test_what_is_late_comes_first_and_says_by_how_much(town, browse):
    old = town.start(title="先到的")
    town.clock.go_on(days=5)
    town.start(title="后到的")
    town.clock.go_on(days=4)
    page = browse("counter").get("/work").text
    assert page.index("先到的") < page.index("后到的")
    assert old


def test_the_list_renews_itself_as_a_part_of_the_page(town, browse):
    browser = browse("counter")
    whole = browser.get("/work").text
    assert 'hx-trigger="every 3s, refresh"' in whole
    town.start(title="刚刚收到的")
    part = browser.part("/work").text
    assert "刚刚收到的" in part
    assert "<html" not in part
    assert part.lstrip().startswith('<section class="card" id="work-list"')


def test_a_cursor_that_no_page_gave_leads_back_to_the_start(browse):
    assert browse("counter").get("/work?after=nonsense").location == "/work"


def test_claiming_leads_to_the_form_and_shows_in_my_own_list(town, browse):
    town.start()
    browser = browse("counter")
    assert "没有您已领取的环节" in browser.get("/work?whose=mine").text
    page = browser.get("/work")
    claim = re.search(r'action="(/work/[^"]+/claim)"', page.text)[1]
    form = browser.send(page, claim, {})
    assert form.status_code == 302
    assert "已由您领取" in browser.get(form.location).text
    assert "受理审查" in browser.get("/work?whose=mine").text


def test_releasing_gives_the_step_back(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    town.do(case, "claim", "counter", step.token)
    browser = browse("counter")
    page = browser.get(address(case, step))
    assert browser.send(page, f"{address(case, step)}/release", {}).location == "/work"
    assert open_steps(town, case)[step.step].assignee is None


def test_a_step_is_accepted_with_one_button(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get(address(case, step))
    assert ">受理</button>" in page.text
    answer = browser.send(page, f"{address(case, step)}/do", {"decision": "accept", "opinion": "材料齐全"})
    assert answer.status_code == 302
    view = town.banjie.case(case)
    assert view.state == "accepted"
    done = next(s for s in view.steps if s.token == step.token)
    assert (done.opinion, done.decision) == ("材料齐全", "accept")


def test_what_is_missing_is_told_once_item_by_item(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get(address(case, step))
    given = {"decision": "correct", "items": "营业执照\n\n 法定代表人身份证明 ", "days": "5"}
    assert browser.send(page, f"{address(case, step)}/do", given).status_code == 302
    view = town.banjie.case(case)
    assert view.state == "correcting"
    told = next(e.fact for e in view.events if type(e.fact).__name__ == "CorrectionRequested")
    assert told.items == ("营业执照", "法定代表人身份证明")
    correction = next(s for s in view.steps if s.state == "open")
    form = browse("counter").get(address(case, correction)).text
    assert "营业执照" in form


def test_corrections_are_asked_for_only_once(town, browse):
    case = town.start()
    town.do(case, "request-correction", "counter", items=["营业执照"])
    browser = browse("counter")
    step = first_step_of(town, case, "applicant")
    page = browser.get(address(case, step))
    given = {**filled(town, step), "item": "营业执照"}
    assert browser.send(page, f"{address(case, step)}/do", given).status_code == 302
    again = browser.get(address(case, first_step_of(town, case, "counter"))).text
    assert ">受理</button>" in again
    assert "一次性告知补正</button>" not in again


def test_a_refusal_keeps_the_reason_and_the_number_of_its_notice(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get(address(case, step))
    given = {"decision": "refuse", "field-refusal_reason": "不属于本机关职权", "field-notice_number": "汕受〔2026〕9号"}
    assert browser.send(page, f"{address(case, step)}/do", given).status_code == 302
    view = town.banjie.case(case)
    assert view.state == "refused"
    done = next(s for s in view.steps if s.token == step.token)
    assert done.data["notice_number"] == "汕受〔2026〕9号"
    refused = next(e.fact for e in view.events if type(e.fact).__name__ == "CaseRefused")
    assert refused.reason == "不属于本机关职权"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"decision": "correct", "items": "", "opinion": "写了很久的意见"}, "请一次性写明需要补正的全部内容"),
        ({"decision": "correct", "items": "执照", "days": "0", "opinion": "写了很久的意见"}, "请填写 1 至 365 的整数"),
        ({"decision": "refuse", "opinion": "", "items": "写了很久的意见"}, "不予受理时请写明理由"),
        ({"decision": "perhaps", "opinion": "写了很久的意见"}, "请选择一项决定"),
        ({"opinion": "写了很久的意见"}, "请选择一项决定"),
    ],
)
def test_what_does_not_fit_is_marked_and_nothing_typed_is_lost(town, browse, given, sentence):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get(address(case, step))
    answer = browser.send(page, f"{address(case, step)}/do", given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "写了很久的意见" in answer.text
    assert town.banjie.case(case).state == "received"


def test_a_required_field_of_the_steps_own_form_is_asked_for(town, browse, accepted):
    step = next(s for s in open_steps(town, accepted).values() if s.department == "natural_resources")
    element = town.banjie.definition("low_risk").element(step.token)
    wanted = [f for f in element.form if f.required]
    browser = browse("planning")
    page = browser.get(address(accepted, step))
    for field in element.form:
        assert f'name="field-{field.id}"' in page.text
    data = {"opinion": "已经写好的意见"} | ({"decision": element.decisions[0].value} if element.decisions else {})
    answer = browser.send(page, f"{address(accepted, step)}/do", data)
    if wanted:
        assert answer.status_code == 422
        assert "请填写此项" in answer.text
        assert "已经写好的意见" in answer.text
        assert 'aria-invalid="true"' in answer.text


def test_the_second_of_two_people_is_told_who_was_faster(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get(address(case, step))
    town.clock.go_on(minutes=3)
    town.do(case, "accept", "admin", step.token, decision="accept")
    given = {"decision": "refuse", "opinion": "我写了很长的理由"}
    answer = browser.send(page, f"{address(case, step)}/do", given)
    assert answer.status_code == 409
    assert "此环节已由罗建业于 2026-09-07 09:33 办结" in answer.text


def test_a_step_that_somebody_claimed_cannot_be_claimed_again(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get("/work")
    town.do(case, "claim", "admin", step.token)
    answer = browser.send(page, f"{address(case, step)}/claim", {})
    assert answer.status_code == 302
    assert "此环节已由罗建业领取" in browser.get("/work").text


def test_what_happened_in_another_branch_does_not_stand_in_the_way(town, browse, accepted):
    steps = open_steps(town, accepted)
    mine = next(s for s in steps.values() if s.department == "natural_resources")
    other = next(s for s in steps.values() if s.department not in ("natural_resources", None))
    browser = browse("planning")
    page = browser.get(address(accepted, mine))
    town.do(accepted, "claim", "admin", other.token)
    answer = browser.send(page, f"{address(accepted, mine)}/do", filled(town, mine))
    assert answer.status_code == 302


def test_news_of_the_case_itself_is_shown_before_a_step_is_done(town, browse, accepted):
    mine = next(s for s in open_steps(town, accepted).values() if s.department == "natural_resources")
    browser = browse("planning")
    page = browser.get(address(accepted, mine))
    town.do(accepted, "start-pause", "admin", kind="hearing", notice="听证")
    town.do(accepted, "end-pause", "admin")
    given = {**filled(town, mine), "opinion": "写好的意见"}
    answer = browser.send(page, f"{address(accepted, mine)}/do", given)
    assert answer.status_code == 409
    assert "在您填写期间，此办件有了新的进展" in answer.text
    assert "暂停计时" in answer.text
    assert "写好的意见" in answer.text
    again = browser.send(answer, f"{address(accepted, mine)}/do", given)
    assert again.status_code == 302


def filled(town, step):
    """What a person types into the form of a step so that it fits."""
    element = town.banjie.definition("low_risk").element(step.token)
    typed = {
        "text": "文号 1",
        "textarea": "说明",
        "number": "1",
        "integer": "1",
        "date": "2026-09-08",
        "boolean": "true",
    }
    data = {f"field-{f.id}": typed.get(f.type) or f.options[0][0] for f in element.form}
    for material in element.materials:
        data[f"material-{material}"] = "supplied"
    if element.decisions:
        data["decision"] = element.decisions[0].value
    return data


def test_the_same_form_sent_twice_is_done_once(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    browser = browse("counter")
    page = browser.get(address(case, step))
    first = browser.send(page, f"{address(case, step)}/do", {"decision": "accept"})
    events = len(town.banjie.case(case).events)
    second = browser.send(page, f"{address(case, step)}/do", {"decision": "accept"})
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(town.banjie.case(case).events) == events


def test_a_step_of_another_department_shows_no_form(town, browse):
    case = town.start()
    step = first_step_of(town, case, "counter")
    page = browse("planning").get(address(case, step)).text
    assert "step-form" not in page
    assert "不属于您的部门或岗位" in page


@pytest.mark.parametrize("path", ["/work/nothing/x%231", "/work/nothing/x%231/claim"])
def test_an_unknown_case_or_step_is_not_found(browse, path):
    browser = browse("counter")
    answer = browser.get(path) if not path.endswith("claim") else browser.post(path, {}, shown="/work")
    assert answer.status_code == 404


def test_an_unknown_step_of_a_known_case_is_not_found(town, browse):
    case = town.start()
    assert browse("counter").get(f"/work/{case}/nothing%239").status_code == 404


def test_what_people_type_is_shown_as_text(town, browse):
    town.start(title="<script>alert(1)</script>")
    page = browse("counter").get("/work").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
