"""What a process promises: the limits that bind it, where they stand in its diagram, and who keeps them.

Pure: from process models and the catalogue to rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.model import Kind, TimeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.catalogue import Catalogue, Limit
    from workflows.model import Element, LimitBinding, ProcessModel


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit where a process binds it. `element` None: the process as a whole, then `begins` and `ends` are the
    elements it runs between, where it is only a part.
    """

    limit: Limit
    element: Element | None = None
    begins: Element | None = None
    ends: Element | None = None
    lapses: bool = False  # a timer waits for its end

    @property
    def is_whole(self) -> bool:
        """Whether it is the promise for the whole process, though it may count only in one part of it."""
        return self.element is None or (self.limit.scope == "process" and self.limit.authority == "promised")


@dataclass(frozen=True, slots=True)
class Badge:
    """What a diagram shows at an element: the limit's figure. `part` is whole, begins or ends."""

    element: str
    limit: Limit
    part: str


@dataclass(frozen=True, slots=True)
class Doer:
    """A department (or a role where no department is named) with the steps it does."""

    department: str | None
    role: str | None
    steps: tuple[Element, ...]


def bounds(model: ProcessModel, catalogue: Catalogue) -> tuple[Bound, ...]:
    """Every limit of the process: those of the whole first, then in the order of its elements."""
    return tuple(_bounds(model, catalogue))


def _bounds(model: ProcessModel, catalogue: Catalogue) -> Iterator[Bound]:
    for binding in model.limits:
        if binding.limit in catalogue:
            yield _whole(model, binding, catalogue.limit(binding.limit))
    for element in model.elements.values():
        for binding in element.limits:
            if binding.limit in catalogue:
                yield Bound(catalogue.limit(binding.limit), element)
        timer = element.timer
        if timer and timer.limit and timer.limit in catalogue:
            host = model.elements[element.attached_to] if element.attached_to else element
            yield Bound(catalogue.limit(timer.limit), host, lapses=True)


def _whole(model: ProcessModel, binding: LimitBinding, limit: Limit) -> Bound:
    begins = model.elements.get(binding.starts_at) if binding.starts_at else None
    ends = model.elements.get(binding.ends_at) if binding.ends_at else None
    return Bound(limit, begins=begins, ends=ends)


def badges(found: tuple[Bound, ...]) -> tuple[Badge, ...]:
    """Where the diagram shows them."""
    marks: list[Badge] = []
    for one in found:
        if one.element is not None:
            marks.append(Badge(one.element.id, one.limit, "whole"))
        if one.begins is not None:
            marks.append(Badge(one.begins.id, one.limit, "begins"))
        if one.ends is not None:
            marks.append(Badge(one.ends.id, one.limit, "ends"))
    return tuple(marks)


def doers(model: ProcessModel) -> tuple[Doer, ...]:
    """Who does what, in the order in which they first appear."""
    found: dict[tuple[str | None, str | None], list[Element]] = {}
    for step in model.steps:
        department = department_of(model, step)
        key = (department, None) if department else (None, step.role)
        found.setdefault(key, []).append(step)
    return tuple(Doer(department, role, tuple(steps)) for (department, role), steps in found.items())


def department_of(model: ProcessModel, element: Element) -> str | None:
    """An element's own department, else that of its lane."""
    if element.department:
        return element.department
    lane = model.lanes.get(element.lane or "")
    return lane.department if lane else None


def uncounted(model: ProcessModel) -> tuple[Element, ...]:
    """The steps whose time is not the approvers': the applicant's, a public notice, works."""
    return tuple(step for step in model.steps if step.time is not TimeKind.APPROVAL)


def calls(model: ProcessModel) -> dict[str, Element]:
    """The called processes, each with the first element that calls it."""
    found: dict[str, Element] = {}
    for element in model.elements.values():
        if element.kind is Kind.CALL and element.called:
            found.setdefault(element.called, element)
    return found
