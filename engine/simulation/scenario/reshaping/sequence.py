"""Does one after the other what a diagram does at the same time, or several of them as each case needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.scenario.reshaping.body import ENDS, Body, called
from engine.simulation.scenario.reshaping.shared import names, variables_of
from engine.simulation.scenario.reshaping.sketch import Sketch
from engine.simulation.scenario.values import ScenarioError
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.simulation.scenario.values import Scenario
    from workflows.model import Flow, ProcessModel

_SPLITS = (Kind.PARALLEL, Kind.INCLUSIVE)


def in_sequence(
    model: ProcessModel,
    steps: Sequence[str],
    models: Mapping[str, ProcessModel],
    said: Scenario | None = None,
) -> ProcessModel:
    """The model with these elements, and whatever stands on their branches, done in this order. Branches that are not
    named go on beside them. Of an inclusive gateway each is done only where its condition holds when its turn comes.

    Args:
        model: The process they are drawn in.
        steps: At least two, each on a branch of its own behind one gateway.
        models: What is called, for the variables that it sets.
        said: The scenario: which flows chance chooses, and what steps set beside what the diagram says.

    Raises:
        ScenarioError: They do not stand on branches of one parallel or inclusive gateway.
    """
    body = Body(model, model.elements[steps[0]].parent)
    split, join = _around(body, steps)
    branches = [_branch(body, step, split, join) for step in steps]
    ways_in = [way for way, _, _ in branches]
    ways_out = [way for _, way, _ in branches]
    if len({way.id for way in ways_in}) < len(steps):
        raise ScenarioError(f"Expected steps on branches of their own behind {split!r}, but two of them are on one")
    sketch = Sketch(model)
    if body.elements[split].kind is Kind.PARALLEL:
        for out, following in zip(ways_out, ways_in[1:], strict=False):
            sketch.redirect(out.id, following.target)
        for way in ways_in[1:]:
            sketch.remove(way.id)
        return sketch.done()
    insides = [inside for _, _, inside in branches]
    _check_conditions(
        model,
        ways_in,
        [variables_of(model, inside, models, said).sets for inside in insides],
        said.branches if said else (),
    )
    return _as_needed(sketch, steps, ways_in, ways_out, join)


def _around(body: Body, steps: Sequence[str]) -> tuple[str, str]:
    """The gateways at which their branches begin and meet."""
    forward = body.forward
    for step in steps:
        if not forward.holds(step):
            raise ScenarioError(f"Expected {called(body.elements[step])} to lie on the way of a case, but it does not")
    before = set.intersection(*(set(forward.before[step]) for step in steps))
    behind = set.intersection(*(set(forward.behind[step]) for step in steps))
    split = max(before, key=lambda key: len(forward.before[key]), default="")
    join = max(behind, key=lambda key: len(forward.behind[key]), default="")
    kinds = {body.elements[key].kind for key in (split, join) if key in body.elements}
    if not (split and join) or len(kinds) != 1 or not kinds <= set(_SPLITS):
        shown = " and ".join(called(body.elements[step]) for step in steps)
        raise ScenarioError(
            f"Expected {shown} to stand between two parallel or two inclusive gateways, but they are not done at the "
            "same time"
        )
    return split, join


def _branch(body: Body, step: str, split: str, join: str) -> tuple[Flow, Flow, set[str]]:
    """The flows by which a branch begins and ends, and what it holds."""
    for way in body.out[split]:
        inside = body.reach([way.target], lambda key: key != join)
        if step not in inside:
            continue
        out = [w.flow for key in sorted(inside) for w in body.out[key] if w.target == join]
        into = [w for key in sorted(inside) for w in body.into[key] if w.source not in inside]
        ends = [key for key in sorted(inside) if body.elements[key].kind in ENDS]
        if split in inside or len(out) != 1 or len(into) != 1 or ends:
            trouble = f"{called(body.elements[ends[0]])} ends it there" if ends else "other ways lead in or out"
            raise ScenarioError(
                f"Expected the branch of {called(body.elements[step])} to stand by itself, but {trouble}"
            )
        return way.flow, out[0], inside
    raise ScenarioError(f"Expected {called(body.elements[step])} behind {split!r}, but it is not")


def _check_conditions(
    model: ProcessModel, ways: Sequence[Flow], sets: Sequence[set[str]], weighted: Collection[str]
) -> None:
    """That every branch has a condition, which no branch that is named changes."""
    for way in ways:
        if way.condition is None or {way.id, f"{model.id}/{way.id}"} & set(weighted):
            raise ScenarioError(f"Expected a condition to say who goes the way {way.id!r}, but chance decides")
        changed = sorted(names(way.condition) & set().union(*sets))
        if changed:
            raise ScenarioError(
                f"Expected {changed[0]!r} to be known before the first of the steps, but one of them sets it"
            )


def _as_needed(
    sketch: Sketch, steps: Sequence[str], ways_in: Sequence[Flow], ways_out: Sequence[Flow], join: str
) -> ProcessModel:
    """Each branch in its turn, where its condition holds."""
    conditions = [way.condition or "" for way in ways_in]
    questions = [sketch.gateway(f"whether_{step}", Kind.EXCLUSIVE, step) for step in steps]
    for place, step in enumerate(steps):
        following = questions[place + 1] if place + 1 < len(steps) else join
        settled = sketch.gateway(f"settled_{step}", Kind.EXCLUSIVE, step)
        sketch.flow(questions[place], ways_in[place].target, conditions[place])
        sketch.flow(questions[place], settled, default=True)
        sketch.redirect(ways_out[place].id, settled)
        sketch.flow(settled, following)
    split = ways_in[0].source
    for way in ways_in:
        sketch.remove(way.id)
    sketch.flow(split, questions[0], " or ".join(f"({condition})" for condition in conditions))
    return sketch.done()
