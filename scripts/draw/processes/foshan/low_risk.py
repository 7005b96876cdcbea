"""社会投资简易低风险 (三（一））: only the whole is promised, 10 working days."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import acceptance_and_registration, after_permits, front
from scripts.draw.processes.foshan.common import (
    AREA,
    CONTRACT_FIELDS,
    DEAL_CONFIRMATION,
    HEIGHT,
    NEEDS_AIR_DEFENCE,
    PRICE_COMMITMENT,
    PROJECT_NAME,
    STATUTORY,
    begin,
    ending,
    limit,
)
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

DOC = (
    "私营、外商和港澳台投资的小型厂房、仓库：成交后用地许可连同出让合同、项目备案一并办理，"
    "工程规划许可和施工许可合并办理并实行告知承诺，外线工程报备后免批。对应实施方案三（一）。"
    "方案只承诺全流程 10 个工作日，没有规定各步骤的时限；其余措施依佛府办函〔2021〕92号，本库没有该文件。"
)

FACTS = (
    PROJECT_NAME,
    AREA,
    HEIGHT,
    Field("use", "建筑用途", "select", required=True, options=(("factory", "厂房"), ("warehouse", "仓库"))),
    Field(
        "funding",
        "投资主体",
        "select",
        required=True,
        options=(("social", "私（民）营、外商、港澳台投资或者占主导"), ("government", "政府或者国有投资占主导")),
    ),
    NEEDS_AIR_DEFENCE,
)

MATERIALS = (
    DEAL_CONFIRMATION,
    PRICE_COMMITMENT,
    Material("investment_filing_application", "企业投资项目备案申请材料"),
    Material("design_plan", "项目设计方案"),
    Material("merged_commitment", "规划和施工许可告知承诺书"),
    Material("drawings", "施工图设计文件"),
    Material("lines_plan", "外线工程施工方案"),
)

LAND = (
    Permit(
        "land_planning_permit",
        "用地规划许可与签约",
        "natural_resources",
        0,
        "natural_resources",
        "建设用地规划许可证与签订出让合同合并办理，申请人承诺按合同期限缴交地价款，对应三（一）1。",
        fields=CONTRACT_FIELDS,
        needs=("deal_confirmation", "price_commitment"),
    ),
    Permit(
        "investment_filing",
        "企业投资项目备案",
        "development",
        0,
        "development_reform",
        "企业投资项目备案，与用地手续一并申请，对应三（一）1。",
        needs=("investment_filing_application",),
    ),
)

MERGED = (
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        0,
        "housing",
        "与工程规划许可合并办理，实行告知承诺，对应三（一）2。",
        needs=("drawings", "merged_commitment"),
    ),
    Permit(
        "planning_permit",
        "工程规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "与施工许可合并办理，实行告知承诺，对应三（一）2。",
        needs=("design_plan", "merged_commitment"),
    ),
    Permit(
        "lines_report",
        "外线报装报备",
        "utilities",
        0,
        "utilities",
        "供排水、供电、供气外线不办规划、施工、挖掘道路和占用绿地许可，报备即可施工，对应三（一）3。",
        needs=("lines_plan",),
        served=True,
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_low_risk",
        "社会投资简易低风险（佛山）",
        DOC,
        "low_risk",
        limits=(Limit(limit("1-low-risk"), "land_and_filing", "first_registration"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("development", "发展改革局", department="development_reform")
    d.lane("housing", "住房城乡建设局", 2)
    d.lane("applicant", "建设单位", 2)
    d.lane("natural_resources", "自然资源局（含不动产登记）", 2)
    d.lane("utilities", "市政公用服务企业", department="utilities")
    intake = front(d, "counter", 0)
    draw_permits(
        d,
        Group(
            "land_and_filing",
            "用地与备案一并办理",
            "成交确认后一并申请的手续；全流程时限从这里签订出让合同起算，对应三（一）1。文件没有规定本阶段的时限。",
            (STATUTORY,),
            LAND,
        ),
        Frame(3, ("applicant", 0)),
    )
    d.default(intake, "land_and_filing", "受理")
    after_permits(d, LAND, "land_and_filing", ("applicant", 8, 0), prefix="land")
    d.step(
        "merged_application",
        "承诺并合并申请",
        ("applicant", 9, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("commitment_made", "承诺符合规划条件、技术标准和质量安全要求", "boolean", required=True),
            Field("lines_plan_ready", "外线施工方案已报备", "boolean"),
        ),
        needs=("design_plan", "drawings", "merged_commitment"),
        doc="一次申请工程规划许可和施工许可，并作告知承诺，对应三（一）2。",
    )
    draw_permits(
        d,
        Group(
            "merged_permits",
            "规划与施工许可合并办理",
            "两证合并办理，实行告知承诺；外线工程报备免批，对应三（一）2、3。文件没有规定本阶段的时限。",
            (STATUTORY,),
            MERGED,
        ),
        Frame(10, ("applicant", 0)),
    )
    d.default("land_granted", "merged_application", "全部办结")
    d.flow("merged_application", "merged_permits")
    after_permits(d, MERGED, "merged_permits", ("applicant", 15, 0))
    end = ending(16, ("applicant", "housing", "natural_resources"), "一、三（一）", (1, 0))
    acceptance_and_registration(d, end, after="permits_granted")
    return d
