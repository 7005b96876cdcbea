"""工程建设项目审批 by type: government buildings 70, lines and private projects 50, land with a plan 40, small
projects and decoration 20 working days for the whole (附表36, 44, 48).
"""

from __future__ import annotations

from dataclasses import dataclass

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import (
    Ending,
    after_permits,
    front,
    works_and_acceptance,
)
from scripts.draw.processes.jieyang import construction_matters as m
from scripts.draw.processes.jieyang.common import (
    DOCUMENT,
    JIEYANG,
    PROJECT_NAME,
    limit,
)
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

STAGES = "过程分立项用地、工程规划、施工许可、竣工验收四个阶段；文件只写全流程的时间，各阶段和各事项的时限没有写。"
MIDDLE = ("applicant", 0.0)
STAGE_NAMES = {
    "land_stage": "立项用地阶段",
    "planning_stage": "工程规划阶段",
    "permit_stage": "施工许可阶段",
}


@dataclass(frozen=True, slots=True)
class Start:
    """Where the time of one kind of project begins, for a process with several kinds. `when` is None for the rest."""

    id: str
    name: str
    limit: str
    when: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Type:
    """One type of project. `limits` cover the whole from acceptance, `to_permit` the way to the construction permit;
    `starts` replaces `limits` where the type has several promises. `preapproved`: the design plan is looked at before
    the land is granted. `reviewed`: drawings are reviewed, else promised.
    """

    id: str
    name: str
    doc: str
    stages: tuple[tuple[Permit, ...], ...]
    facts: tuple[Field, ...]
    limits: tuple[str, ...] = ()
    to_permit: str = ""
    starts: tuple[Start, ...] = ()
    preapproved: bool = False
    reviewed: bool = True
    pushed: bool = True
    registered: bool = False
    materials: tuple[Material, ...] = (m.APPLICATION, m.DESIGN_PLAN, m.DRAWINGS, m.CONSTRUCTION_COMMITMENT)


def draw(kind: Type) -> Drawing:
    """Describe the process of one type."""
    d = Drawing(
        f"jieyang_{kind.id}",
        kind.name,
        f"jieyang/jieyang_{kind.id}.bpmn",
        kind.doc + STAGES,
        JIEYANG,
        DOCUMENT,
        kind.id,
        limits=_whole(kind),
        facts=(PROJECT_NAME, *kind.facts),
        materials=kind.materials,
    )
    _lanes(d, kind)
    after, column = _begin(d, kind)
    if len(kind.stages) == 1:
        _apply(d, column, after)
        column = _stage(d, column + 1, "permit_stage", kind.stages[0], "apply_permit")
    else:
        column = _stage(d, column, "land_stage", kind.stages[0], after)
        column = _planning(d, column, kind)
        column = _permits(d, column, kind)
    _finish(d, column, kind)
    return d


def _lanes(d: Drawing, kind: Type) -> None:
    """As many rows as the matters of the type need."""
    rows = {"natural_resources": 2.0} if kind.preapproved else {}
    for permit in (permit for stage in kind.stages for permit in stage):
        rows[permit.lane] = max(rows.get(permit.lane, 0), permit.row + (1.5 if permit.correction else 1))
    d.lane("counter", "综合窗口", 1.5)
    if rows["development"] > 1:
        d.lane("development", "发展改革局、生态环境局", 2, department="development_reform")
    else:
        d.lane("development", "发展改革局", department="development_reform")
    d.lane("housing", "住房城乡建设局（含人防、审图）", 3)
    d.lane("applicant", "建设单位", 2)
    if "natural_resources" in rows:
        d.lane("natural_resources", "自然资源局", rows["natural_resources"])


def _whole(kind: Type) -> tuple[Limit, ...]:
    """The promises over the whole, and the one up to the construction permit."""
    begun = tuple(Limit(limit(s.limit), s.id, "acceptance_passed") for s in kind.starts)
    whole = tuple(Limit(limit(number), None, "acceptance_passed") for number in kind.limits)
    return (*whole, *begun, *((Limit(limit(kind.to_permit), None, "permit_stage"),) if kind.to_permit else ()))


def _begin(d: Drawing, kind: Type) -> tuple[str, float]:
    """The intake, where the time begins if that depends on the project, the pre-approval; the last node, and the next
    free column.
    """
    gateway, column = front(d, "counter", 0), 3.0
    if kind.starts:
        column = _starts(d, kind, gateway)
        gateway = "time_running"
    if kind.preapproved:
        column = _preapproval(d, column, gateway)
        gateway = "scheme_outcome"
    return gateway, column


def _starts(d: Drawing, kind: Type, gateway: str) -> float:
    d.add("exclusive", "which_time", "适用哪个时限", ("applicant", 2, 0))
    d.add("exclusive", "time_running", "", ("applicant", 4, 0))
    d.default(gateway, "which_time", "受理")
    for row, start in enumerate(kind.starts):
        doc = "全流程时限由此起算。"
        d.add("milestone", start.id, start.name, ("applicant", 3, row), doc=doc)
        if start.when is None:
            d.default("which_time", start.id, start.label)
        else:
            d.flow("which_time", start.id, start.label, start.when)
        d.flow(start.id, "time_running")
    return 5


def _preapproval(d: Drawing, column: float, after: str) -> float:
    d.step(
        "scheme_preapproval",
        "设计方案预审批",
        ("natural_resources", column, 0),
        decides="scheme_decision",
        decisions=(Choice("pass", "预审通过"), Choice("revise", "修改方案", returns=True)),
        fields=(Field("scheme_opinion", "预审意见", "textarea"),),
        needs=("design_plan",),
        doc="土地带方案出让，建筑设计方案预先审批，对应二（二）9和附表47；文件没有规定时限。",
    )
    d.add("exclusive", "scheme_outcome", "是否通过预审", ("natural_resources", column + 1, 0))
    d.step(
        "scheme_revision",
        "修改设计方案",
        ("natural_resources", column + 1, 1),
        department="applicant",
        role="applicant",
        time="applicant",
        fields=(Field("plan_version", "方案版本", required=True, maximum_length=40),),
        doc="申请人按预审意见修改方案后再报，所用时间不计入办理时限。",
    )
    _go_on(d, after, "scheme_preapproval", "受理")
    d.chain("scheme_preapproval", "scheme_outcome")
    d.flow("scheme_outcome", "scheme_revision", "需修改", 'scheme_decision = "revise"')
    d.flow("scheme_revision", "scheme_preapproval")
    return column + 2


def _go_on(d: Drawing, after: str, target: str, label: str) -> None:
    """The flow to the next part: the default where `after` chooses."""
    if d.nodes[after].kind == "exclusive" and after != "time_running":
        d.default(after, target, label)
    else:
        d.flow(after, target)


def _stage(d: Drawing, column: float, node: str, permits: tuple[Permit, ...], after: str) -> float:
    """One stage as a group, and the gateway behind it; the next free column."""
    name = STAGE_NAMES[node] if m.FILING not in permits or node == "land_stage" else "立项和施工许可"
    doc = f"{name}的事项并联办理，部门审批系统互通，对应附表41、48；文件没有规定本阶段的时限。"
    draw_permits(d, Group(node, f"{name}（并联办理）", doc, (), permits), Frame(column, MIDDLE, ("housing", 0)))
    _go_on(d, after, node, "受理" if after == "intake_outcome" else "通过")
    last = max(each.column for each in d.children(node))
    after_permits(d, permits, node, ("applicant", last + 1, 0), prefix=node)
    return last + 2


def _planning(d: Drawing, column: float, kind: Type) -> float:
    if kind.pushed:
        d.add(
            "service",
            "push_to_utilities",
            "推送水电气单位",
            ("applicant", column, 0),
            service="notify",
            doc="备案批复后把项目信息同步推送供水、供电、燃气单位，由其提前介入，对应附表54。",
        )
        d.default("land_stage_granted", "push_to_utilities", "全部核发")
        column += 1
    d.step(
        "submit_plan",
        "提交设计方案",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=m.DESIGN_FIELDS,
        needs=("design_plan",),
        doc="一张申请表、一套材料提交设计方案，对应二（二）9；所用时间是申请人的。",
    )
    if kind.pushed:
        d.flow("push_to_utilities", "submit_plan")
    else:
        d.default("land_stage_granted", "submit_plan", "全部核发")
    return _stage(d, column + 1, "planning_stage", kind.stages[1], "submit_plan")


def _permits(d: Drawing, column: float, kind: Type) -> float:
    _apply(d, column, "planning_stage_granted")
    if not kind.reviewed:
        return _stage(d, column + 1, "permit_stage", m.PERMIT_STAGE, "apply_permit")
    d.step(
        "drawing_review",
        "联合审图",
        ("housing", column, 2),
        department="drawing_review",
        time="special_procedure",
        decides="drawing_decision",
        decisions=(Choice("pass", "审图合格"), Choice("fault", "一次告知修改", returns=True)),
        fields=(Field("review_number", "审查意见编号", maximum_length=80),),
        doc="施工图一站式提交、技术问题一次告知、结果互认，对应附表49；审图是技术审查，不计入许可时间，文件没有规定时限。",
    )
    d.add("exclusive", "drawing_outcome", "审图是否合格", ("housing", column + 1, 2))
    d.chain("apply_permit", "drawing_review", "drawing_outcome")
    d.flow("drawing_outcome", "apply_permit", "需修改", 'drawing_decision = "fault"')
    return _stage(d, column + 2, "permit_stage", m.PERMIT_STAGE, "drawing_outcome")


def _apply(d: Drawing, column: float, after: str) -> None:
    d.step(
        "apply_permit",
        "上传施工图并承诺",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=m.DRAWING_FIELDS,
        needs=("drawings", "construction_commitment"),
        doc="施工图一站式提交；项目经理和总监理工程师签署按图施工、按图监理的承诺书，对应附表38、49。",
    )
    d.default(after, "apply_permit", "受理" if after == "intake_outcome" else "全部核发")


def _finish(d: Drawing, column: float, kind: Type) -> None:
    """Works, joint acceptance, and the end (for low-risk projects behind the first registration)."""
    clause = "附表32、34、50" if kind.registered else "附表34、50"
    ending = Ending(
        column,
        ("applicant", "housing", "natural_resources"),
        (2, 1),
        "",
        "",
        clause,
        called="jieyang_joint_acceptance",
        counting="文件没有规定联合验收的时限",
    )
    works_and_acceptance(d, ending)
    d.default("permit_stage_granted", "construction", "全部核发")
    doc = "竣工联合验收通过，全流程时限到此为止。"
    d.add("milestone", "acceptance_passed", "四个阶段办结", ("housing", column + 2, 2), doc=doc)
    d.flow("acceptance_check", "acceptance_passed", "通过", 'acceptance_result = "pass"')
    if not kind.registered:
        d.add("end", "completed", "全流程办结", ("housing", column + 3, 2), outcome="approved")
        d.flow("acceptance_passed", "completed")
        return
    _register(d, column + 3)


def _register(d: Drawing, column: float) -> None:
    d.step(
        "first_registration",
        "不动产首次登记",
        ("natural_resources", column, 0),
        department="registry",
        fields=(
            Field("certificate_number", "不动产权证书号", required=True, maximum_length=80),
            Field("registered_on", "登簿日期", "date", required=True),
        ),
        doc="全流程简易审批一直到产权登记，对应附表32；法人建房首次登记不在一般登记三日之内（附表81），文件没有规定时限。",
    )
    d.add("end", "registered", "登记办结", ("natural_resources", column + 1, 0), outcome="approved")
    d.chain("acceptance_passed", "first_registration", "registered")
