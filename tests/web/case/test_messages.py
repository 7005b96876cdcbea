"""Messages on the page of a case: offered, recorded, shown."""

from __future__ import annotations

import pytest

from tests.support.drawing import draw

ORDER = draw(
    "order",
    """
    start s
    user handle name="办理" {step department="natural_resources" role="case_worker"}
    message news on handle cancelActivity="false" name="追加新情况" {message role="applicant"} {field id="text" label="新情况" required="true"}
    receive paid name="收到付款" {message department="natural_resources"}
    end e
    end f
    s -> handle
    news -> f
    handle -> paid
    paid -> e
    """,  # noqa: E501 - a line for each element
)


@pytest.fixture
def case(town) -> str:
    town.banjie.deploy([ORDER], town.clock(), town.people["admin"])
    return town.start("order", by="builder", facts={})


def test_what_may_come_is_a_button_for_those_who_may_record_it(case, browse):
    link = f"/cases/{case}/messages/news%231"
    assert link in browse("builder").get(f"/cases/{case}").text
    assert link in browse("counter").get(f"/cases/{case}").text
    assert link not in browse("planning").get(f"/cases/{case}").text
    assert browse("planning").get(link).status_code == 302


def test_a_message_is_recorded_with_what_it_tells(town, case, browse):
    browser = browse("builder")
    form = browser.get(f"/cases/{case}/messages/news%231")
    assert "<h1>追加新情况</h1>" in form.text
    done = browser.send(form, f"/cases/{case}/messages/news%231", {"text": "漏水加剧", "opinion": "请尽快"})
    assert done.status_code == 302
    page = browser.get(f"/cases/{case}").text
    assert "收到“追加新情况”" in page
    assert "漏水加剧" in page
    assert "请尽快" in page
    assert f"/cases/{case}/messages/news%232" in page
    assert "漏水加剧" not in browse("planner").get(f"/cases/{case}").text
    assert [m.state for m in town.banjie.case(case).messages] == ["received"]


def test_a_field_that_is_missing_is_told(case, browse):
    browser = browse("builder")
    form = browser.get(f"/cases/{case}/messages/news%231")
    answer = browser.send(form, f"/cases/{case}/messages/news%231", {"text": "", "opinion": "请尽快"})
    assert answer.status_code == 422
    assert "请填写此项。" in answer.text
    assert "请尽快" in answer.text


def test_the_page_says_what_the_case_cannot_go_on_without(town, case, browse):
    assert 'id="waits-for"' not in browse("builder").get(f"/cases/{case}").text
    town.do(case, "complete", "planning", "handle")
    page = browse("builder").get(f"/cases/{case}").text
    assert 'id="waits-for">等待：<strong>收到付款</strong>' in page
    assert f"/cases/{case}/messages/paid%231" not in page


def test_what_is_not_waited_for_any_more_leads_back_to_the_case(town, case, browse):
    browser = browse("builder")
    form = browser.get(f"/cases/{case}/messages/news%231")
    assert town.do(case, "complete", "planning", "handle").events
    answer = browser.send(form, f"/cases/{case}/messages/news%231", {"text": "迟了"})
    assert answer.status_code == 302
    assert "现在不等待这项内容" in browser.get(f"/cases/{case}").text


def test_the_interface_for_programs_says_what_is_waited_for(case, browse):
    (message,) = browse("builder").get(f"/api/v1/cases/{case}").json["messages"]
    assert (message["token"], message["state"], message["commands"]) == ("news#1", "awaited", ["send-message"])
