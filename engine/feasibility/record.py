"""Checks and findings as the JSON of the command line's contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feasibility.sentences import sentence, why
from workflows.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.feasibility.values import Check, Finding, Part, Worst
    from workflows.catalogue import Catalogue
    from workflows.model import ProcessModel


def of_check(
    check: Check, models: Mapping[str, ProcessModel], catalogue: Catalogue, findings: Iterable[Finding] = ()
) -> dict[str, Any]:
    """One promise of a process, with the findings that go with it."""
    return {
        "process": check.process,
        "name": check.name,
        "place": check.place,
        "limit": check.limit,
        "element": check.element,
        "promised": number(check.promised),
        "guaranteed": number(check.guaranteed),
        "with_rework": number(check.with_rework),
        "unit": check.unit,
        "path": [_part(part) for part in check.path],
        "route": [{"step": stop.step, "role": stop.role.value} for stop in check.route],
        "verdict": check.verdict.value,
        "why": why(check, models),
        "open": list(check.open),
        "law": list(check.law),
        "mixed": check.mixed,
        "worst": _worst(check.worst),
        "findings": [of_finding(finding, models, catalogue) for finding in findings],
    }


def of_finding(finding: Finding, models: Mapping[str, ProcessModel], catalogue: Catalogue) -> dict[str, Any]:
    """One finding, with where its limits stand in their documents."""
    known = [catalogue.limit(name) for name in finding.limits if name in catalogue]
    return {
        "kind": finding.kind.value,
        "place": finding.place,
        "process": finding.process,
        "elements": list(finding.elements),
        "limits": list(finding.limits),
        "sentence": sentence(finding, models, catalogue),
        "sources": [{"limit": limit.id, **source._asdict()} for limit in known for source in limit.sources],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "step": part.step,
        "name": part.name,
        "limit": part.limit,
        "amount": number(part.amount),
        "unit": part.unit,
        "least": part.least,
    }


def _worst(worst: Worst | None) -> dict[str, Any] | None:
    if worst is None:
        return None
    return {
        "start": worst.start.isoformat(),
        "end": worst.end.isoformat(),
        "days": worst.days,
        "usual": worst.usual,
        "ends": [day.isoformat() for day in worst.ends],
        "due": worst.due.isoformat(),
        "provisional": worst.provisional,
    }
