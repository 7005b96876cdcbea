"""What a library's limits and diagrams say that does not go together, or do not say."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING

from engine.feasibility.legs import Question
from engine.feasibility.limits import STATUTORY
from engine.feasibility.measure import MixedUnits, Plain
from engine.feasibility.net import net_of
from engine.feasibility.values import Check, Finding, Kind, Role
from engine.feasibility.walk import role_of
from engine.rules import rule_of
from workflows.model import Kind as Element_
from workflows.model import TimeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.feasibility.limits import Bounds, Limits
    from workflows.catalogue import Limit
    from workflows.model import Element, LimitBinding, ProcessModel

_PARTS = ("activity", "group", "stage")
_HANDLING = Question("", frozenset({TimeKind.APPROVAL}))


def of_catalogue(limits: Limits) -> Iterator[Finding]:
    """Several figures for one step in one place, and parts due later than their whole: whatever the diagrams say."""
    promised = [limit for limit in limits.catalogue if limit.authority == "promised" and limits.holds(limit)]
    yield from _two_figures(promised)
    yield from _late_parts(promised)


def of_diagrams(limits: Limits, checks: Iterable[Check], place_of: Callable[[str], str]) -> Iterator[Finding]:
    """What is wrong between the diagrams and the limits. `place_of` gives the id of the place that a diagram names."""
    for process, model in limits.models.items():
        place = place_of(model.place)
        yield from _unknown(limits, model, place)
        yield from _endless(model, place)
        yield from _longer_inside(limits, model, place)
        yield from _several_wholes(limits, model, place)
        open_steps = tuple(step.id for step in _without_limit(limits, process))
        if open_steps:
            yield Finding(Kind.NO_LIMIT, place, process, open_steps)
    for check in checks:
        yield from _late_on_path(limits, check, place_of(check.place))


def unbound(limits: Limits) -> Iterator[Finding]:
    """The limits in force that no diagram binds."""
    bound = {name for model in limits.models.values() for name in model.limit_ids()}
    for limit in limits.catalogue:
        if limit.id not in bound and limits.holds(limit):
            yield Finding(Kind.UNBOUND, limit.place, limits=(limit.id,), names={"step": limit.step or limit.procedure})


# ── the catalogue ────────────────────────────────────────────────────────────────────────────────────────────────


def _two_figures(promised: Iterable[Limit]) -> Iterator[Finding]:
    """Those that say of the same step, of the same cases and at the same time, how long it may take, and differ."""
    same = defaultdict(list)
    for limit in promised:
        same[limit.place, limit.procedure, limit.step, limit.scope, limit.bound, limit.applies].append(limit)
    for (place, procedure, step, *_), its in same.items():
        for group in _together(its):
            if len({(limit.quantity, limit.unit) for limit in group}) > 1:
                names = {"procedure": procedure, "step": step or ""}
                yield Finding(Kind.TWO_FIGURES, place, limits=tuple(limit.id for limit in group), names=names)


def _together(limits: list[Limit]) -> Iterator[list[Limit]]:
    """Those in force at the same time as another one of them."""
    found = {limit.id: limit for a, b in combinations(limits, 2) if _overlap(a, b) for limit in (a, b)}
    if found:
        yield list(found.values())


def _overlap(one: Limit, other: Limit) -> bool:
    ends = [limit.effective_to for limit in (one, other) if limit.effective_to is not None]
    return max(one.effective_from, other.effective_from) <= min(ends) if ends else True


def _late_parts(promised: Iterable[Limit]) -> Iterator[Finding]:
    """Only of procedures that have one whole: where several are told apart by their step, a part may belong to any."""
    procedures = defaultdict(list)
    for limit in promised:
        if limit.bound == "at_most":
            procedures[limit.place, limit.procedure].append(limit)
    for (place, procedure), its in procedures.items():
        wholes = [limit for limit in its if limit.scope == "process"]
        parts = [limit for limit in its if limit.scope in _PARTS]
        if len({whole.step for whole in wholes}) > 1:
            continue
        for whole, part in product(wholes, parts):
            if _meet(whole, part) and _longer(part, whole):
                names = {"procedure": procedure, "step": part.step or ""}
                yield Finding(Kind.LATE_PART, place, limits=(part.id, whole.id), names=names)


def _meet(one: Limit, other: Limit) -> bool:
    """Whether some case is under both."""
    return _overlap(one, other) and (None in (one.applies, other.applies) or one.applies == other.applies)


def _longer(part: Limit, whole: Limit) -> bool:
    """Whether a part may take longer than the whole; amounts of different units are not compared here."""
    measure = Plain(rule_of(whole))
    try:
        return measure.exceeds(measure.after(rule_of(part), measure.origin))
    except MixedUnits:
        return False


# ── the diagrams ─────────────────────────────────────────────────────────────────────────────────────────────────


def _unknown(limits: Limits, model: ProcessModel, place: str) -> Iterator[Finding]:
    for name in model.limit_ids():
        if name not in limits.catalogue:
            at = tuple(e.id for e in model.elements.values() if name in {b.limit for b in e.limits})
            yield Finding(Kind.UNKNOWN_LIMIT, place, model.id, at, (name,))


def _endless(model: ProcessModel, place: str) -> Iterator[Finding]:
    net = net_of(model, None)
    if not net.reached(net.starts, loops=True) & net.ends:
        yield Finding(Kind.NO_END, place, model.id)


def _several_wholes(limits: Limits, model: ProcessModel, place: str) -> Iterator[Finding]:
    """Different figures promised for the same stretch of the same process, or on the same step, to the same cases."""
    same: dict[tuple[str | None, ...], list[Limit]] = defaultdict(list)
    for at, binding in _bindings(model):
        limit = limits.promise(binding.limit)
        if limit is not None and limit.authority != STATUTORY:
            same[at, binding.starts_at, binding.ends_at, limit.applies].append(limit)
    for (at, *_), its in same.items():
        if len({(limit.quantity, limit.unit) for limit in its}) > 1:
            elements, names = ((at,) if at else ()), {"procedure": model.name, "step": ""}
            yield Finding(Kind.TWO_FIGURES, place, model.id, elements, tuple(limit.id for limit in its), names)


def _bindings(model: ProcessModel) -> Iterator[tuple[str | None, LimitBinding]]:
    yield from ((None, binding) for binding in model.limits)
    yield from ((element.id, binding) for element in model.elements.values() for binding in element.limits)


def _longer_inside(limits: Limits, model: ProcessModel, place: str) -> Iterator[Finding]:
    """Steps and groups whose limit is longer than that of the sub-process or the call around them."""
    for element in model.elements.values():
        if not element.is_scope:
            continue
        for process, inner in _directly_inside(limits, model, element):
            for whole, part in _pairs(limits.of(model.id, element), limits.of(process, inner)):
                at = inner.id if process == model.id else f"{element.id}/{inner.id}"
                if inner.intake is None and _longer(part, whole):
                    yield Finding(Kind.LONGER_INSIDE, place, model.id, (at, element.id), (part.id, whole.id))


def _directly_inside(limits: Limits, model: ProcessModel, element: Element) -> Iterator[tuple[str, Element]]:
    if element.kind is Element_.SUB_PROCESS:
        yield from ((model.id, e) for e in model.elements.values() if e.parent == element.id)
    elif (called := limits.models.get(element.called or "")) is not None:
        yield from ((called.id, e) for e in called.elements.values() if e.parent is None)


def _pairs(around: Bounds, inside: Bounds) -> Iterator[tuple[Limit, Limit]]:
    """The tightest limit around with the tightest inside, where both are of the catalogue."""
    pair = _tightest(around), _tightest(inside)
    if pair[0] is not None and pair[1] is not None:
        yield pair[0], pair[1]


def _tightest(bounds: Bounds) -> Limit | None:
    single = [way[0].limit for way in bounds.ways if len(way) == 1 and way[0].limit is not None]
    return next((one for one in single if not any(_longer(one, other) for other in single)), None)


def _without_limit(limits: Limits, process: str) -> Iterator[Element]:
    """The steps of approval time that neither a limit of their own nor one of a group or a call around them bounds."""
    model = limits.models[process]
    if _always_called_under_a_limit(limits, process):
        return
    for step in model.steps:
        open_step = role_of(step, limits.of(process, step), _HANDLING) is Role.OPEN
        if open_step and not _around(limits, model, step):
            yield step


def _around(limits: Limits, model: ProcessModel, element: Element) -> bool:
    """Whether a group around it is under a limit."""
    outer = element.parent
    while outer is not None:
        if limits.of(model.id, model.elements[outer]).ways:
            return True
        outer = model.elements[outer].parent
    return False


def _always_called_under_a_limit(limits: Limits, process: str) -> bool:
    calls = [(m, e) for m in limits.models.values() for e in m.elements.values() if e.called == process]
    return bool(calls) and all(limits.of(m.id, e).ways or _around(limits, m, e) for m, e in calls)


def _late_on_path(limits: Limits, check: Check, place: str) -> Iterator[Finding]:
    """A summand that alone is longer than the promise for the process."""
    whole = limits.promise(check.limit) if check.element is None else None
    for part in check.path:
        limit = limits.catalogue.limits.get(part.limit or "")
        if whole and limit and limit is not whole and _longer(limit, whole):
            yield Finding(Kind.LATE_PART, place, check.process, (part.step,), (limit.id, whole.id))
