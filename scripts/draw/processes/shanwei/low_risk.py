"""社会投资简易低风险 (五（一）), and its variant with the land granted together with its plan (五（一）10)."""

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
from scripts.draw.processes.permits import DENIED, GRANTED, Frame, Group, draw_permits
from scripts.draw.processes.shanwei.low_risk_matters import FACTS, MATERIALS, PERMITS, STAGE_PERMIT

DOC = (
    "社会投资、结构简单的小型仓库和厂房：成交之后先办立项用地，方案公示无异议后各项许可并联办理，"
    "再到联合验收和首次登记。对应实施方案五（一）。环评、排水许可、建筑垃圾处置核准和各项评估评价免办，"
    "方案和施工图审查由承诺代替。"
)
DOC_WITH_PLAN = (
    "简易低风险项目的土地带方案出让：设计方案在土地挂牌公告期间就公示，成交后方案不变的，"
    "用地和工程规划许可前不再公示。对应实施方案五（一）10，其余同“社会投资简易低风险”。"
)


def draw() -> Drawing:
    """Describe the process."""
    d = _begin("low_risk", "社会投资简易低风险", DOC)
    intake = front(d, "counter", 0)
    _stage_one(d, 3)
    d.default(intake, "land_stage", "受理")
    after_permits(d, (STAGE_PERMIT,), "land_stage", ("applicant", 9, 0), prefix="land_stage")
    _commitment(d, 10)
    notice_step(
        d,
        ("natural_resources", 10, 0),
        "建设工程规划许可前公示设计方案；公示多少天文件没有规定，按实际公告填写，时间不计入办理时限。",
    )
    d.default("land_stage_granted", "design_commitment", "准予")
    d.chain("design_commitment", "plan_notice", "plan_notice_outcome")
    d.flow("plan_notice_outcome", "design_commitment", "有异议", 'plan_notice_result = "objection"')
    _apply(d, 12)
    d.default("plan_notice_outcome", "permit_application", "无异议")
    _rest(d, 13)
    return d


def draw_with_plan() -> Drawing:
    """Describe the variant."""
    d = _begin("low_risk_with_plan", "简易低风险（土地带方案出让）", DOC_WITH_PLAN)
    intake = front(d, "counter", 0)
    _commitment(d, 3)
    d.default(intake, "design_commitment", "受理")
    notice_step(
        d,
        ("natural_resources", 3, 0),
        "土地挂牌公告期间一并公示设计方案，对应五（一）10；公示多少天文件没有规定，按实际公告填写。",
    )
    d.chain("design_commitment", "plan_notice", "plan_notice_outcome")
    d.flow("plan_notice_outcome", "design_commitment", "有异议", 'plan_notice_result = "objection"')
    _deal(d, 5)
    _stage_one(d, 8)
    after_permits(d, (STAGE_PERMIT,), "land_stage", ("applicant", 14, 0), prefix="land_stage")
    _confirm_plan(d, 15)
    _apply(d, 17)
    d.default("plan_change", "permit_application", "免公示")
    d.flow("deal_already_done", "permit_application", "已经成交", 'deal_decision = "won"')
    _rest(d, 18)
    return d


def _begin(process: str, name: str, doc: str) -> Drawing:
    d = Drawing(
        process,
        name,
        f"shanwei/{process}.bpmn",
        doc,
        SHANWEI,
        DOCUMENT,
        process,
        limits=(Limit("shanwei-2023-2/2.1", "land_contract_signed", "first_registration"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("development", "发展改革局", department="development_reform")
    d.lane("housing", "住房城乡建设局（含人防）", 2.5)
    d.lane("applicant", "建设单位", 2)
    d.lane("natural_resources", "自然资源局（含不动产登记）", 2)
    d.lane("utilities", "公安、市政公用服务单位", 2, department="public_security")
    return d


def _stage_one(d: Drawing, column: float) -> None:
    """立项用地规划许可阶段 (五（一）1): the contract and the land permit beside the filing."""
    with d.sub_process(
        "land_stage",
        "立项用地阶段（3 个工作日）",
        "企业投资项目备案与建设用地规划许可（含签订出让合同）一并办理，对应实施方案五（一）1。",
        ("shanwei-2023-2/5.1.1",),
    ):
        d.add("start", "land_stage_begin", "开始", ("applicant", column, 0))
        d.add("parallel", "land_stage_fork", "分送", ("applicant", column + 1, 0))
        d.step(
            "investment_filing",
            "企业投资项目备案",
            ("development", column + 2, 0),
            fields=(
                Field("project_code", "项目代码", required=True, maximum_length=60),
                Field("filed_on", "备案日期", "date", required=True),
            ),
            needs=("investment_filing_application",),
            doc="企业投资项目备案。",
        )
        d.step(
            "land_contract",
            "签订出让合同",
            ("natural_resources", column + 2, 0),
            fields=(
                Field("land_contract_number", "出让合同编号", required=True, maximum_length=80),
                Field("land_contract_on", "签订日期", "date", required=True),
                Field("price_promised", "已承诺按期缴交地价款", "boolean", required=True),
            ),
            needs=("deal_confirmation", "price_commitment"),
            doc="签订国有建设用地使用权出让合同，申请人承诺按约定期限缴交地价款。",
        )
        d.add(
            "milestone",
            "land_contract_signed",
            "合同已签订",
            ("natural_resources", column + 3, 0),
            doc="全流程时限由此起算，对应实施方案二。",
        )
        d.step(
            STAGE_PERMIT.id,
            STAGE_PERMIT.name,
            ("natural_resources", column + 4, 0),
            role="case_worker",
            decides=STAGE_PERMIT.variable,
            decisions=(GRANTED, DENIED),
            fields=(
                Field("permit_number", "许可证编号", maximum_length=80),
                Field("issued_on", "核发日期", "date"),
            ),
            doc=STAGE_PERMIT.doc,
        )
        d.add("parallel", "land_stage_join", "办结汇总", ("applicant", column + 5, 0))
        d.add("end", "land_stage_end", "结束", ("applicant", column + 5.5, 0))
        d.chain("land_stage_begin", "land_stage_fork", "investment_filing", "land_stage_join", "land_stage_end")
        d.chain("land_stage_fork", "land_contract", "land_contract_signed", STAGE_PERMIT.id, "land_stage_join")


def _commitment(d: Drawing, column: float) -> None:
    d.step(
        "design_commitment",
        "提交方案并承诺",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("plan_version", "方案版本", required=True, maximum_length=40),
            Field("plan_promised", "设计方案符合规划条件和技术标准", "boolean", required=True),
            Field("drawings_promised", "施工图符合质量安全和消防要求", "boolean", required=True),
            Field("build_as_permitted", "按许可证及附图建设", "boolean", required=True),
        ),
        needs=("design_plan", "design_commitment", "planning_commitment", "drawing_commitment"),
        doc="建设、勘察、设计单位作出承诺，代替设计方案审查、施工图审查和规划检验，对应五（一）5、7。",
    )


def _apply(d: Drawing, column: float) -> None:
    d.step(
        "permit_application",
        "一并申请许可",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("drawings_uploaded_on", "施工图上传日期", "date", required=True),
            Field("entrance_settled", "建筑门口朝向已确定", "boolean"),
            Field("street_named", "朝向的街路巷已命名", "boolean"),
        ),
        needs=("drawings",),
        doc="方案公示无异议（或者免于公示）后，一张表单申请所需的各项许可和报装，对应五（一）5。",
    )


def _deal(d: Drawing, column: float) -> None:
    """The land is won or not; a plan changed after the deal passes here a second time."""
    d.add("exclusive", "deal_already_done", "是否已经成交", ("natural_resources", column, 0))
    d.step(
        "land_deal",
        "土地成交确认",
        ("natural_resources", column + 1, 0),
        time="special_procedure",
        decides="deal_decision",
        decisions=(Choice("won", "竞得，签订成交确认书"), Choice("not_won", "未竞得")),
        fields=(
            Field("deal_confirmation_number", "成交确认书编号", maximum_length=80),
            Field("deal_on", "成交日期", "date"),
        ),
        doc="带方案出让的挂牌结果。招标、拍卖所需时间不计入办理期限（《行政许可法》第四十五条）。",
    )
    d.add("exclusive", "deal_outcome", "是否竞得", ("natural_resources", column + 2, 0))
    d.add("end", "land_not_won", "未竞得土地", ("natural_resources", column + 2, 1), outcome="denied")
    d.default("plan_notice_outcome", "deal_already_done", "无异议")
    d.default("deal_already_done", "land_deal", "尚未成交")
    d.chain("land_deal", "deal_outcome")
    d.flow("deal_outcome", "land_stage", "竞得", 'deal_decision = "won"')
    d.default("deal_outcome", "land_not_won", "未竞得")


def _confirm_plan(d: Drawing, column: float) -> None:
    d.step(
        "plan_confirmation",
        "声明方案是否调整",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("plan_changed", "设计方案与出让时相比有调整", "boolean", required=True),
            Field("change_note", "调整内容", "textarea", help="没有调整的不填"),
        ),
        doc="方案不变的免于批前公示；有调整的重新承诺并公示。文件没有写明调整后的做法，按一般规则处理。",
    )
    d.add("exclusive", "plan_change", "方案是否调整", ("applicant", column + 1, 0))
    d.default("land_stage_granted", "plan_confirmation", "准予")
    d.chain("plan_confirmation", "plan_change")
    d.flow("plan_change", "design_commitment", "有调整：重新公示", "plan_changed")


def _rest(d: Drawing, column: float) -> None:
    """From the parallel permits to the first registration."""
    draw_permits(
        d,
        Group(
            "parallel_permits",
            "许可并联办理（4 个工作日）",
            "方案公示无异议后一并申请的许可和报装，免办的和不需要的不进入，对应实施方案五（一）5；法定联合办理时限同时计时。",
            ("shanwei-2023-2/5.1.5", "prc-licensing-law/42.2"),
            PERMITS,
        ),
        Frame(column, ("applicant", 0), ("housing", 0)),
    )
    d.flow("permit_application", "parallel_permits")
    after_permits(d, PERMITS, "parallel_permits", ("applicant", column + 9, 0))
    d.step(
        "door_number",
        "核发门牌号码",
        ("utilities", column + 10, 0),
        department="public_security",
        decides="door_number_decision",
        decisions=(Choice("issued", "已发放门牌"), Choice("later", "街路巷未命名，另行办理")),
        fields=(Field("door_number", "门牌号码", maximum_length=120),),
        needs=("door_number_data",),
        doc="规划许可后资料共享给公安机关，条件具备的核发门牌，对应五（一）8；文件没有规定时限。",
    )
    ending = Ending(
        column + 10,
        ("applicant", "housing", "natural_resources"),
        (1, 0),
        "shanwei-2023-2/5.1.9",
        "shanwei-2023-2/5.1.9-registration",
        "五（一）9",
    )
    acceptance_and_registration(d, ending, after="door_number")
    d.default("permits_granted", "door_number", "全部核发")
