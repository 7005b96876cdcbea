"""市政公用外线: permits in parallel as needed, or exempt by commitment under thresholds (五（四）)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import DOCUMENT, SHANWEI, after_permits, front
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

DOC = (
    "供水、排水、供电、燃气、通信的外线接入工程，手续和建设由市政公用服务单位负责。"
    "不涉及主干道且长度、管径、占绿面积都在限值以内的供水供气排水工程，作出承诺后免审批，由各部门事中事后监管；"
    "其余按需并联审批。对应实施方案五（四）。"
)
EXEMPT = (
    "not(main_road) and pipeline_length <= 300 and diameter <= 200 and green_area <= 200"
    ' and (utility = "water" or utility = "gas" or utility = "drainage")'
)

FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field(
        "utility",
        "外线类别",
        "select",
        required=True,
        options=(("water", "供水"), ("gas", "燃气"), ("drainage", "排水"), ("power", "电力"), ("telecom", "通信")),
    ),
    Field("pipeline_length", "长度（米）", "number", required=True, minimum=0),
    Field("diameter", "管径（毫米，DN）", "number", minimum=0, help="电力、通信不填"),
    Field("voltage", "电压（千伏）", "number", minimum=0, help="只有电力外线填写"),
    Field("green_area", "临时占用绿地（平方米）", "number", required=True, minimum=0),
    Field("main_road", "是否涉及城市主干道", "boolean", required=True),
    Field("needs_planning_permit", "是否需要工程规划许可（市政类）", "boolean"),
    Field("occupies_traffic", "是否占道施工影响交通", "boolean"),
    Field("excavates_road", "是否占用、挖掘城市道路", "boolean"),
    Field("crosses_highway", "是否涉路（公路）施工", "boolean"),
    Field("affects_trees", "是否砍伐、迁移城市树木", "boolean"),
    Field("occupies_green", "是否占用城市绿地", "boolean"),
)

# What nobody answered is taken as the guide takes it: a permit is due unless somebody says no.
PLANNING = "needs_planning_permit != false"
GREEN = "occupies_green or (occupies_green = null and green_area > 0)"

MATERIALS = (
    Material("works_plan", "施工方案", when=EXEMPT),
    Material("exempt_commitment", "告知承诺书（含恢复道路绿化）", when=EXEMPT),
    Material("traffic_plan", "交通疏解（组织）方案", tolerable=True, when=f"occupies_traffic or ({EXEMPT})"),
    Material(
        "planning_permit_municipal_application",
        "规划许可（市政类）申请材料",
        tolerable=True,
        when=PLANNING,
    ),
    Material("traffic_plan_application", "占道施工审核申请材料", tolerable=True, when="occupies_traffic"),
    Material("road_occupation_application", "占用（挖掘）道路申请材料", tolerable=True, when="excavates_road"),
    Material("road_works_application", "涉路施工许可申请材料", tolerable=True, when="crosses_highway"),
    Material("tree_permit_application", "砍伐、迁移树木申请材料", tolerable=True, when="affects_trees"),
    Material("green_occupation_application", "占用绿地申请材料", tolerable=True, when=GREEN),
)

PERMITS = (
    Permit(
        "planning_permit",
        "市政类工程规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "核发建设工程规划类许可证（市政类）。",
        when=PLANNING,
        label="需规划许可",
        needs=("planning_permit_municipal_application",),
    ),
    Permit(
        "traffic_plan_approval",
        "占道交通组织审核",
        "traffic",
        0,
        "public_security",
        "占道施工交通组织方案审核。",
        when="occupies_traffic",
        label="占道施工",
        needs=("traffic_plan", "traffic_plan_application"),
    ),
    Permit(
        "highway_works_permit",
        "涉路施工许可",
        "traffic",
        1,
        "transport",
        "涉路施工活动许可。",
        when="crosses_highway",
        label="涉路施工",
        needs=("road_works_application",),
    ),
    Permit(
        "road_excavation_permit",
        "占用挖掘道路审批",
        "urban",
        0,
        "urban_management",
        "占用、挖掘城市道路审批。",
        when="excavates_road",
        label="挖掘道路",
        needs=("road_occupation_application",),
    ),
    Permit(
        "tree_permit",
        "砍伐迁移树木审批",
        "urban",
        1,
        "urban_management",
        "砍伐、迁移城市树木审批。",
        when="affects_trees",
        label="涉及树木",
        needs=("tree_permit_application",),
    ),
    Permit(
        "green_space_permit",
        "占用城市绿地审批",
        "urban",
        2,
        "urban_management",
        "占用城市绿地审批。",
        when=GREEN,
        label="占用绿地",
        needs=("green_occupation_application",),
    ),
)

SUPERVISION = (
    ("natural_resources", "natural_resources", "自然资源监管", 0),
    ("traffic", "public_security", "公安交管监管", 0),
    ("traffic", "transport", "交通运输监管", 1),
    ("urban", "housing", "住建部门监管", 0),
    ("urban", "water", "水务部门监管", 1),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "external_lines",
        "市政公用外线工程",
        "shanwei/external_lines.bpmn",
        DOC,
        SHANWEI,
        DOCUMENT,
        "external_lines",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("applicant", "市政公用服务单位", 2)
    d.lane("natural_resources", "自然资源局")
    d.lane("traffic", "公安局、交通运输局", 2.3, department="public_security")
    d.lane("urban", "城管执法、住建、水务", 3, department="urban_management")
    intake = front(d, "counter", 0)
    d.add("exclusive", "exemption", "是否告知承诺免审批", ("applicant", 2, 0))
    d.default(intake, "exemption", "受理")
    draw_permits(
        d,
        Group(
            "permits",
            "按需并联审批（3 个工作日）",
            "外线工程涉及的许可，按需办理，容缺受理、并联审批，对应实施方案五（四）1；法定联合办理时限同时计时。",
            ("shanwei-2023-2/2.4", "prc-licensing-law/42.2"),
            PERMITS,
        ),
        Frame(3, ("traffic", 0.5)),
    )
    d.default("exemption", "permits", "不符合")
    after_permits(d, PERMITS, "permits", ("traffic", 8, 0.5))
    _permitted_works(d, 9)
    _exempt(d, 4)
    return d


def _permitted_works(d: Drawing, column: float) -> None:
    d.step(
        "permitted_works",
        "施工并恢复",
        ("applicant", column, 1),
        role="applicant",
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("restored_on", "道路绿化恢复日期", "date", required=True),
        ),
        doc="施工并按不低于原貌的标准恢复道路和绿化；施工不是审批时间。",
    )
    d.step(
        "restoration_check",
        "恢复质量验收",
        ("urban", column + 1, 0),
        decides="restoration_decision",
        decisions=(Choice("pass", "恢复合格"), Choice("fault", "返工", returns=True)),
        fields=(Field("checked_on", "验收日期", "date", required=True),),
        doc="核对道路和绿化的恢复质量；文件没有规定时限。",
    )
    d.add("exclusive", "restoration_outcome", "恢复是否合格", ("urban", column + 2, 0))
    d.add("end", "lines_done", "外线工程办结", ("urban", column + 3, 0), outcome="approved")
    d.default("permits_granted", "permitted_works", "全部核发")
    d.chain("permitted_works", "restoration_check", "restoration_outcome")
    d.flow("restoration_outcome", "permitted_works", "返工", 'restoration_decision = "fault"')
    d.default("restoration_outcome", "lines_done", "合格")


def _exempt(d: Drawing, column: float) -> None:
    """Commitment, notification of the departments, works, and their supervision afterwards (五（四）2)."""
    d.step(
        "exemption_commitment",
        "作出告知承诺",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("scheme_settled", "施工方案已经稳定", "boolean", required=True),
            Field("restore_promised", "承诺按不低于原貌恢复道路和绿化", "boolean", required=True),
            Field("works_from", "计划开工日期", "date", required=True),
            Field("works_until", "计划完工日期", "date", required=True),
        ),
        needs=("works_plan", "traffic_plan", "exempt_commitment"),
        doc="符合限值的供水供气排水外线实行告知承诺免审批，对应五（四）2。",
    )
    d.add(
        "service",
        "notify_departments",
        "推送各监管部门",
        ("applicant", column + 1, 0),
        service="notify",
        doc="开工前的方案材料经审批平台送达五个主管部门。",
    )
    d.step(
        "exempt_works",
        "施工并恢复原貌",
        ("applicant", column + 2, 0),
        role="applicant",
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("restored_on", "道路绿化恢复日期", "date", required=True),
        ),
        doc="施工并按不低于原貌的标准恢复道路和绿化。",
    )
    right = 13
    d.add("parallel", "supervision_fork", "事后监管", ("applicant", right, 0))
    d.add("parallel", "supervision_join", "监管意见收齐", ("urban", right + 2, 0))
    for lane, department, name, row in SUPERVISION:
        step = d.step(
            f"supervise_{department}",
            name,
            (lane, right + 1, row),
            department=department,
            role="case_worker",
            fields=(
                Field("inspected_on", "检查日期", "date", required=True),
                Field("findings", "发现的问题", "textarea"),
            ),
            doc="从工作方案、施工现场管理、修复质量等方面作事中事后监管；文件没有规定时限。",
        )
        d.chain("supervision_fork", step, "supervision_join")
    d.step(
        "supervision_opinion",
        "汇总监管结论",
        ("urban", right + 3, 0),
        department="housing",
        role="lead",
        decides="supervision_decision",
        decisions=(Choice("pass", "符合承诺"), Choice("fault", "与承诺不符，责令整改", returns=True)),
        fields=(Field("credit_record", "信用记录情况", "textarea"),),
        doc="与承诺不符的责令整改并纳入信用监管，对应实施方案七。",
    )
    d.add("exclusive", "supervision_outcome", "是否符合承诺", ("urban", right + 4, 0))
    d.add("end", "exempt_done", "免审批办结", ("urban", right + 5, 0), outcome="approved")
    d.flow("exemption", "exemption_commitment", "符合限值", EXEMPT)
    d.chain("exemption_commitment", "notify_departments", "exempt_works", "supervision_fork")
    d.chain("supervision_join", "supervision_opinion", "supervision_outcome")
    d.flow("supervision_outcome", "exempt_works", "责令整改", 'supervision_decision = "fault"')
    d.default("supervision_outcome", "exempt_done", "符合")
