"""海口政府采购: from the check of the tender documents to the last payment (海口市财政局, measures 1–17)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

PLACE = "海口"
DOCUMENT = "haikou-2023-procurement"
DOC = (
    "海口市的政府采购：公开采购文件以前先作公平竞争审查，评审以后限时确定结果、发出通知书、签订并公告合同，"
    "限时退还保证金；履约验收合格、收到发票以后限时付款，2025 年起由五个工作日缩短为三个工作日。"
    "发布公告、投标和评审的时间由政府采购法律规定，措施没有另定时限。"
)
DEPOSIT = "一般免收，填 0；确需收取的不得超过预算的 0.5%"
FACTS = (
    Field("project_name", "采购项目名称", required=True, maximum_length=200),
    Field("budget", "预算金额（元）", "number", required=True, minimum=0),
    Field("emergency", "因自然灾害等不可抗力突发情况急需采购", "boolean", required=True),
    Field("market_can_supply", "市场供应能够满足应急需要", "boolean"),
    Field("deposit_amount", "拟收取的投标保证金（元）", "number", required=True, minimum=0, help=DEPOSIT),
    Field("environment_record", "采购文件是否限制环保类失信主体", "boolean"),
)
MATERIALS = (
    Material("qualification_commitment", "供应商资格承诺函"),
    Material("environment_declaration", "无环保类行政处罚记录声明函", when="environment_record"),
    Material("deposit_instrument", "保证金保函或者其他非现金凭证", when="deposit_amount > 0"),
)
URGENT = "emergency and market_can_supply = false"


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "haikou_procurement",
        "海口政府采购",
        "haikou/haikou_procurement.bpmn",
        DOC,
        PLACE,
        DOCUMENT,
        "procurement",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("applicant", "供应商")
    d.lane("purchaser", "采购人", 3)
    d.lane("agency", "采购代理机构、交易中心", 2)
    _documents(d)
    _tender(d)
    _result(d)
    _contract(d)
    _deposits(d)
    _payment(d)
    return d


def _documents(d: Drawing) -> None:
    """The check before anything is published, and the way of an emergency."""
    d.add("start", "need_arises", "提出采购需求", ("purchaser", 0, 1))
    d.step(
        "fairness_check",
        "审查采购文件",
        ("purchaser", 1, 1),
        decides="fairness_decision",
        decisions=(Choice("pass", "无排斥限制内容"), Choice("fault", "有壁垒，需修改", returns=True)),
        fields=(
            Field("checked_on", "审查日期", "date", required=True),
            Field("barriers", "发现的壁垒", "textarea", help="指定品牌、所在地、所有制等不合理条件"),
        ),
        doc="公开采购文件以前审查有没有歧视性、隐蔽性的壁垒，对应措施一1；没有规定时限。",
    )
    d.add("exclusive", "fairness_outcome", "是否需修改", ("purchaser", 2, 1))
    d.step(
        "revise_documents",
        "修改采购文件",
        ("purchaser", 2, 2),
        fields=(Field("document_version", "采购文件版本", required=True, maximum_length=40),),
        doc="清理妨碍公平竞争的要求以后再次审查；没有规定时限。",
    )
    d.add("exclusive", "urgency", "能否紧急采购", ("purchaser", 3, 1))
    d.step(
        "emergency_purchase",
        "紧急采购",
        ("purchaser", 4, 0),
        fields=(
            Field("emergency_reason", "紧急性质的认定", "textarea", required=True),
            Field("vouchers", "留存的文件和凭据", "textarea", required=True),
        ),
        doc="因不可抗力急需、市场供应又不能满足的，可以不按法定方式和程序采购，文件凭据留存备查，对应措施二9。",
    )
    d.add("end", "emergency_done", "紧急采购办结", ("purchaser", 5, 0), outcome="approved")
    d.chain("need_arises", "fairness_check", "fairness_outcome")
    d.flow("fairness_outcome", "revise_documents", "需修改", 'fairness_decision = "fault"')
    d.flow("revise_documents", "fairness_check")
    d.default("fairness_outcome", "urgency", "通过")
    d.flow("urgency", "emergency_purchase", "紧急", URGENT)
    d.chain("emergency_purchase", "emergency_done")


def _tender(d: Drawing) -> None:
    d.step(
        "publish_documents",
        "发布采购文件",
        ("agency", 4, 0),
        fields=(
            Field("announcement_number", "公告编号", required=True, maximum_length=80),
            Field("published_on", "公告日期", "date", required=True),
        ),
        doc="在省政府采购网和交易平台电子化发布，使用标准文本，对应措施二2、5；公告期限依政府采购法律。",
    )
    d.step(
        "submit_tender",
        "提交投标文件",
        ("applicant", 5, 0),
        role="applicant",
        time="applicant",
        needs=("qualification_commitment", "environment_declaration", "deposit_instrument"),
        fields=(Field("tender_price", "报价（元）", "number", required=True, minimum=0),),
        doc="以资格承诺函代替财务、纳税、社保等证明，对应措施六16；可以用电子保函。",
    )
    d.step(
        "evaluation",
        "评审",
        ("agency", 6, 0),
        department="bid_committee",
        role="case_worker",
        decides="evaluation_decision",
        decisions=(Choice("recommend", "推荐候选供应商"), Choice("failed", "采购失败")),
        fields=(
            Field("low_price", "有无异常低价及处理", "textarea", required=True),
            Field("report_number", "评审报告编号", required=True, maximum_length=80),
        ),
        doc="专家评审，报价明显偏低的列入符合性审查，对应措施二8；评审时限措施没有规定。",
    )
    d.add("exclusive", "evaluation_outcome", "有无候选人", ("agency", 7, 0))
    d.add("end", "procurement_failed", "采购失败", ("agency", 7, 1), outcome="denied")
    d.default("urgency", "publish_documents", "一般采购")
    d.chain("publish_documents", "submit_tender", "evaluation", "evaluation_outcome")
    d.flow("evaluation_outcome", "procurement_failed", "没有", 'evaluation_decision = "failed"')


def _result(d: Drawing) -> None:
    d.step(
        "confirm_result",
        "确定中标供应商",
        ("purchaser", 8, 1),
        limits=(Limit("haikou-2023-procurement/10-result"),),
        fields=(
            Field("report_received_on", "收到评审报告日期", "date", required=True),
            Field("winner", "中标（成交）供应商", required=True, maximum_length=200),
        ),
        doc="采购人收到评审报告后确定供应商，对应措施三10。",
    )
    d.step(
        "award_notice",
        "发通知书并公告",
        ("agency", 9, 0),
        limits=(Limit("haikou-2023-procurement/10-notice"),),
        fields=(
            Field("notice_number", "通知书编号", required=True, maximum_length=80),
            Field("opened_scores", "已公开开标、评分和推荐情况", "boolean", required=True),
        ),
        doc="发出中标（成交）通知书，在省政府采购网公告结果，同时公开开标和评分情况，对应措施三10、二6。",
    )
    d.add("parallel", "notice_sent", "通知发出", ("purchaser", 10, 1))
    d.default("evaluation_outcome", "confirm_result", "有")
    d.chain("confirm_result", "award_notice", "notice_sent")


def _contract(d: Drawing) -> None:
    d.step(
        "sign_contract",
        "签订采购合同",
        ("purchaser", 11, 1),
        limits=(Limit("haikou-2023-procurement/11-contract"),),
        fields=(
            Field("contract_number", "合同编号", required=True, maximum_length=80),
            Field("signed_on", "签订日期", "date", required=True),
            Field("acceptance_plan", "履约验收方案和付款进度", "textarea", required=True),
        ),
        doc="自通知书发出起签订合同，不得附加不合理条件，不得改变实质性要求，约定验收方案，对应措施三11、12。",
    )
    d.add("parallel", "contract_signed", "合同签订", ("purchaser", 12, 1))
    d.step(
        "contract_publication",
        "合同公告",
        ("purchaser", 13, 2),
        limits=(Limit("haikou-2023-procurement/11-publication"),),
        fields=(Field("contract_published_on", "公告日期", "date", required=True),),
        doc="合同签订后在省政府采购网公告，对应措施三11。",
    )
    d.chain("notice_sent", "sign_contract", "contract_signed", "contract_publication", "all_done")


def _deposits(d: Drawing) -> None:
    """Deposits back: to the losers after the notice, to the winner after the contract."""
    refunds = (
        ("losers", "退还未中标保证金", 11, 1, "notice_sent", "13-losers", "自通知书发出起"),
        ("winner", "退还中标保证金", 13, 0, "contract_signed", "13-winner", "自合同签订起"),
    )
    for who, name, column, row, after, limit, since in refunds:
        gateway = d.add("exclusive", f"deposit_of_{who}", "有无保证金", ("agency", column, row))
        step = d.step(
            f"refund_{who}",
            name,
            ("agency", column + 1, row),
            limits=(Limit(f"haikou-2023-procurement/{limit}"),),
            fields=(
                Field("refunded_amount", "退还金额（元）", "number", required=True, minimum=0),
                Field("refunded_on", "退还日期", "date", required=True),
            ),
            doc=f"收取了投标保证金的，{since}限时退还，对应措施四13。",
        )
        d.flow(after, gateway)
        d.flow(gateway, step, "已收取", "deposit_amount > 0")
        d.default(gateway, "all_done", "免收")
        d.flow(step, "all_done")


def _payment(d: Drawing) -> None:
    d.step(
        "performance",
        "履约",
        ("applicant", 13, 0),
        role="applicant",
        time="works",
        fields=(Field("delivered_on", "交付日期", "date", required=True),),
        doc="供应商按合同交付货物、工程或者服务，可以分期；不是办理时间。",
    )
    d.step(
        "performance_acceptance",
        "履约验收",
        ("purchaser", 14, 0),
        decides="performance_decision",
        decisions=(Choice("pass", "验收合格"), Choice("fault", "不合格，重新履约", returns=True)),
        fields=(Field("accepted_on", "验收日期", "date", required=True), Field("defects", "不合格事项", "textarea")),
        doc="采购人依合同的验收方案验收，分期实施的分期验收，对应措施三12、五15；没有规定时限。",
    )
    d.add("exclusive", "performance_outcome", "是否合格", ("purchaser", 15, 0))
    d.step(
        "invoice",
        "开具发票",
        ("applicant", 16, 0),
        role="applicant",
        time="applicant",
        fields=(Field("invoice_number", "发票号码", required=True, maximum_length=80),),
        doc="满足合同约定的付款条件后供应商开具发票。",
    )
    d.step(
        "payment",
        "支付合同资金",
        ("purchaser", 17, 0),
        limits=(Limit("haikou-2023-procurement/15-2023"), Limit("haikou-2023-procurement/15-2025")),
        decides="payment_decision",
        decisions=(Choice("paid", "全部付清"), Choice("further", "还有后续分期", returns=True)),
        fields=(
            Field("paid_amount", "支付金额（元）", "number", required=True, minimum=0),
            Field("paid_on", "支付日期", "date", required=True),
        ),
        doc="收到发票后限时付到供应商账户：2024 年底以前五个工作日，2025 年起三个工作日，对应措施五15。",
    )
    d.add("exclusive", "paid_up", "是否付清", ("purchaser", 18, 0))
    d.add("inclusive", "all_done", "各项办结", ("agency", 18, 0))
    d.add("end", "procurement_done", "采购办结", ("agency", 19, 0), outcome="approved")
    d.chain("contract_signed", "performance", "performance_acceptance", "performance_outcome")
    d.flow("performance_outcome", "performance", "不合格", 'performance_decision = "fault"')
    d.default("performance_outcome", "invoice", "合格")
    d.chain("invoice", "payment", "paid_up")
    d.flow("paid_up", "performance", "后续分期", 'payment_decision = "further"')
    d.default("paid_up", "all_done", "付清")
    d.chain("all_done", "procurement_done")
