"""清城."""

from scripts.draw.processes.qingcheng import (
    care_decoration,
    construction_permit,
    external_lines,
    joint_acceptance,
    planning_line_check,
    tax_package,
)

DRAWINGS = {
    "qingcheng_planning_line_check": planning_line_check.draw,
    "qingcheng_construction_permit": construction_permit.draw,
    "qingcheng_joint_acceptance": joint_acceptance.draw,
    "qingcheng_external_lines": external_lines.draw,
    "qingcheng_tax_package": tax_package.draw,
    "qingcheng_care_decoration": care_decoration.draw,
}
