"""督办 and long-term matters (第二十五条、第二十六条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, REMARK, UNIT, bound, hotline

GUIDE = "industry_authority"


def draw_supervision() -> Drawing:
    """Four kinds of matters, each with its own time, until the centre's review passes."""
    d = hotline(
        "guangzhou_hotline_supervision",
        "12345督办",
        "热线中心对督办事项明确时限和要求并审核办理情况，对应第二十五条：逾期没有正当理由的 2 个工作日，"
        "未按要求反馈的 5 个工作日，对履职尽责意见有异议的 5 个工作日，需要长期推进的按第二十六条。",
    )
    d.lane(CENTRE, "12345热线受理中心", 1)
    d.lane(UNIT, "承办单位", 4)
    d.lane(GUIDE, "业务指导部门", 1)
    d.add("start", "supervision_needed", "需要督办", (CENTRE, 0, 0))
    d.step(
        "issue_supervision",
        "发出督办",
        (CENTRE, 1, 0),
        role="lead",
        decides="supervision_kind",
        decisions=(
            Choice("overdue", "逾期无正当理由"),
            Choice("not_as_required", "未按要求反馈"),
            Choice("long_term", "需要长期推进"),
            Choice("diligence", "对履职意见有异议"),
        ),
        fields=(
            Field("order_number", "被督办的工单编号", maximum_length=80),
            Field("requirements", "处理要求", "textarea", required=True),
        ),
        doc="对督办事项明确办理时限和处理要求，对应第二十五条。",
    )
    d.add("exclusive", "supervision_route", "督办情形", (UNIT, 2, 1))
    d.add("exclusive", "other_kinds", "其他情形", (UNIT, 2, 2))
    d.step(
        "explain_delay",
        "提交情况并说明逾期",
        (UNIT, 3, 0),
        limits=(bound("25.1"),),
        fields=(REMARK, Field("delay_reason", "逾期的说明", "textarea", required=True)),
        doc="收到督办后 2 个工作日以内提交情况并说明逾期，对应第二十五条（一）。",
    )
    d.step(
        "report_properly",
        "按要求重新反馈",
        (UNIT, 3, 1),
        limits=(bound("25.2"),),
        fields=(REMARK,),
        doc="收到督办后 5 个工作日以内按要求重新反馈，对应第二十五条（二）。",
    )
    d.add(
        "call",
        "advance_long_term",
        "长期事项推进",
        (UNIT, 3, 2),
        calls="guangzhou_hotline_long_term",
        doc="诉求人集中、持续反映并确定长期推进的，见“12345长期推进事项”，对应第二十五条（三）、第二十六条。",
    )
    d.add("parallel", "objection_fork", "分别核查", (UNIT, 3, 3))
    d.step(
        "check_diligence",
        "承办单位核查意见",
        (UNIT, 4, 3),
        limits=(bound("25.4"),),
        fields=(REMARK,),
        doc="收到督办后 5 个工作日以内反馈核查结果，对应第二十五条（四）。",
    )
    d.step(
        "guide_diligence",
        "业务指导单位核查",
        (GUIDE, 4, 0),
        limits=(bound("25.4"),),
        fields=(REMARK,),
        doc="业务指导单位在同一期限内反馈核查情况，对应第二十五条（四）。",
    )
    d.add("parallel", "objection_join", "核查情况收齐", (UNIT, 5, 3))
    d.add("exclusive", "supervision_answered", "", (CENTRE, 6, 0))
    d.step(
        "review_supervision",
        "审核督办办理情况",
        (CENTRE, 7, 0),
        decides="supervision_review",
        decisions=(Choice("pass", "符合要求"), Choice("fail", "不符合，继续督办", returns=True)),
        fields=(Field("supervision_note", "审核意见", "textarea"),),
        doc="热线中心审核督办事项的办理情况，对应第二十五条；审核本身文件没有规定时限。",
    )
    d.add("exclusive", "supervision_passed", "是否符合要求", (CENTRE, 8, 0))
    d.add("end", "supervision_done", "督办办结", (CENTRE, 9, 0))
    d.chain("supervision_needed", "issue_supervision", "supervision_route")
    d.default("supervision_route", "explain_delay", "逾期")
    d.flow("supervision_route", "report_properly", "反馈不符", 'supervision_kind = "not_as_required"')
    d.flow(
        "supervision_route", "other_kinds", "其他", 'supervision_kind = "long_term" or supervision_kind = "diligence"'
    )
    d.default("other_kinds", "advance_long_term", "长期推进")
    d.flow("other_kinds", "objection_fork", "有异议", 'supervision_kind = "diligence"')
    d.chain("objection_fork", "check_diligence", "objection_join", "supervision_answered")
    d.chain("objection_fork", "guide_diligence", "objection_join")
    for step in ("explain_delay", "report_properly", "advance_long_term"):
        d.flow(step, "supervision_answered")
    d.chain("supervision_answered", "review_supervision", "supervision_passed")
    d.default("supervision_passed", "supervision_done", "符合")
    d.flow("supervision_passed", "issue_supervision", "不符合", 'supervision_review = "fail"')
    return d


def draw_long_term() -> Drawing:
    """A plan in 10 working days, a report at least every month, the outcome in 3 working days."""
    d = hotline(
        "guangzhou_hotline_long_term",
        "12345长期推进事项",
        "诉求人集中、持续反映的复杂事项，会同有关单位确定后长期推进，对应第二十六条：10 个工作日内制定解决方案，"
        "至少每月向诉求人通报，法定程序终结后 3 个工作日内报送最终情况。推进期间同一诉求的新工单告知后结束。",
    )
    d.lane(CENTRE, "12345热线受理中心", 1)
    d.lane(UNIT, "承办单位", 1)
    d.lane(GUIDE, "业务指导部门", 1)
    d.add("start", "often_reported", "集中持续反映", (CENTRE, 0, 0))
    d.step(
        "confirm_long_term",
        "会同确定长期事项",
        (CENTRE, 1, 0),
        role="lead",
        fields=(
            Field("matter", "事项", required=True, maximum_length=200),
            Field("consulted", "会同研究的单位", "textarea"),
        ),
        doc="监测集中、持续反映的事项，会同有关单位研究确定并定期通报承办单位；文件没有规定时限。",
    )
    d.add(
        "service",
        "tell_unit",
        "通报承办单位",
        (CENTRE, 2, 0),
        service="notify",
        doc="向承办单位通报纳入长期推进的事项。",
    )
    d.step(
        "make_plan",
        "制定解决方案",
        (UNIT, 2, 0),
        limits=(bound("26-plan"),),
        fields=(Field("plan", "解决方案", "textarea", required=True),),
        doc="收到后 10 个工作日以内拿出解决方案，对应第二十六条。",
    )
    d.step(
        "report_stage",
        "反馈阶段性情况",
        (UNIT, 3, 0),
        fields=(Field("stage", "阶段性工作情况", "textarea", required=True),),
        doc="在原工单的办理期限内向热线中心反馈阶段性工作情况，对应第二十六条；期限随原工单，这里没有另外的数字。",
    )
    d.step(
        "advance",
        "推进并通报诉求人",
        (UNIT, 4, 0),
        limits=(bound("26-report"),),
        decides="procedure_state",
        decisions=(Choice("ended", "法定程序终结"), Choice("going_on", "已通报，继续推进", returns=True)),
        fields=(Field("progress", "通报的推进情况", "textarea", required=True),),
        doc="推进解决并定期向诉求人通报，间隔原则上不超过一个月：每通报一次，重新起算一个月，对应第二十六条。",
    )
    d.add("exclusive", "procedure_over", "程序是否终结", (UNIT, 5, 0))
    d.step(
        "report_outcome",
        "报送最终情况",
        (UNIT, 6, 0),
        limits=(bound("26-final"),),
        fields=(Field("outcome", "最终情况", "textarea", required=True),),
        doc="程序终结后 3 个工作日以内把最终情况报给上级业务指导部门，对应第二十六条。",
    )
    d.step(
        "guide_outcome",
        "出具指导意见",
        (GUIDE, 7, 0),
        fields=(Field("guidance", "指导意见", "textarea", required=True),),
        doc="对最终情况出具指导意见；文件没有规定时限。",
    )
    d.step(
        "tell_outcome",
        "反馈诉求人和热线",
        (UNIT, 8, 0),
        fields=(Field("told_on", "反馈日期", "date", required=True),),
        doc="将最终情况反馈诉求人和热线中心，对应第二十六条；指导意见之后的反馈文件没有规定时限。",
    )
    d.add("end", "long_term_done", "长期事项办结", (UNIT, 9, 0))
    d.chain(
        "often_reported", "confirm_long_term", "tell_unit", "make_plan", "report_stage", "advance", "procedure_over"
    )
    d.default("procedure_over", "report_outcome", "终结")
    d.flow("procedure_over", "advance", "继续推进", 'procedure_state = "going_on"')
    d.chain("report_outcome", "guide_outcome", "tell_outcome", "long_term_done")
    return d
