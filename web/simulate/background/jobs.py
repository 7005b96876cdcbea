"""Simulations under way: a few at a time for the whole site, the others wait their turn; each can be watched and
stopped by whoever began it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from web.jobs import Job
from web.language import gettext
from web.simulate.store import fresh

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

AT_ONCE = 2
MOST_WAITING = 12
MOST_EACH = 3
REMEMBERED = 200
NAME = "banjie.simulations"
STEPS = 1000  # of a progress bar


class TooManyError(ValueError):
    """No more can be begun now; the sentence is for the reader."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants what simulated. `log`: the ending of an event log that is made of the simulation `of`; else it leaves a
    simulation to be kept.
    """

    owner: str
    process: str
    title: str
    scenario: str
    of: str = ""
    log: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A simulation under way, or just over. The report of its job is the address of what it left; `began` is set when
    its turn has come.
    """

    id: str
    asked: Asked
    job: Job[str]
    began: threading.Event

    @property
    def owner(self) -> str:
        """Who began it."""
        return self.asked.owner

    @property
    def waits(self) -> bool:
        """Whether its turn has not come yet."""
        return not self.began.is_set()


class Runner:
    """All of them. Thread-safe."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._known: dict[str, Running] = {}

    def start(self, asked: Asked, work: Callable[[Callable[[float], None]], str]) -> Running:
        """Begin work, or let it wait for its turn. `work` is given what it tells its share to, which stops it by
        raising; it gives the address of what it left.

        Raises:
            TooManyError: So many wait already.
        """
        began = threading.Event()

        def in_turn(move: Callable[..., None]) -> str:
            while not self._turns.acquire(timeout=0.1):
                move(0, STEPS)
            try:
                began.set()
                return work(lambda share: move(round(share * STEPS), STEPS))
            finally:
                self._turns.release()

        with self._lock:
            self._check(asked.owner)
            ident = fresh()
            one = Running(ident, asked, Job(f"simulation-{ident}", in_turn, self._now), began)
            self._known[ident] = one
            while len(self._known) > REMEMBERED:
                self._known.pop(next(i for i, each in self._known.items() if each.job.progress.state != "running"))
            one.job.start()
        return one

    def _check(self, owner: str) -> None:
        under_way = [one for one in self._known.values() if one.job.progress.state == "running"]
        if sum(one.owner == owner for one in under_way) >= MOST_EACH:
            raise TooManyError(gettext("您已有 %(n)s 个模拟正在运行。请等其中一个完成，或先停止一个。", n=MOST_EACH))
        if len(under_way) >= AT_ONCE + MOST_WAITING:
            raise TooManyError(gettext("同时运行的模拟过多，请稍候再试。"))

    def find(self, ident: str) -> Running | None:
        """The one of that id."""
        return self._known.get(ident)

    def of(self, owner: str) -> list[Running]:
        """Somebody's, under way now."""
        return [one for one in list(self._known.values()) if one.owner == owner and one.job.progress.state == "running"]


def init_app(app: Flask, now: Callable[[], datetime]) -> None:
    """One for the application."""
    app.extensions.setdefault(NAME, Runner(now))


def runner() -> Runner:
    """The running application's."""
    found: Runner = current_app.extensions[NAME]
    return found


def remaining(share: float, elapsed: float) -> float | None:
    """Seconds that are left, from the share that is done in `elapsed` seconds; None where that says nothing yet."""
    return elapsed * (1 - share) / share if share >= 0.02 and elapsed >= 1 else None  # noqa: PLR2004 - before, it jumps
