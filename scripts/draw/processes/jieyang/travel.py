"""出入境证件 and 人才落户 of 揭阳: passports, passes, residence, urgent papers, settlement (附表296, 348, 376)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import PERMIT_FIELDS, after_intake, front, intake_call
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import DENIED

LANE = "public_security"
ISSUED = Choice("approve", "准予，制证")
PAPERS = (
    ("passport", "护照"),
    ("hong_kong_pass", "港澳通行证"),
    ("taiwan_pass", "往来台湾通行证"),
    ("renewal", "通行证续签"),
)
VISITORS = (
    ("residence", "外籍人才居留许可或者签证"),
    ("taiwan_single", "台湾居民一次性台胞证"),
    ("hong_kong_exit", "港澳居民一次性出境通行证"),
)


def draw_entry_exit() -> Drawing:
    """Describe the passports and passes of residents."""
    d = c.begin(
        "entry_exit",
        "揭阳出入境证件",
        "企业员工及其相关人员的护照和港澳台通行证由 10 个工作日缩短为 5 个工作日；"
        "紧急特殊的凭市公安局证明翌日到省公安厅领取；"
        "通行证续签在自助机上立等可取。对应附表296。其他人员的时限文件没有写。",
        facts=(
            Field("paper", "申请证件", "select", required=True, options=PAPERS),
            Field("company_staff", "是否企业员工或者相关人员", "boolean"),
            Field("emergency", "是否紧急、特殊情形", "boolean"),
        ),
        materials=(Material("travel_application", "出入境证件申请表"), Material("identity_card", "身份证")),
        limits=(
            Limit(c.limit("t296-documents"), "staff_begins", "make_paper"),
            Limit(c.limit("t296-urgent"), "proof_issued", "collect_in_province"),
            Limit(c.limit("t296-renewal"), "renewal_begins", "renewed"),
        ),
    )
    d.lane("counter", "出入境窗口", 1.75, department=LANE)
    d.lane(LANE, "公安局出入境管理部门", 4)
    d.add("start", "travel_asked", "申请出入境证件", (LANE, 0, 0))
    d.add("exclusive", "is_renewal", "是否续签", (LANE, 1, 0))
    _renewal(d)
    gateway = _intake(d, 2)
    d.add("exclusive", "is_urgent", "是否紧急特殊", (LANE, 4, 0))
    d.add("exclusive", "is_staff", "是否企业人员", (LANE, 5, 0))
    d.add("milestone", "staff_begins", "5 日起算", (LANE, 6, 0), doc="企业员工及相关人员的 5 个工作日自受理起算。")
    d.add("exclusive", "ordinary", "", (LANE, 7, 0))
    d.chain("travel_asked", "is_renewal")
    d.default("is_renewal", "intake", "新办")
    d.default(gateway, "is_urgent", "受理")
    _urgent(d)
    d.default("is_urgent", "is_staff", "否")
    d.flow("is_staff", "staff_begins", "是", "company_staff")
    d.default("is_staff", "ordinary", "否")
    d.flow("staff_begins", "ordinary")
    _paper(d, "make_paper", "审查制证", (LANE, 8, 0), "审查并制作证件；企业人员 5 个工作日，对应附表296。")
    d.flow("ordinary", "make_paper")
    return d


def _renewal(d: Drawing) -> None:
    d.add(
        "service",
        "renew_at_machine",
        "自助机续签",
        (LANE, 3, 3),
        doc="自助办证一体机办理港澳、台湾通行证续签，立等可取，没有人工环节，对应附表296。",
    )
    d.add("milestone", "renewal_begins", "续签起算", (LANE, 2, 3), doc="自助机提交起算，立等可取。")
    d.add("end", "renewed", "签注领取", (LANE, 4, 3), outcome="approved")
    d.flow("is_renewal", "renewal_begins", "续签", 'paper = "renewal"')
    d.chain("renewal_begins", "renew_at_machine", "renewed")


def _urgent(d: Drawing) -> None:
    d.step(
        "urgent_proof",
        "核实并出具证明",
        (LANE, 5, 2),
        role="lead",
        decides="urgent_decision",
        decisions=(Choice("approve", "出具证明"), DENIED),
        fields=(Field("proof_number", "证明编号", maximum_length=80),),
        needs=("travel_application",),
        doc="市公安局核实紧急、特殊情形并出具证明，对应附表296；文件没有规定时限。",
    )
    d.add("exclusive", "urgent_outcome", "是否出具", (LANE, 6, 2))
    d.add("end", "urgent_denied", "不予出具", (LANE, 6, 3), outcome="denied")
    d.add("milestone", "proof_issued", "翌日起算", (LANE, 7, 2), doc="证明出具之后，翌日即可到省公安厅领取。")
    d.step(
        "collect_in_province",
        "省厅领证登记",
        (LANE, 8, 2),
        fields=(Field("collected_on", "领取日期", "date", required=True),),
        doc="凭证明翌日到省公安厅领取新证，由窗口登记，对应附表296。",
    )
    d.add("end", "urgent_collected", "紧急领证", (LANE, 9, 2), outcome="approved")
    d.flow("is_urgent", "urgent_proof", "是", "emergency")
    d.chain("urgent_proof", "urgent_outcome")
    d.flow("urgent_outcome", "urgent_denied", "不予", 'urgent_decision = "deny"')
    d.default("urgent_outcome", "proof_issued", "出具")
    d.chain("proof_issued", "collect_in_province", "urgent_collected")


def _intake(d: Drawing, column: float) -> str:
    """The intake and its gateway, where the process begins in another lane."""
    intake_call(d, ("counter", column, 0.75))
    return after_intake(d, "counter", column + 1, 0.75)


def draw_visitors() -> Drawing:
    """Describe the papers of foreign talents and residents of Taiwan, Hong Kong and Macao."""
    d = c.begin(
        "visitors",
        "揭阳外籍和港澳台人员证件",
        "外籍人才居留许可和签证 3 个工作日，台湾居民一次性台胞证 2 个工作日，"
        "港澳居民遗失回乡证的一次性出境通行证 3 个工作日，"
        "特殊情况加急 1 个工作日，对应附表348。文件没有写明加急限于哪一类，这里三类都可以。",
        facts=(
            Field("paper", "申请证件", "select", required=True, options=VISITORS),
            Field("expedited", "是否特殊情况加急", "boolean"),
        ),
        materials=(
            Material("visitor_application", "证件申请表"),
            Material("travel_document", "现有旅行证件或者遗失说明"),
        ),
        limits=(
            Limit(c.limit("t348-residence"), "residence_begins", "make_visitor_paper"),
            Limit(c.limit("t348-taiwan"), "taiwan_begins", "make_visitor_paper"),
            Limit(c.limit("t348-hongkong"), "hong_kong_begins", "make_visitor_paper"),
            Limit(c.limit("t348-urgent"), "expedited_begins", "make_visitor_paper"),
        ),
    )
    d.lane("counter", "出入境窗口", 1.75, department=LANE)
    d.lane(LANE, "公安局出入境管理部门", 4)
    intake = front(d, "counter", 0, row=0.75)
    d.add("exclusive", "which_visitor", "哪一类、是否加急", (LANE, 3, 1))
    d.default(intake, "which_visitor", "受理")
    d.add("exclusive", "visitor_begins", "", (LANE, 5, 1))
    kinds = (
        ("expedited_begins", "加急起算", "加急", "expedited", "特殊情况加急的 1 个工作日", 0),
        ("taiwan_begins", "台胞证起算", "台胞证", 'paper = "taiwan_single"', "台湾居民的 2 个工作日", 2),
        ("hong_kong_begins", "通行证起算", "通行证", 'paper = "hong_kong_exit"', "港澳居民的 3 个工作日", 3),
    )
    for node, name, label, when, what, row in kinds:
        d.add("milestone", node, name, (LANE, 4, row), doc=f"{what}自受理起算。")
        d.flow("which_visitor", node, label, when)
        d.flow(node, "visitor_begins")
    d.add("milestone", "residence_begins", "居留起算", (LANE, 4, 1), doc="外籍人才的 3 个工作日自受理起算。")
    d.default("which_visitor", "residence_begins", "居留签证")
    d.flow("residence_begins", "visitor_begins")
    _paper(d, "make_visitor_paper", "审查签发", (LANE, 6, 1), "审查并签发证件，时限按类别，对应附表348。")
    d.flow("visitor_begins", "make_visitor_paper")
    return d


def _paper(d: Drawing, node: str, name: str, at: tuple[str, float, float], doc: str) -> None:
    """A paper is made or not, and handed out."""
    lane, column, row = at
    d.step(
        node,
        name,
        at,
        decides="paper_decision",
        decisions=(ISSUED, DENIED),
        fields=PERMIT_FIELDS,
        doc=doc,
    )
    d.add("exclusive", "paper_outcome", "是否签发", (lane, column + 1, row))
    d.add("end", "paper_denied", "不予签发", (lane, column + 1, row + 1), outcome="denied")
    d.add("end", "paper_issued", "签发", (lane, column + 2, row), outcome="approved")
    d.chain(node, "paper_outcome")
    d.flow("paper_outcome", "paper_denied", "不予", 'paper_decision = "deny"')
    d.default("paper_outcome", "paper_issued", "签发")


def draw_talent() -> Drawing:
    """Describe the settlement of talents."""
    d = c.begin(
        "talent",
        "揭阳人才落户",
        "政府认定引进的高层次人才“零门槛”落户；其中本省户籍的由派出所户籍窗口一站式办理，审批权限下放到派出所，"
        "经省内一站式迁移 3 天内落户，对应二（二）20、附表376。其他落户已取消城镇限制（附表375），时限文件没有写。",
        facts=(
            Field("recognised", "是否政府认定引进的高层次人才", "boolean", required=True),
            Field("guangdong_household", "是否本省户籍", "boolean", required=True),
            Field("collective", "是否落在单位集体户", "boolean"),
        ),
        materials=(
            Material("settlement_application", "落户申请"),
            Material("talent_certificate", "人才认定文件", when="recognised"),
        ),
        limits=(Limit(c.limit("2.20-settlement"), "one_stop_begins", "register_household"),),
    )
    d.lane("counter", "派出所户籍窗口", 1.75, department="police_station")
    d.lane("police_station", "派出所", 3)
    lane = "police_station"
    intake = front(d, "counter", 0, row=0.75)
    d.add("exclusive", "one_stop", "是否一站式", (lane, 3, 0))
    d.default(intake, "one_stop", "受理")
    d.add("milestone", "one_stop_begins", "3 天起算", (lane, 4, 0), doc="本省户籍高层次人才的 3 天自受理起算。")
    _one_stop(d, lane)
    d.step(
        "ordinary_settlement",
        "审批落户",
        (lane, 5, 2),
        decides="settlement_decision",
        decisions=(Choice("approve", "准予落户"), DENIED),
        fields=(Field("household_number", "户口簿编号", maximum_length=60),),
        needs=("settlement_application",),
        doc="省外户籍的人才和其他人员落户，可以落在单位集体户，对应附表375；文件没有规定时限。",
    )
    d.add("exclusive", "settlement_outcome", "是否准予", (lane, 6, 2))
    d.default("one_stop", "ordinary_settlement", "否")
    d.flow("ordinary_settlement", "settlement_outcome")
    d.flow("settlement_outcome", "settlement_denied", "不予", 'settlement_decision = "deny"')
    d.default("settlement_outcome", "register_household", "准予")
    return d


def _one_stop(d: Drawing, lane: str) -> None:
    d.step(
        "approve_on_spot",
        "派出所审批",
        (lane, 5, 0),
        decides="settlement_decision",
        decisions=(Choice("approve", "准予落户"), DENIED),
        fields=(Field("talent_number", "人才认定文号", maximum_length=80),),
        needs=("settlement_application", "talent_certificate"),
        doc="审批权限下放到派出所，由户籍窗口一站式办理，对应二（二）20、附表376。",
    )
    d.add("exclusive", "spot_outcome", "是否准予", (lane, 6, 0))
    d.add("end", "settlement_denied", "不予落户", (lane, 6, 1), outcome="denied")
    d.add(
        "service",
        "move_within_province",
        "省内一站式迁移",
        (lane, 7, 0),
        doc="经省内一站式迁移系统核验迁出地户籍，申请人不用回迁出地，对应附表376。",
    )
    d.step(
        "register_household",
        "落户登记",
        (lane, 8, 0),
        fields=(
            Field("registered_on", "落户日期", "date", required=True),
            Field("household_address", "落户地址", required=True, maximum_length=200),
        ),
        doc="登记户口，完成落户；一站式办理的自受理起 3 天内，对应附表376。",
    )
    d.add("end", "settled", "落户完成", (lane, 9, 0), outcome="approved")
    d.flow("one_stop", "one_stop_begins", "是", "recognised and guangdong_household")
    d.chain("one_stop_begins", "approve_on_spot", "spot_outcome")
    d.flow("spot_outcome", "settlement_denied", "不予", 'settlement_decision = "deny"')
    d.default("spot_outcome", "move_within_province", "准予")
    d.chain("move_within_province", "register_household", "settled")
