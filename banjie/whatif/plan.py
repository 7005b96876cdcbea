"""What will be run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled


@dataclass(frozen=True, slots=True)
class Plan:
    """The diagrams and the scenario of a run."""

    compiled: Compiled
    inputs: Inputs
