"""Finds the chain that named elements form: what belongs to each, and what stands between them.

What belongs to an element is the smallest part of the drawing around it with one way in and one way on: itself, the
corrections that lead back to it, and the gateways between which it is optional. Ways that end the case or send it back
to before the chain may leave it at an exclusive gateway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.simulation.scenario.reshaping.body import Body, Way, called
from engine.simulation.scenario.values import ScenarioError
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Group = tuple[str, ...]

JOINS = (Kind.PARALLEL, Kind.INCLUSIVE)
ON, ENDING, BACK = "on", "ending", "back"


@dataclass(slots=True)
class Branch:
    """What belongs to one group of the named elements. `outs` are its ways on, `leaving` those that end the case or
    send it back; `tail` is what is passed at once behind it, before any decision.
    """

    group: Group
    inside: set[str]
    entry: str
    outs: list[Way] = field(default_factory=list)
    leaving: list[tuple[Way, str]] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    """Branches in their order, `between`: gateways, and what is passed behind them, in their order, `target`: where it
    goes on.
    """

    body: Body
    branches: list[Branch]
    between: list[str] = field(default_factory=list)
    target: str = ""

    @property
    def entry(self) -> str:
        """Where it begins."""
        return self.branches[0].entry

    def kind_of(self, way: Way) -> str:
        """Whether a way goes on, ends the case, or leads to before the chain."""
        if self.body.ends_the_case(way):
            return ENDING
        first = self.body.before.get(self.entry, frozenset())
        back = self.body.reach([way.target], lambda key: not self.body.forward.holds(key))
        arrived = {way.target} | {onward.target for key in back for onward in self.body.out[key]}
        arrived = {key for key in arrived if self.body.forward.holds(key)}
        return BACK if arrived and arrived <= first else ON


def chain_of(body: Body, groups: Sequence[Group]) -> Chain:
    """The chain of these groups of elements, each group done one after the other as it is.

    Raises:
        ScenarioError: They form none; the sentence names what is in the way.
    """
    ordered = _in_order(body, groups)
    inside = [_hull(body, ordered, place) for place in range(len(ordered))]
    for place, mine in enumerate(inside):
        for other in inside[place + 1 :]:
            shared = sorted(mine & other)
            if shared:
                raise ScenarioError(
                    f"Expected {_names(body, ordered[place])} to stand apart from the others, but they have "
                    f"{called(body.elements[shared[0]])} in common: name only one of them"
                )
    chain = Chain(
        body, [Branch(group, part, _entry(body, group, part)) for group, part in zip(ordered, inside, strict=True)]
    )
    for branch in chain.branches:
        _find_exits(chain, branch)
    for place, branch in enumerate(chain.branches):
        following = chain.branches[place + 1] if place + 1 < len(chain.branches) else None
        _walk(chain, branch, following)
    _check_ways_in(chain)
    return chain


def _names(body: Body, group: Iterable[str]) -> str:
    return " and ".join(called(body.elements[key]) for key in group)


def _in_order(body: Body, groups: Sequence[Group]) -> list[Group]:
    forward = body.forward
    for key in (key for group in groups for key in group):
        if not forward.holds(key):
            raise ScenarioError(
                f"Expected {called(body.elements[key])} to lie on the way of a case, but it lies on a way back"
            )
    ordered = sorted(groups, key=lambda group: sum(forward.leads(other[0], group[0]) for other in groups))
    for before, after in pairwise(ordered):
        if not forward.leads(before[-1], after[0]):
            shared = forward.before[before[0]] & forward.before[after[0]]
            split = max(shared, key=lambda key: len(forward.before[key]))
            already = body.elements[split].kind in JOINS
            raise ScenarioError(
                f"Expected {_names(body, before[:1])} and {_names(body, after[:1])} to be done one after the other, "
                f"but they are {'done at the same time already' if already else 'alternatives'}"
            )
    return ordered


def _hull(body: Body, ordered: Sequence[Group], place: int) -> set[str]:
    """The smallest part around a group with one way in and one way on, between the groups beside it."""
    group = ordered[place]
    before = ordered[place - 1] if place else ()
    after = ordered[place + 1] if place + 1 < len(ordered) else ()
    found = _smallest(body, group, before, after)
    others = {key for n, other in enumerate(ordered) if n != place for key in other}
    if found is None or found & others:
        raise ScenarioError(
            f"Expected every way to pass {_names(body, group)} between the elements beside it, but one leads past: "
            "there is no part of the drawing around it with one way in and one way on"
        )
    _check_nothing_beside(body, group, found)
    grown = True
    while grown:
        grown = False
        for way in body.loops:
            loop = body.loop_body(way)
            mine = loop & found and not loop & others and (place > 0 or way.target in found)
            if mine and not loop <= found:
                found |= loop
                grown = True
    return found


def _check_nothing_beside(body: Body, group: Group, part: set[str]) -> None:
    """That a step of a parallel block does not take the others along unsaid."""
    for split in sorted(part):
        if body.elements[split].kind not in JOINS or len(body.out[split]) <= 1:
            continue
        meeting = max(
            body.forward.behind[split] - {split}, key=lambda key: len(body.forward.behind[key]), default=split
        )
        beside = sorted(
            key
            for key in body.forward.between(split, meeting) - set(group)
            if body.elements[key].kind in (Kind.STEP, Kind.SUB_PROCESS, Kind.CALL, Kind.RECEIVE)
        )
        if beside:
            raise ScenarioError(
                f"Expected {_names(body, group)} not to be done together with others, but "
                f"{called(body.elements[beside[0]])} is: name all of them in one list"
            )


def _smallest(body: Body, group: Group, before: Group, after: Group) -> set[str] | None:
    forward = body.forward
    first = set.intersection(*(set(forward.before[key]) for key in group))
    last = set.intersection(*(set(forward.behind[key]) for key in group))
    best: set[str] | None = None
    for a in first:
        if body.elements[a].kind is Kind.START or any(a == k or a not in forward.behind[k] for k in before):
            continue
        for b in last:
            if a not in forward.before[b] or b not in forward.behind[a]:
                continue
            if any(b not in forward.before[k] for k in after):
                continue
            part = forward.between(a, b)
            open_end = a != b and b not in group and body.elements[b].kind not in JOINS
            part = part - {b} if open_end else part
            if (open_end or b not in after) and (best is None or len(part) < len(best)):
                best = part
    return best


def _entry(body: Body, group: Group, inside: set[str]) -> str:
    entries = {way.target for key in inside for way in body.into[key] if way.source not in inside}
    entries |= inside & set(body.starts)
    if len(entries) != 1:
        shown = _names(body, sorted(entries)) or "none"
        raise ScenarioError(f"Expected one way into what belongs to {_names(body, group)}, but there is {shown}")
    return entries.pop()


def _find_exits(chain: Chain, branch: Branch) -> None:
    """Sort the ways out of a branch."""
    body = chain.body
    out = [way for key in sorted(branch.inside) for way in body.out[key] if way.target not in branch.inside]
    kinds = [(way, chain.kind_of(way)) for way in out]
    if all(kind != ON for _, kind in kinds):  # what ends the case is the way on
        kinds = [(way, ON if kind == ENDING else kind) for way, kind in kinds]
    branch.outs = [way for way, kind in kinds if kind == ON]
    branch.leaving = [(way, kind) for way, kind in kinds if kind != ON]
    for way in out:
        source = body.model.elements[way.flow.source]
        several = len(source.outgoing) > 1
        if several and source.kind is not Kind.EXCLUSIVE:
            raise ScenarioError(f"Expected one way out of {called(source)}, but several tokens leave it at once")
    targets = sorted({way.target for way in branch.outs})
    if len(targets) != 1:
        ways = _names(body, targets) or "none"
        raise ScenarioError(f"Expected one way on behind {_names(body, branch.group)}, but there is {ways}")
    for key in sorted(branch.inside):
        splits = len(body.elements[key].outgoing) > 1 and body.elements[key].kind not in (
            Kind.EXCLUSIVE,
            Kind.EVENT_GATEWAY,
        )
        if splits and body.forward.holds(key) and not (body.forward.behind[key] - {key}) & branch.inside:
            raise ScenarioError(
                f"Expected what begins together at {called(body.elements[key])} to meet again before what follows "
                f"{_names(body, branch.group)}, but it does not"
            )
    aside = body.reach([w.target for w in body.aside if w.source in branch.inside])
    if any(body.forward.holds(key) for key in aside):
        raise ScenarioError(
            f"Expected what stands on {_names(body, branch.group)} to end by itself, but it leads back into the process"
        )


def _walk(chain: Chain, branch: Branch, following: Branch | None) -> None:
    """From a branch to the next one: what is passed at once is its own until something is decided."""
    body, at, decided = chain.body, branch.outs[0].target, False
    if following is None:
        _walk_on(chain, branch)
        return
    while at not in following.inside:
        element = body.elements[at]
        on = [way for way in body.out[at] if chain.kind_of(way) == ON]
        is_gate = element.kind is Kind.EXCLUSIVE and len(body.out[at]) > 1
        if is_gate and len(on) == 1:
            decided = True
        elif is_gate:
            raise ScenarioError(
                f"Expected {called(element)} to lead on to {_names(body, following.group)} or to end the case or send "
                "it back, but several ways go on there"
            )
        elif not body.is_passed(at):
            raise ScenarioError(
                f"Expected nothing to do between {_names(body, branch.group)} and {_names(body, following.group)}, but "
                f"there is {called(element)}: name it too"
            )
        (chain.between if decided else branch.tail).append(at)
        at = (on or body.out[at])[0].target


def _walk_on(chain: Chain, last: Branch) -> None:
    """Behind the last branch: a gateway that ends the case or sends it back takes its turn among the others."""
    body, at, passed = chain.body, last.outs[0].target, []
    chain.target = at
    allowed = last.inside
    while all(way.source in allowed for way in body.into[at]):
        on = [way for way in body.out[at] if chain.kind_of(way) == ON]
        if body.is_passed(at):
            passed.append(at)
            allowed = {at}
            at = body.out[at][0].target
        elif body.elements[at].kind is Kind.EXCLUSIVE and len(on) == 1 and len(body.out[at]) > 1:
            last.tail += passed
            chain.between.append(at)
            chain.target = on[0].target
            return
        else:
            return


def _check_ways_in(chain: Chain) -> None:
    """That nothing comes into the chain but at its beginning."""
    whole = {key for branch in chain.branches for key in (*branch.inside, *branch.tail)} | set(chain.between)
    for key in whole - chain.branches[0].inside:
        for way in chain.body.into[key]:
            if way.source not in whole:
                raise ScenarioError(
                    "Expected one way into the chain, but another leads from "
                    f"{called(chain.body.elements[way.source])} to {called(chain.body.elements[key])}"
                )
    for place, branch in enumerate(chain.branches[1:], 1):
        later = {key for other in chain.branches[place:] for key in (*other.inside, *other.tail)} - branch.inside
        for way in chain.body.into[branch.entry]:
            if way.source in later or (way.source in chain.between and _is_behind(chain, way.source, branch)):
                raise ScenarioError(
                    f"Expected {called(chain.body.elements[way.source])} to send back to the first element of the "
                    f"chain or to before it, but it sends back to {called(chain.body.elements[branch.entry])}"
                )


def _is_behind(chain: Chain, key: str, branch: Branch) -> bool:
    return chain.body.forward.leads(branch.entry, key)
