"""汕头: a company starts online; registration within 2 working days, the rest in one go (一/1–5)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import front
from scripts.draw.processes.permits import DENIED, GRANTED
from scripts.draw.reforms.city import SHANTOU

DOC = (
    "执照、印章、发票、用工和预约开户在网上一次申报。设立登记两个工作日内办结，对应任务分工表一/2；"
    "其余事项没有规定时限。江门一个工作日办结全部环节是供借鉴的做法（四/1），不是汕头的承诺。"
)
FACTS = (
    Field("company_name", "企业名称", required=True, maximum_length=200),
    Field("wants_seal", "是否刻制印章", "boolean", required=True),
    Field("wants_invoices", "是否申领发票", "boolean", required=True),
    Field("has_employees", "是否有员工参保", "boolean", required=True),
    Field("wants_account", "是否预约银行开户", "boolean", required=True),
)
AFTERWARDS = (
    ("seal", "刻制印章", "public_security", "wants_seal", "刻章", "登记环节选定的单位刻制印章，与执照申请合并办理。"),
    ("invoices", "核发发票", "tax", "wants_invoices", "领票", "税务部门核定并发放发票。"),
    ("insurance", "就业参保登记", "human_resources", "has_employees", "参保", "用工和社保登记合成一个环节。"),
    ("account", "预约银行开户", "central_bank", "wants_account", "开户", "预约开立基本账户，凭电子营业执照办理。"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "shantou_company_start",
        "企业开办",
        SHANTOU.file("shantou_company_start"),
        DOC,
        SHANTOU.name,
        SHANTOU.document,
        "company_start",
        facts=FACTS,
        materials=(Material("start_form", "企业开办网上申报表"),),
    )
    d.lane("counter", "网上综合受理", 1.75, department="counter")
    d.lane("market_regulation", "市场监管局", 1.75)
    d.lane("others", "公安、税务、人社、银行", 4, department="public_security")
    intake = front(d, "counter", 0, row=0.75, start_name="网上申报")
    d.step(
        "registration",
        "设立登记",
        ("market_regulation", 3, 0),
        decides="registration_decision",
        decisions=(GRANTED, DENIED),
        fields=(
            Field("credit_code", "统一社会信用代码", required=True, maximum_length=40),
            Field("registered_on", "核准日期", "date", required=True),
        ),
        needs=("start_form",),
        limits=(Limit(SHANTOU.limit("1.2")),),
        doc="名称自主申报、经营范围规范、系统智能审批；两个工作日内办结，同时生成电子营业执照。",
    )
    d.add("exclusive", "registered", "是否准予登记", ("market_regulation", 4, 0))
    d.add("end", "registration_denied", "不予登记", ("market_regulation", 5, 0.75), outcome="denied")
    d.default(intake, "registration", "受理")
    d.chain("registration", "registered")
    d.flow("registered", "registration_denied", "否", 'registration_decision = "deny"')
    d.add("inclusive", "afterwards_fork", "需办哪些", ("market_regulation", 5, 0))
    d.add("inclusive", "afterwards_join", "均已办结", ("market_regulation", 7, 0))
    d.default("registered", "afterwards_fork", "是")
    for row, (node, name, department, when, label, doc) in enumerate(AFTERWARDS):
        d.step(
            node,
            name,
            ("others", 6, row),
            department=department,
            fields=(Field("record", "办理编号或者结果", required=True, maximum_length=120),),
            doc=f"{doc}文件没有规定时限。",
        )
        d.flow("afterwards_fork", node, label, when)
        d.chain(node, "afterwards_join")
    d.default("afterwards_fork", "afterwards_join", "均不办")
    d.add("end", "company_started", "开办完成", ("market_regulation", 8, 0), outcome="approved")
    d.chain("afterwards_join", "company_started")
    return d
