"""退回审核 and 疑难工单协调: a unit says an order is not its own (第十七条、第十八条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, bound, hotline

RETURNS = 3

DISPUTES = (
    ("district", "区间争议", "industry_authority", "出具区间争议意见", "18.1", "（一）", "2"),
    ("duty", "职责分工", "establishment", "出具职责分工意见", "18.2", "（二）", "5"),
    ("law", "法规适用", "justice", "出具法规适用意见", "18.3", "（三）", "5"),
)


def draw() -> Drawing:
    """The review of a return, the count of returns, and the way back."""
    d = hotline(
        "guangzhou_hotline_return",
        "12345工单退回审核",
        "热线中心审核承办单位的退回申请，对应第十七条。成立的重新转派，办理时限重新计算；不成立的发回原单位，"
        "时限继续计算，所以审核的时间也在其中。每成立一次，变量 returns 加一；满三次的启动疑难工单协调，对应第十八条。",
    )
    d.lane(CENTRE, "12345热线受理中心", 3)
    d.add("start", "return_applied", "收到退回申请", (CENTRE, 0, 1))
    d.step(
        "review_return",
        "审核退回申请",
        (CENTRE, 1, 1),
        decides="return_review",
        decisions=(
            Choice("upheld", "退回成立"),
            Choice("joint", "成立，需多家办理"),
            Choice("not_upheld", "不成立，发回"),
        ),
        fields=(
            Field("review_reason", "审核理由", "textarea", required=True),
            Field("next_unit", "重新转派的承办（牵头）单位"),
        ),
        doc="核对退回的理由和举证是否充分；需要两个以上单位共同办理的，重新转派给牵头单位。审核文件没有规定时限。",
    )
    d.add("exclusive", "return_upheld", "是否成立", (CENTRE, 2, 1))
    d.add("end", "sent_back", "发回原单位", (CENTRE, 3, 0))
    d.add("script", "count_return", "退回次数加一", (CENTRE, 3, 1), assigns=(("returns", "coalesce(returns, 0) + 1"),))
    d.add("exclusive", "often_returned", "是否满三次", (CENTRE, 4, 1))
    d.add(
        "call",
        "dispute",
        "疑难工单协调",
        (CENTRE, 4, 2),
        calls="guangzhou_hotline_dispute",
        doc="同一工单被不同的承办单位退回三次以上的，启动疑难工单协调办理机制，对应第十八条。",
    )
    d.add("end", "dispatch_again", "重新转派", (CENTRE, 5, 1))
    d.chain("return_applied", "review_return", "return_upheld")
    d.flow("return_upheld", "sent_back", "不成立", 'return_review = "not_upheld"')
    d.default("return_upheld", "count_return", "成立")
    d.chain("count_return", "often_returned")
    d.flow("often_returned", "dispute", "已满", f"returns >= {RETURNS}")
    d.default("often_returned", "dispatch_again", "未满")
    d.chain("dispute", "dispatch_again")
    return d


def draw_dispute() -> Drawing:
    """Who is asked depends on what is disputed; then the unit is determined."""
    d = hotline(
        "guangzhou_hotline_dispute",
        "12345疑难工单协调",
        "退回三次以上的工单，由市政务服务数据管理部门按争议的种类征求意见，综合研判后确定承办单位，对应第十八条。",
    )
    d.lane("industry_authority", "业务指导部门")
    d.lane("government_services", "政务服务数据局")
    d.lane("establishment", "机构编制部门")
    d.lane("justice", "司法行政部门")
    d.add("start", "disputed", "退回满三次", ("government_services", 0, 0))
    d.step(
        "classify_dispute",
        "判断争议并征求意见",
        ("government_services", 1, 0),
        decides="dispute_kind",
        decisions=tuple(Choice(kind, label) for kind, label, *_ in DISPUTES),
        fields=(Field("question", "征求意见的问题", "textarea", required=True),),
        doc="判断争议属于区间管辖、职责分工还是法规适用，向相应的部门征求意见；判断本身文件没有规定时限。",
    )
    d.add("exclusive", "dispute_route", "争议种类", ("government_services", 2, 0))
    d.add("exclusive", "opinion_given", "", ("government_services", 4, 0))
    for kind, label, department, name, clause, item, days in DISPUTES:
        step = d.step(
            f"opinion_on_{kind}",
            name,
            (department, 3, 0),
            limits=(bound(clause),),
            fields=(
                Field("opinion_number", "意见文号", maximum_length=80),
                Field("suggested_unit", "建议的承办单位", required=True),
            ),
            doc=f"收到征求意见后 {days} 个工作日以内给出指导意见，对应第十八条{item}。",
        )
        if kind == DISPUTES[0][0]:
            d.default("dispute_route", step, label)
        else:
            d.flow("dispute_route", step, label, f'dispute_kind = "{kind}"')
        d.flow(step, "opinion_given")
    d.step(
        "determine_unit",
        "综合研判定单位",
        ("government_services", 5, 0),
        role="lead",
        fields=(
            Field("determined_unit", "确定的承办单位", required=True),
            Field("grounds", "研判理由", "textarea"),
        ),
        doc="根据指导意见综合研判后确定承办单位，必要时提请热线联席会议；确定本身文件没有规定时限。",
    )
    d.add("end", "unit_determined", "承办单位已确定", ("government_services", 6, 0))
    d.chain("disputed", "classify_dispute", "dispute_route")
    d.chain("opinion_given", "determine_unit", "unit_determined")
    return d
