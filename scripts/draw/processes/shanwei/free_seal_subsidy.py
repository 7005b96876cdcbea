"""The quarterly subsidy of 免费刻章: claim, review, public notice, objection, payment (三（三）–（五）)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit

SEAL_DOCUMENT = "shanwei-2023-seal"
MARKET = "market"


def limit(clause: str) -> str:
    """The id of a limit of the document."""
    return f"{SEAL_DOCUMENT}/{clause}"


def draw_subsidies(d: Drawing, column: float) -> None:
    """The claims of the year, one after the other, until all are settled."""
    with d.sub_process(
        "subsidies",
        "季度补贴（公示 5 个工作日）",
        "按季度结算、实报实销：每季度首个工作日申报上季度，对应三（三）；申报日是日历日期，不另计时。",
    ):
        d.add("start", "subsidies_begin", "开始", (MARKET, column, 3))
        d.add("exclusive", "quarter_begins", "", (MARKET, column + 1, 3))
        d.add("event_gateway", "next_quarter", "等待季度申报", (MARKET, column + 2, 3))
        d.add(
            "message",
            "claim_received",
            "收到补贴申报",
            (MARKET, column + 3, 3),
            message="claim",
            department="seal_shop",
            fields=(
                Field("quarter", "申报的季度", required=True, maximum_length=20),
                Field("sets", "刻制套数", "integer", required=True, minimum=1),
                Field("amount", "申报金额（元）", "number", required=True, minimum=0),
                Field("invoices", "已附刻制清单和发票", "boolean", required=True),
            ),
        )
        d.add(
            "message",
            "all_settled",
            "全部结清",
            (MARKET, column + 3, 2),
            message="settled",
            department="market_regulation",
            fields=(Field("settled_on", "结清日期", "date", required=True),),
        )
        d.add("end", "subsidies_end", "补贴结束", (MARKET, column + 4, 2))
        d.chain("subsidies_begin", "quarter_begins", "next_quarter", "claim_received")
        d.chain("next_quarter", "all_settled", "subsidies_end")
        _claim(d, column + 4)


def _claim(d: Drawing, column: float) -> None:
    d.step(
        "claim_review",
        "审核清单和发票",
        (MARKET, column, 3),
        decides="claim_decision",
        decisions=(Choice("pass", "审核无误"), Choice("return", "退回重新申报", returns=True)),
        fields=(
            Field("approved_amount", "核定金额（元）", "number", minimum=0),
            Field("findings", "审核意见", "textarea"),
        ),
        doc="审核上季度的刻制清单和发票，对应三（三）；文件没有规定审核时限。",
    )
    d.add("exclusive", "claim_outcome", "是否无误", (MARKET, column + 1, 3))
    d.step(
        "subsidy_notice",
        "公示名单和金额",
        (MARKET, column + 2, 3),
        time="public_notice",
        decides="notice_result",
        decisions=(Choice("no_objection", "公示无异议"), Choice("objection", "收到异议")),
        limits=(Limit(limit("3.4-notice")),),
        fields=(
            Field("notice_from", "公示起始日期", "date", required=True),
            Field("objections", "收到的异议", "textarea"),
        ),
        doc="拟补贴的企业和金额在两个网站公示 5 个工作日，对应三（四）；提前结束就是公示不足。",
    )
    d.add("exclusive", "notice_outcome", "有无异议", (MARKET, column + 3, 3))
    d.step(
        "objection_review",
        "重审异议",
        (MARKET, column + 4, 3),
        decides="objection_decision",
        decisions=(Choice("unfounded", "异议不实"), Choice("founded", "异议属实，不予支持")),
        fields=(Field("finding", "重审结论", "textarea", required=True),),
        doc="有异议的重审，对应三（四）；文件没有规定重审时限。",
    )
    d.add("exclusive", "objection_outcome", "是否属实", (MARKET, column + 5, 3))
    d.step(
        "objection_feedback",
        "反馈申报企业",
        (MARKET, column + 6, 3),
        limits=(Limit(limit("3.4-feedback")),),
        fields=(Field("told_on", "反馈日期", "date", required=True),),
        doc="异议属实的不予支持，认定后 5 个工作日内把情况反馈申报企业，对应三（四）。",
    )
    d.step(
        "payment",
        "拨付补贴资金",
        (MARKET, column + 3, 4),
        fields=(
            Field("paid_amount", "拨付金额（元）", "number", required=True, minimum=0),
            Field("paid_on", "拨付日期", "date", required=True),
        ),
        doc="公示期满后按规定程序拨付，费用由同级财政承担，对应三（五）、四（一）；文件没有规定时限。",
    )
    d.chain("claim_received", "claim_review", "claim_outcome")
    d.flow("claim_outcome", "quarter_begins", "退回", 'claim_decision = "return"')
    d.default("claim_outcome", "subsidy_notice", "无误")
    d.chain("subsidy_notice", "notice_outcome")
    d.flow("notice_outcome", "objection_review", "有异议", 'notice_result = "objection"')
    d.default("notice_outcome", "payment", "无异议")
    d.chain("objection_review", "objection_outcome")
    d.flow("objection_outcome", "objection_feedback", "属实", 'objection_decision = "founded"')
    d.default("objection_outcome", "payment", "不实")
    d.flow("payment", "quarter_begins")
    d.flow("objection_feedback", "quarter_begins")
