"""What all pages share: headers, languages, navigation, errors."""

import importlib.util
import re
from pathlib import Path

import pytest

from engine.timers import claims
from web import create_app

ROOT = Path(__file__).parents[2]
PAGES = ["/work", "/cases", "/apply", "/admin", "/admin/departments", "/admin/calendar", "/password", "/api"]


@pytest.fixture
def admin(browse):
    return browse("admin")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_obeys_its_own_strict_policy(admin, path):
    answer = admin.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert not re.search(r"<script(?![^>]* src=)", answer.text), "an inline script"
    assert not re.search(r"<[^>]+\son[a-z]+=", answer.text), "a handler in an attribute"
    assert "<style" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/nowhere"])
def test_pages_ask_no_other_host_for_anything(admin, path):
    addresses = re.findall(r'(?:src|href|action|hx-get|hx-post)="([^"]*)"', admin.get(path, follow_redirects=True).text)
    assert addresses
    assert all(address.startswith(("/", "#")) for address in addresses)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_landmarks_and_one_heading_at_the_top(admin, path):
    page = admin.get(path).text
    assert '<html lang="zh-Hans"' in page
    assert 'href="#content"' in page
    assert '<main id="content"' in page
    assert page.count("<h1") == 1
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        assert "<caption" in table
        assert not re.search(r"<th(?![^>]*scope=)[ >]", table)


def test_static_files_are_kept_by_browsers_until_they_change(admin):
    address = re.search(r'href="(/static/[^"]+tokens\.css)"', admin.get("/work").text)[1]
    with admin.get(address) as answer:
        assert answer.status_code == 200
        assert answer.data
    assert "max-age=31536000" in answer.headers["Cache-Control"]


# ── languages ────


@pytest.fixture(scope="module")
def messages():
    """The script that gathers the texts."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_are_chinese_until_english_is_chosen(browse):
    browser = browse("counter")
    assert "我的待办" in browser.get("/work", headers={"Accept-Language": "en"}).text
    answer = browser.post("/preferences", {"language": "en", "next": "/work"}, shown="/work")
    assert answer.location == "/work"
    assert '<html lang="en"' in browser.get("/work").text
    assert "My work" in browser.get("/work").text
    browser.post("/preferences", {"language": "zh", "next": "/work"}, shown="/work")
    assert "我的待办" in browser.get("/work").text


@pytest.mark.parametrize("given", [{"language": "fr"}, {"theme": "pink"}])
def test_an_unknown_language_or_appearance_is_refused(browse, given):
    assert browse("counter").post("/preferences", given, shown="/work").status_code == 400


def test_the_appearance_is_kept(browse):
    browser = browse("counter")
    browser.post("/preferences", {"theme": "dark", "next": "/work"}, shown="/work")
    assert 'data-theme="dark"' in browser.get("/work").text
    browser.post("/preferences", {"theme": "auto", "next": "/work"}, shown="/work")
    assert "data-theme" not in browser.get("/work").text


def test_every_text_has_its_english(messages):
    missing = {name: messages.untranslated(catalog) for name, catalog in messages.merged().items()}
    assert {name: texts for name, texts in missing.items() if texts} == {}


def test_no_translation_drops_or_invents_a_placeholder(messages):
    for message in (message for catalog in messages.merged().values() for message in catalog):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in filter(None, texts):
            assert sorted(re.findall(r"%\(\w+\)\w", text)) == sorted(re.findall(r"%\(\w+\)\w", source)), source


def test_without_its_compiled_catalogue_the_site_is_chinese(town, monkeypatch):
    monkeypatch.setattr("web.language.FOLDER", "no_such_folder")
    client = create_app(town.banjie, settings=town, now=town.clock).test_client()
    client.set_cookie("banjie_language", "en")
    assert "每一件，按时办结" in client.get("/sign-in").text


# ── who is offered what ────


@pytest.mark.parametrize(
    ("login", "offered", "refused"),
    [
        ("counter", ["/work", "/cases", "/apply"], ["/admin"]),
        ("planning", ["/work", "/cases"], ["/admin", "/apply"]),
        ("builder", ["/work", "/cases", "/apply"], ["/admin"]),
        ("planner", ["/cases"], ["/work", "/apply", "/admin"]),
        ("auditor", ["/cases"], ["/work", "/apply", "/admin"]),
        ("admin", ["/work", "/cases", "/apply", "/admin"], []),
    ],
)
def test_roles_decide_what_is_offered_and_what_is_allowed(browse, login, offered, refused):
    browser = browse(login)
    page = browser.get("/password").text
    for path in offered:
        assert f'href="{path}"' in page
        assert browser.get(path).status_code == 200
    for path in refused:
        assert f'href="{path}"' not in page
        answer = browser.get(path)
        assert answer.status_code == 403
        assert "无权访问" in answer.text


# ── errors ────


def test_an_unknown_address_gets_a_sentence(admin):
    answer = admin.get("/nowhere")
    assert answer.status_code == 404
    assert "没有找到您要的内容" in answer.text


def test_a_wrong_method_gets_a_sentence(admin):
    answer = admin.client.put("/work")
    assert answer.status_code == 405
    assert "不支持这种请求方式" in answer.text


def test_too_large_a_form_gets_a_sentence(admin):
    answer = admin.client.post("/sign-in", data={"login": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "不得超过 4 MB" in answer.text


def test_a_fault_is_answered_without_its_details(admin, app):
    def broken():
        raise RuntimeError("inner details")

    app.view_functions["work.index"] = broken
    answer = admin.get("/work")
    assert answer.status_code == 500
    assert "系统出现故障" in answer.text
    assert "inner details" not in answer.text


def test_without_its_database_the_site_says_so_and_health_too(admin, town):
    assert admin.get("/health").get_json()["database"] is True
    town.banjie.database.dispose()
    path = next(town.folder.glob("*.db"))
    for file in town.folder.glob("town.db*"):
        file.unlink()
    path.write_bytes(b"this is no database, whatever its name says" * 200)
    answer = admin.get("/work")
    assert answer.status_code == 503
    assert "数据库暂不可用" in answer.text
    health = admin.get("/health")
    assert health.status_code == 503
    assert health.get_json()["database"] is False


def test_health_tells_the_seconds_since_the_last_tick(admin, town):
    assert admin.get("/health").get_json()["seconds_since_tick"] is None
    claims.beat(town.banjie.database, "worker", town.clock())
    town.clock.go_on(seconds=7)
    assert admin.get("/health").get_json()["seconds_since_tick"] == 7.0
