"""三亚惠企政策兑现: published within ten working days, and twenty before applications open (task 20)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

DOCUMENT = "sanya-2023-plan"
DOC = (
    "三亚市惠企政策的兑现：谁出台谁发布、解读、兑现。政策出台后十个工作日内在“海易兑”三亚系统发布；"
    "涉及财政补贴的梳理成可申报的事项，开放申报前至少公开二十个工作日，能免申即享的不用申报。"
    "审核和拨付的时限方案没有规定。"
)
FACTS = (
    Field("policy_title", "政策名称", required=True, maximum_length=200),
    Field("subsidy", "是否涉及财政补贴", "boolean", required=True),
    Field("automatic", "能否免申即享", "boolean"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "sanya_policy_fulfilment",
        "三亚惠企政策兑现",
        "sanya/sanya_policy_fulfilment.bpmn",
        DOC,
        "三亚",
        DOCUMENT,
        "policy_fulfilment",
        facts=FACTS,
        materials=(Material("subsidy_application", "补贴申报材料", when="subsidy and not(automatic)"),),
    )
    d.lane("applicant", "企业")
    d.lane("policy_maker", "惠企政策制定部门", 2)
    d.lane("finance", "市财政局")
    _publication(d)
    _application(d)
    return d


def _publication(d: Drawing) -> None:
    d.add("start", "policy_issued", "政策出台", ("policy_maker", 0, 0))
    d.step(
        "publish_policy",
        "系统发布政策",
        ("policy_maker", 1, 0),
        limits=(Limit(f"{DOCUMENT}/2.20-publication"),),
        fields=(
            Field("policy_number", "政策文号", required=True, maximum_length=80),
            Field("published_on", "发布日期", "date", required=True),
            Field("explanation", "政策解读", "textarea"),
        ),
        doc="制定部门在“海易兑”三亚系统发布并解读，对应方案二（二）7（20）。",
    )
    d.add("exclusive", "subsidised", "有无财政补贴", ("policy_maker", 2, 0))
    d.add("end", "policy_published", "发布办结", ("policy_maker", 2, 1), outcome="approved")
    d.step(
        "compile_item",
        "梳理申报事项",
        ("policy_maker", 3, 0),
        fields=(
            Field("conditions", "申报条件和标准", "textarea", required=True),
            Field("approval_flow", "审批流程", "textarea", required=True),
        ),
        doc="涉及补贴的政策梳理成可申报的事项并在系统设置审批流程，对应方案二（二）7（20）；没有规定时限。",
    )
    d.step(
        "item_notice",
        "申报前公开事项",
        ("policy_maker", 4, 0),
        time="public_notice",
        limits=(Limit(f"{DOCUMENT}/2.20-notice"),),
        fields=(
            Field("item_published_on", "事项发布日期", "date", required=True),
            Field("opens_on", "开放申报日期", "date", required=True),
        ),
        doc="开放申报前至少二十个工作日在系统发布；到开放申报时完成本环节，对应方案二（二）7（20）。",
    )
    d.add("exclusive", "applied_for", "是否免申即享", ("policy_maker", 5, 0))
    d.chain("policy_issued", "publish_policy", "subsidised")
    d.default("subsidised", "policy_published", "没有")
    d.flow("subsidised", "compile_item", "有", "subsidy")
    d.chain("compile_item", "item_notice", "applied_for")


def _application(d: Drawing) -> None:
    d.step(
        "apply_subsidy",
        "在线申报",
        ("applicant", 6, 0),
        role="applicant",
        time="applicant",
        needs=("subsidy_application",),
        fields=(Field("amount_claimed", "申报金额（元）", "number", required=True, minimum=0),),
        doc="企业在系统申报；申报期由事项规定。",
    )
    d.step(
        "match_companies",
        "比对符合条件企业",
        ("policy_maker", 6, 1),
        fields=(Field("matched", "比对的数据和结果", "textarea", required=True),),
        doc="免申即享的由制定部门按数据比对出符合条件的企业，企业不用申报；没有规定时限。",
    )
    d.step(
        "review_subsidy",
        "审核",
        ("policy_maker", 7, 0),
        decides="subsidy_decision",
        decisions=(
            Choice("approve", "符合，兑现"),
            Choice("correct", "退回补正", returns=True),
            Choice("deny", "不符合条件"),
        ),
        fields=(
            Field("amount_approved", "核定金额（元）", "number", minimum=0),
            Field("review_note", "审核意见", "textarea"),
        ),
        doc="制定部门按系统设置的流程审核；没有规定时限。",
    )
    d.add("exclusive", "subsidy_outcome", "审核结果", ("policy_maker", 8, 0))
    d.add("end", "subsidy_denied", "不予兑现", ("policy_maker", 9, 0), outcome="denied")
    d.step(
        "pay_subsidy",
        "拨付资金",
        ("finance", 9, 0),
        fields=(
            Field("paid_amount", "拨付金额（元）", "number", required=True, minimum=0),
            Field("paid_on", "拨付日期", "date", required=True),
        ),
        doc="补贴资金拨付到企业；没有规定时限。",
    )
    d.add("end", "fulfilled", "兑现办结", ("finance", 10, 0), outcome="approved")
    d.default("applied_for", "apply_subsidy", "要申报")
    d.flow("applied_for", "match_companies", "免申", "automatic")
    d.chain("apply_subsidy", "review_subsidy")
    d.chain("match_companies", "review_subsidy", "subsidy_outcome")
    d.flow("subsidy_outcome", "apply_subsidy", "补正", 'subsidy_decision = "correct"')
    d.flow("subsidy_outcome", "subsidy_denied", "不符合", 'subsidy_decision = "deny"')
    d.default("subsidy_outcome", "pay_subsidy", "符合")
    d.chain("pay_subsidy", "fulfilled")
