"""不动产登记 of 揭阳: general registration and mortgage (附表79 to 81, 102)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import after_intake, front, intake_call
from scripts.draw.processes.jieyang import common as c

LANE = "registry"
REGISTERED = Choice("approve", "符合条件，登簿")
COMPLEX = "legal_person_first or historical_issue or unnotarised_inheritance"


def draw_general() -> Drawing:
    """Describe the general registration."""
    d = c.begin(
        "property_general",
        "揭阳不动产一般登记",
        "一般登记（含转移登记）3 个工作日办结；法人建造房屋首次登记、历史遗留问题、非公证继承等复杂登记除外，"
        "文件没有写其时限，对应附表81。企业自有存量房产另见“揭阳企业不动产登记”，抵押另见“揭阳不动产抵押登记”。",
        limits=(
            Limit(c.limit("t81-general"), "general_begins", "enter_register"),
            Limit(c.limit("t81-transfer"), "transfer_begins", "enter_register"),
        ),
        facts=(
            Field("property_matter", "登记类型", "select", required=True, options=_KINDS),
            Field("legal_person_first", "是否法人或者其他组织建造房屋的首次登记", "boolean"),
            Field("historical_issue", "是否涉及历史遗留问题", "boolean"),
            Field("unnotarised_inheritance", "是否非公证的继承", "boolean"),
        ),
        materials=(
            Material("registration_application", "不动产登记申请材料（一套）"),
            Material("tax_papers", "涉税材料", when='property_matter = "transfer"'),
        ),
    )
    d.lane("counter", "不动产登记窗口", 1.75)
    d.lane(LANE, "不动产登记中心", 3)
    intake = front(d, "counter", 0, row=0.75)
    d.add("exclusive", "which_registration", "哪一类登记", (LANE, 3, 1))
    d.default(intake, "which_registration", "受理")
    d.add("milestone", "transfer_begins", "转移登记起算", (LANE, 4, 0), doc="转移登记的 3 个工作日自受理起算。")
    d.add("milestone", "general_begins", "一般登记起算", (LANE, 4, 1), doc="一般登记的 3 个工作日自受理起算。")
    d.add("exclusive", "registration_begins", "", (LANE, 5, 1))
    d.flow("which_registration", "registration_begins", "复杂登记", COMPLEX)
    d.flow("which_registration", "transfer_begins", "转移", 'property_matter = "transfer"')
    d.default("which_registration", "general_begins", "一般")
    d.flow("transfer_begins", "registration_begins")
    d.flow("general_begins", "registration_begins")
    _examine(d, "examine", "审核", 6, "审核登记申请；时限含在 3 个工作日内，复杂登记文件没有规定时限，对应附表81。")
    d.flow("registration_begins", "examine")
    _enter(d, "enter_register", "登簿发证", (8, 1), "登簿并发证，可发放电子权证，对应附表81、99。")
    d.default("examine_outcome", "enter_register", "符合")
    d.add(
        "service",
        "link_utilities",
        "水电气网联动过户",
        (LANE, 9, 1),
        service="notify",
        doc="登记结果推送水电气、网络、有线电视单位联动过户，对应附表102。",
    )
    d.add("end", "property_registered", "登记办结", (LANE, 10, 1), outcome="approved")
    d.chain("enter_register", "link_utilities", "property_registered")
    return d


_KINDS = (
    ("transfer", "转移登记"),
    ("first", "首次登记"),
    ("change", "变更登记"),
    ("name_change", "名称变更登记"),
    ("other", "其他登记"),
)


def _examine(d: Drawing, node: str, name: str, column: float, doc: str) -> None:
    """The examination, the gateway behind it and the end of what is not registered."""
    d.step(
        node,
        name,
        (LANE, column, 1),
        decides="registration_decision",
        decisions=(REGISTERED, Choice("deny", "不予登记")),
        fields=(Field("examination_note", "审核意见", "textarea"),),
        needs=("registration_application",),
        doc=doc,
    )
    d.add("exclusive", f"{node}_outcome", "是否符合", (LANE, column + 1, 1))
    d.add("end", f"{node}_denied", "不予登记", (LANE, column + 1, 2), outcome="denied")
    d.chain(node, f"{node}_outcome")
    d.flow(f"{node}_outcome", f"{node}_denied", "不符合", 'registration_decision = "deny"')


def _enter(d: Drawing, node: str, name: str, at: tuple[float, float], doc: str) -> None:
    d.step(
        node,
        name,
        (LANE, *at),
        fields=(
            Field("certificate_number", "不动产权证书（证明）号", required=True, maximum_length=80),
            Field("registered_on", "登簿日期", "date", required=True),
        ),
        doc=doc,
    )


def draw_mortgage() -> Drawing:
    """Describe the mortgage: registered, released, or together with the transfer of a home."""
    d = c.begin(
        "property_mortgage",
        "揭阳不动产抵押登记",
        "抵押登记 1 个工作日（附表81），银行网点提交的一天出证（附表79）；抵押权注销登记秒批（附表79）；"
        "按揭购房的转移和抵押合并办理，同时发证（附表80），合并办理的时限文件没有写，按转移登记 3 个工作日计。",
        limits=(
            Limit(c.limit("t81-mortgage"), "mortgage_begins", "enter_mortgage"),
            Limit(c.limit("t79-mortgage"), "bank_begins", "enter_mortgage"),
            Limit(c.limit("t81-transfer"), "combined_begins", "enter_both"),
            Limit(c.limit("t79-release"), "release_begins", "released"),
        ),
        facts=(
            Field("property_matter", "申请事项", "select", required=True, options=_MATTERS),
            Field("at_bank", "是否在银行网点提交", "boolean"),
        ),
        materials=(Material("registration_application", "抵押登记申请材料（一次提交）"),),
    )
    d.lane("counter", "登记窗口（银行网点）", 1.75)
    d.lane(LANE, "不动产登记中心", 6)
    d.add("start", "mortgage_asked", "提交登记申请", (LANE, 0, 1))
    d.add("exclusive", "is_release", "是否注销", (LANE, 1, 1))
    d.chain("mortgage_asked", "is_release")
    d.add(
        "service",
        "release_at_once",
        "系统秒批注销",
        (LANE, 3, 5),
        doc="抵押权注销登记由系统核验后即时登簿，没有人工环节，对应附表79。",
    )
    d.add("milestone", "release_begins", "秒批起算", (LANE, 2, 5), doc="注销登记的秒批自提交起算。")
    d.add("end", "released", "抵押注销", (LANE, 4, 5), outcome="approved")
    d.flow("is_release", "release_begins", "注销", 'property_matter = "release"')
    d.chain("release_begins", "release_at_once", "released")
    intake_call(d, ("counter", 2, 0.75))
    gateway = after_intake(d, "counter", 3, 0.75)
    d.default("is_release", "intake", "其他")
    d.add("exclusive", "is_combined", "是否合并办理", (LANE, 4, 1))
    d.default(gateway, "is_combined", "受理")
    _mortgage(d)
    _combined(d)
    return d


_MATTERS = (("mortgage", "抵押权首次登记"), ("release", "抵押权注销登记"), ("combined", "按揭购房转移、抵押合并办理"))


def _mortgage(d: Drawing) -> None:
    d.add("milestone", "mortgage_begins", "抵押起算", (LANE, 5, 1), doc="抵押登记的 1 个工作日自受理起算。")
    d.add("exclusive", "from_bank", "是否银行网点", (LANE, 6, 1))
    d.add("milestone", "bank_begins", "网点起算", (LANE, 7, 0), doc="银行网点提交的一天自受理起算。")
    d.add("exclusive", "mortgage_ready", "", (LANE, 8, 1))
    d.default("is_combined", "mortgage_begins", "抵押")
    d.chain("mortgage_begins", "from_bank")
    d.flow("from_bank", "bank_begins", "是", "at_bank")
    d.default("from_bank", "mortgage_ready", "否")
    d.flow("bank_begins", "mortgage_ready")
    _examine(d, "examine_mortgage", "抵押审核", 9, "审核抵押登记；时限含在 1 个工作日内，对应附表81。")
    d.flow("mortgage_ready", "examine_mortgage")
    _enter(d, "enter_mortgage", "登簿发抵押证明", (11, 1), "登簿并发放抵押证明，只跑一次、一天出证，对应附表79、81。")
    d.default("examine_mortgage_outcome", "enter_mortgage", "符合")
    d.add("end", "mortgaged", "抵押登记办结", (LANE, 12, 1), outcome="approved")
    d.flow("enter_mortgage", "mortgaged")


def _combined(d: Drawing) -> None:
    d.add(
        "milestone", "combined_begins", "合并起算", (LANE, 5, 4), doc="合并办理按其中的转移登记 3 个工作日自受理起算。"
    )
    d.add("parallel", "combined_fork", "同步审核", (LANE, 6, 4))
    d.add("parallel", "combined_join", "均已审核", (LANE, 8, 4))
    d.flow("is_combined", "combined_begins", "合并", 'property_matter = "combined"')
    d.chain("combined_begins", "combined_fork")
    for node, name, what, row in (
        ("examine_transfer", "转移审核", "转移", 3),
        ("examine_charge", "抵押同步审核", "抵押", 4),
    ):
        d.step(
            node,
            name,
            (LANE, 7, row),
            decides=f"{node}_decision",
            decisions=(REGISTERED, Choice("deny", "不予登记")),
            fields=(Field("examination_note", "审核意见", "textarea"),),
            needs=("registration_application",),
            doc=f"合并办理中的{what}登记，一并受理、同步审核，对应附表80；时限含在 3 个工作日内。",
        )
        d.chain("combined_fork", node, "combined_join")
    d.add("exclusive", "combined_outcome", "是否都符合", (LANE, 9, 4))
    d.add("end", "combined_denied", "不予登记", (LANE, 9, 5), outcome="denied")
    denied = 'examine_transfer_decision = "deny" or examine_charge_decision = "deny"'
    d.chain("combined_join", "combined_outcome")
    d.flow("combined_outcome", "combined_denied", "不符合", denied)
    _enter(d, "enter_both", "登簿同时发证", (10, 4), "两项登记同时登簿、同时发证，对应附表80。")
    d.default("combined_outcome", "enter_both", "都符合")
    d.add("end", "both_registered", "合并登记办结", (LANE, 11, 4), outcome="approved")
    d.flow("enter_both", "both_registered")
