"""竣工联合验收 of 佛山: one acceptance on site, one opinion (三（二）2, 三（三）3, 三（四）4, 三（七）4)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import after_intake, intake_call
from scripts.draw.processes.foshan.common import AIR_DEFENCE, NEEDS_AIR_DEFENCE, PROJECT_NAME, begin

DOC = (
    "把规划条件核实、消防验收备案、人防竣工验收备案和竣工验收备案合成联合验收一件事，由牵头部门一口受理。"
    "由佛山带方案出让、带规划建设条件出让、简易低风险、老旧小区改造和电网工程的流程调用，时限由调用它的流程规定。"
    "对应实施方案三（二）2、三（三）3；现场出具意见书视为完成竣工验收备案、档案等事项可以承诺，见“益晒你”行动方案二（八）。"
)
FINDINGS = (
    Field("conforms", "符合要求", "boolean", required=True),
    Field("faults", "存在问题", "textarea", help="不符合的，逐条写明整改要求"),
)
CHECKS = (
    (
        "planning_verification",
        "规划条件核实",
        "natural_resources",
        0,
        "natural_resources",
        "核实建成情况与规划许可是否一致，对应三（二）2、三（三）3。",
    ),
    (
        "fire_filing",
        "消防验收备案",
        "housing",
        0,
        "fire",
        "其他建设工程的消防验收备案；消防特殊建设工程不在本方案范围内。",
    ),
    (
        "quality_check",
        "质量和竣工资料核查",
        "housing",
        1,
        "housing",
        "核查工程质量和竣工验收资料，作为竣工验收备案的依据。",
    ),
    (
        "other_commitments",
        "档案通信信箱承诺",
        "housing",
        2,
        "housing",
        "城建档案、通信设施、信箱验收可以告知承诺，见“益晒你”行动方案二（八）。",
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_joint_acceptance",
        "竣工联合验收（佛山）",
        DOC,
        "joint_acceptance",
        facts=(
            PROJECT_NAME,
            Field("construction_permit_number", "施工许可证编号", maximum_length=80),
            Field("completed_on", "竣工日期", "date"),
            Field("single_unit", "单位工程单独验收", "boolean", help="满足使用功能的单位工程可以单独验收，先行使用"),
            NEEDS_AIR_DEFENCE,
        ),
        materials=(
            Material("joint_acceptance_application", "竣工联合验收申请材料"),
            Material("archive_commitment", "档案、通信、信箱验收承诺书", tolerable=True),
        ),
    )
    d.lane("applicant", "建设单位")
    d.lane("counter", "综合窗口（一口受理）", 1.5, department="counter")
    d.lane("natural_resources", "自然资源局")
    d.lane("housing", "住房城乡建设局（牵头，含消防、人防）", 4)
    _front(d)
    _checks(d, 4)
    _opinion(d, 9)
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
            Field("promise", "承诺所报资料与工程实体一致", "boolean", required=True),
        ),
        needs=("joint_acceptance_application",),
        doc="建设单位完成自验后，经工程审批系统一次提出联合验收申请。",
    )
    d.chain("acceptance_began", "apply_acceptance", intake_call(d, ("counter", 1, 0.5)))
    after_intake(d, "counter", 2, 0.5)


def _checks(d: Drawing, column: float) -> None:
    d.add("parallel", "checks_begin", "现场一次验收", ("housing", column, 1))
    d.add("parallel", "checks_done", "意见收齐", ("housing", column + 4, 1))
    d.default("intake_outcome", "checks_begin", "受理")
    for step, name, lane, row, department, doc in CHECKS:
        d.step(
            step,
            name,
            (lane, column + 2, row),
            department=department,
            role="case_worker",
            fields=FINDINGS,
            needs=("archive_commitment",) if step == "other_commitments" else (),
            doc=doc,
        )
        d.chain("checks_begin", step, "checks_done")
    d.add("exclusive", "air_defence_needed", "是否涉及人防", ("housing", column + 1, 3))
    d.step(
        "civil_air_defence_acceptance",
        "人防竣工验收备案",
        ("housing", column + 2, 3),
        department="civil_air_defence",
        role="case_worker",
        fields=FINDINGS,
        doc="结建式人防工程竣工验收备案；不涉及人防的不办。",
    )
    d.add("exclusive", "air_defence_done", "", ("housing", column + 3, 3))
    d.chain("checks_begin", "air_defence_needed")
    d.flow("air_defence_needed", "civil_air_defence_acceptance", "涉及", AIR_DEFENCE)
    d.default("air_defence_needed", "air_defence_done", "不涉及")
    d.chain("civil_air_defence_acceptance", "air_defence_done", "checks_done")


def _opinion(d: Drawing, column: float) -> None:
    d.step(
        "combined_opinion",
        "出具联合验收意见",
        ("housing", column, 1),
        role="lead",
        decides="acceptance_result",
        decisions=(
            Choice("pass", "同意通过联合验收"),
            Choice("rectify", "整改后复验", returns=True),
            Choice("fail", "不予通过"),
        ),
        fields=(
            Field("opinion_number", "联合验收意见书编号", required=True, maximum_length=80),
            Field("opinion_on", "意见书日期", "date", required=True),
        ),
        doc="牵头部门汇总各专项，现场出具一份意见书，视为完成竣工验收备案；结果写入变量 acceptance_result。",
    )
    d.add("exclusive", "acceptance_outcome", "联合验收结论", ("housing", column + 1, 1))
    d.step(
        "rectification",
        "建设单位整改",
        ("applicant", column + 1, 0),
        role="applicant",
        time="works",
        fields=(
            Field("rectified_on", "整改完成日期", "date", required=True),
            Field("rectification_note", "整改情况", "textarea", required=True),
        ),
        doc="按意见整改，由牵头部门督促；整改时间不计入办理时限，文件没有规定期限。",
    )
    d.step(
        "recheck",
        "复验整改内容",
        ("housing", column, 0),
        fields=(Field("recheck_note", "复验情况", "textarea", required=True),),
        doc="只复验整改的内容，合格后出具意见。文件没有规定具体做法。",
    )
    d.step(
        "completion_filing",
        "核发结果和备案表",
        ("housing", column + 2, 1),
        fields=(
            Field("filing_number", "竣工验收备案编号", required=True, maximum_length=80),
            Field("filed_on", "备案日期", "date", required=True),
        ),
        doc="各部门出具结果物，同时出具竣工验收备案表，建设单位不再单独办理，见“益晒你”行动方案二（八）。",
    )
    d.add("service", "push_acceptance", "推送结果文书", ("housing", column + 3, 1), service="push_result")
    d.add("end", "accepted_jointly", "联合验收通过", ("housing", column + 4, 1), outcome="approved")
    d.add("end", "not_accepted", "联合验收未通过", ("housing", column + 2, 2), outcome="denied")
    d.chain("checks_done", "combined_opinion", "acceptance_outcome")
    d.flow("acceptance_outcome", "rectification", "需整改", 'acceptance_result = "rectify"')
    d.chain("rectification", "recheck", "combined_opinion")
    d.flow("acceptance_outcome", "completion_filing", "通过", 'acceptance_result = "pass"')
    d.default("acceptance_outcome", "not_accepted", "未通过")
    d.chain("completion_filing", "push_acceptance", "accepted_jointly")
