"""From what the token game did to the facts of the case.

`absorb` goes through the changes of one execution call in their order, adds what the diagram does not know (names,
departments, whose time a step takes, limits), starts and stops clocks, performs services, and ends the case when the
instance is finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases import counting, due
from engine.cases.services import ServiceCall
from engine.cases.turn import Payload, Turn, private, raise_incident
from engine.execution import Closed, Finished, Opened, Passed, ScopeEntered, ScopeLeft, TimerArmed, TimerDisarmed
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.events import Fact
    from engine.execution import Change
    from workflows.model import Element

MAX_SERVICES = 200
"""Services in one command: more means a circle of services that no person ever interrupts."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is said when a step closes: the fact that closes it with its private data, then what follows from it."""

    fact: Fact
    payload: Payload | None = None
    then: tuple[Fact, ...] = ()


def absorb(
    turn: Turn,
    changes: Sequence[Change],
    closing: Mapping[str, Closing] | None = None,
    reason: str = "",
) -> None:
    """Record what `changes` mean. `closing` says by token how a step ends; any other that is cancelled is so for
    `reason`.
    """
    said = dict(closing or {})
    waiting: list[Opened] = []
    performed = 0
    while True:
        for change in changes:
            _one(turn, change, said, reason, waiting)
        if not waiting:
            return
        changes = _perform(turn, waiting.pop(0), performed)
        performed += 1


def _one(turn: Turn, change: Change, said: dict[str, Closing], reason: str, waiting: list[Opened]) -> None:
    match change:
        case Opened():
            if change.kind == "service":
                waiting.append(change)
            else:
                _open(turn, change)
        case Closed():
            waiting[:] = [opened for opened in waiting if opened.token != change.token]
            _close(turn, change, said, reason)
        case ScopeEntered():
            _enter(turn, change)
        case ScopeLeft():
            _leave(turn, change, said)
        case Passed():
            _pass(turn, change)
        case TimerArmed():
            due.arm(turn, change)
        case TimerDisarmed():
            due.disarm(turn, change.token)
        case Finished():
            finish(turn, *turn.definition.outcome_of(change.ends))


def _open(turn: Turn, change: Opened) -> None:
    model = turn.definition.models[change.process]
    element = model.elements[change.element]
    lane = model.lanes.get(element.lane) if element.lane else None
    turn.record(
        facts.StepOpened(
            step=change.element,
            token=change.token,
            scope=change.scope,
            name=_name(element, change.item),
            department=element.department or (lane.department if lane else None),
            role=element.role,
            time=element.time.value,
            limits=turn.definition.limits(change.process, element),
            scopes=change.scopes,
        )
    )
    counting.entered(turn, change.token, element)


def _close(turn: Turn, change: Closed, said: dict[str, Closing], reason: str) -> None:
    if change.token not in turn.state.steps:
        return  # a service: `ServicePerformed` says all there is to say
    ending = said.pop(change.token, None)
    if ending is None:
        cancelled = change.how == "cancelled"
        step = turn.state.steps[change.token].step
        fact: Fact = facts.StepCancelled(change.token, reason) if cancelled else facts.StepCompleted(step, change.token)
        ending = Closing(fact)
    element = turn.element(change.token)
    turn.opened[element.id] = turn.state.steps[change.token].opened_at
    turn.keep(turn.record(ending.fact), ending.payload)
    counting.left(turn, change.token, element, how=change.how)
    for fact in ending.then:
        say(turn, fact)


def say(turn: Turn, fact: Fact) -> None:
    """Record a fact that follows from a decision; an acceptance starts the clocks that wait for it."""
    turn.record(fact)
    if isinstance(fact, facts.CaseAccepted):
        turn.accepted[fact.scope or ""] = fact.effective_at
        counting.accepted(turn, fact)


def _enter(turn: Turn, change: ScopeEntered) -> None:
    element = turn.definition.models[change.process].elements[change.element]
    name = _name(element, change.item)
    limits = turn.definition.limits(change.process, element)
    turn.record(facts.ScopeOpened(change.element, change.token, change.scope, name, limits))
    counting.entered(turn, change.token, element)


def _leave(turn: Turn, change: ScopeLeft, said: dict[str, Closing]) -> None:
    element = turn.element(change.token)
    turn.record(facts.ScopeClosed(change.token, change.how))
    counting.left(turn, change.token, element, how=change.how)
    ending = said.pop(change.token, None)
    for fact in ending.then if ending else ():
        say(turn, fact)


def _pass(turn: Turn, change: Passed) -> None:
    element = turn.definition.models[change.process].elements[change.element]
    if element.kind in (Kind.MILESTONE, Kind.SCRIPT):
        turn.record(facts.MilestoneReached(element.id, change.token, element.name or element.id))
    counting.passed(turn, change.token, element, _around(turn, change.scope))


def _around(turn: Turn, scope: str | None) -> tuple[str, ...]:
    """The tokens of the scopes around a place, innermost first."""
    found = []
    while scope is not None:
        found.append(scope)
        scope = turn.state.scopes[scope].scope
    return tuple(found)


def _perform(turn: Turn, opened: Opened, performed: int) -> Sequence[Change]:
    """Do a service. A failure leaves it open, with an incident."""
    if performed >= MAX_SERVICES:
        raise_incident(turn, opened.token, f"Expected services to come to an end, but {performed} ran in one command")
        return ()
    element = turn.definition.models[opened.process].elements[opened.element]
    note = ""
    if element.service is not None:
        try:
            note = _call(turn, element)
        except Exception as error:  # noqa: BLE001 - whatever a service raises, the case must wait for a person
            raise_incident(turn, opened.token, f"Expected service {element.service} to do its work, but {error}")
            return ()
    turn.record(facts.ServicePerformed(element.id, opened.token, element.service or "", note))
    return turn.live.instance.complete(opened.token, {})


def _call(turn: Turn, element: Element) -> str:
    service = turn.services.get(element.service or "")
    if service is None:
        raise LookupError(f"there is no service of that name (known: {', '.join(sorted(turn.services))})")
    state = turn.state
    return service(
        ServiceCall(turn.live.case, state.number, state.process, state.place, element.id, element.name, turn.at)
    )


def perform_again(turn: Turn, token: str) -> None:
    """Try a service once more that had failed."""
    node = next(n for n in turn.live.instance.open if n.token == token)
    opened = Opened(node.element, node.token, node.scope, node.scopes, "service", node.process)
    absorb(turn, _perform(turn, opened, 0))


def finish(turn: Turn, outcome: str, end: str | None) -> None:
    """End the case: what still counts is judged, then the last fact of the log is written."""
    counting.stop_all(turn, void=outcome in ("refused", "withdrawn"))
    turn.record(facts.CaseCompleted(outcome, end))


def complete_step(  # noqa: PLR0913 - what a completion is made of
    turn: Turn,
    token: str,
    fact: Fact,
    data: Mapping[str, object],
    variables: Mapping[str, object],
    then: Iterable[Fact] = (),
) -> None:
    """A person finished a step: `fact` says how (its digest is of `data`), `then` what follows at once."""
    digest, payload = private(data)
    if isinstance(fact, facts.StepCompleted):
        fact = facts.StepCompleted(fact.step, fact.token, fact.decision, digest)
    changes = turn.live.instance.complete(token, variables)
    absorb(turn, changes, {token: Closing(fact, payload, tuple(then))})


def _name(element: Element, item: object) -> str:
    name = element.name or element.id
    return f"{name}（{item}）" if isinstance(item, str) else name
