"""What was found, said in English: for terminals, JSON and the printed library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feasibility.values import Check, Finding, Kind, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from engine.feasibility.values import Part
    from workflows.catalogue import Catalogue, Limit
    from workflows.model import Element, ProcessModel

_UNITS = {
    "working_day": "working day",
    "natural_day": "natural day",
    "hour": "hour",
    "minute": "minute",
    "month": "month",
}


def span(quantity: Decimal, unit: str) -> str:
    """An amount with its unit: 3 working days, at once."""
    if unit == "immediate":
        return "at once"
    return f"{plain(quantity)} {_UNITS.get(unit, unit)}{'' if quantity == 1 else 's'}"


def plain(quantity: Decimal) -> str:
    """A number without empty digits."""
    return f"{quantity.normalize():f}"


def element_at(models: Mapping[str, ProcessModel], process: str, step: str) -> Element | None:
    """The element that a path of a check names, through the calls before it; None where there is none."""
    model = models.get(process)
    *calls, last = step.split("/")
    for call in calls:
        element = model.elements.get(call) if model else None
        model = models.get(element.called or "") if element else None
    return model.elements.get(last) if model else None


def named(models: Mapping[str, ProcessModel], process: str, steps: Iterable[str]) -> str:
    """Steps with their names, in a row."""
    found = []
    for step in steps:
        element = element_at(models, process, step)
        found.append(f"{step} {element.name}".rstrip() if element else step)
    return ", ".join(found)


def total(parts: Iterable[Part]) -> str:
    """The sum, written out; what has another unit than the others with its unit."""
    found = tuple(parts)
    if len({part.unit for part in found}) == 1:
        return " + ".join(plain(part.amount) for part in found)
    return " + ".join(span(part.amount, part.unit) for part in found)


def why(check: Check, models: Mapping[str, ProcessModel]) -> str:
    """How a verdict came about."""
    return " ".join(_reasons(check, models))


def _reasons(check: Check, models: Mapping[str, ProcessModel]) -> Iterable[str]:
    if check.promised is None or check.unit is None:
        yield f"No document of the catalogue has the limit {check.limit}."
        return
    if check.guaranteed is None:
        yield "No sum can be named: no way leads to its end, or its loops and calls combine to too many ways."
        return
    yield _compared(check, check.guaranteed, check.promised, check.unit)
    if check.mixed and check.worst is not None:
        yield (
            f"The units differ, so it was counted from every date of the year; the worst is {check.worst.start},"
            f" with {check.worst.days} natural days."
        )
    if check.open and not check.own:
        steps = named(models, check.process, check.open)
        yield f"Under no limit of their own or of a group: {steps}."
    if check.law and not check.own:
        yield f"Under the law's limit only, which is not in the sum: {named(models, check.process, check.law)}."
    if check.desk and not check.own:
        yield f"Taken to be done at the counter at once: {named(models, check.process, check.desk)}."
    if any(part.least for part in check.path):
        yield "A shortest time counts as if it were kept to the day."
    yield "All branches count, whatever their conditions; every loop is gone through once."


def _compared(check: Check, guaranteed: Decimal, promised: Decimal, unit: str) -> str:
    if check.own:
        return f"No step inside is promised a limit of its own: they share the promise, {span(promised, unit)}."
    reached = span(guaranteed, unit)
    if len(check.path) > 1:
        reached = f"{total(check.path)} {'comes to' if check.mixed else '='} {reached}"
    sums = f"The limits on the longest way: {reached}"
    if check.verdict is Verdict.EXCEEDS:
        more = guaranteed - promised
        late = f", {plain(more)} more than" if more > 0 else ", which ends later than"
        return f"{sums}{late} the {plain(promised)} promised."
    return f"{sums}, within the {plain(promised)} promised."


def figure(limit: Limit) -> str:
    """A limit's id with its figure."""
    least = "at least " if limit.bound == "at_least" else ""
    return f"{limit.id} ({least}{span(limit.quantity, limit.unit)})"


def sentence(finding: Finding, models: Mapping[str, ProcessModel], catalogue: Catalogue) -> str:
    """What a finding says."""
    limits = [figure(catalogue.limit(name)) if name in catalogue else name for name in finding.limits]
    steps = named(models, finding.process or "", finding.elements)
    subject = " · ".join(filter(None, (finding.names.get("procedure"), finding.names.get("step"))))
    said = {
        Kind.TWO_FIGURES: f"{subject}: several figures for one step: {', '.join(limits)}.",
        Kind.LATE_PART: f"{steps or subject}: the part is due later than the whole: {' against '.join(limits)}.",
        Kind.LONGER_INSIDE: f"{steps}: the inner limit is longer than the outer: {' against '.join(limits)}.",
        Kind.NO_LIMIT: f"{finding.process}: under no limit of their own or of a group: {steps}.",
        Kind.UNBOUND: f"{subject}: {', '.join(limits)} is bound to no step of a diagram.",
        Kind.UNKNOWN_LIMIT: f"{finding.process}: no document of the catalogue has {', '.join(limits)}.",
        Kind.NO_END: f"{finding.process}: no way leads to an end.",
    }
    return said[finding.kind]
