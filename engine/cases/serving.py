"""Serving timers: each at the instant at which it was due, however late somebody looks, and in that order.

A timer on a step of the intake is the lapse to which the law attaches a consequence: nobody answered, so the
application counts as accepted from its receipt (行政许可法 art. 32 (4)); nothing came by the instant that the notice
named, so it counts as withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases import due, flow
from engine.cases.commands import invalid_state
from engine.cases.flow import Closing
from engine.cases.turn import TIMER, Armed, Turn
from engine.execution import InstanceFault
from workflows.model import Intake

if TYPE_CHECKING:
    from datetime import datetime

    from engine.cases.state import OpenStep
    from engine.events import Fact

MAX_SERVED = 5000
"""Timers of one case served in one go: more means a circle in which no time passes."""


class TimerFault(Exception):  # noqa: N818 - a fault of the diagram, with the timer that led to it
    """The diagram had a fault when a timer of its own fired."""

    def __init__(self, armed: Armed, at: datetime, sentence: str) -> None:
        super().__init__(sentence)
        self.armed = armed
        self.at = at
        self.sentence = sentence


def serve(turn: Turn, until: datetime, before: Armed | None = None) -> int:
    """Serve the timers due up to `until`, each at its own instant, or those that come `before` one of them. Gives their
    number.

    Raises:
        Refused: They would never come to an end.
    """
    served = 0
    while (armed := due.next_due(turn, until)) not in (None, before):
        if served >= MAX_SERVED:
            raise invalid_state(
                f"Expected the timers of case {turn.state.number} to come to an end, but {served} were due up to "
                f"{until.isoformat()}"
            )
        due_at = armed.due_at or until
        at = max(due_at, turn.state.last_at or due_at)
        moment = turn.moment(at, TIMER, f"{TIMER}:{turn.live.case}:{armed.kind}:{armed.subject}:{turn.state.seq + 1}")
        try:
            _fire(moment, armed, due_at)
        except InstanceFault as fault:
            raise TimerFault(armed, at, fault.sentence) from fault
        due.rearm(moment)
        served += 1
    return served


def _fire(turn: Turn, armed: Armed, due_at: datetime) -> None:
    turn.live.timers.pop(armed.key)
    if armed.kind == "warn":
        turn.record(facts.DeadlineWarned(armed.subject, turn.schedule(armed.subject).deadline_at))
    elif armed.kind == "breach":
        turn.record(facts.LimitBreached(armed.subject, turn.schedule(armed.subject).deadline_at))
    elif armed.kind == "material":
        turn.record(facts.MaterialChased(armed.subject, due_at))
    else:
        _fire_token(turn, armed, due_at)


def _fire_token(turn: Turn, armed: Armed, due_at: datetime) -> None:
    """A timer of the diagram."""
    turn.fired = armed
    turn.record(facts.TimerFired(armed.element, armed.subject, due_at))
    host = turn.state.steps.get(armed.host) if armed.host else None
    closing: dict[str, Closing] = {}
    variables: dict[str, object] = {}
    reason = f"timer {armed.element}"
    if host is not None and turn.element(armed.subject).interrupting:
        then, variables = _lapse(turn, host)
        closing[host.token] = Closing(facts.StepCancelled(host.token, reason), then=then)
    flow.absorb(turn, turn.live.instance.fire(armed.subject, variables), closing, reason)


def _lapse(turn: Turn, step: OpenStep) -> tuple[tuple[Fact, ...], dict[str, object]]:
    """What it means that the time of an intake step ran out: facts, and the decision that the diagram reads."""
    intake = turn.element(step.token).intake
    scope = turn.definition.application_scope(step.token)
    if intake is Intake.REVIEW:
        accepted = facts.CaseAccepted(step.opened_at, deemed=True, scope=scope)
        return (accepted,), {turn.definition.decides(step.token): "accept"}
    if intake is Intake.CORRECTION:
        withdrawn = facts.CaseWithdrawn("correction not submitted in time", deemed=True, scope=scope)
        return (withdrawn,), {turn.definition.decides(step.token): "withdrawn"}
    return (), {}
