"""What the low-risk processes ask for: facts, materials, and the permits of each group."""

from __future__ import annotations

from scripts.draw.model import Field, Material
from scripts.draw.processes.permits import Permit

FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("area", "单体建筑面积（平方米，不含地下）", "number", required=True, minimum=0),
    Field("height", "建筑高度（米）", "number", required=True, minimum=0),
    Field(
        "use",
        "建筑用途",
        "select",
        required=True,
        options=(("factory", "厂房"), ("warehouse", "仓库")),
    ),
    Field(
        "funding",
        "资金来源",
        "select",
        required=True,
        options=(("social", "社会投资"), ("government", "财政投资")),
    ),
    Field("needs_air_defence", "是否需要人防许可", "boolean", help="生产性建筑无需修建防空地下室，选“否”"),
    Field("needs_energy_review", "是否需要节能审查", "boolean"),
    Field("self_supervised", "是否采用自管模式（不委托监理）", "boolean"),
)

MATERIALS = (
    Material("deal_confirmation", "土地成交确认书"),
    Material("price_commitment", "按期缴交地价款承诺书"),
    Material("investment_filing_application", "项目备案申请材料"),
    Material("design_plan", "项目设计方案"),
    Material("design_commitment", "设计方案符合规划条件和标准的承诺书"),
    Material("planning_commitment", "按规划许可建设承诺书"),
    Material("drawing_commitment", "施工图质量和消防安全承诺书"),
    Material("drawings", "施工图设计文件（上传审查系统）"),
    Material("construction_permit_application", "施工许可申请材料"),
    Material("energy_application", "节能审查申请材料", when="needs_energy_review"),
    Material("water_supply_application", "供水报装申请"),
    Material("power_supply_application", "供电报装申请"),
    Material("self_management", "自行管理能力说明", when="self_supervised"),
    Material("door_number_data", "门口朝向和街路巷名称", tolerable=True),
)

STAGE_PERMIT = Permit(
    "land_planning_permit",
    "建设用地规划许可",
    "natural_resources",
    0,
    "natural_resources",
    "核发建设用地规划许可证。",
)

PERMITS = (
    Permit(
        "energy_review",
        "节能审查",
        "development",
        0,
        "development_reform",
        "固定资产投资项目节能审查；不需要的不办。",
        needs=("energy_application",),
        when="needs_energy_review",
        label="需节能审查",
    ),
    Permit(
        "air_defence_permit",
        "人防工程许可",
        "housing",
        0,
        "civil_air_defence",
        "应建或者易地修建防空地下室的民用建筑项目许可；生产性建筑无需修建，对应五（一）2。",
        when="needs_air_defence",
        label="涉及人防",
    ),
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        1,
        "housing",
        "核发建筑工程施工许可证，含质量安全监督手续；施工图已承诺并上传的，不要求审查合格书，对应五（一）5。",
        needs=("drawings", "drawing_commitment", "construction_permit_application", "self_management"),
        correction=True,
    ),
    Permit(
        "planning_permit",
        "工程规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "核发建设工程规划类许可证；已作承诺的不再审查设计方案，对应五（一）5。",
        needs=("design_plan", "design_commitment", "planning_commitment"),
        correction=True,
    ),
    Permit(
        "water_application",
        "供水报装",
        "utilities",
        0,
        "water_supply",
        "供水单位受理报装并确定接入方案。",
        needs=("water_supply_application",),
        served=True,
    ),
    Permit(
        "power_application",
        "供电报装",
        "utilities",
        1,
        "power_supply",
        "供电单位受理报装并确定供电方案。",
        needs=("power_supply_application",),
        served=True,
    ),
)
