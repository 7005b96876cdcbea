"""市政公用基础设施外线接入 (三（五）): low-risk lines are reported and built, the others permitted in parallel."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import after_permits, front
from scripts.draw.processes.foshan.common import PROJECT_NAME, STATUTORY, begin
from scripts.draw.processes.foshan.road_matters import road_permits
from scripts.draw.processes.permits import Frame, Group, draw_permits

DOC = (
    "供水、供电、燃气、排水、通信的外线接入，由市政公用服务企业申报。低风险的实行“非禁免批”：通过系统报备施工方案即可施工；"
    "其余涉及占用、迁改市政设施和道路、公路、绿地的，容缺受理、并联审批或者告知承诺免审批。对应实施方案三（五）。"
    "本文件没有规定并联审批的天数。"
)
WET = '(utility = "water" or utility = "gas" or utility = "drainage")'
LOW_VOLTAGE = 'utility = "power" and voltage <= 0.38'
MEDIUM = 'utility = "power" and (voltage = 10 or voltage = 20)'
SMALL = (
    f"({WET} and pipeline_length <= 500 and diameter <= 200 and green_area <= 200) or ({LOW_VOLTAGE})"
    f" or ({MEDIUM} and (new_channel = false or (channel_length <= 1000 and green_area <= 300)))"
)
FACTS = (
    PROJECT_NAME,
    Field(
        "utility",
        "外线类别",
        "select",
        required=True,
        options=(("water", "供水"), ("gas", "燃气"), ("drainage", "排水"), ("power", "电力"), ("telecom", "通信")),
    ),
    Field("pipeline_length", "管线长度（米）", "number", minimum=0, help="供水、供气、排水填写"),
    Field("diameter", "管径（毫米，DN）", "number", minimum=0, help="供水、供气、排水填写"),
    Field("voltage", "电压（千伏）", "number", minimum=0, help="只有电力外线填写；380 伏填 0.38"),
    Field("new_channel", "是否敷设新建电力通道", "boolean", help="只有 10、20 千伏电力外线填写"),
    Field(
        "channel_length",
        "新建电力通道总长（米）",
        "number",
        minimum=0,
        help="不含电缆井、电缆分接箱、配电房、开关房等",
    ),
    Field("green_area", "临时占用绿地（平方米）", "number", required=True, minimum=0),
    Field(
        "in_excluded_zone",
        "是否涉及除外情形",
        "boolean",
        required=True,
        help="文物、生态、轨道、风貌、历史文化等保护范围",
    ),
    Field("relocates_facilities", "是否占用、迁改市政基础设施", "boolean"),
    Field("occupies_traffic", "是否占道施工影响交通", "boolean"),
    Field("excavates_road", "是否占用、挖掘城市道路", "boolean"),
    Field("crosses_highway", "是否涉路（公路）施工", "boolean"),
    Field("occupies_green", "是否占用城市绿地", "boolean"),
)
EXEMPT = f"in_excluded_zone = false and ({SMALL})"
MATERIALS = (
    Material("works_plan", "外线施工方案"),
    Material("traffic_plan", "占道施工交通组织方案", tolerable=True, when="occupies_traffic"),
    Material("line_application", "外线审批申请材料", tolerable=True, when=f"not({EXEMPT})"),
)
PERMITS = road_permits("三（五）2", (0, 1, 3), facilities=True)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_external_lines",
        "市政公用外线接入（佛山）",
        DOC,
        "external_lines",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("applicant", "市政公用服务企业", 2)
    d.lane("roads", "公安局、交通运输局", 4, department="transport")
    d.lane("urban", "城管执法局、住房城乡建设局", 2, department="urban_management")
    intake = front(d, "counter", 0)
    d.add("exclusive", "exemption", "是否低风险外线", ("applicant", 2, 0))
    d.default(intake, "exemption", "受理")
    draw_permits(
        d,
        Group(
            "permits",
            "按需并联审批",
            "涉及的审批容缺受理、并联办理，对应三（五）2；实施方案没有规定天数，依行政许可法联合办理的期限。",
            (STATUTORY,),
            PERMITS,
        ),
        Frame(3, ("roads", 2)),
    )
    d.default("exemption", "permits", "不符合")
    after_permits(d, PERMITS, "permits", ("roads", 8, 2))
    _permitted(d, 9)
    _exempt(d, 4)
    return d


def _permitted(d: Drawing, column: float) -> None:
    works_step(d, "permitted_works", ("applicant", column, 1))
    d.add("end", "lines_done", "外线办结", ("applicant", column + 1, 1), outcome="approved")
    d.default("permits_granted", "permitted_works", "全部核发")
    d.chain("permitted_works", "lines_done")


def works_step(d: Drawing, node: str, at: tuple[str, float, float]) -> None:
    """Works in the road or green space, and their restoration."""
    d.step(
        node,
        "施工并恢复",
        at,
        role="applicant",
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("restored_on", "道路绿化恢复日期", "date", required=True),
        ),
        doc="施工并恢复道路和绿地；施工不是审批时间。",
    )


def _exempt(d: Drawing, column: float) -> None:
    """Reported through the system, built, and checked afterwards."""
    d.step(
        "report_plan",
        "报备施工方案",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("report_number", "报备编号", required=True, maximum_length=80),
            Field("works_from", "计划开工日期", "date", required=True),
            Field("works_until", "计划完工日期", "date", required=True),
        ),
        needs=("works_plan", "traffic_plan"),
        doc="通过工程审批系统报备施工方案，不需要部门审批或者回复即可施工，对应三（五）3。",
    )
    d.add(
        "service",
        "notify_departments",
        "推送各主管部门",
        ("applicant", column + 1, 0),
        service="notify",
        doc="报备材料经系统送达主管部门，供事中事后监管。",
    )
    works_step(d, "exempt_works", ("applicant", column + 2, 0))
    d.step(
        "spot_check",
        "事中事后监管",
        ("urban", 11, 0),
        role="case_worker",
        decides="supervision_decision",
        decisions=(Choice("pass", "符合承诺"), Choice("fault", "与承诺不符，责令整改", returns=True)),
        fields=(
            Field("inspected_on", "检查日期", "date", required=True),
            Field("credit_record", "信用记录情况", "textarea"),
        ),
        doc="按双随机、一公开检查承诺的履行，不符的责令限期整改并纳入信用监管，对应五（二）；文件没有规定时限。",
    )
    d.add("exclusive", "supervision_outcome", "是否符合", ("urban", 12, 0))
    d.step(
        "ordered_rectification",
        "限期整改",
        ("applicant", 12, 0),
        role="applicant",
        time="works",
        fields=(
            Field("rectified_on", "整改完成日期", "date", required=True),
            Field("rectification_note", "整改情况", "textarea", required=True),
        ),
        doc="按责令整改的要求在限期内整改；期限由监管部门定，文件没有规定天数，对应五（二）。",
    )
    d.add("end", "exempt_done", "免批办结", ("urban", 13, 0), outcome="approved")
    d.flow("exemption", "report_plan", "低风险，免批", EXEMPT)
    d.chain("report_plan", "notify_departments", "exempt_works", "spot_check", "supervision_outcome")
    d.flow("supervision_outcome", "ordered_rectification", "责令整改", 'supervision_decision = "fault"')
    d.flow("ordered_rectification", "spot_check")
    d.default("supervision_outcome", "exempt_done", "符合")
