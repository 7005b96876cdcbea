"""Everything about a library at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feasibility import findings
from engine.feasibility.check import check_process
from engine.feasibility.limits import Limits
from engine.feasibility.values import Report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.feasibility.values import Finding
    from engine.time import WorkCalendar
    from workflows.catalogue import Catalogue
    from workflows.model import ProcessModel
    from workflows.places import Places


def examine(
    models: Mapping[str, ProcessModel], catalogue: Catalogue, calendar: WorkCalendar, places: Places, day: date
) -> Report:
    """Every promise of every process checked, and whatever else does not go together.

    Args:
        models: The processes by id, those that are called among them.
        catalogue: The limits; those in force on `day` count.
        calendar: The working days; mixed units are counted from every date of that day's year.
        places: To know which place a diagram belongs to.
        day: The day of the check.
    """
    limits = Limits(catalogue, models, day)
    checks = tuple(check for process in models for check in check_process(limits, process, calendar))

    def place_of(word: str) -> str:
        place = places.find(word)
        return place.id if place else word

    found = [*findings.of_diagrams(limits, checks, place_of), *findings.of_catalogue(limits), *findings.unbound(limits)]
    once: dict[object, Finding] = {}
    for finding in found:
        key = frozenset(finding.limits) or (finding.process, finding.elements)
        once.setdefault((finding.kind, key), finding)
    return Report(checks, tuple(once.values()))
