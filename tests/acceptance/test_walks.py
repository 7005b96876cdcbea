"""Every process of the library walked by the real engine to every one of its ends, its clocks read at every step."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.audit import verify_database
from engine.cases import Command, Outcome
from engine.events import CaseCompleted
from engine.service import Banjie
from engine.time import SHANGHAI
from engine.views import Actor
from workflows.library import FOLDER, Library
from workflows.model import Intake, Kind

if TYPE_CHECKING:
    from engine.views import CaseView
    from models import Database
    from workflows.model import Element, FormField

PROCESSES = sorted(path.stem for path in FOLDER.rglob("*.bpmn"))
START = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
LATEST = datetime(2033, 1, 1, tzinfo=SHANGHAI)
WALKS = 120  # at most; it stops when every end was reached
LONGEST = 400
SILENCE = 0.35  # how often nobody answers an application or a correction
ADMIN = Actor("operator", "操作员", None, frozenset({"administrator"}))


class Walk:
    """One case, from its receipt to its end, by chance."""

    def __init__(self, banjie: Banjie, process: str, seed: int) -> None:
        self.banjie, self.seed, self.at, self.number = banjie, seed, START, 0
        self.chance = random.Random(seed)  # noqa: S311  no secrets here
        self.boldness = self.chance.choice((0.03, 0.15, 0.3))  # how often somebody does not simply go on
        facts = {f.id: value for f in banjie.process(process).facts if (value := self._value(f)) is not None}
        started = banjie.start(process, facts, ADMIN, self.at, f"walk-{process}-{seed}")
        assert isinstance(started, Outcome), started
        self.case = started.case
        self.definition = banjie.definition(process)

    def go(self) -> str | None:
        """The end event at which the case ended."""
        for _ in range(LONGEST):
            view = self.banjie.case(self.case, self.at)
            self._check(view)
            if view.outcome is not None:
                self.banjie.tick(self.at)
                ended = next(e.fact for e in view.events if isinstance(e.fact, CaseCompleted))
                return ended.end
            self._act(view)
            self.at = min(self.at + timedelta(hours=self.chance.choice((0, 1, 5, 26))), LATEST)
        raise AssertionError(f"walk {self.seed} did not end: {[s.step for s in view.steps if s.state == 'open']}")

    def _check(self, view: CaseView) -> None:
        """What holds of any case at any instant."""
        assert view.outcome is not None or any(s.state == "open" for s in view.steps), self.seed
        assert not view.incidents
        for clock in view.clocks:
            reading = clock.reading
            assert reading.elapsed >= 0
            counted = sum(day.weight for day in reading.days if day.counted)
            assert counted == reading.elapsed, (self.seed, clock.run)
            if reading.verdict is None:
                assert (reading.over is None) == (view.at < reading.deadline_at), (self.seed, clock.run)

    def _act(self, view: CaseView) -> None:
        step = self.chance.choice([s for s in view.steps if s.state == "open"])
        element = self.definition.element(step.token)
        if element.intake is not None and self.chance.random() < SILENCE:
            self.at += timedelta(days=30)
            self.banjie.tick(self.at)
            return
        self._do(*self._command(view, element), step.token)

    def _command(self, view: CaseView, element: Element) -> tuple[str, dict[str, Any]]:
        if element.intake is Intake.REVIEW:
            asked = any(s.step == "intake_correction" for s in view.steps)
            words = ("accept", "accept", "accept", "refuse", *(["accept"] if asked else ["request-correction"] * 2))
            word = self.chance.choice(words)
            return word, {"items": ["图纸"], "days": 5} if word == "request-correction" else {}
        if element.intake is Intake.CORRECTION:
            return "submit-correction", self._form(element)
        data = self._form(element)
        if element.decisions:
            first, *others = element.decisions
            bold = others and self.chance.random() < self.boldness
            data["decision"] = (self.chance.choice(others) if bold else first).value
        return "complete", data

    def _do(self, word: str, data: dict[str, Any], token: str) -> None:
        self.number += 1
        command = Command(self.case, word, ADMIN, self.at, f"{self.case}-{self.number}", token, data)
        done = self.banjie.do(command)
        assert isinstance(done, Outcome), (self.seed, word, token, done)

    def _form(self, element: Element) -> dict[str, Any]:
        return {f.id: value for f in element.form if (value := self._value(f)) is not None}

    def _value(self, field: FormField) -> Any:
        if field.type == "boolean":
            return self.chance.random() < 0.3
        if field.type in ("number", "integer"):
            return self.chance.choice((10, 150, 200, 1000)) if field.maximum is None else int(field.minimum or 1)
        if field.options:
            value = self.chance.choice(field.options)[0]
            return [value] if field.type == "multiselect" else value
        return {"date": "2026-09-01", "file_name": "a.pdf"}.get(field.type, "文字")


@pytest.fixture
def banjie(sqlite_database: Database) -> Banjie:
    """The engine with its library."""
    sqlite_database.do_not_wait()
    found = Banjie(sqlite_database, Library.load(), lambda: START)
    found.deploy_library(START)
    return found


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_reaches_every_one_of_its_ends(banjie: Banjie, process: str):
    model = banjie.process(process)
    ends = {e.id for e in model.elements.values() if e.kind is Kind.END and e.parent is None}
    assert ends
    reached: set[str | None] = set()
    for seed in range(WALKS):
        reached.add(Walk(banjie, process, seed).go())
        if ends <= reached:
            break
    assert ends <= reached, f"never reached: {sorted(ends - reached)}"
    assert verify_database(banjie.database).ok
