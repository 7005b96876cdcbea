"""When the calendar or a limit changes: running clocks get new deadlines, and each change is an event.

The new calendar counts from the instant at which it is stored. A case whose clocks were last counted under another one
is brought up to date in one of two ways, whichever comes first: when something happens to it, before anything else, or
when its turn comes in a `Recount` of all of them. The rows of its clocks say under which calendar they were counted.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine import events as facts
from engine.cases import due
from engine.cases.commands import Refused
from engine.cases.turn import TIMER
from models import tables as t

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.cases.desk import Desk
    from engine.cases.rules import Rules
    from engine.cases.turn import Turn
    from models import Database

    Progress = Callable[[int, int, int], None]

SYSTEM = "system"
NEW_CALENDAR = "the calendar changed"
NEW_LIMITS = "the catalogue of limits changed"


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What a change of the calendar or of limits did: cases looked at, clocks whose deadline moved, and the cases that
    could not be counted anew.
    """

    calendar_version: str
    cases: int
    clocks: int
    left: int = 0


def pending(database: Database, rules: Rules) -> tuple[str, ...]:
    """The cases with a clock that has not stopped and was last counted under another calendar or another wording."""
    with database.read() as connection:
        # Most urgent first, as their index has them: those that run are few beside those that stopped.
        query = sa.select(t.clocks.c.case_id).where(_is_pending(rules)).order_by(t.clocks.c.due_at)
        return tuple(dict.fromkeys(connection.execute(query).scalars()))


def _is_pending(rules: Rules) -> sa.ColumnElement[bool]:
    c = t.clocks.c
    wordings = [f"{limit.id}@{limit.version}" for limit in rules.catalogue]
    reworded = (c.limit_id + "@" + c.limit_version).notin_(wordings)
    known = c.limit_id.in_([limit.id for limit in rules.catalogue])
    return sa.and_(t.IS_GOING, sa.or_(c.calendar_version != rules.calendar.version, sa.and_(known, reworded)))


def follow_calendar(turn: Turn) -> None:
    """Set the clocks of a case to the calendar that holds now, as of when it was loaded, before anything else happens
    to the case. Nothing where they are counted under it already.
    """
    live, rules = turn.live, turn.rules
    if live.calendar in ("", rules.calendar.version):
        return
    since = rules.since
    at = min(turn.at, since.at) if since else turn.at
    actor, reason = (since.by, since.name) if since else (SYSTEM, NEW_CALENDAR)
    moment = turn.moment(max(at, live.state.last_at or at), actor, f"{TIMER}:{rules.calendar.version}:{live.case}")
    _reproject(moment, rules.with_calendar(rules.calendar_of(live.calendar)), reason)
    if moment.events:
        due.rearm(moment)
        turn.schedules.clear()


def follow_limits(turn: Turn) -> None:
    """Set the clocks of a case to the wording of the limits that holds now."""
    _reproject(turn, turn.rules, NEW_LIMITS)


def _reproject(turn: Turn, before: Rules, reason: str) -> None:
    """Record, for every clock that counts, that its deadline is another now than under the rules `before`."""
    for run, open_run in tuple(turn.state.runs.items()):
        old = _deadline(turn, before, run)
        new = turn.schedule(run).deadline_at
        version = turn.rules.version(open_run.limit)
        if old != new or turn.live.clocks.runs[run].limit_version != version:
            turn.record(facts.ClockReprojected(run, old, new, turn.rules.calendar.version, version, reason))


def _deadline(turn: Turn, before: Rules, run: str) -> datetime:
    counted = turn.live.clocks.run(run)
    rule = before.rule_of_version(counted.limit, counted.limit_version)
    return before.scheduled(counted, rule, turn.at).deadline_at


class Recount:
    """Brings every pending case up to date, one transaction each. Thread-safe; one at a time in a process.

    It may be broken off at any case and taken up again, here or elsewhere: what is done is not pending any more. While
    it is `held` nobody takes it up but who asks for it.
    """

    def __init__(self, database: Database, desk: Desk, rules: Callable[[], Rules]) -> None:
        self.held = False
        self._database = database
        self._desk = desk
        self._rules = rules
        self._lock = threading.Lock()
        self._settled: Rules | None = None

    def waiting(self) -> int:
        """How many cases are pending."""
        rules = self._rules()
        return 0 if self._settled is rules else len(pending(self._database, rules))

    def some(self, at: datetime, most: int) -> None:
        """Do at most so many, unless it is held, under way or done."""
        if self.held or self._settled is self._rules() or not self._lock.acquire(blocking=False):
            return
        try:
            self._run(at, None, most)
        finally:
            self._lock.release()

    def finish(self, at: datetime, progress: Progress | None = None) -> Recalculated:
        """Do all of them. `progress` is told the cases done, their total and the clocks that moved; what it raises
        breaks the work off between two cases.
        """
        with self._lock:
            return self._run(at, progress, None)

    def _run(self, at: datetime, progress: Progress | None, most: int | None) -> Recalculated:
        passed: set[tuple[str, str]] = set()
        cases = clocks = left = 0
        while True:
            rules = self._rules()  # a notice may be loaded while this runs: then it goes round once more
            version = rules.calendar.version
            found = [case for case in pending(self._database, rules) if (case, version) not in passed]
            total = cases + len(found)
            for case in found[:most]:
                moved = self._one(case, at, version)
                passed.add((case, version))
                cases, clocks, left = cases + 1, clocks + (moved or 0), left + (moved is None)
                if progress is not None:
                    progress(cases, total, clocks)
            if not found or most is not None:
                break
        if not left and len(found) <= (most or 0):
            self._settled = rules
        return Recalculated(version, cases, clocks, left)

    def _one(self, case: str, at: datetime, version: str) -> int | None:
        """The clocks of the case that moved; None when it could not be counted."""
        try:
            return self._desk.change(case, follow_limits, at, SYSTEM, f"{TIMER}:{version}:{case}")
        except (Refused, ValueError):
            return None  # it stays pending, and its other facts are as they were
