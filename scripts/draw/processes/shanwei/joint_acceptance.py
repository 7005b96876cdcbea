"""竣工联合验收: five special checks in parallel and the utilities, one opinion (五（一）9, 五（二）7, 五（三）)."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import DOCUMENT, SHANWEI, after_intake, intake_call

DOC = (
    "把规划条件核实、消防验收备案、人防竣工验收、城建档案验收和竣工验收备案合成一个事项办理，市政公用设施同步接入。"
    "各专项并联进行，发现问题只整改、只复验该专项；公示和整改的时间不计入办理时限。"
    "由拿地即开工、简易低风险和老旧小区改造流程调用，时限由调用它的流程规定。"
)
BRANCH_COLUMN = 5
FAULT = Choice("fault", "有问题，需整改")


@dataclass(frozen=True, slots=True)
class Check:
    """One special check: its step, who does it, where it stands."""

    id: str
    name: str
    lane: str
    row: float
    department: str
    fields: tuple[Field, ...]
    doc: str


CHECKS = (
    Check(
        "planning_verification",
        "规划条件核实",
        "natural_resources",
        0,
        "natural_resources",
        (Field("certificate_number", "核实合格证编号", maximum_length=80),),
        "核实建成情况与规划许可及附图是否一致，核发规划条件核实合格证。对已承诺免于规划检验的项目，只核对承诺。",
    ),
    Check(
        "civil_air_defence_acceptance",
        "人防工程竣工验收",
        "housing",
        0,
        "civil_air_defence",
        (Field("record_number", "人防验收备案编号", maximum_length=80),),
        "结建人防工程的竣工验收备案，或者易地建设的验收。不涉及人防的项目不办。",
    ),
    Check(
        "fire_filing",
        "消防验收备案",
        "housing",
        1,
        "fire",
        (
            Field("record_number", "消防备案凭证编号", maximum_length=80),
            Field("sampled", "是否抽中检查", "boolean"),
        ),
        "其他建设工程的消防验收备案；特殊建设工程不在本方案范围内。",
    ),
    Check(
        "archive_acceptance",
        "城建档案验收",
        "housing",
        2,
        "archive",
        (Field("archive_number", "档案验收意见编号", maximum_length=80),),
        "核对竣工档案是否齐全、准确、成套。",
    ),
    Check(
        "completion_filing",
        "竣工验收备案",
        "housing",
        3,
        "housing",
        (Field("filing_number", "竣工验收备案编号", maximum_length=80),),
        "房屋市政工程竣工验收备案。",
    ),
    Check(
        "utility_connection",
        "市政公用设施接入",
        "utilities",
        0,
        "water_supply",
        (
            Field("water_on", "通水日期", "date"),
            Field("power_on", "通电日期", "date"),
            Field("gas_on", "通气日期", "date"),
        ),
        "供水、排水、供电、燃气、通信等单位在同一时限内完成验收和接入。",
    ),
)

FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("construction_permit_number", "施工许可证编号", maximum_length=80),
    Field("area", "建筑面积（平方米）", "number", required=True, minimum=0),
    Field("completed_on", "竣工日期", "date"),
    Field("needs_air_defence", "是否涉及人防工程", "boolean", help="应建防空地下室或者易地建设的，选“是”"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "joint_acceptance",
        "竣工联合验收",
        "shanwei/joint_acceptance.bpmn",
        DOC,
        SHANWEI,
        DOCUMENT,
        "joint_acceptance",
        facts=FACTS,
        materials=(
            Material("joint_acceptance_application", "竣工联合验收申请材料"),
            Material("archive_files", "城建档案"),
        ),
    )
    d.lane("applicant", "建设单位")
    d.lane("counter", "综合窗口", 1.5)
    d.lane("natural_resources", "自然资源局", 1.5)
    d.lane("housing", "住房城乡建设局（含消防、人防、档案）", 4.5, department="housing")
    d.lane("utilities", "市政公用服务单位", 1.5, department="water_supply")
    _front(d)
    d.add("parallel", "checks_begin", "分送各专项", ("natural_resources", 3, 0))
    d.default("intake_outcome", "checks_begin", "受理")
    d.add("parallel", "checks_done", "各专项均通过", ("housing", 8, 1))
    _air_defence_gate(d)
    for check in CHECKS:
        _branch(d, check)
    _opinion(d)
    return d


def _front(d: Drawing) -> None:
    d.add("start", "acceptance_began", "工程完工", ("applicant", 0, 0))
    d.step(
        "apply_acceptance",
        "申请联合验收",
        ("applicant", 1, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("inspected_on", "参建各方验收合格日期", "date", required=True),
            Field("participants", "参加联合验收的单位", "textarea"),
            Field("promise", "承诺所报资料与工程实体一致", "boolean", required=True),
        ),
        needs=("joint_acceptance_application",),
        doc="建设单位自行组织参建各方验收合格后提出申请，可邀请市政公用服务单位一并参加。",
    )
    d.chain("acceptance_began", "apply_acceptance", intake_call(d, ("counter", 1, 0.5)))
    after_intake(d, "counter", 2, 0.5)


def _air_defence_gate(d: Drawing) -> None:
    d.add("exclusive", "air_defence_needed", "是否涉及人防", ("housing", BRANCH_COLUMN - 1, 0))
    d.flow("checks_begin", "air_defence_needed")
    d.add("exclusive", "air_defence_done", "", ("housing", BRANCH_COLUMN + 2.5, 0))
    d.flow("air_defence_needed", "civil_air_defence_acceptance", "涉及", "needs_air_defence")
    d.default("air_defence_needed", "air_defence_done", "不涉及")
    d.chain("air_defence_done", "checks_done")


def _branch(d: Drawing, check: Check) -> None:
    """One special check with its own rectification: only what failed is checked again."""
    variable = f"{check.id}_result"
    d.step(
        check.id,
        check.name,
        (check.lane, BRANCH_COLUMN, check.row),
        department=check.department,
        decides=variable,
        decisions=(Choice("pass", "合格"), FAULT),
        fields=(*check.fields, Field("faults", "存在问题", "textarea", help="不合格的，逐条写明整改要求")),
        needs=("archive_files",) if check.id == "archive_acceptance" else (),
        doc=check.doc,
    )
    gateway = d.add("exclusive", f"{check.id}_outcome", "是否合格", (check.lane, BRANCH_COLUMN + 2, check.row))
    rectify = d.step(
        f"{check.id}_rectification",
        "建设单位整改",
        (check.lane, BRANCH_COLUMN + 1, check.row + 0.5),
        department="applicant",
        role="applicant",
        time="works",
        fields=(
            Field("rectified_on", "整改完成日期", "date", required=True),
            Field("rectification_note", "整改情况", "textarea", required=True),
        ),
        doc=f"只整改“{check.name}”指出的问题，完成后只复验这一项；整改时间不计入办理时限。",
    )
    optional = check.id == "civil_air_defence_acceptance"
    if not optional:
        d.flow("checks_begin", check.id)
    d.flow(check.id, gateway)
    d.flow(gateway, rectify, "有问题", f'{variable} = "fault"')
    d.flow(rectify, check.id)
    d.default(gateway, "air_defence_done" if optional else "checks_done", "合格")


def _opinion(d: Drawing) -> None:
    d.step(
        "acceptance_notice",
        "验收结果公示",
        ("housing", 9, 1),
        time="public_notice",
        decides="acceptance_notice_result",
        decisions=(Choice("no_objection", "公示无异议"), Choice("objection", "收到异议")),
        fields=(
            Field("notice_from", "公示起始日期", "date", required=True),
            Field("notice_until", "公示截止日期", "date"),
            Field("objections", "收到的异议", "textarea"),
        ),
        doc="公示时间不计入联合验收时限；文件没有规定公示多少天，按实际公告填写。",
    )
    d.add("exclusive", "acceptance_notice_outcome", "有无异议", ("housing", 10, 1))
    d.step(
        "objection_check",
        "核查异议",
        ("housing", 11, 2),
        fields=(Field("finding", "核查结论", "textarea", required=True),),
        doc="牵头部门会同有关专项核实公示期间的异议，结论写入联合验收意见。文件没有规定具体做法。",
    )
    d.step(
        "combined_opinion",
        "出具联合验收意见",
        ("housing", 12, 1),
        role="lead",
        decides="acceptance_result",
        decisions=(Choice("pass", "同意通过联合验收"), Choice("fail", "不予通过")),
        fields=(
            Field("opinion_number", "联合验收意见书编号", required=True, maximum_length=80),
            Field("opinion_on", "意见书日期", "date", required=True),
        ),
        doc="由住房城乡建设局牵头，汇总各专项结论，出具一份联合验收意见；结果写入变量 acceptance_result。",
    )
    d.add("exclusive", "acceptance_outcome", "联合验收结论", ("housing", 13, 1))
    d.add("service", "push_acceptance", "推送结果文书", ("housing", 14, 1), service="push_result")
    d.add("end", "accepted_jointly", "联合验收通过", ("housing", 15, 1), outcome="approved")
    d.add("end", "not_accepted", "联合验收未通过", ("housing", 14, 2), outcome="denied")
    d.chain("checks_done", "acceptance_notice", "acceptance_notice_outcome")
    d.default("acceptance_notice_outcome", "combined_opinion", "无异议")
    d.flow("acceptance_notice_outcome", "objection_check", "有异议", 'acceptance_notice_result = "objection"')
    d.chain("objection_check", "combined_opinion", "acceptance_outcome")
    d.flow("acceptance_outcome", "push_acceptance", "通过", 'acceptance_result = "pass"')
    d.default("acceptance_outcome", "not_accepted", "未通过")
    d.chain("push_acceptance", "accepted_jointly")
