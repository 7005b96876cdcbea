"""Which of the orders that somebody chose cannot be, or not together, in words of the form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.simulation import SimulationError, compile_model
from engine.simulation.scenario import ParallelPlan, ScenarioError, SequencePlan, load, reshaped
from web.language import gettext
from web.simulate.form import labels, orders
from web.simulate.store import LARGEST_SCENARIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from engine.simulation.scenario import Scenario
    from web.simulate.form.asking import Subject

    Plan: TypeAlias = ParallelPlan | SequencePlan

MOST_TRIED = 40  # orders: a form offers a dozen


def clash(about: Subject, scenario: Scenario) -> str:
    """A sentence that names the first that cannot be, and the one that it cannot be with; empty where all can."""
    kept: list[Plan] = []
    plans: list[Plan] = [*scenario.parallel, *scenario.sequence]
    for plan in plans[:MOST_TRIED]:
        if _can(about, scenario, [*kept, plan]):
            kept.append(plan)
            continue
        name = _name(about, plan)
        if not _can(about, scenario, [plan]):
            return gettext("“%(order)s”行不通。", order=name)
        other = next((one for one in kept if not _can(about, scenario, [one, plan])), None)
        if other is None:
            return gettext("“%(order)s”与其他所选的次序不能同时改，请少选几项。", order=name)
        return gettext("“%(other)s”与“%(order)s”不能同时改，请只选一项。", other=_name(about, other), order=name)
    return ""


def of_text(about: Subject, text: str) -> str:
    """The same of a scenario's file; empty where it is none, or of another process."""
    data = text.encode()
    try:
        found = load(data, "") if len(data) <= LARGEST_SCENARIO else None
    except SimulationError:
        return ""
    return clash(about, found) if found and found.process == about.process else ""


def _can(about: Subject, scenario: Scenario, plans: Sequence[Plan]) -> bool:
    beside = tuple(plan for plan in plans if isinstance(plan, ParallelPlan))
    behind = tuple(plan for plan in plans if isinstance(plan, SequencePlan))
    try:
        reshaped(about.definition.models, replace(scenario, parallel=beside, sequence=behind))
    except ScenarioError:
        return False
    return True


def _name(about: Subject, plan: Plan) -> str:
    compiled = compile_model(about.definition.models, about.process)
    found = orders.named([plan], compiled)
    return labels.order(found[0]) if found else orders.field_of(plan).partition(".")[2]
