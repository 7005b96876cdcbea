"""带方案出让 (三（二）: 1 + 8 + 3 of 12) and 带规划建设条件出让 (三（三）: 1 + 1 + 8 + 3 of 13) industrial land."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import (
    acceptance_and_registration,
    after_intake,
    after_permits,
    front,
    intake_call,
    notice_step,
)
from scripts.draw.processes.foshan.common import (
    AREA,
    CONTRACT_FIELDS,
    DEAL_CONFIRMATION,
    HEIGHT,
    NEEDS_AIR_DEFENCE,
    PRICE_COMMITMENT,
    PROJECT_NAME,
    STATUTORY,
    begin,
    ending,
    limit,
)
from scripts.draw.processes.foshan.industrial_matters import CONDITION_PERMITS, PLAN_PERMITS
from scripts.draw.processes.permits import DENIED, GRANTED, Frame, Group, draw_permits

DOC_PLAN = (
    "工业用地出让之前由区政府组织编制、审查设计方案，方案随土地挂牌公示；"
    "成交之后用地、人防、规划许可一并申请，施工图已提前审查的施工许可也一并办理，1 个工作日核发；"
    "竣工后联合验收 8 个工作日，初始登记 3 个工作日。对应实施方案三（二）。"
)
DOC_CONDITIONS = (
    "规划建设条件明确的工业用地：成交后 1 个工作日核发用地规划许可；设计方案与施工图同步审查，"
    "通过后规划许可、施工许可合并办理并实行告知承诺，1 个工作日核发；"
    "竣工后联合验收 8 个工作日，初始登记 3 个工作日。对应实施方案三（三）。"
)
LANES = ("applicant", "housing", "natural_resources")


def draw_with_plan() -> Drawing:
    """Describe the process of land granted with its plan."""
    d = begin(
        "foshan_low_risk_with_plan",
        "带方案出让工业用地（佛山）",
        DOC_PLAN,
        "with_plan",
        limits=(Limit(limit("1-with-plan"), "one_day_permits", "first_registration"),),
        facts=(
            PROJECT_NAME,
            Field("parcel", "出让地块", required=True, maximum_length=200),
            AREA,
            HEIGHT,
            Field(
                "drawings_ready",
                "施工图已提前设计并审查",
                "boolean",
                help="自行承担竞地失败的后果，成交时即可申请施工许可",
            ),
            NEEDS_AIR_DEFENCE,
        ),
        materials=(
            Material("design_plan", "建设工程设计方案"),
            DEAL_CONFIRMATION,
            PRICE_COMMITMENT,
            Material("planning_permit_application", "规划许可申请材料"),
            Material("drawings", "已审查的施工图文件", when="drawings_ready"),
            Material("risk_commitment", "自担竞地失败后果承诺书", when="drawings_ready"),
            Material("air_defence_application", "人防许可申请材料", when="needs_air_defence"),
        ),
    )
    d.lane("government", "区人民政府", department="district_governments")
    d.lane("counter", "综合窗口", 1.5)
    d.lane("housing", "住房城乡建设局（含人防）", 3)
    d.lane("applicant", "建设单位", 2)
    d.lane("natural_resources", "自然资源局（含不动产登记）", 2)
    _before_the_deal(d)
    _deal(d, 5)
    d.step(
        "joint_application",
        "一并申请",
        ("applicant", 7, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("price_promised", "承诺按合同期限缴交地价款", "boolean", required=True),
            Field("matters", "一并申请的事项", "textarea"),
        ),
        needs=("deal_confirmation", "price_commitment"),
        doc="取得成交确认后一次申请各项许可，对应三（二）1。",
    )
    d.flow("deal_outcome", "joint_application", "竞得", 'deal_decision = "won"')
    intake = _intake(d, 8)
    draw_permits(
        d,
        Group(
            "one_day_permits",
            "许可并联核发（1 个工作日）",
            "成交后一并申请的许可，含签订出让合同；全流程时限由此起算，对应三（二）1。",
            (limit("3.2.1"), STATUTORY),
            PLAN_PERMITS,
        ),
        Frame(11, ("applicant", 0), ("housing", 1)),
    )
    d.default(intake, "one_day_permits", "受理")
    after_permits(d, PLAN_PERMITS, "one_day_permits", ("applicant", 18, 0))
    _drawings_later(d, 19)
    end = ending(22, LANES, "三（二）2", (2, 1), ("3.2.2-acceptance", "3.2.2-registration"))
    acceptance_and_registration(d, end, after="construction_route")
    return d


def _intake(d: Drawing, column: float) -> str:
    """The intake behind the joint application; gives the gateway."""
    d.chain("joint_application", intake_call(d, ("counter", column, 0.5)))
    return after_intake(d, "counter", column + 1, 0.5)


def _before_the_deal(d: Drawing) -> None:
    d.add("start", "plan_started", "启动方案编制", ("government", 0, 0))
    d.step(
        "plan_making",
        "组织编制设计方案",
        ("government", 1, 0),
        time="special_procedure",
        fields=(Field("plan_version", "方案版本", required=True, maximum_length=40),),
        doc="由区人民政府组织编制建设工程设计方案，在土地出让之前完成，对应三（二）1；文件没有规定时限。",
    )
    d.step(
        "plan_review",
        "审查设计方案",
        ("natural_resources", 1, 0),
        time="special_procedure",
        decides="plan_review_decision",
        decisions=(Choice("pass", "审查通过，纳入供地方案"), Choice("return", "修改后再审", returns=True)),
        fields=(Field("review_number", "审查意见编号", maximum_length=80),),
        needs=("design_plan",),
        doc="区政府组织自然资源等部门审查，通过的纳入供地方案；文件没有规定时限，在全流程起算之前。",
    )
    d.add("exclusive", "plan_review_outcome", "是否通过", ("natural_resources", 2, 0))
    notice_step(
        d,
        ("natural_resources", 3, 0),
        "土地挂牌公告期间一并作方案批前公示，对应三（二）1；公示多少天文件没有规定，按实际公告填写。",
    )
    d.chain("plan_started", "plan_making", "plan_review", "plan_review_outcome")
    d.flow("plan_review_outcome", "plan_making", "修改", 'plan_review_decision = "return"')
    d.default("plan_review_outcome", "plan_notice", "通过")
    d.chain("plan_notice", "plan_notice_outcome")
    d.flow("plan_notice_outcome", "plan_making", "有异议", 'plan_notice_result = "objection"')


def _deal(d: Drawing, column: float) -> None:
    d.step(
        "land_deal",
        "带方案出让土地",
        ("natural_resources", column, 0),
        time="special_procedure",
        decides="deal_decision",
        decisions=(Choice("won", "竞得，签订成交确认书"), Choice("not_won", "未竞得")),
        fields=(
            Field("deal_confirmation_number", "成交确认书编号", maximum_length=80),
            Field("deal_on", "成交日期", "date"),
        ),
        doc="招标、拍卖、挂牌的结果；所需时间不计入办理期限（《行政许可法》第四十五条）。",
    )
    d.add("exclusive", "deal_outcome", "是否竞得", ("natural_resources", column + 1, 0))
    d.add("end", "land_not_won", "未竞得土地", ("natural_resources", column + 1, 1), outcome="denied")
    d.default("plan_notice_outcome", "land_deal", "无异议")
    d.chain("land_deal", "deal_outcome")
    d.default("deal_outcome", "land_not_won", "未竞得")


def _drawings_later(d: Drawing, column: float) -> None:
    """The construction permit of those who did not have their drawings reviewed beforehand."""
    d.add("exclusive", "construction_route", "施工许可是否已办", ("applicant", column, 0))
    d.step(
        "later_application",
        "完成审图后申请",
        ("applicant", column + 1, 1),
        role="applicant",
        time="applicant",
        fields=(Field("drawing_certificate_number", "施工图审查合格书编号", required=True, maximum_length=80),),
        doc="没有提前审查施工图的，完成审图并具备开工条件后另行申请；文件没有规定期限。",
    )
    d.step(
        "later_construction_permit",
        "核发施工许可",
        ("housing", column + 1, 1),
        decides="later_permit_decision",
        decisions=(GRANTED, DENIED),
        fields=(Field("permit_number", "施工许可证编号", maximum_length=80), Field("issued_on", "核发日期", "date")),
        limits=(Limit("prc-licensing-law/42.1"),),
        doc="另行申请的施工许可和消防设计审查；实施方案没有规定时限，依行政许可法的一般期限。",
    )
    d.add("exclusive", "later_permit_outcome", "是否核发", ("housing", column + 2, 1))
    d.add("end", "later_permit_denied", "施工许可不予核发", ("housing", column + 2, 2), outcome="denied")
    d.default("permits_granted", "construction_route", "全部核发")
    d.flow("construction_route", "later_application", "另行办理", "drawings_ready != true")
    d.chain("later_application", "later_construction_permit", "later_permit_outcome")
    d.flow("later_permit_outcome", "later_permit_denied", "不予许可", 'later_permit_decision = "deny"')
    d.default("later_permit_outcome", "construction", "核发")


def draw_with_conditions() -> Drawing:
    """Describe the process of land granted with its planning conditions."""
    d = begin(
        "foshan_with_conditions",
        "带规划建设条件出让工业用地（佛山）",
        DOC_CONDITIONS,
        "with_conditions",
        limits=(Limit(limit("1-with-conditions"), "land_planning_permit", "first_registration"),),
        facts=(
            PROJECT_NAME,
            AREA,
            HEIGHT,
            Field("standard_design", "采用标准化方案设计", "boolean"),
            NEEDS_AIR_DEFENCE,
        ),
        materials=(
            DEAL_CONFIRMATION,
            PRICE_COMMITMENT,
            Material("survey_report", "审查合格的勘察文件"),
            Material("design_plan", "施工图深度的设计方案"),
            Material("drawings", "施工图设计文件"),
            Material("construction_contract", "施工合同"),
            Material("merged_commitment", "规划和施工许可告知承诺书"),
            Material("air_defence_application", "人防许可申请材料", when="needs_air_defence"),
        ),
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("housing", "住房城乡建设局（含审图、人防）", 2)
    d.lane("applicant", "建设单位", 2)
    d.lane("natural_resources", "自然资源局（含不动产登记）", 2)
    intake = front(d, "counter", 0)
    _land_permit(d, 3)
    d.default(intake, "land_planning_permit", "受理")
    _reviews(d, 5)
    draw_permits(
        d,
        Group(
            "one_day_permits",
            "许可合并核发（1 个工作日）",
            "规划许可和施工许可合并办理，实行告知承诺；需要人防许可的一并办理，对应三（三）2。",
            (limit("3.3.2"), STATUTORY),
            CONDITION_PERMITS,
        ),
        Frame(12, ("applicant", 0), ("housing", 1)),
    )
    d.flow("merged_application", "one_day_permits")
    after_permits(d, CONDITION_PERMITS, "one_day_permits", ("applicant", 19, 0))
    end = ending(20, LANES, "三（三）3", (1, 0), ("3.3.3-acceptance", "3.3.3-registration"))
    acceptance_and_registration(d, end, after="permits_granted")
    return d


def _land_permit(d: Drawing, column: float) -> None:
    d.step(
        "land_planning_permit",
        "用地规划许可与签约",
        ("natural_resources", column, 0),
        decides="land_planning_permit_decision",
        decisions=(GRANTED, DENIED),
        fields=(*CONTRACT_FIELDS, Field("permit_number", "许可证编号", required=True, maximum_length=80)),
        needs=("deal_confirmation", "price_commitment"),
        limits=(Limit(limit("3.3.1")),),
        doc="与签订出让合同合并办理，1 个工作日核发；全流程时限由此起算，对应三（三）1。",
    )
    d.add("exclusive", "land_outcome", "是否核发", ("natural_resources", column + 1, 0))
    d.add("end", "land_denied", "不予许可", ("natural_resources", column + 1, 1), outcome="denied")
    d.chain("land_planning_permit", "land_outcome")
    d.flow("land_outcome", "land_denied", "不予许可", 'land_planning_permit_decision = "deny"')


def _reviews(d: Drawing, column: float) -> None:
    """Plan and drawings reviewed at the same time, then the application."""
    d.step(
        "design_to_depth",
        "编制方案和施工图",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("plan_version", "方案和施工图版本", required=True, maximum_length=40),
            Field("survey_passed", "勘察文件已审查合格", "boolean", required=True),
        ),
        doc="以施工图深度编制设计方案，勘察文件先审查合格，对应三（三）2。",
    )
    d.add("parallel", "reviews_fork", "同步审查", ("applicant", column + 1, 0))
    d.step(
        "drawing_review",
        "施工图审查",
        ("housing", column + 2, 0),
        department="drawing_review",
        time="special_procedure",
        decides="drawing_decision",
        decisions=(Choice("pass", "合格"), Choice("fault", "需修改")),
        fields=(Field("drawing_certificate_number", "审查合格书编号", maximum_length=80),),
        needs=("survey_report", "drawings"),
        doc="与设计方案同步审查；文件没有规定时限，属于技术审查，不计入办理期限。",
    )
    d.step(
        "plan_review",
        "设计方案审查",
        ("natural_resources", column + 2, 0),
        time="special_procedure",
        decides="plan_review_decision",
        decisions=(Choice("pass", "通过"), Choice("fault", "需修改")),
        fields=(Field("review_number", "审查意见编号", maximum_length=80),),
        needs=("design_plan",),
        doc="与施工图同步审查；文件没有规定时限，属于技术审查，不计入办理期限。",
    )
    d.add("parallel", "reviews_join", "审查收齐", ("applicant", column + 3, 0))
    d.add("exclusive", "reviews_outcome", "是否都通过", ("applicant", column + 4, 0))
    d.step(
        "merged_application",
        "一并申请并承诺",
        ("applicant", column + 5, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("contract_signed_on", "施工合同签订日期", "date", required=True),
            Field("ready_to_build", "已具备开工条件", "boolean", required=True),
            Field("commitment_made", "已作告知承诺", "boolean", required=True),
        ),
        needs=("construction_contract", "merged_commitment"),
        doc="依法签订施工合同、具备开工条件后一次申请规划、人防和施工许可，对应三（三）2。",
    )
    d.default("land_outcome", "design_to_depth", "核发")
    d.chain("design_to_depth", "reviews_fork", "drawing_review", "reviews_join", "reviews_outcome")
    d.chain("reviews_fork", "plan_review", "reviews_join")
    d.flow(
        "reviews_outcome",
        "design_to_depth",
        "修改后再审",
        'drawing_decision = "fault" or plan_review_decision = "fault"',
    )
    d.default("reviews_outcome", "merged_application", "都通过")
