"""清城: one joint acceptance within 12 working days instead of separate ones, then on to the registry (二（十）1)."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import front
from scripts.draw.reforms.city import QINGCHENG

DOC = (
    "规划、土地、消防、人防、档案不单独申请验收，由住房城乡建设部门牵头联合验收，十二个工作日以内，"
    "意见通知书推送不动产登记部门。对应实施方案二（十）1和任务51。文件没有说扣除公示，公示计入；整改是建设单位的时间。"
)
FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("area", "建筑面积（平方米）", "number", minimum=0),
    Field("needs_air_defence", "是否涉及人防工程", "boolean", required=True),
)


@dataclass(frozen=True, slots=True)
class _Check:
    id: str
    name: str
    lane: str
    row: float
    department: str
    doc: str
    when: str | None = None


CHECKS = (
    _Check(
        "planning_check", "规划核实", "natural_resources", 0, "natural_resources", "核实建成情况与规划许可是否一致。"
    ),
    _Check("land_check", "土地核验", "natural_resources", 1, "natural_resources", "核验土地使用是否符合合同约定。"),
    _Check("fire_check", "消防验收", "housing", 0, "fire", "消防验收或者备案。"),
    _Check("archive_check", "档案验收", "housing", 1, "archive", "核对竣工档案是否齐全、准确。"),
    _Check(
        "air_defence_check", "人防验收", "housing", 2, "civil_air_defence", "人防工程验收备案。", "needs_air_defence"
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "qingcheng_joint_acceptance",
        "竣工联合验收",
        QINGCHENG.file("qingcheng_joint_acceptance"),
        DOC,
        QINGCHENG.name,
        QINGCHENG.document,
        "joint_acceptance",
        limits=(Limit(QINGCHENG.limit("2.10.1")),),
        facts=FACTS,
        materials=(Material("acceptance_application", "联合验收申请材料"), Material("archive_files", "城建档案")),
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane("applicant", "建设单位")
    d.lane("natural_resources", "自然资源局清城分局", 2)
    d.lane("housing", "住房城乡建设局（含消防、人防、档案）", 3, department="housing")
    intake = front(d, "counter", 0, row=0.75, start_name="申请联合验收")
    d.add("inclusive", "checks_fork", "分送各专项", ("natural_resources", 4, 0))
    d.add("inclusive", "checks_join", "意见收齐", ("natural_resources", 6, 0))
    d.add("exclusive", "to_check", "", ("natural_resources", 3, 0))
    d.default(intake, "to_check", "受理")
    d.chain("to_check", "checks_fork")
    for check in CHECKS:
        _check(d, check)
    _opinion(d)
    return d


def _check(d: Drawing, check: _Check) -> None:
    d.step(
        check.id,
        check.name,
        (check.lane, 5, check.row),
        department=check.department,
        decides=f"{check.id}_result",
        decisions=(Choice("pass", "合格"), Choice("fault", "有问题，需整改")),
        fields=(Field("record_number", "意见编号", maximum_length=80), Field("faults", "存在问题", "textarea")),
        needs=("archive_files",) if check.id == "archive_check" else (),
        doc=f"{check.doc}整改之后只复验有问题的专项；单项用多少天，文件没有规定。",
    )
    asked = f'({check.id}_result = null or {check.id}_result = "fault")'
    when = asked if check.when is None else f"{check.when} and {asked}"
    d.flow("checks_fork", check.id, "涉及人防" if check.when else "待验", when)
    d.chain(check.id, "checks_join")


def _opinion(d: Drawing) -> None:
    faults = " or ".join(f'{check.id}_result = "fault"' for check in CHECKS)
    d.default("checks_fork", "checks_join", "均已合格")
    d.add("exclusive", "any_fault", "是否需整改", ("natural_resources", 7, 0))
    d.step(
        "rectification",
        "整改",
        ("applicant", 6, 0),
        role="applicant",
        time="works",
        fields=(
            Field("rectified_on", "整改完成日期", "date", required=True),
            Field("rectification_note", "整改情况", "textarea", required=True),
        ),
        doc="按各专项的意见整改，时间是建设单位的。",
    )
    d.step(
        "combined_opinion",
        "出具联合验收意见",
        ("housing", 8, 0),
        role="lead",
        fields=(
            Field("opinion_number", "意见通知书编号", required=True, maximum_length=80),
            Field("opinion_on", "意见日期", "date", required=True),
        ),
        doc="汇总各专项，出具一份联合验收意见通知书。",
    )
    d.add(
        "service",
        "push_to_registry",
        "推送登记部门",
        ("housing", 9, 0),
        service="push_result",
        doc="意见通知书推送不动产登记部门，申请人不用再交。",
    )
    d.add("end", "accepted_jointly", "联合验收通过", ("housing", 10, 0), outcome="approved")
    d.chain("checks_join", "any_fault")
    d.flow("any_fault", "rectification", "需整改", faults)
    d.chain("rectification", "to_check")
    d.default("any_fault", "combined_opinion", "全部合格")
    d.chain("combined_opinion", "push_to_registry", "accepted_jointly")
