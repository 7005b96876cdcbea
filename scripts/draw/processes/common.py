"""What several processes share: the front of a case, forms, and the endings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.draw.model import Choice, Drawing, Field, Limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.draw.processes.permits import Permit

SHANWEI = "汕尾"
DOCUMENT = "shanwei-2023-2"

REFUSED = 'intake_decision = "refuse"'
WITHDRAWN = 'intake_decision = "withdrawn"'

PERMIT_NUMBER = Field("permit_number", "证书（文书）编号", required=True, maximum_length=80)
ISSUED_ON = Field("issued_on", "核发日期", "date", required=True)
PERMIT_FIELDS = (PERMIT_NUMBER, ISSUED_ON)
PASS = Choice("pass", "通过")


def front(drawing: Drawing, lane: str, start: float, *, row: float = 0.5, start_name: str = "收到申请") -> str:
    """Start, the call of the intake, and the two ways in which a case ends there; gives the gateway to go on from.

    The ends stand one column after the gateway, in the rows `row - 0.75` and `row`.
    """
    drawing.add("start", "application_received", start_name, (lane, start, row))
    drawing.chain("application_received", intake_call(drawing, (lane, start + 1, row)))
    return after_intake(drawing, lane, start + 2, row)


def intake_call(drawing: Drawing, at: tuple[str, float, float]) -> str:
    """The call of the intake (受理)."""
    return drawing.add(
        "call",
        "intake",
        "受理",
        at,
        calls="intake",
        doc="收件、受理或者一次性告知补正，依《行政许可法》第三十二条；过程见“受理”流程图。",
    )


def after_intake(drawing: Drawing, lane: str, column: float, row: float) -> str:
    """The gateway behind the intake with its two ends."""
    gateway = drawing.add("exclusive", "intake_outcome", "受理结果", (lane, column, row))
    drawing.flow("intake", gateway)
    drawing.add("end", "ended_refused", "不予受理", (lane, column + 1, row - 0.75), outcome="refused")
    drawing.add("end", "ended_withdrawn", "申请撤回", (lane, column + 1, row), outcome="withdrawn")
    drawing.flow(gateway, "ended_refused", "不予受理", REFUSED)
    drawing.flow(gateway, "ended_withdrawn", "撤回", WITHDRAWN)
    return gateway


def notice_step(drawing: Drawing, at: tuple[str, float, float], doc: str, *, node: str = "plan_notice") -> None:
    """The public notice of the design plan (批前公示) and the gateway behind it."""
    drawing.step(
        node,
        "方案批前公示",
        at,
        time="public_notice",
        decides=f"{node}_result",
        decisions=(Choice("no_objection", "公示无异议"), Choice("objection", "收到异议，修改方案", returns=True)),
        fields=(
            Field("notice_from", "公示起始日期", "date", required=True),
            Field("notice_until", "公示截止日期", "date"),
            Field("objections", "收到的异议", "textarea"),
        ),
        doc=doc,
    )
    lane, column, row = at
    drawing.add("exclusive", f"{node}_outcome", "有无异议", (lane, column + 1, row))


def after_permits(
    drawing: Drawing, permits: Sequence[Permit], group: str, at: tuple[str, float, float], prefix: str = "permits"
) -> None:
    """The gateway behind a group of permits, and the end below it: one denied ends the case."""
    lane, column, row = at
    gateway, end = f"{prefix}_granted", f"{prefix}_denied"
    drawing.add("exclusive", gateway, "是否全部核发", (lane, column, row))
    drawing.add("end", end, "不予许可", (lane, column, row + 1), outcome="denied")
    drawing.flow(group, gateway)
    denied = " or ".join(f'{p.variable} = "deny"' for p in permits if not p.served)
    drawing.flow(gateway, end, "有不予许可", denied)


@dataclass(frozen=True, slots=True)
class Ending:
    """Where works, joint acceptance and registration stand, and under which limits and clause.

    `lanes`: of the applicant, of the lead of the acceptance, of the registry. `rows`: of the acceptance and of the
    end behind it, in the lead's lane. `acceptance` and `registration` are limits, empty where the document sets none.
    `called` is the process of the acceptance, `counting` what is said of its time, `registered` the registration's
    name.
    """

    column: float
    lanes: tuple[str, str, str]
    rows: tuple[float, float]
    acceptance: str
    registration: str
    clause: str
    called: str = "joint_acceptance"
    counting: str = "时限不含公示时间"
    registered: str = "不动产首次登记"


def acceptance_and_registration(drawing: Drawing, ending: Ending, after: str) -> None:
    """Works, joint acceptance (again until it passes), push to the registry, first registration, end."""
    works_and_acceptance(drawing, ending)
    column, registry, clause = ending.column, ending.lanes[2], ending.clause
    if drawing.nodes[after].kind == "exclusive":
        drawing.default(after, "construction", "全部核发")
    else:
        drawing.chain(after, "construction")
    drawing.add(
        "service",
        "push_to_registry",
        "推送登记机构",
        (registry, column + 2, 0),
        service="push_result",
        doc=f"联合验收结果文书经工程审批系统实时推送不动产登记机构，对应{clause}。",
    )
    drawing.step(
        "first_registration",
        ending.registered,
        (registry, column + 2, 1),
        department="registry",
        limits=_under(ending.registration),
        fields=(
            Field("certificate_number", "不动产权证书号", required=True, maximum_length=80),
            Field("registered_on", "登簿日期", "date", required=True),
        ),
        doc=f"不动产登记机构依推送的结果文书办理{ending.registered[3:]}，时限对应{clause}。",
    )
    drawing.add("end", "registered", "登记办结", (registry, column + 3, 1), outcome="approved")
    drawing.flow("acceptance_check", "push_to_registry", "通过", 'acceptance_result = "pass"')
    drawing.chain("push_to_registry", "first_registration", "registered")


def _under(limit: str) -> tuple[Limit, ...]:
    return (Limit(limit),) if limit else ()


def works_and_acceptance(drawing: Drawing, ending: Ending) -> None:
    """Works, the call of the joint acceptance, and the gateway behind it with its two ways that do not go on."""
    applicant, lead, _ = ending.lanes
    column, rows = ending.column, ending.rows
    drawing.step(
        "construction",
        "施工",
        (applicant, column, 0),
        role="applicant",
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("completed_on", "完工日期", "date", required=True),
        ),
        doc="施工期间不是审批时间，不计入时限。",
    )
    drawing.add(
        "call",
        "joint_acceptance",
        "竣工联合验收",
        (lead, column, rows[0]),
        calls=ending.called,
        limits=_under(ending.acceptance),
        doc=f"调用“竣工联合验收”流程，{ending.counting}，对应{ending.clause}。",
    )
    drawing.add("exclusive", "acceptance_check", "联合验收结果", (lead, column + 1, rows[0]))
    drawing.add("end", "acceptance_withdrawn", "验收申请撤回", (lead, column + 1, rows[1]), outcome="withdrawn")
    drawing.step(
        "acceptance_rework",
        "整改后重新申报",
        (applicant, column + 1, 0),
        role="applicant",
        time="works",
        fields=(
            Field("rework_done_on", "整改完成日期", "date", required=True),
            Field("rework_note", "整改情况", "textarea", required=True),
        ),
        doc="联合验收未通过或者申请未被受理的，由建设单位整改后重新申报；文件没有规定期限。",
    )
    drawing.chain("construction", "joint_acceptance", "acceptance_check")
    drawing.flow("acceptance_check", "acceptance_withdrawn", "撤回", WITHDRAWN)
    drawing.default("acceptance_check", "acceptance_rework", "未通过")
    drawing.flow("acceptance_rework", "joint_acceptance")
