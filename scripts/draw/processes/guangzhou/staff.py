"""人员调整备案: who deals with the hotline in a unit has changed (第七条)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, UNIT, bound, hotline


def draw() -> Drawing:
    """Describe the process."""
    d = hotline(
        "guangzhou_hotline_staff",
        "12345热线人员备案",
        "承办单位热线工作的分管领导、专职人员有调整的，调整完成后 10 个工作日以内告知热线中心备案，对应第七条。",
    )
    d.lane(UNIT, "承办单位", 1)
    d.lane(CENTRE, "12345热线受理中心", 1)
    d.add("start", "staff_changed", "人员调整完成", (UNIT, 0, 0))
    d.step(
        "report_staff",
        "报送人员调整",
        (UNIT, 1, 0),
        limits=(bound("7"),),
        fields=(
            Field("staff", "调整后的分管领导、专职人员", required=True),
            Field("changed_on", "调整完成日期", "date", required=True),
        ),
        doc="调整完成后 10 个工作日以内告知热线中心备案，对应第七条。",
    )
    d.step(
        "file_staff",
        "登记备案",
        (CENTRE, 2, 0),
        role="counter",
        fields=(Field("filed_on", "备案日期", "date", required=True),),
        doc="热线中心登记备案；登记本身文件没有规定时限。",
    )
    d.add("end", "staff_filed", "已备案", (CENTRE, 3, 0))
    d.chain("staff_changed", "report_staff", "file_staff", "staff_filed")
    return d
