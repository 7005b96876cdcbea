"""珠海."""

from scripts.draw.processes.zhuhai import company_start, copied, external_lines

DRAWINGS = {
    "zhuhai_external_lines": external_lines.draw,
    "zhuhai_small_power": copied.small_power,
    "zhuhai_company_start": company_start.draw,
    "zhuhai_instant_approval": copied.instant_approval,
    "zhuhai_land_checklist": copied.land_checklist,
    "zhuhai_themed_licence": copied.themed_licence,
}
