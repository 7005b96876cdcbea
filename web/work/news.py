"""What happened to a case since a person opened a form: does it concern them, and how is it said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from web.language import gettext
from web.names import person
from web.text import moment, term

if TYPE_CHECKING:
    from engine.events import Event, Fact
    from web.work.act import Doing

# What goes on beside a step and leaves what its form says as true as it was.
ELSEWHERE = (
    facts.StepOpened,
    facts.StepClaimed,
    facts.StepReleased,
    facts.StepCompleted,
    facts.ScopeOpened,
    facts.ScopeClosed,
    facts.MilestoneReached,
    facts.ServicePerformed,
    facts.ClockStarted,
    facts.ClockStopped,
    facts.ClockReprojected,
    facts.DeadlineWarned,
    facts.LimitBreached,
    facts.TimerFired,
    facts.MaterialChased,
)
MOST_LINES = 8


def since(doing: Doing, seen: int) -> list[Event]:
    """The events after the one with that number."""
    return [event for event in doing.view.events if event.seq > seen]


def concerns(doing: Doing, seen: int) -> bool:
    """Whether something happened that the person must see before the step is finished."""
    return any(
        not isinstance(event.fact, ELSEWHERE) or getattr(event.fact, "token", None) == doing.step.token
        for event in since(doing, seen)
    )


def lines(doing: Doing, seen: int) -> list[str]:
    """What happened, latest last."""
    said = []
    for event in since(doing, seen)[-MOST_LINES:]:
        what = _said(doing, event.fact)
        if what:
            said.append(
                gettext("%(when)s %(who)s：%(what)s", when=moment(event.at), who=person(event.actor), what=what)
            )
    return said


def asked_for(doing: Doing) -> tuple[str, ...]:
    """What the applicant was told to supply."""
    told = [e.fact.items for e in doing.view.events if isinstance(e.fact, facts.CorrectionRequested)]
    return told[-1] if told else ()


def _said(doing: Doing, fact: Fact) -> str:
    names = {step.token: term(step.name) for step in doing.view.steps}
    name = names.get(getattr(fact, "token", ""), "")
    words = {
        facts.StepClaimed: gettext("领取“%(step)s”", step=name),
        facts.StepReleased: gettext("放回“%(step)s”", step=name),
        facts.StepCompleted: gettext("办结“%(step)s”", step=name),
        facts.StepReturned: gettext("退回“%(step)s”", step=name),
        facts.StepCancelled: gettext("取消“%(step)s”", step=name),
        facts.CorrectionRequested: gettext("要求补正"),
        facts.CorrectionSubmitted: gettext("提交补正"),
        facts.CaseAccepted: gettext("受理"),
        facts.CaseRefused: gettext("不予受理"),
        facts.CaseWithdrawn: gettext("撤件"),
        facts.PauseStarted: gettext("暂停计时"),
        facts.PauseEnded: gettext("恢复计时"),
        facts.LimitExtended: gettext("延长时限"),
        facts.ClockRestarted: gettext("重新计时"),
        facts.MaterialSupplied: gettext("补交材料"),
        facts.MaterialsPromised: gettext("容缺受理"),
        facts.MessageReceived: gettext("收到“%(name)s”", name=term(getattr(fact, "name", ""))),
    }
    return words.get(type(fact), "")
