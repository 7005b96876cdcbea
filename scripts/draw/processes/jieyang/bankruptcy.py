"""小微企业破产 of 揭阳: the simplified procedure of the court (二（二）13, 附表213 to 217)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.jieyang import common as c

COURT = "court"
DOC = (
    "小微企业破产适用简易程序，原则上自立案之日起 6 个月办结，对应二（二）13、附表217；府院共享信息、税务注销便利、"
    "信用修复见附表213、216。各环节的时限文件没有写。"
)


def draw() -> Drawing:
    """Describe the process."""
    d = c.begin(
        "small_bankruptcy",
        "揭阳小微企业破产",
        DOC,
        limits=(Limit(c.limit("2.13-bankruptcy"), "case_filed", "close_case"),),
        facts=(
            Field("debtor", "债务人名称", required=True, maximum_length=200),
            Field("small_micro", "是否小微企业", "boolean", required=True),
        ),
        materials=(Material("bankruptcy_petition", "破产申请书及证据"),),
    )
    d.lane(COURT, "中级人民法院", 3)
    d.lane("bankruptcy_administrator", "破产管理人", 2)
    d.lane("tax", "税务局等（府院联动）")
    _filing(d)
    _work(d)
    _ruling(d)
    return d


def _filing(d: Drawing) -> None:
    d.add("start", "petitioned", "申请破产", (COURT, 0, 1))
    d.step(
        "filing_review",
        "立案审查",
        (COURT, 1, 1),
        decides="filing_decision",
        decisions=(Choice("accept", "裁定受理，立案"), Choice("reject", "不予受理")),
        fields=(Field("case_number", "案号", required=True, maximum_length=80),),
        needs=("bankruptcy_petition",),
        doc="审查破产申请；审查的期限依破产法律，文件没有另写。",
    )
    d.add("exclusive", "filing_outcome", "是否立案", (COURT, 2, 1))
    d.add("end", "not_filed", "不予受理", (COURT, 2, 0), outcome="refused")
    d.add("exclusive", "is_small", "是否小微企业", (COURT, 3, 1))
    d.add("end", "ordinary_procedure", "适用普通程序", (COURT, 3, 2))
    d.add("milestone", "case_filed", "6 个月起算", (COURT, 4, 1), doc="简易程序的 6 个月自立案之日起算。")
    d.step(
        "appoint",
        "指定管理人",
        (COURT, 5, 1),
        fields=(Field("administrator", "管理人名称", required=True, maximum_length=200),),
        doc="指定破产管理人，通知债权人；文件没有规定时限。",
    )
    d.chain("petitioned", "filing_review", "filing_outcome")
    d.flow("filing_outcome", "not_filed", "不受理", 'filing_decision = "reject"')
    d.default("filing_outcome", "is_small", "立案")
    d.flow("is_small", "case_filed", "小微", "small_micro")
    d.default("is_small", "ordinary_procedure", "其他")
    d.chain("case_filed", "appoint")


def _work(d: Drawing) -> None:
    lane = "bankruptcy_administrator"
    d.add("parallel", "work_fork", "同时进行", (lane, 6, 0))
    d.step(
        "claims",
        "审查申报债权",
        (lane, 7, 0),
        fields=(Field("claims_total", "确认债权总额（元）", "number", required=True, minimum=0),),
        doc="债权人申报，管理人审查；文件没有规定时限。",
    )
    d.step(
        "property",
        "调查管理财产",
        (lane, 7, 1),
        fields=(Field("property_total", "财产总额（元）", "number", required=True, minimum=0),),
        doc="财产查控、管理和估价，“一张网”办案，对应附表214；文件没有规定时限。",
    )
    d.step(
        "public_claims",
        "核定税费债权",
        ("tax", 7, 0),
        fields=(Field("tax_claims", "税费债权（元）", "number", required=True, minimum=0),),
        doc="府院信息共享，核定税费并酌情减免，对应附表215、216；文件没有规定时限。",
    )
    d.add("parallel", "work_join", "均已完成", (lane, 8, 0))
    d.flow("appoint", "work_fork")
    for node in ("claims", "property", "public_claims"):
        d.chain("work_fork", node, "work_join")


def _ruling(d: Drawing) -> None:
    d.step(
        "ruling",
        "审理裁定",
        (COURT, 9, 1),
        role="lead",
        decides="ruling_decision",
        decisions=(
            Choice("liquidate", "宣告破产，分配财产"),
            Choice("settle", "批准和解或者重整"),
            Choice("convert", "不宜简易，转普通程序"),
        ),
        fields=(Field("ruling_number", "裁定书文号", required=True, maximum_length=80),),
        doc="召开债权人会议，作出裁定；文件没有规定时限。",
    )
    d.add("exclusive", "ruling_outcome", "如何裁定", (COURT, 10, 1))
    d.add("end", "converted", "转普通程序", (COURT, 10, 2))
    d.step(
        "distribute",
        "分配财产",
        ("bankruptcy_administrator", 11, 0),
        fields=(Field("distributed_on", "分配完毕日期", "date", required=True),),
        doc="变价并分配破产财产；文件没有规定时限。",
    )
    d.step(
        "repair_credit",
        "修复信用记录",
        (COURT, 11, 0),
        fields=(Field("repair_note", "信用修复情况", "textarea", required=True),),
        doc="支持和解、重整企业修复征信，对应附表213；文件没有规定时限。",
    )
    d.add("exclusive", "all_carried_out", "", (COURT, 12, 1))
    d.step(
        "close_case",
        "裁定终结、办结",
        (COURT, 13, 1),
        fields=(Field("closed_on", "办结日期", "date", required=True),),
        doc="裁定终结程序；自立案起 6 个月办结，对应二（二）13、附表217。",
    )
    d.add(
        "service",
        "push_outcome",
        "推送税务工商注销",
        (COURT, 14, 1),
        service="push_result",
        doc="裁定推送税务、市场监管部门办理注销或者变更，对应二（二）13、附表216。",
    )
    d.add("end", "bankruptcy_closed", "审理办结", (COURT, 15, 1), outcome="approved")
    d.chain("work_join", "ruling", "ruling_outcome")
    d.flow("ruling_outcome", "converted", "转程序", 'ruling_decision = "convert"')
    d.flow("ruling_outcome", "repair_credit", "和解重整", 'ruling_decision = "settle"')
    d.default("ruling_outcome", "distribute", "清算")
    d.flow("distribute", "all_carried_out")
    d.flow("repair_credit", "all_carried_out")
    d.chain("all_carried_out", "close_case", "push_outcome", "bankruptcy_closed")
