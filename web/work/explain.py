"""Why a command on a step was refused, in the reader's language: from how the step stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cases.commands import RejectionKind
from web.language import gettext
from web.names import person as name_of
from web.text import moment

if TYPE_CHECKING:
    from engine.cases.commands import Rejection
    from engine.views import Actor, StepView


def refusal(rejection: Rejection, step: StepView | None, person: Actor) -> str:
    """One or two sentences: what happened meanwhile, or what does not fit, and what to do now."""
    return _of_step(step, person) or _of_kind(rejection.kind)


def _of_step(step: StepView | None, person: Actor) -> str:
    """What the step itself tells; nothing while it is open and free to be done."""
    if step is None:
        return gettext("没有找到此环节，可能流程已经改变。")
    if step.state == "done":
        return gettext("此环节已由%(who)s于 %(when)s 办结。", who=name_of(step.actor), when=moment(step.closed_at))
    if step.state == "cancelled":
        return gettext("此环节已于 %(when)s 取消，无需再办理。", when=moment(step.closed_at))
    if step.assignee and step.assignee != person.id:
        return gettext("此环节已由%(who)s领取。", who=name_of(step.assignee))
    return ""


def _of_kind(kind: RejectionKind) -> str:
    sentences = {
        RejectionKind.CONFLICT: gettext(
            "在您填写期间，此办件有了新的进展。填写的内容已保留，请核对最新情况后再次提交。"
        ),
        RejectionKind.FORBIDDEN: gettext("此环节不属于您的部门或岗位，您不能办理。"),
        RejectionKind.INVALID_STATE: gettext("此办件目前的状态不允许这项操作。"),
        RejectionKind.UNAVAILABLE: gettext("数据库暂不可用，本次操作没有写入。填写的内容已保留，请稍后再次提交。"),
        RejectionKind.NOT_FOUND: gettext("没有找到此环节，可能流程已经改变。"),
    }
    return sentences.get(kind, gettext("填写的内容不符合要求，请核对后再次提交。"))
