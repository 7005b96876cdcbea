"""Can the promise be kept at all? The longest way through a process against what was promised for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.feasibility.legs import Leg, Question, Section
from engine.feasibility.limits import STATUTORY, Limits, counted
from engine.feasibility.measure import Dated, MixedUnits, Plain, as_date, days_of
from engine.feasibility.values import Check, Part, Role, Stop, Trail, Verdict, Worst
from engine.feasibility.walk import WHOLE, Walker
from engine.feasibility.ways import TooManyWays
from engine.rules import rule_of
from engine.time import BeyondCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from engine.time import Rule, WorkCalendar
    from workflows.catalogue import Limit
    from workflows.model import Element, LimitBinding, ProcessModel

# What a count begins with, in the catalogue's words, when it leaves out what comes before an acceptance.
_BEFORE_ACCEPTANCE = ("receipt",)
_BEGIN_ANEW = ("last_dispatch", "last_attempt")


@dataclass(frozen=True, slots=True)
class Subject:
    """A promise: a limit where a process binds it."""

    model: ProcessModel
    limit: Limit
    element: Element | None = None
    section: Section = WHOLE

    @property
    def rule(self) -> Rule:
        """Its arithmetic."""
        return rule_of(self.limit)

    def question(self, *, loops: bool = False) -> Question:
        """The point of view from which its parts are added up."""
        limit, rule = self.limit, self.rule
        anew = limit.restarts or limit.starts in _BEGIN_ANEW
        return Question(
            limit=limit.id,
            counts=counted(rule),
            intake=limit.starts in _BEFORE_ACCEPTANCE,
            waits=not rule.counts_approval_only,
            anew=frozenset({self.section.start}) if anew and self.section.start else frozenset(),
            law=limit.authority == STATUTORY,
            loops=loops,
        )


def check_process(limits: Limits, process: str, calendar: WorkCalendar) -> tuple[Check, ...]:
    """Every promise of a process against its parts: first those for the whole, then those of groups and of calls whose
    insides have limits of their own.

    Args:
        limits: The catalogue on a day, and the models, the process and all it calls among them.
        process: The process's id.
        calendar: The working days. The year of `limits.day` is the one that mixed units are counted through.
    """
    model = limits.models[process]
    found = [_of_process(limits, model, binding, calendar) for binding in model.limits]
    found += [_checked(limits, subject, calendar) for subject in _around_others(limits, model)]
    return tuple(check for check in found if check is not None)


def _of_process(limits: Limits, model: ProcessModel, binding: LimitBinding, calendar: WorkCalendar) -> Check | None:
    if binding.limit not in limits.catalogue:
        return _blank(model, binding.limit)
    limit = limits.promise(binding.limit)
    if limit is None:
        return None
    return _checked(limits, Subject(model, limit, section=Section(binding.starts_at, binding.ends_at)), calendar)


def _around_others(limits: Limits, model: ProcessModel) -> Iterator[Subject]:
    """The groups and calls under a limit; the law's only where no promise stands beside it."""
    for element in model.elements.values():
        if element.is_scope:
            found = [limit for b in element.limits if (limit := limits.promise(b.limit)) is not None]
            promised = [limit for limit in found if limit.authority != STATUTORY]
            yield from (Subject(model, limit, element) for limit in promised or found)


def _checked(limits: Limits, subject: Subject, calendar: WorkCalendar) -> Check | None:
    """The check of one promise; None where there is nothing inside to compare it with."""
    try:
        return _measured(limits, subject, Plain(subject.rule), calendar)
    except MixedUnits:
        pass
    try:
        return _measured(limits, subject, Dated(calendar, limits.day.year, subject.rule), calendar)
    except BeyondCalendar:
        return replace(_blank(subject.model, subject.limit.id, subject), mixed=True)


def _measured(limits: Limits, subject: Subject, measure: Plain | Dated, calendar: WorkCalendar) -> Check | None:
    walker = Walker(limits, measure, subject.question(), measure.origin)
    try:
        found = _way(walker, subject)
    except TooManyWays:
        return _blank(subject.model, subject.limit.id, subject)
    if found is None:
        return _blank(subject.model, subject.limit.id, subject)
    own = not found.has(Role.COUNTED)
    if own and subject.element is not None and not is_whole(subject.limit):
        return None
    if own:
        found = _alone(subject, found, measure)
    worst = measure.over(found.ends)
    trail = found.trace(worst)
    return replace(
        _blank(subject.model, subject.limit.id, subject),
        guaranteed=measure.total(found.ends),
        verdict=_verdict(exceeds=measure.exceeds(found.ends), loose=bool(found.loose[worst])),
        path=trail.parts,
        route=trail.stops,
        open=found.steps(Role.OPEN),
        law=found.steps(Role.LAW),
        desk=found.steps(Role.DESK),
        excluded=found.steps(Role.EXCLUDED),
        mixed=isinstance(measure, Dated) and any(part.unit != subject.limit.unit for part in trail.parts),
        own=own,
        with_rework=measure.total(found.ends) if own else _reworked(limits, subject, measure),
        worst=worst_start(
            trail, subject.rule, calendar, limits.day.year, worst if isinstance(measure, Dated) else None
        ),
    )


def _way(walker: Walker, subject: Subject) -> Leg | None:
    if subject.element is not None:
        return walker.inside(subject.model.id, subject.element)
    named = [name for name in (subject.section.start, subject.section.end) if name is not None]
    if any(name not in subject.model.elements for name in named):
        return None
    return walker.through(subject.model.id, subject.section)


def _reworked(limits: Limits, subject: Subject, measure: Plain | Dated) -> Decimal | None:
    """The longest sum when every loop is gone round once more."""
    walker = Walker(limits, measure, subject.question(loops=True), measure.origin)
    try:
        found = _way(walker, subject)
    except (TooManyWays, BeyondCalendar):
        return None
    return measure.total(found.ends) if found else None


def _alone(subject: Subject, found: Leg, measure: Plain | Dated) -> Leg:
    """The promise itself, where nothing inside has a limit: the steps are under it together, and nothing is against
    it.
    """
    name, rule = (subject.element or subject.model).id, subject.rule
    title = (subject.element or subject.model).name
    part = Part(name, title, subject.limit.id, rule.quantity, rule.unit.value, rule)
    stops = (Stop(name, Role.COUNTED),) if subject.element else found.trace(0).stops
    ends = measure.after(rule, measure.origin)
    return Leg(ends, np.zeros_like(ends), lambda _: Trail((part,), stops), found.seen)


def _verdict(*, exceeds: bool, loose: bool) -> Verdict:
    if exceeds:
        return Verdict.EXCEEDS
    return Verdict.UNKNOWN if loose else Verdict.HOLDS


def is_whole(limit: Limit) -> bool:
    """Whether a limit is a promise for a whole procedure, though a diagram may bind it to the one part that counts."""
    return limit.scope == "process" and limit.authority == "promised"


def worst_start(
    trail: Trail, promise: Rule, calendar: WorkCalendar, year: int, number: int | None = None
) -> Worst | None:
    """The start date of a year from which that way takes longest, every part used to its last day; with `number` the
    start of that number. None where there is no part, or the calendar ends before the way does.
    """
    if not trail.parts:
        return None
    dated = Dated(calendar, year, promise)
    reached = [dated.origin]
    try:
        for part in trail.parts:
            reached.append(dated.after(part.rule, reached[-1]))
        due = days_of(dated.due())
    except BeyondCalendar:
        return None
    first, *ends = (days_of(positions) for positions in reached)
    last = ends[-1]
    taken = (last - first).astype(np.int64)
    at = int(taken.argmax()) if number is None else number
    start, end = as_date(first[at]), as_date(last[at])
    unsure = calendar.unsure(start.toordinal(), end.toordinal())
    days = tuple(as_date(day[at]) for day in ends)
    return Worst(start, end, int(taken[at]), int(np.median(taken)), days, as_date(due[at]), unsure)


def _blank(model: ProcessModel, limit_id: str, subject: Subject | None = None) -> Check:
    limit = subject.limit if subject else None
    element = subject.element if subject else None
    return Check(
        process=model.id,
        name=model.name,
        place=model.place,
        limit=limit_id,
        element=element.id if element else None,
        promised=limit.quantity if limit else None,
        unit=limit.unit if limit else None,
        guaranteed=None,
        verdict=Verdict.UNKNOWN,
    )
