"""清城: the check of a building's lines before works, some papers by commitment (二（六）3)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Material
from scripts.draw.processes.common import after_intake, intake_call
from scripts.draw.reforms.city import QINGCHENG

DOC = (
    "取得开工验线测量报告即可申办规划验线；放线测量成果、审查合格的建筑施工图暂缺的，勾选承诺并上传承诺书，容缺审批后补齐。"
    "对应实施方案二（六）3和任务23；文件没有规定时限。"
)
PROMISED = "has_setting_out_survey = false or has_reviewed_drawings = false"
FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("has_line_report", "是否已取得开工验线测量报告", "boolean", required=True),
    Field("has_setting_out_survey", "放线测量成果是否齐备", "boolean", required=True),
    Field("has_reviewed_drawings", "审查合格的施工图是否齐备", "boolean", required=True),
)
MATERIALS = (
    Material("line_report", "开工验线测量报告"),
    Material("setting_out_survey", "放线测量成果", tolerable=True),
    Material("reviewed_drawings", "审查合格的建筑施工图", tolerable=True),
    Material("commitment_letter", "信用承诺书", when=PROMISED),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "qingcheng_planning_line_check",
        "建设工程规划验线",
        QINGCHENG.file("qingcheng_planning_line_check"),
        DOC,
        QINGCHENG.name,
        QINGCHENG.document,
        "planning_line_check",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("applicant", "建设单位", 1.75)
    d.lane("counter", "综合窗口", 1.75)
    d.lane("natural_resources", "自然资源局清城分局", 1.75)
    _front(d)
    _check(d)
    _supplement(d)
    return d


def _front(d: Drawing) -> None:
    d.add("start", "line_report_there", "取得验线测量报告", ("applicant", 0, 0))
    d.add("exclusive", "papers_complete", "材料是否齐全", ("applicant", 1, 0))
    d.step(
        "commit",
        "勾选承诺并上传",
        ("applicant", 2, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("promised_papers", "承诺补交的材料", "textarea", required=True),
            Field("promised_on", "承诺日期", "date", required=True),
        ),
        needs=("commitment_letter",),
        doc="在审批平台勾选承诺办理的材料，上传承诺书，申请容缺审批。",
    )
    call = intake_call(d, ("counter", 3, 0.75))
    d.chain("line_report_there", "papers_complete")
    d.flow("papers_complete", "commit", "有暂缺", PROMISED)
    d.default("papers_complete", call, "齐全")
    d.chain("commit", call)
    after_intake(d, "counter", 4, 0.75)


def _check(d: Drawing) -> None:
    d.step(
        "line_check",
        "规划验线审批",
        ("natural_resources", 5, 0),
        decides="line_check_decision",
        decisions=(Choice("pass", "验线合格"), Choice("fail", "验线不合格")),
        fields=(
            Field("opinion_number", "验线意见编号", required=True, maximum_length=80),
            Field("checked_on", "验线日期", "date"),
        ),
        needs=("line_report",),
        doc="依验线基准和承诺作容缺审批；文件没有规定时限。",
    )
    d.add("exclusive", "line_check_outcome", "是否合格", ("natural_resources", 6, 0))
    d.add("end", "line_check_failed", "验线不合格", ("natural_resources", 7, 0.75), outcome="denied")
    d.default("intake_outcome", "line_check", "受理")
    d.chain("line_check", "line_check_outcome")
    d.flow("line_check_outcome", "line_check_failed", "不合格", 'line_check_decision = "fail"')
    d.add("exclusive", "supplement_due", "是否有承诺材料", ("natural_resources", 7, 0))
    d.default("line_check_outcome", "supplement_due", "合格")


def _supplement(d: Drawing) -> None:
    d.step(
        "supplement",
        "补齐承诺材料",
        ("applicant", 8, 0),
        role="applicant",
        time="applicant",
        fields=(Field("supplied_on", "补齐日期", "date", required=True),),
        needs=("setting_out_survey", "reviewed_drawings"),
        doc="按承诺补交放线测量成果和施工图；文件没有规定期限，以承诺书为准。",
    )
    d.step(
        "verify_supplement",
        "核对承诺履行",
        ("natural_resources", 9, 0),
        decides="commitment_decision",
        decisions=(Choice("kept", "承诺已履行"), Choice("again", "尚未补齐", returns=True)),
        fields=(Field("credit_note", "信用记录情况", "textarea"),),
        doc="核对补交的材料，履行情况记入信用记录；文件没有规定时限。",
    )
    d.add("exclusive", "commitment_kept", "是否补齐", ("natural_resources", 10, 0))
    d.add("end", "line_checked", "验线办结", ("natural_resources", 11, 0), outcome="approved")
    d.flow("supplement_due", "supplement", "有", PROMISED)
    d.default("supplement_due", "line_checked_at_once", "没有")
    d.add("end", "line_checked_at_once", "直接办结", ("natural_resources", 8, 0.75), outcome="approved")
    d.chain("supplement", "verify_supplement", "commitment_kept")
    d.flow("commitment_kept", "supplement", "否", 'commitment_decision = "again"')
    d.default("commitment_kept", "line_checked", "是")
