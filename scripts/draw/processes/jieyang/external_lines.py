"""电力外线: low voltage exempt, 10 kV permitted by stage, other voltages in one go (二（二）15, 附表51, 52, 64, 65)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit
from scripts.draw.processes.common import REFUSED, WITHDRAWN, after_intake, after_permits, intake_call
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import Frame, Group, draw_permits

DOC = (
    "电力外线工程：低压（220 伏、380 伏）和社会投资简易低风险项目免审批，施工前由供电部门报备方案，对应附表51、65；"
    "10 千伏按阶段并联审批，每阶段不超过 5 个工作日（附表52、64、65），正文二（二）15又写总时间不超过 5 个工作日；"
    "其他项目并联审批总时间不超过 5 天（附表65）。文件没有划分阶段，这里分规划许可和施工手续两个阶段。"
)
EXEMPT = "low_risk or voltage <= 0.38"  # 低压 is 220 V and 380 V; an unknown voltage is not exempt
TEN = "voltage = 10"
FIRST = (c.PLANNING_PERMIT, c.FLOOD_ASSESSMENT)
SECOND = (c.CONSTRUCTION_PERMIT, c.TRAFFIC_PLAN, c.HIGHWAY_WORKS, c.ROAD_EXCAVATION, c.GREEN_SPACE, c.TREES)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "jieyang_external_lines",
        "揭阳电力外线工程",
        "jieyang/jieyang_external_lines.bpmn",
        DOC,
        c.JIEYANG,
        c.DOCUMENT,
        "external_lines",
        limits=(Limit(c.limit("2.15-lines"), "ten_kv_started", "ten_kv_permitted"),),
        facts=(
            c.PROJECT_NAME,
            Field("voltage", "电压（千伏）", "number", required=True, minimum=0, help="220 伏填 0.22，380 伏填 0.38"),
            Field("low_risk", "是否社会投资简易低风险项目", "boolean"),
            *c.LINE_FACTS,
        ),
        materials=(c.WORKS_SCHEME, *c.LINE_MATERIALS),
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("natural_resources", "自然资源局", 2)
    d.lane("water", "水利局")
    d.lane("housing", "住房城乡建设局")
    d.lane("traffic", "公安局、交通运输局", 2, department="public_security")
    d.lane("urban", "城市管理和综合执法局", 3, department="urban_management")
    d.lane("applicant", "供电局（申报单位）", 4)
    d.add("start", "line_planned", "外线方案确定", ("applicant", 0, 1))
    d.add("exclusive", "which_line", "属于哪一类外线", ("applicant", 1, 1))
    d.flow("line_planned", "which_line")
    _exempt(d)
    _other(d)
    _by_stage(d)
    return d


def _exempt(d: Drawing) -> None:
    """Reported before the works, the road by commitment."""
    d.step(
        "report_scheme",
        "报备施工方案",
        ("applicant", 2, 3),
        role="applicant",
        time="applicant",
        fields=(
            Field("scheme_number", "施工方案编号", required=True, maximum_length=80),
            Field("road_promised", "涉及占掘路的，已承诺按时完成施工", "boolean"),
            Field("works_from", "计划开工日期", "date", required=True),
        ),
        needs=("works_scheme",),
        doc="施工前由供电部门向涉及的部门报备方案；占掘路审批实行告知承诺，承诺按时完成，对应二（二）15、附表51、65。",
    )
    d.add(
        "service",
        "notify_departments",
        "送达涉及部门",
        ("applicant", 3, 3),
        service="notify",
        doc="报备的方案送达规划、城管、交通、公安、水利等部门，由其事后监管。",
    )
    _works(d, "exempt_works", ("applicant", 4, 3))
    d.add("end", "exempt_done", "免审批办结", ("applicant", 5, 3), outcome="approved")
    d.flow("which_line", "report_scheme", "低压或简易低风险", EXEMPT)
    d.chain("report_scheme", "notify_departments", "exempt_works", "exempt_done")


def _works(d: Drawing, node: str, at: tuple[str, float, float]) -> None:
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
        doc="施工并恢复道路和绿化；施工时间不是审批时间。",
    )


def _other(d: Drawing) -> None:
    """Every other voltage: all permits at once, by the called process."""
    d.add(
        "call",
        "line_permits",
        "外线并联审批",
        ("applicant", 2, 1),
        calls="jieyang_line_permits",
        limits=(Limit(c.limit("t65-lines")),),
        doc="不属于免审批和 10 千伏的电力外线，各许可一次并联办理，总时间不超过 5 天，对应附表65。",
    )
    d.add("exclusive", "line_outcome", "并联审批结果", ("applicant", 3, 1))
    _works(d, "other_works", ("applicant", 4, 1))
    d.add("end", "other_done", "外线办结", ("applicant", 5, 1), outcome="approved")
    d.add("end", "other_ended", "未获许可", ("applicant", 3, 0), outcome="denied")
    d.default("which_line", "line_permits", "其他电压")
    d.flow("line_permits", "line_outcome")
    d.default("line_outcome", "other_works", "核发")
    denied = " or ".join(f'{p.variable} = "deny"' for p in c.LINE_PERMITS)
    d.flow("line_outcome", "other_ended", "未获许可", f"{REFUSED} or {denied}")
    d.add("end", "other_withdrawn", "申请撤回", ("applicant", 3, 2), outcome="withdrawn")
    d.flow("line_outcome", "other_withdrawn", "撤回", WITHDRAWN)
    d.chain("other_works", "other_done")


def _by_stage(d: Drawing) -> None:
    """10 kV: the planning permit first, then what the works need; each stage under its limit, both under the total."""
    intake_call(d, ("counter", 1, 0.5))
    d.flow("which_line", "intake", "10 千伏", TEN)
    gateway = after_intake(d, "counter", 2, 0.5)
    d.add("milestone", "ten_kv_started", "总时间起算", ("natural_resources", 2, 1), doc="正文的总时间自受理起算。")
    d.default(gateway, "ten_kv_started", "受理")
    stage = (c.limit("t52-stage"),)
    draw_permits(
        d,
        Group(
            "planning_stage",
            "规划阶段（5 个工作日）",
            "管线工程规划许可等，按需并联，对应附表52、64、65。",
            stage,
            FIRST,
        ),
        Frame(3, ("natural_resources", 1)),
    )
    d.flow("ten_kv_started", "planning_stage")
    after_permits(d, FIRST, "planning_stage", ("natural_resources", 8, 0), prefix="planning")
    draw_permits(
        d,
        Group(
            "works_stage",
            "施工阶段（5 个工作日）",
            "施工许可、占用挖掘道路等，按需并联，对应附表52、64、65。",
            stage,
            SECOND,
        ),
        Frame(9, ("traffic", 0), ("traffic", 1)),
    )
    d.default("planning_granted", "works_stage", "核发")
    after_permits(d, SECOND, "works_stage", ("traffic", 16, 0), prefix="works")
    d.add("milestone", "ten_kv_permitted", "许可齐备", ("traffic", 17, 0), doc="总时间到许可全部核发为止。")
    d.default("works_granted", "ten_kv_permitted", "全部核发")
    _works(d, "ten_kv_works", ("applicant", 17, 0))
    d.step(
        "restoration_check",
        "恢复质量验收",
        ("urban", 18, 2),
        decides="restoration_decision",
        decisions=(Choice("pass", "恢复合格"), Choice("fault", "返工", returns=True)),
        fields=(Field("checked_on", "验收日期", "date", required=True),),
        doc="核对道路和绿化的恢复质量；文件没有规定时限。",
    )
    d.add("exclusive", "restoration_outcome", "恢复是否合格", ("urban", 19, 2))
    d.add("end", "ten_kv_done", "10 千伏外线办结", ("urban", 20, 2), outcome="approved")
    d.chain("ten_kv_permitted", "ten_kv_works", "restoration_check", "restoration_outcome")
    d.flow("restoration_outcome", "ten_kv_works", "返工", 'restoration_decision = "fault"')
    d.default("restoration_outcome", "ten_kv_done", "合格")
