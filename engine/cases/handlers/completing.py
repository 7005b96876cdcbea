"""Completing a step: the decision, the form, the materials; and what the two intake steps mean beyond that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases import flow, lookup, papers, people
from engine.cases.commands import invalid_argument, invalid_state
from engine.cases.given import Given, misfit, plain
from workflows.forms import FormError, validate
from workflows.model import Intake, TimeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.cases.commands import Command
    from engine.cases.state import OpenStep
    from engine.cases.turn import Turn
    from engine.events import Fact
    from workflows.model import Element

ACCEPT, CORRECT, REFUSE = "accept", "correct", "refuse"
_WORDS = {ACCEPT: "accept", CORRECT: "request-correction", REFUSE: "refuse"}


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person filled in: `facts` are those of materials, `values` the form's."""

    decision: str | None
    opinion: str
    values: Mapping[str, Any]
    facts: tuple[Fact, ...]

    @property
    def private(self) -> dict[str, Any]:
        """What is kept outside of the log."""
        found: dict[str, Any] = {}
        if self.opinion:
            found["opinion"] = self.opinion
        if self.values:
            found["data"] = dict(self.values)
        return found


def complete(turn: Turn, command: Command) -> None:
    """Finish a step with a decision, an opinion and its form."""
    step = lookup.open_step(turn, command)
    element = turn.element(step.token)
    if element.intake is Intake.REVIEW:
        _decide_intake(turn, command, step)
        return
    check_may_finish(turn, command, step)
    if element.intake is Intake.CORRECTION:
        submit(turn, command, step)
        return
    filled = fill(turn, command, step, element)
    finish(turn, step, element, filled)


def finish(turn: Turn, step: OpenStep, element: Element, filled: Filled, then: tuple[Fact, ...] = ()) -> None:
    """Record the materials, close the step, and let the token go on."""
    for fact in filled.facts:
        turn.record(fact)
    variables = turn.definition.brought(filled.values)
    if filled.decision is not None:
        variables[element.decides] = filled.decision
    done = facts.StepCompleted(step.step, step.token, filled.decision)
    flow.complete_step(turn, step.token, done, filled.private, variables, then)


def fill(turn: Turn, command: Command, step: OpenStep, element: Element, decision: str | None = None) -> Filled:
    """Read and check what came with a completion.

    The operator of the command line may leave the form and the decision out, as a migration or a rehearsal does: then
    the decision is the first that the step lists, and is recorded as any other.

    Raises:
        Refused: The decision is none of the step's, a field is missing or wrong, a material is not there.
    """
    given = Given(command.data, command.word)
    operator = command.actor.is_operator
    if operator and decision is None and element.decisions and not command.data.get("decision"):
        decision = element.decisions[0].value
    chosen = _decision(given, element, step, decision)
    opinion = given.text("opinion")
    ids, promised, due_at = given.texts("materials"), given.texts("promised"), given.instant("promised_due_at")
    model = turn.definition.model
    state = turn.state
    coming = papers.supplied(model, state, ids) + papers.promised(model, state, promised, due_at)
    if element.materials and turn.live.asked is not None:
        needed = [m for m in model.materials if m.id in element.materials and m.id in turn.live.asked]
        papers.check_there(needed, state, (*ids, *promised), command.word)
    values = form_values(given, element, whole=element.needs_whole_form(chosen) and not operator)
    return Filled(chosen, opinion, values, coming)


def _decision(given: Given, element: Element, step: OpenStep, decision: str | None) -> str | None:
    came = given.text("decision") or None
    if decision is not None:
        if came not in (None, decision):
            raise invalid_argument(f"Expected decision {decision!r} for {step.step}, but {came!r} came")
        return decision
    values = [d.value for d in element.decisions]
    if values and came not in values:
        said = "none came" if came is None else f"{came!r} came"
        raise invalid_argument(
            f"Expected a decision for {step.step} ({step.name}), one of {', '.join(values)}, but {said}"
        )
    return came


def form_values(given: Given, element: Element, *, whole: bool) -> dict[str, Any]:
    """The values of the step's form; without `whole`, of the fields that came."""
    values = given.rest()
    if not element.form:
        return values
    try:
        return plain(validate(element.form, values, partial=not whole))
    except FormError as error:
        raise misfit(error, element.form) from error


def check_may_finish(turn: Turn, command: Command, step: OpenStep) -> None:
    """Refuse to finish a step of somebody else, one whose time is paused, or one that an incident holds.

    Raises:
        Refused: One of these holds.
    """
    owner = people.owns(command.actor, turn.state, turn.live.applicant)
    people.check_step(command.actor, step, command.word, owner=owner)
    held = next((i for i in turn.state.incidents.values() if i.token == step.token), None)
    if held is not None:
        raise invalid_state(f"Expected to {command.word} {step.step}, but {held.incident} holds it: {held.message}")
    if step.time == TimeKind.APPROVAL:
        pause = next((p for p in turn.state.pauses.values() if p.scope in (None, step.token, *step.scopes)), None)
        if pause is not None:
            raise invalid_state(
                f"Expected to {command.word} {step.step} while its time counts, but it is paused "
                f"({pause.kind}, since {pause.started_at.date()}); end the pause first"
            )


# ── the front of a case ────


def _decide_intake(turn: Turn, command: Command, step: OpenStep) -> None:
    decision = command.data.get("decision") or (ACCEPT if command.actor.is_operator else None)
    handler = {ACCEPT: accept, CORRECT: request_correction, REFUSE: refuse}.get(str(decision))
    if handler is None:
        said = "none came" if decision is None else f"{decision!r} came"
        raise invalid_argument(
            f"Expected a decision for {step.step} ({step.name}), one of {', '.join(_WORDS)}, but {said}"
        )
    handler(turn, command)


def _review(turn: Turn, command: Command) -> tuple[OpenStep, Element, str | None]:
    step = lookup.open_step(turn, command, Intake.REVIEW)
    check_may_finish(turn, command, step)
    return step, turn.element(step.token), turn.definition.application_scope(step.token)


def accept(turn: Turn, command: Command) -> None:
    """Accept the application (受理)."""
    step, element, scope = _review(turn, command)
    filled = fill(turn, command, step, element, ACCEPT)
    if scope is None and turn.live.asked is not None:
        given = Given(command.data, command.word)
        coming = (*given.texts("materials"), *given.texts("promised"))
        needed = [m for m in turn.definition.model.materials if m.id in turn.live.asked]
        papers.check_there(needed, turn.state, coming, command.word)
    finish(turn, step, element, filled, (facts.CaseAccepted(turn.at, scope=scope),))


def refuse(turn: Turn, command: Command) -> None:
    """Do not accept the application (不予受理)."""
    step, element, scope = _review(turn, command)
    given = Given(command.data, command.word)
    reason = given.text("reason")
    filled = _short(given, element, REFUSE)
    said = reason or filled.opinion or str(filled.values.get("refusal_reason") or "")
    finish(turn, step, element, filled, (facts.CaseRefused(said, scope),))


def request_correction(turn: Turn, command: Command) -> None:
    """Tell the applicant, once and completely, what is missing (一次性告知)."""
    step, element, scope = _review(turn, command)
    if turn.state.application(scope).corrections:
        raise invalid_state(
            "Expected corrections to be asked for once and all together (行政许可法 art. 32), "
            "but they were asked for already"
        )
    given = Given(command.data, command.word)
    items = given.texts("items") + given.texts("materials")
    due_at, days, reason = given.instant("due_at"), given.days("days"), given.text("reason")
    if due_at is None and days is not None:
        due_at = turn.rules.after(turn.at, days, "working_day")
    if due_at is not None and due_at <= turn.at:
        raise invalid_argument(f"Expected due_at to lie after {turn.at.isoformat()}, but it is {due_at.isoformat()}")
    filled = _short(given, element, CORRECT, reason)
    variables = {element.decides: CORRECT, "correction_due_at": due_at and due_at.isoformat()}
    done = facts.StepCompleted(step.step, step.token, CORRECT)
    told = facts.CorrectionRequested(items, due_at, scope)
    flow.complete_step(turn, step.token, done, filled.private, variables, (told,))


def submit_correction(turn: Turn, command: Command) -> None:
    """Supply what was asked for (补正)."""
    step = lookup.open_step(turn, command, Intake.CORRECTION)
    check_may_finish(turn, command, step)
    submit(turn, command, step)


def submit(turn: Turn, command: Command, step: OpenStep) -> None:
    """Close the correction step."""
    given = Given(command.data, command.word)
    items = given.texts("items")
    scope = turn.definition.application_scope(step.token)
    brought = papers.supplied(turn.definition.model, turn.state, given.texts("materials"))
    opinion = given.text("opinion") or given.text("reason")
    element = turn.element(step.token)
    filled = Filled(given.text("decision") or None, opinion, form_values(given, element, whole=False), brought)
    finish(turn, step, element, filled, (facts.CorrectionSubmitted(items, scope),))


def _short(given: Given, element: Element, decision: str, reason: str = "") -> Filled:
    """An answer that needs no whole form: what its fields do not need may be left out."""
    given.text("decision")
    opinion = given.text("opinion") or reason
    if not element.form:
        given.done()
    return Filled(decision, opinion, form_values(given, element, whole=False), ())
