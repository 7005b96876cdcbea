"""既有建筑装饰装修低风险 (三（六）): the permits are waived, which the document calls exploratory."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import after_permits, front
from scripts.draw.processes.foshan.common import PROJECT_NAME, STATUTORY, begin
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

DOC = (
    "既有建筑内 3000 平方米以下的办公场所装修，不动规划、结构和消防的，探索豁免施工许可、消防设计审查和消防验收。"
    "对应实施方案二（六）、三（六）。不符合条件的仍要办理。文件没有规定时限。"
)
CONDITIONS = (
    ("changes_planning", "改变面积、总高、层数、外立面或者使用性质"),
    ("lowers_safety", "降低建筑结构安全等级"),
    ("changes_fire_safety", "改动防火分区、安全疏散或者消防设施"),
    ("needs_title", "涉及办理产权登记"),
)
FACTS = (
    PROJECT_NAME,
    Field("decoration_area", "装修面积（平方米）", "number", required=True, minimum=0),
    Field("office", "用作办公场所", "boolean", required=True),
    *(Field(name, label, "boolean", required=True) for name, label in CONDITIONS),
    Field("fire_rated_materials", "装修材料符合防火规范", "boolean", required=True),
    Field("fire_accepted", "主体建筑已通过消防验收或者备案", "boolean", required=True),
    Field(
        "in_excluded_zone", "是否涉及除外情形", "boolean", required=True, help="人员密集场所、特殊建设工程、保护范围等"
    ),
)
EXEMPT = (
    "decoration_area <= 3000 and office and fire_rated_materials and fire_accepted and in_excluded_zone = false and "
    + " and ".join(f"{name} = false" for name, _ in CONDITIONS)
)
PERMITS = (
    Permit(
        "fire_design_review",
        "消防设计审查",
        "housing",
        0,
        "fire",
        "不符合豁免条件的，依规定办理消防设计审查。",
    ),
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        1,
        "housing",
        "不符合豁免条件的，依规定办理施工许可。",
        needs=("decoration_drawings",),
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_decoration",
        "既有建筑装饰装修（佛山）",
        DOC,
        "decoration",
        facts=FACTS,
        materials=(Material("decoration_drawings", "装修施工图", when=f"not({EXEMPT})"),),
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("applicant", "建设单位")
    d.lane("housing", "住房城乡建设局（含消防）", 2)
    intake = front(d, "counter", 0)
    d.add("exclusive", "exemption", "是否符合豁免条件", ("applicant", 2, 0))
    d.default(intake, "exemption", "受理")
    d.step(
        "exempt_works",
        "声明并装修",
        ("applicant", 3, 0),
        role="applicant",
        time="works",
        fields=(
            Field("declared", "声明各项条件均符合", "boolean", required=True),
            Field("completed_on", "完工日期", "date", required=True),
        ),
        doc="豁免施工许可、消防设计审查和消防验收，对应三（六）；报送方式文件没有规定，这里由建设单位声明。",
    )
    d.add("end", "exempt_done", "豁免办结", ("applicant", 4, 0), outcome="approved")
    d.flow("exemption", "exempt_works", "符合", EXEMPT)
    d.chain("exempt_works", "exempt_done")
    draw_permits(
        d,
        Group(
            "permits",
            "施工许可和消防审查",
            "不符合豁免条件的照常办理；实施方案没有规定天数，依行政许可法联合办理的期限。",
            (STATUTORY,),
            PERMITS,
        ),
        Frame(5, ("housing", 0)),
    )
    d.default("exemption", "permits", "不符合")
    after_permits(d, PERMITS, "permits", ("housing", 10, 0))
    _rest(d, 11)
    return d


def _rest(d: Drawing, column: float) -> None:
    d.step(
        "works",
        "装修施工",
        ("applicant", column, 0),
        role="applicant",
        time="works",
        fields=(Field("completed_on", "完工日期", "date", required=True),),
        doc="施工期间不是审批时间；验收有问题的，整改后再验。",
    )
    d.step(
        "fire_acceptance",
        "消防验收",
        ("housing", column, 0),
        department="fire",
        decides="fire_acceptance_decision",
        decisions=(Choice("pass", "合格"), Choice("fault", "不合格，整改", returns=True)),
        fields=(Field("certificate_number", "验收意见书编号", maximum_length=80),),
        doc="不符合豁免条件的办理消防验收或者备案；文件没有规定时限。",
    )
    d.add("exclusive", "fire_outcome", "是否合格", ("housing", column + 1, 0))
    d.add("end", "decorated", "装修办结", ("housing", column + 2, 0), outcome="approved")
    d.default("permits_granted", "works", "全部核发")
    d.chain("works", "fire_acceptance", "fire_outcome")
    d.flow("fire_outcome", "works", "整改", 'fire_acceptance_decision = "fault"')
    d.default("fire_outcome", "decorated", "合格")
