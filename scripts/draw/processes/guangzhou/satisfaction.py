"""满意度评价, and what follows from a bad one (第二十七条至第三十条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import (
    ASSIGNED,
    CENTRE,
    CONSULTATION,
    HOTLINE,
    REMARK,
    UNIT,
    UNSATISFIED,
    bound,
    hotline,
)

OPTIONS = (
    Choice("satisfied", "满意"),
    Choice("very_satisfied", "非常满意"),
    Choice("basically_satisfied", "基本满意"),
    Choice("unsatisfied", "不满意"),
    Choice("very_unsatisfied", "非常不满意"),
)
NO_SECOND_ROUND = (
    ("sorted", "依管理办法分类处理"),
    ("unreached", "三次未接听或者拒绝补充"),
    ("suggestion", "意见建议未采纳"),
    ("mediated", "已经调解完毕或者终止调解"),
    ("force_majeure", "自然灾害等不可抗力"),
    ("repeated", "已依法办理完毕的重复诉求"),
)


def draw_satisfaction() -> Drawing:
    """One rating: the way to give it within 24 hours, five natural days to give it, a call back after a bad one."""
    d = hotline(
        "guangzhou_hotline_satisfaction",
        "12345满意度评价",
        "工单办理审核通过后请诉求人评价承办单位，首次和第二次评价都用本流程，对应第二十七条、第二十八条。"
        "评价写入变量 satisfaction；不评价或者逾期评价的，为 none。",
    )
    d.lane("applicant", "诉求人", 1)
    d.lane(CENTRE, "12345热线受理中心", 1.9)
    d.add("start", "review_was_passed", "办理审核通过", (CENTRE, 0, 0))
    d.add("script", "no_rating_yet", "尚未评价", (CENTRE, 1, 0), assigns=(("satisfaction", '"none"'),))
    d.step(
        "offer_rating",
        "提供评价渠道",
        (CENTRE, 2, 0),
        limits=(bound("27.2"),),
        fields=(Field("rating_channel", "评价渠道", help="短信、电话或者互联网"),),
        doc="审核通过后 24 小时内向诉求人提供评价渠道，对应第二十七条（二）。",
    )
    d.step(
        "rate_handling",
        "评价办理情况",
        ("applicant", 3, 0),
        role="applicant",
        time="applicant",
        decides="satisfaction",
        decisions=OPTIONS,
        fields=(Field("rating_reason", "评价的理由", "textarea"),),
        doc="自收到评价通知之日起五个自然日内从五个选项中选一项；选项以外的无效，逾期视为未评价，对应第二十七条（三）。",
    )
    d.boundary(
        "rating_lapsed",
        "满5个自然日",
        "rate_handling",
        ("limit", f"{HOTLINE}/27.3"),
        side="right",
        doc="逾期视为未评价，热线结束工单。",
    )
    d.add("end", "not_rated", "未评价", ("applicant", 5, 0))
    d.add("exclusive", "rated", "评价结果", (CENTRE, 4, 0))
    d.add("end", "rated_well", "满意", (CENTRE, 6, 0))
    d.step(
        "call_back",
        "回访诉求人",
        (CENTRE, 5, 0.9),
        fields=(Field("call_back_note", "不满意的原因", "textarea", required=True),),
        doc="用电话、短信或者互联网回访，记录不满意的原因，对应第二十八条、第三十条；文件没有规定时限。",
    )
    d.add("end", "rated_badly", "不满意", (CENTRE, 6, 0.9))
    d.chain("review_was_passed", "no_rating_yet", "offer_rating", "rate_handling", "rated")
    d.chain("rating_lapsed", "not_rated")
    d.default("rated", "rated_well", "满意")
    d.flow("rated", "call_back", "不满意", UNSATISFIED)
    d.chain("call_back", "rated_badly")
    return d


def draw_rating() -> Drawing:
    """The first rating, the second handling, the second rating, and the statement of due diligence."""
    d = hotline(
        "guangzhou_hotline_rating",
        "12345评价与再次办理",
        "首次评价不满意的，可以发回承办单位再次办理一次，期限与首次相同，不得退回、延期；"
        "第二次评价仍不满意的，承办单位可以提交履职尽责意见，随后由热线结束工单，对应第二十八条至第三十条。",
    )
    d.lane(CENTRE, "12345热线受理中心", 2)
    d.lane(UNIT, "承办单位", 3)
    d.add("start", "rating_begins", "开始评价", (CENTRE, 0, 0))
    d.add("call", "first_rating", "首次满意度评价", (CENTRE, 1, 0), **_rating("第二十七条、第二十八条"))
    d.add("exclusive", "first_result", "首次评价", (CENTRE, 2, 0))
    d.step(
        "decide_second_round",
        "研判可否再次办理",
        (CENTRE, 3, 1),
        decides="second_round",
        decisions=(Choice("send_back", "发回再次办理"), Choice("finish", "不进入再次办理")),
        fields=(
            Field("no_second_round", "不进入再次办理的情形", "select", options=NO_SECOND_ROUND),
            Field("second_round_note", "说明", "textarea"),
        ),
        doc="六种情形不进入再次办理，对应第二十九条；研判本身文件没有规定时限。",
    )
    d.add("exclusive", "second_round_route", "是否发回", (CENTRE, 4, 1))
    d.add("end", "rating_done", "评价结束", (CENTRE, 5, 0))
    d.add("exclusive", "second_kind", "工单类别", (UNIT, 4, 1))
    _second_call(d, "second_consultation", "再次办理（咨询）", 0, "29.1", "2")
    _second_call(d, "second_other", "再次办理（其他）", 1, "29.2", "10")
    d.add(
        "call",
        "second_assigned",
        "再次办理（交办）",
        (UNIT, 5, 2),
        calls="guangzhou_hotline_second_handling",
        doc="交办工单的再次办理期限与首次相同，依其文件，细则没有数字，对应第十四条、第二十九条。",
    )
    d.add("call", "second_rating", "第二次满意度评价", (CENTRE, 6, 1), **_rating("第三十条"))
    d.add("exclusive", "second_result", "第二次评价", (CENTRE, 7, 1))
    d.add("end", "second_done", "评价结束", (CENTRE, 8, 1))
    d.step(
        "state_diligence",
        "提交履职尽责意见",
        (UNIT, 7, 0.5),
        role="lead",
        fields=(Field("diligence", "已依法依规办理的说明", "textarea", required=True),),
        doc="收到第二次不满意评价后，五个工作日内可以提交履职尽责意见；超期未提交的由热线结束工单，对应第三十条。",
    )
    d.boundary(
        "diligence_lapsed",
        "满5个工作日",
        "state_diligence",
        ("limit", f"{HOTLINE}/30"),
        doc="超期未提交的，由热线结束工单。",
    )
    d.add("end", "diligence_stated", "已提交意见", (UNIT, 8, 0.5))
    d.add("end", "diligence_missing", "超期未提交", (UNIT, 8, 1.5))
    d.chain("rating_begins", "first_rating", "first_result")
    d.default("first_result", "rating_done", "满意或未评价")
    d.flow("first_result", "decide_second_round", "不满意", UNSATISFIED)
    d.chain("decide_second_round", "second_round_route")
    d.flow("second_round_route", "rating_done", "不进入", 'second_round = "finish"')
    d.default("second_round_route", "second_kind", "发回")
    d.flow("second_kind", "second_assigned", "交办", ASSIGNED)
    d.flow("second_kind", "second_consultation", "咨询", CONSULTATION)
    d.default("second_kind", "second_other", "其他")
    d.flow("second_consultation", "second_rating")
    d.flow("second_other", "second_rating")
    d.flow("second_assigned", "second_rating")
    d.chain("second_rating", "second_result")
    d.default("second_result", "second_done", "满意或未评价")
    d.flow("second_result", "state_diligence", "不满意", UNSATISFIED)
    d.chain("state_diligence", "diligence_stated")
    d.chain("diligence_lapsed", "diligence_missing")
    return d


def _rating(clause: str) -> dict[str, str]:
    return {"calls": "guangzhou_hotline_satisfaction", "doc": f"过程见“12345满意度评价”，对应{clause}。"}


def _second_call(d: Drawing, node: str, name: str, row: float, clause: str, days: str) -> None:  # noqa: PLR0913
    d.add(
        "call",
        node,
        name,
        (UNIT, 5, row),
        calls="guangzhou_hotline_second_handling",
        limits=(bound(clause),),
        doc=f"再次办理的期限与首次相同，{days} 个工作日，只有一次，不得退回、延期，对应第二十九条。审核时间不计入。",
    )


def draw_second_handling() -> Drawing:
    """Handled a second time, until the centre's review passes."""
    d = hotline(
        "guangzhou_hotline_second_handling",
        "12345工单再次办理",
        "承办单位了解不满意的具体原因，再次办理并回复；热线中心审核不符合要求的说明理由，由承办单位继续办理，"
        "对应第二十九条、第三十条。期限由调用它的环节计时，不得退回、延期。",
    )
    d.lane(CENTRE, "12345热线受理中心", 1)
    d.lane(UNIT, "承办单位", 1)
    d.add("start", "sent_back_again", "发回再次办理", (UNIT, 0, 0))
    d.step(
        "learn_why",
        "了解不满意原因",
        (UNIT, 1, 0),
        fields=(Field("why_unsatisfied", "诉求人不满意的具体原因", "textarea", required=True),),
        doc="联系诉求人了解不满意的具体原因，对应第二十九条。",
    )
    d.step(
        "handle_again",
        "再次办理并回复",
        (UNIT, 2, 0),
        fields=(REMARK, Field("second_reply", "回复诉求人的情况", "textarea", required=True)),
        doc="针对原因再次办理、回复诉求人并提交办理情况，对应第二十九条。",
    )
    d.step(
        "review_second",
        "审核再次办理情况",
        (CENTRE, 3, 0),
        time="special_procedure",
        decides="second_review",
        decisions=(Choice("pass", "符合要求"), Choice("fail", "不符合，继续办理", returns=True)),
        fields=(Field("second_review_note", "审核意见", "textarea"),),
        doc="办理用时止于提交符合规定的办理情况，所以热线中心审核的时间不计入；审核本身文件没有规定时限。",
    )
    d.add("exclusive", "second_passed", "是否符合要求", (CENTRE, 4, 0))
    d.add("end", "handled_again", "再次办理完毕", (CENTRE, 5, 0))
    d.chain("sent_back_again", "learn_why", "handle_again", "review_second", "second_passed")
    d.default("second_passed", "handled_again", "符合")
    d.flow("second_passed", "handle_again", "不符合", 'second_review = "fail"')
    return d
