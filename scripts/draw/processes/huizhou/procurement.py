"""惠州政府采购: review of the needs, contract within 20 days, payment within 15 (惠州市财政局, 2023)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

DOC = (
    "惠州市的政府采购：采购活动开始以前审查采购需求和实施计划，以责任承诺书代替投标保证金；"
    "中标（成交）通知书发出后二十日内签订合同，收到发票后十五日内付款。"
    "公告、投标和评审的时间由政府采购法律规定，通知没有另定时限。"
)
FACTS = (
    Field("project_name", "采购项目名称", required=True, maximum_length=200),
    Field("budget", "预算金额（元）", "number", required=True, minimum=0),
    Field("key_review", "是否属于本单位重点审查的项目", "boolean", required=True),
    Field("green_listed", "是否列入节能、环境标志品目清单", "boolean"),
    Field("packaging", "是否涉及商品包装和快递包装", "boolean"),
    Field("performance_bond", "是否收取履约保证金", "boolean"),
    Field("small_supplier", "中标（成交）供应商是否中小企业", "boolean", help="签订合同时补填"),
)
MATERIALS = (
    Material("responsibility_commitment", "责任承诺书（代替投标保证金）"),
    Material("declarations", "声明函、承诺函（不再另交证明）"),
    Material("packaging_report", "包装检测报告", tolerable=True, when="packaging"),
)
PAYMENTS = (
    ("payment_sme", "向中小企业付款", 0, "8-payment-sme", "应当"),
    ("payment_other", "向其他企业付款", 1, "8-payment-other", "原则上"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "huizhou_procurement",
        "惠州政府采购",
        "huizhou/huizhou_procurement.bpmn",
        DOC,
        "惠州",
        "huizhou-2023-procurement",
        "procurement",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("applicant", "供应商")
    d.lane("purchaser", "采购单位", 2)
    d.lane("agency", "采购代理机构", 1.8)
    _needs(d)
    _tender(d)
    _contract(d)
    _payment(d)
    return d


def _needs(d: Drawing) -> None:
    d.add("start", "budget_approved", "预算批准", ("purchaser", 0, 0))
    d.step(
        "draft_needs",
        "编制采购需求",
        ("purchaser", 1, 0),
        fields=(
            Field("catalogue_item", "采购品目（属性）", required=True, maximum_length=80),
            Field("green_needs", "绿色采购和包装要求", "textarea"),
        ),
        doc="按批准的预算和品目确定项目属性、绿色采购和包装要求，不得无预算、超预算，对应通知四、五、六。",
    )
    d.step(
        "needs_review",
        "审查需求与计划",
        ("purchaser", 2, 0),
        role="lead",
        decides="needs_decision",
        decisions=(Choice("pass", "审查通过"), Choice("fault", "不通过，修改重审", returns=True)),
        fields=(
            Field(
                "review_kind",
                "审查种类",
                "select",
                required=True,
                options=(("general", "一般性审查"), ("key", "重点审查")),
            ),
            Field("review_opinion", "审查意见", "textarea"),
        ),
        doc="采购活动开始以前审查采购需求和实施计划，不通过的修改后重新审查，对应通知三；没有规定时限。",
    )
    d.add("exclusive", "needs_outcome", "是否通过", ("purchaser", 3, 0))
    d.chain("budget_approved", "draft_needs", "needs_review", "needs_outcome")
    d.flow("needs_outcome", "draft_needs", "修改重审", 'needs_decision = "fault"')


def _tender(d: Drawing) -> None:
    d.step(
        "publish",
        "公开意向和公告",
        ("agency", 4, 0),
        fields=(
            Field("intention_published_on", "采购意向公开日期", "date"),
            Field("announcement_number", "采购公告编号", required=True, maximum_length=80),
        ),
        doc="在全省政府采购网公开采购意向和公告，对应通知十；期限依政府采购法律。",
    )
    d.step(
        "submit_tender",
        "提交响应文件",
        ("applicant", 5, 0),
        role="applicant",
        time="applicant",
        needs=("responsibility_commitment", "declarations"),
        fields=(Field("tender_price", "报价（元）", "number", required=True, minimum=0),),
        doc="以责任承诺书代替投标保证金，交了声明、承诺的不再交证明，对应通知七、九。",
    )
    d.step(
        "evaluation",
        "评审",
        ("agency", 6, 0),
        department="bid_committee",
        role="case_worker",
        decides="evaluation_decision",
        decisions=(Choice("recommend", "推荐中标（成交）人"), Choice("failed", "采购失败")),
        fields=(Field("remote", "是否远程异地评标", "boolean"), Field("scores", "评分与排序", "textarea")),
        doc="条件许可的远程异地评标，对应通知九；评审时限通知没有规定。",
    )
    d.add("exclusive", "evaluation_outcome", "是否成交", ("agency", 7, 0))
    d.add("end", "procurement_failed", "采购失败", ("agency", 7, 0.8), outcome="denied")
    d.step(
        "award_notice",
        "发通知书并公告",
        ("agency", 8, 0),
        fields=(
            Field("notice_number", "通知书编号", required=True, maximum_length=80),
            Field("reasons_published", "已公开审查情况、评分和无效原因", "boolean", required=True),
        ),
        doc="发出中标（成交）通知书，结果公告一并公开资格和符合性审查、无效原因、得分排序，对应通知八、十。",
    )
    d.default("needs_outcome", "publish", "通过")
    d.chain("publish", "submit_tender", "evaluation", "evaluation_outcome")
    d.flow("evaluation_outcome", "procurement_failed", "没有", 'evaluation_decision = "failed"')
    d.default("evaluation_outcome", "award_notice", "成交")


def _contract(d: Drawing) -> None:
    d.step(
        "sign_contract",
        "签订采购合同",
        ("purchaser", 9, 0),
        limits=(Limit("huizhou-2023-procurement/8-contract"),),
        fields=(
            Field("contract_number", "合同编号", required=True, maximum_length=80),
            Field("payment_terms", "付款方式、条件和违约责任", "textarea", required=True),
            Field("small_supplier", "供应商是否中小企业", "boolean", required=True),
        ),
        doc="自通知书发出之日起原则上二十日内签订，合同写明付款方式、时间、条件和逾期责任，对应通知八。",
    )
    d.step(
        "performance",
        "履约",
        ("applicant", 10, 0),
        role="applicant",
        time="works",
        fields=(Field("delivered_on", "交付日期", "date", required=True),),
        doc="供应商按合同履约；不是办理时间。",
    )
    d.step(
        "performance_acceptance",
        "履约验收",
        ("purchaser", 11, 0),
        decides="performance_decision",
        decisions=(Choice("pass", "验收合格"), Choice("fault", "不合格，重新履约", returns=True)),
        needs=("packaging_report",),
        fields=(Field("accepted_on", "验收日期", "date", required=True), Field("defects", "不合格事项", "textarea")),
        doc="按采购文件和合同验收，必要时要求包装检测报告，对应通知六；没有规定时限。",
    )
    d.add("exclusive", "performance_outcome", "是否合格", ("purchaser", 12, 0))
    d.step(
        "invoice",
        "开具发票",
        ("applicant", 13, 0),
        role="applicant",
        time="applicant",
        fields=(Field("invoice_number", "发票号码", required=True, maximum_length=80),),
        doc="满足合同约定的付款条件后供应商开具发票。",
    )
    d.chain("award_notice", "sign_contract", "performance", "performance_acceptance", "performance_outcome")
    d.flow("performance_outcome", "performance", "不合格", 'performance_decision = "fault"')
    d.default("performance_outcome", "invoice", "合格")


def _payment(d: Drawing) -> None:
    d.add("exclusive", "supplier_size", "是否中小企业", ("purchaser", 14, 0))
    d.add("exclusive", "paid", "", ("purchaser", 16, 0))
    for node, name, row, limit, force in PAYMENTS:
        d.step(
            node,
            name,
            ("purchaser", 15, row),
            limits=(Limit(f"huizhou-2023-procurement/{limit}"),),
            fields=(
                Field("paid_amount", "支付金额（元）", "number", required=True, minimum=0),
                Field("paid_on", "支付日期", "date", required=True),
            ),
            doc=f"付款条件满足的，{force}自收到发票起十五日内付清，不得以机构、人员、政策变动拖延，对应通知八。",
        )
        d.chain(node, "paid")
    d.add("exclusive", "bond", "有无履约保证金", ("purchaser", 17, 0))
    d.step(
        "refund_bond",
        "退还履约保证金",
        ("purchaser", 18, 1),
        fields=(Field("refunded_on", "退还日期", "date", required=True),),
        doc="及时清退应退的履约保证金，不得限制保证金形式，对应通知七；没有规定天数。",
    )
    d.add("end", "procurement_done", "采购办结", ("purchaser", 19, 0), outcome="approved")
    d.chain("invoice", "supplier_size")
    d.flow("supplier_size", "payment_sme", "中小企业", "small_supplier")
    d.default("supplier_size", "payment_other", "其他企业")
    d.chain("paid", "bond")
    d.flow("bond", "refund_bond", "已收取", "performance_bond")
    d.default("bond", "procurement_done", "未收取")
    d.flow("refund_bond", "procurement_done")
