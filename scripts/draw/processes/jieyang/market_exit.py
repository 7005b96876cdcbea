"""简易注销 and 跨区迁移 of 揭阳: how a company leaves the register or the district (二（二）8, 附表13, 24, 25, 28)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import after_intake, front, intake_call
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import DENIED

NORMAL = " or ".join(f'move_reason = "{reason}"' for reason in ("structure", "map", "space", "administration"))


def draw_cancellation() -> Drawing:
    """Describe the simple cancellation."""
    d = Drawing(
        "jieyang_simple_cancellation",
        "揭阳企业简易注销",
        "jieyang/jieyang_simple_cancellation.bpmn",
        "一般企业简易注销：公告无异议后提交，受理后 1 天内完结，对应二（二）8、附表28；公告期间另计，"
        "文件要求压缩但没有写多少天（附表13）。清税证明由系统实时传送，不用企业提交。",
        c.JIEYANG,
        c.DOCUMENT,
        "simple_cancellation",
        limits=(Limit(c.limit("2.8-cancellation"), None, "cancel_registration"),),
        facts=(
            Field("company_name", "企业名称", required=True, maximum_length=200),
            Field("no_debts_promised", "全体投资人是否承诺没有未结清的债权债务", "boolean", required=True),
        ),
        materials=(Material("cancellation_form", "注销申请表"), Material("investors_commitment", "全体投资人承诺书")),
    )
    d.lane("counter", "企业注销一窗通", 1.5)
    d.lane("market_regulation", "市场监督管理局", 2)
    d.lane("tax", "税务局")
    lane = "market_regulation"
    d.add("start", "cancellation_asked", "提交简易注销", (lane, 0, 0))
    d.step(
        "cancellation_notice",
        "简易注销公告",
        (lane, 1, 0),
        time="public_notice",
        decides="notice_result",
        decisions=(Choice("no_objection", "公告期内无异议"), Choice("objection", "有异议")),
        fields=(
            Field("notice_from", "公告起始日期", "date", required=True),
            Field("notice_until", "公告截止日期", "date"),
            Field("objections", "异议内容", "textarea"),
        ),
        doc="向社会公告；公告时限要压缩（附表13），文件没有写多少天，公告时间不计入。",
    )
    d.add("exclusive", "notice_outcome", "有无异议", (lane, 2, 0))
    d.add("end", "objected", "改走一般注销", (lane, 2, 1), outcome="denied")
    intake_call(d, ("counter", 3, 0.5))
    gateway = after_intake(d, "counter", 4, 0.5)
    _cancel(d, lane)
    d.chain("cancellation_asked", "cancellation_notice", "notice_outcome")
    d.flow("notice_outcome", "objected", "有异议", 'notice_result = "objection"')
    d.default("notice_outcome", "intake", "无异议")
    d.default(gateway, "tax_clearance", "受理")
    return d


def _cancel(d: Drawing, lane: str) -> None:
    d.add(
        "service",
        "tax_clearance",
        "传送清税证明",
        ("tax", 5, 0),
        doc="清税证明由税务系统实时传送到商事登记系统，对应附表13。",
    )
    d.step(
        "cancel_registration",
        "核准注销登记",
        (lane, 6, 0),
        decides="cancellation_decision",
        decisions=(Choice("approve", "准予注销"), DENIED),
        fields=(Field("cancelled_on", "注销日期", "date", required=True),),
        needs=("cancellation_form", "investors_commitment"),
        doc="受理后 1 天内完结，对应二（二）8、附表28。",
    )
    d.add("exclusive", "cancellation_outcome", "是否准予", (lane, 7, 0))
    d.add("end", "cancellation_denied", "不予注销", (lane, 7, 1), outcome="denied")
    d.add(
        "service",
        "share_cancellation",
        "推送各部门",
        (lane, 8, 0),
        service="push_result",
        doc="注销结果推送税务、商务、社保、海关同步注销，对应附表13。",
    )
    d.add("end", "cancelled", "注销完结", (lane, 9, 0), outcome="approved")
    d.chain("tax_clearance", "cancel_registration", "cancellation_outcome")
    d.flow("cancellation_outcome", "cancellation_denied", "不予", 'cancellation_decision = "deny"')
    d.default("cancellation_outcome", "share_cancellation", "准予")
    d.chain("share_cancellation", "cancelled")


def draw_relocation() -> Drawing:
    """Describe the move to another district."""
    d = Drawing(
        "jieyang_relocation",
        "揭阳企业跨区迁移",
        "jieyang/jieyang_relocation.bpmn",
        "企业跨区迁移服务专窗：符合正常迁移条件的，10 个工作日内办妥迁出手续，对应二（二）8、附表25；"
        "正常迁移的情形见附表24。不属于正常迁移的重点企业由市级层面协调，协调的时限文件没有写。",
        c.JIEYANG,
        c.DOCUMENT,
        "relocation",
        limits=(Limit(c.limit("2.8-relocation"), "move_begins", "issue_move"),),
        facts=(
            Field("company_name", "企业名称", required=True, maximum_length=200),
            Field("move_reason", "迁移情形", "select", required=True, options=_REASONS),
            Field("key_company", "是否重点企业", "boolean"),
        ),
        materials=(Material("move_application", "跨区迁移申请表"),),
    )
    d.lane("counter", "跨区迁移服务专窗", 1.75)
    d.lane("market_regulation", "市场监督管理局")
    d.lane("tax", "税务局")
    d.lane("industry", "工信、发改等（市级协调）", 2)
    lane = "market_regulation"
    intake = front(d, "counter", 0, row=0.75)
    d.add("exclusive", "normal_move", "是否正常迁移", (lane, 3, 0))
    d.add("milestone", "move_begins", "10 日起算", (lane, 4, 0), doc="符合正常迁移条件的，自受理起算。")
    d.add("exclusive", "move_agreed", "", (lane, 6, 0))
    d.default(intake, "normal_move", "受理")
    d.flow("normal_move", "move_begins", "正常", NORMAL)
    d.flow("move_begins", "move_agreed")
    _coordinate(d)
    _move_out(d, lane)
    return d


_REASONS = (
    ("structure", "适应产业结构调整"),
    ("map", "符合产业地图布局"),
    ("space", "拓展发展空间"),
    ("administration", "适应行政管理"),
    ("other", "其他"),
)


def _coordinate(d: Drawing) -> None:
    d.add("exclusive", "is_key", "是否重点企业", ("industry", 3, 0))
    d.add("end", "not_normal", "不符合条件", ("industry", 3, 1), outcome="denied")
    d.step(
        "coordination",
        "市级协调",
        ("industry", 4, 0),
        role="lead",
        decides="coordination_decision",
        decisions=(Choice("agree", "协调一致，同意迁移"), Choice("disagree", "不同意迁移")),
        fields=(Field("coordination_note", "协调意见", "textarea", required=True),),
        doc="重点企业申诉协调机制：工信、发改、市场监管、财政、税务兜底协调，对应附表25；文件没有规定时限。",
    )
    d.add("exclusive", "coordinated", "协调结果", ("industry", 5, 0))
    d.add("end", "not_agreed", "不同意迁移", ("industry", 5, 1), outcome="denied")
    d.default("normal_move", "is_key", "其他")
    d.flow("is_key", "coordination", "是", "key_company")
    d.default("is_key", "not_normal", "否")
    d.chain("coordination", "coordinated")
    d.flow("coordinated", "not_agreed", "不同意", 'coordination_decision = "disagree"')
    d.default("coordinated", "move_agreed", "同意")


def _move_out(d: Drawing, lane: str) -> None:
    d.add("parallel", "move_fork", "同时办理", (lane, 7, 0))
    d.step(
        "register_file",
        "登记档案移交",
        (lane, 8, 0),
        fields=(Field("file_number", "档案移交编号", required=True, maximum_length=80),),
        needs=("move_application",),
        doc="登记档案移交迁入地登记机关；时限随 10 个工作日。",
    )
    d.step(
        "tax_move",
        "税务迁出",
        ("tax", 8, 0),
        fields=(Field("tax_cleared_on", "税务迁出日期", "date", required=True),),
        doc="结清涉税事项并办理税务迁出；税务局是附表25的责任单位，时限随 10 个工作日。",
    )
    d.add("parallel", "move_join", "均已办妥", (lane, 9, 0))
    d.step(
        "issue_move",
        "出具迁出证明",
        (lane, 10, 0),
        fields=(
            Field("move_number", "迁出证明编号", required=True, maximum_length=80),
            Field("moved_on", "办妥日期", "date", required=True),
        ),
        doc="迁出手续办妥，对应二（二）8、附表25。",
    )
    d.add("end", "moved_out", "迁出办妥", (lane, 11, 0), outcome="approved")
    d.chain("move_agreed", "move_fork")
    for node in ("register_file", "tax_move"):
        d.chain("move_fork", node, "move_join")
    d.chain("move_join", "issue_move", "moved_out")
