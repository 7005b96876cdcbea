"""The facts of a case in words, in the language of the page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases import tokens
from web import definitions, names
from web.case import ledger
from web.language import gettext, language, lazy_gettext
from web.limits import exclusion
from web.text import amount, last_day, month_name, moment, outcome, plain, term, why

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from flask import Flask

    from engine.events import Fact
    from engine.views import CaseView, StepView

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


class Narrator:
    """Says what facts of one case mean: it knows the names of its steps, scopes and limits."""

    def __init__(self, view: CaseView) -> None:
        self._view = view
        self._steps: Mapping[str, StepView] = {s.token: s for s in view.steps}
        self._names = {s.token: s.name for s in view.steps}
        self._names |= {e.fact.token: e.fact.name for e in view.events if isinstance(e.fact, facts.ScopeOpened)}
        self._limits = {c.run: c for c in view.clocks}

    def name(self, token: str | None) -> str:
        """The name of what a token stands on."""
        if not token:
            return gettext("全程")
        return term(self._names.get(token) or tokens.element_id(token) or token)

    def limit(self, run: str) -> str:
        """Where the limit of a run stands, and over what."""
        clock = self._limits.get(run)
        limit, _, token = run.partition("@")
        over = term(clock.name) if clock else self.name(token)
        return gettext("“%(name)s”（%(clause)s）", name=over, clause=definitions.clause(limit))

    def say(self, fact: Fact) -> str:
        """One sentence."""
        sayers: Mapping[str, Callable[[Any], str]] = {
            "case": partial(_case, self),
            "step": partial(_step, self),
            "time": partial(_time, self),
            "paper": partial(_paper, self),
            "system": partial(_system, self),
        }
        return sayers[group(fact)](fact) or type(fact).__name__

    def decision(self, token: str) -> str:
        """The label of the decision an entry into a step ended with."""
        step = self._steps.get(token)
        return definitions.decision_label(step, self._view) if step and step.decision else ""

    def material(self, identifier: str) -> str:
        """A material's name."""
        return next((term(m.name) for m in self._view.materials if m.id == identifier), identifier)


def _case(to: Narrator, fact: Any) -> str:  # noqa: PLR0911 - one for each fact
    scope = gettext("（%(name)s）", name=to.name(fact.scope)) if getattr(fact, "scope", None) else ""
    items = gettext("；").join(getattr(fact, "items", ()) or ())
    match fact:
        case facts.CaseStarted():
            return gettext("接件，编号 %(number)s", number=fact.number)
        case facts.CaseAccepted(deemed=True):
            return gettext("逾期未告知补正，视为自 %(day)s 受理", day=moment(fact.effective_at)) + scope
        case facts.CaseAccepted():
            return gettext("受理") + scope
        case facts.CaseRefused():
            return gettext("不予受理：%(reason)s", reason=fact.reason or gettext("未写明理由")) + scope
        case facts.CaseWithdrawn(deemed=True):
            return gettext("逾期未补正，视为撤回申请") + scope
        case facts.CaseWithdrawn():
            said = gettext("撤件")
            return said + (gettext("：%(reason)s", reason=fact.reason) if fact.reason else "") + scope
        case facts.CaseCompleted():
            return gettext("办结：%(outcome)s", outcome=outcome(fact.outcome))
        case facts.CorrectionRequested():
            due = gettext("，须于 %(day)s 前补正", day=last_day(fact.due_at)) if fact.due_at else ""
            return gettext("一次性告知补正：%(items)s", items=items) + due + scope
        case _:
            return gettext("提交补正") + (gettext("：%(reason)s", reason=items) if items else "") + scope


def _step(to: Narrator, fact: Any) -> str:  # noqa: PLR0911 - one for each fact
    name = to.name(fact.token)
    match fact:
        case facts.StepOpened():
            who = names.department(fact.department)
            return gettext("“%(step)s”开始，由%(who)s办理", step=name, who=who) if who else _began(name)
        case facts.ScopeOpened():
            return _began(name)
        case facts.ScopeClosed(how="completed"):
            return gettext("“%(step)s”结束", step=name)
        case facts.ScopeClosed():
            return gettext("“%(step)s”取消", step=name)
        case facts.StepClaimed():
            return gettext("%(who)s领取“%(step)s”", who=names.person(fact.user), step=name)
        case facts.StepReleased():
            return gettext("“%(step)s”放回部门待办", step=name)
        case facts.StepCompleted():
            label = to.decision(fact.token)
            done = gettext("办结“%(step)s”", step=name)
            return done + (gettext("：%(reason)s", reason=label) if label else "")
        case facts.StepReturned():
            back = gettext("“%(step)s”退回至“%(to)s”", step=name, to=to.name(fact.to))
            return back + (gettext("：%(reason)s", reason=fact.reason) if fact.reason else "")
        case facts.StepCancelled():
            reason = str(REASONS.get(fact.reason, ""))
            return gettext("“%(step)s”取消", step=name) + (gettext("：%(reason)s", reason=reason) if reason else "")
        case _:
            return gettext("到达节点“%(step)s”", step=term(fact.name) or name)


def _began(name: str) -> str:
    return gettext("“%(step)s”开始", step=name)


def _time(to: Narrator, fact: Any) -> str:
    match fact:
        case facts.PauseStarted():
            where = to.name(fact.scope)
            said = gettext("“%(where)s”暂停计时：%(kind)s", where=where, kind=pause_kind(fact.kind))
            planned = gettext("，预计 %(n)s 日", n=fact.planned_days) if fact.planned_days else ""
            return said + planned + (gettext("。%(notice)s", notice=fact.notice) if fact.notice else "")
        case facts.PauseEnded():
            return gettext("恢复计时")
        case _:
            return _clock(to, fact)


def _clock(to: Narrator, fact: Any) -> str:
    limit = to.limit(fact.run)
    match fact:
        case facts.ClockStarted():
            basis = str(BASES.get(fact.basis, fact.basis))
            return gettext(
                "%(limit)s自 %(when)s 起算：%(basis)s", limit=limit, when=moment(fact.starts_at), basis=basis
            )
        case facts.ClockStopped():
            return gettext(
                "%(limit)s停止：%(verdict)s，用时 %(n)s", limit=limit, verdict=verdict(fact.verdict), n=_used(to, fact)
            )
        case facts.LimitExtended():
            more = _amount(to, fact.run, fact.amount)
            said = gettext("%(limit)s延长 %(span)s，批准人%(who)s", limit=limit, span=more, who=fact.approver)
            return said + gettext("：%(reason)s", reason=fact.reason)
        case facts.ClockRestarted():
            return gettext("%(limit)s重新起算：%(reason)s", limit=limit, reason=fact.reason)
        case facts.ClockReprojected():
            return gettext(
                "%(limit)s到期日由 %(before)s 改为 %(after)s：%(reason)s",
                limit=limit,
                before=last_day(fact.deadline_before),
                after=last_day(fact.deadline_at),
                reason=fact.reason,
            )
        case facts.DeadlineWarned():
            return gettext("%(limit)s亮黄灯，%(day)s到期", limit=limit, day=last_day(fact.deadline_at))
        case _:
            return gettext("%(limit)s亮红灯，已于 %(day)s到期", limit=limit, day=last_day(fact.deadline_at))


def _used(to: Narrator, fact: facts.ClockStopped) -> str:
    used = _amount(to, fact.run, fact.elapsed)
    over = gettext("，超期 %(span)s", span=_amount(to, fact.run, fact.over)) if fact.over else ""
    return used + over


def _amount(to: Narrator, run: str, value: str) -> str:
    clock = to._limits.get(run)  # noqa: SLF001 - a part of it, split off by subject
    return amount(value, clock.reading.unit) if clock else plain(value)


def _paper(to: Narrator, fact: Any) -> str:
    match fact:
        case facts.MaterialsPromised():
            listed = gettext("、").join(to.material(m) for m in fact.materials)
            due = gettext("，承诺 %(day)s 前补交", day=last_day(fact.due_at)) if fact.due_at else ""
            return gettext("容缺受理：%(items)s", items=listed) + due
        case facts.MaterialChased():
            return gettext("催交材料：%(name)s", name=to.material(fact.material))
        case _:
            return gettext("收到材料：%(name)s", name=to.material(fact.material))


def _system(to: Narrator, fact: Any) -> str:
    match fact:
        case facts.ServicePerformed():
            services = {"push_result": gettext("推送办理结果"), "notify": gettext("通知相关部门")}
            said = services.get(fact.service, fact.service) or gettext("自动处理")
            return said + (gettext("：%(reason)s", reason=fact.note) if fact.note else "")
        case facts.TimerFired():
            return gettext("到期自动处理“%(step)s”", step=to.name(fact.token))
        case facts.IncidentRaised():
            return gettext("发生异常：%(reason)s", reason=fact.message)
        case _:
            done = gettext("异常已处理")
            return done + (gettext("：%(reason)s", reason=fact.note) if fact.note else "")


def init_app(app: Flask) -> None:
    """Make them filters of the templates of a case."""
    for function in (pause_kind, day_reason, month_label, verdict, clock_state):
        app.add_template_filter(function, function.__name__)
    app.add_template_filter(group, "fact_group")
    app.add_template_filter(ledger.kind, "ledger_kind")
