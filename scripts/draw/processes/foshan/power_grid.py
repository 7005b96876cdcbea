"""电网工程 (三（七）): 10 + 1 + 1 + 8 of 20 working days, with the parts that are waived."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import WITHDRAWN, after_permits, front
from scripts.draw.processes.foshan.common import ACCEPTANCE, NEEDS_AIR_DEFENCE, PROJECT_NAME, STATUTORY, begin, limit
from scripts.draw.processes.permits import DENIED, GRANTED, Frame, Group, Permit, draw_permits

DOC = (
    "变电站和各级输配线路：用地预审与选址 10 个工作日，工程规划许可 1 个，施工许可 1 个，联合验收 8 个，全流程 20 个。"
    "对应实施方案三（七）。不改变用地性质、不新增用地的免用地预审，不需要批准核准、不划拨供地的免规划选址，"
    "小型房屋建筑免施工许可。房地产开发项目的变电站配套不在内。"
)
SUBSTATION = 'works = "substation"'
SMALL = "building_works = false or investment <= 100 or building_area <= 500"
FACTS = (
    PROJECT_NAME,
    Field("works", "工程类别", "select", required=True, options=(("substation", "变电站"), ("line", "输配电线路"))),
    Field("approved_or_allocated", "由发改批准核准，或者以划拨方式供地", "boolean", required=True),
    Field("keeps_land", "不改用地性质、不新增用地，或者使用已批建设用地", "boolean", required=True),
    Field("building_works", "含厂房、办公和生活用房等房屋建筑和市政工程", "boolean", required=True),
    Field("investment", "工程投资额（万元）", "number", minimum=0),
    Field("building_area", "建筑面积（平方米）", "number", minimum=0),
    NEEDS_AIR_DEFENCE,
)
MATERIALS = (
    Material("siting_application", "用地预审与选址申请材料"),
    Material("grid_commitment", "规划许可告知承诺书", when=SUBSTATION),
    Material("planning_permit_application", "规划许可申请材料"),
    Material("construction_commitment", "施工许可告知承诺书", when=f"not({SMALL})"),
)
LAND = (
    Permit(
        "siting_opinion",
        "规划选址意见",
        "natural_resources",
        0,
        "natural_resources",
        "发改不批准核准、也不以划拨方式供地的，免此环节，对应三（七）1。",
        needs=("siting_application",),
        when="approved_or_allocated",
        label="批准或划拨",
    ),
    Permit(
        "land_preview",
        "用地预审",
        "natural_resources",
        2,
        "natural_resources",
        "不改变用地性质、不新增建设用地的，或者使用已批建设用地的，免此环节，对应三（七）1。",
        needs=("siting_application",),
        when="keeps_land = false",
        label="新增或改变",
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_power_grid",
        "电网工程（佛山）",
        DOC,
        "power_grid",
        limits=(Limit(limit("1-power-grid"), "land_and_siting", "grid_done"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("natural_resources", "自然资源局", 3)
    d.lane("applicant", "供电企业（建设单位）", 2, department="applicant")
    d.lane("housing", "住房城乡建设局", 2)
    intake = front(d, "counter", 0)
    draw_permits(
        d,
        Group(
            "land_and_siting",
            "用地预审与选址（10 个工作日）",
            "用地预审与选址意见书，按情况免去其中环节，对应三（七）1。",
            (limit("3.7.1"), STATUTORY),
            LAND,
        ),
        Frame(3, ("natural_resources", 1)),
    )
    d.default(intake, "land_and_siting", "受理")
    after_permits(d, LAND, "land_and_siting", ("natural_resources", 8, 1), prefix="land")
    _planning(d, 9)
    _construction_permit(d, 16)
    _works(d, 20)
    _acceptance(d, 23)
    return d


def _planning(d: Drawing, column: float) -> None:
    d.step(
        "planning_application",
        "申请工程规划许可",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("land_proof", "土地证明（可用用地预审意见）", required=True, maximum_length=200),
            Field(
                "smaller_within_site", "用地或者里程减少且不超出原选址", "boolean", help="不影响办理，不用重办选址意见"
            ),
        ),
        needs=("planning_permit_application", "grid_commitment"),
        doc="用地预审意见可以作为土地证明；变电站作告知承诺，对应三（七）2。",
    )
    with d.sub_process(
        "planning",
        "工程规划许可（1 个工作日）",
        "变电站实行告知承诺，不审方案，批前公示后直接核发；时限不含公示，对应三（七）2。",
        (limit("3.7.2"),),
    ):
        d.add("start", "planning_begin", "开始", ("natural_resources", column + 1, 1))
        d.add("exclusive", "planning_route", "是否变电站", ("natural_resources", column + 2, 1))
        d.step(
            "plan_notice",
            "批前公示",
            ("natural_resources", column + 3, 0),
            time="public_notice",
            fields=(
                Field("notice_from", "公示起始日期", "date", required=True),
                Field("notice_until", "公示截止日期", "date"),
                Field("objections", "收到的异议", "textarea"),
            ),
            doc="完成批前公示后直接核发；公示天数文件没有规定，时间不计入时限。",
        )
        d.step(
            "planning_permit",
            "核发规划许可证",
            ("natural_resources", column + 4, 1),
            decides="planning_permit_decision",
            decisions=(GRANTED, DENIED),
            fields=(Field("permit_number", "许可证编号", required=True, maximum_length=80),),
            doc="变电站凭承诺核发，不作方案审查；线路工程依申请核发，对应三（七）2。",
        )
        d.add("end", "planning_end", "结束", ("natural_resources", column + 5, 1))
        d.chain("planning_begin", "planning_route")
        d.flow("planning_route", "plan_notice", "变电站", SUBSTATION)
        d.default("planning_route", "planning_permit", "线路")
        d.chain("plan_notice", "planning_permit", "planning_end")
    d.add("exclusive", "planning_outcome", "是否核发", ("natural_resources", column + 6, 1))
    d.add("end", "planning_denied", "规划许可不予核发", ("natural_resources", column + 6, 2), outcome="denied")
    d.default("land_granted", "planning_application", "全部办结")
    d.flow("planning_application", "planning")
    d.flow("planning", "planning_outcome")
    d.flow("planning_outcome", "planning_denied", "不予许可", 'planning_permit_decision = "deny"')


def _construction_permit(d: Drawing, column: float) -> None:
    d.add("exclusive", "construction_route", "是否需施工许可", ("applicant", column, 0))
    d.step(
        "construction_application",
        "承诺并申请施工许可",
        ("applicant", column + 1, 1),
        role="applicant",
        time="applicant",
        fields=(Field("commitment_made", "已作告知承诺", "boolean", required=True),),
        needs=("construction_commitment",),
        doc="范围内的房屋建筑和市政工程向住房城乡建设部门申办，实行告知承诺，对应三（七）3。",
    )
    d.step(
        "construction_permit",
        "核发施工许可",
        ("housing", column + 1, 0),
        decides="construction_permit_decision",
        decisions=(GRANTED, DENIED),
        fields=(Field("permit_number", "施工许可证编号", required=True, maximum_length=80),),
        limits=(Limit(limit("3.7.3")),),
        doc="实行告知承诺，1 个工作日核发；投资 100 万元以下或者面积 500 平方米以下的免办，对应三（七）3。",
    )
    d.add("exclusive", "construction_outcome", "是否核发", ("housing", column + 2, 0))
    d.add("end", "construction_denied", "施工许可不予核发", ("housing", column + 2, 1), outcome="denied")
    d.default("planning_outcome", "construction_route", "核发")
    d.default("construction_route", "construction_application", "需要")
    d.chain("construction_application", "construction_permit", "construction_outcome")
    d.flow("construction_outcome", "construction_denied", "不予许可", 'construction_permit_decision = "deny"')


def _works(d: Drawing, column: float) -> None:
    """Works under the supplier's own supervision; beside them the substation's plan is checked after the fact."""
    d.step(
        "supplier_review",
        "自行审图和安全监督",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("drawing_opinion", "施工图审查意见认可编号", maximum_length=80),
            Field("quality_body", "电力工程质量监督机构", required=True, maximum_length=200),
        ),
        doc="土建的施工图审查、意见认可和安全监督由供电企业负责，质量由电力工程质量监督机构监督，对应三（七）3。",
    )
    d.add("parallel", "works_fork", "开工", ("applicant", column + 1, 0))
    d.add("exclusive", "post_review_route", "是否变电站", ("natural_resources", column + 1, 1))
    d.step(
        "post_review",
        "批后复核方案",
        ("natural_resources", column + 2, 1),
        time="special_procedure",
        fields=(
            Field("reviewed_on", "复核日期", "date", required=True),
            Field("conforms", "与承诺相符", "boolean", required=True),
            Field("faults", "责令整改的要求", "textarea"),
        ),
        doc="变电站的方案审查改为批后复核，与施工同时；文件没有规定时限，不符的责令整改，对应三（七）2、五（二）。",
    )
    d.step(
        "construction",
        "施工",
        ("applicant", column + 2, 0),
        role="applicant",
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("completed_on", "完工日期", "date", required=True),
        ),
        doc="施工期间不是审批时间，不计入时限。",
    )
    d.flow("construction_route", "supplier_review", "免办", SMALL)
    d.default("construction_outcome", "supplier_review", "核发")
    d.chain("supplier_review", "works_fork", "construction")
    d.flow("works_fork", "post_review_route")
    d.add("exclusive", "post_review_done", "", ("natural_resources", column + 3, 1))
    d.add("parallel", "works_join", "完工且已复核", ("applicant", column + 3, 0))
    d.flow("post_review_route", "post_review", "变电站", SUBSTATION)
    d.default("post_review_route", "post_review_done", "线路")
    d.chain("post_review", "post_review_done", "works_join")
    d.flow("construction", "works_join")


def _acceptance(d: Drawing, column: float) -> None:
    d.add(
        "call",
        "joint_acceptance",
        "竣工联合验收",
        ("housing", column + 1, 0),
        calls=ACCEPTANCE,
        limits=(Limit(limit("3.7.4")),),
        doc="由联合验收牵头部门组织一次性联合验收，8 个工作日，对应三（七）4。",
    )
    d.add("exclusive", "acceptance_check", "联合验收结果", ("housing", column + 2, 0))
    d.add("end", "acceptance_withdrawn", "验收申请撤回", ("housing", column + 2, 1), outcome="withdrawn")
    d.add("end", "grid_done", "电网工程办结", ("housing", column + 3, 0), outcome="approved")
    d.step(
        "acceptance_rework",
        "整改后重新申报",
        ("applicant", column + 2, 0),
        role="applicant",
        time="works",
        fields=(
            Field("rework_done_on", "整改完成日期", "date", required=True),
            Field("rework_note", "整改情况", "textarea", required=True),
        ),
        doc="联合验收未通过或者申请未被受理的，整改后重新申报；文件没有规定期限。",
    )
    d.chain("works_join", "joint_acceptance", "acceptance_check")
    d.flow("acceptance_check", "acceptance_withdrawn", "撤回", WITHDRAWN)
    d.flow("acceptance_check", "grid_done", "通过", 'acceptance_result = "pass"')
    d.default("acceptance_check", "acceptance_rework", "未通过")
    d.flow("acceptance_rework", "joint_acceptance")
