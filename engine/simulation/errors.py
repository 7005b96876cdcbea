"""What a simulation refuses or stops with."""

from __future__ import annotations


class SimulationError(ValueError):
    """The inputs cannot be simulated, or the run came to where it could not go on. The sentence says what and where."""
