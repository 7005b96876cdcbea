"""Cases that walk through a process by chance: what people decide, what they fill in, what comes, what nobody does.

A walk looks for what was rarely done before: of the decisions, messages and timers of a process it sets out for a few,
and leaves the rest to the way that everybody agrees to, or to chance.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.cases import Command, Outcome, awaited
from engine.cases.loading import load
from engine.time import SHANGHAI, Bound
from engine.views import Actor
from tests.support.constants import candidates, constants, instants
from tests.support.goals import MESSAGE, TIMER, Map, Plan
from workflows.model import Intake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.cases.turn import Live
    from engine.service import Banjie
    from engine.views import CaseView
    from tests.support.goals import Wish
    from workflows.model import Element, FormField, ProcessModel

START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
LATEST = datetime(2029, 1, 1, tzinfo=SHANGHAI)
LONGEST = 300  # acts of one walk; in the second half nobody is bold any more
ADMIN = Actor("operator", "操作员", None, frozenset({"administrator"}))
DIRECTED = 0.75  # how often a walk aims at an end
MISSING = {"items": ["图纸"], "days": 5}
ENTRY = re.compile(r"#\d+")
AFTER = (0, 1, 5, 26)  # hours between two acts


class Guide:
    """What the walks through one process know: the ends (or paths of elements, behind calls) that none has reached, and
    the values worth filling in.
    """

    def __init__(self, banjie: Banjie, process: str, ends: Iterable[str]) -> None:
        self.banjie, self.process = banjie, process
        self.missing = set(ends)
        self.models = banjie.definition(process).models
        self.wishes = sorted(_wishes(self.models, process))
        self.constants = constants(self.models)
        self.instants = instants(self.models)

    def plan(self, chance: random.Random) -> Plan:
        """What one walk aims at: an end that was not reached yet, or a few things by chance."""
        if self.missing and chance.random() < DIRECTED:
            return Map(self.models, self.process, chance).plan(chance.choice(sorted(self.missing)))
        return Plan(set(chance.sample(self.wishes, min(chance.choice((0, 1, 2)), len(self.wishes)))))


def path_of(token: str) -> str:
    """The element of a token, with the calls that lead to it."""
    return ENTRY.sub("", token)


def _wishes(models: Mapping[str, ProcessModel], process: str, calls: str = "") -> Iterator[Wish]:
    for element in models[process].elements.values():
        path = f"{calls}{element.id}"
        yield from ((path, d.value) for d in element.decisions[1:])
        if element.message is not None:
            yield path, MESSAGE
        if element.timer is not None:
            yield path, TIMER
        if element.called is not None:
            yield from _wishes(models, element.called, f"{path}/")


class Walk:
    """One case, from its receipt to its end, by chance."""

    def __init__(self, guide: Guide, seed: int) -> None:
        self.guide, self.banjie, self.seed = guide, guide.banjie, seed
        self.at, self.number = START, 0
        self.chance = random.Random(f"{guide.process} {seed}")  # noqa: S311  no secrets here
        self.plan = guide.plan(self.chance)
        self.boldness = self.chance.choice((0.0, 0.0, 0.1, 0.4))  # how often somebody does not simply go on
        self.silence = self.chance.choice((0.0, 0.0, 0.1, 0.3))  # how often nobody does anything
        self.truth = self.chance.choice((0.1, 0.5, 0.9))
        self.stubborn = self.chance.choice((1, 1, 3, 6))  # how often somebody insists on the same
        self.said: Counter[Wish] = Counter()
        self.process = guide.banjie.process(guide.process)
        facts = self._form(self.process.facts)
        started = self.banjie.start(self.process.id, facts, ADMIN, self.at, f"walk-{self.process.id}-{seed}")
        assert isinstance(started, Outcome), (seed, started)
        self.case = started.case

    def go(self) -> set[str]:
        """The end events of the process itself that were reached."""
        for _ in range(LONGEST):
            self.banjie.tick(self.at)
            live = self._live()
            self._check(self.banjie.case(self.case, self.at))
            if live.state.closed:
                return set(live.instance.dump()["ends"])
            self._act(live)
            self.at = min(self.at + timedelta(hours=self.chance.choice(AFTER)), LATEST)
        raise AssertionError(f"walk {self.seed} did not end: {sorted(live.state.steps)}")

    def _live(self) -> Live:
        with self.banjie.database.read() as connection:
            return load(connection, self.banjie._definitions, self.case)

    def _check(self, view: CaseView) -> None:
        """What holds of any case at any instant."""
        assert not view.incidents, (self.seed, view.incidents)
        for clock in view.clocks:
            reading = clock.reading
            assert reading.elapsed >= 0
            counted = sum(day.weight for day in reading.days if day.counted)
            assert counted == reading.elapsed, (self.seed, clock.run)
            if reading.verdict is None:
                longest = self.banjie.catalogue().limits[clock.limit].bound == Bound.AT_MOST
                late = longest and view.at >= reading.breach_at
                assert (reading.over is not None) == late, (self.seed, clock.run)

    # ── one act ────

    def _act(self, live: Live) -> None:
        """Somebody does something, a message comes, or nothing happens until the next timer is due."""
        messages = awaited.messages(live)
        steps = list(live.state.steps)
        due = self._due(live)
        assert messages or steps or due, (self.seed, "nothing is waited for")
        ways: list[tuple[Any, Wish]] = [((self._send, m), (path_of(m.token), MESSAGE)) for m in messages]
        ways += [((self._wait, at), (element, TIMER)) for element, at in due]
        wished = [way for way in ways if way[1] in self.plan.wishes and self.said[way[1]] < self.stubborn]
        if wished:
            self._take(self.chance.choice(wished))
        elif not steps or (ways and not self._meek and self.chance.random() < self.silence):
            self._take(self.chance.choice(ways))
        else:
            self._do(self.chance.choice(steps), live)

    @property
    def _meek(self) -> bool:
        return self.number > LONGEST // 2

    def _take(self, way: tuple[Any, Wish]) -> None:
        (act, subject), wish = way
        self._note(wish)
        act(subject)

    def _note(self, wish: Wish) -> None:
        self.said[wish] += 1

    def _due(self, live: Live) -> list[tuple[str, datetime]]:
        """The timers of the diagram that will fire if nobody acts."""
        waiting = [t for t in live.timers.values() if t.kind == "token" and t.due_at is not None]
        return [(path_of(t.subject), t.due_at) for t in waiting if t.due_at is not None and t.due_at < LATEST]

    def _wait(self, until: datetime) -> None:
        self.number += 1
        self.at = max(self.at, until)

    def _send(self, message: awaited.Awaited) -> None:
        self._command("send-message", self._form(message.element.form), message.token)

    def _do(self, token: str, live: Live) -> None:
        element = live.definition.element(token)
        if element.intake is Intake.CORRECTION:
            self._command("submit-correction", self._form(element.form), token)
            return
        data = self._form(element.form)
        decision = self._decision(element, token) if element.decisions else None
        if element.intake is Intake.REVIEW:
            asked = live.state.application(live.definition.application_scope(token)).corrections
            words = {"refuse": "refuse"} if asked else {"refuse": "refuse", "correct": "request-correction"}
            word = words.get(decision or "", "accept")
            self._command(word, data | MISSING if word == "request-correction" else data, token)
            return
        self._command("complete", data if decision is None else {**data, "decision": decision}, token)

    def _decision(self, element: Element, token: str) -> str:
        """What is decided: as aimed at, or the first of the list, or any other for once."""
        first, *others = [d.value for d in element.decisions]
        path = path_of(token)
        aimed = [v for v in others if (path, v) in self.plan.wishes and self.said[path, v] < self.stubborn]
        bold = [v for v in others if self.said[path, v] < self.stubborn]
        found = first
        if aimed and not self._meek:
            found = self.chance.choice(aimed)
        elif bold and not self._meek and self.chance.random() < self.boldness:
            found = self.chance.choice(bold)
        self._note((path, found))
        return found

    def _command(self, word: str, data: dict[str, Any], token: str) -> None:
        self.number += 1
        command = Command(self.case, word, ADMIN, self.at, f"{self.case}-{self.number}", token, data)
        done = self.banjie.do(command)
        assert isinstance(done, Outcome), (self.seed, word, token, done)

    # ── forms ────

    def _form(self, fields: tuple[FormField, ...]) -> dict[str, Any]:
        return {f.id: value for f in fields if (value := self._value(f)) is not None}

    def _value(self, field: FormField) -> Any:
        wanted = self.plan.values.get(field.id)
        if wanted is not None and (not field.options or wanted in dict(field.options)):
            value = int(wanted) if isinstance(wanted, Decimal) and wanted == int(wanted) else wanted
            return float(value) if isinstance(value, Decimal) else value
        if field.id in self.guide.instants:
            days = self.chance.choice((3, 40, 200))
            return (self.at + timedelta(days=days)).date().isoformat()
        if field.type == "boolean":
            return self.chance.random() < self.truth
        if not field.required and self.chance.random() < 0.1:
            return None
        return self.chance.choice(candidates(field, self.guide.constants.get(field.id, ())))
