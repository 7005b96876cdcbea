"""What of a process can be put in parallel, or in sequence, for a planner to choose among."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.simulation.scenario.defaults.budgets import APPLICANT
from engine.simulation.scenario.reshaping.body import Body
from engine.simulation.scenario.reshaping.chain import JOINS, chain_of
from engine.simulation.scenario.reshaping.parallel import in_parallel
from engine.simulation.scenario.reshaping.sequence import in_sequence
from engine.simulation.scenario.values import ParallelPlan, ScenarioError, SequencePlan
from workflows.model import Kind, TimeKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workflows.model import Element, ProcessModel

    Groups = tuple[tuple[str, ...], ...]

_OTHERS = (TimeKind.APPLICANT, TimeKind.WORKS)  # whose time is no office's
_FEWEST = 2


def offers(models: Mapping[str, ProcessModel], main: str) -> tuple[ParallelPlan, ...]:
    """Neighbours among what offices do, wherever they can be done at the same time: two by two, then as many as go
    together. What the applicant does between two goes with the second one, on its branch.
    """
    name = _names(models, main)
    return tuple(
        ParallelPlan(tuple(tuple(name(process, key) for key in group) for group in groups))
        for process, parent in _levels(models, main)
        for groups in _of_level(models[process], parent, models)
    )


def turns(models: Mapping[str, ProcessModel], main: str) -> tuple[SequencePlan, ...]:
    """Every block of what offices do at the same time that can be done one after the other, in the diagram's order."""
    name = _names(models, main)
    return tuple(
        SequencePlan(tuple(name(process, key) for key in steps))
        for process, parent in _levels(models, main)
        for steps in _blocks(models[process], parent, models)
    )


def _names(models: Mapping[str, ProcessModel], main: str) -> Callable[[str, str], str]:
    """How a scenario calls an element: by its id, with its process where that is not the only one."""
    several = Counter(key for process in _used(models, main) for key in models[process].elements)
    return lambda process, key: key if process == main and several[key] == 1 else f"{process}/{key}"


def _levels(models: Mapping[str, ProcessModel], main: str) -> Iterator[tuple[str, str | None]]:
    for process in _used(models, main):
        for parent in (None, *(e.id for e in models[process].elements.values() if e.kind is Kind.SUB_PROCESS)):
            yield process, parent


def _blocks(model: ProcessModel, parent: str | None, models: Mapping[str, ProcessModel]) -> Iterator[tuple[str, ...]]:
    body = Body(model, parent)
    forward = body.forward
    offices = [key for key, e in body.elements.items() if forward.holds(key) and _is_offices(e, model, models)]
    for split in body.elements.values():
        if split.kind not in JOINS or len(body.out[split.id]) < _FEWEST or not forward.holds(split.id):
            continue
        found = [
            [key for key in offices if forward.holds(way.target) and way.target in forward.before[key]]
            for way in body.out[split.id]
        ]
        steps = tuple(keys[0] for keys in found if len(keys) == 1)
        if len(steps) < sum(map(bool, found)):  # nobody could tell a whole branch by one of its steps
            continue
        if len(steps) >= _FEWEST and _may_turn(model, steps, models):
            yield steps


def _of_level(model: ProcessModel, parent: str | None, models: Mapping[str, ProcessModel]) -> Iterator[Groups]:
    body = Body(model, parent)
    forward = body.forward
    offices = [key for key, e in body.elements.items() if forward.holds(key) and _is_offices(e, model, models)]
    pairs: dict[str, Groups] = {}
    seen: set[frozenset[str]] = set()
    for first in offices:
        for second in offices:
            if first == second or not forward.leads(first, second):
                continue
            between = (forward.between(first, second) - {first, second}) & {
                key for key, e in body.elements.items() if e.kind in (Kind.STEP, Kind.SUB_PROCESS, Kind.CALL)
            }
            if between & set(offices):
                continue
            plain: Groups = ((first,), (second,))
            led: Groups = ((first,), (*sorted(between, key=lambda key: len(forward.before[key])), second))
            legal = next((g for g in (plain, led) if _can(model, g, models, body)), None)
            if legal is None:
                continue
            whole = frozenset().union(*(branch.inside for branch in chain_of(body, legal).branches))
            if whole not in seen:  # else it goes with an alternative to it
                seen.add(whole)
                pairs[first] = legal
    yield from pairs.values()
    yield from _runs(model, pairs, models, body)


def _runs(
    model: ProcessModel, pairs: Mapping[str, Groups], models: Mapping[str, ProcessModel], body: Body
) -> Iterator[Groups]:
    """The longest rows of neighbours that go together."""
    taken: set[str] = set()
    for first in pairs:
        run = pairs[first] if first not in taken else ()
        while run and run[-1][-1] in pairs and _can(model, (*run, pairs[run[-1][-1]][1]), models, body):
            taken.add(run[-1][-1])
            run = (*run, pairs[run[-1][-1]][1])
        if len(run) > _FEWEST:
            yield run


def _can(model: ProcessModel, groups: Groups, models: Mapping[str, ProcessModel], body: Body) -> bool:
    try:
        in_parallel(model, groups, models, body=body)
    except ScenarioError:
        return False
    return True


def _may_turn(model: ProcessModel, steps: tuple[str, ...], models: Mapping[str, ProcessModel]) -> bool:
    try:
        in_sequence(model, steps, models)
    except ScenarioError:
        return False
    return True


def _is_offices(element: Element, model: ProcessModel, models: Mapping[str, ProcessModel]) -> bool:
    """Whether an office does it, the intake left aside."""
    if element.kind is Kind.CALL:
        other = models.get(element.called or "")
        return other is not None and not any(e.intake for e in other.elements.values())
    if element.kind is Kind.STEP:
        lane = model.lanes.get(element.lane or "")
        who = element.department or element.role or (lane.department if lane else None)
        return element.time not in _OTHERS and who != APPLICANT and element.intake is None
    return element.kind is Kind.SUB_PROCESS


def _used(models: Mapping[str, ProcessModel], main: str) -> list[str]:
    found: list[str] = []
    waiting = [main]
    while waiting:
        process = waiting.pop(0)
        if process in models and process not in found:
            found.append(process)
            waiting += models[process].calls
    return found
