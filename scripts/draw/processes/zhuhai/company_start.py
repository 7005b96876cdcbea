"""珠海: a company starts within one working day: registration 0.5, seal and invoices in parallel 0.5 (二/1)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import front
from scripts.draw.processes.permits import DENIED, GRANTED
from scripts.draw.reforms.city import ZHUHAI

DOC = (
    "市区两级综合窗口统一受理，商事登记半个工作日，公章刻制备案和申领发票并联在半个工作日内，合计一个工作日。"
    "对应任务分工表二/1。"
)
FACTS = (
    Field("company_name", "企业名称", required=True, maximum_length=200),
    Field("wants_seal", "是否刻制公章", "boolean", required=True),
    Field("wants_invoices", "是否申领发票", "boolean", required=True),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "zhuhai_company_start",
        "企业开办",
        ZHUHAI.file("zhuhai_company_start"),
        DOC,
        ZHUHAI.name,
        ZHUHAI.document,
        "company_start",
        limits=(Limit(ZHUHAI.limit("2.1")),),
        facts=FACTS,
        materials=(Material("start_form", "企业开办申请表"), Material("articles", "公司章程等登记材料")),
    )
    d.lane("counter", "企业开办综合窗口", 1.75)
    d.lane("market_regulation", "市场监管局", 1.75)
    d.lane("public_security", "公安局")
    d.lane("tax", "税务局")
    intake = front(d, "counter", 0, row=0.75, start_name="提交开办申请")
    d.step(
        "registration",
        "商事登记",
        ("market_regulation", 3, 0),
        decides="registration_decision",
        decisions=(GRANTED, DENIED),
        fields=(
            Field("credit_code", "统一社会信用代码", required=True, maximum_length=40),
            Field("registered_on", "核准日期", "date", required=True),
        ),
        needs=("start_form", "articles"),
        limits=(Limit(ZHUHAI.limit("2.1-registration")),),
        doc="半个工作日内核发营业执照，对应二/1措施3。",
    )
    d.add("exclusive", "registered", "是否准予登记", ("market_regulation", 4, 0))
    d.add("end", "registration_denied", "不予登记", ("market_regulation", 5, 0.75), outcome="denied")
    d.default(intake, "registration", "受理")
    d.chain("registration", "registered")
    d.flow("registered", "registration_denied", "否", 'registration_decision = "deny"')
    _parallel(d)
    d.default("registered", "afterwards", "是")
    d.step(
        "hand_out",
        "一次领取",
        ("counter", 10, 0.75),
        role="counter",
        fields=(Field("collected_on", "领取日期", "date", required=True),),
        doc="营业执照、公章、发票在综合窗口一次领取。",
    )
    d.add("end", "company_started", "开办完成", ("counter", 11, 0.75), outcome="approved")
    d.chain("afterwards", "hand_out", "company_started")
    return d


def _parallel(d: Drawing) -> None:
    doc = "登记之后，公章刻制备案和申领发票同时办理，半个工作日内办结，对应二/1措施3。"
    with d.sub_process("afterwards", "刻章备案与领票", doc, (ZHUHAI.limit("2.1-seal-invoice"),)):
        d.add("start", "afterwards_begin", "开始", ("public_security", 5, 0))
        d.add("inclusive", "afterwards_fork", "需办哪些", ("public_security", 6, 0))
        d.step(
            "seal",
            "公章刻制及备案",
            ("public_security", 7, 0),
            fields=(Field("seal_record", "公章备案编号", required=True, maximum_length=80),),
            doc="刻制公章并备案，不另跑公安机关。",
        )
        d.step(
            "invoices",
            "核发发票",
            ("tax", 7, 0),
            fields=(Field("invoice_kinds", "票种和数量", required=True, maximum_length=200),),
            doc="税务部门核定并发放发票。",
        )
        d.add("inclusive", "afterwards_join", "均已办结", ("public_security", 8, 0))
        d.add("end", "afterwards_end", "结束", ("public_security", 9, 0))
        d.chain("afterwards_begin", "afterwards_fork")
        d.flow("afterwards_fork", "seal", "刻章", "wants_seal")
        d.flow("afterwards_fork", "invoices", "领票", "wants_invoices")
        d.default("afterwards_fork", "afterwards_join", "均不办")
        d.chain("seal", "afterwards_join")
        d.chain("invoices", "afterwards_join", "afterwards_end")
