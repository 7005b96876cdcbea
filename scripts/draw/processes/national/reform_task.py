"""改革任务: one row of a ledger as a long case: carried out, reported on every month, supervised when late."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field

DOC = (
    "改革任务分工表（台账）里的一项任务：牵头单位会同责任单位落实，每月二十五日前填报进展，逾期督办，完成后由统筹部门核验销号。"
    "每月填报依清城实施方案三（六），其他地方的分工表没有写填报的日子，照此办理。完成时限取所写月份的最后一天，没有写的不设。"
)
FACTS = (
    Field("task_document", "所在文件", required=True, maximum_length=120),
    Field("task_number", "任务序号", "integer", required=True, minimum=1),
    Field("task_section", "任务类别", maximum_length=200),
    Field("task_title", "改革举措", maximum_length=400),
    Field("task_text", "工作内容", "textarea", required=True, maximum_length=8000),
    Field("lead_unit", "牵头单位", maximum_length=400),
    Field("responsible_units", "责任单位", "textarea", maximum_length=2000),
    Field("cooperating_units", "配合单位", "textarea", maximum_length=2000),
    Field("deadline_written", "完成时限（原文）", maximum_length=40),
    Field("due_at", "到期时刻", maximum_length=40, help="所写月份最后一天的24时；没有写明的留空"),
    Field("source_line", "所在行", "integer", minimum=1),
)
PROGRESS = Field("progress", "进展情况", "textarea", required=True)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing("reform_task", "改革任务", "national/reform_task.bpmn", DOC, "全国", "qingcheng-2021-plan", facts=FACTS)
    d.lane("lead_unit", "牵头单位", 2)
    d.lane("reform_office", "统筹部门（营商办、改革办）", 2)
    d.add("start", "task_assigned", "列入台账", ("lead_unit", 0, 1))
    _task(d)
    d.add("terminate", "task_done", "任务销号", ("reform_office", 6, 0), outcome="approved")
    d.chain("task_assigned", "task", "task_done")
    _report(d)
    _overdue(d)
    return d


def _task(d: Drawing) -> None:
    with d.sub_process("task", "推进改革任务", "从列入台账到核验销号；完成时限由任务自己写明，没有写明的一直推进。"):
        d.add("start", "task_begin", "开始", ("lead_unit", 1, 1))
        d.step(
            "carry_out",
            "落实任务",
            ("lead_unit", 2, 1),
            fields=(
                PROGRESS,
                Field("evidence", "佐证材料", "file_name"),
                Field("finished_on", "完成日期", "date", required=True),
            ),
            doc="牵头单位会同责任单位、配合单位落实，完成后申请销号。",
        )
        d.step(
            "verify",
            "核验销号",
            ("reform_office", 3, 0),
            decides="verify_decision",
            decisions=(Choice("pass", "已完成，销号"), Choice("again", "未完成，继续落实", returns=True)),
            fields=(
                Field("verified_on", "核验日期", "date", required=True),
                Field("opinion_note", "核验意见", "textarea"),
            ),
            doc="统筹部门核验任务是否完成；文件没有规定时限。",
        )
        d.add("exclusive", "verified", "是否完成", ("reform_office", 4, 0))
        d.add("end", "task_end", "结束", ("reform_office", 5, 0))
        d.chain("task_begin", "carry_out", "verify", "verified")
        d.flow("verified", "carry_out", "未完成", 'verify_decision = "again"')
        d.default("verified", "task_end", "完成")


def _report(d: Drawing) -> None:
    """Every month a report: asked for on the first, urged after the 25th, missed when the month is over."""
    d.boundary(
        "month_begins",
        "每月1日",
        "task",
        {"dayOfMonth": "1", "hour": "0", "repeat": "always"},
        interrupting=False,
        side="top",
        dx=250,
        doc="每月一日零时要求填报当月进展，直到任务销号。",
    )
    with d.sub_process("month", "当月填报", "当月的一次填报：二十五日前报送，逾期督促，月末仍未报的记为漏报。"):
        _month(d)
    d.boundary(
        "month_over",
        "当月结束",
        "month",
        {"dayOfMonth": "1", "hour": "0"},
        side="bottom",
        dx=120,
        doc="到下月一日零时仍未填报的，记为漏报，改报下一个月。",
    )
    d.add("end", "month_reported", "当月已报", ("lead_unit", 10.5, 0))
    d.add("end", "month_missed", "当月漏报", ("reform_office", 10, 1))
    d.chain("month_begins", "month", "month_reported")
    d.chain("month_over", "month_missed")


def _month(d: Drawing) -> None:
    d.add("start", "month_begin", "开始", ("lead_unit", 7, 0))
    d.step(
        "monthly_report",
        "填报月度进展",
        ("lead_unit", 8, 0),
        fields=(
            PROGRESS,
            Field("problems", "存在问题", "textarea"),
            Field("reported_on", "填报日期", "date", required=True),
        ),
        doc="每月二十五日前填报台账并报送统筹部门，对应清城实施方案三（六）。",
    )
    d.boundary(
        "report_late",
        "25日届满",
        "monthly_report",
        {"dayOfMonth": "26", "hour": "0"},
        interrupting=False,
        side="bottom",
        doc="二十五日二十四时仍未填报。",
    )
    d.step(
        "urge_report",
        "督促填报",
        ("reform_office", 8, 0),
        fields=(Field("urged_on", "督促日期", "date", required=True), Field("urge_note", "督促情况", "textarea")),
        doc="逾期未填报的督促补报，列入定期通报。",
    )
    d.add("terminate", "reported", "已填报", ("lead_unit", 9, 0))
    d.add("end", "report_urged", "已督促", ("reform_office", 9, 0))
    d.chain("month_begin", "monthly_report", "reported")
    d.chain("report_late", "urge_report", "report_urged")


def _overdue(d: Drawing) -> None:
    d.boundary(
        "task_overdue",
        "完成时限届满",
        "task",
        ("variable", "due_at"),
        interrupting=False,
        side="bottom",
        dx=200,
        doc="所写月份的最后一天过完而没有销号；没有写明完成时限的不会发生。",
    )
    d.step(
        "supervise",
        "逾期督办",
        ("reform_office", 5.5, 1),
        role="lead",
        fields=(
            Field("supervised_on", "督办日期", "date", required=True),
            Field("new_plan", "整改计划", "textarea", required=True),
            Field("circulated", "是否通报", "boolean"),
        ),
        doc="查明原因，提出整改计划，落实情况纳入绩效考核；任务继续推进，每月照常填报。",
    )
    d.add("end", "supervised", "已督办", ("reform_office", 6.25, 1))
    d.chain("task_overdue", "supervise", "supervised")
