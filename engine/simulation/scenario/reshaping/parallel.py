"""Does at the same time what a diagram does one after the other.

The branches begin together where the first began, and a join waits for all of them. What was decided between them is
decided behind the join, from what the steps said: what ends the case (a refusal) goes before what sends it back, and
that before going on. Every token that went one way goes one way still, so a sound diagram stays sound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.scenario.reshaping.body import Body, Way, called
from engine.simulation.scenario.reshaping.chain import ENDING, ON, Branch, Chain, chain_of
from engine.simulation.scenario.reshaping.shared import Variables, names, variables_of
from engine.simulation.scenario.reshaping.sketch import Sketch
from engine.simulation.scenario.values import ScenarioError
from workflows.expression import ExpressionError, parse
from workflows.expression.nodes import Compare, Literal, Name
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.simulation.scenario.values import Scenario
    from workflows.model import Element, ProcessModel


def in_parallel(
    model: ProcessModel,
    groups: Sequence[tuple[str, ...]],
    models: Mapping[str, ProcessModel],
    said: Scenario | None = None,
    body: Body | None = None,
) -> ProcessModel:
    """The model with these elements done at the same time.

    Args:
        model: The process they are drawn in.
        groups: At least two; each the ids of one element, or of several that stay one after the other.
        models: What is called, for the variables that it sets.
        said: The scenario: which flows chance chooses, and what steps set beside what the diagram says.
        body: The level they are on, where it is known already.

    Raises:
        ScenarioError: They form no uninterrupted chain, or one asks for what another decides.
    """
    chain = chain_of(body or Body(model, model.elements[groups[0][0]].parent), groups)
    _check_variables(chain, model, models, said)
    _check_limits(chain, model)
    return _Builder(chain, model, said.branches if said else ()).build()


def _check_variables(
    chain: Chain,
    model: ProcessModel,
    models: Mapping[str, ProcessModel],
    said: Scenario | None,
) -> None:
    """That no branch asks for what another sets, and that no two set what is asked for."""
    parts = [(b, variables_of(model, (*b.inside, *b.tail), models, said)) for b in chain.branches]
    asked = {name for _, part in parts for name in part.asks}
    for flow in model.flows.values():
        asked |= names(flow.condition)
    for one, mine in parts:
        for other, theirs in parts:
            if one is other:
                continue
            clash = sorted(mine.sets & theirs.sets & asked) or sorted(mine.sets & theirs.asks)
            if clash:
                both = mine.sets & theirs.sets & asked
                raise ScenarioError(
                    f"Expected {_name(chain, other)} not to depend upon {_name(chain, one)}, but "
                    f"{'both set' if both else 'it asks for'} {clash[0]!r}"
                )
    _check_gateways(chain, model, parts)


def _check_gateways(chain: Chain, model: ProcessModel, parts: Sequence[tuple[Branch, Variables]]) -> None:
    """That what is decided behind the join is decided by nothing that was not known before."""
    for key in (*chain.between, *(way.flow.source for b in chain.branches for way, _ in b.leaving)):
        decides_by = {name for flow in model.elements[key].outgoing for name in names(model.flows[flow].condition)}
        for branch, part in parts:
            known_later = sorted(decides_by & part.sets)
            if known_later and key not in branch.inside and chain.body.forward.leads(key, branch.entry):
                raise ScenarioError(
                    f"Expected {called(model.elements[key])} to decide by what was said before it, but it asks for "
                    f"{known_later[0]!r}, which {_name(chain, branch)} sets behind it"
                )


def _check_limits(chain: Chain, model: ProcessModel) -> None:
    """That no limit runs from one branch into another."""
    where = {key: branch for branch in chain.branches for key in (*branch.inside, *branch.tail)}
    for binding in model.limits:
        first, last = where.get(binding.starts_at or ""), where.get(binding.ends_at or "")
        if first is not None and last is not None and first is not last:
            raise ScenarioError(
                f"Expected no limit to run from {_name(chain, first)} to {_name(chain, last)}, but {binding.limit} does"
            )


def _name(chain: Chain, branch: Branch) -> str:
    return " and ".join(called(chain.body.elements[key]) for key in branch.group)


class _Builder:
    """Draws the chain anew."""

    def __init__(self, chain: Chain, model: ProcessModel, weighted: Collection[str]) -> None:
        self.chain, self.model = chain, model
        self.weighted = {name.rpartition("/")[2] for name in weighted if name.partition("/")[0] in (name, model.id)}
        self.sketch = Sketch(model)
        first = chain.branches[0].group[0]
        self.fork = self.sketch.gateway(f"parallel_{first}", Kind.PARALLEL, first)
        self.join = self.sketch.gateway(f"joined_{first}", Kind.PARALLEL, first)
        self.endings: list[tuple[str, str | None]] = []  # gateways that end the case, and their ways on (None: to come)
        self.others: list[tuple[str, str | None]] = []

    def build(self) -> ProcessModel:
        """The model."""
        for branch in self.chain.branches:
            self._branch(branch)
        for key in self.chain.between:
            self._moved(key)
        stations = [*self.endings, *self.others]
        self.sketch.flow(self.join, stations[0][0] if stations else self.chain.target)
        for place, (key, on) in enumerate(stations):
            following = stations[place + 1][0] if place + 1 < len(stations) else self.chain.target
            if on is None:
                self.sketch.flow(key, following, default=self.sketch.elements[key].default is None)
            else:
                self.sketch.redirect(on, following)
        self._begin()
        return self.sketch.done()

    def _begin(self) -> None:
        """Let every way in come to the fork, by one flow: a parallel gateway would wait for all of several."""
        first = self.chain.branches[0]
        inside = first.inside | {e.id for e in self.model.elements.values() if e.attached_to in first.inside}
        into = [f.id for f in self.sketch.flows.values() if f.target == first.entry and f.source not in inside]
        target = self.fork
        if len(into) > 1:
            target = self.sketch.gateway(f"begin_{first.group[0]}", Kind.EXCLUSIVE, first.entry)
            self.sketch.flow(target, self.fork)
        for flow in into:
            self.sketch.redirect(flow, target)
        for branch in self.chain.branches:
            self.sketch.flow(self.fork, branch.entry)

    def _branch(self, branch: Branch) -> None:
        """Let its ways on come to the join, by one flow."""
        body = self.chain.body
        by_gateway: dict[str, list[tuple[Way, str]]] = {}
        for way, kind in branch.leaving:
            by_gateway.setdefault(way.flow.source, []).append((way, kind))
        ways_on = (
            [way.flow.id for way in body.out[branch.tail[-1]]] if branch.tail else [w.flow.id for w in branch.outs]
        )
        ways_on += [self._left_for_later(branch, gateway, leaving) for gateway, leaving in by_gateway.items()]
        target = self.join
        if len(ways_on) > 1:
            target = self.sketch.gateway(f"settled_{branch.group[0]}", Kind.EXCLUSIVE, branch.group[0])
            self.sketch.flow(target, self.join)
        for flow in ways_on:
            self.sketch.redirect(flow, target)

    def _left_for_later(self, branch: Branch, gateway: str, leaving: list[tuple[Way, str]]) -> str:
        """What ends the case or sends it back at a gateway of a branch is decided behind the join; gives the flow by
        which it goes there.
        """
        element = self.model.elements[gateway]
        flows = [self.model.flows[flow] for flow in element.outgoing]
        if not self._may_be_asked_again(element) or gateway not in self.chain.body.forward.behind[branch.entry]:
            raise ScenarioError(
                f"Expected {called(element)} to be asked again behind {_name(self.chain, branch)}, but it cannot: its "
                "conditions are no values of one variable, or a way leads past it, or chance decides there"
            )
        gone = {way.flow.id: kind for way, kind in leaving}
        out = {way.flow.id for way in branch.outs}
        for wanted, stations in ((ENDING, self.endings), (None, self.others)):
            mine = {f for f, kind in gone.items() if (kind == ENDING) == (wanted == ENDING)}
            if mine:
                copy = self.sketch.gateway(f"{gateway}_later", Kind.EXCLUSIVE, gateway)
                for flow in flows:
                    if flow.id in mine:
                        self.sketch.flow(copy, flow.target, flow.condition, default=flow.id == element.default)
                if element.default in mine:
                    others = [f.condition for f in flows if f.id in (out | set(gone)) - mine and f.condition]
                    self._on_if(copy, others, stations)
                else:
                    stations.append((copy, None))
        conditions = [f.condition for f in flows if f.id in gone and f.condition]
        default = element.default in gone
        for left in gone:
            self.sketch.remove(left)
        return self.sketch.flow(gateway, self.join, None if default else _either(conditions), default=default)

    def _on_if(self, copy: str, conditions: list[str], stations: list[tuple[str, str | None]]) -> None:
        """Where the default ends the case, the conditions of the other ways lead on."""
        stations.append((copy, self.sketch.flow(copy, self.join, _either(conditions))))

    def _moved(self, key: str) -> None:
        """A gateway between the branches, or what is passed behind one."""
        body, element = self.chain.body, self.model.elements[key]
        kinds = {way.flow.id: self.chain.kind_of(way) for way in body.out[key]}
        if len(kinds) == 1:
            self.others.append((key, next(iter(kinds))))
            return
        on = next(flow for flow, kind in kinds.items() if kind == ON)
        ending = [flow for flow, kind in kinds.items() if kind == ENDING]
        if len(ending) == len(kinds) - 1:
            self.endings.append((key, on))
        elif not ending or element.default in ending or not self._may_be_asked_again(element):
            self.others.append((key, on))
        else:
            copy = self.sketch.gateway(f"{key}_first", Kind.EXCLUSIVE, key)
            for flow in ending:
                self.sketch.start_from(flow, copy)
            self.endings.append((copy, None))
            self.others.append((key, on))

    def _may_be_asked_again(self, element: Element) -> bool:
        """Whether its ways exclude each other, so that some of them can be asked for before the rest: one condition,
        or different values of one variable. What chance decides is decided once.
        """
        flows = [self.model.flows[flow] for flow in element.outgoing if flow != element.default]
        if element.kind is not Kind.EXCLUSIVE or any(not f.condition or f.id in self.weighted for f in flows):
            return False
        if len(flows) == 1:
            return True
        found = [_value(flow.condition or "") for flow in flows]
        return None not in found and len({v[0] for v in found if v}) == 1 and len(set(found)) == len(found)


def _value(condition: str) -> tuple[str, object] | None:
    """A comparison of a variable with a value."""
    try:
        tree = parse(condition).tree
    except ExpressionError:
        return None
    if (
        isinstance(tree, Compare)
        and tree.sign == "="
        and isinstance(tree.left, Name)
        and isinstance(tree.right, Literal)
    ):
        return tree.left.id, tree.right.value
    return None


def _either(conditions: Sequence[str]) -> str:
    return " or ".join(f"({condition})" for condition in conditions) if len(conditions) > 1 else conditions[0]
