"""Claiming due rows: a lease on the timers of a few cases, so that several workers do not all try the same ones.

A lease is a courtesy between workers and no more. That a timer is served once is sure because it is served in the
transaction that moves its case from one version to the next.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from models import Database

LEASE = timedelta(minutes=2)
BATCH = 200

_T = t.timers.c


def claim(database: Database, worker: str, at: datetime, lease_from: datetime, batch: int = BATCH) -> tuple[str, ...]:
    """The cases that have a timer due `at` and that nobody else is looking at, those due first in front.

    Args:
        database: Where the rows are.
        worker: Who claims them.
        at: Up to when timers are due.
        lease_from: The present instant by the worker's own clock, from which the lease runs.
        batch: The most rows to claim.
    """
    with database.read() as connection:  # most ticks find nothing, and need no writer for that
        if connection.execute(_due(at, lease_from).limit(1)).first() is None:
            return ()
    with database.write() as connection:
        query = _due(at, lease_from).limit(batch)
        if connection.dialect.name == "postgresql":
            query = query.with_for_update(skip_locked=True)
        rows: Any = connection.execute(query).all()
        ids = [row.id for row in rows]
        connection.execute(
            t.timers.update()
            .where(_T.id.in_(ids))
            .values(state="claimed", claimed_by=worker, claimed_until=lease_from + LEASE)
        )
    return tuple(dict.fromkeys(row.case_id for row in rows))


def release(database: Database, worker: str, case: str) -> None:
    """Give back what could not be served, so that it is tried again at the next tick."""
    with database.write() as connection:
        connection.execute(
            t.timers.update()
            .where(_T.case_id == case, _T.claimed_by == worker)
            .values(state="armed", claimed_by=None, claimed_until=None)
        )


def beat(database: Database, worker: str, at: datetime) -> None:
    """Note that the worker ticked."""
    with database.write() as connection:
        done = connection.execute(t.heartbeats.update().where(t.heartbeats.c.worker == worker).values(at=at))
        if not done.rowcount:
            connection.execute(t.heartbeats.insert(), {"worker": worker, "at": at})


def last_beat(database: Database) -> datetime | None:
    """When some worker ticked last."""
    with database.read() as connection:
        found: datetime | None = connection.execute(sa.select(sa.func.max(t.heartbeats.c.at))).scalar()
    return found


def _due(at: datetime, lease_from: datetime) -> sa.Select[Any]:
    free = sa.or_(_T.state == "armed", sa.and_(_T.state == "claimed", _T.claimed_until < lease_from))
    return sa.select(_T.id, _T.case_id).where(t.IS_WAITING, _T.due_at <= at, free).order_by(_T.due_at, _T.id)
