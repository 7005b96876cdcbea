"""清城: land, planning and construction permits in parallel, 18 working days for industry (二（七）2)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import PERMIT_FIELDS, front
from scripts.draw.processes.permits import CORRECT, DENIED, GRANTED
from scripts.draw.reforms.city import QINGCHENG

DOC = (
    "出让用地的工业项目，带不带规划方案，并联办理到核发施工许可证都在十八个工作日以内，对应实施方案二（七）2和任务28。"
    "用地的规划许可、批准手续和划拨决定同步办理，方案审查与规划许可合并办理（二（六）1、2）；各环节各用多少天，文件没有规定。"
    "不是出让用地的工业项目转一般程序。"
)
FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("industrial", "是否工业项目", "boolean", required=True),
    Field("granted_land", "是否出让用地", "boolean", required=True),
    Field("land_with_plan", "是否带规划方案出让", "boolean", required=True),
)
MATERIALS = (
    Material("permit_form", "并联办理申请表"),
    Material("land_contract", "用地合同或者划拨文件"),
    Material("design_scheme", "建设工程设计方案", when="land_with_plan != true"),
    Material("construction_papers", "施工许可申请材料"),
)
ANY_DENIED = 'land_decision = "deny" or planning_decision = "deny" or construction_decision = "deny"'


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "qingcheng_construction_permit",
        "施工许可并联办理",
        QINGCHENG.file("qingcheng_construction_permit"),
        DOC,
        QINGCHENG.name,
        QINGCHENG.document,
        "construction_permit",
        limits=(Limit(QINGCHENG.limit("2.7.2")),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane("natural_resources", "自然资源局清城分局", 2)
    d.lane("applicant", "建设单位")
    d.lane("housing", "住房城乡建设局", 1.75)
    intake = front(d, "counter", 0, row=0.75, start_name="一并提出申请")
    _parallel(d)
    d.add("exclusive", "in_scope", "是否出让工业用地", ("natural_resources", 3, 0))
    d.add("end", "other_procedure", "转一般程序", ("natural_resources", 3, 1))
    d.default(intake, "in_scope", "受理")
    d.flow("in_scope", "parallel", "是", "industrial and granted_land")
    d.default("in_scope", "other_procedure", "否")
    d.add("exclusive", "granted", "是否全部核发", ("housing", 11, 0))
    d.add("end", "permit_denied", "不予许可", ("housing", 12, 0.75), outcome="denied")
    d.add("end", "permit_granted", "施工许可核发", ("housing", 12, 0), outcome="approved")
    d.chain("parallel", "granted")
    d.flow("granted", "permit_denied", "有不予许可", ANY_DENIED)
    d.default("granted", "permit_granted", "全部核发")
    return d


def _parallel(d: Drawing) -> None:
    doc = "用地、规划、施工三方面的手续并联办理；法定联合办理时限同时计时。"
    with d.sub_process("parallel", "并联办理", doc, ("prc-licensing-law/42.2",)):
        d.add("start", "parallel_begin", "开始", ("natural_resources", 4, 0))
        d.add("parallel", "parallel_fork", "分送", ("natural_resources", 5, 0))
        d.add("parallel", "parallel_join", "手续收齐", ("natural_resources", 9, 0))
        d.add("end", "parallel_end", "结束", ("natural_resources", 10, 0))
        d.step(
            "land_permit",
            "用地手续同步办理",
            ("natural_resources", 7, 0),
            decides="land_decision",
            decisions=(GRANTED, DENIED),
            fields=PERMIT_FIELDS,
            needs=("land_contract",),
            doc="用地规划许可、用地批准和划拨决定同步办理，对应二（六）1。",
        )
        _planning(d)
        d.step(
            "construction_permit",
            "施工许可审批",
            ("housing", 7, 0),
            department="housing",
            decides="construction_decision",
            decisions=(GRANTED, DENIED),
            fields=PERMIT_FIELDS,
            needs=("construction_papers",),
            doc="与前面的手续并联受理和审查，条件齐备即核发施工许可证。",
        )
        d.chain("parallel_begin", "parallel_fork", "land_permit", "parallel_join", "parallel_end")
        d.chain("parallel_fork", "construction_permit", "parallel_join")


def _planning(d: Drawing) -> None:
    d.step(
        "planning_permit",
        "方案与规划许可",
        ("natural_resources", 6, 1),
        decides="planning_decision",
        decisions=(GRANTED, CORRECT, DENIED),
        fields=PERMIT_FIELDS,
        needs=("design_scheme",),
        doc="设计方案审查和规划许可合成一次申办，对应二（六）2；带规划方案出让的，方案已定，只核对是否一致。",
    )
    d.add("exclusive", "scheme_outcome", "是否需修改", ("natural_resources", 8, 1))
    d.step(
        "scheme_correction",
        "建设单位修改方案",
        ("applicant", 7, 0),
        role="applicant",
        time="applicant",
        fields=(Field("revised_version", "修改后版本", required=True, maximum_length=40),),
        doc="修改方案的时间是建设单位的，不计入办理时限。",
    )
    d.chain("parallel_fork", "planning_permit", "scheme_outcome")
    d.flow("scheme_outcome", "scheme_correction", "需修改", 'planning_decision = "correct"')
    d.chain("scheme_correction", "planning_permit")
    d.default("scheme_outcome", "parallel_join", "办结")
