"""珠海's own words on the reforms that it copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.draw.reforms.city import ZHUHAI
from scripts.draw.reforms.instant import draw_instant
from scripts.draw.reforms.land import draw_land
from scripts.draw.reforms.power import CAPACITY, COMPANY, Connection, draw_power
from scripts.draw.reforms.theme import draw_theme

if TYPE_CHECKING:
    from scripts.draw.model import Drawing

POWER = Connection(
    doc=(
        "报装容量二百千伏安及以下的工商企业，公用变压器低压供电，用电申请、勘查装表两个环节。"
        "收到申请后一个工作日内到场勘查，具备条件的当场装表；对应任务分工表一/4。"
        "深圳第二个工作日装表接电只作对照，不是珠海的承诺。"
    ),
    supplier="珠海供电局",
    eligible="capacity <= 200",
    facts=(COMPANY, CAPACITY),
    survey_limits=(ZHUHAI.limit("1.4-survey"),),
    reminder="2",
)


def small_power() -> Drawing:
    """Power for small companies (一/4)."""
    return draw_power(ZHUHAI, POWER)


def instant_approval() -> Drawing:
    """Approval without a person (一/9)."""
    return draw_instant(
        ZHUHAI,
        "列入“秒批”的事项由系统自动审批，全程没有人工环节，即时办结；对应任务分工表一/9。即时按提交当天计。",
        ZHUHAI.limit("1.9"),
    )


def land_checklist() -> Drawing:
    """The checklist of a plot (一/2)."""
    return draw_land(
        ZHUHAI,
        "社会投资项目用地出让前完成评估和普查，指标清单随土地一并交付，拿地后可以实施；对应任务分工表一/2。"
        "珠海已有实施细则，任务表没有规定时限。",
    )


def themed_licence() -> Drawing:
    """Licences by theme (一/1)."""
    return draw_theme(
        ZHUHAI,
        "按办事主题一次申请、一张表、一套材料，营业执照和经营许可联审联办；对应任务分工表一/1。任务表没有规定时限。",
    )
