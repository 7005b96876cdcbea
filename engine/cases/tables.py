"""Decision tables that were handed in: checked, and kept by version."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.cases.definitions import Deployed
from models import tables as t
from workflows.decisions import read_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from models import Database
    from workflows.decisions import DecisionTable

Read = list[tuple["DecisionTable", str, bytes]]


class Tables:
    """The decision tables of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, files: Sequence[tuple[str, bytes]]) -> Read:
        """The tables of files.

        Raises:
            workflows.decisions.DecisionError: One of them is no decision table that Banjie can decide by.
        """
        return [(table, name, data) for name, data in files for table in read_tables(data, name)]

    def store(self, found: Read, at: datetime, actor: str) -> tuple[Deployed, ...]:
        """Keep them; the same bytes again make no new version."""
        if not found:
            return ()
        d = t.decisions.c
        done = []
        with self._database.write() as connection:
            for table, file, data in found:
                newest = sa.select(d.version, d.digest).where(d.decision == table.id).order_by(d.version.desc())
                old: Any = connection.execute(newest.limit(1)).first()
                digest = hashlib.sha256(data).hexdigest()
                if old is not None and old.digest == digest:
                    done.append(Deployed(table.id, old.version, new=False))
                    continue
                version = old.version + 1 if old is not None else 1
                row = {
                    "decision": table.id,
                    "version": version,
                    "name": table.name,
                    "file": file,
                    "xml": data,
                    "digest": digest,
                    "deployed_at": at,
                    "deployed_by": actor,
                }
                connection.execute(t.decisions.insert(), row)
                done.append(Deployed(table.id, version))
        return tuple(done)
