"""5G基站建设 (三（八）): one matter, the permits in parallel within 5 working days."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import after_permits, front
from scripts.draw.processes.foshan.common import PROJECT_NAME, STATUTORY, begin, limit
from scripts.draw.processes.foshan.external_lines import works_step
from scripts.draw.processes.foshan.road_matters import road_permits
from scripts.draw.processes.permits import Frame, Group, draw_permits

DOC = (
    "占用道路、公路、公共绿地、水域沿线建设 5G 基站的审批合成一件事：一个系统、一张表单、一套材料，"
    "所涉审批并联办理，5 个工作日办结。对应实施方案三（八）。基站建设免环评手续，发射装置由业主自行网上登记备案。"
)
FACTS = (
    PROJECT_NAME,
    Field("stations", "基站数量", "integer", required=True, minimum=1),
    Field("occupies_traffic", "是否占道施工影响交通", "boolean"),
    Field("excavates_road", "是否占用、挖掘城市道路", "boolean"),
    Field("crosses_highway", "是否涉及公路沿线", "boolean"),
    Field("occupies_green", "是否临时占用公共绿地", "boolean"),
    Field("in_waterworks_range", "是否在水利工程管理和保护范围内", "boolean"),
    Field("needs_soil_plan", "是否需要水土保持方案", "boolean"),
)
PERMITS = road_permits("三（八）1", (0, 1, 2), water=True)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_5g",
        "5G基站建设（佛山）",
        DOC,
        "station_5g",
        limits=(Limit(limit("1-5g"), "permits", "permits"),),
        facts=FACTS,
        materials=(Material("station_form", "基站建设一件事申请表"), Material("station_plan", "基站施工方案")),
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("applicant", "建设单位")
    d.lane("roads", "公安局、交通运输局", 4, department="transport")
    d.lane("urban", "城管执法局", department="urban_management")
    d.lane("water", "水利局", 2)
    intake = front(d, "counter", 0)
    draw_permits(
        d,
        Group(
            "permits",
            "并联审批（5 个工作日）",
            "基站建设所涉审批由串联改为并联，按需办理，对应三（八）1；全程承诺和并联时限都是 5 个工作日。",
            (limit("3.8.1"), STATUTORY),
            PERMITS,
        ),
        Frame(3, ("roads", 3)),
    )
    d.default(intake, "permits", "受理")
    after_permits(d, PERMITS, "permits", ("roads", 8, 2))
    works_step(d, "works", ("applicant", 9, 0))
    d.step(
        "environment_registration",
        "环境影响登记备案",
        ("applicant", 10, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("registration_number", "登记表备案号", required=True, maximum_length=80),
            Field("standards_met", "满足辐射环境标准", "boolean", required=True),
        ),
        doc="发射装置投入运行前，由业主在网上自行完成登记表备案并接受监管；基站建设本身免环保审批，对应三（八）2。",
    )
    d.add("end", "station_done", "基站投入运行", ("applicant", 11, 0), outcome="approved")
    d.default("permits_granted", "works", "全部核发")
    d.chain("works", "environment_registration", "station_done")
    return d
