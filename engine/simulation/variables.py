"""Which variables of a case somebody sets, and what is decided where the time of an intake runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.inputs import Distribution
from engine.simulation.memory import salt
from workflows.model import Intake

if TYPE_CHECKING:
    from engine.simulation.inputs import Inputs
    from engine.simulation.memory import Memory
    from engine.simulation.network import Compiled, Node

ACCEPTED = "accept"  # how the review of an application says that it is accepted
_LAPSES = {Intake.REVIEW: ACCEPTED, Intake.CORRECTION: "withdrawn"}


def known_variables(compiled: Compiled, inputs: Inputs) -> set[str]:
    """Every variable that somebody sets: with the case, at a decision, by a script, or as the time of an intake runs
    out.
    """
    decided = [name for task in inputs.tasks.values() for name in task.decides]
    assigned = [assign.variable for node in compiled.nodes for assign in node.element.assigns]
    lapsed = [found[0] for node in compiled.nodes if (found := lapse_of(compiled, node)) is not None]
    return {*inputs.attributes, *decided, *assigned, *lapsed}


def lapse_of(compiled: Compiled, node: Node) -> tuple[str, str] | None:
    """What it decides that a timer on a step of an intake is due: a variable and its value (行政许可法 art. 32)."""
    element = node.element
    model = compiled.models[node.process]
    if element.attached_to is None or element.timer is None or not element.interrupting:
        return None
    intake = model.elements[element.attached_to].intake
    if intake not in _LAPSES:
        return None
    review = next((step.decides for step in model.steps if step.intake is Intake.REVIEW), "intake_decision")
    return review, _LAPSES[intake]


def lapse_row(memory: Memory, compiled: Compiled, node: Node) -> dict[int, int]:
    """What a timer's row says of it."""
    found = lapse_of(compiled, node)
    if found is None:
        return {}
    name, decided = found
    value = memory.distribution(Distribution.fixed(decided), f"what {node.key!r} decides")
    return {lay.N_ASSIGNS: memory.integers([memory.variable(name), value, 0, salt(name)]), lay.N_ASSIGNS_SIZE: 1}
