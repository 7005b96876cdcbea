"""Three calls at least 15 minutes apart (第十二条、第二十一条), by the hotline's centre and by a handling unit."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, HOTLINE, UNIT, hotline

CALLS = 3


def draw_centre() -> Drawing:
    """The calls of the centre, while an appeal is registered."""
    return _draw("guangzhou_hotline_center_contact", "热线中心电话联系", CENTRE, "12345热线受理中心", "第十二条第一款")


def draw_unit() -> Drawing:
    """The calls of a handling unit, to ask for facts or to reply."""
    return _draw("guangzhou_hotline_unit_contact", "承办单位电话联系", UNIT, "承办单位", "第十二条第三款、第二十一条")


def _draw(process: str, name: str, lane: str, lane_name: str, clause: str) -> Drawing:
    d = hotline(
        process,
        name,
        f"电话联系诉求人，最多三次，每次至少间隔 15 分钟，对应{clause}。结果写入变量 contact_result："
        "接通、拒绝补充，或者三次均未接听；由调用它的流程决定随后怎样办理。",
    )
    d.lane(lane, lane_name, 4)
    d.add("start", "contact_needed", "需要联系诉求人", (lane, 0, 1))
    d.add("script", "reset_calls", "次数清零", (lane, 1, 1), assigns=(("contact_calls", "0"),))
    d.step(
        "call_applicant",
        "电话联系诉求人",
        (lane, 2, 1),
        decides="contact_result",
        decisions=(Choice("reached", "已接通"), Choice("no_answer", "未接听"), Choice("refused", "拒绝补充")),
        fields=(
            Field("told", "一次告知的内容", "textarea", help="需要补充的内容一次说全；回复的写明办理结果"),
            Field("supplied", "诉求人的补充", "textarea"),
        ),
        doc=f"用诉求人留下的号码联系，一次说明需要补充的全部内容或者办理结果，保存录音和通话记录，对应{clause}。",
    )
    d.add("exclusive", "answered", "是否接通", (lane, 3, 1))
    d.add("end", "contact_made", "已联系上", (lane, 5, 1))
    d.add("end", "contact_refused", "拒绝补充", (lane, 5, 0))
    d.add(
        "script",
        "count_call",
        "未接听加一",
        (lane, 3, 2),
        assigns=(("contact_calls", "coalesce(contact_calls, 0) + 1"),),
    )
    d.add("exclusive", "calls_used_up", "是否满三次", (lane, 4, 2))
    d.add("end", "unreachable", "三次未接听", (lane, 5, 2))
    d.add("timer", "interval", "间隔15分钟", (lane, 3, 3), timer=("limit", f"{HOTLINE}/12-interval"))
    d.chain("contact_needed", "reset_calls", "call_applicant", "answered")
    d.default("answered", "contact_made", "接通")
    d.flow("answered", "contact_refused", "拒绝", 'contact_result = "refused"')
    d.flow("answered", "count_call", "未接听", 'contact_result = "no_answer"')
    d.chain("count_call", "calls_used_up")
    d.flow("calls_used_up", "unreachable", "已满", f"contact_calls >= {CALLS}")
    d.default("calls_used_up", "interval", "未满")
    d.flow("interval", "call_applicant")
    return d
