"""When the calendar or a limit changes: running clocks get new deadlines, and each change is an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine import events as facts
from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from engine.cases.rules import Rules
    from engine.cases.turn import Turn
    from models import Database


@dataclass(frozen=True, slots=True)
class Recalculated:
    """What a change of the calendar or of limits did: cases looked at, clocks whose deadline moved."""

    calendar_version: str
    cases: int
    clocks: int


def cases_with_clocks(database: Database) -> tuple[str, ...]:
    """The cases in which some clock has not stopped."""
    going = sa.select(t.clocks.c.case_id).where(t.IS_GOING).distinct()
    with database.read() as connection:
        return tuple(connection.execute(going.order_by(t.clocks.c.case_id)).scalars())


def reproject(turn: Turn, before: Rules, reason: str) -> None:
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
