"""The words of a case: kinds of facts, reasons of days, verdicts; in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from web.case import ledger
from web.language import gettext, language, lazy_gettext
from web.limits import exclusion
from web.text import month_name, why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flask import Flask

    from engine.events import Fact

GROUPS = {
    "case": lazy_gettext("办件"),
    "step": lazy_gettext("环节"),
    "time": lazy_gettext("计时"),
    "paper": lazy_gettext("材料"),
    "system": lazy_gettext("系统"),
}

_GROUP_OF: Mapping[str, tuple[type[facts.Fact], ...]] = {
    "case": (
        facts.CaseStarted,
        facts.CaseAccepted,
        facts.CaseRefused,
        facts.CaseWithdrawn,
        facts.CaseCompleted,
        facts.CorrectionRequested,
        facts.CorrectionSubmitted,
    ),
    "step": (
        facts.StepOpened,
        facts.StepClaimed,
        facts.StepReleased,
        facts.StepCompleted,
        facts.StepReturned,
        facts.StepCancelled,
        facts.ScopeOpened,
        facts.ScopeClosed,
        facts.MilestoneReached,
        facts.MessageReceived,
    ),
    "paper": (facts.MaterialsPromised, facts.MaterialChased, facts.MaterialSupplied),
    "system": (facts.ServicePerformed, facts.TimerFired, facts.IncidentRaised, facts.IncidentResolved),
}

PAUSES = {
    "special_procedure": lazy_gettext("特别程序"),
    "public_notice": lazy_gettext("公示"),
    "correction": lazy_gettext("补正"),
    "hearing": lazy_gettext("听证"),
    "expert_review": lazy_gettext("专家评审"),
    "inspection": lazy_gettext("检验检测"),
    "appraisal": lazy_gettext("鉴定"),
    "rectification": lazy_gettext("整改"),
}

POLICIES = {
    ("nonworking_start", "literal"): lazy_gettext("休息日起算的，其后第一个工作日为第 1 日"),
    ("nonworking_start", "roll"): lazy_gettext("休息日起算的，先顺延至工作日，次一工作日为第 1 日"),
    ("roll_natural", "yes"): lazy_gettext("按自然日计的，末日为休息日则顺延至其次日"),
    ("roll_natural", "no"): lazy_gettext("按自然日计的，末日不顺延"),
    ("hours", "clock"): lazy_gettext("按小时计的，昼夜连续计算"),
    ("hours", "business"): lazy_gettext("按小时计的，只计办公时间"),
    ("basis", "approval_time"): lazy_gettext("审批用时：只计有审批环节在办的时间"),
    ("basis", "span"): lazy_gettext("跨度用时：自起算至结束连续计算"),
}

VERDICTS = {
    "met": lazy_gettext("按时"),
    "breached": lazy_gettext("超期"),
    "too_early": lazy_gettext("不足期限"),
    "void": lazy_gettext("不作判定"),
}

CLOCK_STATES = {
    "running": lazy_gettext("计时中"),
    "paused": lazy_gettext("暂停计时"),
    "stopped": lazy_gettext("已停止"),
}

BASES = {
    "entered": lazy_gettext("进入环节"),
    "accepted": lazy_gettext("受理"),
    "milestone": lazy_gettext("到达节点"),
    "restarted": lazy_gettext("重新起算"),
}

REASONS = {
    "withdrawn": lazy_gettext("办件撤回"),
    "timer": lazy_gettext("到期自动处理"),
}


ROOMY = 14  # days of a month that leave room for its year


def group(fact: Fact) -> str:
    """The part of the log that a fact belongs to."""
    return next((name for name, kinds in _GROUP_OF.items() if isinstance(fact, kinds)), "time")


def pause_kind(kind: str) -> str:
    """Why time stands still."""
    return str(PAUSES.get(kind, kind))


def day_reason(code: str) -> str:
    """Why a date of a ledger was counted or not, from its code."""
    head, _, rest = code.partition(": ")
    if head == "paused":
        return gettext("暂停计时：%(kind)s", kind=pause_kind(rest))
    if head == "excluded":
        return gettext("%(what)s，不计入", what=exclusion(rest))
    words = {
        "first day": gettext("起算之日，不计入"),
        "before restart": gettext("重新起算之前"),
        "outside business hours": gettext("非办公时间"),
        "no approval step open": gettext("无审批环节在办，不计入"),
        "natural day": gettext("自然日"),
    }
    return words.get(head) or why(code)


def policy(given: Mapping[str, str], unit: str) -> list[str]:
    """The choices that the law leaves open, as far as they bear on a limit in that unit."""
    asked = ["basis"]
    if unit in ("working_day", "natural_day", "month", "immediate"):
        asked.append("nonworking_start" if unit == "working_day" else "roll_natural")
    else:
        asked.append("hours")
    return [str(POLICIES[name, given[name]]) for name in asked if (name, given.get(name)) in POLICIES]


def month_label(first: date, length: int) -> str:
    """A month over a band: with its year where there is room for it, or in January."""
    if length > ROOMY or first.month == 1:
        return month_name(first)
    return month_name(first).partition(" ")[0] if language() == "en" else gettext("%(n)s 月", n=first.month)


def verdict(value: str | None) -> str:
    return str(VERDICTS.get(value or "", value or ""))


def clock_state(value: str) -> str:
    return str(CLOCK_STATES.get(value, value))


def init_app(app: Flask) -> None:
    """Make them filters of the templates of a case."""
    for function in (pause_kind, day_reason, month_label, verdict, clock_state):
        app.add_template_filter(function, function.__name__)
    app.add_template_filter(group, "fact_group")
    app.add_template_filter(ledger.kind, "ledger_kind")
