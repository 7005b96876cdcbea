"""The facts of one case as sentences, in the language of the page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases import tokens
from web import definitions, names
from web.case.words import BASES, REASONS, group, pause_kind, verdict
from web.language import gettext
from web.text import amount, last_day, moment, outcome, plain, term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.events import Fact
    from engine.views import CaseView, StepView
    from workflows.model import ProcessModel


class Narrator:
    """Says what facts of one case mean: it knows the names of its steps, scopes and limits."""

    def __init__(self, view: CaseView, models: Mapping[str, ProcessModel] | None = None) -> None:
        self._view = view
        self._models = models or {}
        self._steps: Mapping[str, StepView] = {s.token: s for s in view.steps}
        self._names = {s.token: s.name for s in view.steps}
        self._names |= {e.fact.token: e.fact.name for e in view.events if isinstance(e.fact, facts.ScopeOpened)}
        self._limits = {c.run: c for c in view.clocks}

    def name(self, token: str | None) -> str:
        """The name of what a token stands on."""
        if not token:
            return gettext("全程")
        return term(self._names.get(token) or self._drawn(token))

    def _drawn(self, token: str) -> str:
        """What the diagram calls an element that no fact names, such as a timer."""
        try:
            element = tokens.element_of(token, self._models, self._view.process)
        except KeyError:
            return tokens.element_id(token) or token
        host = self._models[tokens.process_of(token, self._models, self._view.process)].elements
        named = element.name or (host[element.attached_to].name if element.attached_to else "")
        return named or element.id

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

    def paused(self, pause: str) -> str:
        """The name of what a pause held up."""
        return self.name(next((p.scope for p in self._view.pauses if p.pause == pause), None))

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


def _step(to: Narrator, fact: Any) -> str:  # noqa: C901, PLR0911 - one for each fact
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
        case facts.MessageReceived():
            return gettext("收到“%(name)s”", name=term(fact.name))
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
            return gettext("“%(where)s”恢复计时", where=to.paused(fact.pause))
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
