"""Power, water and gas connections of 揭阳 (二（二）15 and 16, 附表59, 62, 68 to 75)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import REFUSED, WITHDRAWN
from scripts.draw.processes.jieyang import common as c

ENDED = " or ".join((REFUSED, *(f'{p.variable} = "deny"' for p in c.LINE_PERMITS)))
ENDED_BY_STAGE = f'{ENDED} or {c.CONSTRUCTION_PERMIT.variable} = "deny"'
# 160 kVA and below in 榕城, 100 kVA and below elsewhere: 及以下 and 以下 both include the figure.
SMALL = 'small_micro and ((district = "rongcheng" and capacity <= 160) or (district = "county" and capacity <= 100))'
LOW_VOLTAGE = f"voltage <= 0.38 or ({SMALL})"

DISTRICT = Field(
    "district",
    "所在区域",
    "select",
    required=True,
    options=(("rongcheng", "榕城局范围"), ("county", "其他县区局")),
)


def draw_power() -> Drawing:
    """Describe the power connection."""
    d = _begin(
        "power",
        "揭阳用电报装",
        "低压业扩报装两个环节：用电申请，现场勘查和装表接电；小微企业在容量限值以内低压接入，零上门、零审批、零投资，"
        "对应附表59、62。小微企业平均接电时间 10 天是平均值，不作为每一件的时限；高压报装的环节和时限文件没有写。",
        facts=(
            Field("voltage", "用电电压（千伏）", "number", minimum=0, help="220 伏填 0.22，380 伏填 0.38"),
            Field("capacity", "用电容量（千伏安）", "number", required=True, minimum=0),
            Field("small_micro", "是否小微企业", "boolean"),
            DISTRICT,
            Field("low_risk", "是否社会投资简易低风险项目", "boolean"),
            Field("needs_line", "是否需要新建外线", "boolean"),
            *c.LINE_FACTS,
        ),
        material=Material("power_application", "用电申请（网上提交）"),
    )
    d.lane("power_supply", "供电局", 4)
    lane = "power_supply"
    d.add("start", "power_requested", "收到用电申请", (lane, 0, 0))
    d.step(
        "receive_power",
        "受理用电申请",
        (lane, 1, 0),
        fields=(Field("service_number", "报装编号", required=True, maximum_length=80),),
        needs=("power_application",),
        doc="第一环节：网上营业厅、掌上办理或者窗口受理，由客户经理联系，对应附表57、61、62；文件没有规定时限。",
    )
    d.add("exclusive", "which_voltage", "是否低压接入", (lane, 2, 0))
    _low_voltage(d, lane)
    _high_voltage(d, lane)
    d.chain("power_requested", "receive_power", "which_voltage")
    d.flow("which_voltage", "line_needed", "低压", LOW_VOLTAGE)
    d.default("which_voltage", "power_scheme", "高压")
    return d


def _low_voltage(d: Drawing, lane: str) -> None:
    d.add("exclusive", "line_needed", "是否新建外线", (lane, 3, 0))
    d.add(
        "service",
        "report_line",
        "外线方案报备",
        (lane, 4, 1),
        service="notify",
        doc="低压外线免审批，施工前由供电部门向涉及的部门报备方案，对应二（二）15、附表51。",
    )
    d.step(
        "survey_and_connect",
        "勘查和装表接电",
        (lane, 5, 0),
        fields=(
            Field("surveyed_on", "勘查日期", "date", required=True),
            Field("connected_on", "接电日期", "date", required=True),
        ),
        doc="第二环节：现场勘查和装表接电合并；小微企业平均 10 天是平均值（二（二）15、附表59），不作为每一件的时限。",
    )
    d.add("end", "low_connected", "低压通电", (lane, 6, 0), outcome="approved")
    d.flow("line_needed", "report_line", "新建", "needs_line")
    d.default("line_needed", "survey_and_connect", "不需要")
    d.chain("report_line", "survey_and_connect", "low_connected")


def _high_voltage(d: Drawing, lane: str) -> None:
    d.step(
        "power_scheme",
        "勘查并定供电方案",
        (lane, 3, 2),
        fields=(Field("scheme_number", "供电方案编号", required=True, maximum_length=80),),
        doc="高压用户的现场勘查和供电方案；文件没有写环节和时限。",
    )
    d.add(
        "call",
        "external_line",
        "电力外线工程",
        (lane, 4, 2),
        calls="jieyang_external_lines",
        doc="调用“揭阳电力外线工程”流程，时限在该流程中。",
    )
    d.add("exclusive", "line_outcome", "外线是否办结", (lane, 5, 2))
    d.step(
        "meter_and_connect",
        "装表接电",
        (lane, 6, 2),
        fields=(Field("connected_on", "接电日期", "date", required=True),),
        doc="验收合格后装表接电；文件没有规定时限。",
    )
    d.add("end", "high_connected", "高压通电", (lane, 7, 2), outcome="approved")
    d.add("end", "power_ended", "外线未获许可", (lane, 5, 1), outcome="denied")
    d.chain("power_scheme", "external_line", "line_outcome")
    d.add("end", "power_withdrawn", "外线申请撤回", (lane, 5, 3), outcome="withdrawn")
    d.flow("line_outcome", "power_ended", "未获许可", ENDED_BY_STAGE)
    d.flow("line_outcome", "power_withdrawn", "撤回", WITHDRAWN)
    d.default("line_outcome", "meter_and_connect", "办结")
    d.chain("meter_and_connect", "high_connected")


def draw_water() -> Drawing:
    """Describe the water connection."""
    d = _begin(
        "water",
        "揭阳用水报装",
        "用水报装：没有专用外线工程的两个环节、4 个工作日，有专用外线工程的三个环节、9 个工作日，对应附表75。"
        "外线施工是否计入，文件没有写，这里不计入。",
        facts=(Field("dedicated_line", "是否有专用外线工程", "boolean", required=True), *c.LINE_FACTS),
        material=Material("water_application", "用水申请（网上提交）"),
    )
    d.limits = (
        Limit(c.limit("t75-water"), "plain_started", "connect_water"),
        Limit(c.limit("t75-water-line"), "line_started", "accept_water"),
    )
    lane = "water_supply"
    d.lane(lane, "市水务集团", 4)
    d.add("start", "water_requested", "收到用水申请", (lane, 0, 0))
    d.add("exclusive", "dedicated", "有无专用外线", (lane, 1, 0))
    d.add("milestone", "plain_started", "4 日起算", (lane, 2, 0), doc="没有专用外线的，4 个工作日自受理起算。")
    d.add("milestone", "line_started", "9 日起算", (lane, 2, 2), doc="有专用外线的，9 个工作日自受理起算。")
    d.flow("water_requested", "dedicated")
    d.default("dedicated", "plain_started", "没有")
    d.flow("dedicated", "line_started", "有", "dedicated_line")
    _survey(d, "survey_plain", (lane, 3, 0))
    _connect(d, "connect_water", "装表通水", (lane, 4, 0), "第二环节：装表通水。")
    d.add("end", "plain_done", "通水", (lane, 5, 0), outcome="approved")
    d.chain("plain_started", "survey_plain", "connect_water", "plain_done")
    _survey(d, "survey_line", (lane, 3, 2))
    _line(d, (lane, 4, 2), "water_ended")
    _connect(d, "accept_water", "验收通水", (lane, 7, 2), "第三环节：外线验收，装表通水。")
    d.add("end", "line_done", "外线通水", (lane, 8, 2), outcome="approved")
    d.chain("line_started", "survey_line", "line_permits")
    d.chain("line_works", "accept_water", "line_done")
    return d


def _survey(d: Drawing, node: str, at: tuple[str, float, float]) -> None:
    d.step(
        node,
        "受理并勘查",
        at,
        fields=(
            Field("service_number", "报装编号", required=True, maximum_length=80),
            Field("surveyed_on", "勘查日期", "date"),
        ),
        needs=("water_application",),
        doc="第一环节：受理用水申请并现场勘查，对应附表72、75。",
    )


def _connect(d: Drawing, node: str, name: str, at: tuple[str, float, float], doc: str) -> None:
    fields = (Field("connected_on", "通水日期", "date", required=True),)
    d.step(node, name, at, fields=fields, doc=f"{doc}时限对应附表75。")


def _line(d: Drawing, at: tuple[str, float, float], ended: str) -> None:
    """The call of the permits of a line, the gateway behind it, the end where they are not given, and the works."""
    lane, column, row = at
    d.add(
        "call",
        "line_permits",
        "外线并联审批",
        at,
        calls="jieyang_line_permits",
        doc="规划、绿化、路政、占掘路等许可并联办理，对应附表64、69、74；最快五个工作日是最好的情况，文件没有写时限。",
    )
    d.add("exclusive", "line_outcome", "是否全部核发", (lane, column + 1, row))
    d.add("end", ended, "外线未获许可", (lane, column + 1, row - 1), outcome="denied")
    d.step(
        "line_works",
        "外线施工",
        (lane, column + 2, row),
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("completed_on", "完工日期", "date", required=True),
        ),
        doc="外线施工；施工时间不计入。",
    )
    d.flow("line_permits", "line_outcome")
    d.add("end", f"{ended}_withdrawn", "外线申请撤回", (lane, column + 1, row + 1), outcome="withdrawn")
    d.flow("line_outcome", ended, "未获许可", ENDED)
    d.flow("line_outcome", f"{ended}_withdrawn", "撤回", WITHDRAWN)
    d.default("line_outcome", "line_works", "核发")


def draw_gas() -> Drawing:
    """Describe the gas connection."""
    d = _begin(
        "gas",
        "揭阳用气报装",
        "用气 310 服务：最多三个环节、一件材料、零跑腿，对应二（二）16、附表68。外线许可并联办理（附表69），"
        "红线内部分庭院管道免办规划许可（附表74），容缺办理、承诺制通气（附表73）。文件没有写用气报装多少天。",
        facts=(
            Field("outside_line", "红线外是否需要外线工程", "boolean", required=True),
            Field("materials_pending", "是否容缺办理", "boolean"),
            *c.LINE_FACTS,
        ),
        material=Material("gas_application", "用气申请（唯一材料）", tolerable=True),
    )
    lane = "gas_supply"
    d.lane(lane, "燃气公司", 4)
    d.add("start", "gas_requested", "收到用气申请", (lane, 0, 0))
    d.step(
        "receive_gas",
        "受理用气申请",
        (lane, 1, 0),
        fields=(
            Field("service_number", "报装编号", required=True, maximum_length=80),
            Field("steward", "服务管家", maximum_length=60),
        ),
        needs=("gas_application",),
        doc="第一环节：网上、邮寄或者由服务管家代办，不用跑腿，对应附表66、68；文件没有规定时限。",
    )
    d.add("exclusive", "line_needed", "红线外有无外线", (lane, 2, 0))
    _line(d, (lane, 3, 2), "gas_ended")
    _install(d, lane)
    d.chain("gas_requested", "receive_gas", "line_needed")
    d.flow("line_needed", "line_permits", "有外线", "outside_line")
    d.default("line_needed", "install_gas", "没有")
    d.flow("line_works", "install_gas")
    return d


def _install(d: Drawing, lane: str) -> None:
    d.step(
        "install_gas",
        "安装并验收",
        (lane, 6, 0),
        decides="installation_decision",
        decisions=(Choice("pass", "验收合格"), c.FAULT),
        fields=(Field("tested_on", "验收日期", "date", required=True),),
        doc="第二环节：接入、安装、器具和报警器一站式办理并验收，对应附表71、73；文件没有规定时限。",
    )
    d.add("exclusive", "installation_outcome", "是否合格", (lane, 7, 0))
    d.add("exclusive", "pending", "是否容缺", (lane, 8, 0))
    d.step(
        "gas_commitment",
        "承诺补齐材料",
        (lane, 9, 1),
        department="applicant",
        role="applicant",
        time="applicant",
        fields=(
            Field("supply_promised", "承诺按期补齐", "boolean", required=True),
            Field("promised_until", "补齐期限", "date", required=True),
        ),
        doc="材料暂缺的作出承诺先通气，对应附表73；补齐的期限由承诺书写明，文件没有规定。",
    )
    d.step(
        "contract_and_gas",
        "签订合同并通气",
        (lane, 10, 0),
        fields=(
            Field("contract_number", "供用气合同编号", required=True, maximum_length=80),
            Field("connected_on", "通气日期", "date", required=True),
        ),
        doc="第三环节：签订合同和通气，嵌入建管系统，对应附表73；文件没有规定时限。",
    )
    d.add("end", "gas_connected", "通气", (lane, 11, 0), outcome="approved")
    d.chain("install_gas", "installation_outcome")
    d.flow("installation_outcome", "install_gas", "有问题", 'installation_decision = "fault"')
    d.default("installation_outcome", "pending", "合格")
    d.flow("pending", "gas_commitment", "容缺", "materials_pending")
    d.default("pending", "contract_and_gas", "齐全")
    d.chain("gas_commitment", "contract_and_gas", "gas_connected")


def _begin(kind: str, name: str, doc: str, *, facts: tuple[Field, ...], material: Material) -> Drawing:
    return Drawing(
        f"jieyang_{kind}",
        name,
        f"jieyang/jieyang_{kind}.bpmn",
        doc,
        c.JIEYANG,
        c.DOCUMENT,
        kind,
        facts=(c.PROJECT_NAME, *facts),
        materials=(material, *c.LINE_MATERIALS),
    )


DRAWINGS = {"jieyang_power": draw_power, "jieyang_water": draw_water, "jieyang_gas": draw_gas}
