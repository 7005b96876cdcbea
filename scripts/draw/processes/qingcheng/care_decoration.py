"""清城: fitting out a day care of up to 300 m² in an existing building needs no approval (二（七）5)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field
from scripts.draw.reforms.city import QINGCHENG

DOC = (
    "既有建筑里开设校外托管机构，装修面积三百平方米以下而不涉及规划调整的，免办相关审批（含消防），对应实施方案二（七）5。"
    "三百平方米以下包括三百平方米本身。文件没有规定时限。"
)
EXEMPT = "existing_building != false and renovation_area <= 300 and changes_planning = false"
FACTS = (
    Field("institution_name", "机构名称", required=True, maximum_length=200),
    Field("existing_building", "是否既有建筑", "boolean", required=True),
    Field("renovation_area", "装修面积（平方米）", "number", required=True, minimum=0),
    Field(
        "changes_planning",
        "是否涉及规划调整",
        "boolean",
        required=True,
        help="增加面积、高度、层数，改外立面，降低结构安全等级或者改变使用性质",
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "qingcheng_care_decoration",
        "校外托管机构装修",
        QINGCHENG.file("qingcheng_care_decoration"),
        DOC,
        QINGCHENG.name,
        QINGCHENG.document,
        "care_decoration",
        facts=FACTS,
    )
    d.lane("applicant", "托管机构", 1.75)
    d.lane("education", "区教育局")
    d.add("start", "renovation_planned", "拟装修", ("applicant", 0, 0))
    d.add("exclusive", "exempt", "是否免办审批", ("applicant", 1, 0))
    d.add("end", "approval_needed", "按规定办理审批", ("applicant", 2, 0.75))
    d.step(
        "renovation",
        "装修",
        ("applicant", 2, 0),
        role="applicant",
        time="works",
        fields=(
            Field("started_on", "开工日期", "date", required=True),
            Field("completed_on", "完工日期", "date", required=True),
        ),
        doc="免办审批，直接装修；装修不得超出申报的范围。",
    )
    d.step(
        "verification",
        "事后核对",
        ("education", 3, 0),
        fields=(Field("verified_on", "核对日期", "date", required=True), Field("findings", "发现的问题", "textarea")),
        doc="核对装修是否在豁免的范围内；文件没有规定时限和做法。",
    )
    d.add("end", "renovated", "免审批办结", ("education", 4, 0), outcome="approved")
    d.chain("renovation_planned", "exempt")
    d.flow("exempt", "renovation", "免办", EXEMPT)
    d.default("exempt", "approval_needed", "不免")
    d.chain("renovation", "verification", "renovated")
    return d
