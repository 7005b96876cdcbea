"""The diagrams, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.draw.processes import external_lines, intake, joint_acceptance, land_to_start, low_risk, old_estate

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.draw.model import Drawing

DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "intake": intake.draw,
    "joint_acceptance": joint_acceptance.draw,
    "land_to_start": land_to_start.draw,
    "low_risk": low_risk.draw,
    "low_risk_with_plan": low_risk.draw_with_plan,
    "old_estate": old_estate.draw,
    "external_lines": external_lines.draw,
}
