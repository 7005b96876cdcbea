"""汕尾."""

from scripts.draw.processes.shanwei import (
    external_lines,
    free_seal,
    joint_acceptance,
    land_to_start,
    low_risk,
    old_estate,
)

DRAWINGS = {
    "joint_acceptance": joint_acceptance.draw,
    "land_to_start": land_to_start.draw,
    "low_risk": low_risk.draw,
    "low_risk_with_plan": low_risk.draw_with_plan,
    "old_estate": old_estate.draw,
    "external_lines": external_lines.draw,
    "shanwei_free_seal": free_seal.draw,
}
