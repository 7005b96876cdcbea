"""招标投标 of 佛山 (佛政数〔2023〕8号): the plan published 30 days ahead, then the tender."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit
from scripts.draw.processes.foshan.common import FOSHAN, PROJECT_NAME

DOCUMENT = "foshan-2023-8"
DOC = (
    "依法必须招标的项目先发布招标计划，公告之前至少公开 30 日；招标文件网上备案，评标报告由招标人审查，"
    "保证金按法律和招标文件的期限退还。对应通知一、二、三。除招标计划外，文件没有规定时限；"
    "开标、评标、公示的期限依招标投标法律，不在本文件。"
)
TENDERER, TRADING = "tenderer", "trading"
MAY_SKIP = "compulsory = false or (under_a_month and urgent)"


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "foshan_tender",
        "招标计划与招标（佛山）",
        "foshan/foshan_tender.bpmn",
        DOC,
        FOSHAN,
        DOCUMENT,
        "tender",
        facts=(
            PROJECT_NAME,
            Field("compulsory", "依法必须招标", "boolean", required=True),
            Field("under_a_month", "立项不足一个月", "boolean"),
            Field("urgent", "因不可预见的原因急需招标", "boolean"),
            Field("control_price", "招标控制价（万元）", "number", minimum=0),
        ),
    )
    d.lane(TENDERER, "招标人", 2, department="tenderer")
    d.lane(TRADING, "公共资源交易中心", department="resource_trading")
    _plan(d)
    _documents(d)
    _evaluation(d, 8)
    return d


def _plan(d: Drawing) -> None:
    d.add("start", "project_approved", "项目已立项", (TENDERER, 0, 1))
    d.add("exclusive", "plan_route", "是否发布计划", (TENDERER, 1, 1))
    d.step(
        "collective_decision",
        "决定是否发布计划",
        (TENDERER, 2, 0),
        time="special_procedure",
        decides="plan_decision",
        decisions=(Choice("skip", "可不发布招标计划"), Choice("publish", "仍发布招标计划")),
        fields=(Field("reason", "不发布的原因", "textarea", required=True),),
        doc="立项不足一个月、急需招标的，经集体决策可以不发布；非必须招标的鼓励发布，对应一（二）。",
    )
    d.add("exclusive", "decision_outcome", "是否发布", (TENDERER, 3, 0))
    d.step(
        "publish_plan",
        "发布招标计划",
        (TENDERER, 3, 1),
        time="special_procedure",
        fields=(
            Field("content", "招标内容", "textarea", required=True),
            Field("estimate", "合同估算金额（万元）", "number", required=True, minimum=0),
            Field("notice_expected_on", "招标公告预计发布日期", "date", required=True),
        ),
        doc="在省招标投标监管网和市公共资源交易网发布计划，对应一（二）。",
    )
    d.add("parallel", "preparation", "公开并编制文件", (TENDERER, 4, 1))
    d.chain("project_approved", "plan_route")
    d.flow("plan_route", "collective_decision", "可以不发布", MAY_SKIP)
    d.default("plan_route", "publish_plan", "发布")
    d.chain("collective_decision", "decision_outcome")
    d.flow("decision_outcome", "publish_plan", "发布", 'plan_decision = "publish"')
    d.chain("publish_plan", "preparation")


def _documents(d: Drawing) -> None:
    d.step(
        "plan_period",
        "计划公开期（30 日）",
        (TRADING, 5, 0),
        time="public_notice",
        limits=(Limit(f"{DOCUMENT}/1.2"),),
        fields=(Field("published_on", "计划发布日期", "date", required=True),),
        doc="招标计划在公告发布前至少公开 30 日，提前结束就是公开不足，对应一（二）。",
    )
    d.step(
        "tender_documents",
        "编制招标文件",
        (TENDERER, 5, 1),
        time="special_procedure",
        fields=_document_fields(),
        doc="复杂或者关注度高的项目，资格条件、评标办法由领导班子集体决策，鼓励征求意见，对应一（三）。",
    )
    d.add("parallel", "prepared", "公开期满且文件完成", (TENDERER, 6, 1))
    d.step(
        "urgent_documents",
        "直接编制招标文件",
        (TENDERER, 5, 0),
        time="special_procedure",
        fields=_document_fields(),
        doc="不发布计划的，直接编制招标文件，要求相同，对应一（三）。",
    )
    d.step(
        "document_filing",
        "招标文件网上备案",
        (TRADING, 7, 0),
        time="special_procedure",
        fields=(Field("filing_number", "备案编号", required=True, maximum_length=80),),
        doc="依法必须招标的项目电子化招标，招标文件网上备案并发布公告，对应一（三）；文件没有规定时限。",
    )
    d.chain("preparation", "plan_period", "prepared")
    d.chain("preparation", "tender_documents", "prepared")
    d.default("decision_outcome", "urgent_documents", "免发布")
    d.chain("prepared", "document_filing")
    d.chain("urgent_documents", "document_filing")


def _document_fields() -> tuple[Field, ...]:
    return (
        Field("decided_collectively", "已集体决策", "boolean"),
        Field("fair_competition", "没有排斥限制潜在投标人的条件", "boolean", required=True),
    )


def _evaluation(d: Drawing, column: float) -> None:
    d.step(
        "evaluation",
        "开标评标",
        (TRADING, column, 0),
        time="special_procedure",
        fields=(Field("evaluated_on", "评标日期", "date", required=True),),
        doc="招标人选派负责、熟悉业务的代表参加评标，遵守回避原则，对应一（五）；文件没有规定时限。",
    )
    d.step(
        "report_review",
        "审查评标报告",
        (TENDERER, column, 1),
        time="special_procedure",
        decides="report_decision",
        decisions=(Choice("pass", "没有问题"), Choice("recheck", "发现异常，依法复核", returns=True)),
        fields=(Field("findings", "审查情况", "textarea"),),
        doc="候选人公示之前审查评标报告，可以查验候选人材料，异常的依法复核，对应一（六）；文件没有规定时限。",
    )
    d.add("exclusive", "report_outcome", "是否正常", (TENDERER, column + 1, 1))
    d.step(
        "candidate_notice",
        "中标候选人公示",
        (TENDERER, column + 2, 1),
        time="public_notice",
        decides="candidate_notice_result",
        decisions=(Choice("no_objection", "公示无异议"), Choice("objection", "收到异议，重新审查", returns=True)),
        fields=(
            Field("notice_from", "公示起始日期", "date", required=True),
            Field("objections", "收到的异议", "textarea"),
        ),
        doc="公示中标候选人；公示多少天本文件没有规定，依招标投标法律。",
    )
    d.add("exclusive", "candidate_notice_outcome", "有无异议", (TENDERER, column + 3, 1))
    d.step(
        "contract",
        "签订并公开合同",
        (TENDERER, column + 4, 1),
        time="special_procedure",
        fields=(Field("contract_number", "合同编号", required=True, maximum_length=80),),
        doc="网上签订合同并公开合同信息，对应二（十一）；文件没有规定时限。",
    )
    d.step(
        "deposit_refund",
        "退还保证金",
        (TRADING, column + 4, 0),
        time="special_procedure",
        fields=(Field("refunded_on", "退还日期", "date", required=True),),
        doc="按法律和招标文件约定的方式和期限退还，应退尽退，对应三（十二）；文件没有写明天数。",
    )
    d.add("end", "tendered", "招标办结", (TRADING, column + 5, 0), outcome="approved")
    d.chain("document_filing", "evaluation", "report_review", "report_outcome")
    d.flow("report_outcome", "evaluation", "复核", 'report_decision = "recheck"')
    d.default("report_outcome", "candidate_notice", "正常")
    d.chain("candidate_notice", "candidate_notice_outcome")
    d.flow("candidate_notice_outcome", "report_review", "有异议", 'candidate_notice_result = "objection"')
    d.default("candidate_notice_outcome", "contract", "无异议")
    d.chain("contract", "deposit_refund", "tendered")
