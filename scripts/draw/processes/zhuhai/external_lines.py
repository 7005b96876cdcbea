"""珠海: lines in parallel, the planning permit in 5 working days; 10 kV cables are only put on record (一/3)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Material
from scripts.draw.processes.common import front
from scripts.draw.reforms.city import ZHUHAI
from scripts.draw.reforms.lines import FACTS, materials, parallel_permits, permits

DOC = (
    "供水、供电、供气外线工程的报建：容缺受理、并联审批。规划许可五个工作日办结；其他许可并行、限时办结，文件没有写明数字。"
    "十千伏配电电缆线路不办报建审批，只在窗口备案。对应任务分工表一/3；深圳、广州最快五个工作日的做法只作对照。"
)
FILED = 'utility = "power" and voltage = 10'
LANES = {
    "planning_permit": ("natural_resources", 0, "natural_resources"),
    "road_permit": ("urban", 0, "urban_management"),
    "flood_assessment": ("water", 0, "water"),
    "green_permit": ("urban", 1, "urban_management"),
    "tree_permit": ("urban", 2, "urban_management"),
}


def draw() -> Drawing:
    """Describe the process."""
    needed = permits(LANES, limits=(ZHUHAI.limit("1.3"),))
    filing = (
        Material("supply_scheme", "供电方案", when=FILED),
        Material("cable_route_plan", "电缆路径平面图", when=FILED),
        Material("filing_note", "备案说明", when=FILED),
    )
    d = Drawing(
        "zhuhai_external_lines",
        "水电气外线工程报建",
        ZHUHAI.file("zhuhai_external_lines"),
        DOC,
        ZHUHAI.name,
        ZHUHAI.document,
        "external_lines",
        facts=FACTS,
        materials=materials(needed, *filing),
    )
    d.lane("counter", "综合窗口", 2.5)
    d.lane("natural_resources", "自然资源局")
    d.lane("water", "水务局", 1.75)
    d.lane("urban", "城市管理和综合执法局", 3, department="urban_management")
    intake = front(d, "counter", 0, row=1, start_name="收到报建申请")
    d.add("exclusive", "filing_only", "是否10千伏电缆", ("counter", 4, 1.5))
    d.default(intake, "filing_only", "受理")
    d.step(
        "line_filing",
        "窗口备案",
        ("counter", 5, 1.5),
        role="counter",
        fields=(
            Field("filing_number", "备案编号", required=True, maximum_length=80),
            Field("filed_on", "备案日期", "date"),
        ),
        needs=("supply_scheme", "cable_route_plan", "filing_note"),
        doc="凭供电方案、电缆路径平面图和备案说明办理备案；文件没有规定时限。",
    )
    d.add("end", "line_filed", "已备案", ("counter", 6, 1.5), outcome="approved")
    d.flow("filing_only", "line_filing", "是", FILED)
    d.chain("line_filing", "line_filed")
    parallel_permits(
        d,
        needed,
        "外线涉及的许可容缺受理、并行审批，限时办结；法定联合办理时限同时计时。",
        ("prc-licensing-law/42.2",),
        ("water", 5, 0),
    )
    d.default("filing_only", "permits", "否")
    return d
