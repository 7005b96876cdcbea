"""One case of a process of the library, walked by the real engine on a virtual clock by a script that is fixed
beforehand: how long the n-th entry into a step takes and what is decided there, when messages come, the facts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases import awaited
from engine.simulation import compile_model
from engine.simulation.scenario.defaults.facts import Questions
from engine.time import SHANGHAI
from tests.support.world import person
from workflows.model import Intake

if TYPE_CHECKING:
    from engine.cases.definition import Definition
    from engine.cases.turn import Live
    from engine.events import Event
    from tests.support.world import World
    from workflows.model import Element, FormField

START = datetime(2026, 9, 14, 9, 0, tzinfo=SHANGHAI)
ADMIN = person("operator", None, "administrator", "operator")
LATEST = datetime(2036, 1, 1, tzinfo=SHANGHAI)  # the calendar does not go on for ever
VISITS = 8
CALM = 3  # from that entry on a step is decided by its first decision, so that every walk ends
LONGEST = 150
HOUR = 3600
# Seconds that a step may take at most: an hour or weeks. A review of an application may run into acceptance by silence.
SCALES = (2 * HOUR, 30 * HOUR, 120 * HOUR, 600 * HOUR)
REVIEW = (40 * HOUR, 40 * HOUR, 300 * HOUR)


class LeftOut(Exception):  # noqa: N818 - it names the situation
    """The case does not end within the bound, or holds what the simulator does not model."""


@dataclass(frozen=True, order=True, slots=True)
class Step:
    """An entry into a step."""

    key: str
    opened: datetime
    closed: datetime
    how: int  # 0 completed, 1 cancelled


@dataclass(frozen=True, order=True, slots=True)
class Count:
    """A count of a limit that ended. `verdict`: met, breached (an at-least limit: ended too early), void. `elapsed` and
    `over` (None: it is not) are in the limit's unit.
    """

    limit: str
    started: datetime
    ended: datetime
    deadline: datetime
    verdict: str
    elapsed: Decimal
    over: Decimal | None


@dataclass(slots=True)
class Story:
    """What happened to a case."""

    steps: list[Step] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    ended: datetime = START


class Script:
    """What is fixed beforehand. Everything is a function of the seed, the place and the number of the entry."""

    def __init__(self, definition: Definition, seed: int) -> None:
        self.definition, self.seed = definition, seed
        self.elements = {f"{m.id}/{e.id}": e for m in definition.models.values() for e in m.elements.values()}
        self.asked = Questions(compile_model(definition.models, definition.process)).asked
        # A timer at a date that somebody writes down has no span that could be told to the simulator.
        self.dates = {e.timer.variable for e in self.elements.values() if e.timer is not None}
        self.pace = self._chance("pace").choice((1, 1, 6))  # in some cases everybody is slow, and timers fire
        self.truth = self._chance("truth").choice((0.1, 0.4, 0.9))  # how often what can be true is
        self.boldness = self._chance("boldness").choice((0.05, 0.3, 0.5))
        self.facts = {
            form.id: value
            for form in definition.model.facts
            if form.id not in self.dates and (value := self._value(form, self._chance("fact", form.id))) is not None
        }

    def _chance(self, *place: object) -> random.Random:
        return random.Random(f"{self.seed}|{'|'.join(map(str, place))}")  # noqa: S311 - no secrets here

    def span(self, key: str, visit: int) -> int:
        """Seconds from opening to completion."""
        chance = self._chance("span", key, min(visit, VISITS - 1))
        if self.elements[key].intake is Intake.REVIEW:
            return chance.randrange(7, chance.choice(REVIEW))
        return chance.randrange(7, chance.choice(SCALES)) * self.pace

    def message(self, key: str) -> int:
        """Seconds until a message comes."""
        chance = self._chance("message", key)
        return chance.randrange(7, chance.choice(SCALES)) * self.pace

    def decision(self, key: str, visit: int) -> str | None:
        """What is decided at the n-th entry."""
        visit = min(visit, VISITS - 1)
        element, chance = self.elements[key], self._chance("decision", key, visit)
        if element.intake is Intake.REVIEW:
            words = ("accept", "accept", "accept", "refuse")
            return chance.choice((*words, "correct", "correct") if visit == 0 else words)
        if not element.decisions:
            return None
        first, *others = (d.value for d in element.decisions)
        bold = others and visit < CALM and chance.random() < self.boldness
        return chance.choice(others) if bold else first

    def form(self, key: str, visit: int) -> dict[str, Any]:
        """What is filled in at the n-th entry."""
        element = self.elements[key]
        if element.intake is Intake.REVIEW:
            return {}
        return {
            form.id: value
            for form in element.form
            if form.id not in self.dates
            and (value := self._value(form, self._chance("form", key, form.id, min(visit, VISITS - 1)))) is not None
        }

    def _value(self, form: FormField, chance: random.Random) -> Any:
        if form.type == "boolean":
            return chance.random() < self.truth
        if form.type in ("number", "integer"):
            return self._number(form, chance)
        if form.options:
            value = chance.choice(form.options)[0]
            return [value] if form.type == "multiselect" else value
        return {"date": "2026-09-01", "file_name": "a.pdf"}.get(form.type, "文字")

    def _number(self, form: FormField, chance: random.Random) -> int:
        """Near a figure that some condition compares it with."""
        asked = self.asked.get(form.id)
        near = sorted(asked.numbers if asked else ()) or [100.0]
        value = int(chance.choice(near)) + chance.choice((-1, 0, 0, 1))
        low, high = form.minimum or 0, form.maximum
        return max(value if high is None else min(value, int(high)), int(low))


class Walk:
    """The engine's side."""

    def __init__(self, world: World, process: str, seed: int) -> None:
        self.world, self.at, self.number = world, START, 0
        world.now = START
        self.plans: list[tuple[datetime, int, str, str]] = []
        self.seen: set[str] = set()
        self.visits: dict[tuple[str | None, str], int] = {}
        self.definition = world.banjie.definition(process)
        self.script = Script(self.definition, seed)
        self.case = world.start(process, START, self.script.facts, by=ADMIN, id=f"walk-{process}-{seed}")

    def go(self) -> Story:
        """Play it to its end."""
        for _ in range(LONGEST):
            if self.at > LATEST:
                break
            live = self.world.live(self.case)
            assert not live.state.incidents
            if live.state.outcome is not None:
                return story(self.world.view(self.case).events, self.definition)
            self._plan(live)
            self._next(live)
        raise LeftOut

    def _plan(self, live: Live) -> None:
        for token, step in live.state.steps.items():
            if token not in self.seen:
                key = f"{self.definition.process_of(token)}/{step.step}"
                visit = self.visits[step.scope, key] = self.visits.get((step.scope, key), -1) + 1
                self._put(step.opened_at + timedelta(seconds=self.script.span(key, visit)), token, f"{key} {visit}")
        for message in awaited.messages(live):
            if message.token not in self.seen:
                key = f"{self.definition.process_of(message.token)}/{message.element.id}"
                self._put(self.at + timedelta(seconds=self.script.message(key)), message.token, f"{key} message")

    def _put(self, at: datetime, token: str, what: str) -> None:
        self.seen.add(token)
        heappush(self.plans, (at, len(self.seen), token, what))

    def _next(self, live: Live) -> None:
        """Whatever is due next: a timer, a step's completion, a message."""
        there = {*live.state.steps, *(m.token for m in awaited.messages(live))}
        while self.plans and self.plans[0][2] not in there:
            heappop(self.plans)
        due = min((timer.due_at for timer in live.timers.values() if timer.due_at is not None), default=None)
        if due is not None and (not self.plans or due <= self.plans[0][0]):
            self.at = due
            self.world.banjie.tick(due)
            return
        self.at, _, token, what = heappop(self.plans)
        key, visit = what.split()
        if visit == "message":
            self.world.do(self.case, "send-message", self.at, token, by=ADMIN, data=self.script.form(key, 0))
        else:
            word, data = self._command(self.script.elements[key], key, int(visit))
            self.world.do(self.case, word, self.at, token, by=ADMIN, data=data)

    def _command(self, element: Element, key: str, visit: int) -> tuple[str, dict[str, Any]]:
        decision, data = self.script.decision(key, visit), self.script.form(key, visit)
        if element.intake is Intake.CORRECTION:
            return "submit-correction", data
        if element.intake is Intake.REVIEW:
            return "complete", {"decision": decision, **({"items": ["图纸"]} if decision == "correct" else {})}
        return "complete", data | ({} if decision is None else {"decision": decision})


def story(events: tuple[Event, ...], definition: Definition) -> Story:
    """The steps and the counts of a log."""
    found = Story()
    opened: dict[str, tuple[str, datetime]] = {}
    started: dict[str, tuple[str, datetime]] = {}
    for event in events:
        match event.fact:
            case facts.StepOpened(step=step, token=token):
                opened[token] = (f"{definition.process_of(token)}/{step}", event.at)
            case facts.StepCompleted(token=token) | facts.StepCancelled(token=token):
                how = int(isinstance(event.fact, facts.StepCancelled))
                found.steps.append(Step(*opened.pop(token), event.at, how))
            case facts.ClockStarted(run=run, limit=limit, starts_at=starts_at):
                started[run] = (limit, starts_at)
            case facts.ClockRestarted(run=run, starts_at=starts_at):
                limit, before = started[run]
                started[run] = (limit, max(starts_at or event.at, before))
            case facts.ClockStopped(run=run, verdict=verdict, deadline_at=deadline_at) as stopped:
                told = "breached" if verdict == "too_early" else verdict
                over = None if stopped.over is None else Decimal(stopped.over)
                amounts = Decimal(stopped.elapsed), over
                found.counts.append(Count(*started.pop(run), event.at, deadline_at or event.at, told, *amounts))
            case facts.CaseCompleted():
                found.ended = event.at
            case _:
                pass
    assert not opened
    assert not started
    found.steps.sort()
    found.counts.sort()
    return found
