"""用地清单制: what a plot demands is found out and listed before it is granted, and handed over with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.draw.model import Drawing, Field, Material

if TYPE_CHECKING:
    from scripts.draw.reforms.city import City

FACTS = (
    Field("plot_name", "地块名称", required=True, maximum_length=200),
    Field("plot_area", "用地面积（平方米）", "number", minimum=0),
    Field("social_investment", "是否社会投资项目用地", "boolean", required=True),
)


@dataclass(frozen=True, slots=True)
class _Assessment:
    id: str
    name: str
    lane: str
    row: float


ASSESSMENTS = (
    _Assessment("geological_hazard", "地质灾害评估", "natural_resources", 0),
    _Assessment("mineral_cover", "压覆矿产评估", "natural_resources", 1),
    _Assessment("earthquake", "地震安全评价", "authorities", 0),
    _Assessment("climate", "气候可行性论证", "authorities", 1),
    _Assessment("soil_water", "水土保持评估", "authorities", 2),
    _Assessment("flood_control", "防洪评价", "authorities", 3),
    _Assessment("archaeology", "考古调查勘探", "authorities", 4),
)
LISTS = (
    _Assessment("authority_requirements", "提出行业管控清单", "authorities", 5),
    _Assessment("utility_requirements", "提出公用设施清单", "utilities", 0),
)


def draw_land(city: City, doc: str) -> Drawing:
    """Describe the process of a city."""
    process = f"{city.id}_land_checklist"
    d = Drawing(
        process,
        "用地清单制",
        city.file(process),
        doc,
        city.name,
        city.document,
        "land_checklist",
        facts=FACTS,
        materials=(Material("plot_conditions", "拟出让地块的用地红线和规划条件"),),
    )
    d.lane("natural_resources", "自然资源局", 2.5)
    d.lane("authorities", "各行业主管部门", 6, department="industry_authorities")
    d.lane("utilities", "公共服务企业")
    d.lane("applicant", "用地企业")
    d.add("start", "grant_planned", "拟出让土地", ("natural_resources", 0, 0))
    d.step(
        "launch",
        "组织开展评估",
        ("natural_resources", 1, 0),
        role="lead",
        fields=(Field("launched_on", "启动日期", "date", required=True),),
        needs=("plot_conditions",),
        doc="土地出让之前，由自然资源部门牵头，对用地红线内组织评价评估和普查；文件没有规定时限。",
    )
    d.add("parallel", "fork", "分送", ("natural_resources", 2, 0))
    d.add("parallel", "join", "成果收齐", ("natural_resources", 4, 0))
    d.chain("grant_planned", "launch", "fork")
    for item in (*ASSESSMENTS, *LISTS):
        _item(d, item, listed=item in LISTS)
    _handover(d)
    return d


def _item(d: Drawing, item: _Assessment, *, listed: bool) -> None:
    what = "列明报建和验收必须遵循的管理标准，形成清单" if listed else "在用地红线范围内作评价或者评估，成果供企业共用"
    d.step(
        item.id,
        item.name,
        (item.lane, 3, item.row),
        fields=(
            Field("finding", "结论或者指标要求", "textarea", required=True),
            Field("finished_on", "完成日期", "date", required=True),
        ),
        doc=f"{what}；文件没有规定时限。",
    )
    d.chain("fork", item.id, "join")


def _handover(d: Drawing) -> None:
    d.step(
        "combine",
        "汇总指标清单",
        ("natural_resources", 5, 0),
        role="lead",
        fields=(Field("list_number", "清单编号", required=True, maximum_length=80),),
        doc="汇总土地资源评估指标和技术控制指标；文件没有规定时限。",
    )
    d.step(
        "hand_over",
        "随出让交付清单",
        ("natural_resources", 6, 0),
        fields=(
            Field("contract_number", "出让合同编号", required=True, maximum_length=80),
            Field("handed_on", "交付日期", "date", required=True),
        ),
        doc="出让土地时，清单一并交付用地企业。",
    )
    d.step(
        "build_by_list",
        "按清单报建",
        ("applicant", 7, 0),
        role="applicant",
        time="applicant",
        fields=(Field("confirmed", "已按清单要求开展报建", "boolean", required=True),),
        doc="企业按清单报建；红线内挖路、动市政设施、临时占绿和给排水开工都不再另批。",
    )
    d.add("end", "list_used", "清单落地", ("applicant", 8, 0), outcome="approved")
    d.chain("join", "combine", "hand_over", "build_by_list", "list_used")
