"""6+X 证照联办 of 揭阳: one application for the licences that a business needs beside its registration (二（二）8)."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Material
from scripts.draw.processes.common import after_permits, front
from scripts.draw.processes.jieyang import common as c
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

DOC = (
    "6+X 证照联办：开办事项之外，准营许可一口受理、容缺受理、并联办理，1 天办结，发一张行业综合许可证，对应二（二）8、"
    "附表27、28。新设企业先调用“揭阳企业开办”。X 包括哪些许可文件没有列全，这里按列举的事项和责任单位。"
)
PERMITS = (
    Permit(
        "food_drug_licence",
        "食品药品器械许可",
        "market_regulation",
        0,
        "market_regulation",
        "食品、药品、医疗器械等经营许可，附表27所举的证照联办事项。",
        when="sells_food_or_medicine",
        label="食药器械",
    ),
    Permit(
        "commerce_licence",
        "商务准营许可",
        "commerce",
        0,
        "commerce",
        "商务部门的准营事项；商务局是附表28的责任单位。",
        when="needs_commerce",
        label="商务",
    ),
    Permit(
        "urban_licence",
        "城管准营许可",
        "urban_management",
        0,
        "urban_management",
        "户外设施、餐厨垃圾等城市管理事项；城管局是附表28的责任单位。",
        when="needs_urban",
        label="城管",
    ),
    Permit(
        "security_licence",
        "公安准营许可",
        "public_security",
        0,
        "public_security",
        "特种行业等公安事项；公安局是附表28的责任单位。",
        when="needs_police",
        label="公安",
    ),
    Permit(
        "labour_licence",
        "人力资源准营许可",
        "human_resources",
        0,
        "human_resources",
        "人力资源服务、劳务派遣等事项；人社局是附表28的责任单位。",
        when="needs_labour",
        label="人社",
    ),
)
FACTS = (
    Field("business_name", "企业（店铺）名称", required=True, maximum_length=200),
    Field("new_company", "是否同时开办企业", "boolean", required=True),
    Field("sells_food_or_medicine", "是否经营食品、药品或者医疗器械", "boolean"),
    Field("needs_commerce", "是否需要商务部门许可", "boolean"),
    Field("needs_urban", "是否需要城市管理部门许可", "boolean"),
    Field("needs_police", "是否需要公安机关许可", "boolean"),
    Field("needs_labour", "是否需要人力资源社会保障部门许可", "boolean"),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "jieyang_licence_bundle",
        "揭阳证照联办",
        "jieyang/jieyang_licence_bundle.bpmn",
        DOC,
        c.JIEYANG,
        c.DOCUMENT,
        "licence_bundle",
        facts=FACTS,
        materials=(
            Material("bundle_form", "证照联办申请表（一张）"),
            Material("licence_papers", "各许可的专项材料", tolerable=True),
        ),
    )
    d.lane("counter", "综合窗口", 1.75)
    d.lane("market_regulation", "市场监督管理局", 2.75)
    d.lane("commerce", "商务局")
    d.lane("urban_management", "城市管理和综合执法局")
    d.lane("public_security", "公安局")
    d.lane("human_resources", "人力资源和社会保障局")
    intake = front(d, "counter", 0, row=0.75, start_name="一口受理申请")
    lane = "market_regulation"
    d.add("exclusive", "is_new", "是否同时开办", (lane, 3, 0))
    d.default(intake, "is_new", "受理")
    d.add(
        "call",
        "startup",
        "企业开办",
        (lane, 4, 1),
        calls="jieyang_startup",
        doc="调用“揭阳企业开办”流程，时限在该流程中。",
    )
    d.add("exclusive", "startup_outcome", "是否开办", (lane, 5, 1))
    d.add("end", "startup_denied", "不予登记", (lane, 5, 2), outcome="denied")
    doc = "需要哪些办哪些，同时办理，一口受理后 1 天内办结，对应二（二）8、附表28。"
    group = Group("licences", "准营许可（1 天）", doc, (c.limit("2.8-licence"),), PERMITS)
    draw_permits(d, group, Frame(6, (lane, 0)))
    d.flow("is_new", "startup", "是", "new_company")
    d.default("is_new", "licences", "否")
    d.chain("startup", "startup_outcome")
    d.flow("startup_outcome", "startup_denied", "否", 'registration_decision = "deny"')
    d.default("startup_outcome", "licences", "是")
    after_permits(d, PERMITS, "licences", (lane, 11, 0), prefix="licences")
    d.step(
        "issue_combined",
        "发行业综合许可证",
        ("counter", 12, 0.75),
        role="counter",
        fields=(
            Field("combined_number", "行业综合许可证编号", required=True, maximum_length=80),
            Field("missing_papers_until", "容缺材料补齐日期", "date"),
        ),
        needs=("licence_papers",),
        doc="多个许可合成一张行业综合许可证发放；容缺的材料按承诺补齐，文件没有规定补齐的期限。",
    )
    d.add("end", "licensed", "准营", ("counter", 13, 0.75), outcome="approved")
    d.default("licences_granted", "issue_combined", "全部核发")
    d.chain("issue_combined", "licensed")
    return d
