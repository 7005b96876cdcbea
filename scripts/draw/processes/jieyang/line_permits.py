"""外线并联审批: the permits of an external line in parallel, as needed; called by other processes (附表64, 69)."""

from __future__ import annotations

from scripts.draw.model import Drawing
from scripts.draw.processes.common import after_permits, front
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import Frame, Group, draw_permits

DOC = (
    "水电气外线工程施工报建涉及的许可，一次提交、自动分派、按需并联、容缺受理，对应附表52、64、69、74。"
    "附表64写最快五个工作日，是最好的情况，不作为时限；由电力外线、用水、用气流程调用，时限由调用它的流程规定。"
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "jieyang_line_permits",
        "揭阳外线并联审批",
        "jieyang/jieyang_line_permits.bpmn",
        DOC,
        c.JIEYANG,
        c.DOCUMENT,
        "line_permits",
        facts=(c.PROJECT_NAME, *c.LINE_FACTS),
        materials=c.LINE_MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("natural_resources", "自然资源局")
    d.lane("water", "水利局")
    d.lane("traffic", "公安局、交通运输局", 2, department="public_security")
    d.lane("urban", "城市管理和综合执法局", 3, department="urban_management")
    intake = front(d, "counter", 0)
    doc = "系统按需分派各部门同时办理；文件没有规定每个许可的时限。"
    draw_permits(d, Group("permits", "按需并联审批", doc, (), c.LINE_PERMITS), Frame(3, ("traffic", 0)))
    d.default(intake, "permits", "受理")
    after_permits(d, c.LINE_PERMITS, "permits", ("traffic", 8, 0))
    d.add("end", "lines_permitted", "许可全部核发", ("traffic", 9, 0), outcome="approved")
    d.default("permits_granted", "lines_permitted", "全部核发")
    return d
