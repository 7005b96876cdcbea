"""What happened to every element of a case's diagrams: its own and those of the processes it called.

Pure: from a `CaseView` and its models to marks. The page lists them; a script colours the drawing by that list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases import tokens
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.events import Event
    from engine.views import CaseView, StepView
    from workflows.model import ProcessModel

LAMPS = ("red", "yellow", "green")
_PASSED = facts.MilestoneReached | facts.MessageReceived | facts.ServicePerformed | facts.TimerFired


@dataclass(frozen=True, slots=True)
class Happening:
    """One passage through an element. `step` where a person did it; `actor` whose act moved it."""

    began_at: datetime
    ended_at: datetime | None
    state: str  # open, done, cancelled
    actor: str = ""
    step: StepView | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that was reached. `state` is that of its last passage; `lamp` the worst of the clocks that run on it,
    empty for none; `opens` the key of the diagram that it calls.
    """

    element: str
    name: str
    state: str
    happenings: tuple[Happening, ...]
    lamp: str = ""
    is_paused: bool = False
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing with its marks. `call` is the token of the call that opened it, empty for the case's own."""

    call: str
    process: str
    name: str
    marks: tuple[Mark, ...]


def diagrams(view: CaseView, models: Mapping[str, ProcessModel]) -> tuple[Diagram, ...]:
    """The case's own diagram, then those it called, in the order in which they were entered."""
    happened = _happened(view, models)
    calls = [t for t in _scope_tokens(view.events) if _calls(t, models, view.process)]
    found = []
    for call in ("", *calls):
        process = tokens.process_of(f"{call}/x#1", models, view.process) if call else view.process
        its = {token: h for token, h in happened.items() if (tokens.call_of(token) or "") == call}
        found.append(Diagram(call, process, models[process].name, _marks(its, view, models[process], set(calls))))
    return tuple(found)


def _scope_tokens(events: Iterable[Event]) -> list[str]:
    return [e.fact.token for e in events if isinstance(e.fact, facts.ScopeOpened)]


def _calls(token: str, models: Mapping[str, ProcessModel], main: str) -> bool:
    return tokens.element_of(token, models, main).kind is Kind.CALL


def _happened(view: CaseView, models: Mapping[str, ProcessModel]) -> dict[str, Happening]:
    """By token, in the order in which they began."""
    found: dict[str, Happening] = {}
    steps = {s.token: s for s in view.steps}
    for event in view.events:
        fact, at = event.fact, event.at
        if isinstance(fact, facts.CaseStarted):
            starts = (e.id for e in models[view.process].elements.values() if e.kind is Kind.START and not e.parent)
            found |= {f"{start}#1": Happening(at, at, "done", event.actor) for start in starts}
        elif isinstance(fact, facts.StepOpened):
            step = steps[fact.token]
            found[fact.token] = Happening(at, step.closed_at, step.state, step.actor or "", step)
        elif isinstance(fact, facts.ScopeOpened):
            found[fact.token] = Happening(at, None, "open", event.actor)
        elif isinstance(fact, facts.ScopeClosed) and fact.token in found:
            how = "done" if fact.how == "completed" else "cancelled"
            found[fact.token] = replace(found[fact.token], ended_at=at, state=how)
        elif isinstance(fact, _PASSED):
            found[fact.token] = Happening(at, at, "done", event.actor)
        elif isinstance(fact, facts.CaseCompleted) and fact.end:
            found.setdefault(f"{fact.end}#1", Happening(at, at, "done", event.actor))
    return found


def _marks(happened: Mapping[str, Happening], view: CaseView, model: ProcessModel, calls: set[str]) -> tuple[Mark, ...]:
    by_element: dict[str, list[str]] = {}
    for token in happened:
        element = tokens.element_id(token)
        if element in model.elements:
            by_element.setdefault(element, []).append(token)
    running = [c for c in view.clocks if c.reading.state != "stopped"]
    found = []
    for element, its in by_element.items():
        passages = tuple(happened[token] for token in its)
        state = "open" if any(p.state == "open" for p in passages) else passages[-1].state
        lamps = {c.reading.lamp for c in running if c.run.partition("@")[2] in its}
        lamp = next((colour for colour in LAMPS if colour in lamps), "") if state == "open" else ""
        opened = {token for token in its if happened[token].state == "open"}
        around = opened | {scope for token in opened if (scope := _scope_of(happened[token]))}
        paused = bool(opened) and any(
            p.ended_at is None and (p.scope is None or p.scope in around) for p in view.pauses
        )
        found.append(
            Mark(
                element=element,
                name=model.elements[element].name,
                state=state,
                happenings=passages,
                lamp=lamp,
                is_paused=paused,
                opens=next((token for token in reversed(its) if token in calls), ""),
            )
        )
    return tuple(found)


def _scope_of(happening: Happening) -> str | None:
    return happening.step.scope if happening.step else None
