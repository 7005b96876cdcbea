"""汕头's own words on the reforms that it copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.draw.model import Field
from scripts.draw.reforms.city import SHANTOU
from scripts.draw.reforms.instant import draw_instant
from scripts.draw.reforms.land import draw_land
from scripts.draw.reforms.power import CAPACITY, COMPANY, Connection, draw_power
from scripts.draw.reforms.theme import draw_theme

if TYPE_CHECKING:
    from scripts.draw.model import Drawing

# The model's own measures of a small company, each 不超过 or 及以下.
ELIGIBLE = "capacity <= 200 and employees <= 300 and taxable_income <= 300 and total_assets <= 5000 and publicly_listed"
POWER = Connection(
    doc=(
        "小微企业二百千伏安及以下低压用电的极速报装：联系客户、勘查、装表接电，对应任务分工表三/4，由供电局负责。"
        "第二个工作日装表接电是深圳的做法，汕头没有写承诺的数字，所以满两个工作日只提醒。"
        "小微企业按年度应纳税所得额、从业人数、资产总额和信用公示系统可查认定。"
    ),
    supplier="汕头供电局",
    eligible=ELIGIBLE,
    facts=(
        COMPANY,
        CAPACITY,
        Field("employees", "从业人数", "integer", required=True, minimum=0),
        Field("taxable_income", "年度应纳税所得额（万元）", "number", required=True, minimum=0),
        Field("total_assets", "资产总额（万元）", "number", required=True, minimum=0),
        Field("publicly_listed", "信用信息公示系统能否查到", "boolean", required=True),
    ),
    reminder="2",
)


def small_power() -> Drawing:
    """Power for small companies (三/4)."""
    return draw_power(SHANTOU, POWER)


def instant_approval() -> Drawing:
    """Approval without a person (三/9)."""
    return draw_instant(
        SHANTOU,
        "系统自动审批，全程没有人工环节；对应任务分工表三/9。几分钟、数秒是先行城市的情形，汕头没有写承诺的数字。",
        None,
    )


def land_checklist() -> Drawing:
    """The checklist of a plot (三/2)."""
    return draw_land(
        SHANTOU,
        "社会投资项目用地出让前完成评估和普查，指标清单随土地一并交付，拿地后可以实施；对应任务分工表三/2，没有规定时限。",
    )


def themed_licence() -> Drawing:
    """Licences by theme (三/1)."""
    return draw_theme(
        SHANTOU,
        "按办事主题一次申请、一张表、一套材料，营业执照和经营许可联审联办；对应任务分工表三/1，没有规定时限。",
    )
