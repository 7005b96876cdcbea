"""The course of a case: pauses, extensions, restarts, materials, and the end before the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases import counting, flow, papers, people, tokens
from engine.cases.commands import invalid_argument, invalid_state, not_found
from engine.cases.given import Given

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.cases.commands import Command
    from engine.cases.turn import Turn


def start_pause(turn: Turn, command: Command) -> None:
    """Stop time, for the case, a scope or a step: special procedure, public notice, hearing, …"""
    given = Given(command.data, command.word)
    kind = given.text("kind", "special_procedure", most=60)
    planned, days = given.days("planned_days"), given.days("days")
    notice, reason = given.text("notice"), given.text("reason")
    place = given.text("scope") or command.step
    given.done()
    people.check_worker(command.actor, turn.state, "pause the case")
    scope = _place(turn, place)
    for pause in turn.state.pauses.values():
        if pause.scope in (scope, None):
            raise invalid_state(
                f"Expected {counting.label(turn, scope)} not to be paused yet, but {pause.pause} ({pause.kind}) "
                f"has paused it since {pause.started_at.date()}"
            )
    pause_id = f"pause#{turn.state.pauses_begun + 1}"
    turn.record(facts.PauseStarted(pause_id, kind, scope, planned or days, notice or reason))


def _place(turn: Turn, place: str | None) -> str | None:
    """The token of the open step or scope that is meant; None for the whole case."""
    if place is None:
        return None
    around = {token: tokens.element_id(token) for token in (*turn.state.steps, *turn.state.scopes)}
    found = [token for token, element in around.items() if place in (token, element)]
    if len(found) != 1:
        what = "is not open" if not found else f"is open several times: {', '.join(found)}"
        raise invalid_state(f"Expected an open step or scope to pause, but {place} {what}")
    return found[0]


def end_pause(turn: Turn, command: Command) -> None:
    """Let time count again."""
    given = Given(command.data, command.word)
    name, kind, place = given.text("pause"), given.text("kind"), given.text("scope") or command.step
    given.text("notice")
    given.done()
    people.check_worker(command.actor, turn.state, "end the pause")
    found = [
        p
        for p in turn.state.pauses.values()
        if name in ("", p.pause)
        and kind in ("", p.kind)
        and (place is None or (p.scope is not None and place in (p.scope, tokens.element_id(p.scope))))
    ]
    if not found:
        raise invalid_state("Expected a pause to end, but " + _pauses(turn))
    if len(found) > 1:
        raise invalid_argument("Expected to be told which pause to end, but " + _pauses(turn))
    turn.record(facts.PauseEnded(found[0].pause))


def _pauses(turn: Turn) -> str:
    open_ones = [f"{p.pause} ({p.kind}, {counting.label(turn, p.scope)})" for p in turn.state.pauses.values()]
    return f"these are open: {', '.join(open_ones)}" if open_ones else "the case is not paused"


def extend(turn: Turn, command: Command) -> None:
    """Give a limit more time (延期), as far as the document allows."""
    given = Given(command.data, command.word)
    name = given.text("run") or given.text("limit")
    given.text("limit")
    amount = given.amount("amount", "days")
    approver, reason, notice = given.needed("approver"), given.needed("reason"), given.text("notice")
    given.done()
    people.check_worker(command.actor, turn.state, "extend a limit")
    run = _run(turn, name, "extend", command.step)
    limit = turn.state.runs[run].limit
    why_not = turn.rules.why_not_extend(turn.live.clocks, run, amount)
    if why_not is not None:
        raise invalid_state(f"{why_not}: {limit}, run {run}")
    turn.record(facts.LimitExtended(run, _plain(amount), approver, reason, notice))


def restart(turn: Turn, command: Command) -> None:
    """Let a limit count anew, where its document names such an event."""
    given = Given(command.data, command.word)
    name = given.text("run") or given.text("limit")
    given.text("limit")
    reason = given.needed("reason")
    given.done()
    people.check_worker(command.actor, turn.state, "restart a limit")
    run = _run(turn, name, "restart", command.step)
    limit = turn.state.runs[run].limit
    allowed = turn.rules.restarts(limit)
    if not allowed:
        raise invalid_state(f"Expected a limit that an event may start anew, but {limit} names none")
    turn.record(facts.ClockRestarted(run, reason))


def _run(turn: Turn, name: str, word: str, step: str | None) -> str:
    """The run that is meant: by its own name, its limit's, its step's, or because there is only one."""
    found = counting.run_named(turn, name) if name else tuple(turn.state.runs)
    if step is not None:
        found = tuple(r for r in found if step in _names(turn.state.runs[r].token))
    if not found:
        going = ", ".join(sorted(turn.state.runs)) or "none"
        raise not_found(
            f"Expected a clock that counts to {word}, but {name or step or 'none'} is none; there are: {going}"
        )
    if len(found) > 1:
        raise invalid_argument(
            f"Expected to be told which clock to {word}, but several count: {', '.join(sorted(found))}"
        )
    return found[0]


def _names(token: str | None) -> tuple[str, ...]:
    return () if token is None else (token, tokens.element_id(token))


def withdraw(turn: Turn, command: Command) -> None:
    """Take the application back (撤件), at any time before the end."""
    given = Given(command.data, command.word)
    reason = given.text("reason") or given.text("opinion")
    given.text("opinion")
    given.done()
    people.check_applicant(command.actor, turn.state, turn.live.applicant, "withdraw the application")
    _end(turn, reason)


def void(turn: Turn, command: Command) -> None:
    """Strike a case that should not exist (作废)."""
    given = Given(command.data, command.word)
    reason = given.needed("reason")
    given.done()
    people.check_administrator(command.actor, "void a case")
    _end(turn, reason)


def _end(turn: Turn, reason: str) -> None:
    turn.record(facts.CaseWithdrawn(reason))
    flow.absorb(turn, turn.live.instance.cancel(), reason="withdrawn")
    flow.finish(turn, "withdrawn", None)


def supply_material(turn: Turn, command: Command) -> None:
    """Bring a material, maybe one that was promised."""
    given = Given(command.data, command.word)
    ids = tuple(dict.fromkeys((*given.texts("material"), *given.texts("materials"))))
    given.text("opinion")
    given.done()
    people.check_applicant(command.actor, turn.state, turn.live.applicant, "supply materials")
    if not ids:
        raise invalid_argument("Expected material to name what comes, but it is missing")
    brought = papers.supplied(turn.definition.model, turn.state, ids)
    if not brought:
        raise invalid_state(f"Expected materials that are missing or promised, but {', '.join(ids)} came before")
    for fact in brought:
        turn.record(fact)


def _plain(amount: Decimal) -> str:
    return format(amount.normalize(), "f")
