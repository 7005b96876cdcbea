"""清城: power lines in parallel within 5 working days, the public notice not counted; low-risk ones by commitment
(二（八）1).
"""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Material
from scripts.draw.processes.common import front
from scripts.draw.reforms.city import QINGCHENG
from scripts.draw.reforms.lines import FACTS, materials, parallel_permits, permits

DOC = (
    "电力外线工程并联审批，政府审批五个工作日，不含公示时间；社会投资简易低风险项目的电力外线作出告知承诺，免办相关许可。"
    "对应实施方案二（八）1和任务34。用水用气外线同样容缺受理、并联审批（二（九）1），但没有写明数字。"
)
EXEMPT = 'utility = "power" and low_risk'
LANES = {
    "planning_permit": ("natural_resources", 0, "natural_resources"),
    "road_permit": ("urban", 1, "transport"),
    "flood_assessment": ("urban", 0, "water"),
    "green_permit": ("urban", 2, "urban_management"),
    "tree_permit": ("urban", 3, "urban_management"),
}
LOW_RISK = Field("low_risk", "是否社会投资简易低风险项目", "boolean", required=True, help="范围以省、市文件界定为准")


def draw() -> Drawing:
    """Describe the process."""
    needed = permits(LANES, notice=True)
    d = Drawing(
        "qingcheng_external_lines",
        "水电气外线工程报建",
        QINGCHENG.file("qingcheng_external_lines"),
        DOC,
        QINGCHENG.name,
        QINGCHENG.document,
        "external_lines",
        facts=(*FACTS[:3], LOW_RISK, *FACTS[3:]),
        materials=materials(needed, Material("line_commitment", "告知承诺书", when=EXEMPT)),
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane("applicant", "建设单位")
    d.lane("natural_resources", "自然资源局清城分局", 1.75)
    d.lane("urban", "水利、交通、城管", 4, department="urban_management")
    intake = front(d, "counter", 0, row=0.75, start_name="收到报建申请")
    d.add("exclusive", "exemption", "是否低风险电力外线", ("applicant", 3, 0))
    d.default(intake, "exemption", "受理")
    _commitment(d)
    parallel_permits(
        d,
        needed,
        "外线涉及的许可容缺受理、并联审批，电力外线五个工作日，公示的时间不算；法定联合办理时限同时计时。",
        (QINGCHENG.limit("2.8.1"), "prc-licensing-law/42.2"),
        ("natural_resources", 4, 0),
    )
    d.default("exemption", "permits", "否")
    return d


def _commitment(d: Drawing) -> None:
    d.step(
        "commitment",
        "作出告知承诺",
        ("applicant", 4, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("committed", "承诺按告知的要求施工", "boolean", required=True),
            Field("works_from", "计划开工日期", "date", required=True),
        ),
        needs=("line_commitment",),
        doc="简易低风险项目的电力外线不办许可，作出承诺即可。",
    )
    d.add(
        "service",
        "tell_departments",
        "告知监管部门",
        ("applicant", 5, 0),
        service="notify",
        doc="承诺送达各主管部门，转入事中事后监管。",
    )
    d.add("end", "line_exempt", "免审批办结", ("applicant", 6, 0), outcome="approved")
    d.flow("exemption", "commitment", "是", EXEMPT)
    d.chain("commitment", "tell_departments", "line_exempt")
