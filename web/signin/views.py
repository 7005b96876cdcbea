"""The sign-in page, the way out, and the page for a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for

from engine.people import MINIMUM_LENGTH, SignInRefused
from web import identity
from web.context import actor, now, site, visitor
from web.language import gettext
from web.navigation import home_of
from web.security import safe_next
from web.text import moment

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from engine.views import Actor

pages = Blueprint("signin", __name__, template_folder="templates")


@pages.get("/sign-in")
def index() -> ResponseReturnValue:
    """The form; whoever is signed in already goes on to their first page."""
    person = visitor()
    if person is not None:
        return redirect(home_of(person))
    return render_template("signin/index.html", following=safe_next(request.args.get("next")))


@pages.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Check login and password, and open a session with a token of its own."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    following = safe_next(request.form.get("next"))
    try:
        person = check(login, password)
    except SignInRefused as error:
        page = render_template("signin/index.html", following=following, login=login, wrong=refused(error))
        return page, 401 if error.retry_at is None else 429
    old = identity.token()
    if old:
        site().people.sessions.revoke(old)
    session.clear()  # a form that was open before signing in is void
    response = make_response(redirect(following or home_of(person)))
    identity.remember(response, site().people.sessions.open(person.id, now()))
    return response


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session, here and in the database."""
    given = identity.token()
    if given:
        site().people.sessions.revoke(given)
    session.clear()
    response = make_response(redirect(url_for("signin.index")))
    identity.forget(response)
    flash(gettext("已退出登录。"), "good")
    return response


@pages.get("/password")
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return render_template("signin/password.html", least=MINIMUM_LENGTH, wrong={})


@pages.post("/password")
def change_password() -> ResponseReturnValue:
    """Set it. Every other session of this person ends; this browser gets a new one."""
    given = {name: request.form.get(name, "") for name in ("old", "new", "again")}
    wrong = _faults(given)
    people = site().people
    login = people.users.by_id(actor().id).login
    if not wrong:
        try:
            check(login, given["old"])
        except SignInRefused as error:
            wrong["old"] = refused(error) if error.retry_at else gettext("原密码不正确。")
    if wrong:
        return render_template("signin/password.html", least=MINIMUM_LENGTH, wrong=wrong), 422
    people.users.set_password(login, given["new"], now())
    response = make_response(redirect(home_of(actor())))
    identity.remember(response, people.sessions.open(actor().id, now()))
    flash(gettext("密码已修改，其他设备上的登录已失效。"), "good")
    return response


def check(login: str, password: str) -> Actor:
    """The person behind login and password.

    Raises:
        SignInRefused: See `engine.people.SignIn.authenticate`.
    """
    return site().people.sign_in.authenticate(login, password, request.remote_addr or "", now())


def refused(error: SignInRefused) -> str:
    """Why nobody was signed in, for the reader."""
    if error.retry_at is not None:
        return gettext("失败次数过多，请于 %(when)s 后再试。", when=moment(error.retry_at))
    return gettext("账号或密码不正确。")


def _faults(given: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if len(given["new"]) < MINIMUM_LENGTH:
        wrong["new"] = gettext("密码至少 %(least)s 位。", least=MINIMUM_LENGTH)
    elif given["new"] == given["old"]:
        wrong["new"] = gettext("新密码不能与原密码相同。")
    elif given["new"] != given["again"]:
        wrong["again"] = gettext("两次输入的新密码不一致。")
    return wrong
