"""清城: everything a new taxpayer needs, as one package within an hour (二（五）4)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Material
from scripts.draw.processes.common import front
from scripts.draw.reforms.city import QINGCHENG

DOC = (
    "新开办企业的税务事项打成一个套餐，在政务服务中心的税务窗口一个小时内办完。"
    "对应实施方案二（五）4和任务20；只办符合规定的。"
)
FACTS = (
    Field("company_name", "企业名称", required=True, maximum_length=200),
    Field("newly_registered", "是否新开办企业", "boolean", required=True),
    Field("wants_invoices", "是否领购发票", "boolean", required=True),
)
ITEMS = (
    ("identity", "登记信息确认", "一照一码登记信息的确认。"),
    ("accounting", "财会制度备案", "财务会计制度和核算软件的备案。"),
    ("bank_account", "账户账号报告", "存款账户账号的报告。"),
    ("taxpayer_status", "纳税人资格认定", "纳税人资格类型的认定。"),
    ("social_security", "单位缴费登记", "社保的单位缴费登记。"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "qingcheng_tax_package",
        "新办纳税人套餐",
        QINGCHENG.file("qingcheng_tax_package"),
        DOC,
        QINGCHENG.name,
        QINGCHENG.document,
        "tax_package",
        facts=FACTS,
        materials=(Material("package_form", "套餐申请表"), Material("bank_papers", "银行账户资料")),
    )
    d.lane("counter", "政务服务中心税务窗口", 1.75, department="tax")
    d.lane("tax", "税务局", 5)
    intake = front(d, "counter", 0, row=0.75, start_name="申请套餐")
    with d.sub_process(
        "package", "套餐办理", "套餐里的各项同时办理，一个小时内全部办完。", (QINGCHENG.limit("2.5.4"),)
    ):
        d.add("start", "package_begin", "开始", ("tax", 3, 2))
        d.add("parallel", "package_fork", "分项", ("tax", 4, 2))
        d.add("parallel", "package_join", "各项办完", ("tax", 6, 2))
        d.add("exclusive", "invoices_wanted", "是否领票", ("tax", 7, 2))
        d.chain("package_begin", "package_fork")
        for row, (node, name, doc) in enumerate(ITEMS):
            d.step(
                node,
                name,
                ("tax", 5, row),
                fields=(Field("done_note", "办理结果", maximum_length=120),),
                needs=("bank_papers",) if node == "bank_account" else ("package_form",),
                doc=doc,
            )
            d.chain("package_fork", node, "package_join")
        d.step(
            "invoices",
            "票种核定与领票",
            ("tax", 8, 2),
            fields=(Field("invoice_kinds", "票种、限额和数量", required=True, maximum_length=200),),
            doc="票种核定、最高开票限额和领购发票。",
        )
        d.add("end", "package_end", "结束", ("tax", 9, 2))
        d.chain("package_join", "invoices_wanted")
        d.flow("invoices_wanted", "invoices", "领票", "wants_invoices != false")
        d.chain("invoices", "package_end")
        d.add("end", "no_invoices", "不领票", ("tax", 8, 3))
        d.default("invoices_wanted", "no_invoices", "不领")
    d.default(intake, "package", "受理")
    d.add("end", "package_done", "套餐办结", ("tax", 10, 2), outcome="approved")
    d.chain("package", "package_done")
    return d
