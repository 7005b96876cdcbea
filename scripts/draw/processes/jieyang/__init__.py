"""揭阳."""

from scripts.draw.processes.jieyang import (
    connections,
    construction_types,
    external_lines,
    joint_acceptance,
    line_permits,
)

DRAWINGS = {
    **construction_types.DRAWINGS,
    "jieyang_joint_acceptance": joint_acceptance.draw,
    "jieyang_line_permits": line_permits.draw,
    "jieyang_external_lines": external_lines.draw,
    **connections.DRAWINGS,
}
