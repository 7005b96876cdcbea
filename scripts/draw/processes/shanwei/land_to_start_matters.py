"""What 拿地即开工 asks for: facts, materials, and the eight matters."""

from __future__ import annotations

from scripts.draw.model import Field, Material
from scripts.draw.processes.permits import Permit

FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("parcel", "意向地块", required=True, maximum_length=200, help="地块编号或者四至范围"),
    Field("land_area", "用地面积（平方米）", "number", minimum=0),
    Field("area", "单体建筑面积（平方米，不含地下）", "number", required=True, minimum=0),
    Field("height", "建筑高度（米）", "number", required=True, minimum=0),
    Field("investment", "计划投资（万元）", "number", minimum=0),
    Field("drawings_ready", "是否具备施工图审查条件", "boolean", help="不具备的选“否”，成交后再审图"),
    Field("needs_air_defence", "是否应建或者易地修建防空地下室", "boolean"),
)

MATERIALS = (
    Material("pre_application_commitment", "参加竞买和履约承诺书"),
    Material("design_plan", "项目设计方案"),
    Material("planning_opinion", "规划批复意见", when="not(drawings_ready = false)"),
    Material("survey_design_files", "全套勘察设计文件", when="not(drawings_ready = false)"),
    Material("deal_confirmation", "土地成交确认书"),
    Material("price_commitment", "按期缴交地价款承诺书"),
    Material("investment_filing_application", "项目备案（核准）申请材料", tolerable=True),
    Material("planning_permit_application", "规划许可申请材料", tolerable=True),
    Material("eia_application", "环境影响评价文件", tolerable=True),
    Material("construction_permit_application", "施工许可申请材料", tolerable=True),
    Material("water_supply_application", "供水报装申请", tolerable=True),
    Material("power_supply_application", "供电报装申请", tolerable=True),
    Material("air_defence_application", "人防许可申请材料", tolerable=True, when="needs_air_defence"),
)

PERMITS = (
    Permit(
        "investment_filing",
        "企业投资项目备案",
        "development",
        0,
        "development_reform",
        "企业投资项目备案；属于核准目录的办理核准。",
        needs=("investment_filing_application",),
        fields=(Field("project_code", "项目代码", required=True, maximum_length=60),),
    ),
    Permit(
        "environment_approval",
        "环评文件审批",
        "development",
        1,
        "ecology",
        "建设项目环境影响评价文件审批。",
        needs=("eia_application",),
    ),
    Permit(
        "land_planning_permit",
        "用地规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "核发建设用地规划许可证，含签订土地使用权出让合同；申请人承诺按合同约定的期限缴交地价款。",
        fields=(
            Field("land_contract_number", "出让合同编号", required=True, maximum_length=80),
            Field("land_contract_on", "出让合同签订日期", "date", required=True),
        ),
        needs=("deal_confirmation", "price_commitment"),
    ),
    Permit(
        "planning_permit",
        "工程规划许可",
        "natural_resources",
        1,
        "natural_resources",
        "核发建设工程规划类许可证。方案与出让前一致的，免于批前公示。",
        needs=("planning_permit_application",),
        correction=True,
    ),
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        0,
        "housing",
        "核发建筑工程施工许可证，含工程质量安全监督手续。",
        needs=("construction_permit_application",),
        correction=True,
    ),
    Permit(
        "air_defence_permit",
        "人防工程许可",
        "housing",
        1,
        "civil_air_defence",
        "应建或者易地修建防空地下室的民用建筑项目许可；生产性建筑无需修建的，在意见中写明。",
        needs=("air_defence_application",),
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
