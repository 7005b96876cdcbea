"""秒批: an approval that no person touches. The system reads, compares and decides; what it cannot decide goes to a
person outside of this process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.draw.model import Drawing, Field, Limit

if TYPE_CHECKING:
    from scripts.draw.reforms.city import City

# What nobody confirmed is not confirmed: null is not true, so the case goes to a person.
MATCHES = "form_complete and identity_verified and certificates_found and data_matches"

FACTS = (
    Field("matter", "事项名称", required=True, maximum_length=200, help="列入“秒批”清单的事项"),
    Field("form_complete", "申请表结构化字段是否齐全", "boolean", required=True),
    Field("identity_verified", "实名核验是否通过", "boolean", required=True),
    Field("certificates_found", "所需电子证照是否都已调取", "boolean", required=True),
    Field("data_matches", "共享数据与申请内容是否一致", "boolean", required=True),
)


def draw_instant(city: City, doc: str, limit: str | None) -> Drawing:
    """Describe the process of a city. `limit` is its own promise, None where it has none."""
    process = f"{city.id}_instant_approval"
    d = Drawing(
        process,
        "秒批",
        city.file(process),
        doc,
        city.name,
        city.document,
        "instant_approval",
        limits=(Limit(limit),) if limit else (),
        facts=FACTS,
    )
    d.lane("system", "审批系统", 2, department="government_services")
    d.add("start", "submitted", "提交申请", ("system", 0, 0))
    for column, (node, name, doc_of, service) in enumerate(_SERVICES, 1):
        d.add("service", node, name, ("system", column, 0), doc=doc_of, service=service)
    d.add("exclusive", "comparison", "是否全部相符", ("system", 3, 0))
    d.add(
        "service",
        "decide",
        "系统自动准予",
        ("system", 4, 0),
        doc="各项要素都相符的，系统作出准予的决定，没有人工环节。",
    )
    d.add(
        "service",
        "issue",
        "推送决定和电子证照",
        ("system", 5, 0),
        service="push_result",
        doc="决定和电子证照推送给申请人。",
    )
    d.add("end", "approved_instantly", "秒批办结", ("system", 6, 0), outcome="approved")
    d.add(
        "service",
        "to_counter",
        "告知转人工办理",
        ("system", 4, 1),
        service="notify",
        doc="有一项不相符或者无法核验的，不作决定，告知申请人按普通程序办理；文件没有规定其后的时限。",
    )
    d.add("end", "handed_over", "转人工办理", ("system", 5, 1))
    d.chain("submitted", "read_data", "compare", "comparison")
    d.flow("comparison", "decide", "相符", MATCHES)
    d.chain("decide", "issue", "approved_instantly")
    d.default("comparison", "to_counter", "不符")
    d.chain("to_counter", "handed_over")
    return d


_SERVICES = (
    ("read_data", "调取证照和共享数据", "依申请人身份调取电子证照和部门共享数据，少填少报。", None),
    ("compare", "自动比对核验", "把申请内容逐项与调取的数据比对。", None),
)
