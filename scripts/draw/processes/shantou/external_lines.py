"""汕头: lines in parallel; the 5 working days are what other cities reached at best, a reminder here (三/3)."""

from __future__ import annotations

from scripts.draw.model import Drawing
from scripts.draw.processes.common import front
from scripts.draw.reforms.city import SHANTOU
from scripts.draw.reforms.lines import FACTS, materials, parallel_permits, permits

DOC = (
    "供水、供电、供气外线工程的报建：容缺受理、并联审批，对应任务分工表三/3。"
    "表里的五个工作日是深圳、广州最快的情形，不是汕头的承诺，所以不计时限；满五个工作日时向牵头单位发一次对标提醒。"
    "法定的联合办理时限照计。"
)
LANES = {
    "planning_permit": ("natural_resources", 0, "natural_resources"),
    "road_permit": ("urban", 0, "urban_management"),
    "flood_assessment": ("water", 0, "water"),
    "green_permit": ("urban", 1, "urban_management"),
    "tree_permit": ("urban", 2, "urban_management"),
}


def draw() -> Drawing:
    """Describe the process."""
    needed = permits(LANES)
    d = Drawing(
        "shantou_external_lines",
        "水电气外线工程报建",
        SHANTOU.file("shantou_external_lines"),
        DOC,
        SHANTOU.name,
        SHANTOU.document,
        "external_lines",
        facts=FACTS,
        materials=materials(needed),
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane("natural_resources", "自然资源局")
    d.lane("water", "水务局", 1.75)
    d.lane("urban", "城管局", 3, department="urban_management")
    d.lane("housing", "住建局")
    intake = front(d, "counter", 0, row=0.75, start_name="收到报建申请")
    parallel_permits(
        d,
        needed,
        "外线涉及的许可容缺受理、并行审批；法定联合办理时限同时计时。",
        ("prc-licensing-law/42.2",),
        ("water", 4, 0),
    )
    d.default(intake, "permits", "受理")
    d.boundary(
        "model_reached",
        "满5个工作日",
        "permits",
        {"quantity": "5", "unit": "working_day"},
        interrupting=False,
        dx=117,
        doc="深圳、广州最快五个工作日；到时只提醒，不算超时。",
    )
    d.add(
        "service",
        "remind_lead",
        "对标提醒牵头单位",
        ("housing", 7, 0),
        service="notify",
        doc="提示本件已超过先行城市最快的用时。",
    )
    d.add("end", "reminded", "已提醒", ("housing", 8, 0))
    d.chain("model_reached", "remind_lead", "reminded")
    return d
