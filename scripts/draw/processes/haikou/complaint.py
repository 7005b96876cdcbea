"""海口政府采购投诉: mediation where both want it, decision within twenty working days (measures 23–25)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.haikou.procurement import DOCUMENT, PLACE

DOC = (
    "财政部门处理政府采购投诉：当事人自愿的可以先调解；事实清楚、证据确凿的，原则上自收到投诉起二十个工作日内决定。"
    "其余投诉的期限依政府采购法律，措施没有另定。"
)
FACTS = (
    Field("project_name", "采购项目名称", required=True, maximum_length=200),
    Field("complaint", "投诉事项", "textarea", required=True),
    Field("evidence_clear", "事实是否清楚、证据是否确凿", "boolean", required=True),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "haikou_complaint",
        "海口政府采购投诉处理",
        "haikou/haikou_complaint.bpmn",
        DOC,
        PLACE,
        DOCUMENT,
        "procurement_complaint",
        facts=FACTS,
        materials=(Material("complaint_letter", "投诉书"), Material("evidence", "证明材料", tolerable=True)),
    )
    d.lane("finance", "市财政局", 2)
    d.lane("applicant", "供应商（投诉人）")
    d.add("start", "complaint_received", "收到投诉", ("finance", 0, 1))
    d.add("exclusive", "complaint_kind", "证据是否确凿", ("finance", 1, 1))
    _decision(d, "short_decision", "限时处理决定", 0, ("haikou-2023-procurement/24",))
    _decision(d, "decision", "依法处理决定", 1, ())
    d.flow("complaint_kind", "short_decision", "确凿", "evidence_clear")
    d.default("complaint_kind", "decision", "其余")
    d.chain("complaint_received", "complaint_kind")
    d.add("exclusive", "decided", "", ("finance", 3, 1))
    d.add("exclusive", "complaint_outcome", "如何了结", ("finance", 4, 1))
    d.chain("short_decision", "decided")
    d.chain("decision", "decided", "complaint_outcome")
    d.step(
        "mediation_agreement",
        "签署调解协议",
        ("applicant", 5, 0),
        role="applicant",
        time="applicant",
        fields=(Field("agreement_number", "协议编号", required=True, maximum_length=80),),
        doc="当事人自愿达成的协议，不得损害国家、公共利益和他人权益，对应措施八23。",
    )
    d.add("end", "mediated", "调解了结", ("applicant", 6, 0), outcome="withdrawn")
    d.add("end", "upheld", "投诉成立", ("finance", 6, 1), outcome="approved")
    d.add("end", "dismissed", "驳回投诉", ("finance", 6, 0), outcome="denied")
    d.flow("complaint_outcome", "mediation_agreement", "调解", 'complaint_decision = "mediated"')
    d.flow("complaint_outcome", "dismissed", "驳回", 'complaint_decision = "dismiss"')
    d.default("complaint_outcome", "upheld", "成立")
    d.chain("mediation_agreement", "mediated")
    return d


def _decision(d: Drawing, node: str, name: str, row: float, limits: tuple[str, ...]) -> None:
    d.step(
        node,
        name,
        ("finance", 2, row),
        role="lead",
        limits=tuple(Limit(limit) for limit in limits),
        needs=("complaint_letter", "evidence"),
        decides="complaint_decision",
        decisions=(
            Choice("uphold", "投诉成立"),
            Choice("dismiss", "驳回投诉"),
            Choice("mediated", "当事人自愿调解"),
        ),
        fields=(
            Field("decision_number", "处理决定书编号", maximum_length=80),
            Field("first_minor", "首违或者轻微不罚的认定", "textarea"),
        ),
        doc=(
            "审查投诉并作出处理决定，轻微、首次违法并及时改正的不予处罚，对应措施八24、25。"
            + ("" if limits else "期限依政府采购法律，措施没有另定。")
        ),
    )
