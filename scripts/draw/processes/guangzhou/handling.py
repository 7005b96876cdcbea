"""承办单位核查、办理、回复: from the receipt of an order to the report on it (第十六条至第二十四条)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.guangzhou.common import CENTRE, REMARK, UNIT, UNREACHED, bound, hotline

DOC = (
    "承办单位收到工单后核查、办理、回复诉求人并提交办理情况，对应第十六条至第二十四条。"
    "办理期限在主流程计时：咨询 2 个、其他 10 个工作日，自最后一次转派的下一个工作日起算。"
    "无法按期办结的，在届满前用“延期”操作延长并告知诉求人，最多两次，每次不超过首次期限，对应第十九条。"
    "变量 check_result 和 handling_result 说明是提交、退回还是结束。"
)
BACK = 'return_review = "not_upheld" or handling_review = "fail" or withdrawal = "go_on"'
OWN = (("check_result", '"own"'),)  # whatever an earlier unit found when it checked


def draw() -> Drawing:
    """Describe the process."""
    d = hotline("guangzhou_hotline_handling", "12345工单办理", DOC)
    d.lane(UNIT, "承办单位", 5)
    d.add("start", "order_received", "收到工单", (UNIT, 0, 2))
    d.add("exclusive", "entry", "从何开始", (UNIT, 1, 2))
    d.step(
        "name_partners",
        "确定协办单位",
        (UNIT, 4, 0),
        role="lead",
        limits=(bound("17-joint"),),
        fields=(
            Field("partners", "协办单位", required=True),
            Field("partner_tasks", "协办事项", "textarea", required=True),
        ),
        doc="牵头办理单位收到工单后 2 个工作日以内选定协办单位并告知各自的事项，对应第十七条。",
    )
    _check(d)
    _work(d)
    d.chain("order_received", "entry")
    d.add("script", "resume", "直接办理", (UNIT, 5, 4), assigns=OWN)
    d.add("script", "resume_jointly", "牵头办理", (UNIT, 6, 0), assigns=OWN)
    d.flow("entry", "resume", "继续办理", BACK)
    d.flow("entry", "name_partners", "牵头办理", 'return_review = "joint"')
    d.default("entry", "check", "首次收到")
    d.chain("name_partners", "resume_jointly", "work")
    d.flow("resume", "work")
    _report(d)
    _supervision(d)
    return d


def _check(d: Drawing) -> None:
    """Whose order it is, within two working days, and what proves that it is somebody else's."""
    with d.sub_process(
        "check",
        "核查（2 个工作日）",
        "自收到工单之日起 2 个工作日内核查；不属于本单位职责的，在同一期限内举证并申请退回，对应第十六条、第十七条。",
        (bound("16").ref,),
    ):
        d.add("start", "check_began", "开始", (UNIT, 2, 2))
        d.step("check_order", "核查工单", (UNIT, 3, 2), **_checking())
        d.add("exclusive", "own_duty", "属于职责", (UNIT, 4, 2))
        d.step("apply_return", "举证并申请退回", (UNIT, 5, 3), **_returning())
        d.step(
            "close_checked",
            "告知并结束工单",
            (UNIT, 5, 1),
            fields=(REMARK,),
            doc="分类处理、重复诉求、长期事项和表扬，告知诉求人、注明情况后结束工单，对应第十六条、第二十三条至第二十六条。",
        )
        d.add("end", "check_done", "核查完毕", (UNIT, 6, 2))
        d.chain("check_began", "check_order", "own_duty")
        d.flow("own_duty", "apply_return", "不属于", 'check_result = "not_own"')
        d.flow("own_duty", "close_checked", "可以结束", 'check_result != "own" and check_result != "not_own"')
        d.default("own_duty", "check_done", "属于")
        d.flow("apply_return", "check_done")
        d.flow("close_checked", "check_done")
    d.add("exclusive", "after_check", "核查结果", (UNIT, 7, 2))
    d.add("end", "order_returned", "申请退回", (UNIT, 7, 3))
    d.add("end", "order_closed", "核查后结束", (UNIT, 7, 1))
    d.flow("check", "after_check")
    d.default("after_check", "work", "办理")
    d.flow("after_check", "order_returned", "退回", 'check_result = "not_own"')
    d.flow("after_check", "order_closed", "结束", 'check_result != "own" and check_result != "not_own"')


def _checking() -> dict[str, object]:
    return {
        "decides": "check_result",
        "decisions": (
            Choice("own", "属于本单位职责"),
            Choice("not_own", "不属于本单位职责"),
            Choice("sorted", "分类处理后结束"),
            Choice("repeated", "重复诉求，告知后结束"),
            Choice("long_term", "长期事项，告知后结束"),
            Choice("praise", "表扬，阅处后结束"),
        ),
        "fields": (Field("check_note", "核查情况", "textarea", required=True),),
        "doc": (
            "判断是否属于本单位职责。依管理办法第十一条第二款分类处理的、同一诉求人没有新情况新理由的（第二十四条）、"
            "已纳入长期推进的（第二十六条）和表扬（第二十三条），告知并注明情况后结束。"
        ),
    }


def _returning() -> dict[str, object]:
    kinds = (
        ("duty", "部门职责权限争议"),
        ("facility", "设施管养职责争议"),
        ("district", "行政区域管辖争议"),
        ("document", "有明确文件依据"),
    )
    return {
        "fields": (
            Field("return_kind", "退回的理由", "select", required=True, options=kinds),
            Field("evidence", "职能、管养或者区域范围的依据", "textarea", required=True),
            Field("suggested_unit", "建议的办理单位"),
        ),
        "doc": "按争议的种类提供职能权限、管养范围、管辖区域或者文件依据，可以建议办理单位，对应第十七条。",
    }


def _work(d: Drawing) -> None:
    """Handle and tell; facts that are missing are asked for in up to three calls."""
    with d.sub_process(
        "work",
        "办理并告知",
        "依法办理并告知诉求人办理结果；需要核实补充的，三次联系不上或者拒绝补充的注明情况后结束，对应第十二条、第二十一条。",
    ):
        d.add("start", "work_began", "开始", (UNIT, 8, 2))
        d.step(
            "handle_order",
            "办理诉求",
            (UNIT, 9, 2),
            decides="handling_result",
            decisions=(Choice("done", "办理完毕"), Choice("ask", "需向诉求人核实"), Choice("close", "分类处理后结束")),
            fields=(Field("measures", "采取的措施和办理结果", "textarea", required=True),),
            doc="按职责办理，协办单位配合。办理期限在主流程计时，可以延期两次，对应第十四条、第十九条。",
        )
        d.add("exclusive", "handled", "办理情况", (UNIT, 10, 2))
        d.add(
            "call",
            "ask_applicant",
            "联系核实补充",
            (UNIT, 10, 3),
            calls="guangzhou_hotline_unit_contact",
            doc="三次联系，每次至少间隔 15 分钟，过程见“承办单位电话联系”，对应第十二条第三款。",
        )
        d.add("exclusive", "facts_supplied", "是否补充", (UNIT, 9, 3))
        d.step("reply", "告知办理结果", (UNIT, 11, 2), **_replying())
        d.add("exclusive", "reply_route", "告知方式", (UNIT, 12, 2))
        d.add(
            "call",
            "reply_by_phone",
            "电话告知结果",
            (UNIT, 12, 3),
            calls="guangzhou_hotline_unit_contact",
            doc="三次联系，每次至少间隔 15 分钟；均无法联系的免于告知，在办理情况中注明，对应第二十一条。",
        )
        d.add("end", "work_done", "已办理", (UNIT, 13, 2))
        d.add("end", "work_stopped", "无须再办", (UNIT, 10, 1))
        d.add("end", "facts_missing", "未能补充", (UNIT, 8, 3))
        d.chain("work_began", "handle_order", "handled")
        d.default("handled", "reply", "完毕")
        d.flow("handled", "ask_applicant", "需核实", 'handling_result = "ask"')
        d.flow("handled", "work_stopped", "分类处理", 'handling_result = "close"')
        d.chain("ask_applicant", "facts_supplied")
        d.default("facts_supplied", "handle_order", "已补充")
        d.flow("facts_supplied", "facts_missing", "未补充", UNREACHED)
        d.chain("reply", "reply_route")
        d.default("reply_route", "work_done", "已告知")
        d.flow("reply_route", "reply_by_phone", "电话", 'reply_way = "phone"')
        d.flow("reply_by_phone", "work_done")


def _replying() -> dict[str, object]:
    return {
        "decides": "reply_way",
        "decisions": (
            Choice("written", "已短信或书面告知"),
            Choice("phone", "电话告知"),
            Choice("not_wanted", "诉求人不需要回复"),
        ),
        "fields": (Field("reply_text", "告知的主要内容", "textarea", required=True),),
        "doc": "用电话、短信、书面等方式告知办理结果并留存材料；诉求人明确不需要的除外，对应第二十一条。",
    }


def _report(d: Drawing) -> None:
    """The report to the centre, or the note with which an order is closed."""
    d.add("exclusive", "work_outcome", "办理结果", (UNIT, 14, 2))
    d.step(
        "submit_report",
        "提交办理情况",
        (UNIT, 15, 2),
        fields=(
            Field("course", "办理时间、经办机构、经过和结果", "textarea", required=True),
            Field("reply_record", "回复的时间、方式和内容", "textarea", required=True),
            Field("result_by_type", "按工单类别应当说明的内容", "textarea", required=True, help="见第二十二条各项"),
        ),
        doc=(
            "提交办理过程和回复情况，对应第二十一条。咨询说明依据，投诉附调解结果，举报列明措施和是否立案，"
            "求助说明措施，意见建议说明是否采纳，对应第二十二条。"
        ),
    )
    d.add("end", "report_submitted", "已提交", (UNIT, 16, 2))
    d.step(
        "close_order",
        "注明情况结束工单",
        (UNIT, 15, 3),
        fields=(REMARK,),
        doc="三次未接听、拒绝补充或者分类处理的，注明情况后结束工单，对应第十二条、第十六条。",
    )
    d.add("end", "work_closed", "办理中结束", (UNIT, 16, 3))
    d.chain("work", "work_outcome")
    d.default("work_outcome", "submit_report", "完毕")
    d.flow("work_outcome", "close_order", "未办理", 'handling_result != "done"')
    d.chain("submit_report", "report_submitted")
    d.chain("close_order", "work_closed")


def _supervision(d: Drawing) -> None:
    """The centre supervises an order while it is handled; it is handled on meanwhile."""
    d.boundary(
        "supervision_came",
        "督办",
        "work",
        message="supervision",
        department=CENTRE,
        role="lead",
        interrupting=False,
        doc="办理期间热线中心对逾期、反馈不符合要求等事项督办，工单继续办理，对应第二十五条。",
    )
    d.add(
        "call",
        "supervision",
        "督办",
        (UNIT, 12, 4),
        calls="guangzhou_hotline_supervision",
        doc="见“12345督办”：2、5、5 个工作日，需要长期推进的另行推进，对应第二十五条、第二十六条。",
    )
    d.add("end", "supervision_ended", "督办办结", (UNIT, 13, 4))
    d.chain("supervision_came", "supervision", "supervision_ended")
