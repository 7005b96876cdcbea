"""登记与拆分: what comes in is registered, completed once, split, and sent its way (第八条至第十三条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, HOTLINE, TYPES, UNREACHED, hotline

DOC = (
    "热线收到诉求后登记形成工单，对应第八条至第十三条。需要补充信息的，电话渠道由热线中心联系诉求人，"
    "网络渠道发送一次通知并等待三个自然日。涉及两个以上承办单位的，分别登记工单，每一张工单是一个办件；"
    "一件诉求同时含有直接答复、转派和指引内容的，也分别处理。去向写入变量 route。"
)


def draw() -> Drawing:
    """Describe the process."""
    d = hotline("guangzhou_hotline_registration", "12345诉求登记与拆分", DOC)
    d.lane(CENTRE, "12345热线受理中心", 4)
    d.lane("applicant", "诉求人", 1)
    d.add("start", "appeal_received", "收到诉求", (CENTRE, 0, 1))
    d.step(
        "register_appeal",
        "登记诉求",
        (CENTRE, 1, 1),
        role="counter",
        decides="registration",
        decisions=(
            Choice("complete", "信息完整"),
            Choice("supplement", "需要补充信息"),
            Choice("not_registered", "不予登记"),
        ),
        fields=(
            Field("summary", "诉求摘要", "textarea", required=True),
            Field("real_name", "本人实名信息是否齐备", "boolean", help="查询本人信息、纠纷调解、侵权投诉等必须实名"),
            Field("hidden", "诉求人要求隐匿的信息", "textarea"),
        ),
        doc=(
            "依诉求要素登记。必须实名的事项而诉求人拒绝提供或者要求隐匿的，不予登记和转派，对应第九条、第十条。"
            "登记本身文件没有规定时限。"
        ),
    )
    d.add("exclusive", "registration_route", "登记处理", (CENTRE, 2, 1))
    d.add("end", "not_registered", "不予登记", (CENTRE, 2, 0))
    _supplement(d)
    _split(d)
    d.chain("appeal_received", "register_appeal", "registration_route")
    d.flow("registration_route", "not_registered", "不予登记", 'registration = "not_registered"')
    d.flow("registration_route", "supplement_channel", "需补充", 'registration = "supplement"')
    d.default("registration_route", "make_order", "完整")
    return d


def _supplement(d: Drawing) -> None:
    """By telephone or by a notice over the network, once."""
    d.add("exclusive", "supplement_channel", "反映渠道", (CENTRE, 2, 2))
    d.add(
        "call",
        "contact",
        "电话联系诉求人",
        (CENTRE, 3, 2),
        calls="guangzhou_hotline_center_contact",
        doc="电话渠道：三次联系，每次至少间隔 15 分钟，过程见“热线中心电话联系”，对应第十二条第一款。",
    )
    d.add("exclusive", "contacted", "联系结果", (CENTRE, 4, 2))
    d.add("end", "not_reached", "未能补充", (CENTRE, 4, 3))
    d.step(
        "supply_information",
        "补充信息",
        ("applicant", 3, 0),
        role="applicant",
        time="applicant",
        fields=(Field("information", "补充的信息", "textarea", required=True),),
        doc="网络渠道：收到一次性的补充通知后三个自然日内补充，逾期的结束工单，对应第十二条第二款。",
    )
    d.boundary(
        "supply_lapsed",
        "满3个自然日",
        "supply_information",
        ("limit", f"{HOTLINE}/12.2"),
        side="right",
        doc="逾期未补充的，注明情况后结束工单；诉求人可以备齐信息后重新提出。",
    )
    d.add("end", "not_supplied", "逾期未补充", ("applicant", 4, 0))
    d.step(
        "review_supplement",
        "核对补充信息",
        (CENTRE, 5, 2),
        decides="supplement_review",
        decisions=(Choice("complete", "符合要求"), Choice("incomplete", "仍不符合要求")),
        fields=(Field("checked", "核对情况", "textarea"),),
        doc="只核对告知的内容。补充一次后仍不符合要求的，注明情况后结束工单；核对本身文件没有规定时限。",
    )
    d.add("exclusive", "supplement_complete", "是否符合要求", (CENTRE, 6, 2))
    d.add("end", "appeal_incomplete", "不符合要求", (CENTRE, 6, 3))
    d.default("supplement_channel", "contact", "电话")
    d.flow("supplement_channel", "supply_information", "网络", 'channel = "network"')
    d.chain("contact", "contacted")
    d.default("contacted", "review_supplement", "已补充")
    d.flow("contacted", "not_reached", "未接听或拒绝", UNREACHED)
    d.chain("supply_information", "review_supplement", "supplement_complete")
    d.chain("supply_lapsed", "not_supplied")
    d.flow("supplement_complete", "appeal_incomplete", "不符合", 'supplement_review = "incomplete"')
    d.default("supplement_complete", "make_order", "符合")


def _split(d: Drawing) -> None:
    """One order for each unit, and where this one goes."""
    d.step(
        "make_order",
        "拆分并生成工单",
        (CENTRE, 7, 1),
        decides="route",
        decisions=(Choice("dispatch", "转派办理"), Choice("answer", "直接答复"), Choice("guide", "指引办理")),
        fields=(
            Field("order_type", "工单类别", "select", required=True, options=TYPES),
            Field("unit", "本工单的承办单位"),
            Field("other_orders", "分别登记的其他工单编号", "textarea"),
            Field("answer", "答复或者指引的内容", "textarea"),
        ),
        doc=(
            "涉及两个以上承办单位的，按职责分别登记工单，在此写明其他工单的编号。咨询能依知识库答复的直接答复，"
            "不属于热线处理的指引诉求人，其余转派；对应第十一条、第十三条。"
        ),
    )
    d.add("exclusive", "order_route", "工单去向", (CENTRE, 8, 1))
    d.add("end", "to_dispatch", "待转派", (CENTRE, 9, 1))
    d.add(
        "service",
        "invite_rating_of_service",
        "邀请评价受理服务",
        (CENTRE, 8, 2),
        service="notify",
        doc="受理服务结束后请诉求人评价服务态度和解答质量，对应第二十七条（一）；文件没有规定时限。",
    )
    d.add("end", "answered_at_once", "已答复或指引", (CENTRE, 9, 2))
    d.chain("make_order", "order_route")
    d.default("order_route", "to_dispatch", "转派")
    d.flow("order_route", "invite_rating_of_service", "答复或指引", 'route = "answer" or route = "guide"')
    d.chain("invite_rating_of_service", "answered_at_once")
