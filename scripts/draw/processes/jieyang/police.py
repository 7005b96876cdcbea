"""公安许可 of 揭阳: special trades, security companies, motorcycle licences (二（二）8, 附表30, 31, 293)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import PERMIT_FIELDS, front
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import DENIED, GRANTED

LANE = "public_security"
TRADES = (
    ("seal_making", "公章刻制业"),
    ("hotel", "旅馆业"),
    ("pawn", "典当业"),
    ("security_training", "保安培训"),
)


def draw_special_trade() -> Drawing:
    """Describe the licences by commitment."""
    d = c.begin(
        "special_trade",
        "揭阳特种行业许可",
        "公章刻制业、旅馆业、典当业和保安培训的许可实行告知承诺：先信任后审核，受理当天领证，对应二（二）8、附表30。"
        "事后审核的期限文件没有写。",
        limits=(Limit(c.limit("2.8-special-trade"), None, "issue_licence"),),
        facts=(
            Field("police_matter", "许可类别", "select", required=True, options=TRADES),
            Field("premises_name", "单位（场所）名称", required=True, maximum_length=200),
        ),
        materials=(Material("trade_application", "特种行业许可申请表"), Material("trade_commitment", "告知承诺书")),
    )
    d.lane("enterprise", "申请单位")
    d.lane("counter", "综合窗口", 1.75)
    d.lane(LANE, "公安局", 2)
    intake = front(d, "counter", 0, row=0.75)
    d.step(
        "issue_licence",
        "核对承诺当天发证",
        (LANE, 3, 0),
        decides="licence_decision",
        decisions=(GRANTED, DENIED),
        fields=PERMIT_FIELDS,
        needs=("trade_application", "trade_commitment"),
        doc="只核对承诺书和申请表，不作实质审查，当天领证，对应二（二）8、附表30。",
    )
    d.add("exclusive", "licence_outcome", "是否准予", (LANE, 4, 0))
    d.add("end", "licence_denied", "不予许可", (LANE, 4, 1), outcome="denied")
    d.default(intake, "issue_licence", "受理")
    d.chain("issue_licence", "licence_outcome")
    d.flow("licence_outcome", "licence_denied", "不予", 'licence_decision = "deny"')
    d.default("licence_outcome", "later_check", "准予")
    _later_check(d)
    return d


def _later_check(d: Drawing) -> None:
    d.step(
        "later_check",
        "事后审核",
        (LANE, 5, 0),
        decides="later_check_result",
        decisions=(Choice("pass", "与承诺一致"), c.FAULT, Choice("revoke", "严重不符，撤销许可")),
        fields=(
            Field("checked_on", "核查日期", "date", required=True),
            Field("faults", "不符之处", "textarea"),
        ),
        doc="发证之后核查承诺是否属实；文件没有规定时限。",
    )
    d.add("exclusive", "later_outcome", "是否一致", (LANE, 6, 0))
    d.step(
        "put_right",
        "按承诺整改",
        ("enterprise", 6, 0),
        role="applicant",
        time="works",
        fields=(Field("rectified_on", "整改完成日期", "date", required=True),),
        doc="按核查意见整改后再核查；整改时间是申请人的。",
    )
    d.add("end", "licence_revoked", "撤销许可", (LANE, 6, 1), outcome="denied")
    d.add("end", "licence_confirmed", "许可有效", (LANE, 7, 0), outcome="approved")
    d.chain("later_check", "later_outcome")
    d.flow("later_outcome", "put_right", "整改", 'later_check_result = "fault"')
    d.flow("put_right", "later_check")
    d.flow("later_outcome", "licence_revoked", "撤销", 'later_check_result = "revoke"')
    d.default("later_outcome", "licence_confirmed", "一致")


def draw_security() -> Drawing:
    """Describe the licence of a security company and the certificate of a bank's premises."""
    d = c.begin(
        "security",
        "揭阳保安服务许可",
        "保安服务公司设立许可由 30 个工作日缩短为 20 个工作日，不再要求管理人员工作经验证明和无违法犯罪证明；"
        "金融机构营业场所、金库安全防范设施合格证减少三项材料，没有写时限。对应附表31。",
        limits=(Limit(c.limit("t31-security"), "company_begins", "decide_company"),),
        facts=(
            Field("police_matter", "申请事项", "select", required=True, options=_MATTERS),
            Field("unit_name", "单位名称", required=True, maximum_length=200),
        ),
        materials=(
            Material("security_application", "保安服务许可申请材料", when='police_matter = "security_company"'),
            Material("premises_application", "安全防范设施申请材料", when='police_matter = "premises"'),
        ),
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane(LANE, "公安局", 4)
    intake = front(d, "counter", 0, row=0.75)
    d.add("exclusive", "which_matter", "申请什么", (LANE, 3, 1))
    d.default(intake, "which_matter", "受理")
    d.add("milestone", "company_begins", "20 日起算", (LANE, 4, 1), doc="保安服务公司的 20 个工作日自受理起算。")
    d.step(
        "review_company",
        "审查设立条件",
        (LANE, 5, 1),
        fields=(Field("review_note", "审查意见", "textarea", required=True),),
        needs=("security_application",),
        doc="按原规定的条件审查，不再收取两项证明，对应附表31；文件没有写各环节的时限。",
    )
    _decide(d, "许可决定", "company", 1, -1)
    d.flow("which_matter", "company_begins", "保安公司", 'police_matter = "security_company"')
    d.chain("company_begins", "review_company", "decide_company")
    d.step(
        "inspect_premises",
        "勘查防范设施",
        (LANE, 5, 2),
        fields=(Field("inspected_on", "勘查日期", "date", required=True),),
        needs=("premises_application",),
        doc="勘查金融机构营业场所、金库的安全防范设施，不再收取三项材料，对应附表31；文件没有规定时限。",
    )
    _decide(d, "核发合格证", "premises", 2, 1)
    d.default("which_matter", "inspect_premises", "场所金库")
    d.chain("inspect_premises", "decide_premises")
    return d


_MATTERS = (("security_company", "保安服务公司设立"), ("premises", "金融机构营业场所、金库安全防范设施合格证"))


def _decide(d: Drawing, name: str, kind: str, row: float, away: float) -> None:
    """The decision, its gateway, and the two ends; the denial stands `away` from the row."""
    variable, node = f"{kind}_decision", f"decide_{kind}"
    d.step(
        node,
        name,
        (LANE, 6, row),
        role="lead",
        decides=variable,
        decisions=(GRANTED, DENIED),
        fields=PERMIT_FIELDS,
        doc="作出准予或者不予许可的决定，对应附表31。",
    )
    d.add("exclusive", f"{kind}_outcome", "是否准予", (LANE, 7, row))
    d.add("end", f"{kind}_licensed", "准予许可", (LANE, 8, row), outcome="approved")
    d.add("end", f"{kind}_denied", "不予许可", (LANE, 7, row + away), outcome="denied")
    d.chain(node, f"{kind}_outcome")
    d.flow(f"{kind}_outcome", f"{kind}_denied", "不予", f'{variable} = "deny"')
    d.default(f"{kind}_outcome", f"{kind}_licensed", "准予")


def draw_motorcycle() -> Drawing:
    """Describe the driving licence for motorcycles."""
    d = c.begin(
        "motorcycle",
        "揭阳摩托车驾驶证",
        "农村地区交警中队开展摩托车驾驶人考试：不通过驾校，就近报考，就近考试，考试合格当天领证，对应附表293；"
        "自助体检照相对应附表294。考试安排的时限文件没有写。",
        facts=(Field("station", "报考地点（车管所、交警中队）", required=True, maximum_length=120),),
        materials=(Material("identity_card", "身份证"), Material("medical_photo", "自助体检照相回执", tolerable=True)),
    )
    d.lane("resident", "申请人")
    d.lane("counter", "报考窗口", 1.75, department="public_security")
    d.lane(LANE, "车管所、交警中队", 2)
    intake = front(d, "counter", 0, row=0.75, start_name="就近报考")
    d.step(
        "book_exam",
        "安排附近考场",
        (LANE, 3, 0),
        fields=(Field("exam_on", "考试日期", "date", required=True), Field("exam_place", "考场", maximum_length=80)),
        needs=("identity_card",),
        doc="安排申请人到附近的摩托车考场考试，对应附表293；文件没有规定时限。",
    )
    d.default(intake, "book_exam", "受理")
    doc = "参加考试的当天领证，对应附表293；不合格的另行预约，重新计时。"
    with d.sub_process("exam_day", "考试当天", doc, (c.limit("t293-motorcycle"),)):
        _exam(d)
    d.chain("book_exam", "exam_day")
    d.add("exclusive", "passed", "是否领证", (LANE, 9, 0))
    d.add("end", "licence_held", "领证", (LANE, 10, 0), outcome="approved")
    d.step(
        "book_again",
        "选择是否补考",
        ("resident", 9, 0),
        role="applicant",
        time="applicant",
        decides="again",
        decisions=(Choice("again", "再次预约"), Choice("give_up", "不再考试")),
        doc="不合格的由申请人选择再次预约；时间是申请人的。",
    )
    d.add("exclusive", "goes_on", "是否补考", ("resident", 8, 0))
    d.add("end", "gave_up", "放弃报考", ("resident", 7, 0), outcome="withdrawn")
    d.chain("exam_day", "passed")
    d.flow("passed", "book_again", "不合格", 'exam_result = "fail"')
    d.default("passed", "licence_held", "合格")
    d.chain("book_again", "goes_on")
    d.flow("goes_on", "gave_up", "放弃", 'again = "give_up"')
    d.default("goes_on", "book_exam", "补考")
    return d


def _exam(d: Drawing) -> None:
    d.add("start", "exam_begins", "开考", (LANE, 4, 0))
    d.step(
        "exam",
        "参加考试",
        (LANE, 5, 0),
        decides="exam_result",
        decisions=(Choice("pass", "合格"), Choice("fail", "不合格")),
        fields=(Field("score", "成绩", "integer", minimum=0, maximum=100),),
        doc="理论和场地考试，对应附表293。",
    )
    d.add("exclusive", "exam_outcome", "是否合格", (LANE, 6, 0))
    d.step(
        "issue_driving_licence",
        "当天发证",
        (LANE, 7, 0),
        fields=(Field("driving_licence_number", "驾驶证编号", required=True, maximum_length=40),),
        doc="合格的当天发放驾驶证，对应附表293。",
    )
    d.add("end", "exam_day_over", "结束", (LANE, 8, 0))
    d.add("end", "exam_failed", "未合格", (LANE, 6, 1))
    d.chain("exam_begins", "exam", "exam_outcome")
    d.flow("exam_outcome", "exam_failed", "不合格", 'exam_result = "fail"')
    d.default("exam_outcome", "issue_driving_licence", "合格")
    d.chain("issue_driving_licence", "exam_day_over")
