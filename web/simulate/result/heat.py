"""Where it is hot: waiting and busyness per step, for the diagrams of a process and of what it calls. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.model import ProcessModel

GRADES = 5
WAITS = (0.5, 4.0, 12.0, 36.0, 96.0)  # hours of waiting from which on a step has grade 1, 2, …
BUSY = (0.3, 0.5, 0.7, 0.85, 0.95)


@dataclass(frozen=True, slots=True)
class Spot:
    """An element: hours that a case waits there, the share of their time that its staff are busy, what both are worth
    on a scale from 0 to 5; None where nobody works there.
    """

    element: str
    name: str
    waiting: float | None
    busy: float | None
    pool: str | None

    @property
    def grades(self) -> dict[str, int | None]:
        """Both grades."""
        return {"waiting": grade(self.waiting, WAITS), "busy": grade(self.busy, BUSY)}


def grade(value: float | None, bounds: tuple[float, ...]) -> int | None:
    """How many of the bounds are reached."""
    return None if value is None else sum(value >= bound for bound in bounds)


def spots(record: Mapping[str, Any], models: Mapping[str, ProcessModel]) -> dict[str, list[Spot]]:
    """The spots of each diagram: its steps, and what it calls as the hottest that is in there."""
    busy = {pool["pool"]: pool["utilisation"] for pool in record["pools"]}
    found: dict[str, list[Spot]] = {}
    for step in record["steps"]:
        process, _, element = step["step"].partition("/")
        served = step["pool"] in busy and step["count"] > 0
        waiting = step["waiting"]["mean"] if served else None
        spot = Spot(element, step["name"], waiting, busy.get(step["pool"]) if served else None, step["pool"])
        found.setdefault(process, []).append(spot)
    for process in [*found]:
        _call(process, found, models)
    order = [record["process"], *(name for name in found if name != record["process"])]
    return {name: found[name] for name in order if name in found}


def _call(process: str, found: dict[str, list[Spot]], models: Mapping[str, ProcessModel]) -> None:
    """Mark the elements that call a process."""
    inside = [spot for spot in found[process] if spot.waiting is not None]
    if not inside:
        return
    hottest = max(inside, key=lambda spot: spot.waiting or 0.0)
    busiest = max((spot.busy or 0.0 for spot in inside), default=0.0)
    for name, model in models.items():
        for element in model.elements.values():
            if element.called == process:
                spot = Spot(element.id, element.name, hottest.waiting, busiest, hottest.pool)
                found.setdefault(name, []).append(spot)
