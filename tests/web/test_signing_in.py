"""Signing in and out, and what keeps others out."""

import pytest

from engine.people import Users
from web import create_app


def test_nobody_sees_a_page_without_signing_in(browse):
    answer = browse().get("/work?whose=mine")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/work?whose%3Dmine"


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(browse):
    answer = browse().part("/work")
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_signing_in_leads_on_to_the_page_that_was_asked_for(browse):
    browser = browse()
    answer = browser.post("/sign-in", {"login": "counter", "password": "correct horse battery", "next": "/cases"})
    assert answer.location == "/cases"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "cases", "/x\r\nY: z"])
def test_signing_in_leads_to_no_other_site(browse, target):
    answer = browse().post("/sign-in", {"login": "counter", "password": "correct horse battery", "next": target})
    assert answer.location == "/work"


@pytest.mark.parametrize(
    ("login", "first"),
    [
        ("counter", "/work"),
        ("planning", "/work"),
        ("builder", "/cases"),
        ("admin", "/admin"),
    ],
)
def test_everybody_begins_on_the_page_of_their_role(browse, login, first):
    answer = browse(login).get("/")
    assert answer.location == first


def test_a_wrong_password_gets_a_sentence_and_keeps_the_login(browse):
    answer = browse().sign_in("counter", "wrong password")
    assert answer.status_code == 401
    assert "账号或密码不正确" in answer.text
    assert 'value="counter"' in answer.text
    assert "wrong password" not in answer.text


def test_too_many_failures_are_told_until_when(browse):
    browser = browse()
    for _ in range(5):
        assert browser.sign_in("counter", "wrong password").status_code == 401
    answer = browser.sign_in("counter")
    assert answer.status_code == 429
    assert "请于 2026-09-07 09:45 后再试" in answer.text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browse):
    cookies = browse().sign_in("counter").headers.getlist("Set-Cookie")
    cookie = next(c for c in cookies if c.startswith("banjie_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookies_never_leave_https(app):
    client = app.test_client()
    page = client.get("/sign-in", base_url="https://localhost")
    assert all("Secure" in c for c in page.headers.getlist("Set-Cookie"))
    assert "max-age" in page.headers["Strict-Transport-Security"]


def test_signing_out_ends_the_session_in_the_database_too(browse, app):
    browser = browse("counter")
    kept = browser.client.get_cookie("banjie_session").value
    answer = browser.post("/sign-out", shown="/work")
    assert answer.location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("banjie_session", kept)
    assert thief.get("/work").status_code == 302


def test_signing_in_again_ends_the_session_before(browse, app):
    browser = browse("counter")
    old = browser.client.get_cookie("banjie_session").value
    browser.client.post("/sign-in")
    page = browser.get("/password").text
    browser.client.post(
        "/sign-in", data={"login": "planning", "password": "correct horse battery", "csrf_token": token(page)}
    )
    thief = app.test_client()
    thief.set_cookie("banjie_session", old)
    assert thief.get("/work").status_code == 302


def token(page):
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def test_a_session_ends_by_itself(browse, town):
    browser = browse("counter")
    town.clock.go_on(hours=13)
    assert browser.get("/work").status_code == 302


def test_a_form_without_its_token_is_refused(app, browse):
    browser = browse("counter")
    answer = browser.client.post("/sign-out")
    assert answer.status_code == 400
    assert "页面已过期" in answer.text
    assert browser.get("/work").status_code == 200


def test_a_new_password_ends_every_other_session(browse):
    here, there = browse("counter"), browse("counter")
    given = {"old": "correct horse battery", "new": "another good one", "again": "another good one"}
    assert here.post("/password", given, shown="/password").status_code == 302
    assert here.get("/work").status_code == 200
    assert there.get("/work").status_code == 302
    assert browse().sign_in("counter", "another good one").status_code == 302


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"old": "correct horse battery", "new": "short", "again": "short"}, "密码至少 10 位"),
        (
            {"old": "correct horse battery", "new": "one long enough", "again": "another long one"},
            "两次输入的新密码不一致",
        ),
        ({"old": "correct horse battery", "new": "correct horse battery", "again": ""}, "新密码不能与原密码相同"),
        ({"old": "not my password", "new": "one long enough", "again": "one long enough"}, "原密码不正确"),
    ],
)
def test_a_new_password_that_does_not_fit_gets_a_sentence(browse, given, sentence):
    answer = browse("counter").post("/password", given, shown="/password")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_who_is_deactivated_is_out_at_once(browse, town):
    browser = browse("counter")
    Users(town.banjie.database).set_active("counter", active=False)
    assert browser.get("/work").status_code == 302
    assert browser.sign_in("counter").status_code == 401


def test_the_signing_key_is_made_once_and_is_the_owners_alone(town, app):
    key = town.folder / "site.key"
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_bytes()
    again = create_app(town.banjie, settings=town, now=town.clock)
    assert again.config["SECRET_KEY"] == before == app.config["SECRET_KEY"]


def test_a_list_that_renews_itself_keeps_nobody_signed_in(town, browse):
    browser = browse("counter")
    renewal = {"HX-Request": "true", "Banjie-Renewal": "true"}
    for _ in range(11):
        town.clock.go_on(minutes=10)
        assert browser.get("/work", headers=renewal).status_code == 200
    town.clock.go_on(minutes=10)
    assert browser.get("/work", headers=renewal).status_code == 401


def test_what_a_person_asks_of_a_list_keeps_them_signed_in(town, browse):
    browser = browse("counter")
    for _ in range(13):
        town.clock.go_on(minutes=10)
        assert browser.part("/work").status_code == 200
