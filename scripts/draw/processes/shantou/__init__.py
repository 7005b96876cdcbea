"""汕头."""

from scripts.draw.processes.shantou import company_start, copied, external_lines

DRAWINGS = {
    "shantou_external_lines": external_lines.draw,
    "shantou_small_power": copied.small_power,
    "shantou_company_start": company_start.draw,
    "shantou_instant_approval": copied.instant_approval,
    "shantou_land_checklist": copied.land_checklist,
    "shantou_themed_licence": copied.themed_licence,
}
