"""海南省专利奖: application, notice before the recommendation, review, notice of the winners (琼知规〔2023〕1号)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

DOCUMENT = "hainan-2023-patent-1"
LATE_FROM = "自这一天零时起为逾期；由评审办公室规定，办法没有给出天数"
DOC = (
    "海南省专利奖的评选，以一个参评项目为一件：推荐（自荐）单位审核并公示至少五个工作日后推荐，"
    "形式审查、专业评审、综合审议、批准以后公示至少十个工作日；有异议的调查、决定，并在十五个工作日内书面通知。"
    "每年一届，金奖不超过四项、优秀奖不超过八项。补正和各环节评审的时限办法没有规定。"
)
FACTS = (
    Field("patent_number", "专利号", required=True, maximum_length=80),
    Field(
        "patent_kind",
        "专利类型",
        "select",
        required=True,
        options=(("invention", "发明"), ("utility_model", "实用新型"), ("design", "外观设计")),
    ),
    Field("owners", "专利权人数", "integer", required=True, minimum=1),
    Field("financial_data", "是否填写经济效益数据", "boolean"),
    Field("special_product", "是否特殊产品", "boolean"),
    Field("density_filed", "有密集型产品备案、许可、出资或者质押", "boolean"),
)
MATERIALS = (
    Material("award_application", "专利奖申报书"),
    Material("owner_statement", "专利权人和参评单位声明"),
    Material("grant_text", "专利授权公告文本"),
    Material("use_and_protection", "运用和保护措施证明"),
    Material("owners_consent", "全体专利权人同意", when="owners > 1"),
    Material("filing_and_contracts", "备案、许可、出资或者质押证明", when="density_filed"),
    Material("benefit_proof", "经济效益审计报告或者证明", when="financial_data"),
    Material("design_sample", "产品样品或者实物照片", when='patent_kind = "design"'),
    Material("market_access", "特殊产品市场准入证明", when="special_product"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "hainan_patent_award",
        "海南省专利奖评选",
        "hainan/hainan_patent_award.bpmn",
        DOC,
        "海南",
        DOCUMENT,
        "patent_award",
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("applicant", "申报单位")
    d.lane("recommender", "推荐（自荐）单位", 1.8)
    d.lane("award_office", "评审办公室", 2)
    d.lane("expert_group", "专业评审组")
    d.lane("award_committee", "评审委员会", 1.8)
    d.lane("ip_office", "省知识产权局")
    _recommendation(d)
    _formal_review(d)
    _review(d)
    _notice(d)
    _objection(d)
    _award(d)
    return d


def _recommendation(d: Drawing) -> None:
    d.add("start", "edition_opened", "发布评选通知", ("applicant", 0, 0))
    d.step(
        "application",
        "填报申报书",
        ("applicant", 1, 0),
        role="applicant",
        time="applicant",
        needs=tuple(material.id for material in MATERIALS),
        fields=(
            Field("valid", "专利权有效、稳定，无纠纷欠费", "boolean", required=True),
            Field("won_before", "是否已获中国或者海南省专利奖", "boolean", required=True),
        ),
        doc="填写申报书并提交材料；有纠纷、欠费或者已获奖的不得申报，对应第八条、第九条、第十条。",
    )
    d.step(
        "qualification_check",
        "审核参评资格",
        ("recommender", 2, 0),
        decides="qualification_decision",
        decisions=(Choice("pass", "符合，拟推荐"), Choice("reject", "不予推荐")),
        fields=(
            Field("no_secret", "不涉及涉密内容", "boolean", required=True),
            Field("quota", "本年推荐（自荐）名额", "integer", minimum=0),
        ),
        doc="审核参评资格和材料真实性，按当年通知择优，对应第十一条、第十二条；没有规定时限。",
    )
    d.add("exclusive", "qualification_outcome", "是否推荐", ("recommender", 3, 0))
    d.step(
        "recommendation_notice",
        "推荐前公示",
        ("recommender", 4, 0),
        time="public_notice",
        limits=(Limit(f"{DOCUMENT}/13"),),
        decides="recommendation_notice_result",
        decisions=(Choice("no_objection", "公示无异议"), Choice("objection", "有异议，不能推荐")),
        fields=(
            Field("notice_from", "公示起始日期", "date", required=True),
            Field("notice_medium", "网络或者书面公示载体", required=True, maximum_length=120),
        ),
        doc="公示至少五个工作日，无异议的方可推荐；院士推荐的由当地知识产权部门公示，对应第十三条。",
    )
    d.add("exclusive", "recommendation_outcome", "有无异议", ("recommender", 5, 0))
    d.add("end", "not_recommended", "不予推荐", ("recommender", 4, 0.8), outcome="refused")
    d.chain("edition_opened", "application", "qualification_check", "qualification_outcome")
    d.flow("qualification_outcome", "not_recommended", "不推荐", 'qualification_decision = "reject"')
    d.default("qualification_outcome", "recommendation_notice", "拟推荐")
    d.chain("recommendation_notice", "recommendation_outcome")
    d.flow("recommendation_outcome", "not_recommended", "有异议", 'recommendation_notice_result = "objection"')


def _formal_review(d: Drawing) -> None:
    d.step(
        "formal_review",
        "形式审查",
        ("award_office", 6, 0),
        decides="formal_decision",
        decisions=(
            Choice("pass", "合格"),
            Choice("correct", "要求补正", returns=True),
            Choice("fail", "补正后仍不符合"),
        ),
        fields=(
            Field("correction_items", "补正内容", "textarea"),
            Field("correction_late_from", "补正逾期起算日", "date", help=LATE_FROM),
        ),
        doc="审查申报材料和推荐意见，不合格的要求在规定时间内补正，仍不符合的不予受理，对应第十五条（一）。",
    )
    d.add("exclusive", "formal_outcome", "审查结果", ("award_office", 7, 0))
    d.step(
        "correction",
        "补正材料",
        ("applicant", 7, 0),
        role="applicant",
        time="applicant",
        fields=(Field("supplied_on", "补正日期", "date"),),
        doc="申报单位在评审办公室规定的时间内补正；逾期的不予受理，对应第十五条（一）。",
    )
    d.boundary(
        "correction_late",
        "补正逾期",
        "correction",
        ("variable", "correction_late_from"),
        side="right",
        doc="评审办公室规定的补正时间已过而没有补正的，不予受理；没有规定时间的一直等待。",
    )
    d.add("end", "correction_expired", "逾期未补正", ("applicant", 8, 0), outcome="refused")
    d.add("end", "not_accepted", "不予受理", ("award_office", 7, 1), outcome="refused")
    d.default("recommendation_outcome", "formal_review", "无异议")
    d.chain("formal_review", "formal_outcome")
    d.flow("formal_outcome", "correction", "补正", 'formal_decision = "correct"')
    d.flow("correction", "formal_review")
    d.flow("correction_late", "correction_expired")
    d.flow("formal_outcome", "not_accepted", "不符合", 'formal_decision = "fail"')


def _review(d: Drawing) -> None:
    d.step(
        "grouping",
        "分类并组建评审组",
        ("award_office", 8, 0),
        fields=(Field("group_name", "专业评审组", required=True, maximum_length=120),),
        doc="按专利类型和技术领域分类，从专家库随机抽取，有利害关系的回避，对应第七条、第十五条（二）、第二十五条。",
    )
    scores = (
        Field("quality", "专利质量（25 分）", "number", required=True, minimum=0, maximum=25),
        Field("technology", "技术先进性或者设计理念（25 分）", "number", required=True, minimum=0, maximum=25),
        Field("use", "运用保护与成效（35 分）", "number", required=True, minimum=0, maximum=35),
        Field("society", "社会效益和前景（15 分）", "number", required=True, minimum=0, maximum=15),
    )
    d.step(
        "written_review",
        "书面评审",
        ("expert_group", 9, 0),
        fields=scores,
        doc="按权重评分：质量 25%、技术或者设计 25%、运用保护 35%、社会效益 15%，对应第十四条；没有规定时限。",
    )
    d.step(
        "oral_review",
        "现场答辩评审",
        ("expert_group", 10, 0),
        fields=(Field("oral_opinion", "答辩评审意见", "textarea", required=True),),
        doc="专业评审组组织现场答辩，对应第十五条（二）；没有规定时限。",
    )
    d.step(
        "proposal",
        "制定获奖建议方案",
        ("award_office", 11, 0),
        fields=(
            Field(
                "proposed",
                "建议等次",
                "select",
                required=True,
                options=(("gold", "金奖"), ("excellence", "优秀奖"), ("none", "不建议授奖")),
            ),
        ),
        doc="根据各组评审结果制定拟获奖项目建议方案，对应第十五条（三）。",
    )
    d.step(
        "deliberation",
        "全体会议审议",
        ("award_committee", 12, 0),
        role="lead",
        decides="deliberation_decision",
        decisions=(Choice("selected", "列入拟获奖名单"), Choice("not_selected", "未列入名单")),
        fields=(
            Field("gold_count", "本届拟授金奖数", "integer", required=True, minimum=0, maximum=4),
            Field("excellence_count", "本届拟授优秀奖数", "integer", required=True, minimum=0, maximum=8),
        ),
        doc="集体审议并提出拟获奖名单，金奖不超过四项、优秀奖不超过八项，对应第四条、第十五条（四）。",
    )
    d.add("exclusive", "deliberation_outcome", "是否列入", ("award_committee", 13, 0))
    d.add("end", "not_awarded", "未获奖", ("award_committee", 13, 0.8), outcome="denied")
    d.default("formal_outcome", "grouping", "合格")
    d.chain("grouping", "written_review", "oral_review", "proposal", "deliberation", "deliberation_outcome")
    d.flow("deliberation_outcome", "not_awarded", "未列入", 'deliberation_decision = "not_selected"')


def _notice(d: Drawing) -> None:
    d.step(
        "list_approval",
        "批准拟获奖名单",
        ("ip_office", 14, 0),
        role="lead",
        fields=(Field("approved_on", "批准日期", "date", required=True),),
        doc="省知识产权局批准名单，对应第十五条（五）；没有规定时限。",
    )
    d.step(
        "winners_notice",
        "公示拟获奖名单",
        ("ip_office", 15, 0),
        time="public_notice",
        limits=(Limit(f"{DOCUMENT}/15.5"),),
        decides="winners_notice_result",
        decisions=(Choice("no_objection", "公示无异议"), Choice("objection", "收到书面异议")),
        fields=(
            Field("winners_notice_from", "公示起始日期", "date", required=True),
            Field("objections", "异议及证明材料", "textarea"),
        ),
        doc="在省局网站公示至少十个工作日，异议应在公示期内书面提出，对应第十五条（五）、第十六条。",
    )
    d.add("exclusive", "winners_notice_outcome", "有无异议", ("ip_office", 16, 0))
    d.default("deliberation_outcome", "list_approval", "列入")
    d.chain("list_approval", "winners_notice", "winners_notice_outcome")


def _objection(d: Drawing) -> None:
    d.step(
        "objection_inquiry",
        "调查核实异议",
        ("award_office", 17, 1),
        fields=(Field("inquiry_proposal", "处理建议", "textarea", required=True),),
        doc="对异议材料调查核实，提出处理建议，对异议者身份保密，对应第十七条、第十九条；没有规定时限。",
    )
    d.step(
        "objection_decision",
        "决定异议处理",
        ("award_committee", 18, 0),
        role="lead",
        decides="objection_result",
        decisions=(Choice("rejected", "异议不成立"), Choice("upheld", "异议成立，不予授奖")),
        fields=(Field("objection_reasons", "决定的理由", "textarea", required=True),),
        doc="集体研究作出处理决定，对应第十八条；没有规定作出决定的时限。",
    )
    d.step(
        "objection_reply",
        "书面通知三方",
        ("award_office", 19, 1),
        limits=(Limit(f"{DOCUMENT}/18"),),
        fields=(
            Field("reply_number", "通知编号", required=True, maximum_length=80),
            Field("replied_on", "通知日期", "date", required=True),
        ),
        doc="决定作出后十五个工作日内书面通知异议方、推荐方和申报方，对应第十八条。",
    )
    d.add("exclusive", "objection_outcome", "异议是否成立", ("award_office", 20, 1))
    d.add("end", "award_refused", "不予授奖", ("award_office", 21, 1), outcome="denied")
    d.flow("winners_notice_outcome", "objection_inquiry", "有异议", 'winners_notice_result = "objection"')
    d.chain("objection_inquiry", "objection_decision", "objection_reply", "objection_outcome")
    d.flow("objection_outcome", "award_refused", "成立", 'objection_result = "upheld"')


def _award(d: Drawing) -> None:
    d.step(
        "announcement",
        "公布获奖名单",
        ("award_office", 21, 0),
        fields=(Field("announced_on", "公布日期", "date", required=True),),
        doc="公示无异议或者异议处理完毕后向社会公布，对应第十五条（六）；没有规定天数。",
    )
    d.step(
        "award_ceremony",
        "颁奖并发放奖金",
        ("ip_office", 22, 0),
        fields=(
            Field(
                "award_level",
                "授予等次",
                "select",
                required=True,
                options=(("gold", "金奖（15 万元）"), ("excellence", "优秀奖（10 万元）")),
            ),
            Field("paid_on", "奖金发放日期", "date", required=True),
        ),
        doc="颁发奖牌证书，金奖每项十五万元、优秀奖每项十万元，对应第二十条、第二十一条；没有规定发放期限。",
    )
    d.add("end", "awarded", "授奖", ("ip_office", 23, 0), outcome="approved")
    d.default("winners_notice_outcome", "announcement", "无异议")
    d.default("objection_outcome", "announcement", "不成立")
    d.chain("announcement", "award_ceremony", "awarded")
