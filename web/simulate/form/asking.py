"""What the form of a simulation shows: departments, steps, facts and limits of a process, with what is typed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from engine.simulation import compile_model
from engine.simulation.scenario import complete, default
from engine.simulation.scenario.values import NOBODY
from web.simulate.background import kernel
from web.simulate.form import fields
from web.simulate.form.orders import orders
from web.simulate.places import follows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.cases.definition import Definition
    from engine.simulation.network import Compiled
    from engine.simulation.scenario.values import Draw, Scenario, StepPlan
    from engine.time import WorkCalendar
    from web.simulate.form.orders import Order
    from workflows.catalogue import Catalogue, Limit
    from workflows.model import Decision, Element


REPLICATIONS = 10
DAYS_OF = {"day": 365 / 250, "week": 7.0, "month": 365 / 12, "year": 365.0}  # a working day is so many days


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in the form. `limits`: what it, or what it stands in, is under; `after`: the step that it follows, where
    several have one name.
    """

    name: str
    element: Element
    after: Element | None
    duration: Draw
    limits: tuple[Limit, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A department with the steps it does; `name` `NOBODY`: what waits for no staff."""

    name: str
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form. `texts`: what each field says in `scenario`, `usual` in the defaults; `typed` over them, `wrong` a
    sentence per field.
    """

    process: str
    version: int
    scenario: Scenario
    texts: Mapping[str, str]
    usual: Mapping[str, str]
    pools: tuple[PoolRow, ...]
    facts: tuple[tuple[str, str], ...]
    limits: tuple[Limit, ...]
    orders: tuple[Order, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, self.texts.get(name, ""))

    def is_usual(self, name: str) -> bool:
        """Whether it is the default still."""
        return self.value(name) == self.usual.get(name, "")

    def changed(self, prefix: str) -> int:
        """How many fields of a part differ from the default."""
        names = {*self.texts, *self.typed}
        return sum(name.startswith(prefix) and not self.is_usual(name) for name in names)


@dataclass(frozen=True, slots=True)
class Subject:
    """A process as it is simulated: its diagrams, and the days and limits it goes by."""

    definition: Definition
    catalogue: Catalogue
    calendar: WorkCalendar

    @property
    def process(self) -> str:
        return self.definition.model.id

    def usual(self) -> Scenario:
        """The default, with replications for the intervals where they cost no wait.

        Raises:
            SimulationError: The diagrams hold what the simulation does not know.
        """
        found = default(self.process, self.definition.models, self.catalogue, self.calendar)
        return replace(found, replications=REPLICATIONS if kernel.is_ready() else 1)

    def completed(self, scenario: Scenario) -> Scenario:
        """The scenario with everything said.

        Raises:
            SimulationError: It does not fit the process.
        """
        return complete(scenario, self.definition.models, self.catalogue, self.calendar)


def last_arrival(scenario: Scenario) -> date | None:
    """About when the last case arrives; None where the scenario does not say it by a rate."""
    plan, start = scenario.arrivals, scenario.start
    if plan is None or start is None or not plan.rate:
        return None
    days = scenario.warm_up + (scenario.cases or 0) / plan.rate * DAYS_OF[plan.per]
    return start + timedelta(days=days) if days < (date.max - start).days else date.max


def deciding(compiled: Compiled, scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """The steps that choose between several decisions, with the values of these in the order of the diagram."""
    found = {name: compiled.find(name)[0].element.decisions for name, step in scenario.steps.items() if step.decisions}
    return {name: tuple(d.value for d in decisions) for name, decisions in found.items() if len(decisions) > 1}


def form(
    subject: Subject, scenario: Scenario, usual: Scenario, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> Form:
    """The form about a scenario in which everything is said."""
    models = subject.definition.models
    compiled = compile_model(models, subject.process)
    choices = deciding(compiled, scenario)
    texts = fields.texts(scenario, choices)
    return Form(
        process=subject.process,
        version=subject.definition.version,
        scenario=scenario,
        texts=texts,
        usual=fields.texts(usual, choices),
        pools=tuple(_pools(subject, scenario, compiled)),
        facts=tuple((name, label(name, compiled)) for name in scenario.facts if f"fact.{name}" in texts),
        limits=tuple(_limits(subject, compiled)),
        orders=orders(models, compiled, scenario),
        typed=typed,
        wrong=wrong,
    )


def _pools(subject: Subject, scenario: Scenario, compiled: Compiled) -> Iterator[PoolRow]:
    by_pool: dict[str, list[StepRow]] = {name: [] for name in (*scenario.pools, NOBODY)}
    for name, step in scenario.steps.items():
        if step.duration is not None:
            by_pool.setdefault(step.pool or NOBODY, []).append(_step(subject, compiled, name, step, step.duration))
    for name, rows in by_pool.items():
        if name != NOBODY or rows:
            yield PoolRow(name, tuple(rows))


def _step(subject: Subject, compiled: Compiled, name: str, step: StepPlan, duration: Draw) -> StepRow:
    node = compiled.find(name)[0]
    elements = compiled.models[node.process].elements
    names = [binding.limit for binding in node.element.limits]
    outer = node.element.parent
    while outer and not names:
        names = [binding.limit for binding in elements[outer].limits]
        outer = elements[outer].parent
    limits = tuple(subject.catalogue.limit(limit) for limit in names if limit in subject.catalogue)
    after = follows(compiled.models[node.process], node.element)
    return StepRow(name, node.element, after, duration, limits, node.element.decisions if step.decisions else ())


def label(name: str, compiled: Compiled) -> str:
    """What the application's form calls a fact."""
    asked = (one for model in compiled.models.values() for one in model.facts)
    return next((one.label for one in asked if one.id == name), name)


def _limits(subject: Subject, compiled: Compiled) -> Iterator[Limit]:
    """The limits that are measured: of the process, then of its parts and of what it calls."""
    main = compiled.models[compiled.main].limits
    inside = (binding for node in compiled.nodes for binding in node.element.limits)
    for name in dict.fromkeys(binding.limit for binding in chain(main, inside)):
        if name in subject.catalogue:
            yield subject.catalogue.limit(name)
