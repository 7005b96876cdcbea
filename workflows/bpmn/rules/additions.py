"""What Banjie adds to a diagram: limits, departments, services, intake, decisions and materials that exist and fit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workflows.bpmn.finding import Severity
from workflows.bpmn.rules.conditions import readable
from workflows.bpmn.rules.forms import form
from workflows.bpmn.rules.subject import Subject, nearest
from workflows.model import Intake, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from workflows.bpmn.finding import Finding
    from workflows.model import Element, LimitBinding

MAX_DECISIONS = 20
INTAKE_DECISIONS = ("accept", "correct", "refuse")


@dataclass(frozen=True, slots=True)
class Known:
    """What exists beside the diagrams, by id. None: not looked at."""

    limits: Collection[str] | None
    restartable: Collection[str] | None  # those of them that an event may begin anew
    departments: Collection[str] | None
    services: Collection[str]
    materials: Collection[str]


# What a clock can stand on: anything else is passed in an instant, or waits for a message or a timer.
CLOCKED = (Kind.STEP, Kind.SUB_PROCESS, Kind.CALL)


def additions(subject: Subject, known: Known) -> Iterator[Finding]:
    """Everything of Banjie's own in one process."""
    yield from _limits(subject, known)
    yield from _departments(subject, known)
    yield from _materials(subject, known)
    yield from _intake(subject)
    yield from form(subject, subject.model.facts, None)
    for element in subject.model.elements.values():
        yield from form(subject, element.form, element)
        if element.kind is Kind.STEP:
            yield from _decisions(subject, element)
        if element.service is not None and element.service not in known.services:
            hint = ", ".join(sorted(known.services))
            yield subject.say(f"expected one of the services {hint}, but {element.service!r} is none", element)


def _limits(subject: Subject, known: Known) -> Iterator[Finding]:
    model = subject.model
    bound: list[tuple[LimitBinding, Element | None]] = [(b, None) for b in model.limits]
    bound += [(b, e) for e in model.elements.values() for b in e.limits]
    for binding, at in bound:
        yield from _limit(subject, known, binding.limit, at)
        if at is not None and at.kind not in CLOCKED:
            yield subject.say(
                f"expected limit {binding.limit} on a step, a sub-process, a call or the process, but nothing would "
                "count it here",
                at,
            )
        for side, name in (("startsAt", binding.starts_at), ("endsAt", binding.ends_at)):
            if name and at is not None:
                yield subject.say(f"expected {side} only on limits of the process, but {binding.limit} has it", at)
            elif name and name not in model.elements:
                hint = nearest(name, model.elements)
                yield subject.say(
                    f"expected {side} of limit {binding.limit} to name an element, but {name!r} is none{hint}"
                )
    for element in model.elements.values():
        if element.timer and element.timer.limit:
            yield from _limit(subject, known, element.timer.limit, element)


def _limit(subject: Subject, known: Known, name: str, at: Element | None) -> Iterator[Finding]:
    if known.limits is not None and name not in known.limits:
        hint = nearest(name, known.limits)
        yield subject.say(f"expected a limit of the catalogue, but {name!r} is none{hint}", at)


def _departments(subject: Subject, known: Known) -> Iterator[Finding]:
    if known.departments is None:
        return
    lanes = subject.model.lanes
    for lane in lanes.values():
        if lane.department and lane.department not in known.departments:
            hint = nearest(lane.department, known.departments)
            yield subject.say(f"expected lane {lane.id} to name a department, but {lane.department!r} is none{hint}")
    for element in subject.model.elements.values():
        name = element.department
        of_lane = lanes[element.lane].department if element.lane else None
        if name and name != of_lane and name not in known.departments:
            hint = nearest(name, known.departments)
            yield subject.say(f"expected a department, but {name!r} is none{hint}", element)


def _materials(subject: Subject, known: Known) -> Iterator[Finding]:
    for name in _twice(m.id for m in subject.model.materials):
        yield subject.say(f"expected every material once, but {name} is there several times")
    for material in subject.model.materials:
        if material.when is not None:
            expression, why = readable(material.when)
            if expression is None:
                yield subject.say(f"expected `when` of material {material.id} to be an expression, but {why}")
    for element in subject.model.elements.values():
        for name in element.materials:
            if name not in known.materials:
                hint = nearest(name, known.materials)
                yield subject.say(f"expected to need a material of the process, but {name!r} is none{hint}", element)


def _decisions(subject: Subject, element: Element) -> Iterator[Finding]:
    for value in _twice(d.value for d in element.decisions):
        yield subject.say(f"expected every decision once, but {value!r} is there several times", element)
    if len(element.decisions) > MAX_DECISIONS:
        came = len(element.decisions)
        yield subject.say(f"expected at most {MAX_DECISIONS} decisions, but it has {came}", element)
    expression, _ = readable(element.decides)
    if expression is None or expression.names() != {element.decides}:
        yield subject.say(f"expected `decides` to be the name of a variable, but got {element.decides!r}", element)


def _intake(subject: Subject) -> Iterator[Finding]:
    """The front of a case (行政许可法 art. 32): one review, which accepts, asks for corrections or refuses."""
    reviews = [e for e in subject.model.elements.values() if e.intake is Intake.REVIEW]
    corrections = [e for e in subject.model.elements.values() if e.intake is Intake.CORRECTION]
    for element in reviews:
        found = [d.value for d in element.decisions]
        if sorted(found) != list(INTAKE_DECISIONS):
            came = ", ".join(found) or "none"
            yield subject.say(f"expected the decisions accept, correct and refuse, but it has {came}", element)
    if len(reviews) > 1:
        yield subject.say(f"expected one step that reviews the application, but {reviews[1].id} is another", reviews[1])
    if corrections and not reviews:
        yield subject.say(
            "expected a step that reviews the application beside this one, but there is none", corrections[0]
        )
    if reviews and not corrections:
        yield subject.say(
            "expected a step where the applicant corrects the application, but there is none",
            reviews[0],
            Severity.WARNING,
        )


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
