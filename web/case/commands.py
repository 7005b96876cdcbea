"""What may be asked of a case as a whole: a small form for each command, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases.awaited import WORD
from engine.cases.commands import RejectionKind
from web.case.narrator import Narrator
from web.case.words import PAUSES, pause_kind
from web.definitions import clause
from web.language import gettext, lazy_gettext
from web.text import plain, term
from workflows.model import FormField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.cases.commands import Rejection
    from engine.views import CaseView, ClockView, MessageView
    from workflows.catalogue import Catalogue
    from workflows.model import Element

LONGEST = 2000
MOST_DAYS = 3650
WHOLE = "case"


@dataclass(frozen=True, slots=True)
class Words:
    """How a command is called, and what the page says about it. `is_grave`: it cannot be taken back."""

    title: Any
    help: Any
    done: Any
    is_grave: bool = False


WORDS: Mapping[str, Words] = {
    "supply-material": Words(
        lazy_gettext("补交材料"), lazy_gettext("登记申请人现在交来的材料。"), lazy_gettext("已登记收到的材料。")
    ),
    "start-pause": Words(
        lazy_gettext("暂停计时"),
        lazy_gettext("听证、专家评审、检验检测、鉴定等所需时间不计入审批时限，应书面告知申请人所需时间。"),
        lazy_gettext("已暂停计时。"),
    ),
    "end-pause": Words(lazy_gettext("恢复计时"), lazy_gettext("自现在起继续计时。"), lazy_gettext("已恢复计时。")),
    "extend": Words(
        lazy_gettext("延长时限"),
        lazy_gettext("须经有权人批准，并将理由告知申请人；次数和长度以文件规定为限。"),
        lazy_gettext("已延长时限。"),
    ),
    "restart": Words(
        lazy_gettext("重新起算"),
        lazy_gettext("仅限文件规定可以重新起算的情形；原计时仍留在记录中。"),
        lazy_gettext("已重新起算。"),
    ),
    "retry": Words(
        lazy_gettext("重试"), lazy_gettext("异常排除后，由系统再次执行中断的环节。"), lazy_gettext("已重新执行。")
    ),
    "withdraw": Words(
        lazy_gettext("撤件"),
        lazy_gettext("撤回整个申请，办件随即结束，不能恢复。"),
        lazy_gettext("办件已撤回。"),
        is_grave=True,
    ),
    "void": Words(
        lazy_gettext("作废"),
        lazy_gettext("仅用于不应存在的办件，如重复录入。作废后不能恢复。"),
        lazy_gettext("办件已作废。"),
        is_grave=True,
    ),
}


OPINION = "opinion"


def awaited(view: CaseView, token: str) -> MessageView | None:
    """The message behind a token, where this person may record now that it came."""
    return next((m for m in view.messages if m.token == token and WORD in m.commands), None)


def message_words(message: MessageView) -> Words:
    """How recording a message is called."""
    return Words(
        term(message.name),
        lazy_gettext("登记已收到此项内容，流程随即按图继续。"),
        lazy_gettext("已登记。"),
    )


def message_fields(element: Element) -> tuple[FormField, ...]:
    """What a message tells, and a remark."""
    return (*element.form, FormField(OPINION, gettext("说明"), "textarea", maximum_length=LONGEST))


def offered(view: CaseView) -> list[str]:
    """The commands on the case that this person may give, in the order of the page."""
    return [word for word in WORDS if word in view.commands]


def fields(word: str, view: CaseView, catalogue: Catalogue) -> tuple[FormField, ...]:
    """The form of a command on this case as it stands."""
    reason = FormField("reason", gettext("理由"), "textarea", required=word != "withdraw", maximum_length=LONGEST)
    match word:
        case "supply-material":
            return (_materials(view),)
        case "start-pause":
            return _start_pause(view)
        case "end-pause":
            return (_open_pauses(view),)
        case "extend":
            return (*_extend(view, catalogue), reason, _notice())
        case "restart":
            return (_runs([c for c in _going(view) if catalogue.limit(c.limit).restarts]), reason)
        case "retry":
            return (_incidents(view), FormField("note", gettext("说明"), maximum_length=LONGEST))
        case _:
            return (reason,)


def data(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form as the command takes them: the case as a whole is named by no scope."""
    found = {name: str(v) if isinstance(v, Decimal) else v for name, v in values.items()}
    if found.get("scope") == WHOLE:
        del found["scope"]
    return found


def refusal(rejection: Rejection) -> str:
    """Why nothing was done, in the reader's language."""
    sentences = {
        RejectionKind.CONFLICT: gettext(
            "在您填写期间，此办件有了新的进展。填写的内容已保留，请核对最新情况后再次提交。"
        ),
        RejectionKind.FORBIDDEN: gettext("您的岗位不能在此办件上执行这项操作。"),
        RejectionKind.INVALID_STATE: gettext("此办件目前的状态不允许这项操作。"),
        RejectionKind.NOT_FOUND: gettext("这项操作的对象已不存在，可能他人已先行处理。"),
        RejectionKind.UNAVAILABLE: gettext("数据库暂不可用，本次操作没有写入。填写的内容已保留，请稍后再次提交。"),
    }
    return sentences.get(rejection.kind, gettext("填写的内容不符合要求，请核对后再次提交。"))


def _materials(view: CaseView) -> FormField:
    missing = tuple((m.id, m.name) for m in view.materials if m.state != "supplied")
    return FormField("materials", gettext("收到的材料"), "multiselect", required=True, options=missing)


def _start_pause(view: CaseView) -> tuple[FormField, ...]:
    narrator = Narrator(view)
    paused = {p.scope for p in view.pauses if p.ended_at is None}
    places = [(WHOLE, gettext("整个办件")), *((s.token, term(s.name)) for s in view.steps if s.state == "open")]
    closed = {e.fact.token for e in view.events if isinstance(e.fact, facts.ScopeClosed)}
    opened = [e.fact.token for e in view.events if isinstance(e.fact, facts.ScopeOpened)]
    places += [(token, narrator.name(token)) for token in opened if token not in closed]
    kinds = tuple((kind, str(name)) for kind, name in PAUSES.items() if kind not in ("correction", "rectification"))
    free = tuple(place for place in places if place[0] not in paused)
    return (
        FormField("kind", gettext("暂停原因"), "select", required=True, options=kinds),
        FormField("scope", gettext("暂停范围"), "select", required=True, options=free),
        FormField(
            "planned_days",
            gettext("预计所需天数"),
            "integer",
            minimum=Decimal(1),
            maximum=Decimal(MOST_DAYS),
            required=True,
        ),
        _notice(),
    )


def _notice() -> FormField:
    help_text = gettext("何时、以何种方式书面告知了申请人。")
    return FormField("notice", gettext("告知情况"), "textarea", maximum_length=LONGEST, help=help_text)


def _open_pauses(view: CaseView) -> FormField:
    narrator = Narrator(view)
    going = tuple(
        (p.pause, f"{pause_kind(p.kind)} · {narrator.name(p.scope)}") for p in view.pauses if p.ended_at is None
    )
    return FormField("pause", gettext("要结束的暂停"), "select", required=True, options=going)


def _extend(view: CaseView, catalogue: Catalogue) -> tuple[FormField, ...]:
    extensions = {c.run: catalogue.limit(c.limit).extension for c in _going(view)}
    runs = [c for c in _going(view) if extensions[c.run]]
    most = {plain(e.quantity) for e in extensions.values() if e}
    help_text = gettext("最多延长 %(most)s（以该时限的单位计）。", most=gettext("、").join(sorted(most)))
    return (
        _runs(runs),
        FormField("amount", gettext("延长多少"), "number", required=True, minimum=Decimal("0.5"), help=help_text),
        FormField("approver", gettext("批准人"), required=True, maximum_length=200),
    )


def _runs(clocks: list[ClockView]) -> FormField:
    options = tuple((c.run, f"{term(c.name)} · {clause(c.limit)}") for c in clocks)
    return FormField("run", gettext("时限"), "select", required=True, options=options)


def _going(view: CaseView) -> list[ClockView]:
    return [c for c in view.clocks if c.reading.state != "stopped"]


def _incidents(view: CaseView) -> FormField:
    solved = {e.fact.incident for e in view.events if isinstance(e.fact, facts.IncidentResolved)}
    raised = [e.fact for e in view.events if isinstance(e.fact, facts.IncidentRaised)]
    options = tuple((f.incident, f.message) for f in raised if f.incident not in solved)
    return FormField("incident", gettext("异常"), "select", required=True, options=options)
