"""江门“一证即办”公证: two working days instead of three (江府办函〔2023〕56号, clause 二)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material

DOCUMENT = "jiangmen-2023-56"
DOC = (
    "江门市的“一证即办”公证：列入事项范围的公证凭一份证件办理，其余信息由公证机构核查；"
    "办证期限由三个工作日缩短为两个工作日，从受理算到出具公证书。可以探索远程视频办理。"
    "事项范围由市司法局调整，方案没有列出；各环节的时限方案没有规定。"
)
FACTS = (
    Field("notarial_matter", "公证事项", required=True, maximum_length=200),
    Field("listed_matter", "是否列入一证即办事项范围", "boolean", required=True),
    Field("remote", "是否通过 APP、小程序远程办理", "boolean"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "jiangmen_notary",
        "江门一证即办公证",
        "jiangmen/jiangmen_notary.bpmn",
        DOC,
        "江门",
        DOCUMENT,
        "notary",
        limits=(
            Limit(f"{DOCUMENT}/2-former", "notary_accepted", "issue_certificate"),
            Limit(f"{DOCUMENT}/2", "notary_accepted", "issue_certificate"),
        ),
        facts=FACTS,
        materials=(Material("identity_document", "申请人的一份证件"),),
    )
    d.lane("applicant", "申请人")
    d.lane("notary", "公证机构", 3)
    _application(d)
    _certificate(d)
    return d


def _application(d: Drawing) -> None:
    d.add("start", "notary_asked", "申请公证", ("notary", 0, 1))
    d.step(
        "scope_check",
        "核对事项与证件",
        ("notary", 1, 1),
        role="counter",
        decides="scope_decision",
        decisions=(
            Choice("accept", "属于范围，受理"),
            Choice("ordinary", "不属于范围，转普通办理"),
            Choice("refuse", "不予受理"),
        ),
        needs=("identity_document",),
        fields=(Field("acceptance_number", "受理通知编号", maximum_length=80),),
        doc="核对所申请的公证是否列入一证即办的事项范围，只收一份证件，对应方案二；没有规定时限。",
    )
    d.add("exclusive", "scope_outcome", "是否受理", ("notary", 2, 1))
    d.add("end", "ordinary_notary", "转普通公证办理", ("notary", 2, 2), outcome="withdrawn")
    d.add("end", "notary_refused", "不予受理", ("notary", 2, 0), outcome="refused")
    d.add("milestone", "notary_accepted", "受理", ("notary", 3, 1))
    d.chain("notary_asked", "scope_check", "scope_outcome")
    d.default("scope_outcome", "notary_accepted", "受理")
    d.flow("scope_outcome", "notary_refused", "不受理", 'scope_decision = "refuse"')
    d.flow("scope_outcome", "ordinary_notary", "不属范围", 'scope_decision = "ordinary"')


def _certificate(d: Drawing) -> None:
    d.step(
        "verification",
        "核查信息",
        ("notary", 4, 1),
        fields=(
            Field("verified_sources", "核查的部门和数据", "textarea", required=True),
            Field("facts_confirmed", "事实是否核实", "boolean", required=True),
        ),
        doc="申请人不再提交的证明由公证机构向有关部门核查，对应方案二；没有另定时限。",
    )
    d.add("exclusive", "signing_route", "如何签名", ("notary", 5, 1))
    d.step(
        "remote_signing",
        "远程视频签名",
        ("applicant", 6, 0),
        role="applicant",
        time="applicant",
        fields=(Field("signed_on", "签名日期", "date", required=True),),
        doc="通过 APP、小程序等核验身份并视频签名，零接触办理，对应方案二。",
    )
    d.step(
        "counter_signing",
        "窗口签名",
        ("notary", 6, 1),
        role="counter",
        fields=(Field("signed_on", "签名日期", "date", required=True),),
        doc="申请人在公证机构窗口签名；没有另定时限。",
    )
    d.add("exclusive", "signed", "", ("notary", 7, 1))
    d.step(
        "issue_certificate",
        "审批并出证",
        ("notary", 8, 1),
        role="lead",
        decides="notary_decision",
        decisions=(Choice("issue", "出具公证书"), Choice("deny", "不予办理公证")),
        fields=(
            Field("certificate_number", "公证书编号", maximum_length=80),
            Field("issued_on", "出具日期", "date", required=True),
        ),
        doc="审批并出具公证书；自受理起两个工作日（通知以前为三个工作日），对应方案二。",
    )
    d.add("exclusive", "notary_outcome", "是否出证", ("notary", 9, 1))
    d.add("end", "notary_issued", "出证", ("notary", 10, 1), outcome="approved")
    d.add("end", "notary_denied", "不予办理", ("notary", 9, 2), outcome="denied")
    d.chain("notary_accepted", "verification", "signing_route")
    d.flow("signing_route", "remote_signing", "远程", "remote")
    d.default("signing_route", "counter_signing", "窗口")
    d.chain("remote_signing", "signed")
    d.chain("counter_signing", "signed", "issue_certificate", "notary_outcome")
    d.flow("notary_outcome", "notary_denied", "不予办理", 'notary_decision = "deny"')
    d.default("notary_outcome", "notary_issued", "出证")
