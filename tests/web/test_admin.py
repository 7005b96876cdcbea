"""The pages of an administrator."""

import html
import re
import threading

import pytest

from engine.people import Users
from web.admin.calendar import read_days

SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


@pytest.fixture
def admin(browse):
    return browse("admin")


@pytest.fixture
def users(town):
    return Users(town.banjie.database)


def test_a_new_user_signs_in_with_the_password_shown_once(admin, browse):
    given = {"login": "newcomer", "name": "林佳慧", "department": "housing", "roles": ["case_worker", "lead"]}
    answer = admin.post("/admin/users", given, shown="/admin")
    first = html.unescape(SECRET.search(answer.text)[1])
    assert browse().sign_in("newcomer", first).status_code == 302
    page = admin.get("/admin").text
    assert first not in page
    assert "经办人、牵头单位" in page


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"login": ""}, 422, "请填写此项"),
        ({"name": ""}, 422, "请填写此项"),
        ({"roles": []}, 422, "请至少选择一个角色"),
        ({"login": "counter"}, 422, "账号已被使用"),
        ({"roles": ["emperor"]}, 400, ""),
        ({"department": "atlantis"}, 400, ""),
    ],
)
def test_a_user_that_does_not_fit_gets_a_sentence(admin, users, change, status, sentence):
    given = {"login": "newcomer", "name": "林佳慧", "department": "", "roles": ["counter"], **change}
    before = len(users.all())
    answer = admin.post("/admin/users", given, shown="/admin")
    assert answer.status_code == status
    assert sentence in answer.text
    assert len(users.all()) == before


def test_duties_change_from_the_next_request_on(admin, browse, users):
    worker = browse("planning")
    assert worker.get("/apply").status_code == 403
    user = users.by_login("planning")
    admin.post(f"/admin/users/{user.id}/duties", {"department": "counter", "roles": ["counter"]}, shown="/admin")
    assert worker.get("/apply").status_code == 200


def test_a_deactivated_user_is_out_and_comes_back(admin, browse, users):
    worker = browse("planning")
    user = users.by_login("planning")
    admin.post(f"/admin/users/{user.id}/active", {"active": "no"}, shown="/admin")
    assert worker.get("/work").status_code == 302
    admin.post(f"/admin/users/{user.id}/active", {"active": "yes"}, shown="/admin")
    assert browse("planning").get("/work").status_code == 200


def test_a_reset_password_is_shown_once_and_ends_every_session(admin, browse, users):
    worker = browse("planning")
    user = users.by_login("planning")
    answer = admin.post(f"/admin/users/{user.id}/password", {}, shown="/admin")
    fresh = SECRET.search(answer.text)[1]
    assert worker.get("/work").status_code == 302
    assert browse().sign_in("planning", fresh).status_code == 302
    assert fresh not in admin.get(f"/admin/users/{user.id}").text


def test_an_administrator_cannot_lock_themselves_out(admin, users):
    me = users.by_login("admin")
    admin.post(f"/admin/users/{me.id}/active", {"active": "no"}, shown="/admin")
    assert "不能停用自己的账号" in admin.get("/admin").text
    admin.post(f"/admin/users/{me.id}/duties", {"roles": ["counter"]}, shown="/admin")
    assert "不能取消自己的系统管理员角色" in admin.get("/admin").text
    assert users.by_login("admin").roles == ("administrator",)
    assert users.by_login("admin").active


def test_an_unknown_user_is_not_found(admin):
    assert admin.get("/admin/users/nobody").status_code == 404


def test_users_are_found_by_login_and_name(admin):
    assert "郑俊杰" in admin.get("/admin?text=郑").text
    assert "郑俊杰" not in admin.get("/admin?text=counter").text
    assert "没有这样的用户" in admin.get("/admin?text=nobody").text


def test_departments_are_shown_with_their_people(admin):
    page = admin.get("/admin/departments").text
    row = page[page.index("自然资源局") :]
    assert ">2<" in row[: row.index("</tr>")]


# ── the calendar ────


def test_the_calendar_shows_holidays_and_made_up_days(admin):
    page = admin.get("/admin/calendar?year=2026").text
    assert "2026-10-01 法定节假日：国庆节" in page
    assert "2026-09-20 调休上班" in page
    assert "2026-12-31 工作日" in page


@pytest.mark.parametrize("year", ["1990", "3000"])
def test_a_year_beyond_the_calendar_is_not_found(admin, year):
    assert admin.get(f"/admin/calendar?year={year}").status_code == 404


RUNNING = "正在重新计算时限"
TYPHOON = {"name": "台风停工通知", "days": "2026-09-09..2026-09-10 休 台风"}


def ended(admin):
    """The part of the page that shows the count, once it is at rest."""
    for _ in range(400):
        part = admin.part("/admin/calendar/recount").text
        if RUNNING not in part:
            return part
    raise AssertionError("the count did not end")


@pytest.fixture
def gate(town, monkeypatch):
    """Lets a count do one case, then as many as are let through."""
    change, passes = town.banjie._desk.change, threading.Semaphore(1)

    def slowly(*given):
        assert passes.acquire(timeout=20)
        return change(*given)

    monkeypatch.setattr(town.banjie._desk, "change", slowly)
    yield passes
    passes.release(1000)


def reprojected(town, cases):
    return [[type(e.fact).__name__ for e in town.banjie.case(c).events].count("ClockReprojected") for c in cases]


def until(admin, sentence):
    for _ in range(400):
        page = admin.get("/admin/calendar").text
        if sentence in page:
            return page
    raise AssertionError(f"the page does not say {sentence}")


def test_a_count_is_shown_live_survives_a_reload_and_is_stopped_and_resumed(town, admin, gate):
    cases = [town.start() for _ in range(3)]
    admin.post("/admin/calendar", TYPHOON, shown="/admin/calendar")
    page = until(admin, "1 / 3 件")
    assert RUNNING in page
    assert "every 700ms" in page
    assert "2026-09-09 临时停止办公：台风" in page
    stopper = threading.Timer(0.2, gate.release)
    stopper.start()
    admin.post("/admin/calendar/recount/stop", shown="/admin/calendar")
    stopper.join()
    page = admin.get("/admin/calendar").text
    assert "还有 1 件的时限待重新计算" in page
    assert "已停止" in page
    town.banjie.tick(town.clock())
    assert min(reprojected(town, cases)) == 0
    gate.release(10)
    admin.post("/admin/calendar/recount", shown="/admin/calendar")
    assert "通知已载入，时限已重新计算" in ended(admin)
    assert len(set(reprojected(town, cases))) == 1


def test_what_a_process_that_died_left_over_is_shown_and_the_ticker_does_it(town, admin):
    town.start()
    town.banjie.add_notice(read_days(TYPHOON["days"])[0], "台风停工通知", town.clock(), "admin")
    page = admin.get("/admin/calendar").text
    assert "还有 1 件的时限待重新计算" in page
    assert "后台正在继续" in page
    town.banjie.tick(town.clock())
    assert "还有" not in admin.get("/admin/calendar").text
    assert "所有在办件的时限都按现行日历计算" in admin.part("/admin/calendar/recount").text


def test_only_administrators_count_anew(browse):
    for login in ("counter", "auditor", "builder"):
        assert browse(login).get("/admin/calendar/recount").status_code == 403
        assert browse(login).post("/admin/calendar/recount/stop", shown="/").status_code == 403


def test_a_notice_moves_the_deadlines_that_run(town, admin):
    case = town.start()
    before = town.banjie.case(case).clocks[0].reading.deadline_at
    given = {"name": "台风停工通知", "days": "2026-09-09..2026-09-10 休 台风"}
    answer = admin.post("/admin/calendar", given, shown="/admin/calendar")
    assert answer.status_code == 302
    assert "通知已载入，时限已重新计算" in ended(admin)
    page = admin.get("/admin/calendar").text
    assert re.search(r"在办件</dt><dd>1</dd>\s*<dt>变动的时限</dt><dd>\d", page)
    view = town.banjie.case(case)
    assert (view.clocks[0].reading.deadline_at - before).days == 2
    assert "ClockReprojected" in {type(e.fact).__name__ for e in view.events}
    assert "2026-09-09 临时停止办公：台风" in admin.get("/admin/calendar?year=2026").text


@pytest.mark.parametrize(
    ("name", "days", "sentence"),
    [
        ("通知", "", "请至少写明一天"),
        ("通知", "明天 休", "第 1 行：应为“日期 休”或“日期 班”"),
        ("通知", "2026-09-09 休\n2026-02-30 休", "第 2 行：没有这一天"),
        ("通知", "2026-09-10..2026-09-09 休", "起止日期颠倒"),
        ("通知", "2026-01-01..2027-12-31 休", "起止日期颠倒或跨度过长"),
        ("通知", "2026-09-09 休\n2026-09-09 班", "2026-09-09"),
        ("通知", "1999-09-09 休", "1999-09-09"),
        ("", "2026-09-09 休", "请填写通知名称"),
    ],
)
def test_a_notice_that_cannot_be_read_changes_nothing(town, admin, name, days, sentence):
    before = town.banjie.calendar().version
    answer = admin.post("/admin/calendar", {"name": name, "days": days}, shown="/admin/calendar")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert days.splitlines()[0] in answer.text if days else True
    assert town.banjie.calendar().version == before
