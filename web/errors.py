"""When something goes wrong: a page, or for the interface a JSON answer, with a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from engine.cases.commands import Refused, RejectionKind
from engine.time import BeyondCalendar
from models import StoreUnavailable, Unstorable
from web.language import gettext

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

INTERFACE = "/api/"

KINDS = {
    400: "invalid_argument",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "invalid_argument",
    409: "conflict",
    413: "too_large",
    422: "invalid_argument",
    429: "too_many_requests",
    503: "unavailable",
}


# What the engine's refusals are in HTTP.
STATUS = {
    RejectionKind.NOT_FOUND: 404,
    RejectionKind.INVALID_STATE: 409,
    RejectionKind.CONFLICT: 409,
    RejectionKind.FORBIDDEN: 403,
    RejectionKind.INVALID_ARGUMENT: 422,
    RejectionKind.UNAVAILABLE: 503,
}


def words(status: int) -> tuple[str, str]:
    """Title and sentence of an error page."""
    known = {
        400: (gettext("请求无法识别"), gettext("提交的内容不完整或格式有误。请返回上一页核对后重试。")),
        401: (gettext("请先登录"), gettext("登录已失效或尚未登录。")),
        403: (gettext("无权访问"), gettext("您的岗位不能查看此页面或执行此操作。如确需办理，请联系系统管理员。")),
        404: (gettext("页面不存在"), gettext("没有找到您要的内容，可能地址有误，或该内容已不在您的权限范围内。")),
        405: (gettext("请求方式有误"), gettext("此地址不支持这种请求方式。")),
        409: (gettext("内容已有变化"), gettext("在您操作期间，他人已更新此内容。请返回查看最新情况后再办理。")),
        413: (gettext("提交内容过大"), gettext("单次提交不得超过 4 MB。请精简后重试。")),
        422: (gettext("内容有误"), gettext("提交的内容不符合要求。请返回上一页核对后重试。")),
        429: (gettext("操作过于频繁"), gettext("请稍候片刻再试。")),
        500: (
            gettext("系统出现故障"),
            gettext("操作没有完成，已提交的数据没有改变。请稍后重试；如反复出现，请联系系统管理员。"),
        ),
        503: (gettext("数据库暂不可用"), gettext("本次操作没有写入。请保留页面，稍后重试。")),
    }
    return known.get(status, known[500 if status >= 500 else 400])  # noqa: PLR2004  classes of HTTP status


def answer(status: int, sentence: str = "") -> ResponseReturnValue:
    """The answer for a status: JSON below `/api/`, a bare status for a part of a page, else a page."""
    title, text = words(status)
    if request.path.startswith(INTERFACE):
        return jsonify({"kind": KINDS.get(status, "error"), "sentence": sentence or text}), status
    if request.headers.get("HX-Request") == "true":
        return f"{title}。{text}", status, {"Content-Type": "text/plain; charset=utf-8"}
    page = render_template("errors/error.html", status=status, heading=title, text=text, sentence=sentence)
    return page, status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a view answered by `abort(response)`
        return error.response
    if 300 <= (error.code or 500) < 400:  # noqa: PLR2004  redirects of the routing
        return error.get_response()
    return answer(error.code or 500)


def _unauthenticated(error: HTTPException) -> ResponseReturnValue:  # noqa: ARG001  Flask hands it over
    if request.path.startswith(INTERFACE):
        return answer(401)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.headers.get("HX-Request") == "true":
        return "", 401, {"HX-Redirect": url_for("signin.index")}
    return redirect(url_for("signin.index", next=back))


def _csrf(error: CSRFError) -> ResponseReturnValue:  # noqa: ARG001  Flask hands it over
    return answer(400, gettext("页面已过期：请刷新页面后重新提交。"))


def _store(error: StoreUnavailable) -> ResponseReturnValue:
    current_app.logger.error("%s", error)
    g.actor = g.get("actor")  # the page is shown even when the session could not be read
    return answer(503, str(error))


def _refused(error: Refused) -> ResponseReturnValue:
    return answer(STATUS[error.kind], error.sentence)


def _unusable(error: ValueError) -> ResponseReturnValue:
    return answer(422, str(error))


def _fault(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("A request failed", exc_info=error)
    return answer(500)


def init_app(app: Flask) -> None:
    """Answer every error in these words."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(401, _unauthenticated)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(StoreUnavailable, _store)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BeyondCalendar, _unusable)
    app.register_error_handler(Unstorable, _unusable)
    app.register_error_handler(Exception, _fault)
