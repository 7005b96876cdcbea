"""新开办企业免费刻章: an engraver's year of service: orders in turn within the hour, and a subsidy every quarter."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import SHANWEI, front
from scripts.draw.processes.shanwei.free_seal_subsidy import MARKET, SEAL_DOCUMENT, draw_subsidies, limit

DOC = (
    "一家印章刻制企业一年的免费刻章服务：申报、签约之后按顺序接单，1 小时内刻好送到政务服务中心；"
    "超时 3 次提醒中止协议，5 次取消当年资格；每季度申报一次补贴，公示 5 个工作日。对应通知二至四。"
    "新开办的公司、非公司企业法人、合伙企业各可免费刻公章、财务章、发票章、法定代表人名章 4 枚。"
)
CONDITIONS = (
    ("valid_licence", "营业执照有效"),
    ("premises_in_city", "在城区有固定经营场所"),
    ("clean_record", "近三年信用良好，无违法和异常名录记录"),
    ("certified_material", "章材经防伪检验合格，有售后服务"),
    ("in_operation", "正常经营，没有停业结业"),
    ("special_trade_licence", "持有特种行业许可证并愿签合作协议"),
)
COMPANIES = (("company", "公司"), ("other_legal_person", "非公司企业法人"), ("partnership", "合伙企业（有限合伙）"))
DESK, SHOP = "desk", "shop"


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "shanwei_free_seal",
        "新开办企业免费刻章服务",
        "shanwei/shanwei_free_seal.bpmn",
        DOC,
        SHANWEI,
        SEAL_DOCUMENT,
        "free_seal",
        facts=(
            Field("shop_name", "印章刻制企业", required=True, maximum_length=200),
            Field("service_year", "服务年度", "integer", required=True, minimum=2023, maximum=2100),
            *(Field(name, label, "boolean", required=True) for name, label in CONDITIONS),
        ),
        materials=(
            Material("subsidy_project_form", "免费刻章补贴项目申请表"),
            Material("bank_account_licence", "基本户开户许可证或者备案文书"),
            Material("agent_papers", "办理人委托书原件和身份证明复印件"),
            Material("letter_of_intent", "法定代表人签署的意向书"),
        ),
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane(DESK, "政务服务中心", department="seal_desk")
    d.lane(SHOP, "印章刻制企业", 3, department="seal_shop")
    d.lane(MARKET, "市场监督管理局", 5, department="market_regulation")
    intake = front(d, "counter", 0, start_name="申报期内申请")
    _agreement(d, 3)
    d.default(intake, "qualification", "受理")
    _orders(d, 7)
    draw_subsidies(d, 7)
    _year_over(d, 18)
    return d


def _agreement(d: Drawing, column: float) -> None:
    d.step(
        "qualification",
        "审核参加条件",
        (MARKET, column, 1),
        decides="qualification_decision",
        decisions=(Choice("pass", "符合条件"), Choice("deny", "不符合条件")),
        fields=(Field("findings", "审核意见", "textarea"),),
        needs=("subsidy_project_form", "bank_account_licence", "agent_papers", "letter_of_intent"),
        doc="核对六项条件和四种材料，对应二、三（一）；逾期不申请视为放弃，文件没有规定审核时限。",
    )
    d.add("exclusive", "qualified", "是否符合", (MARKET, column + 1, 1))
    d.add("end", "not_qualified", "不符合条件", (MARKET, column + 1, 2), outcome="denied")
    d.step(
        "agreement",
        "签订合作协议",
        (MARKET, column + 2, 1),
        fields=(
            Field("agreement_number", "协议编号", required=True, maximum_length=80),
            Field("turn", "轮流顺序号", "integer", required=True, minimum=1),
        ),
        doc="会同公安、财政签订合同，明确种类、价格、质量、交付时限和结算，对应四（三）；文件没有规定时限。",
    )
    d.add("parallel", "year_begins", "服务年度开始", (MARKET, column + 3, 1))
    d.chain("qualification", "qualified")
    d.flow("qualified", "not_qualified", "不符合", 'qualification_decision = "deny"')
    d.default("qualified", "agreement", "符合")
    d.chain("agreement", "year_begins")
    d.flow("year_begins", "orders")
    d.flow("year_begins", "subsidies")


def _orders(d: Drawing, column: float) -> None:
    """Every order is a token of its own; what is late is counted for the year."""
    with d.sub_process(
        "orders",
        "刻章服务（每单 1 小时）",
        "服务年度内逐单派送，每单单独计时；超时次数按年累计，对应三（二）、四（五）。",
    ):
        d.add("start", "orders_begin", "开始", (SHOP, column, 2))
        d.add(
            "receive",
            "stand_by",
            "待命接单",
            (SHOP, column + 1, 2),
            message="year_end",
            department="market_regulation",
            fields=(Field("ended_on", "年度服务结束日期", "date", required=True),),
            doc="等待新订单，直到市场监管局登记年度服务结束。",
        )
        d.add("end", "orders_end", "年度接单结束", (SHOP, column + 2, 2))
        d.chain("orders_begin", "stand_by", "orders_end")
        d.boundary(
            "order_pushed",
            "推送新订单",
            "stand_by",
            message="order",
            interrupting=False,
            side="top",
            department="seal_desk",
            fields=(
                Field("company_name", "新开办企业", required=True, maximum_length=200),
                Field("company_kind", "企业类型", "select", required=True, options=COMPANIES),
                Field("chose_free", "企业自愿选择免费刻章", "boolean", required=True),
            ),
        )
        _one_order(d, column + 2)


def _one_order(d: Drawing, column: float) -> None:
    d.step(
        "assign_order",
        "按顺序派单",
        (DESK, column, 0),
        role="counter",
        fields=(
            Field("order_number", "订单编号", required=True, maximum_length=80),
            Field("in_turn", "已按顺序轮流分配", "boolean", required=True),
        ),
        doc="驻点人员接收企业信息，在签约企业中按顺序轮流派单，对应三（二）。",
    )
    d.step(
        "engrave",
        "刻制并送达",
        (SHOP, column + 1, 0),
        limits=(Limit(limit("3.2")),),
        fields=(
            Field("filing_number", "公章网上备案编号", required=True, maximum_length=80),
            Field("handed_over", "已与窗口交接 4 枚印章", "boolean", required=True),
        ),
        doc="1 小时内刻好四枚印章送到“一窗通取”窗口并交接，对应三（二）。",
    )
    d.step(
        "hand_out",
        "随执照一并发放",
        (DESK, column + 2, 0),
        role="counter",
        fields=(Field("signed_by", "签领人", required=True, maximum_length=80),),
        doc="发证窗口把首套印章随营业执照一并发放并办理签领登记，对应三（二）、四（四）；文件没有规定时限。",
    )
    d.add("end", "order_done", "订单办结", (DESK, column + 3, 0))
    d.chain("order_pushed", "assign_order", "engrave", "hand_out", "order_done")
    d.boundary("order_late", "超过 1 小时", "engrave", ("limit", limit("3.2")), interrupting=False)
    d.add(
        "script",
        "count_overrun",
        "超时次数加一",
        (SHOP, column + 2, 1),
        assigns=(("overruns", "coalesce(overruns, 0) + 1"),),
        doc="按年累计服务超时的次数，对应四（五）。",
    )
    d.add("exclusive", "how_many", "超时几次", (MARKET, column + 3, 0))
    d.add("end", "overrun_noted", "已记录", (SHOP, column + 3, 2))
    d.step(
        "warn_shop",
        "提醒将中止协议",
        (MARKET, column + 4, 0),
        fields=(Field("warned_on", "提醒日期", "date", required=True),),
        doc="超时达到 3 次，提醒将中止协议，对应四（五）；文件没有规定提醒的时限。",
    )
    d.add("end", "warned", "已提醒", (MARKET, column + 5, 0))
    d.step(
        "disqualify",
        "取消当年服务资格",
        (MARKET, column + 4, 1),
        fields=(Field("disqualified_on", "取消日期", "date", required=True),),
        doc="超时达到 5 次，取消当年的服务资格，不再派单，对应四（五）；文件没有规定时限。",
    )
    d.add("terminate", "disqualified", "当年资格取消", (MARKET, column + 5, 1))
    d.chain("order_late", "count_overrun", "how_many")
    d.flow("how_many", "disqualify", "5 次", "overruns >= 5")
    d.flow("how_many", "warn_shop", "3 次", "overruns = 3")
    d.default("how_many", "overrun_noted", "其他")
    d.chain("warn_shop", "warned")
    d.chain("disqualify", "disqualified")


def _year_over(d: Drawing, column: float) -> None:
    d.add("parallel", "year_ends", "接单和补贴都结束", (MARKET, column, 1))
    d.add("exclusive", "year_result", "是否取消资格", (MARKET, column + 1, 1))
    d.add("end", "year_cancelled", "资格已取消", (MARKET, column + 2, 0), outcome="denied")
    d.add("end", "year_done", "年度服务办结", (MARKET, column + 2, 1), outcome="approved")
    d.flow("orders", "year_ends")
    d.flow("subsidies", "year_ends")
    d.chain("year_ends", "year_result")
    d.flow("year_result", "year_cancelled", "已取消", "overruns >= 5")
    d.default("year_result", "year_done", "没有")
