"""The pages of an administrator."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from engine.people import MINIMUM_LENGTH
from web.admin import calendar as year
from web.admin import recount
from web.context import actor, banjie, now, site
from web.language import gettext
from web.names import departments, places
from web.permissions import ROLES, part
from web.text import ROLE_NAMES, local

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from engine.people import User

pages = Blueprint("admin", __name__, url_prefix="/admin", template_folder="templates")

# Letters and digits that nobody mistakes for each other when reading a slip of paper.
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
TEXT_LIMIT = 100


@pages.get("")
@part("admin")
def index() -> ResponseReturnValue:
    """Everybody who may sign in, and the form for one more."""
    text = request.args.get("text", "").strip()[:TEXT_LIMIT]
    return _users(text=text)


@pages.post("/users")
@part("admin")
def add() -> ResponseReturnValue:
    """A new user, with a first password that is shown this once."""
    given = {name: request.form.get(name, "").strip() for name in ("login", "name", "department", "place")}
    roles = request.form.getlist("roles")
    first = _password()
    wrong = _faults(given, roles)
    if not wrong:
        try:
            user = site().people.users.create(
                given["login"],
                given["name"],
                first,
                now(),
                department=given["department"] or None,
                place=given["place"] or None,
                roles=roles,
            )
        except ValueError as error:
            wrong["login"] = gettext("账号已被使用或含有不允许的字符。") + f"（{error}）"
        else:
            return _users(told=(user, first))
    return _users(given=given, roles=roles, wrong=wrong), 422


@pages.get("/users/<user>")
@part("admin")
def user(user: str) -> ResponseReturnValue:
    """One user: duties, password, whether they may sign in."""
    return _user(_found(user))


@pages.post("/users/<user>/duties")
@part("admin")
def duties(user: str) -> ResponseReturnValue:
    """Another department, other roles."""
    found = _found(user)
    roles = request.form.getlist("roles")
    if not set(roles) <= set(ROLES) or request.form.get("department", "") not in {"", *(d for d, _ in departments())}:
        abort(400)
    there = request.form.get("place", "")
    if there not in {"", *(p for p, _ in places())}:
        abort(400)
    if found.id == actor().id and "administrator" not in roles:
        flash(gettext("不能取消自己的系统管理员角色。"), "bad")
        return redirect(url_for("admin.user", user=user))
    site().people.users.set_duties(
        found.login, department=request.form.get("department") or None, roles=roles, place=there
    )
    flash(gettext("%(name)s 的部门与角色已更新。", name=found.name), "good")
    return redirect(url_for("admin.user", user=user))


@pages.post("/users/<user>/active")
@part("admin")
def active(user: str) -> ResponseReturnValue:
    """Let somebody in again, or no more."""
    found = _found(user)
    if found.id == actor().id:
        flash(gettext("不能停用自己的账号。"), "bad")
        return redirect(url_for("admin.user", user=user))
    on = request.form.get("active") == "yes"
    site().people.users.set_active(found.login, active=on)
    said = (
        gettext("%(name)s 已启用。", name=found.name)
        if on
        else gettext("%(name)s 已停用，登录已全部失效。", name=found.name)
    )
    flash(said, "good")
    return redirect(url_for("admin.user", user=user))


@pages.post("/users/<user>/password")
@part("admin")
def reset(user: str) -> ResponseReturnValue:
    """A new password, shown this once; every session of theirs ends."""
    found = _found(user)
    fresh = _password()
    site().people.users.set_password(found.login, fresh, now())
    return _user(found, fresh)


@pages.get("/departments")
@part("admin")
def department_list() -> ResponseReturnValue:
    """The departments of every place, with the people in them; whoever is bound to no place counts everywhere."""
    staff = Counter((u.place, u.department) for u in site().people.users.all() if u.active)
    return render_template("admin/departments.html", places=site().places, staff=staff)


@pages.get("/calendar")
@part("admin")
def calendar() -> ResponseReturnValue:
    """A year of working days and rest days, and the form for a notice."""
    return _calendar()


@pages.post("/calendar")
@part("admin")
def load_notice() -> ResponseReturnValue:
    """Load a notice. It counts at once; running clocks are counted anew in the background."""
    name, text = request.form.get("name", "").strip(), request.form.get("days", "")
    days, wrong = year.read_days(text)
    faults = {"days": wrong} if wrong else {}
    if not name:
        faults["name"] = gettext("请填写通知名称。")
    if faults:
        return _calendar(name, text, faults), 422
    try:
        banjie().add_notice(days, name, now(), actor())
    except ValueError as error:
        return _calendar(name, text, {"days": str(error)}), 422
    recount.start()
    return redirect(url_for("admin.calendar", _anchor="recount"))


@pages.get("/calendar/recount")
@part("admin")
def recount_state() -> ResponseReturnValue:
    """How far running clocks are counted anew."""
    return render_template("admin/recalculated.html", **_recount())


@pages.post("/calendar/recount")
@part("admin")
def start_recount() -> ResponseReturnValue:
    """Go on counting running clocks anew."""
    recount.start()
    return _told()


@pages.post("/calendar/recount/stop")
@part("admin")
def stop_recount() -> ResponseReturnValue:
    """Stop counting; what is done stays."""
    recount.stop()
    return _told()


def _told() -> ResponseReturnValue:
    if request.headers.get("HX-Request") == "true":
        return recount_state()
    return redirect(url_for("admin.calendar", _anchor="recount"))


def _recount() -> dict[str, Any]:
    return {"progress": recount.job().progress, "waiting": recount.waiting(), "held": banjie().recount.held}


def _users(**shown: object) -> str:
    text = str(shown.get("text", "")).casefold()
    found = site().people.users.all()
    listed = [u for u in found if text in f"{u.login} {u.name}".casefold()] if text else found
    values: dict[str, object] = {"given": {}, "roles": [], "wrong": {}, "told": None, "text": "", **shown}
    return render_template(
        "admin/users.html",
        users=listed,
        departments=departments(),
        places=places(),
        role_names=ROLE_NAMES,
        total=len(found),
        **values,
    )


def _user(found: User, fresh: str = "") -> str:
    return render_template(
        "admin/user.html", user=found, fresh=fresh, departments=departments(), places=places(), role_names=ROLE_NAMES
    )


def _calendar(name: str = "", text: str = "", wrong: dict[str, str] | None = None) -> str:
    today = local(now()).date()
    first = request.args.get("year", today.year, type=int)
    current = banjie().calendar()
    if not current.first.year <= first <= current.last.year:
        abort(404)
    return render_template(
        "admin/calendar.html",
        year=first,
        first=current.first.year,
        last=current.last.year,
        months=year.months(current, first),
        today=today,
        version=current.version,
        name=name,
        text=text,
        wrong=wrong or {},
        **_recount(),
    )


def _found(user: str) -> User:
    try:
        return site().people.users.by_id(user)
    except ValueError:
        abort(404)


def _faults(given: dict[str, str], roles: list[str]) -> dict[str, str]:
    wrong = {name: gettext("请填写此项。") for name in ("login", "name") if not given[name]}
    if not roles:
        wrong["roles"] = gettext("请至少选择一个角色。")
    if not set(roles) <= set(ROLES) or given["department"] not in {"", *(d for d, _ in departments())}:
        abort(400)
    if given["place"] not in {"", *(p for p, _ in places())}:
        abort(400)
    return wrong


def _password() -> str:
    """Fifteen characters in three groups: some 74 bits."""
    size = max(15, MINIMUM_LENGTH)
    drawn = "".join(secrets.choice(CLEAR) for _ in range(size))
    return "-".join(drawn[i : i + 5] for i in range(0, size, 5))
