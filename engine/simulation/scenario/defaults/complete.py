"""What is not said: durations from the limits, decisions, facts, staff for the load. docs/scenario.md has the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.rules import rule_of
from engine.simulation import layout
from engine.simulation.network import compile_model
from engine.simulation.scenario.defaults.facts import Questions, fields_of, special
from engine.simulation.scenario.defaults.sizing import sized
from engine.simulation.scenario.defaults.steps import StepDefaults
from engine.simulation.scenario.limits import overridden
from engine.simulation.scenario.making import first_day, make
from engine.simulation.scenario.reshaping import reshaped
from engine.simulation.scenario.values import (
    NOBODY,
    ArrivalPlan,
    Draw,
    PoolPlan,
    Scenario,
    ScenarioError,
    StepPlan,
)
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled, Node
    from engine.time.calendar import WorkCalendar
    from engine.time.rule import Rule
    from workflows.catalogue import Catalogue
    from workflows.model import Element, ProcessModel

MESSAGE_DAYS = 30.0
INSTANCES = 2.0


def default(
    process: str,
    models: Mapping[str, ProcessModel],
    catalogue: Catalogue,
    calendar: WorkCalendar,
    start: date | None = None,
) -> Scenario:
    """A scenario of that process in which everything is said. `start` None: see `Scenario`.

    Raises:
        SimulationError: The diagrams hold what the simulation does not know.
    """
    return complete(Scenario(process, start=start), models, catalogue, calendar)


def inputs(
    scenario: Scenario, models: Mapping[str, ProcessModel], catalogue: Catalogue, calendar: WorkCalendar
) -> Inputs:
    """What the kernel is told: the scenario, and a default for whatever it does not say. Defaults go by the diagrams
    as they are drawn; a scenario that changes their order is run on `compile_model(reshaped(models, scenario), …)`.

    Raises:
        ScenarioError: It speaks of what is not there, or says what cannot be.
        SimulationError: The diagrams hold what the simulation does not know.
    """
    compiled = compile_model(models, scenario.process)
    found = _completed(scenario, compiled, catalogue, calendar)
    changed = reshaped(models, found)
    if changed is not models:
        compiled = compile_model(changed, scenario.process)
    return make(found, compiled, catalogue, calendar)


def complete(
    scenario: Scenario, models: Mapping[str, ProcessModel], catalogue: Catalogue, calendar: WorkCalendar
) -> Scenario:
    """The scenario with a default for everything that it does not say.

    Raises:
        ScenarioError: It speaks of what is not there.
        SimulationError: The diagrams hold what the simulation does not know.
    """
    found = _completed(scenario, compile_model(models, scenario.process), catalogue, calendar)
    reshaped(models, found)  # refuses an order that cannot be
    return found


def _completed(scenario: Scenario, compiled: Compiled, catalogue: Catalogue, calendar: WorkCalendar) -> Scenario:
    _check_names(scenario, compiled)
    day = calendar.hours.length / layout.HOUR
    names = {limit for model in compiled.models.values() for limit in model.limit_ids()}
    rules = {name: overridden(rule_of(catalogue.limit(name)), scenario.limits.get(name), name) for name in names}
    writer = _Writer(scenario, compiled, rules, day)
    steps = writer.steps()
    pools = dict(scenario.pools)
    wanted = {step.pool for step in steps.values() if step.pool not in (None, NOBODY)}
    unsaid = [name for name in dict.fromkeys(s.pool for s in steps.values()) if name in wanted and name not in pools]
    found = replace(
        scenario,
        start=first_day(scenario, calendar),
        arrivals=scenario.arrivals or ArrivalPlan(rate=scenario.assumptions.rate),
        steps=steps,
        facts={**writer.facts(), **scenario.facts},
        branches=writer.branches(),
        timers={**writer.timers(), **scenario.timers},
        instances={**writer.instances(), **scenario.instances},
        pools=pools | {str(name): PoolPlan(1) for name in unsaid},
    )
    if not unsaid:
        return found
    counts = sized(found, compiled, make(found, compiled, catalogue, calendar), set(map(str, unsaid)))
    return replace(found, pools={name: replace(p, count=counts.get(name, p.count)) for name, p in found.pools.items()})


class _Writer:
    """The defaults of one process."""

    def __init__(self, scenario: Scenario, compiled: Compiled, rules: Mapping[str, Rule], day: float) -> None:
        self.scenario, self.compiled, self.rules = scenario, compiled, rules
        self.questions = Questions(compiled, scenario.steps.values())
        self.plans = StepDefaults(scenario, compiled, rules, day, self.questions)
        self.unique = {n.element.id for n in compiled.nodes if len(compiled.find(n.element.id)) == 1}

    def name(self, node: Node) -> str:
        """The id of an element, with its process where another has the same."""
        return node.element.id if node.element.id in self.unique else node.key

    def steps(self) -> dict[str, StepPlan]:
        """Every step, and the services of which something is said."""
        said = self.scenario.steps
        found = {}
        for node in self.compiled.nodes:
            plan = said.get(node.key) or said.get(node.element.id)
            if node.element.kind is Kind.STEP:
                found[self.name(node)] = self.plans.plan(node, self.name(node), plan or StepPlan())
            elif plan is not None:
                found[self.name(node)] = plan
        return found

    def facts(self) -> dict[str, Draw]:
        """What conditions ask for and neither a step nor a script sets."""
        elements = [node.element for node in self.compiled.nodes]
        steps = [e for e in elements if e.kind is Kind.STEP]
        set_by_steps = {e.decides for e in steps if e.decisions} | set(fields_of(steps))
        assigned = {assign.variable for e in elements for assign in e.assigns}
        told = {name for plan in self.scenario.steps.values() for name in plan.fields}
        forms = {form.id: form for model in self.compiled.models.values() for form in model.facts}
        share = self.scenario.assumptions.fact
        wanted = sorted(set(self.questions.asked) - set_by_steps - assigned - told - special())
        return {name: self.questions.draw(name, forms.get(name), share) for name in wanted}

    def branches(self) -> dict[str, float]:
        """Weights as they are said; ways out of a gateway that nothing else decides share what is left evenly."""
        found = dict(self.scenario.branches)
        for node in self.compiled.nodes:
            if node.kind not in (layout.EXCLUSIVE, layout.INCLUSIVE):
                continue
            open_ways = [w for n, w in enumerate(node.ways) if n != node.default]
            said = [w for w in open_ways if w.flow in found or f"{node.process}/{w.flow}" in found]
            unsaid = [w for w in open_ways if w not in said]
            exclusive = node.kind == layout.EXCLUSIVE
            undecided = exclusive and len(node.ways) > 1 and all(w.condition is None for w in open_ways)
            if not unsaid or not (said or (undecided and node.default is None)):
                continue
            left = 1 - sum(found.get(f"{node.process}/{w.flow}", found.get(w.flow, 0.0)) for w in said)
            share = max(left, 0.0) / len(unsaid) if exclusive else self.scenario.assumptions.fact
            found |= {f"{node.process}/{w.flow}": share for w in unsaid}
        return found

    def timers(self) -> dict[str, Draw]:
        """Messages that somebody waits for."""
        found = {}
        for node in self.compiled.nodes:
            element = node.element
            standing = element.kind is Kind.BOUNDARY and element.repeats and self._host(node).kind is Kind.RECEIVE
            if element.message is not None and (element.kind is not Kind.BOUNDARY or standing):
                found[self.name(node)] = Draw("exponential", (MESSAGE_DAYS,), unit="days")
        return found

    def _host(self, node: Node) -> Element:
        return self.compiled.models[node.process].elements[node.element.attached_to or ""]

    def instances(self) -> dict[str, Draw]:
        """How often is done what goes by a list."""
        return {
            self.name(node): Draw("fixed", (INSTANCES,))
            for node in self.compiled.nodes
            if node.element.multi is not None and node.element.multi.cardinality is None
        }


def _check_names(scenario: Scenario, compiled: Compiled) -> None:
    """That everything said is about an element or flow that is there."""
    nodes = compiled.nodes
    steps = {name for n in compiled.steps for name in (n.element.id, n.key)}
    elements = {name for n in nodes for name in (n.element.id, n.key)}
    flows = {name for n in nodes for w in n.ways for name in (w.flow, f"{n.process}/{w.flow}")}
    for table, known, said in (
        ("steps", steps, scenario.steps),
        ("branches", flows, scenario.branches),
        ("timers", elements, scenario.timers),
        ("instances", elements, scenario.instances),
    ):
        for name in said:
            if name not in known:
                shown = ", ".join(sorted(known)[:30]) or "none at all"
                raise ScenarioError(
                    f"Expected {table} to name what is drawn in {compiled.main}, but {name!r} is not there: there are "
                    f"{shown}."
                )
