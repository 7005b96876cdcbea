"""A draw of the scenario as the kernel's distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import inputs as core
from engine.simulation.scenario.values import ScenarioError

if TYPE_CHECKING:
    from engine.simulation.scenario.calendars import Calendars
    from engine.simulation.scenario.values import Draw

_HOURS = {"hours": 1.0, "days": 24.0, "weeks": 168.0, "working_hours": 1.0, "": 1.0}


def distribution(draw: Draw, where: str, hours: Calendars, calendar: str | None = None) -> core.Distribution:
    """A draw as the kernel has it, spans in hours. A working day is one of `calendar` (default: the office's).

    Raises:
        ScenarioError: A number would be a text.
    """
    scale = hours.day(calendar) if draw.unit == "working_days" else _HOURS[draw.unit]
    values = draw.values
    if draw.unit:
        if not all(isinstance(v, float | int) and not isinstance(v, bool) for v in values):
            raise ScenarioError(f"Expected {where} to be made of numbers, but it is of {values}.")
        values = tuple(float(v) * scale for v in values if v is not None)
    return core.Distribution(draw.kind, values, draw.weights, draw.minimum * scale, draw.maximum * scale)
