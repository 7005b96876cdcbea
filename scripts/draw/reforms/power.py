"""小微企业用电极速报装: from the application to a meter that runs, without an approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.draw.model import Choice, Drawing, Field, Limit

if TYPE_CHECKING:
    from scripts.draw.reforms.city import City


@dataclass(frozen=True, slots=True)
class Connection:
    """How a city connects small companies: who may have it (a condition and its label), the limits of the survey, the
    working days after which the lead is reminded of the model (None: not at all).
    """

    doc: str
    supplier: str
    eligible: str
    facts: tuple[Field, ...]
    survey_limits: tuple[str, ...] = ()
    reminder: str | None = None


CAPACITY = Field("capacity", "报装容量（千伏安）", "number", required=True, minimum=0)
COMPANY = Field("company_name", "企业名称", required=True, maximum_length=200)


def draw_power(city: City, connection: Connection) -> Drawing:
    """Describe the process of a city."""
    process = f"{city.id}_small_power"
    d = Drawing(
        process,
        "小微企业用电报装",
        city.file(process),
        connection.doc,
        city.name,
        city.document,
        "small_power",
        facts=connection.facts,
    )
    d.lane("applicant", "用电企业")
    d.lane("power_supply", connection.supplier, 2)
    _supply(d, connection)
    if connection.reminder is not None:
        _reminder(d, connection.reminder)
    return d


def _supply(d: Drawing, connection: Connection) -> None:
    d.add("start", "power_applied", "收到报装申请", ("applicant", 0, 0))
    d.add("exclusive", "eligible", "是否极速报装", ("power_supply", 1, 0))
    d.add("end", "other_procedure", "转其他用电报装", ("power_supply", 1, 1))
    d.chain("power_applied", "eligible")
    d.default("eligible", "other_procedure", "不符合")
    with d.sub_process("connection", "低压接电", "从联系客户到装表通电，供电企业一次完成。"):
        d.add("start", "connection_begin", "开始", ("power_supply", 2, 0))
        d.step(
            "survey",
            "联系并现场勘查",
            ("power_supply", 3, 0),
            department="power_supply",
            decides="site_ready",
            decisions=(Choice("ready", "具备装表条件"), Choice("not_ready", "尚不具备装表条件")),
            fields=(
                Field("surveyed_on", "勘查日期", "date", required=True),
                Field("site_note", "现场情况", "textarea"),
            ),
            limits=tuple(Limit(limit) for limit in connection.survey_limits),
            doc="收到申请后立即联系客户确认并到现场勘查；具备条件的，勘查和装表一次完成。",
        )
        d.add("exclusive", "ready", "能否装表", ("power_supply", 4, 0))
        d.step(
            "site_preparation",
            "企业做好装表准备",
            ("applicant", 4.5, 0),
            role="applicant",
            time="works",
            fields=(Field("prepared_on", "准备完成日期", "date", required=True),),
            doc="企业侧的准备是企业的时间；文件没有规定时限。",
        )
        d.step(
            "metering",
            "装表接电",
            ("power_supply", 5, 0),
            department="power_supply",
            fields=(
                Field("meter_number", "电表编号", required=True, maximum_length=80),
                Field("power_on", "通电日期", "date", required=True),
            ),
            doc="装表并通电。",
        )
        d.add("end", "connection_end", "结束", ("power_supply", 6, 0))
        d.chain("connection_begin", "survey", "ready")
        d.default("ready", "metering", "能")
        d.flow("ready", "site_preparation", "不能", 'site_ready = "not_ready"')
        d.chain("site_preparation", "metering", "connection_end")
    d.flow("eligible", "connection", "符合", connection.eligible)
    d.add("end", "power_on_end", "已通电", ("power_supply", 7, 0), outcome="approved")
    d.chain("connection", "power_on_end")


def _reminder(d: Drawing, days: str) -> None:
    d.boundary(
        "model_reached",
        f"满{days}个工作日",
        "connection",
        {"quantity": days, "unit": "working_day"},
        interrupting=False,
        dx=60,
        doc="到时只提醒，不算超时。",
    )
    d.add(
        "service",
        "remind_lead",
        "对标提醒",
        ("power_supply", 5.5, 1.25),
        service="notify",
        doc="提示本件已超过先行城市的用时。",
    )
    d.add("end", "reminded", "已提醒", ("power_supply", 6.5, 1.25))
    d.chain("model_reached", "remind_lead", "reminded")
