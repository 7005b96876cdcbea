"""Commands on a case as a whole: their forms, and two people at once."""

import pytest

from web.case import commands


def ask(browse, case, word, login="counter"):
    browser = browse(login)
    return browser, browser.get(f"/cases/{case}/do/{word}")


def test_every_command_has_its_words():
    assert {"withdraw", "void", "start-pause", "end-pause", "extend", "restart", "supply-material", "retry"} == set(
        commands.WORDS
    )


def test_the_page_offers_what_this_person_may_do(town, browse):
    case = town.start()
    counter = browse("counter").get(f"/cases/{case}").text
    auditor = browse("auditor").get(f"/cases/{case}").text
    assert f"/cases/{case}/do/withdraw" in counter
    assert f"/cases/{case}/do/void" not in counter
    assert f"/cases/{case}/do/" not in auditor


def test_a_case_is_withdrawn_with_a_reason(town, browse):
    case = town.start(by="builder")
    browser, form = ask(browse, case, "withdraw", "builder")
    done = browser.send(form, f"/cases/{case}/do/withdraw", {"reason": "选址变更"})
    assert done.status_code == 302
    page = browser.get(f"/cases/{case}").text
    assert "已撤件" in page
    assert "选址变更" in page


def test_a_pause_stops_the_clock_and_is_ended_again(town, browse):
    case = town.start()
    browser, form = ask(browse, case, "start-pause")
    given = {"kind": "expert_review", "scope": "case", "planned_days": "10", "notice": "已书面告知"}
    assert browser.send(form, f"/cases/{case}/do/start-pause", given).status_code == 302
    assert town.banjie.case(case).paused
    page = browser.get(f"/cases/{case}").text
    assert "暂停计时：专家评审，预计 10 日" in page
    form = browser.get(f"/cases/{case}/do/end-pause")
    assert 'value="pause#1" selected' in form.text
    browser.send(form, f"/cases/{case}/do/end-pause", {"pause": "pause#1"})
    assert not town.banjie.case(case).paused
    assert "“全程”恢复计时" in browser.get(f"/cases/{case}").text


def test_a_field_that_is_missing_is_told_and_the_rest_is_kept(town, browse):
    case = town.start()
    browser, form = ask(browse, case, "start-pause")
    answer = browser.send(
        form, f"/cases/{case}/do/start-pause", {"kind": "hearing", "scope": "case", "planned_days": ""}
    )
    assert answer.status_code == 422
    assert "请填写此项。" in answer.text
    assert '<option value="hearing" selected' in answer.text
    assert not town.banjie.case(case).paused


@pytest.mark.parametrize("days", ["0", "-3", "1.5", "soon", "99999999"])
def test_a_length_that_makes_no_sense_is_refused(town, browse, days):
    case = town.start()
    browser, form = ask(browse, case, "start-pause")
    given = {"kind": "hearing", "scope": "case", "planned_days": days}
    assert browser.send(form, f"/cases/{case}/do/start-pause", given).status_code == 422


def test_two_people_at_once_get_a_sentence_and_what_happened(town, browse):
    case = town.start()
    browser, form = ask(browse, case, "withdraw")
    town.do(case, "claim", "counter", "intake_review")
    answer = browser.send(form, f"/cases/{case}/do/withdraw", {"reason": "申请人来电撤回"})
    assert answer.status_code == 409
    assert "此办件有了新的进展" in answer.text
    assert "吴秋月领取“受理审查”" in answer.text
    assert "申请人来电撤回" in answer.text
    assert town.banjie.case(case).state == "received"


def test_after_reading_what_happened_the_same_form_goes_through(town, browse):
    case = town.start()
    browser, form = ask(browse, case, "withdraw")
    town.do(case, "claim", "counter", "intake_review")
    again = browser.send(form, f"/cases/{case}/do/withdraw", {"reason": "撤回"})
    assert browser.send(again, f"/cases/{case}/do/withdraw", {"reason": "撤回"}).status_code == 302
    assert town.banjie.case(case).state == "withdrawn"


def test_a_form_sent_twice_does_it_once(town, browse):
    case = town.start()
    browser, form = ask(browse, case, "start-pause")
    given = {"kind": "hearing", "scope": "case", "planned_days": "5"}
    first = browser.send(form, f"/cases/{case}/do/start-pause", given)
    second = browser.send(form, f"/cases/{case}/do/start-pause", given)
    assert first.status_code == second.status_code == 302
    assert len(town.banjie.case(case).pauses) == 1


def test_a_command_that_is_not_theirs_is_refused(town, browse):
    case = town.start()
    auditor = browse("auditor")
    assert auditor.get(f"/cases/{case}/do/withdraw").status_code == 302
    assert auditor.post(f"/cases/{case}/do/withdraw", {"reason": "x"}, shown="/cases").status_code == 403
    assert town.banjie.case(case).state == "received"


def test_a_word_that_is_no_command_is_not_found(town, browse):
    assert browse("admin").post(f"/cases/{town.start()}/do/explode", {}, shown="/cases").status_code == 404


def test_without_the_forms_token_nothing_is_done(town, browse):
    case = town.start()
    browser = browse("counter")
    assert browser.client.post(f"/cases/{case}/do/withdraw", data={"reason": "x"}).status_code == 400
    assert town.banjie.case(case).state == "received"


def test_promised_materials_are_brought_by_name(town, browse):
    town.start()
    model = town.banjie.process("low_risk")
    asked = [m.id for m in model.materials if m.when is None]
    tolerable = next(m.id for m in model.materials if m.tolerable and m.when is None)
    case = town.start(by="builder", materials=[m for m in asked if m != tolerable])
    town.do(case, "accept", "counter", "intake_review", promised=[tolerable])
    browser, form = ask(browse, case, "supply-material")
    assert f'value="{tolerable}"' in form.text
    assert browser.send(form, f"/cases/{case}/do/supply-material", {"materials": tolerable}).status_code == 302
    assert {m.state for m in town.banjie.case(case).materials if m.id == tolerable} == {"supplied"}
