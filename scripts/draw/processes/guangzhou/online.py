"""网上办事: the general frame 申请–受理–审批–送达–评价 (第七条至第十六条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import front
from scripts.draw.processes.guangzhou.common import GUANGZHOU, ONLINE

BODY = "service_body"
DOC = (
    "通过网上办事平台办理的政务服务事项的总框架：申请、受理、审批、送达、评价，对应《广州市网上办事管理办法》第七条至第十六条。"
    "办法没有另定时限：受理和审批依各事项的规定和承诺；行政许可事项适用《行政许可法》的受理、决定和送达期限。"
    "咨询和投诉依托 12345 热线，时限见热线流程，对应第八条。"
)
FACTS = (
    Field("matter", "事项名称", required=True, maximum_length=200),
    Field(
        "matter_type",
        "事项类型",
        "select",
        required=True,
        options=(("licence", "行政许可"), ("other_power", "其他行政权力"), ("public_service", "公共服务")),
    ),
    Field(
        "delivery",
        "送达方式",
        "select",
        required=True,
        options=(("network", "网上送达"), ("post", "寄递送达"), ("hall", "现场送达")),
    ),
    Field("paper_required", "法律要求纸质材料或者现场办理", "boolean"),
)
MATERIALS = (
    Material("identity", "统一身份认证信息"),
    Material("electronic_application", "电子表单和电子材料"),
    Material("paper_application", "纸质材料", tolerable=True, when="paper_required"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "guangzhou_online",
        "广州网上办事",
        "guangzhou/guangzhou_online.bpmn",
        DOC,
        GUANGZHOU,
        ONLINE,
        "online",
        limits=(Limit("prc-licensing-law/44", starts_at="licence_granted", ends_at="delivered"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合受理", 2)
    d.lane(BODY, "政务服务机构", 5)
    d.lane("applicant", "申请人", 1)
    intake = front(d, "counter", 0, row=1, start_name="网上提交申请")
    d.add("exclusive", "matter_kind", "是否行政许可", (BODY, 2, 1))
    d.default(intake, "matter_kind", "受理")
    _approval(d, "licence", "许可审批（20 个工作日）", 0, ("prc-licensing-law/42.1",))
    _approval(d, "other", "其他事项审批", 3, ())
    d.flow("matter_kind", "licence_approval", "许可", 'matter_type = "licence"')
    d.default("matter_kind", "other_approval", "其他")
    _delivery(d)
    return d


def _approval(d: Drawing, kind: str, name: str, row: int, limits: tuple[str, ...]) -> None:
    """Examined and decided at the back; appraisals and notices by experts or the public are nobody's delay."""
    law = (
        "依《行政许可法》第四十二条，自受理之日起 20 个工作日内决定；"
        if limits
        else "时限依本事项的规定和承诺，办法没有数字；"
    )
    with d.sub_process(f"{kind}_approval", name, f"后台分类审批，在承诺时限内出具结果。{law}对应第十二条。", limits):
        d.add("start", f"{kind}_began", "开始", (BODY, 3, row))
        d.step(
            f"{kind}_examination",
            "审查",
            (BODY, 4, row),
            decides=f"{kind}_examined",
            decisions=(Choice("clear", "可以决定"), Choice("special", "需专家评审或公示")),
            fields=(Field("examination", "审查意见", "textarea", required=True),),
            doc="只审查办事指南要求的材料，能共享、核验的不再索要，对应第十二条、第十三条。",
        )
        d.add("exclusive", f"{kind}_examined_route", "能否决定", (BODY, 5, row))
        d.step(
            f"{kind}_special",
            "专家评审、公示",
            (BODY, 5, row + 1),
            time="special_procedure",
            fields=(Field("special_result", "评审或者公示的结果", "textarea", required=True),),
            doc="专家评审、公示公告等程序按有关法律办理，不计入审批时限，对应第十二条。",
        )
        d.step(
            f"{kind}_decision",
            "审批决定",
            (BODY, 6, row),
            role="lead",
            decides=f"{kind}_decided",
            decisions=(Choice("grant", "准予"), Choice("deny", "不予")),
            fields=(Field("decision_number", "决定（结果）编号", required=True, maximum_length=80),),
            doc="在承诺办理时限内出具审批结果并反馈申请人，电子证照同步签发，对应第十二条、第二十二条。",
        )
        d.add("end", f"{kind}_ended", "结束", (BODY, 7, row))
        d.chain(f"{kind}_began", f"{kind}_examination", f"{kind}_examined_route")
        d.default(f"{kind}_examined_route", f"{kind}_decision", "可以")
        d.flow(f"{kind}_examined_route", f"{kind}_special", "需要", f'{kind}_examined = "special"')
        d.chain(f"{kind}_special", f"{kind}_decision", f"{kind}_ended")
    d.add("exclusive", f"{kind}_result", "是否准予", (BODY, 8, row))
    d.add("end", f"{kind}_denied", "不予办理", (BODY, 8, row + 1), outcome="denied")
    d.flow(f"{kind}_approval", f"{kind}_result")
    d.flow(f"{kind}_result", f"{kind}_denied", "不予", f'{kind}_decided = "deny"')


def _delivery(d: Drawing) -> None:
    """By the way the applicant chose, then published, then rated."""
    d.add("milestone", "licence_granted", "准予许可", (BODY, 9, 1))
    d.default("licence_result", "licence_granted", "准予")
    d.add("exclusive", "granted", "", (BODY, 10, 1))
    d.add("exclusive", "delivery_way", "送达方式", (BODY, 11, 1))
    d.chain("licence_granted", "granted", "delivery_way")
    d.default("other_result", "granted", "准予")
    d.add(
        "service",
        "push_result",
        "网上推送结果",
        (BODY, 12, 1),
        service="push_result",
        doc="结果电子化后通过平台推送并短信提醒，对应第十五条。",
    )
    for row, way, name, doc in (
        (0, "post", "寄递送达", "由服务大厅或者机构寄递到指定地址，收件人签收确认，对应第十五条。"),
        (2, "hall", "现场送达", "短信告知到指定大厅和窗口领取，申请人签收确认，对应第十五条。"),
    ):
        d.step(
            f"deliver_by_{way}",
            name,
            (BODY, 12, row),
            role="counter",
            fields=(Field("signed_on", "签收日期", "date", required=True),),
            doc=f"{doc}办法没有规定时限；行政许可自决定之日起 10 个工作日内送达。",
        )
        d.flow("delivery_way", f"deliver_by_{way}", name[:2], f'delivery = "{way}"')
        d.flow(f"deliver_by_{way}", "delivery_done")
    d.add("exclusive", "delivery_done", "", (BODY, 13, 1))
    d.default("delivery_way", "push_result", "网上")
    d.flow("push_result", "delivery_done")
    d.add("milestone", "delivered", "已送达", (BODY, 14, 1))
    d.add(
        "service",
        "publish_result",
        "公布办理结果",
        (BODY, 15, 1),
        service="notify",
        doc="依法及时在平台公布办理结果并反馈进度，对应第十九条；文件没有规定时限。",
    )
    d.step(
        "rate_service",
        "好差评",
        ("applicant", 15, 0),
        role="applicant",
        time="applicant",
        decides="service_rating",
        decisions=(Choice("good", "好评"), Choice("none", "不评价"), Choice("bad", "差评")),
        fields=(Field("service_opinion", "评价意见", "textarea"),),
        doc="依“好差评”制度评价，数据汇聚至统一系统，对应第十六条；评价文件没有规定期限。",
    )
    d.add("exclusive", "service_rated", "评价结果", ("applicant", 16, 0))
    d.step(
        "put_right",
        "核实差评并整改",
        (BODY, 16, 4),
        fields=(Field("put_right_note", "核实和整改情况", "textarea", required=True),),
        doc="强化差评整改，见政务服务标准化实施方案四（五）；文件没有规定时限。",
    )
    d.add("end", "online_done", "办结", ("applicant", 17, 0), outcome="approved")
    d.chain("delivery_done", "delivered", "publish_result", "rate_service", "service_rated")
    d.flow("service_rated", "put_right", "差评", 'service_rating = "bad"')
    d.default("service_rated", "online_done", "其他")
    d.chain("put_right", "online_done")
