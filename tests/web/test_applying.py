"""Applying: the guide, the form, the receipt."""

import re

import pytest

from engine.views import CaseFilter

FORM = {
    "title": "德立纺织仓库",
    "applicant": "汕尾市德立纺织有限公司",
    "field-project_name": "德立纺织仓库",
    "field-area": "4960.5",
    "field-height": "19",
    "field-use": "warehouse",
    "field-funding": "social",
}


# ── the guide ────


def test_the_guide_begins_with_the_questions(browse):
    page = browse("builder").get("/apply").text
    assert "项目情况" in page
    assert "填写左侧项目情况后" in page


def test_the_guide_names_the_process_its_promise_and_what_is_exempt(browse):
    page = browse("builder").get("/apply?use=factory&area=8000&height=20&funding=social").text
    assert '<p class="verdict">社会投资简易低风险</p>' in page
    assert "8 个工作日" in page
    assert "汕建规字〔2023〕2号 二" in page
    assert "可以免办" in page
    assert "依据的规则" in page
    assert "project_type/" in page


def test_the_guide_says_what_it_must_know_still(browse):
    page = browse("builder").get("/apply?use=factory&funding=social").text
    assert "还需要说明" in page
    assert "单体建筑面积" in page


def test_questions_that_do_not_matter_are_not_asked(browse):
    page = browse("builder").get("/apply?utility=water").text
    assert 'name="pipeline_length"' in page
    assert 'name="height"' not in page


def test_the_answer_comes_as_a_part_of_the_page_while_one_types(browse):
    part = browse("builder").part("/apply?use=factory&area=8000&height=20&funding=social").text
    assert "社会投资简易低风险" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("area=many", "请填写数字"),
        ("area=-5", "不得小于 0"),
        ("use=castle", "请从所列选项中选择"),
        ("area=1e999999", "数值过大或位数过多"),
    ],
)
def test_a_fact_that_does_not_fit_gets_a_sentence(browse, query, sentence):
    answer = browse("builder").get(f"/apply?{query}")
    assert answer.status_code == 200
    assert sentence in answer.text


def test_an_unknown_place_is_not_found(browse):
    assert browse("builder").get("/apply?place=atlantis").status_code == 404


def test_the_guide_leads_to_a_form_that_is_filled_in_already(browse):
    browser = browse("builder")
    page = browser.get("/apply?use=factory&area=8000&height=20&funding=social").text
    link = re.search(r'href="(/apply/low_risk[^"]*)"', page)[1].replace("&amp;", "&")
    form = browser.get(link).text
    assert 'name="field-area" required value="8000"' in re.sub(r"\s+", " ", form)
    assert 'value="factory" selected' in form


# ── the form and the receipt ────


def test_an_application_ends_with_a_receipt_to_print(town, browse):
    browser = browse("builder")
    page = browser.get("/apply/low_risk")
    answer = browser.send(page, "/apply/low_risk", FORM)
    assert answer.status_code == 302
    receipt = browser.get(answer.location).text
    case = answer.location.rpartition("/")[2]
    view = town.banjie.case(case)
    assert (view.facts["area"], view.facts["height"]) == (4960.5, 19)
    for word in (view.number, "接件回执", "德立纺织仓库", "汕尾市德立纺织有限公司", "2026-09-07 09:30", "打印回执"):
        assert word in receipt
    assert "2026-09-14" in receipt  # five working days for the acceptance


def test_materials_that_came_are_on_the_receipt(town, browse):
    model = town.banjie.process("low_risk")
    material = next(m for m in model.materials if m.when is None)
    browser = browse("builder")
    page = browser.get("/apply/low_risk")
    answer = browser.send(page, "/apply/low_risk", {**FORM, f"material-{material.id}": "supplied"})
    receipt = browser.get(answer.location).text
    row = receipt[receipt.index(material.name) :]
    assert "已提交" in row[: row.index("</tr>")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "请填写此项"),
        ({"title": "长" * 201}, "最多填写 200 字，现为 201 字"),
        ({"field-area": ""}, "请填写此项"),
        ({"field-area": "广阔"}, "请填写数字"),
        ({"field-area": "-1"}, "不得小于 0"),
        ({"field-use": "castle"}, "请从所列选项中选择"),
        ({"field-project_name": "名" * 201}, "最多填写 200 字"),
    ],
)
def test_a_wrong_field_gets_its_own_sentence_and_nothing_typed_is_lost(town, browse, change, sentence):
    browser = browse("builder")
    page = browser.get("/apply/low_risk")
    answer = browser.send(page, "/apply/low_risk", {**FORM, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    kept = "汕尾市德立纺织有限公司"
    assert kept in answer.text
    assert town.banjie.cases(CaseFilter(), town.clock()).rows == ()


def test_the_same_application_sent_twice_is_one_case(town, browse):
    browser = browse("builder")
    page = browser.get("/apply/low_risk")
    first, second = (browser.send(page, "/apply/low_risk", FORM) for _ in range(2))
    assert first.location == second.location
    assert len(town.banjie.cases(CaseFilter(), town.clock()).rows) == 1


def test_the_counter_hands_in_for_an_applicant(town, browse):
    browser = browse("counter")
    page = browser.get("/apply/low_risk")
    case = browser.send(page, "/apply/low_risk", FORM).location.rpartition("/")[2]
    assert town.banjie.case(case).applicant == "汕尾市德立纺织有限公司"
    assert browse("builder").get(f"/apply/receipt/{case}").status_code == 200


def test_nobody_sees_the_receipt_of_another_applicant(town, browse):
    case = town.start(by="builder")
    assert browse("builder").get(f"/apply/receipt/{case}").status_code == 200
    answer = browse("builder2").get(f"/apply/receipt/{case}")
    assert answer.status_code == 404
    assert "德立" not in answer.text


def test_an_unknown_process_is_not_found(browse):
    assert browse("builder").get("/apply/nothing").status_code == 404


def test_the_way_from_application_to_acceptance_on_either_database(database, library, tmp_path, browser_on):
    town, browse = browser_on(database, library, tmp_path)
    builder = browse("builder")
    sent = builder.send(builder.get("/apply/low_risk"), "/apply/low_risk", FORM)
    case = sent.location.rpartition("/")[2]
    counter = browse("counter")
    page = counter.get("/work")
    claim = re.search(r'action="(/work/[^"]+/claim)"', page.text)[1]
    form = counter.get(counter.send(page, claim, {}).location)
    chosen = {f"material-{m.id}": "supplied" for m in town.banjie.case(case).materials}
    done = counter.send(form, claim.removesuffix("claim") + "do", {"decision": "accept", **chosen})
    assert done.status_code == 302
    assert "办理中" in builder.get("/cases").text
