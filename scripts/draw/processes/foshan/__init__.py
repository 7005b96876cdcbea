"""佛山."""

from scripts.draw.processes.foshan import (
    decoration,
    external_lines,
    industrial,
    joint_acceptance,
    low_risk,
    old_estate,
    power_grid,
    station_5g,
    tender,
)

DRAWINGS = {
    "foshan_joint_acceptance": joint_acceptance.draw,
    "foshan_low_risk": low_risk.draw,
    "foshan_low_risk_with_plan": industrial.draw_with_plan,
    "foshan_with_conditions": industrial.draw_with_conditions,
    "foshan_old_estate": old_estate.draw,
    "foshan_external_lines": external_lines.draw,
    "foshan_decoration": decoration.draw,
    "foshan_power_grid": power_grid.draw,
    "foshan_5g": station_5g.draw,
    "foshan_tender": tender.draw,
}
