"""拿地即开工: from the land pre-application to the first registration (五（二）)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit
from scripts.draw.processes.common import (
    DOCUMENT,
    SHANWEI,
    Ending,
    acceptance_and_registration,
    after_permits,
    front,
    notice_step,
)
from scripts.draw.processes.permits import Frame, Group, draw_permits
from scripts.draw.processes.shanwei.land_to_start_matters import FACTS, MATERIALS, PERMITS

DOC = (
    "工业用地项目在出让土地之前完成方案和施工图的预审，成交之后八个事项一并申请、并联办理，随即开工。"
    "对应实施方案五（二）。从成交确认到首次登记受全流程时限约束；申请人准备、公示、施工的时间不计入。"
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "land_to_start",
        "拿地即开工",
        "shanwei/land_to_start.bpmn",
        DOC,
        SHANWEI,
        DOCUMENT,
        "land_to_start",
        limits=(Limit("shanwei-2023-2/2.2", "deal_confirmed", "first_registration"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("development", "投促、发改、生态环境", 2, department="development_reform")
    d.lane("natural_resources", "自然资源局（含不动产登记）", 2)
    d.lane("applicant", "建设单位", 2)
    d.lane("housing", "住房城乡建设局（含审图、人防）", 2)
    d.lane("utilities", "市政公用服务单位", 2, department="water_supply")
    _before_the_deal(d)
    _the_deal(d)
    _application(d)
    draw_permits(
        d,
        Group(
            "eight_matters",
            "八个事项并联办理（2 个工作日）",
            "成交之后一并申请的八个事项，容缺受理、并联审批，对应实施方案五（二）6；法定联合办理时限同时计时。",
            ("shanwei-2023-2/5.2.6", "prc-licensing-law/42.2"),
            PERMITS,
        ),
        Frame(15, ("applicant", 0)),
    )
    d.flow("joint_application", "eight_matters")
    after_permits(d, PERMITS, "eight_matters", ("applicant", 22, 0))
    ending = Ending(
        23,
        ("applicant", "housing", "natural_resources"),
        (0, 1),
        "shanwei-2023-2/5.2.7",
        "shanwei-2023-2/5.2.7-registration",
        "五（二）7",
    )
    acceptance_and_registration(d, ending, after="permits_granted")
    return d


def _before_the_deal(d: Drawing) -> None:
    """Pre-application, indicators, design plan and its two reviews, notice."""
    intake = front(d, "counter", 0, start_name="收到用地预申请")
    d.step(
        "land_preapplication",
        "确认用地预申请",
        ("development", 3, 0),
        department="investment",
        fields=(
            Field("confirmed_parcel", "确认的意向地块", required=True, maximum_length=200),
            Field("bid_committed", "已承诺参加竞买并履行条件", "boolean", required=True),
        ),
        needs=("pre_application_commitment",),
        doc="招商引资主管部门确认企业对地块的使用意向和竞买承诺，对应五（二）1；文件没有规定时限。",
    )
    d.step(
        "land_indicators",
        "出具用地与技术指标",
        ("natural_resources", 3, 0),
        fields=(
            Field("plot_ratio", "容积率上限", "number", minimum=0),
            Field("building_density", "建筑密度上限（%）", "number", minimum=0, maximum=100),
            Field("height_limit", "限高（米）", "number", minimum=0),
            Field("indicators_file", "指标文件编号", required=True, maximum_length=80),
        ),
        doc="供地前期向意向企业提供土地资源和技术控制指标，对应五（二）2；文件没有规定时限。",
    )
    d.step(
        "design_plan",
        "编制设计方案",
        ("applicant", 4, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("design_institute", "设计单位", required=True, maximum_length=200),
            Field("plan_version", "方案版本", required=True, maximum_length=40),
        ),
        doc="申请人按指标编制达到要求深度的设计方案；方案有调整的，从这里重新走两道审查。",
    )
    d.step(
        "pre_review",
        "方案预审查",
        ("natural_resources", 4, 0),
        decides="pre_review_decision",
        decisions=(Choice("pass", "符合要求"), Choice("return", "退回修改", returns=True)),
        fields=(Field("pre_review_number", "预审查意见编号", maximum_length=80),),
        needs=("design_plan",),
        doc="审核材料并出具预审查意见，对应五（二）2；文件只要求及时，没有规定天数。",
    )
    d.add("exclusive", "pre_review_outcome", "是否符合", ("natural_resources", 5, 0))
    d.add("exclusive", "drawings_route", "是否具备审图条件", ("natural_resources", 6, 0))
    d.step(
        "construction_drawings",
        "提交施工图文件",
        ("applicant", 6, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("drawings_version", "施工图版本", required=True, maximum_length=40),
            Field("survey_report", "勘察报告编号", maximum_length=80),
        ),
        doc="提交规划意见和全套勘察设计文件；审图发现问题的，修改后再次提交。",
    )
    d.step(
        "drawing_pre_review",
        "施工图技术预审",
        ("housing", 6, 0),
        department="drawing_review",
        decides="drawing_decision",
        decisions=(Choice("pass", "审查合格"), Choice("fault", "有问题，退回修改", returns=True)),
        fields=(Field("drawing_certificate_number", "技术性审查合格书编号", maximum_length=80),),
        needs=("planning_opinion", "survey_design_files"),
        doc="施工图审查机构作技术性预审查，合格的出具合格书，对应五（二）3；文件没有规定时限。",
    )
    d.add("exclusive", "drawing_outcome", "是否合格", ("housing", 7, 0))
    notice_step(
        d,
        ("natural_resources", 8, 0),
        "土地挂牌公告期间一并公示设计方案，对应五（二）4；公示多少天文件没有规定，按实际公告填写。",
    )
    d.chain("land_preapplication", "land_indicators", "design_plan", "pre_review", "pre_review_outcome")
    d.default(intake, "land_preapplication", "受理")
    d.flow("pre_review_outcome", "design_plan", "退回修改", 'pre_review_decision = "return"')
    d.default("pre_review_outcome", "drawings_route", "符合")
    d.flow("drawings_route", "plan_notice", "不具备", "drawings_ready = false")
    d.default("drawings_route", "construction_drawings", "具备")
    d.chain("construction_drawings", "drawing_pre_review", "drawing_outcome")
    d.flow("drawing_outcome", "construction_drawings", "有问题", 'drawing_decision = "fault"')
    d.default("drawing_outcome", "plan_notice", "合格")
    d.flow("plan_notice_outcome", "design_plan", "有异议", 'plan_notice_result = "objection"')


def _the_deal(d: Drawing) -> None:
    """The land is won or not; a changed plan goes back through both reviews and a new notice."""
    d.add("exclusive", "deal_already_done", "是否已经成交", ("natural_resources", 10, 0))
    d.step(
        "land_deal",
        "土地成交确认",
        ("natural_resources", 11, 0),
        decides="deal_decision",
        decisions=(Choice("won", "竞得，签订成交确认书"), Choice("not_won", "未竞得")),
        fields=(
            Field("deal_confirmation_number", "成交确认书编号", maximum_length=80),
            Field("deal_on", "成交日期", "date"),
        ),
        time="special_procedure",
        doc="挂牌出让的结果。招标、拍卖所需时间不计入办理期限（《行政许可法》第四十五条）。",
    )
    d.add("exclusive", "deal_outcome", "是否竞得", ("natural_resources", 12, 0))
    d.add("end", "land_not_won", "未竞得土地", ("natural_resources", 12, 1), outcome="denied")
    d.add(
        "milestone",
        "deal_confirmed",
        "成交确认",
        ("natural_resources", 13, 0),
        doc="全流程时限由此起算，对应实施方案二。",
    )
    d.step(
        "plan_confirmation",
        "声明方案是否调整",
        ("applicant", 13, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("plan_changed", "设计方案与出让前相比有调整", "boolean", required=True),
            Field("change_note", "调整内容", "textarea", help="没有调整的不填"),
        ),
        doc="与出让前一致的，用地和工程规划许可前不再公示；有调整的，重新办理方案审查和施工图审查，对应五（二）5。",
    )
    d.add("exclusive", "plan_change", "方案是否调整", ("applicant", 14, 0))
    d.chain("plan_notice", "plan_notice_outcome")
    d.default("plan_notice_outcome", "deal_already_done", "无异议")
    d.default("deal_already_done", "land_deal", "尚未成交")
    d.flow("deal_already_done", "joint_application", "已经成交", 'deal_decision = "won"')
    d.chain("land_deal", "deal_outcome")
    d.flow("deal_outcome", "deal_confirmed", "竞得", 'deal_decision = "won"')
    d.default("deal_outcome", "land_not_won", "未竞得")
    d.chain("deal_confirmed", "plan_confirmation", "plan_change")
    d.flow("plan_change", "design_plan", "有调整：重新审查", "plan_changed")
    d.default("plan_change", "joint_application", "一致，免公示")


def _application(d: Drawing) -> None:
    tolerable = tuple(m.id for m in MATERIALS if m.tolerable)
    d.step(
        "joint_application",
        "一并申请、容缺受理",
        ("counter", 14, 0.5),
        role="counter",
        fields=(Field("deal_number_checked", "已核对成交确认书", "boolean", required=True),),
        needs=("deal_confirmation", "price_commitment", *tolerable),
        doc="成交之后八个事项一张表单一并申请；次要材料可以承诺后补，由窗口跟踪催补，对应五（二）6。",
    )
