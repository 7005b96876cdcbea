"""揭阳."""

from scripts.draw.processes.jieyang import construction_types, joint_acceptance

DRAWINGS = {
    **construction_types.DRAWINGS,
    "jieyang_joint_acceptance": joint_acceptance.draw,
}
