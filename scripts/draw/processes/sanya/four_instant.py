"""三亚园区“4 即”: service from the first talk, land at signing, works at land, certificate at acceptance (task 5)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

DOCUMENT = "sanya-2023-plan"
DOC = (
    "三亚市园区建设项目的“4 即”改革：洽谈即服务、签约即供地、拿地即开工、验收即拿证。"
    "洽谈与公示双轨并行，园区预先做规划条件、方案预研和土地供应组件；拿地后承诺方案基本稳定即可分阶段取得施工许可函；"
    "联合验收时提前权籍调查，验收完成后三个工作日首次登记。其余环节方案没有规定时限。"
)
FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("investor", "投资企业", required=True, maximum_length=200),
    Field("assessed", "园区区域评估成果是否编制完成", "boolean", required=True),
    Field("needs_underground", "是否有地下工程", "boolean"),
)
STAGES = (
    ("pit", "基坑支护土方函", "基坑支护和土方开挖", 10, 1),
    ("underground", "地下工程施工函", "地下工程", 12, 0),
    ("main", "主体工程施工函", "主体工程", 13, 1),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "sanya_four_instant",
        "三亚园区项目四即",
        "sanya/sanya_four_instant.bpmn",
        DOC,
        "三亚",
        DOCUMENT,
        "four_instant",
        facts=FACTS,
        materials=(
            Material("scheme_commitment", "建设方案基本稳定承诺书"),
            Material("acceptance_documents", "联合验收材料"),
        ),
    )
    d.lane("applicant", "投资企业")
    d.lane("park", "园区管理机构", 3)
    d.lane("natural_resources", "自然资源局、登记机构")
    _talks(d)
    _land(d)
    _start_of_works(d)
    _certificate(d)
    return d


def _talks(d: Drawing) -> None:
    d.add("start", "first_talk", "首次洽谈", ("park", 0, 1))
    d.step(
        "service_chain",
        "建立全程跟踪服务",
        ("park", 1, 1),
        decides="intent_decision",
        decisions=(Choice("agreed", "达成初步意向"), Choice("dropped", "未达成意向")),
        fields=(
            Field("service_officer", "服务专员", required=True, maximum_length=60),
            Field("intent", "初步意向", "textarea"),
        ),
        doc="洽谈即服务：从首次洽谈起建立全链条沟通和闭环跟踪，对应方案二（一）2（5）；没有规定时限。",
    )
    d.add("exclusive", "intent_outcome", "有无意向", ("park", 2, 1))
    d.add("end", "no_deal", "未达成意向", ("park", 2, 2), outcome="withdrawn")
    d.chain("first_talk", "service_chain", "intent_outcome")
    d.flow("intent_outcome", "no_deal", "没有", 'intent_decision = "dropped"')


def _land(d: Drawing) -> None:
    """签约即供地: talks, preparation and the public notice at once."""
    d.add("parallel", "two_tracks", "双轨并行", ("park", 3, 1))
    d.add("parallel", "tracks_done", "准备就绪", ("park", 5, 1))
    d.default("intent_outcome", "two_tracks", "有")
    d.step(
        "planning_conditions",
        "规划条件与预研",
        ("park", 4, 0),
        fields=(Field("conditions_number", "规划条件编号", maximum_length=80), Field("study", "方案预研", "textarea")),
        doc="园区预先申请规划条件、开展方案预研；没有规定时限。",
    )
    d.step(
        "negotiation",
        "协议洽谈",
        ("park", 4, 1),
        fields=(Field("agreement_draft", "协议草案", "textarea", required=True),),
        doc="与公示同时进行的协议洽谈；没有规定时限。",
    )
    d.step(
        "land_notice",
        "供地组件与公示",
        ("natural_resources", 4, 0),
        time="public_notice",
        fields=(Field("notice_from", "公示起始日期", "date", required=True), Field("objections", "异议", "textarea")),
        doc="做好土地供应组件并公示，与洽谈双轨并行；公示的天数方案没有规定。",
    )
    for step in ("planning_conditions", "negotiation", "land_notice"):
        d.chain("two_tracks", step, "tracks_done")
    d.step(
        "signing",
        "正式签约",
        ("park", 6, 1),
        fields=(Field("signed_on", "签约日期", "date", required=True),),
        doc="签约后即进入供地绿色通道。",
    )
    d.step(
        "land_supply",
        "绿色通道供地",
        ("natural_resources", 7, 0),
        fields=(
            Field("land_contract_number", "出让合同编号", required=True, maximum_length=80),
            Field("supplied_on", "供地日期", "date", required=True),
        ),
        doc="风险可控范围内快速供地；没有规定天数。",
    )
    d.chain("tracks_done", "signing", "land_supply")


def _start_of_works(d: Drawing) -> None:
    d.add("exclusive", "ready_to_start", "评估成果是否完成", ("park", 8, 1))
    d.step(
        "area_assessment",
        "完成区域评估成果",
        ("park", 8, 0),
        time="special_procedure",
        fields=(Field("assessments", "地灾、节水、节能等评估成果", "textarea", required=True),),
        doc="拿地即开工以园区编制完成区域评估为前提；没有规定时限。",
    )
    d.step(
        "commitment",
        "承诺方案基本稳定",
        ("applicant", 9, 0),
        role="applicant",
        time="applicant",
        needs=("scheme_commitment",),
        fields=(Field("scheme_stable", "承诺建设方案基本稳定", "boolean", required=True),),
        doc="企业作出承诺后即可申请分阶段施工许可函。",
    )
    d.chain("land_supply", "ready_to_start")
    d.default("ready_to_start", "area_assessment", "未完成")
    d.flow("ready_to_start", "commitment", "已完成", "assessed")
    d.chain("area_assessment", "commitment")
    for node, name, what, column, row in STAGES:
        d.step(
            f"{node}_permit",
            name,
            ("park", column, row),
            role="lead",
            fields=(
                Field("letter_number", "施工许可函编号", required=True, maximum_length=80),
                Field("issued_on", "核发日期", "date", required=True),
            ),
            doc=f"分阶段核发“{what}”的施工许可函，先批先开工；没有规定时限。",
        )
    d.add("exclusive", "underground_needed", "有无地下工程", ("park", 11, 1))
    d.chain("commitment", "pit_permit", "underground_needed")
    d.flow("underground_needed", "underground_permit", "有", "needs_underground")
    d.default("underground_needed", "main_permit", "没有")
    d.chain("underground_permit", "main_permit")


def _certificate(d: Drawing) -> None:
    d.step(
        "construction",
        "施工",
        ("applicant", 14, 0),
        role="applicant",
        time="works",
        fields=(Field("completed_on", "完工日期", "date", required=True),),
        doc="施工期间不是办理时间。",
    )
    d.add("parallel", "acceptance_applied", "申请联合验收", ("park", 15, 1))
    d.step(
        "joint_acceptance",
        "联合验收",
        ("park", 16, 0),
        role="lead",
        decides="acceptance_decision",
        decisions=(Choice("pass", "通过"), Choice("fault", "整改后再验", returns=True)),
        needs=("acceptance_documents",),
        fields=(Field("accepted_on", "验收日期", "date", required=True), Field("faults", "整改事项", "textarea")),
        doc="项目联合验收；时限方案没有规定。",
    )
    d.add("exclusive", "acceptance_outcome", "是否通过", ("park", 17, 0))
    d.step(
        "rectification",
        "整改",
        ("applicant", 16, 0),
        role="applicant",
        time="works",
        fields=(Field("rectified_on", "整改完成日期", "date", required=True),),
        doc="企业整改后再次联合验收；不是办理时间。",
    )
    d.add(
        "service",
        "share_information",
        "共享项目信息",
        ("natural_resources", 16, 0),
        service="push_result",
        doc="工程审批系统把项目信息推送给不动产登记系统，对应方案二（一）2（5）。",
    )
    d.step(
        "title_survey",
        "提前权籍调查",
        ("natural_resources", 17, 0),
        department="registry",
        fields=(Field("survey_number", "权籍调查编号", required=True, maximum_length=80),),
        doc="登记部门在联合验收时提前开展权籍调查；没有规定时限。",
    )
    d.add("parallel", "ready_for_title", "验收完成", ("natural_resources", 18, 0))
    d.step(
        "first_registration",
        "不动产首次登记",
        ("natural_resources", 19, 0),
        department="registry",
        limits=(Limit(f"{DOCUMENT}/2.5-registration"),),
        fields=(
            Field("certificate_number", "不动产权证书号", required=True, maximum_length=80),
            Field("registered_on", "登簿日期", "date", required=True),
        ),
        doc="验收即拿证：联合验收完成后三个工作日办结首次登记，对应方案二（一）2（5）。",
    )
    d.add("end", "registered", "验收即拿证", ("natural_resources", 20, 0), outcome="approved")
    d.chain("main_permit", "construction", "acceptance_applied", "joint_acceptance", "acceptance_outcome")
    d.flow("acceptance_outcome", "rectification", "整改", 'acceptance_decision = "fault"')
    d.flow("rectification", "joint_acceptance")
    d.default("acceptance_outcome", "ready_for_title", "通过")
    d.chain("acceptance_applied", "share_information", "title_survey", "ready_for_title")
    d.chain("ready_for_title", "first_registration", "registered")
