"""How the parts of a limit read on a page: what it spans, what it leaves out, what sort of promise it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.language import gettext, lazy_gettext
from web.text import amount

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from workflows.catalogue import Limit

EXCLUSIONS: Mapping[str, object] = {
    "public_notice": lazy_gettext("公示期"),
    "applicant": lazy_gettext("申请人用时"),
    "works": lazy_gettext("施工用时"),
    "special_procedure": lazy_gettext("特别程序"),
    "rectification": lazy_gettext("整改用时"),
}

SCOPES: Mapping[str, object] = {
    "activity": lazy_gettext("单个环节"),
    "group": lazy_gettext("一组并联事项"),
    "stage": lazy_gettext("阶段"),
    "process": lazy_gettext("全流程"),
    "response": lazy_gettext("答复"),
}

KINDS: Mapping[str, object] = {
    "limit": lazy_gettext("时限"),
    "target": lazy_gettext("目标"),
    "average": lazy_gettext("平均"),
    "example": lazy_gettext("外地经验"),
    "best_case": lazy_gettext("最快"),
    "exploratory": lazy_gettext("探索"),
    "indicator": lazy_gettext("指标"),
    "calendar": lazy_gettext("定期"),
}

AUTHORITIES: Mapping[str, object] = {"statutory": lazy_gettext("法定"), "promised": lazy_gettext("承诺")}


def exclusion(code: str) -> str:
    """Time that is not counted."""
    return str(EXCLUSIONS.get(code, code))


def limit_scope(code: str) -> str:
    """What a limit spans."""
    return str(SCOPES.get(code, code))


def limit_kind(code: str) -> str:
    return str(KINDS.get(code, code))


def authority(code: str) -> str:
    """Who set it: the law, or a promise below the law's figure."""
    return str(AUTHORITIES.get(code, code))


def figure(limit: Limit) -> str:
    """How long: 2 个工作日, or at least 5."""
    span = amount(limit.quantity, limit.unit)
    return gettext("不少于 %(span)s", span=span) if limit.bound == "at_least" else span


def init_app(app: Flask) -> None:
    """Make them filters of every template."""
    for function in (exclusion, limit_scope, limit_kind, authority, figure):
        app.add_template_filter(function, function.__name__)
