"""The matters of each stage of a construction project in 揭阳.

The plan names four stages and the time of the whole; it lists no matters. Those here are the common ones of the four
stages of the national reform of construction approval.
"""

from __future__ import annotations

from scripts.draw.model import Field, Material
from scripts.draw.processes.permits import Permit

OPEN = "文件只写全流程的时间，没有写这一事项的时限。"

FEASIBILITY = Permit(
    "feasibility_approval", "可行性研究审批", "development", 0, "development_reform", f"政府投资项目立项审批。{OPEN}"
)
FILING = Permit(
    "investment_filing",
    "企业投资项目备案",
    "development",
    0,
    "development_reform",
    f"社会投资项目备案；批复后信息同步推送水电气单位，对应附表54。{OPEN}",
)
SITE = Permit(
    "site_selection",
    "用地预审与选址",
    "natural_resources",
    1,
    "natural_resources",
    f"建设项目用地预审与选址意见书。{OPEN}",
)
LAND = Permit(
    "land_planning_permit",
    "建设用地规划许可",
    "natural_resources",
    0,
    "natural_resources",
    f"核发建设用地规划许可证。{OPEN}",
)
PRELIMINARY = Permit(
    "preliminary_design",
    "初步设计概算审批",
    "development",
    0,
    "development_reform",
    f"政府投资项目的初步设计和概算审批。{OPEN}",
)
ENVIRONMENT = Permit(
    "environment_approval",
    "环评审批",
    "development",
    1,
    "ecology",
    f"建设项目环境影响评价审批，需要的才办。{OPEN}",
    when="affects_environment",
    label="需环评",
)
AIR_DEFENCE = Permit(
    "air_defence_permit",
    "人防工程许可",
    "housing",
    0,
    "civil_air_defence",
    f"应建或者易地修建防空地下室的项目许可，涉及的才办。{OPEN}",
    when="needs_air_defence",
    label="涉及人防",
)
PLANNING = Permit(
    "planning_permit",
    "工程规划许可",
    "natural_resources",
    0,
    "natural_resources",
    f"核发建设工程规划许可证。{OPEN}",
    correction=True,
    needs=("design_plan",),
)
PLANNING_ON_COMMITMENT = Permit(
    "planning_permit",
    "承诺制规划许可",
    "natural_resources",
    0,
    "natural_resources",
    f"社会投资新建建筑的工程规划许可实行告知承诺制，对应二（二）9和附表47。{OPEN}",
    needs=("design_plan", "planning_commitment"),
)
CONSTRUCTION = Permit(
    "construction_permit",
    "施工许可",
    "housing",
    1,
    "housing",
    f"核发施工许可证，全程网上申请、网上发证，对应附表46。{OPEN}",
    correction=True,
    needs=("drawings", "construction_commitment"),
)
QUALITY = Permit(
    "quality_supervision",
    "质量监督登记",
    "housing",
    2,
    "housing",
    f"质量监督手续与施工许可线上同步办理，对应附表48。{OPEN}",
)
SAFETY = Permit(
    "safety_supervision",
    "安全监督登记",
    "housing",
    0,
    "housing",
    f"安全监督手续与施工许可线上同步办理，对应附表48。{OPEN}",
)

GOVERNMENT_STAGES = ((FEASIBILITY, LAND, SITE), (PRELIMINARY, ENVIRONMENT, AIR_DEFENCE, PLANNING))
LINEAR_STAGES = ((FEASIBILITY, LAND, SITE), (PRELIMINARY, ENVIRONMENT, PLANNING))
SOCIAL_STAGES = ((FILING, LAND), (ENVIRONMENT, AIR_DEFENCE, PLANNING))
PLAN_STAGES = ((FILING, LAND), (ENVIRONMENT, AIR_DEFENCE, PLANNING_ON_COMMITMENT))
DECORATION_STAGES = ((FILING, SAFETY, CONSTRUCTION, QUALITY),)
PERMIT_STAGE = (SAFETY, CONSTRUCTION, QUALITY)

APPLICATION = Material("single_application", "工程建设项目申请表（一张）")
DESIGN_PLAN = Material("design_plan", "项目设计方案")
PLANNING_COMMITMENT = Material("planning_commitment", "工程规划许可告知承诺书")
DRAWINGS = Material("drawings", "施工图设计文件")
CONSTRUCTION_COMMITMENT = Material("construction_commitment", "项目经理和总监理工程师承诺书")

AREA = Field("area", "建筑面积（平方米）", "number", minimum=0)
LENGTH = Field("line_length", "线路长度（米）", "number", minimum=0)
DESIGN_FIELDS = (
    Field("plan_version", "方案版本", required=True, maximum_length=40),
    Field("plan_submitted_on", "提交日期", "date", required=True),
)
DRAWING_FIELDS = (
    Field("drawings_uploaded_on", "施工图上传日期", "date", required=True),
    Field("manager_promised", "项目经理已承诺按图施工", "boolean", required=True),
    Field("supervisor_promised", "总监理工程师已承诺按图监理", "boolean", required=True),
)
