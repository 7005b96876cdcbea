"""海南极简审批: approval prepared before the land is granted, works, joint acceptance, title (琼府办〔2023〕16号)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import PERMIT_FIELDS, after_intake, intake_call

DOCUMENT = "hainan-2023-16"
DOC = (
    "海南重点产业园区简易低风险工业、仓储项目的审批预制：园区机构代办预制手续，带方案出让土地，"
    "企业取得土地后凭预制材料一次办理规划许可和施工许可；放线承诺备案，竣工限时联合验收，验收即拿证。"
    "文件要求限时而没有给出任何天数，各环节的法定期限照旧。"
)
SMALL = "plot_ratio <= 2 and height <= 30"
FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field(
        "use",
        "用途",
        "select",
        required=True,
        options=(("factory", "工业"), ("warehouse", "仓储"), ("other", "其他")),
    ),
    Field("conditions_changed", "是否拆分合并地块或者调整规划条件", "boolean", required=True),
    Field("plot_ratio", "容积率", "number", required=True, minimum=0),
    Field("height", "建筑高度（米）", "number", required=True, minimum=0),
)
MATERIALS = (
    Material("prefab_file", "审批预制材料"),
    Material("land_contract", "土地出让合同"),
    Material("setting_out_commitment", "放线承诺书"),
    Material("acceptance_documents", "竣工联合验收材料"),
)
CHECKS = (
    ("planning", "规划核实", "natural_resources", "natural_resources", 0),
    ("land_review", "用地复核", "natural_resources", "natural_resources", 1),
    ("building", "建筑验收", "approval", "housing", 0),
    ("fire", "消防验收", "approval", "housing", 0.8),
    ("air_defence", "人防验收", "approval", "approval", 1.6),
    ("archive", "档案验收（可承诺）", "approval", "approval", 2.4),
    ("security", "国安验收", "approval", "approval", 3.2),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "hainan_minimal_approval",
        "海南工程项目极简审批",
        "hainan/hainan_minimal_approval.bpmn",
        DOC,
        "海南",
        DOCUMENT,
        "minimal_approval",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("applicant", "建设单位")
    d.lane("park", "园区管理机构", 1.8)
    d.lane("natural_resources", "自然资源和规划部门", 2)
    d.lane("approval", "审批部门、住建部门", 4.2)
    d.lane("registry", "不动产登记机构")
    _prefabrication(d)
    _permits(d)
    _acceptance(d)
    _title(d)
    return d


def _prefabrication(d: Drawing) -> None:
    d.add("start", "site_prepared", "园区准备地块", ("park", 0, 0))
    d.add("exclusive", "plan_adjustment", "是否调整规划条件", ("park", 1, 0))
    d.add("exclusive", "plan_size", "是否在限值以内", ("natural_resources", 1, 0))
    d.step(
        "plan_filing",
        "报原机构备案",
        ("natural_resources", 3, 0),
        fields=(Field("filing_number", "备案编号", required=True, maximum_length=80),),
        doc="高度 30 米以内、容积率 2.0 以内的，不必报批控规调整，报原审批机构备案，对应一（二）。",
    )
    d.step(
        "plan_change",
        "调整控规报批",
        ("natural_resources", 3, 1),
        time="special_procedure",
        fields=(Field("approval_number", "控规调整批文号", required=True, maximum_length=80),),
        doc="超出限值的依法报批控制性详细规划调整；期限依规划法律，文件没有另定。",
    )
    d.step(
        "prefab_application",
        "代办审批预制",
        ("park", 4, 0),
        fields=(Field("standard_design", "采用的标准设计方案", maximum_length=120),),
        doc="园区管理机构或者平台公司先行向审批部门申请预制手续，对应一（二）；没有规定时限。",
    )
    d.step(
        "prefab_review",
        "预制审查",
        ("approval", 5, 0.75),
        decides="prefab_decision",
        decisions=(Choice("pass", "预制完成"), Choice("correct", "修改方案", returns=True)),
        fields=(Field("prefab_number", "预制意见编号", maximum_length=80), Field("changes", "修改要求", "textarea")),
        doc="审批部门预先审查方案和材料，形成预制成果；没有规定时限。",
    )
    d.add("exclusive", "prefab_outcome", "是否完成", ("approval", 6, 0.75))
    d.step(
        "land_with_plan",
        "带方案出让土地",
        ("natural_resources", 7, 0),
        fields=(
            Field("land_contract_number", "出让合同编号", required=True, maximum_length=80),
            Field("assessments_handed_over", "区域评估结果已交付", "boolean", required=True),
        ),
        doc="按规定带方案出让土地，区域评估结果一并交付，对应一（一）（二）；没有规定时限。",
    )
    d.chain("site_prepared", "plan_adjustment")
    d.flow("plan_adjustment", "plan_size", "要调整", "conditions_changed")
    d.flow("plan_size", "plan_filing", "限值以内", SMALL)
    d.default("plan_size", "plan_change", "超出")
    d.default("plan_adjustment", "prefab_application", "不调整")
    d.chain("plan_filing", "prefab_application")
    d.chain("plan_change", "prefab_application", "prefab_review", "prefab_outcome")
    d.flow("prefab_outcome", "prefab_application", "修改", 'prefab_decision = "correct"')
    d.default("prefab_outcome", "land_with_plan", "完成")


def _permits(d: Drawing) -> None:
    intake = intake_call(d, ("approval", 8, 0.75))
    d.chain("land_with_plan", intake)
    gateway = after_intake(d, "approval", 9, 0.75)
    d.step(
        "combined_permits",
        "规划施工许可合办",
        ("approval", 10.5, 1.8),
        role="lead",
        decides="combined_permits_decision",
        decisions=(Choice("approve", "准予，核发两证"), Choice("deny", "不予许可")),
        needs=("prefab_file", "land_contract"),
        fields=PERMIT_FIELDS,
        doc="凭预制材料把规划许可和施工许可合并为一个阶段办理，可以分阶段核发施工许可，对应二（五）；没有另定时限。",
    )
    d.add("exclusive", "permits_outcome", "是否准予", ("approval", 11, 1.8))
    d.add("end", "permits_denied", "不予许可", ("approval", 11, 2.8), outcome="denied")
    d.step(
        "setting_out",
        "放线并作出承诺",
        ("applicant", 12, 0),
        role="applicant",
        time="applicant",
        needs=("setting_out_commitment",),
        fields=(Field("promised_on", "承诺日期", "date", required=True),),
        doc="放线后书面承诺符合规划许可即可开挖基础，主管部门事后监管，对应二（八）。",
    )
    d.step(
        "construction",
        "施工",
        ("applicant", 13, 0),
        role="applicant",
        time="works",
        fields=(Field("completed_on", "完工日期", "date", required=True),),
        doc="施工期间不是审批时间。",
    )
    d.default(gateway, "combined_permits", "受理")
    d.chain("combined_permits", "permits_outcome")
    d.flow("permits_outcome", "permits_denied", "不予许可", 'combined_permits_decision = "deny"')
    d.default("permits_outcome", "setting_out", "准予")
    d.chain("setting_out", "construction")


def _acceptance(d: Drawing) -> None:
    """Seven checks at once, one opinion (三（九）)."""
    with d.sub_process(
        "joint_acceptance",
        "限时联合验收（未定天数）",
        "建筑、消防、人防、规划、用地、档案、国安七项同时验收，统一图纸、标准和意见，对应三（九）；没有规定天数。",
    ):
        d.add("start", "acceptance_begin", "开始", ("approval", 14, 0.8))
        d.add("parallel", "acceptance_fork", "分送各专项", ("approval", 15, 0.8))
        d.add("parallel", "acceptance_join", "意见收齐", ("approval", 17, 0.8))
        for node, name, lane, department, row in CHECKS:
            step = d.step(
                f"check_{node}",
                name,
                (lane, 16, row),
                department=department,
                role="case_worker",
                needs=("acceptance_documents",) if node == "archive" else (),
                fields=(Field("conforms", "是否合格", "boolean", required=True), Field("faults", "问题", "textarea")),
                doc=f"联合验收的一个专项：{name}；测绘成果共享，不要求重复提交，没有规定天数。",
            )
            d.chain("acceptance_fork", step, "acceptance_join")
        d.step(
            "acceptance_opinion",
            "统一出具验收意见",
            ("approval", 18, 0.8),
            role="lead",
            decides="acceptance_decision",
            decisions=(Choice("pass", "验收通过"), Choice("fault", "整改后再验")),
            fields=(Field("opinion_number", "验收意见编号", required=True, maximum_length=80),),
            doc="汇总各专项，统一出具验收意见，对应三（九）。",
        )
        d.add("end", "acceptance_end", "结束", ("approval", 19, 0.8))
        d.chain("acceptance_begin", "acceptance_fork")
        d.chain("acceptance_join", "acceptance_opinion", "acceptance_end")
    d.add("exclusive", "acceptance_outcome", "是否通过", ("approval", 20, 0.8))
    d.step(
        "rectification",
        "整改",
        ("applicant", 20, 0),
        role="applicant",
        time="works",
        fields=(Field("rectified_on", "整改完成日期", "date", required=True),),
        doc="建设单位整改后再次联合验收；不是审批时间。",
    )
    d.flow("acceptance_outcome", "rectification", "整改", 'acceptance_decision = "fault"')
    d.flow("rectification", "joint_acceptance")


def _title(d: Drawing) -> None:
    """验收即拿证: the survey begins when the acceptance is applied for (三（十一）)."""
    d.add("parallel", "acceptance_applied", "申请联合验收", ("park", 13, 1))
    d.add(
        "service",
        "push_to_registry",
        "推送登记系统",
        ("registry", 14, 0),
        service="push_result",
        doc="联合验收时把土地、规划、竣工、测绘和用地复核信息推送不动产登记系统，对应三（十一）。",
    )
    d.step(
        "title_survey",
        "提前权籍调查",
        ("registry", 16, 0),
        fields=(Field("survey_number", "权籍调查编号", required=True, maximum_length=80),),
        doc="不动产管理部门提前开展权籍调查，对应三（十一）；没有规定时限。",
    )
    d.step(
        "completion_filing",
        "竣工验收备案",
        ("approval", 21, 0.8),
        department="housing",
        fields=(Field("filing_certificate", "备案编号", required=True, maximum_length=80),),
        doc="联合验收完成后办理竣工验收备案，对应三（九）（十一）；没有规定天数。",
    )
    d.add("parallel", "ready_for_title", "备案完成", ("registry", 22, 0))
    d.step(
        "first_registration",
        "不动产首次登记",
        ("registry", 23, 0),
        fields=(
            Field("certificate_number", "不动产权证书号", required=True, maximum_length=80),
            Field("registered_on", "登簿日期", "date", required=True),
        ),
        doc="竣工备案后依次办理首次登记，验收即拿证，对应三（十一）；没有规定天数。",
    )
    d.add("end", "registered", "验收即拿证", ("registry", 24, 0), outcome="approved")
    d.chain("construction", "acceptance_applied", "joint_acceptance", "acceptance_outcome")
    d.default("acceptance_outcome", "completion_filing", "通过")
    d.chain("completion_filing", "ready_for_title")
    d.chain("acceptance_applied", "push_to_registry", "title_survey", "ready_for_title")
    d.chain("ready_for_title", "first_registration", "registered")
