"""企业不动产登记 of 揭阳: transfer, mortgage and change of name of a company's own premises (附表77, 92, 98, 102)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import front
from scripts.draw.processes.jieyang import common as c

LANE = "registry"
DOC = (
    "企业自有存量房产的转移、抵押、名称变更，一套材料、一窗办结：附表102在同一行写一小时办结和 0.5 天办结；"
    "企业之间转移当场完成（附表92、98），企业之间存量非住宅转移即时办结（附表77）。各写各的，都计时；"
    "附表81的一般登记 3 个工作日、抵押 1 个工作日见另两个流程。"
)
KINDS = (("transfer", "转移登记"), ("mortgage", "抵押登记"), ("name_change", "名称变更登记"))
FIGURES = ("half", "hour")


def draw() -> Drawing:
    """Describe the process."""
    d = c.begin(
        "property_between_companies",
        "揭阳企业不动产登记",
        DOC,
        limits=(
            *(Limit(c.limit(f"t102-{figure}-transfer"), "transfer_begins", "issue_deed") for figure in FIGURES),
            *(Limit(c.limit(f"t102-{figure}-mortgage"), "mortgage_begins", "issue_deed") for figure in FIGURES),
            *(Limit(c.limit(f"t102-{figure}-name"), "name_begins", "issue_deed") for figure in FIGURES),
            Limit(c.limit("t92-transfer"), "between_begins", "issue_deed"),
            Limit(c.limit("t77-transfer"), "non_residential_begins", "issue_deed"),
        ),
        facts=(
            Field("property_matter", "登记事项", "select", required=True, options=KINDS),
            Field("between_companies", "转移的，是否企业之间", "boolean"),
            Field("non_residential", "转移的，是否存量非住宅", "boolean"),
        ),
        materials=(
            Material("registration_application", "不动产登记申请材料（一套）"),
            Material("sale_contract", "买卖合同（企业之间的不用网签）", when='property_matter = "transfer"'),
        ),
    )
    d.lane("counter", "企业服务专区", 1.75)
    d.lane(LANE, "不动产登记中心", 3)
    d.lane("tax", "税务局")
    intake = front(d, "counter", 0, row=0.75)
    d.add("exclusive", "which_business", "是否转移登记", (LANE, 3, 2))
    d.add("exclusive", "which_right", "抵押或者更名", (LANE, 3, 1))
    d.default(intake, "which_business", "受理")
    _begins(d)
    _transfer(d)
    _register(d)
    return d


def _begins(d: Drawing) -> None:
    for node, name, what, row in (
        ("transfer_begins", "转移起算", "企业自有存量房产转移", 2),
        ("mortgage_begins", "抵押起算", "企业自有存量房产抵押", 0),
        ("name_begins", "更名起算", "企业自有存量房产名称变更", 1),
    ):
        d.add("milestone", node, name, (LANE, 4, row), doc=f"{what}的一小时和 0.5 天自受理起算。")
    d.default("which_business", "transfer_begins", "转移")
    d.flow("which_business", "which_right", "其他", 'property_matter = "mortgage" or property_matter = "name_change"')
    d.flow("which_right", "mortgage_begins", "抵押", 'property_matter = "mortgage"')
    d.default("which_right", "name_begins", "更名")
    d.add("exclusive", "ready", "", (LANE, 11, 1))
    d.flow("mortgage_begins", "ready")
    d.flow("name_begins", "ready")


def _transfer(d: Drawing) -> None:
    """Who transfers what to whom decides which promises count; then the taxes are paid at the same counter."""
    d.add("exclusive", "is_between", "是否企业之间", (LANE, 5, 2))
    d.add("milestone", "between_begins", "企业间起算", (LANE, 6, 2), doc="企业之间转移当场完成，自专区受理起算。")
    d.add("exclusive", "is_non_residential", "是否非住宅", (LANE, 7, 2))
    d.add(
        "milestone",
        "non_residential_begins",
        "非住宅起算",
        (LANE, 8, 2),
        doc="企业之间存量非住宅即时办结，自受理起算。",
    )
    d.add("exclusive", "tax_due", "", (LANE, 9, 2))
    d.step(
        "pay_taxes",
        "核税并当场缴税",
        ("tax", 10, 0),
        fields=(
            Field("tax_amount", "税款（元）", "number", required=True, minimum=0),
            Field("tax_receipt", "完税凭证号", required=True, maximum_length=80),
        ),
        needs=("sale_contract",),
        doc="同一窗口核税、缴税，当场完成，对应附表92、98；买卖合同不用网签（附表78）。",
    )
    d.chain("transfer_begins", "is_between")
    d.flow("is_between", "between_begins", "是", "between_companies")
    d.default("is_between", "tax_due", "否")
    d.chain("between_begins", "is_non_residential")
    d.flow("is_non_residential", "non_residential_begins", "是", "non_residential")
    d.default("is_non_residential", "tax_due", "否")
    d.chain("non_residential_begins", "tax_due", "pay_taxes", "ready")


def _register(d: Drawing) -> None:
    d.step(
        "examine_deed",
        "同窗审核",
        (LANE, 12, 1),
        decides="deed_decision",
        decisions=(Choice("approve", "符合条件，登簿"), Choice("deny", "不予登记")),
        fields=(Field("examination_note", "审核意见", "textarea"),),
        needs=("registration_application",),
        doc="内部流转、即时审核，对应附表77、102。",
    )
    d.add("exclusive", "deed_outcome", "是否符合", (LANE, 13, 1))
    d.add("end", "deed_denied", "不予登记", (LANE, 13, 2), outcome="denied")
    d.step(
        "issue_deed",
        "登簿并当场领证",
        (LANE, 14, 1),
        fields=(
            Field("certificate_number", "不动产权证书（证明）号", required=True, maximum_length=80),
            Field("registered_on", "登簿日期", "date", required=True),
        ),
        doc="登簿、同窗出证，可以领电子权证，对应附表77、93、102。",
    )
    d.add(
        "service",
        "link_utilities",
        "水电气网联动过户",
        (LANE, 15, 1),
        service="notify",
        doc="登记结果推送水电气、网络、有线电视单位联动过户，对应附表102。",
    )
    d.add("end", "deed_issued", "登记办结", (LANE, 16, 1), outcome="approved")
    d.chain("ready", "examine_deed", "deed_outcome")
    d.flow("deed_outcome", "deed_denied", "不符合", 'deed_decision = "deny"')
    d.default("deed_outcome", "issue_deed", "符合")
    d.chain("issue_deed", "link_utilities", "deed_issued")
