"""The front of every case: receipt, correction told once, acceptance or refusal (行政许可法 art. 32)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field

DOC = (
    "每一件申请的前端：收件之后当场或者在五个工作日内作出受理、不予受理或者一次性告知补正的处理，"
    "依《行政许可法》第三十二条。到期未告知的，自收到申请材料之日起即为受理。"
    "本流程供其他流程调用，结果写入变量 intake_decision。"
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing("intake", "受理", "national/intake.bpmn", DOC, "全国", "prc-licensing-law")
    d.lane("counter", "综合窗口", 2)
    d.lane("applicant", "申请人")
    d.add("start", "received", "收到申请材料", ("counter", 0, 1))
    d.step(
        "intake_review",
        "受理审查",
        ("counter", 1, 1),
        role="counter",
        intake="review",
        decides="intake_decision",
        decisions=(
            Choice("accept", "受理"),
            Choice("correct", "一次性告知补正"),
            Choice("refuse", "不予受理"),
        ),
        fields=(
            Field("materials_checked_on", "材料核对日期", "date"),
            Field("notice_number", "受理（告知）文书编号", maximum_length=80),
            Field("refusal_reason", "不予受理的理由", "textarea", help="不予受理的，写明理由和应当向哪个机关申请"),
        ),
        doc=(
            "核对申请事项、本机关职权和材料。需要补正的，一次告知全部内容，不得分次追加；"
            "补齐后再次到本环节时，只核对所告知的内容是否补齐，应当受理。"
        ),
    )
    d.boundary(
        "intake_deadline",
        "五个工作日届满",
        "intake_review",
        ("limit", "prc-licensing-law/32.4"),
        side="top",
        doc="逾期未告知补正的，自收到申请材料之日起即为受理。",
    )
    d.add("exclusive", "intake_route", "如何处理", ("counter", 2, 1))
    d.add("end", "accepted", "受理", ("counter", 3, 1))
    d.add("end", "refused", "不予受理", ("counter", 3, 0))
    d.add("end", "deemed_accepted", "视为受理", ("counter", 1, 0), dx=30)
    d.step(
        "intake_correction",
        "补正材料",
        ("applicant", 2, 0),
        role="applicant",
        time="applicant",
        intake="correction",
        fields=(
            Field("supplied_on", "补正日期", "date", required=True),
            Field("correction_note", "补正说明", "textarea"),
        ),
        doc="按照告知的内容一次补齐。法律没有规定补正的期限；告知书写明期限的，以其为准。",
    )
    d.boundary(
        "correction_deadline",
        "补正期限届满",
        "intake_correction",
        ("variable", "correction_due_at"),
        side="right",
        doc="告知书写明了补正期限而逾期未补正的，按撤回申请处理；没有写明期限的，一直等待。",
    )
    d.add("end", "deemed_withdrawn", "视为撤回", ("applicant", 3, 0))
    d.chain("received", "intake_review", "intake_route")
    d.default("intake_route", "accepted", "受理")
    d.flow("intake_route", "refused", "不予受理", 'intake_decision = "refuse"')
    d.flow("intake_route", "intake_correction", "补正", 'intake_decision = "correct"')
    d.flow("intake_correction", "intake_review")
    d.flow("intake_deadline", "deemed_accepted")
    d.flow("correction_deadline", "deemed_withdrawn")
    return d
