"""The diagrams, by name."""

from __future__ import annotations

from collections.abc import Callable

from scripts.draw.model import Drawing
from scripts.draw.processes import intake, joint_acceptance, land_to_start

DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "intake": intake.draw,
    "joint_acceptance": joint_acceptance.draw,
    "land_to_start": land_to_start.draw,
}
