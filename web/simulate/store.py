"""Simulations that are kept: each under an address of its own, for whoever may see processes, until somebody who may
throws it away. Everybody keeps so many; the oldest go first.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from engine.views import Actor
    from models import Database

MOST_EACH = 200
LARGEST_SCENARIO = 256 * 1024
LISTED = 100
_S = t.simulations.c


@dataclass(frozen=True, slots=True)
class Kept:
    """A simulation as it is kept. `kind` is run, comparison or search, which says what `result` holds; `scenario` is
    the TOML it was run with (of a comparison: of the first), `calendar` the version its days were counted by.
    """

    id: str
    kind: str
    process: str
    version: int
    title: str
    scenario: str
    result: dict[str, Any]
    calendar: str
    user_id: str
    created_at: datetime

    def is_of(self, person: Actor) -> bool:
        """Whether the person may throw it away."""
        return person.is_admin or person.id == self.user_id


def fresh() -> str:
    """A new address: 60 bits, nobody guesses it."""
    return secrets.token_hex(8)[:15]


def keep(database: Database, one: Kept) -> None:
    """Keep it, and let go of what its owner has too many of."""

    def work(connection: sa.Connection) -> None:
        connection.execute(sa.insert(t.simulations).values(**{name: getattr(one, name) for name in Kept.__slots__}))
        mine = sa.select(_S.id).where(_S.user_id == one.user_id).order_by(_S.created_at.desc(), _S.id)
        old = connection.scalars(mine.offset(MOST_EACH)).all()
        if old:
            connection.execute(sa.delete(t.simulations).where(_S.id.in_(old)))

    database.run(work)


def find(database: Database, ident: str) -> Kept | None:
    """The simulation of that address."""
    with database.read() as connection:
        row = connection.execute(sa.select(t.simulations).where(_S.id == ident)).first()
    return Kept(**row._mapping) if row else None  # noqa: SLF001 - a row's public way to its names


def recent(database: Database, process: str | None = None) -> list[Any]:
    """The newest, without their results: id, kind, process, version, title, user_id, created_at."""
    columns = (_S.id, _S.kind, _S.process, _S.version, _S.title, _S.user_id, _S.created_at)
    query = sa.select(*columns).order_by(_S.created_at.desc(), _S.id).limit(LISTED)
    if process is not None:
        query = query.where(_S.process == process)
    with database.read() as connection:
        return list(connection.execute(query))


def forget(database: Database, ident: str) -> None:
    """Throw it away."""
    database.run(lambda connection: connection.execute(sa.delete(t.simulations).where(_S.id == ident)))
