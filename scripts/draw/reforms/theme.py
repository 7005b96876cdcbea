"""证照主题联办: one application for a theme, the business licence and the permits of its trade together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.draw.model import Drawing, Field, Material
from scripts.draw.processes.common import front
from scripts.draw.processes.permits import DENIED, GRANTED

if TYPE_CHECKING:
    from scripts.draw.reforms.city import City

FACTS = (
    Field("company_name", "商事主体名称", required=True, maximum_length=200),
    Field("theme", "办事主题", required=True, maximum_length=120, help="例如开一家某行业的店"),
    Field("needs_registration", "是否同时申领营业执照", "boolean", required=True),
    Field("needs_licences", "主题是否含行业许可", "boolean", required=True),
    Field("licences", "主题所含的许可", "textarea"),
)


def draw_theme(city: City, doc: str) -> Drawing:
    """Describe the process of a city."""
    process = f"{city.id}_themed_licence"
    d = Drawing(
        process,
        "证照主题联办",
        city.file(process),
        doc,
        city.name,
        city.document,
        "themed_licence",
        facts=FACTS,
        materials=(Material("theme_form", "主题申请表（一张表）"), Material("theme_papers", "主题材料（一套材料）")),
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane("market_regulation", "市场监管局", 1)
    d.lane("authorities", "各行业主管部门", 1.75, department="industry_authorities")
    intake = front(d, "counter", 0, row=0.75, start_name="按主题申请")
    d.add(
        "service",
        "tell_departments",
        "抄告相关部门",
        ("counter", 4, 0.75),
        service="notify",
        doc="统一受理后，把一套材料同时抄告主题涉及的各部门。",
    )
    d.default(intake, "tell_departments", "受理")
    _joint(d)
    _after(d)
    return d


def _joint(d: Drawing) -> None:
    doc = "营业执照和主题所含的许可联审联办；文件要求限时反馈而没有写明数字，法定联合办理时限照计。"
    with d.sub_process("joint_review", "联合审批", doc, ("prc-licensing-law/42.2",)):
        d.add("start", "joint_begin", "开始", ("authorities", 5, 0))
        d.add("inclusive", "joint_fork", "需办哪些", ("authorities", 6, 0))
        d.step(
            "registration",
            "核发营业执照",
            ("market_regulation", 7, 0),
            decides="registration_decision",
            decisions=(GRANTED, DENIED),
            fields=(Field("credit_code", "统一社会信用代码", required=True, maximum_length=40),),
            needs=("theme_form",),
            doc="商事登记。已有执照的不办。",
        )
        d.step(
            "trade_licences",
            "审批行业许可",
            ("authorities", 7, 0),
            decides="licence_decision",
            decisions=(GRANTED, DENIED),
            fields=(
                Field("licence_numbers", "许可证编号", "textarea", required=True),
                Field("inspected_on", "现场核查日期", "date"),
            ),
            needs=("theme_form", "theme_papers"),
            doc="主题所含的各项许可，由各主管部门同时审批并按约定时间反馈；文件没有列出主题和许可。",
        )
        d.add("inclusive", "joint_join", "意见收齐", ("authorities", 8, 0))
        d.add("end", "joint_end", "结束", ("authorities", 9, 0))
        d.chain("joint_begin", "joint_fork")
        d.flow("joint_fork", "registration", "需要执照", "needs_registration")
        d.flow("joint_fork", "trade_licences", "行业许可", "needs_licences != false")
        d.default("joint_fork", "joint_join", "均不办")
        d.chain("registration", "joint_join")
        d.chain("trade_licences", "joint_join", "joint_end")
    d.chain("tell_departments", "joint_review")


def _after(d: Drawing) -> None:
    d.add("exclusive", "all_granted", "是否全部准予", ("authorities", 10, 0))
    d.add("end", "theme_denied", "有不予许可", ("authorities", 11, 0.75), outcome="denied")
    d.step(
        "issue_together",
        "一次发放证照",
        ("counter", 11, 0.75),
        role="counter",
        fields=(Field("issued_on", "发放日期", "date", required=True),),
        doc="营业执照和许可证一次发放，申请人不用再跑。",
    )
    d.add("end", "theme_done", "主题办结", ("counter", 12, 0.75), outcome="approved")
    d.chain("joint_review", "all_granted")
    d.flow("all_granted", "theme_denied", "否", 'registration_decision = "deny" or licence_decision = "deny"')
    d.default("all_granted", "issue_together", "是")
    d.chain("issue_together", "theme_done")
