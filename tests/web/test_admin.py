"""The pages of an administrator."""

import html
import re

import pytest

from engine.people import Users

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


def test_a_notice_moves_the_deadlines_that_run(town, admin):
    case = town.start()
    before = town.banjie.case(case).clocks[0].reading.deadline_at
    given = {"name": "台风停工通知", "days": "2026-09-09..2026-09-10 休 台风"}
    answer = admin.post("/admin/calendar", given, shown="/admin/calendar")
    assert answer.status_code == 200
    assert "通知已载入，时限已重新计算" in answer.text
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
