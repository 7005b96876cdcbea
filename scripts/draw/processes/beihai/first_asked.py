"""北海首问责任: answered on the spot, registered, handed over and followed up (北审批通〔2023〕45号)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

DOCUMENT = "beihai-2023-45"
DOC = (
    "北海市政务服务中心的首问责任人制度：第一位接待申请人的工作人员负责到底。当场答复是否受理，材料齐全的当场登记，"
    "即办件当场办结；不属于本人职责的，受理后一个工作日内移交承办机构并跟踪督办到办结。"
    "承诺件的时限随所办事项而定，制度没有规定。综合窗口前台的受理人员不承担首问责任。"
)
CHANNELS = (
    ("phone", "电话"),
    ("letter", "信函"),
    ("mail", "网络邮件"),
    ("complaint", "投诉渠道"),
    ("desk", "咨询服务台"),
    ("window", "窗口或者后台工作间"),
)
FACTS = (
    Field("matter", "咨询或者办理的事项", required=True, maximum_length=200),
    Field("channel", "联系方式", "select", required=True, options=CHANNELS),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "beihai_first_asked",
        "北海首问责任",
        "beihai/beihai_first_asked.bpmn",
        DOC,
        "北海",
        DOCUMENT,
        "first_asked",
        facts=FACTS,
        materials=(Material("application_materials", "所办事项的申请材料"),),
    )
    d.lane("applicant", "申请人")
    d.lane("first_asked", "首问责任人", 3)
    d.lane("handler", "具体承办机构")
    d.lane("supervision", "运行监督科")
    _reception(d)
    _registration(d)
    _handling(d)
    _complaint(d)
    return d


def _reception(d: Drawing) -> None:
    d.add("start", "asked", "申请人来访", ("first_asked", 0, 1))
    d.step(
        "identify",
        "确定首问责任人",
        ("first_asked", 1, 1),
        role="counter",
        fields=(
            Field("responsible_person", "首问责任人", required=True, maximum_length=60),
            Field("appointed", "是否由负责人另行指定", "boolean"),
        ),
        doc="按联系方式确定：接电话、拆信、查邮件、接投诉、在服务台或者窗口首位接待的人，负责人也可以指定，对应第四条。",
    )
    d.step(
        "on_the_spot_answer",
        "审查并当场答复",
        ("first_asked", 2, 1),
        role="counter",
        limits=(Limit(f"{DOCUMENT}/6.2"),),
        decides="reception_decision",
        decisions=(
            Choice("accept", "受理"),
            Choice("correct", "一次性告知补齐", returns=True),
            Choice("consult", "属于咨询，解答"),
            Choice("refuse", "不予受理"),
        ),
        needs=("application_materials",),
        fields=(Field("missing", "需要补齐的手续和材料", "textarea", help="一次列全"),),
        doc="接待申请人，审查材料，当场答复是否受理；不齐全的一次性告知，对应第五条（二）、第六条（一）（二）。",
    )
    d.add("exclusive", "reception_outcome", "如何答复", ("first_asked", 3, 1))
    d.step(
        "supplement",
        "补齐手续和材料",
        ("applicant", 2, 0),
        role="applicant",
        time="applicant",
        fields=(Field("supplied_on", "补齐日期", "date", required=True),),
        doc="申请人按告知的内容补齐；制度没有规定期限。",
    )
    d.step(
        "consultation",
        "解答申请人问题",
        ("first_asked", 4, 0),
        role="counter",
        fields=(Field("answer", "解答内容", "textarea", required=True),),
        doc="解答提出的问题并告知结果，不得推诿，对应第二条、第五条（一）（五）；没有规定时限。",
    )
    d.add("end", "answered", "解答完毕", ("first_asked", 5, 0), outcome="approved")
    d.add("end", "not_accepted", "不予受理", ("first_asked", 3, 2), outcome="refused")
    d.chain("asked", "identify", "on_the_spot_answer", "reception_outcome")
    d.flow("reception_outcome", "supplement", "补齐", 'reception_decision = "correct"')
    d.flow("supplement", "on_the_spot_answer")
    d.flow("reception_outcome", "consultation", "咨询", 'reception_decision = "consult"')
    d.chain("consultation", "answered")
    d.flow("reception_outcome", "not_accepted", "不受理", 'reception_decision = "refuse"')


def _registration(d: Drawing) -> None:
    d.step(
        "registration",
        "当场受理登记",
        ("first_asked", 5, 1),
        role="counter",
        limits=(Limit(f"{DOCUMENT}/6.3"),),
        decides="handling_route",
        decisions=(
            Choice("instant", "即办件，当场办结"),
            Choice("own", "本人承办的承诺件"),
            Choice("transfer", "不属于本人职责，移交"),
        ),
        fields=(
            Field("receipt_number", "受理凭证编号", required=True, maximum_length=80),
            Field("promised_until", "承诺办结日期", "date", help="承诺件填写所办事项的承诺时限"),
        ),
        doc="材料齐全合要求的当场登记并出具书面凭证；承诺件出具受理通知书，对应第五条（三）、第六条（三）。",
    )
    d.add("exclusive", "handling_outcome", "由谁办理", ("first_asked", 6, 1))
    d.step(
        "instant_settlement",
        "当场办结",
        ("first_asked", 7, 0),
        role="counter",
        limits=(Limit(f"{DOCUMENT}/5.3"),),
        fields=(Field("result_number", "办理结果文书编号", required=True, maximum_length=80),),
        doc="材料齐全的即办件当场办结，对应第五条（三）。",
    )
    d.step(
        "own_handling",
        "本人办理承诺件",
        ("first_asked", 7, 1),
        fields=(Field("result_number", "办理结果文书编号", required=True, maximum_length=80),),
        doc="协调督促本部门及时办理并答复问讯，对应第五条（四）（五）；时限随所办事项的承诺，制度没有规定。",
    )
    d.step(
        "transfer",
        "移交承办机构",
        ("first_asked", 7, 2),
        role="counter",
        limits=(Limit(f"{DOCUMENT}/6.4"),),
        fields=(
            Field("handed_to", "承办机构", required=True, maximum_length=120),
            Field("handover_signed_on", "交接日期", "date", required=True),
        ),
        doc="不属于首问责任人职责的，受理后限时分送承办机构并办好交接，对应第六条（四）。",
    )
    d.default("reception_outcome", "registration", "受理")
    d.chain("registration", "handling_outcome")
    d.flow("handling_outcome", "instant_settlement", "即办", 'handling_route = "instant"')
    d.flow("handling_outcome", "transfer", "移交", 'handling_route = "transfer"')
    d.default("handling_outcome", "own_handling", "承诺件")


def _handling(d: Drawing) -> None:
    d.step(
        "handling",
        "承办并报告进度",
        ("handler", 8, 0),
        fields=(
            Field("result_number", "办理结果文书编号", required=True, maximum_length=80),
            Field("settled_on", "办结日期", "date", required=True),
        ),
        doc="承办机构在承诺时限内办结；时限随所办事项而定，制度没有规定。",
    )
    d.step(
        "follow_up",
        "核对督办结果",
        ("first_asked", 8, 2),
        decides="follow_up_decision",
        decisions=(Choice("settled", "已经办结"), Choice("urge", "未办结，继续督办", returns=True)),
        fields=(Field("urged_on", "督办日期", "date"), Field("progress", "办理进度", "textarea")),
        doc="首问责任人跟踪督办，直到在承诺时限内办结，对应第六条（四）。",
    )
    d.add("exclusive", "follow_up_outcome", "是否办结", ("first_asked", 9, 2))
    d.step(
        "inform",
        "通知领取结果",
        ("first_asked", 10, 1),
        role="counter",
        fields=(
            Field("informed_on", "通知日期", "date", required=True),
            Field("rights_told", "已告知复议和诉讼权利", "boolean", required=True),
        ),
        doc="把办结信息送达申请人，告知复议诉讼权利，通知领取结果，对应第五条（六）、第六条（五）；没有规定天数。",
    )
    d.add("end", "settled", "办结", ("first_asked", 11, 1), outcome="approved")
    d.add("exclusive", "result_ready", "", ("first_asked", 9, 1))
    d.chain("transfer", "handling", "follow_up", "follow_up_outcome")
    d.flow("follow_up_outcome", "handling", "继续督办", 'follow_up_decision = "urge"')
    d.default("follow_up_outcome", "result_ready", "已办结")
    d.chain("instant_settlement", "result_ready")
    d.chain("own_handling", "result_ready")
    d.chain("result_ready", "inform", "settled")


def _complaint(d: Drawing) -> None:
    """第七条: a complaint while the matter is with the handling unit does not stop it."""
    d.boundary(
        "complained",
        "申请人投诉",
        "handling",
        message="complaint",
        role="applicant",
        interrupting=False,
        fields=(Field("complaint", "投诉内容", "textarea", required=True),),
        doc="认为违反本制度的，申请人有权投诉，对应第七条；办理不因投诉停止。",
    )
    d.step(
        "complaint_inquiry",
        "核查投诉",
        ("supervision", 9, 0),
        fields=(Field("finding", "核查结论", "textarea", required=True),),
        doc="政务服务中心运行监督科受理对首问责任人的投诉，对应第七条；没有规定时限。",
    )
    d.add("end", "complaint_settled", "投诉核查完毕", ("supervision", 10, 0))
    d.chain("complained", "complaint_inquiry", "complaint_settled")
