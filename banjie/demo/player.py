"""Plays the demo's cases through the engine: a heap of what happens next, on a clock that only moves forward.

The people of the demo are neither perfect nor idle: most work is done in time, some late, some forgotten; a counter
asks for corrections, an applicant withdraws, an expert review pauses the clock. What the engine answers decides what
comes next; nothing is written past it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from banjie.demo import habits, projects
from banjie.demo.clock import midnights
from engine.cases import Command, Outcome, Rejection
from engine.events import StepOpened
from models.tables import steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from random import Random

    from banjie.demo.clock import VirtualClock
    from engine.service import Banjie
    from engine.views import Actor
    from workflows.model import ProcessModel


ELSEWHERE = 0.25  # the part of the cases that other places than the first receive


@dataclass(order=True, slots=True)
class Deed:
    """Something somebody will do at an instant. `number` keeps the order of equal instants."""

    at: datetime
    number: int
    run: Callable[[datetime], None] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A step that waits for somebody."""

    token: str
    step: str
    department: str | None
    role: str | None


class Player:
    """`play` fills the database between two instants; `done` counts the commands the engine answered."""

    def __init__(self, banjie: Banjie, clock: VirtualClock, people: Mapping[str, Actor], random: Random) -> None:
        self.banjie = banjie
        self.clock = clock
        self.people = people
        self.random = random
        self.habits = habits.Habits(random, banjie.calendar())
        self.done = 0
        self.refused: list[str] = []
        self._heap: list[Deed] = []
        self._number = 0
        self._seen: set[tuple[str, str]] = set()
        self._processes: dict[str, str] = {}
        self._elements = habits.elements(banjie)
        known = banjie.library.places
        self._places = {p.id: place.id if (place := known.find(p.place)) else "" for p in banjie.processes()}
        self._elsewhere = _elsewhere(banjie)
        self._promisable = {
            p.id: [m.id for m in p.model.materials if m.tolerable and m.when is None] for p in banjie.processes()
        }

    def play(self, count: int, progress: Callable[[float], None]) -> None:
        """Receive `count` cases between the clock's start and its end and let everybody work until then.

        `progress` is called with the part of the time that is behind us, from 0 to 1.
        """
        start, end = self.clock.start, self.clock.end
        for at in self.habits.arrivals(count, start, end):
            self._later(at, self._receive)
        while self._heap and self._heap[0].at <= end:
            deed = heapq.heappop(self._heap)
            for at in (*midnights(self.clock.at, deed.at), deed.at):
                self._tick(at)
            deed.run(deed.at)
            progress((deed.at - start) / (end - start))
        for at in (*midnights(self.clock.at, end), end):
            self._tick(at)
        progress(1.0)

    def _tick(self, at: datetime) -> None:
        self.clock.at = at
        if self.banjie.tick(at):
            self._look_again(at)

    def _later(self, at: datetime, run: Callable[[datetime], None]) -> None:
        self._number += 1
        heapq.heappush(self._heap, Deed(at, self._number, run))

    def _receive(self, at: datetime) -> None:
        abroad = self._elsewhere and self.random.random() < ELSEWHERE
        project = projects.elsewhere(self.random, self._elsewhere) if abroad else projects.draw(self.random)
        answer = self.banjie.start(
            project.process,
            project.facts,
            self.people["applicant"],
            at,
            f"demo-{self._number}-{at.isoformat()}",
            title=project.title,
            applicant=project.applicant,
        )
        if isinstance(answer, Rejection):
            raise TypeError(f"The demo's own application was refused: {answer.sentence}")
        self.done += 1
        self._processes[answer.case] = project.process
        self._plan(answer, at)
        if self.habits.withdraws():
            leaving = self.habits.natural(at, 3, 45)
            self._later(leaving, lambda now: self._withdraw(answer.case, now))

    def _withdraw(self, case: str, at: datetime) -> None:
        reason = self.random.choice(("投资计划调整", "选址变更", "材料准备不足,拟重新申报"))
        self._do(case, "withdraw", "applicant", at, data={"reason": reason})

    def _look_again(self, at: datetime) -> None:
        """After timers were served: plan for the steps that they opened."""
        columns = (steps.c.case_id, steps.c.token, steps.c.step, steps.c.department, steps.c.role)
        with self.banjie.database.read() as connection:
            rows = connection.execute(select(*columns).where(steps.c.state == "open")).all()
        for row in rows:
            self._plan_step(row.case_id, Opened(row.token, row.step, row.department, row.role), at)

    def _plan(self, outcome: Outcome, at: datetime) -> None:
        """Decide for every step that just opened when, and by whom, it will be done."""
        for event in outcome.events:
            match event.fact:
                case StepOpened(step=step, token=token, department=department, role=role):
                    self._plan_step(outcome.case, Opened(token, step, department, role), at)

    def _plan_step(self, case: str, opened: Opened, at: datetime) -> None:
        if (case, opened.token) in self._seen:
            return
        self._seen.add((case, opened.token))
        element = self._elements[self._processes[case]][opened.step]
        when = self.habits.finishes(element, at)
        if when is None:
            return
        who, token = self._who(case, opened), opened.token
        if self.habits.claims():
            self._later(self.habits.soon(at, when), lambda now: self._do(case, "claim", who, now, step=token))
        pause = self.habits.pauses(element, at, when)
        if pause is not None:
            begin, until, days = pause
            self._later(begin, lambda now: self._pause(case, token, who, days, now))
            self._later(until, lambda now: self._do(case, "end-pause", who, now, step=token))
            when = self.habits.working(until, 0.2, 1.5)
        word, data = self.habits.decides(element, at, self._promisable[self._processes[case]])
        self._later(when, lambda now: self._do(case, word, who, now, step=token, data=data))

    def _who(self, case: str, opened: Opened) -> str:
        place = self._places[self._processes[case]]
        return self.habits.who(place, opened.department, opened.role, self.people)

    def _pause(self, case: str, token: str, who: str, days: int, at: datetime) -> None:
        data = {"kind": "expert_review", "planned_days": days, "notice": "已书面告知申请人所需时间"}
        self._do(case, "start-pause", who, at, step=token, data=data)

    def _do(  # noqa: PLR0913  a command has these parts
        self,
        case: str,
        word: str,
        who: str,
        at: datetime,
        step: str | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Give a command; what the engine refuses by now (the step is gone, the case withdrawn) is simply not done."""
        self._number += 1
        command = Command(
            case=case,
            word=word,
            actor=self.people[who],
            at=at,
            command_id=f"demo-{self._number}",
            step=step,
            data=data or {},
        )
        answer = self.banjie.do(command)
        if isinstance(answer, Rejection):
            self.refused.append(f"{word} {step}: {answer.sentence}")
            return
        self.done += 1
        self._plan(answer, at)


def _elsewhere(banjie: Banjie) -> list[ProcessModel]:
    """What people of other places than the first may apply for."""
    models = [process.model for process in banjie.processes()]
    called = {name for model in models for name in model.calls}
    mine = {model.place for model in models if model.id in projects.PROCESSES}
    known = {place.name for place in banjie.library.places if place.id != "national"} - mine
    return [m for m in models if m.facts and m.id not in called and m.place in known]
