"""Which clocks begin and end with what happens: limits bound to steps, scopes and the process as a whole.

A limit that the catalogue starts with acceptance begins when the application it stands under is accepted, at the
acceptance's effective instant, or when its element is entered, if that is later. The limits of a called process are
those of the element that calls it. A limit that is not meant for the project, by what is known of it when its clock
would start, has no clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases import tokens

if TYPE_CHECKING:
    from datetime import datetime

    from engine.cases.turn import Turn
    from workflows.model import Element, LimitBinding


def entered(turn: Turn, token: str, element: Element) -> None:
    """A step or a scope was entered."""
    for limit in _limits(turn, token, element):
        if not _waits_for_acceptance(turn, limit, element):
            starts_at, basis = _moment(turn, token, limit)
            _start(turn, limit, token, token, starts_at, basis)
    _start_process_limits(turn, token, element, "entered")


def left(turn: Turn, token: str, element: Element, *, how: str) -> None:
    """A step or a scope came to its end."""
    for limit in _limits(turn, token, element):
        _stop(turn, f"{limit}@{token}", void=how == "cancelled")
    if how == "completed":
        _end_process_limits(turn, token, element)


def passed(turn: Turn, token: str, element: Element, around: tuple[str, ...]) -> None:
    """A milestone, a script or an end was passed. `around` are the tokens of the scopes it lies in."""
    for limit in element.restarts:
        for run in _runs_beside(turn, limit, around):
            _restart(turn, run, element)
    _start_process_limits(turn, token, element, "milestone")
    _end_process_limits(turn, token, element)


def _runs_beside(turn: Turn, limit: str, around: tuple[str, ...]) -> tuple[str, ...]:
    """The running counts of a limit that a restart at this place means: of the process, of a scope around it, and of
    the steps and scopes that stand directly in one of these. Not those in another instance of an activity done
    several times.
    """
    places = {None, *around}

    def here(token: str | None) -> bool:
        where = turn.state.steps.get(token or "") or turn.state.scopes.get(token or "")
        return token in places or (where is not None and where.scope in places)

    return tuple(run for run, r in turn.state.runs.items() if r.limit == limit and here(r.token))


def _restart(turn: Turn, run: str, element: Element) -> None:
    since = turn.opened.get(element.restarts_since or "") if turn.state.runs[run].limit in element.restarts else None
    turn.record(facts.ClockRestarted(run, element.name or element.id, since))


def accepted(turn: Turn, fact: facts.CaseAccepted) -> None:
    """An application was accepted, maybe as of an instant in the past."""
    if fact.scope is None:
        for binding in turn.definition.process_limits:
            _start(turn, binding.limit, turn.definition.process, None, fact.effective_at, "accepted")
        return
    element = turn.element(fact.scope)
    for limit in _limits(turn, fact.scope, element):
        if _waits_for_acceptance(turn, limit, element):
            _start(turn, limit, fact.scope, fact.scope, fact.effective_at, "accepted")


def begun(turn: Turn) -> None:
    """The case began. Without an application of its own there is no acceptance to wait for."""
    if not turn.definition.has_application(turn.definition.process):
        for binding in turn.definition.process_limits:
            _start(turn, binding.limit, turn.definition.process, None, turn.at, "entered")


def stop_all(turn: Turn, *, void: bool) -> None:
    """The case ends: every clock that still counts is judged, or void where nothing was decided."""
    for run in tuple(turn.state.runs):
        _stop(turn, run, void=void)


def _limits(turn: Turn, token: str, element: Element) -> tuple[str, ...]:
    return turn.definition.limits(turn.definition.process_of(token), element)


def _waits_for_acceptance(turn: Turn, limit: str, element: Element) -> bool:
    """Whether the limit of a call begins with the acceptance that happens inside of it."""
    calls_application = element.called is not None and turn.definition.has_application(element.called)
    return calls_application and turn.rules.starts(limit) == "acceptance"


def _moment(turn: Turn, token: str, limit: str) -> tuple[datetime, str]:
    if turn.rules.starts(limit) == "acceptance":
        effective_at = turn.accepted.get(turn.definition.application_scope(token) or "")
        if effective_at is not None:
            return effective_at, "accepted"
    return turn.at, "entered"


def _start_process_limits(turn: Turn, token: str, element: Element, basis: str) -> None:
    if not turn.definition.in_main(token):
        return
    for binding in turn.definition.starting.get(element.id, ()):
        going = _process_runs(turn, binding)
        if going and not turn.rules.begins_anew(binding.limit):
            continue  # it counts from the first time
        for run in going:
            if binding.limit not in element.restarts:
                _restart(turn, run, element)
        if not going:
            _start(turn, binding.limit, token, None, turn.at, basis)


def _end_process_limits(turn: Turn, token: str, element: Element) -> None:
    if not turn.definition.in_main(token):
        return
    for binding in turn.definition.ending.get(element.id, ()):
        for run in _process_runs(turn, binding):
            _stop(turn, run, void=False)


def _process_runs(turn: Turn, binding: LimitBinding) -> tuple[str, ...]:
    """The runs of a process limit that count at this moment: at most one."""
    return tuple(run for run, r in turn.state.runs.items() if r.limit == binding.limit and r.token is None)


def _start(  # noqa: PLR0913 - what a run is made of
    turn: Turn, limit: str, where: str, token: str | None, starts_at: datetime, basis: str
) -> None:
    if not turn.counts(limit, starts_at):
        return
    run = f"{limit}@{where}"
    turn.record(facts.ClockStarted(run, limit, token, starts_at, basis, turn.rules.version(limit)))


def _stop(turn: Turn, run: str, *, void: bool) -> None:
    """Judge a run. What was cancelled is void, unless it was over already: a deadline that has passed has passed."""
    if run in turn.state.runs:
        turn.record(turn.rules.verdict(turn.live.clocks, run, turn.at, void=void))


def runs_over(turn: Turn, token: str, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """The runs that a step stands under: its own, those of its scopes, those of the process."""
    around = {token, None, *scopes}
    return tuple(run for run, r in turn.state.runs.items() if r.token in around)


def run_named(turn: Turn, name: str) -> tuple[str, ...]:
    """The runs that `name` may mean: a run itself, or every one of a limit."""
    if name in turn.state.runs:
        return (name,)
    return tuple(run for run, r in turn.state.runs.items() if r.limit == name)


def label(turn: Turn, token: str | None) -> str:
    """How a step, scope or the case is called in a sentence."""
    if token is None:
        return "the case"
    step = turn.state.steps.get(token)
    return f"{step.step} ({step.name})" if step else tokens.element_id(token)
