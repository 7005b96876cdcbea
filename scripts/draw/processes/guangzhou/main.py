"""广州 12345 hotline: the way of one order, from the appeal to the end of its rating."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit
from scripts.draw.processes.guangzhou.common import (
    ASSIGNED,
    CENTRE,
    CONSULTATION,
    GUANGZHOU,
    HANDLING,
    HOTLINE,
    TYPES,
    UNIT,
    bound,
)

DOC = (
    "广州 12345 政务服务便民热线一张工单的全过程，对应《广州市政务服务便民热线管理办法实施细则》。"
    "办理期限自最后一次转派的下一个工作日 0 时起算，止于提交符合规定的办理情况：退回成立后重新转派和影响办理的新情况"
    "使时限重新计算，退回不成立的继续计算，热线中心审核办理情况的时间不计入。国家、省、市交办的按其文件的期限。"
)
RETURNED = 'check_result = "not_own"'
CLOSED = 'check_result != "not_own" and (check_result != "own" or handling_result != "done")'
FACTS = (
    Field("title", "诉求标题", required=True, maximum_length=200),
    Field(
        "channel",
        "反映渠道",
        "select",
        required=True,
        options=(("telephone", "电话"), ("network", "政府网站、政务新媒体等网络渠道")),
    ),
    Field("order_type", "诉求类别", "select", required=True, options=TYPES),
    Field("assigned", "国家、省、市交办或者文件另有期限", "boolean"),
    Field("content", "诉求内容", "textarea"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "guangzhou_hotline",
        "广州12345热线工单",
        "guangzhou/guangzhou_hotline.bpmn",
        DOC,
        GUANGZHOU,
        HOTLINE,
        "hotline",
        limits=(
            Limit(f"{HOTLINE}/14.1", starts_at="dispatched_consultation", ends_at="review_passed"),
            Limit(f"{HOTLINE}/14.2", starts_at="dispatched_other", ends_at="review_passed"),
        ),
        facts=FACTS,
    )
    d.lane(CENTRE, "12345热线受理中心", 4)
    d.lane(UNIT, "承办单位", 4)
    _dispatch(d)
    _handling(d)
    _review(d)
    _withdrawal(d)
    _new_facts(d)
    return d


def _dispatch(d: Drawing) -> None:
    """Registered, and dispatched within one working day. Each dispatch begins the handling time anew."""
    d.add("start", "appeal", "提出诉求", (CENTRE, 0, 2))
    d.add(
        "call",
        "registration_and_split",
        "登记与拆分",
        (CENTRE, 1, 2),
        calls="guangzhou_hotline_registration",
        doc="登记、补充信息、拆分为工单并决定去向，见“12345诉求登记与拆分”，对应第八条至第十三条。",
    )
    d.add("exclusive", "where_to", "工单去向", (CENTRE, 2, 2))
    d.add("end", "answered_directly", "直接答复或指引", (CENTRE, 2, 1))
    d.add("end", "not_taken", "未登记", (CENTRE, 2, 3), outcome="refused")
    d.step(
        "dispatch",
        "转派工单",
        (CENTRE, 3, 2),
        limits=(bound("13"),),
        fields=(
            Field("handling_department", "承办（牵头）单位", required=True),
            Field("dispatch_note", "转派说明", "textarea"),
        ),
        doc="登记之后 1 个工作日以内转派给承办单位，对应第十三条；退回成立后的重新转派也在本环节。",
    )
    d.add("exclusive", "order_kind", "工单类别", (CENTRE, 4, 2))
    d.add("milestone", "dispatched_consultation", "已转派咨询", (CENTRE, 5, 1))
    d.add("milestone", "dispatched_other", "已转派其他", (CENTRE, 5, 2))
    d.chain("appeal", "registration_and_split", "where_to")
    d.default("where_to", "not_taken", "未登记")
    d.flow("where_to", "answered_directly", "答复指引", 'route = "answer" or route = "guide"')
    d.flow("where_to", "dispatch", "转派", 'route = "dispatch"')
    d.chain("dispatch", "order_kind")
    d.add("milestone", "dispatched_assigned", "已转派交办", (CENTRE, 5, 3))
    d.flow("order_kind", "dispatched_assigned", "交办", ASSIGNED)
    d.flow("order_kind", "dispatched_consultation", "咨询", CONSULTATION)
    d.default("order_kind", "dispatched_other", "其他")
    d.flow("dispatched_consultation", "handling")
    d.flow("dispatched_other", "handling")
    d.flow("dispatched_assigned", "handling")


def _handling(d: Drawing) -> None:
    """Handled, returned, or closed by the unit."""
    d.add(
        "call",
        "handling",
        "承办单位办理",
        (UNIT, 6, 0),
        calls="guangzhou_hotline_handling",
        doc="核查、办理、回复并提交办理情况，见“12345工单办理”；办理期限咨询 2 个、其他 10 个工作日，对应第十四条。",
    )
    d.add("exclusive", "handling_result_route", "办理结果", (UNIT, 7, 0))
    d.add("end", "closed_by_unit", "注明情况结束", (UNIT, 7, 1))
    d.add(
        "call",
        "return_review_call",
        "审核退回",
        (CENTRE, 7, 0),
        calls="guangzhou_hotline_return",
        doc="审核退回申请，三次成立的先作疑难工单协调，见“12345工单退回审核”，对应第十七条、第十八条。",
    )
    d.add("exclusive", "return_result", "退回是否成立", (CENTRE, 6, 0))
    d.chain("handling", "handling_result_route")
    d.flow("handling_result_route", "return_review_call", "退回", RETURNED)
    d.flow("handling_result_route", "closed_by_unit", "结束", CLOSED)
    d.default("handling_result_route", "review_report", "提交")
    d.chain("return_review_call", "return_result")
    d.flow("return_result", "handling", "发回", 'return_review = "not_upheld"')
    d.default("return_result", "dispatch", "重新转派")


def _review(d: Drawing) -> None:
    """The centre's review, then the rating."""
    d.step(
        "review_report",
        "审核办理情况",
        (CENTRE, 8, 2),
        time="special_procedure",
        decides="handling_review",
        decisions=(Choice("pass", "符合规定"), Choice("fail", "不符合，继续办理", returns=True)),
        fields=(Field("handling_review_note", "审核意见", "textarea"),),
        doc=(
            "审核办理情况是否符合规定。办理用时止于提交符合规定的办理情况，所以审核的时间不计入；"
            "审核本身文件没有规定时限。"
        ),
    )
    d.add("exclusive", "report_passed", "是否符合规定", (CENTRE, 9, 2))
    d.add("milestone", "review_passed", "审核通过", (CENTRE, 10, 2))
    d.add(
        "call",
        "rating",
        "评价与再次办理",
        (CENTRE, 11, 2),
        calls="guangzhou_hotline_rating",
        doc="满意度评价、再次办理、第二次评价和履职尽责意见，见“12345评价与再次办理”，对应第二十七条至第三十条。",
    )
    d.add("end", "order_ended", "工单办结", (CENTRE, 12, 2))
    d.chain("review_report", "report_passed")
    d.flow("report_passed", "handling", "不符合", 'handling_review = "fail"')
    d.default("report_passed", "review_passed", "符合")
    d.chain("review_passed", "rating", "order_ended")


def _withdrawal(d: Drawing) -> None:
    """What the caller takes back is closed by the unit; a report may be looked into all the same."""
    d.boundary(
        "withdrawal_came",
        "撤诉",
        "handling",
        message="withdrawal",
        role="applicant",
        dx=17,
        doc="诉求人通过热线或者提出诉求的账号撤回诉求，对应第九条、第二十三条。",
    )
    d.step(
        "settle_withdrawal",
        "处理撤诉",
        (UNIT, 7, 2),
        decides="withdrawal",
        decisions=(Choice("end", "按撤诉结束工单"), Choice("go_on", "举报，继续核实办理")),
        fields=(Field("withdrawal_note", "撤诉情况", "textarea"),),
        doc=(
            "按热线工作规定结束工单，不作满意度评价，对应第二十三条、第二十七条；撤回举报的，承办单位可以继续核实办理。"
            "处理撤诉文件没有规定时限。"
        ),
    )
    d.add("exclusive", "withdrawal_route", "是否继续", (UNIT, 8, 2))
    d.add("end", "order_withdrawn", "撤诉结束", (UNIT, 9, 2), outcome="withdrawn")
    d.chain("withdrawal_came", "settle_withdrawal", "withdrawal_route")
    d.flow("withdrawal_route", "handling", "继续办理", 'withdrawal = "go_on" and order_type = "report"')
    d.default("withdrawal_route", "order_withdrawn", "结束")


def _new_facts(d: Drawing) -> None:
    """News before the report: if it matters, the handling time begins anew."""
    d.boundary(
        "new_facts_came",
        "新情况",
        "handling",
        message="new_facts",
        role="applicant",
        interrupting=False,
        dx=-77,
        fields=(Field("new_facts", "追加的新情况", "textarea", required=True),),
        doc="提交办理情况前，诉求人可以追加反映新情况，对应第二十条。",
    )
    d.step(
        "judge_new_facts",
        "研判追加情况",
        (UNIT, 7, 3),
        decides="new_facts_result",
        decisions=(Choice("no_effect", "不影响办理"), Choice("affects", "影响办理")),
        fields=(Field("told_applicant", "向诉求人说明的情况", "textarea", required=True),),
        doc="研判追加的情况是否影响办理并向诉求人说明，对应第二十条；研判本身文件没有规定时限。",
    )
    d.add("exclusive", "new_facts_route", "是否影响办理", (UNIT, 8, 3))
    d.add("milestone", "handling_begins_anew", "时限重新计算", (UNIT, 9, 3), restarts=HANDLING, since="judge_new_facts")
    d.add("end", "new_facts_noted", "已记录", (UNIT, 10, 3))
    d.chain("new_facts_came", "judge_new_facts", "new_facts_route")
    d.flow("new_facts_route", "handling_begins_anew", "影响", 'new_facts_result = "affects"')
    d.default("new_facts_route", "new_facts_noted", "不影响")
    d.chain("handling_begins_anew", "new_facts_noted")
