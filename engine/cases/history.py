"""A case as it stood at an instant: its log, folded into what readers are shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine import clocks as clockwork
from engine import events as facts
from engine.cases import tokens
from engine.cases.fold import fold
from engine.time import local
from engine.views import CaseView, ClockView, MaterialView, MessageView, PauseView, StepView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.cases.definition import Definition
    from engine.cases.rules import Rules
    from engine.cases.state import CaseState
    from engine.clocks import Run
    from engine.events import Event
    from engine.time import Reading

LAMPS = ("red", "yellow", "green")


@dataclass(frozen=True, slots=True)
class Story:
    """All that a view is made of: the log up to the instant, and what is kept beside it."""

    case: str
    title: str
    applicant: str
    definition: Definition
    rules: Rules
    events: tuple[Event, ...]
    at: datetime
    version: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    payloads: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    asked: tuple[str, ...] | None = None


def view(story: Story) -> CaseView:
    """What the log says. The commands of whoever asks are filled in by `engine.cases.allowed`."""
    state = fold(story.events)
    clocks = _clocks(story)
    definition = story.definition
    received = state.received_at or story.at
    return CaseView(
        case=story.case,
        number=state.number,
        title=story.title,
        process=state.process,
        process_name=definition.model.name or definition.process,
        version=state.version,
        place=state.place,
        state=state.shown_state,
        outcome=state.outcome,
        lamp=_lamp(clocks),
        paused=any(pause.scope is None for pause in state.pauses.values()),
        applicant=story.applicant,
        facts=story.facts,
        received_at=local(received),
        accepted_at=state.accepted_at and local(state.accepted_at),
        closed_at=state.closed_at and local(state.closed_at),
        at=local(story.at),
        steps=_steps(story),
        clocks=clocks,
        pauses=_pauses(story.events),
        materials=_materials(story, state),
        events=story.events,
        incidents=tuple(i.message for i in state.incidents.values()),
        commands=(),
        stored_version=story.version,
        messages=tuple(_message(story, e, e.fact) for e in story.events if isinstance(e.fact, facts.MessageReceived)),
    )


# ── steps ────


def _steps(story: Story) -> tuple[StepView, ...]:
    """Every entry into a step, in the order in which they opened."""
    found: dict[str, StepView] = {}
    for event in story.events:
        fact = event.fact
        if isinstance(fact, facts.StepOpened):
            found[fact.token] = _opened(fact, local(event.at))
        elif isinstance(fact, facts.StepClaimed):
            found[fact.token] = replace(found[fact.token], assignee=fact.user)
        elif isinstance(fact, facts.StepReleased):
            found[fact.token] = replace(found[fact.token], assignee=None)
        elif isinstance(fact, facts.StepCompleted | facts.StepReturned | facts.StepCancelled):
            found[fact.token] = _closed(found[fact.token], fact, event, story.payloads.get(event.seq, {}))
    return tuple(found.values())


def _opened(fact: facts.StepOpened, at: datetime) -> StepView:
    return StepView(
        step=fact.step,
        token=fact.token,
        name=fact.name,
        state="open",
        department=fact.department,
        role=fact.role,
        time=fact.time,
        scope=fact.scope,
        opened_at=at,
        closed_at=None,
    )


def _closed(
    step: StepView,
    fact: facts.StepCompleted | facts.StepReturned | facts.StepCancelled,
    event: Event,
    private: Mapping[str, Any],
) -> StepView:
    closed = replace(step, state="done", closed_at=local(event.at), actor=event.actor)
    if isinstance(fact, facts.StepCancelled):
        return replace(closed, state="cancelled")
    if isinstance(fact, facts.StepReturned):
        return replace(closed, decision="return", opinion=fact.reason or None)
    return replace(closed, decision=fact.decision, opinion=private.get("opinion"), data=private.get("data"))


def _message(story: Story, event: Event, fact: facts.MessageReceived) -> MessageView:
    element = story.definition.element(fact.token)
    private = story.payloads.get(event.seq, {})
    return MessageView(
        step=fact.step,
        token=fact.token,
        name=fact.name,
        message=fact.message,
        department=element.department,
        role=element.role,
        state="received",
        received_at=local(event.at),
        actor=event.actor,
        opinion=private.get("opinion"),
        data=private.get("data"),
    )


# ── clocks ────


def _clocks(story: Story) -> tuple[ClockView, ...]:
    """Every count of a limit in the order in which they began. One that has stopped is read under the calendar and
    the wording of the limit under which it was judged.
    """
    state = clockwork.ClockState()
    for event in story.events:
        state = clockwork.apply(state, event)
    runs = [*state.stopped, *(state.run(name) for name in state.runs)]
    runs.sort(key=lambda run: run.causes[0])
    return tuple(_clock(story, run) for run in runs)


def _clock(story: Story, run: Run) -> ClockView:
    rules, stop = story.rules, run.stop
    limit = rules.limit(run.limit)
    limit_version = stop.limit_version if stop else rules.version(run.limit)
    calendar = rules.calendar_of(stop.calendar_version) if stop else rules.calendar
    rule = rules.rule_of_version(run.limit, limit_version)
    reading = clockwork.read(run, rule, calendar, story.at)
    element = story.definition.element(run.token) if run.token else None
    return ClockView(
        run=run.run,
        limit=run.limit,
        document=limit.document,
        clause=limit.clause,
        element=tokens.element_id(run.token) if run.token else None,
        name=(element.name or element.id) if element else story.definition.model.name,
        reading=reading,
        calendar_version=stop.calendar_version if stop else calendar.version,
        limit_version=limit_version,
    )


def _lamp(clocks: Iterable[ClockView]) -> str:
    colours = {clock.reading.lamp for clock in clocks if _goes(clock.reading)}
    return next((colour for colour in LAMPS if colour in colours), "none")


def _goes(reading: Reading) -> bool:
    return reading.state != "stopped"


# ── pauses and materials ────


def _pauses(events: Iterable[Event]) -> tuple[PauseView, ...]:
    found: dict[str, PauseView] = {}
    tokens_of: dict[str, list[str]] = {}
    for event in events:
        fact, at = event.fact, local(event.at)
        if isinstance(fact, facts.PauseStarted):
            found[fact.pause] = PauseView(fact.pause, fact.kind, fact.scope, at, None, fact.planned_days, fact.notice)
            tokens_of.setdefault(fact.scope or "", []).append(fact.pause)
        elif isinstance(fact, facts.PauseEnded):
            found[fact.pause] = replace(found[fact.pause], ended_at=at)
        else:
            ended = "" if isinstance(fact, facts.CaseCompleted) else _closed_token(fact)
            over = found if ended == "" else tokens_of.get(ended or "-", ())
            for pause in over:
                if found[pause].ended_at is None:
                    found[pause] = replace(found[pause], ended_at=at)
    return tuple(found.values())


def _closed_token(fact: facts.Fact) -> str | None:
    closing = facts.StepCompleted | facts.StepReturned | facts.StepCancelled | facts.ScopeClosed
    return fact.token if isinstance(fact, closing) else None


def _materials(story: Story, state: CaseState) -> tuple[MaterialView, ...]:
    """The materials the project must bring, where they were listed, and any of which the log speaks."""
    supplied_at = {e.fact.material: local(e.at) for e in story.events if isinstance(e.fact, facts.MaterialSupplied)}
    names = {m.id: m.name for m in story.definition.model.materials}
    ids = dict.fromkeys((*(story.asked or ()), *state.materials))
    found = []
    for material in ids:
        known = state.materials.get(material)
        found.append(
            MaterialView(
                id=material,
                name=names.get(material, material),
                state=known.state if known else "missing",
                due_at=known.due_at and local(known.due_at) if known else None,
                supplied_at=supplied_at.get(material),
            )
        )
    return tuple(found)
