"""The permits that 带方案出让 and 带规划建设条件出让 ask for together."""

from __future__ import annotations

from scripts.draw.processes.foshan.common import AIR_DEFENCE, CONTRACT_FIELDS
from scripts.draw.processes.permits import Permit

PLAN_PERMITS = (
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        0,
        "housing",
        "施工图已提前审查、承诺自担后果的，与其他许可同时核发，对应三（二）1。",
        needs=("drawings", "risk_commitment"),
        when="drawings_ready",
        label="已审图",
    ),
    Permit(
        "fire_design_review",
        "消防设计审查",
        "housing",
        1,
        "fire",
        "依规定需要的消防设计审查，与施工许可同时办理，对应三（二）1。",
        needs=("drawings",),
        when="drawings_ready",
        label="已审图",
    ),
    Permit(
        "air_defence_permit",
        "人防工程许可",
        "housing",
        2,
        "civil_air_defence",
        "应建或者易地修建防空地下室的民用建筑项目许可，对应三（二）1。",
        needs=("air_defence_application",),
        when=AIR_DEFENCE,
        label="涉及人防",
    ),
    Permit(
        "land_planning_permit",
        "用地规划许可与签约",
        "natural_resources",
        0,
        "natural_resources",
        "与签订出让合同合并办理，承诺按合同期限缴交地价款，对应三（二）1。",
        fields=CONTRACT_FIELDS,
        needs=("deal_confirmation", "price_commitment"),
    ),
    Permit(
        "planning_permit",
        "工程规划许可",
        "natural_resources",
        1,
        "natural_resources",
        "依已公示的出让方案核发建设工程规划类许可证，对应三（二）1。",
        needs=("planning_permit_application", "design_plan"),
    ),
)

CONDITION_PERMITS = (
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        0,
        "housing",
        "与工程规划许可合并办理，实行告知承诺，对应三（三）2。",
        needs=("drawings", "construction_contract", "merged_commitment"),
    ),
    Permit(
        "air_defence_permit",
        "人防工程许可",
        "housing",
        1,
        "civil_air_defence",
        "应建或者易地修建防空地下室的民用建筑项目许可，对应三（三）2。",
        needs=("air_defence_application",),
        when=AIR_DEFENCE,
        label="涉及人防",
    ),
    Permit(
        "planning_permit",
        "工程规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "与施工许可合并办理，实行告知承诺，对应三（三）2。",
        needs=("design_plan", "merged_commitment"),
    ),
)
