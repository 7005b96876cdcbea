"""Plays the demo's cases through the engine: a heap of what happens next, on a clock that only moves forward.

The people of the demo are neither perfect nor idle: most work is done in time, some late, some forgotten; a counter
asks for corrections, an applicant withdraws, an expert review pauses the clock. What the engine answers decides what
comes next; nothing is written past it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from banjie.demo import habits, projects
from engine.cases import Command, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from engine.service import Banjie
    from engine.views import Actor, StepView


@dataclass(order=True, slots=True)
class Deed:
    """Something somebody will do at an instant. `number` keeps the order of equal instants."""

    at: datetime
    number: int
    run: Callable[[datetime], None] = field(compare=False)


class Player:
    """`play` fills the database between two instants; `done` counts the commands the engine answered."""

    def __init__(self, banjie: Banjie, people: Mapping[str, Actor], random: Random) -> None:
        self.banjie = banjie
        self.people = people
        self.random = random
        self.habits = habits.Habits(random, banjie.calendar())
        self.done = 0
        self.refused: list[str] = []
        self._heap: list[Deed] = []
        self._number = 0
        self._seen: set[tuple[str, str]] = set()
        self._elements = habits.elements(banjie)

    def play(self, count: int, start: datetime, end: datetime, progress: Callable[[float], None]) -> None:
        """Receive `count` cases between `start` and `end` and let everybody work until `end`.

        `progress` is called with the part of the time that is behind us, from 0 to 1.
        """
        for at in self.habits.arrivals(count, start, end):
            self._later(at, self._receive)
        while self._heap and self._heap[0].at <= end:
            deed = heapq.heappop(self._heap)
            if self.banjie.tick(deed.at):
                self._look_again(deed.at)
            deed.run(deed.at)
            progress((deed.at - start) / (end - start))
        self.banjie.tick(end)
        progress(1.0)

    def _later(self, at: datetime, run: Callable[[datetime], None]) -> None:
        self._number += 1
        heapq.heappush(self._heap, Deed(at, self._number, run))

    def _receive(self, at: datetime) -> None:
        project = projects.draw(self.random)
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
        self._plan(answer.case, at)
        if self.habits.withdraws():
            leaving = self.habits.natural(at, 3, 45)
            self._later(leaving, lambda now: self._withdraw(answer.case, now))

    def _withdraw(self, case: str, at: datetime) -> None:
        reason = self.random.choice(("投资计划调整", "选址变更", "材料准备不足,拟重新申报"))
        self._do(case, "withdraw", "applicant", at, data={"reason": reason})

    def _look_again(self, at: datetime) -> None:
        """After timers were served: plan for the steps that they opened."""
        for case in {item.case for item in self._open_work(at)}:
            self._plan(case, at)

    def _open_work(self, at: datetime) -> list[Any]:
        found: list[Any] = []
        after = None
        while True:
            page = self.banjie.work(self.people["admin"], at, after=after, limit=500)
            found += page
            if len(page) < 500:  # noqa: PLR2004  a page that is not full is the last
                return found
            after = page[-1].token

    def _plan(self, case: str, at: datetime) -> None:
        """Decide for every open step nobody has thought of yet when, and by whom, it will be done."""
        view = self.banjie.case(case, at, actor=self.people["admin"])
        for step in view.steps:
            if step.state != "open" or (case, step.token) in self._seen:
                continue
            self._seen.add((case, step.token))
            self._plan_step(case, step, at)

    def _plan_step(self, case: str, step: StepView, at: datetime) -> None:
        element = self._elements[step.step]
        when = self.habits.finishes(element, at)
        if when is None:
            return
        who = self.habits.who(step.department, self.people)
        if self.habits.claims():
            self._later(self.habits.soon(at, when), lambda now: self._do(case, "claim", who, now, step=step.token))
        pause = self.habits.pauses(element, at, when)
        if pause is not None:
            begin, until, days = pause
            self._later(begin, lambda now: self._pause(case, step.token, who, days, now))
            self._later(until, lambda now: self._do(case, "end-pause", who, now, step=step.token))
            when = self.habits.working(until, 0.2, 1.5)
        word, data = self.habits.decides(element, at)
        self._later(when, lambda now: self._do(case, word, who, now, step=step.token, data=data))

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
        self._plan(case, at)


def span(now: datetime, months: int) -> tuple[datetime, datetime]:
    """From the morning some months ago until now."""
    start = (now - timedelta(days=30 * months)).replace(hour=9, minute=0, second=0, microsecond=0)
    return start, now
