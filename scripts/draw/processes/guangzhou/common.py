"""What the processes of 广州 share: the document of the hotline, its lanes, forms and limits."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit

GUANGZHOU = "广州"
HOTLINE = "guangzhou-2023-1"
ONLINE = "guangzhou-2023-7"

CENTRE = "hotline_center"
UNIT = "handling_unit"
HANDLING = (f"{HOTLINE}/14.1", f"{HOTLINE}/14.2")

ASSIGNED = "assigned"  # by the state, the province or the city, under a time of its own (第十四条（三）)
CONSULTATION = 'order_type = "consultation"'
UNREACHED = 'contact_result != "reached"'
UNSATISFIED = 'satisfaction = "unsatisfied" or satisfaction = "very_unsatisfied"'

TYPES = (
    ("consultation", "咨询"),
    ("complaint", "投诉"),
    ("report", "举报"),
    ("help", "求助"),
    ("suggestion", "意见建议"),
    ("praise", "表扬"),
)
REMARK = Field("remark", "情况说明", "textarea", required=True)


def bound(clause: str) -> Limit:
    """A limit of the hotline's rules."""
    return Limit(f"{HOTLINE}/{clause}")


def hotline(process: str, name: str, doc: str) -> Drawing:
    """An empty drawing of a part of the hotline."""
    return Drawing(process, name, f"guangzhou/{process}.bpmn", doc, GUANGZHOU, HOTLINE)
