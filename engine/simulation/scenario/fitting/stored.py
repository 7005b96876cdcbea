"""The log of our own cases as rows, read from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine import events
from engine.cases.log import read_log
from engine.simulation.scenario.fitting.log import rows_of
from models import tables as t

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from engine.simulation.scenario.fitting.log import Row

_TOLD = (events.StepOpened, events.StepClaimed, events.StepReleased, events.StepCompleted)
_TYPES = tuple(name for name, cls in events.FACTS.items() if cls in _TOLD)


def stored_rows(connection: Connection, process: str) -> Iterator[Row]:
    """What was done in every case of a process, open ones included, one case after the other."""
    cases = connection.execute(sa.select(t.cases.c.id).where(t.cases.c.process == process).order_by(t.cases.c.id))
    for case in cases.scalars().all():
        yield from rows_of(read_log(connection, case, t.events.c.type.in_(_TYPES)))
