"""What a simulation says: estimates with intervals, comparison of scenarios, searches. See `docs/simulation.md`.

`compare` and `search` are imported from their own modules, as a plain what-if needs neither.
"""

from __future__ import annotations

from engine.simulation.statistics.intervals import Estimate
from engine.simulation.statistics.samples import Samples
from engine.simulation.statistics.summarise import summarise
from engine.simulation.statistics.values import Summary

__all__ = ["Estimate", "Samples", "Summary", "summarise"]
