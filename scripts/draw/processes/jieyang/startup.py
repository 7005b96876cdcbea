"""企业开办 of 揭阳: registration, seal, invoices, insurance, fund behind one form (二（二）8, 附表1 to 7)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import DENIED

DOC = (
    "“一窗通”平台一次填报，营业执照、印章、发票、员工参保、公积金开户合为一个环节。同一件事文件写了四个总时间："
    "0.5 天（二（二）8、附表28）、1 天（附表4）、一个工作日（附表26）、2 至 3 天（附表14，取 3 天），四个都计时；"
    "分步是登记 0.5 天、后续事项 0.5 天。"
)
WHOLE = ("2.8-startup", "t4-startup", "t26-startup", "t14-startup")
FACTS = (
    Field("company_name", "企业名称", required=True, maximum_length=200),
    Field("self_service", "是否用自助机办照", "boolean", help="名称、住所等都由系统核验的，可以在自助证照一体机上办"),
    Field("wants_seal", "是否刻制公章", "boolean", required=True),
    Field("wants_invoices", "是否申领发票和税控设备", "boolean", required=True),
    Field("insures_staff", "是否办理员工参保", "boolean", required=True),
    Field("opens_fund", "是否开立公积金账户", "boolean", required=True),
    Field("by_courier", "是否邮寄送达", "boolean"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "jieyang_startup",
        "揭阳企业开办",
        "jieyang/jieyang_startup.bpmn",
        DOC,
        c.JIEYANG,
        c.DOCUMENT,
        "startup",
        limits=tuple(Limit(c.limit(number), None, "all_done") for number in WHOLE),
        facts=FACTS,
        materials=(Material("startup_form", "企业开办申请表（一张）"), Material("articles", "公司章程等登记材料")),
    )
    d.lane("enterprise", "申办企业")
    d.lane("counter", "开办企业专窗", 2)
    d.lane("market_regulation", "市场监督管理局", 3)
    d.lane("public_security", "公安局（印章刻制单位）")
    d.lane("tax", "税务局")
    d.lane("human_resources", "人力资源和社会保障局")
    d.lane("housing_fund", "住房公积金管理中心")
    _registration(d)
    _afterwards(d)
    _delivery(d)
    return d


def _registration(d: Drawing) -> None:
    lane = "market_regulation"
    d.add("start", "submitted", "一窗通提交", ("enterprise", 0, 0))
    d.add("exclusive", "which_channel", "是否自助办照", (lane, 1, 0))
    d.step(
        "registration",
        "设立登记核准",
        (lane, 2, 0),
        decides="registration_decision",
        decisions=(
            Choice("approve", "准予登记"),
            Choice("correct", "退回修改填报内容", returns=True),
            DENIED,
        ),
        fields=(
            Field("credit_code", "统一社会信用代码", required=True, maximum_length=40),
            Field("registered_on", "核准日期", "date", required=True),
        ),
        needs=("startup_form", "articles"),
        limits=(Limit(c.limit("t4-approval")),),
        doc="填报完成后 0.5 天内核准，对应附表4。",
    )
    doc = "自助证照一体机接入省全程自动化网络，系统即时核准并打印执照，没有人工环节，对应附表1、264。"
    _by_itself(d, ("self_service_licence", "自助机办照（秒批）", "核准并打印执照", doc, "t1-selfservice"), (lane, 2, 2))
    d.step(
        "amend_form",
        "修改填报内容",
        ("enterprise", 2, 0),
        role="applicant",
        time="applicant",
        fields=(Field("amended", "修改说明", "textarea", required=True),),
        doc="按退回意见修改后重新提交；时间是申请人的。",
    )
    d.add("exclusive", "registered", "登记结果", (lane, 3, 0))
    d.add("end", "registration_denied", "不予登记", (lane, 3, 1), outcome="denied")
    d.add(
        "service",
        "issue_electronic",
        "发放电子执照印章",
        (lane, 5, 0),
        service="push_result",
        doc="准予设立的同时发放电子营业执照和电子印章，对应附表17。",
    )
    d.chain("submitted", "which_channel")
    d.default("which_channel", "registration", "网上")
    d.flow("which_channel", "self_service_licence", "自助机", "self_service")
    d.chain("registration", "registered")
    d.flow("registered", "amend_form", "修改", 'registration_decision = "correct"')
    d.flow("amend_form", "registration")
    d.flow("registered", "registration_denied", "不予", 'registration_decision = "deny"')
    d.default("registered", "issue_electronic", "准予")
    d.chain("self_service_licence", "issue_electronic")


def _afterwards(d: Drawing) -> None:
    doc = "登记核准之后，刻章、发票、参保、公积金开户同时办理，0.5 天内全部办结，对应附表5。"
    lane = "public_security"
    with d.sub_process("afterwards", "后续事项（0.5 天）", doc, (c.limit("t5-followup"),)):
        d.add("start", "afterwards_begin", "开始", (lane, 6, 0))
        d.add("inclusive", "afterwards_fork", "需办哪些", (lane, 7, 0))
        _matters(d)
        d.add("inclusive", "afterwards_join", "均已办结", (lane, 11, 0))
        d.add("end", "afterwards_end", "结束", (lane, 12, 0))
        d.chain("afterwards_begin", "afterwards_fork")
        d.flow("afterwards_fork", "seal", "刻章", "wants_seal")
        d.flow("afterwards_fork", "invoices", "领票", "wants_invoices")
        d.flow("afterwards_fork", "insurance", "参保", "insures_staff")
        d.flow("afterwards_fork", "fund_account", "开户", "opens_fund")
        d.default("afterwards_fork", "afterwards_join", "均不办")
        for node in ("seal", "invoices", "insurance", "fund_account"):
            d.flow(node, "afterwards_join")
        d.chain("afterwards_join", "afterwards_end")
    d.chain("issue_electronic", "afterwards")


def _matters(d: Drawing) -> None:
    d.step(
        "seal",
        "公章刻制（含备案）",
        ("public_security", 9, 0),
        fields=(Field("seal_record", "印章编码", required=True, maximum_length=80),),
        limits=(Limit(c.limit("2.8-seal")),),
        doc="半天刻章，刻章和备案合并为一个环节，用章单位不用到公安机关备案，对应二（二）8、附表29。",
    )
    d.step(
        "invoices",
        "发票和税控设备",
        ("tax", 9, 0),
        fields=(Field("invoice_kinds", "票种和数量", required=True, maximum_length=200),),
        limits=(Limit(c.limit("t6-invoice")),),
        doc="在同一平台申领，即时办结，不跳转税务平台，对应附表6。",
    )
    doc = "参保信息经后台比对后推送社保部门，自动、即时生效，没有人工环节，对应附表7。"
    _by_itself(d, ("insurance", "参保登记（秒批）", "比对生效", doc, "t7-insurance"), ("human_resources", 8, 0))
    d.step(
        "fund_account",
        "公积金开户",
        ("housing_fund", 9, 0),
        fields=(Field("fund_number", "单位公积金账号", required=True, maximum_length=60),),
        doc="随后续事项一并在 0.5 天内办结，对应附表5。",
    )


def _by_itself(d: Drawing, what: tuple[str, str, str, str, str], at: tuple[str, float, float]) -> None:
    """What the system does by itself under a limit: a scope around its service, since only a scope has a clock.
    `what`: id, name, name of the service, documentation, limit; `at`: where the scope begins.
    """
    node, name, service, doc, number = what
    lane, column, row = at
    with d.sub_process(node, name, doc, (c.limit(number),)):
        d.add("start", f"{node}_begins", "开始", at)
        d.add("service", f"{node}_done", service, (lane, column + 1, row), doc=doc)
        d.add("end", f"{node}_over", "结束", (lane, column + 2, row))
        d.chain(f"{node}_begins", f"{node}_done", f"{node}_over")


def _delivery(d: Drawing) -> None:
    d.add("milestone", "all_done", "开办办结", ("counter", 13, 0), doc="各开办事项全部办结，总时间到此为止。")
    d.add("exclusive", "delivery", "如何领取", ("counter", 14, 0))
    d.step(
        "hand_out",
        "一窗发放",
        ("counter", 15, 0),
        role="counter",
        fields=(Field("collected_on", "领取日期", "date", required=True),),
        doc="执照、公章、税控设备和发票在专窗一次发放，对应附表3、14。",
    )
    d.step(
        "courier",
        "邮寄送达",
        ("counter", 15, 1),
        role="counter",
        fields=(
            Field("courier_number", "邮寄单号", required=True, maximum_length=60),
            Field("delivered_on", "送达日期", "date", required=True),
        ),
        limits=(Limit(c.limit("t3-delivery")),),
        doc="半日内送达的邮寄服务，对应附表3。",
    )
    d.add("end", "company_started", "开办完成", ("counter", 16, 0), outcome="approved")
    d.chain("afterwards", "all_done", "delivery")
    d.flow("delivery", "courier", "邮寄", "by_courier")
    d.default("delivery", "hand_out", "窗口")
    d.chain("hand_out", "company_started")
    d.chain("courier", "company_started")
