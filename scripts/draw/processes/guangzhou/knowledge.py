"""Feedback on points of knowledge, and what to answer while a service is down (第三十六条、第三十八条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, UNIT, bound, hotline


def draw() -> Drawing:
    """Feedback on a point of knowledge: two working days, one where it is urgent."""
    d = hotline(
        "guangzhou_hotline_knowledge",
        "12345知识点反馈",
        "热线中心发现知识点有误、过期或者需要采编的，向承办单位发起反馈：一般 2 个、突发 1 个工作日，对应第三十六条。",
    )
    d.lane(CENTRE, "12345热线受理中心", 1)
    d.lane(UNIT, "承办单位", 2)
    d.add("start", "point_in_doubt", "发现知识点问题", (CENTRE, 0, 0))
    d.step(
        "issue_feedback",
        "发起知识点反馈",
        (CENTRE, 1, 0),
        decides="feedback_kind",
        decisions=(Choice("ordinary", "一般反馈"), Choice("urgent", "突发事项反馈")),
        fields=(Field("point", "知识点和问题", "textarea", required=True),),
        doc="需要及时回应诉求人的突发热点问题，发起突发事项反馈，对应第三十六条。",
    )
    d.add("exclusive", "feedback_route", "反馈种类", (CENTRE, 2, 0))
    for row, kind, name, clause, days in (
        (0, "ordinary", "处理知识点反馈", "36-feedback", "2"),
        (1, "urgent", "处理突发反馈", "36-urgent", "1"),
    ):
        d.step(
            f"handle_{kind}_feedback",
            name,
            (UNIT, 3, row),
            limits=(bound(clause),),
            fields=(Field("point_change", "增补、修改、下架或者无需处理", "textarea", required=True),),
            doc=f"自发起反馈之日起 {days} 个工作日内处理完毕；无需操作的也要向热线中心反馈，对应第三十六条。",
        )
    d.add("end", "point_settled", "知识点已更新", (CENTRE, 4, 0))
    d.chain("point_in_doubt", "issue_feedback", "feedback_route")
    d.default("feedback_route", "handle_ordinary_feedback", "一般")
    d.flow("feedback_route", "handle_urgent_feedback", "突发", 'feedback_kind = "urgent"')
    d.flow("handle_ordinary_feedback", "point_settled")
    d.flow("handle_urgent_feedback", "point_settled")
    return d


def draw_fault() -> Drawing:
    """A service is down: a notice, an answer for the callers within one natural day, news while it lasts."""
    d = hotline(
        "guangzhou_hotline_fault",
        "12345故障应答",
        "政务服务网站或者应用故障引起集中诉求的，承办单位公布故障，1 个自然日内向热线提供应答口径；"
        "持续 2 个自然日以上的沟通进展、更新口径，对应第三十八条。",
    )
    d.lane(UNIT, "承办单位", 3)
    d.add("start", "service_down", "服务故障", (UNIT, 0, 0.5))
    d.add("parallel", "fault_fork", "公布并应答", (UNIT, 1, 0.5))
    d.step(
        "publish_fault",
        "公布故障情况",
        (UNIT, 2, 0),
        fields=(Field("fault", "原因、时间、范围和恢复时间", "textarea", required=True),),
        doc="在网站、公众号等首页公布故障原因、时间、受影响的业务范围和恢复时间，对应第三十八条；公布本身文件没有规定时限。",
    )
    d.step(
        "give_answer",
        "提供应答口径",
        (UNIT, 2, 1),
        limits=(bound("38"),),
        fields=(Field("answer_text", "应答口径", "textarea", required=True),),
        doc="1 个自然日内提供答复诉求人的应答口径，对应第三十八条。",
    )
    d.add("parallel", "fault_join", "已公布并应答", (UNIT, 3, 0.5))
    d.step(
        "restore_service",
        "恢复服务",
        (UNIT, 4, 0.5),
        time="works",
        fields=(Field("restored_on", "恢复日期", "date", required=True),),
        doc="排除故障；文件没有规定恢复的时限。",
    )
    d.boundary(
        "fault_lasts",
        "持续2个自然日",
        "restore_service",
        {"quantity": "2", "unit": "natural_day"},
        interrupting=False,
        doc="故障持续 2 个自然日以上的，与热线中心沟通进展。",
    )
    d.step(
        "update_answer",
        "更新口径或到场",
        (UNIT, 5, 2),
        fields=(Field("news", "解决进展和新的应答口径", "textarea", required=True),),
        doc="及时沟通解决进展，更新应答口径或者到话务场地支撑应答，对应第三十八条；文件没有规定时限。",
    )
    d.add("end", "answer_updated", "口径已更新", (UNIT, 6, 2))
    d.add("end", "service_restored", "服务恢复", (UNIT, 5, 0.5))
    d.chain("service_down", "fault_fork", "publish_fault", "fault_join", "restore_service", "service_restored")
    d.chain("fault_fork", "give_answer", "fault_join")
    d.chain("fault_lasts", "update_answer", "answer_updated")
    return d
