"""竣工联合验收 of 揭阳: planning, fire and the other checks with the utilities in parallel, one filing (附表34, 50)."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import after_intake, intake_call
from scripts.draw.processes.jieyang.common import DOCUMENT, FAULT, JIEYANG, NEEDS_AIR_DEFENCE, PROJECT_NAME

DOC = (
    "规划、消防等验收和供水、供电、燃气、排水、网络等配套设施的验收一次提交、一家牵头、并联办理，"
    "并与竣工验收备案合并，对应附表34、50。各类投资项目的牵头部门由揭阳另行明确，这里由住房城乡建设局牵头；"
    "文件要求限时办结，没有写多少天。由各类工程审批流程调用。"
)
BRANCH = 4.0


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its step, who does it, where it stands."""

    id: str
    name: str
    lane: str
    row: float
    department: str
    doc: str


CHECKS = (
    Check(
        "planning_check",
        "规划条件核实",
        "natural_resources",
        0,
        "natural_resources",
        "核实建成情况与规划许可是否一致。",
    ),
    Check("air_defence_check", "人防工程验收", "housing", 0, "civil_air_defence", "涉及人防工程的才验收。"),
    Check("fire_check", "消防验收", "housing", 1, "fire", "消防验收或者备案抽查。"),
    Check("water_check", "供水排水验收", "utilities", 0, "water_supply", "供水、排水设施验收和接通。"),
    Check("power_check", "供电验收", "utilities", 1, "power_supply", "供电设施验收和接通。"),
    Check("gas_check", "燃气和网络验收", "utilities", 2, "gas_supply", "燃气、网络设施验收和接通。"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "jieyang_joint_acceptance",
        "揭阳竣工联合验收",
        "jieyang/jieyang_joint_acceptance.bpmn",
        DOC,
        JIEYANG,
        DOCUMENT,
        "joint_acceptance",
        facts=(
            PROJECT_NAME,
            Field("construction_permit_number", "施工许可证编号", maximum_length=80),
            Field("completed_on", "竣工日期", "date"),
            NEEDS_AIR_DEFENCE,
        ),
        materials=(Material("joint_acceptance_application", "竣工联合验收申请材料（一套）"),),
    )
    d.lane("applicant", "建设单位")
    d.lane("counter", "综合窗口", 1.5)
    d.lane("natural_resources", "自然资源局", 1.5)
    d.lane("housing", "住房城乡建设局（含消防、人防）", 2.5)
    d.lane("utilities", "水电气网单位", 3.5, department="water_supply")
    _front(d)
    d.add("parallel", "checks_begin", "分送各专项", ("natural_resources", 2, 0))
    d.default("intake_outcome", "checks_begin", "受理")
    d.add("parallel", "checks_done", "专项均通过", ("housing", BRANCH + 4, 1))
    _air_defence_gate(d)
    for check in CHECKS:
        _branch(d, check)
    _opinion(d, BRANCH + 5)
    return d


def _front(d: Drawing) -> None:
    d.add("start", "acceptance_began", "工程完工", ("applicant", 0, 0))
    d.step(
        "apply_acceptance",
        "一次提交验收申请",
        ("applicant", 1, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("inspected_on", "参建各方验收合格日期", "date", required=True),
            Field("promise", "承诺所报资料与工程实体一致", "boolean", required=True),
        ),
        needs=("joint_acceptance_application",),
        doc="建设单位组织参建各方验收合格后，联合验收和竣工验收备案一次提交，对应附表34、50。",
    )
    d.chain("acceptance_began", "apply_acceptance", intake_call(d, ("counter", 1, 0.5)))
    after_intake(d, "counter", 2, 0.5)


def _air_defence_gate(d: Drawing) -> None:
    d.add("exclusive", "air_defence_needed", "是否涉及人防", ("housing", BRANCH - 1, 0))
    d.flow("checks_begin", "air_defence_needed")
    d.add("exclusive", "air_defence_done", "", ("housing", BRANCH + 3, 0))
    d.flow("air_defence_needed", "air_defence_check", "涉及", "needs_air_defence")
    d.default("air_defence_needed", "air_defence_done", "不涉及")
    d.chain("air_defence_done", "checks_done")


def _branch(d: Drawing, check: Check) -> None:
    """One check with its own rectification: only what failed is checked again."""
    variable = f"{check.id}_result"
    d.step(
        check.id,
        check.name,
        (check.lane, BRANCH, check.row),
        department=check.department,
        decides=variable,
        decisions=(Choice("pass", "合格"), FAULT),
        fields=(
            Field("opinion_number", "验收意见编号", maximum_length=80),
            Field("faults", "存在问题", "textarea", help="不合格的，逐条写明整改要求"),
        ),
        doc=f"{check.doc}文件没有规定时限。",
    )
    gateway = d.add("exclusive", f"{check.id}_outcome", "是否合格", (check.lane, BRANCH + 2, check.row))
    rectify = d.step(
        f"{check.id}_rectification",
        "建设单位整改",
        (check.lane, BRANCH + 1, check.row + 0.5),
        department="applicant",
        role="applicant",
        time="works",
        fields=(
            Field("rectified_on", "整改完成日期", "date", required=True),
            Field("rectification_note", "整改情况", "textarea", required=True),
        ),
        doc=f"只整改“{check.name}”指出的问题，完成后只复验这一项；整改时间不是审批时间。",
    )
    optional = check.id == "air_defence_check"
    if not optional:
        d.flow("checks_begin", check.id)
    d.flow(check.id, gateway)
    d.flow(gateway, rectify, "有问题", f'{variable} = "fault"')
    d.flow(rectify, check.id)
    d.default(gateway, "air_defence_done" if optional else "checks_done", "合格")


def _opinion(d: Drawing, column: float) -> None:
    d.step(
        "combined_opinion",
        "联合验收意见和备案",
        ("housing", column, 1),
        role="lead",
        decides="acceptance_result",
        decisions=(Choice("pass", "通过，合并备案"), Choice("fail", "不予通过")),
        fields=(
            Field("opinion_number", "联合验收意见书编号", required=True, maximum_length=80),
            Field("filing_number", "竣工验收备案编号", maximum_length=80),
            Field("opinion_on", "意见书日期", "date", required=True),
        ),
        doc="牵头部门汇总各专项结论，出具一份意见，竣工验收备案合并办理，对应附表34；文件没有规定时限。",
    )
    d.add("exclusive", "acceptance_outcome", "联合验收结论", ("housing", column + 1, 1))
    d.add("end", "accepted_jointly", "联合验收通过", ("housing", column + 2, 1), outcome="approved")
    d.add("end", "not_accepted", "联合验收未通过", ("housing", column + 1, 0), outcome="denied")
    d.chain("checks_done", "combined_opinion", "acceptance_outcome")
    d.flow("acceptance_outcome", "accepted_jointly", "通过", 'acceptance_result = "pass"')
    d.default("acceptance_outcome", "not_accepted", "未通过")
