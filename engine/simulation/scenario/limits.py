"""The limits that diagrams bind, with their rules: what the engine's clocks count, for the simulation to count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.rules import begins_anew, rule_of
from engine.simulation import inputs as core
from engine.simulation.scenario.values import ScenarioError
from engine.simulation.variables import ACCEPTED
from engine.time.rule import Rule, Unit
from workflows.model import Intake, Kind, LimitBinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from engine.simulation.network import Compiled, Node
    from engine.simulation.scenario.values import LimitPlan, Scenario
    from workflows.catalogue import Catalogue, Limit
    from workflows.model import Element, ProcessModel

BETWEEN = "@"


def limit_id(name: str) -> str:
    """The catalogue's id of a limit of the inputs, which bear the element's name where a limit is bound twice."""
    return name.partition(BETWEEN)[0]


def limits_of(scenario: Scenario, compiled: Compiled, catalogue: Catalogue, start: date) -> tuple[core.Limit, ...]:
    """Every limit that is bound to the process, to its activities and to those of what it calls.

    A limit of which there are two versions counts in the one in force on `start`. One that applies to some projects
    only is left out where the scenario's facts say for certain that it does not apply.

    Raises:
        ScenarioError: The scenario overrides a limit that is not bound.
    """
    versions = _versions(catalogue)
    known = {
        name: Decimal(str(value)) if isinstance(value, float) else value
        for name, draw in scenario.facts.items()
        if draw.kind == "fixed"
        for value in draw.values
    }
    bound = list(_bound(compiled))
    _check_overrides(scenario.limits, compiled)
    counted: dict[str, int] = {}
    for _, binding in bound:
        counted[binding.limit] = counted.get(binding.limit, 0) + 1
    found = []
    for node, binding in bound:
        limit = catalogue.limit(binding.limit)
        plan = scenario.limits.get(limit.id)
        skipped = plan is not None and plan.removed
        if skipped or (limit.id in versions and not limit.in_force(start)) or not _may_apply(limit, known):
            continue
        rule = overridden(rule_of(limit), plan, limit.id)
        once = counted[limit.id] == 1
        name = limit.id if once else f"{limit.id}{BETWEEN}{node.key if node else binding.starts_at or compiled.main}"
        placed = _placed(name, limit, rule, node, binding, compiled)
        found.append(replace(placed, extended=_extended(rule, plan, limit.id)))
    return tuple({limit.id: limit for limit in found}.values())


def timer_rules(scenario: Scenario, compiled: Compiled, catalogue: Catalogue) -> dict[str, Rule]:
    """The rules of timers that are due at the deadline of a limit."""
    timers = {n.element.timer.limit for n in compiled.nodes if n.element.timer and n.element.timer.limit}
    return {
        name: overridden(rule_of(catalogue.limit(name)), scenario.limits.get(name), name)
        for name in sorted(timers)
        if name is not None
    }


def overridden(rule: Rule, plan: LimitPlan | None, name: str) -> Rule:
    """The rule with another figure.

    Raises:
        ScenarioError: The unit cannot have that figure.
    """
    if plan is None or (plan.quantity is None and plan.unit is None):
        return rule
    quantity = rule.quantity if plan.quantity is None else Decimal(f"{plan.quantity:.12g}")
    try:
        return replace(rule, quantity=quantity, unit=Unit(plan.unit) if plan.unit else rule.unit)
    except ValueError as error:
        raise ScenarioError(f"Expected limits.{name} to be a limit, but: {error}.") from error


def _extended(rule: Rule, plan: LimitPlan | None, name: str) -> float:
    """The share of cases in which it is extended."""
    if plan is None or plan.extended == 0:
        return 0.0
    if rule.extension is None or rule.extension.length is None:
        raise ScenarioError(f"Expected limits.{name} to be one that its document allows to extend, but it is not.")
    return plan.extended


def bound_ids(models: Mapping[str, ProcessModel]) -> set[str]:
    """Every limit that these processes name."""
    return {limit for model in models.values() for limit in model.limit_ids()}


def _bound(compiled: Compiled) -> Iterator[tuple[Node | None, LimitBinding]]:
    for binding in compiled.models[compiled.main].limits:
        yield None, binding
    for node in compiled.nodes:
        if node.element.kind in (Kind.STEP, Kind.SERVICE, Kind.SUB_PROCESS, Kind.CALL):
            yield from ((node, binding) for binding in _upon(compiled.models[node.process], node.element))


def _upon(model: ProcessModel, element: Element) -> Iterator[LimitBinding]:
    """The limits that an activity is under: those bound to it, and those at whose end a timer on it is due."""
    yield from element.limits
    known = {binding.limit for binding in element.limits}
    for other in model.elements.values():
        if other.attached_to == element.id and other.timer and other.timer.limit and other.timer.limit not in known:
            known.add(other.timer.limit)
            yield LimitBinding(other.timer.limit)


def _placed(  # noqa: PLR0913 - a limit, where it is bound, and what is drawn there
    name: str, limit: Limit, rule: Rule, node: Node | None, binding: LimitBinding, compiled: Compiled
) -> core.Limit:
    restarts = begins_anew(limit)
    if node is not None:
        inside = _acceptance(compiled, node.element.called) if limit.starts == "acceptance" else None
        if inside is not None:  # as the engine has it: the application is accepted inside of the call
            return _accepted(core.Limit(name, rule, node.key), inside)
        return core.Limit(name, rule, node.key, restarts=restarts, from_acceptance=limit.starts == "acceptance")
    main = compiled.main
    starts_at = f"{main}/{binding.starts_at}" if binding.starts_at else None
    ends_at = f"{main}/{binding.ends_at}" if binding.ends_at else None
    inside = None if starts_at else _acceptance(compiled, main)
    if inside is not None:
        return _accepted(core.Limit(name, rule, None, ends_at=ends_at), inside)
    return core.Limit(name, rule, None, starts_at, ends_at, restarts=restarts)


@dataclass(frozen=True, slots=True)
class _Acceptance:
    """Where an application is accepted: an element that is entered or left, which variable says so, and the timers
    whose coming is acceptance by silence.
    """

    at: str
    when: str
    decided: tuple[str, str]
    silent: tuple[str, ...]


def _accepted(limit: core.Limit, inside: _Acceptance) -> core.Limit:
    return replace(limit, starts_at=inside.at, starts_when=inside.when, accepted=inside.decided, silent=inside.silent)


def _acceptance(compiled: Compiled, process: str | None) -> _Acceptance | None:
    """Where that process has its acceptance: in its own review of the application, or as a call for one ends."""
    if process is None:
        return None
    for node in compiled.nodes:
        if node.process != process:
            continue
        model = compiled.models[node.element.called or node.process]
        inside = model.elements.values() if node.element.called else (node.element,)
        review = next((e for e in inside if e.intake is Intake.REVIEW), None)
        if review is not None:
            timers = (e for e in model.elements.values() if e.attached_to == review.id and e.timer and e.interrupting)
            silent = tuple(f"{model.id}/{timer.id}" for timer in timers)
            return _Acceptance(node.key, "left", (review.decides, ACCEPTED), silent)
    return None


def _may_apply(limit: Limit, known: Mapping[str, object]) -> bool:
    """Whether some project of the scenario may be under it; as the engine has it, only certainty leaves it out."""
    if limit.applies is None:
        return True
    from workflows.expression import parse  # noqa: PLC0415 - few limits need it

    return parse(limit.applies).settled(known) is not False


def _versions(catalogue: Catalogue) -> set[str]:
    """The limits that replace another, and those that are replaced."""
    return {name for limit in catalogue if limit.supersedes for name in (limit.id, str(limit.supersedes))}


def _check_overrides(plans: Mapping[str, LimitPlan], compiled: Compiled) -> None:
    there = bound_ids(compiled.models)
    for name in plans:
        if name not in there:
            shown = ", ".join(sorted(there)) or "none at all"
            raise ScenarioError(f"Expected limits of this process, but {name!r} is none of them: there are {shown}.")
