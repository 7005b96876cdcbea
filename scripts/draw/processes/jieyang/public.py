"""政务热线, 马上办 and 秒批, 采购意向公开 of 揭阳 (二（一）3, 附表237, 260, 264, 286)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.jieyang import common as c
from scripts.draw.reforms.instant import FACTS as INSTANT_FACTS
from scripts.draw.reforms.instant import MATCHES

PLATFORM = "government_services"
DEMANDS = (("consultation", "咨询"), ("complaint", "投诉"), ("report", "举报"), ("other", "其他诉求"))


def draw_hotline() -> Drawing:
    """Describe the hotline."""
    d = c.begin(
        "hotline",
        "揭阳政务热线",
        "各类热线整合到市政务热线平台：涉及市场主体的诉求争取在线答复；不能在线解答的，"
        "咨询类由承办部门 5 个工作日办结，投诉举报等其他诉求 30 个工作日办结，"
        "对应附表286。转派和核对的时限文件没有写。",
        limits=(
            Limit(c.limit("t286-enquiry"), "enquiry_begins", "answered_in_full"),
            Limit(c.limit("t286-complaint"), "complaint_begins", "answered_in_full"),
        ),
        facts=(
            Field("demand_kind", "诉求类别", "select", required=True, options=DEMANDS),
            Field("demand", "诉求内容", "textarea", required=True, maximum_length=2000),
            Field("market_entity", "是否涉及市场主体", "boolean"),
        ),
    )
    d.lane(PLATFORM, "市政务热线平台", 3)
    d.lane("handling", "承办部门", 2, department="market_regulation")
    d.add("start", "called", "接到诉求", (PLATFORM, 0, 1))
    d.step(
        "register_demand",
        "登记并在线答复",
        (PLATFORM, 1, 1),
        role="counter",
        decides="online_answer",
        decisions=(Choice("answered", "已在线答复"), Choice("forward", "不能在线解答，转承办部门")),
        fields=(
            Field("answer", "答复内容", "textarea", required=True),
            Field("unit", "承办部门", maximum_length=120),
        ),
        doc="依知识库在线答复；实时答复是争取的目标，不作为时限，对应附表286。",
    )
    d.add("exclusive", "answered", "是否已答复", (PLATFORM, 2, 1))
    d.add("end", "answered_online", "在线办结", (PLATFORM, 3, 0), outcome="approved")
    d.add("exclusive", "is_enquiry", "是否咨询", (PLATFORM, 3, 1))
    d.add("milestone", "enquiry_begins", "5 日起算", (PLATFORM, 4, 1), doc="咨询类自转承办部门起算 5 个工作日。")
    d.add("milestone", "complaint_begins", "30 日起算", (PLATFORM, 4, 2), doc="其他诉求自转承办部门起算 30 个工作日。")
    d.add("exclusive", "dispatched", "", (PLATFORM, 5, 1))
    d.chain("called", "register_demand", "answered")
    d.flow("answered", "answered_online", "已答复", 'online_answer = "answered"')
    d.default("answered", "is_enquiry", "转办")
    d.flow("is_enquiry", "enquiry_begins", "咨询", 'demand_kind = "consultation"')
    d.default("is_enquiry", "complaint_begins", "其他")
    d.flow("enquiry_begins", "dispatched")
    d.flow("complaint_begins", "dispatched")
    _handling(d)
    return d


def _handling(d: Drawing) -> None:
    d.step(
        "handle_demand",
        "承办部门办理",
        ("handling", 6, 0),
        fields=(
            Field("outcome", "办理结果", "textarea", required=True),
            Field("contacted_on", "联系诉求人日期", "date"),
        ),
        doc="承办部门办理并答复诉求人：咨询 5 个工作日，其他 30 个工作日，对应附表286。",
    )
    d.boundary(
        "withdrawn_by_caller",
        "撤回诉求",
        "handle_demand",
        message="withdrawal",
        role="applicant",
        doc="诉求人办结之前可以撤回。",
    )
    d.add("end", "demand_withdrawn", "诉求撤回", ("handling", 7, 1), outcome="withdrawn")
    d.step(
        "check_outcome",
        "核对办理结果",
        (PLATFORM, 7, 1),
        role="counter",
        decides="outcome_check",
        decisions=(Choice("complete", "答复完整"), Choice("return", "退回重办", returns=True)),
        fields=(Field("check_note", "核对意见", "textarea"),),
        doc="热线平台核对答复是否完整；退回重办的，时限不重新起算，文件没有另写。",
    )
    d.add("exclusive", "check_done", "是否完整", (PLATFORM, 8, 1))
    d.add("milestone", "answered_in_full", "办结", (PLATFORM, 9, 1), doc="承办部门的时限到此为止。")
    d.add(
        "service",
        "ask_rating",
        "推送好差评",
        (PLATFORM, 10, 1),
        service="notify",
        doc="办结后邀请诉求人评价，差评核实、整改、反馈，对应附表267；文件没有规定时限。",
    )
    d.add("end", "demand_settled", "诉求办结", (PLATFORM, 11, 1), outcome="approved")
    d.chain("dispatched", "handle_demand", "check_outcome", "check_done")
    d.chain("withdrawn_by_caller", "demand_withdrawn")
    d.flow("check_done", "dispatched", "退回", 'outcome_check = "return"')
    d.default("check_done", "answered_in_full", "完整")
    d.chain("answered_in_full", "ask_rating", "demand_settled")


def draw_instant() -> Drawing:
    """Describe what is done at once: at the counter, or by the system."""
    d = c.begin(
        "instant",
        "揭阳马上办和秒批",
        "列入“马上办”的事项在大厅当场办结（附表260，不少于 100 项），"
        "列入“秒批”的事项由系统核准（附表264，再推出不少于 100 项）。"
        "系统不能核验的转大厅办理。",
        limits=(Limit(c.limit("t264-instant"), "instant_begins", "approved_at_once"),),
        facts=(*INSTANT_FACTS, Field("at_hall", "是否在大厅办理", "boolean")),
    )
    d.lane("system", "审批系统", 1, department=PLATFORM)
    d.lane("counter", "政务大厅窗口", 2)
    d.add("start", "matter_submitted", "提交申请", ("system", 0, 0))
    d.add("exclusive", "where", "在哪里办理", ("system", 1, 0))
    d.add(
        "service", "compare", "调取数据自动比对", ("system", 2, 0), doc="调取电子证照和共享数据，与申请内容逐项比对。"
    )
    d.add("exclusive", "comparison", "是否全部相符", ("system", 3, 0))
    d.add("milestone", "instant_begins", "秒批起算", ("system", 4, 0), doc="各项相符的秒批事项由此起算，与提交同时。")
    d.add(
        "service",
        "approve_at_once",
        "系统核准并推送",
        ("system", 5, 0),
        service="push_result",
        doc="各项都相符的，系统核准并推送结果，没有人工环节，对应附表264。",
    )
    d.add("end", "approved_at_once", "秒批办结", ("system", 6, 0), outcome="approved")
    d.step(
        "on_the_spot",
        "窗口当场办理",
        ("counter", 4, 0),
        role="counter",
        decides="hall_decision",
        decisions=(Choice("approve", "当场办结"), Choice("deny", "不予办理")),
        fields=(Field("result_number", "结果文书编号", required=True, maximum_length=80),),
        limits=(Limit(c.limit("t260-instant")),),
        doc="简易事项即来即办、当场办结，对应附表260。",
    )
    d.add("exclusive", "hall_outcome", "是否办结", ("counter", 5, 0))
    d.add("end", "done_on_the_spot", "当场办结", ("counter", 6, 0), outcome="approved")
    d.add("end", "not_done", "不予办理", ("counter", 5, 1), outcome="denied")
    d.chain("matter_submitted", "where")
    d.default("where", "compare", "网上")
    d.flow("where", "on_the_spot", "大厅", "at_hall")
    d.chain("compare", "comparison")
    d.flow("comparison", "instant_begins", "相符", MATCHES)
    d.default("comparison", "on_the_spot", "不符")
    d.chain("instant_begins", "approve_at_once", "approved_at_once")
    d.chain("on_the_spot", "hall_outcome")
    d.flow("hall_outcome", "not_done", "不予", 'hall_decision = "deny"')
    d.default("hall_outcome", "done_on_the_spot", "办结")
    return d


def draw_procurement_intent() -> Drawing:
    """Describe the publication of what a department means to buy."""
    d = c.begin(
        "procurement_intent",
        "揭阳采购意向公开",
        "部门预算批复后 60 日内公开本部门的政府采购意向，文件称试行，对应二（一）3、附表237；公开的内容见附表238。"
        "到期没有公开的由财政局催办。",
        facts=(
            Field("unit_name", "采购单位", required=True, maximum_length=200),
            Field("budget_number", "预算批复文号", required=True, maximum_length=80),
        ),
        materials=(Material("budget_approval", "部门预算批复"),),
    )
    d.lane("finance", "财政局")
    d.lane("procuring_unit", "采购单位", 2)
    d.add("start", "budget_approved", "预算批复", ("finance", 0, 0))
    doc = "自部门预算批复起 60 日内公开采购意向，对应二（一）3、附表237。"
    with d.sub_process("publication", "意向公开（60 日）", doc):
        _publication(d)
    d.chain("budget_approved", "publication")
    d.boundary(
        "not_published",
        "60 日届满",
        "publication",
        ("limit", c.limit("2.3-intent")),
        interrupting=False,
        side="top",
        dx=117,
        doc="到期没有公开的，财政局催办；采购单位仍应当公开。",
    )
    d.step(
        "urge",
        "催办",
        ("finance", 4, 0),
        fields=(Field("urged_on", "催办日期", "date", required=True), Field("urge_note", "催办意见", "textarea")),
        doc="财政局催促采购单位尽快公开；文件没有规定催办的时限。",
    )
    d.add("end", "urged", "已催办", ("finance", 5, 0))
    d.chain("not_published", "urge", "urged")
    d.add("end", "intent_published", "公开办结", ("procuring_unit", 6, 0), outcome="approved")
    d.flow("publication", "intent_published")
    return d


def _publication(d: Drawing) -> None:
    lane = "procuring_unit"
    d.add("start", "publication_begins", "开始", (lane, 1, 0))
    d.step(
        "list_intents",
        "编制采购意向",
        (lane, 2, 0),
        decides="intent_decision",
        decisions=(Choice("publish", "有采购项目，公开"), Choice("none", "没有应当公开的项目")),
        fields=(
            Field("purchases", "项目名称和需求", "textarea", required=True),
            Field("amount", "预算金额（万元）", "number", minimum=0),
            Field("expected_month", "预计采购时间", maximum_length=40),
        ),
        needs=("budget_approval",),
        doc="列出目录内或者限额标准以上的货物、工程和服务的名称、需求、金额、时间，对应附表238。",
    )
    d.add("exclusive", "has_intents", "有无项目", (lane, 3, 0))
    d.step(
        "publish_intents",
        "公开采购意向",
        (lane, 4, 0),
        fields=(
            Field("published_on", "公开日期", "date", required=True),
            Field("address", "公开网址", required=True, maximum_length=300),
        ),
        doc="在政府采购平台公开，对应二（一）3、附表237。",
    )
    d.add("end", "publication_over", "结束", (lane, 5, 0))
    d.add("end", "nothing_to_publish", "无需公开", (lane, 3, 1))
    d.chain("publication_begins", "list_intents", "has_intents")
    d.flow("has_intents", "nothing_to_publish", "没有", 'intent_decision = "none"')
    d.default("has_intents", "publish_intents", "有")
    d.chain("publish_intents", "publication_over")
