"""Calendars and limits by version: what was judged once can be judged again the same way."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.cases.rules import Rules, Since
from engine.time import Notice, Rule, WorkCalendar, china
from models import new_id
from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from models import Database
    from workflows.catalogue import Catalogue


class Versions:
    """The stored calendars and limits of one database; the newest calendar is built from the notices."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._calendars: dict[str, WorkCalendar | None] = {}
        self._rules: dict[tuple[str, str], Rule | None] = {}
        self._lock = threading.Lock()

    def notices(self) -> tuple[Notice, ...]:
        """The notices that were loaded, in their order."""
        with self._database.read() as connection:
            rows: Any = connection.execute(sa.select(t.notices.c.days).order_by(t.notices.c.at, t.notices.c.id))
            return tuple(Notice.from_json(row.days) for row in rows)

    def rules(self, catalogue: Catalogue) -> Rules:
        """The catalogue under the calendar that holds now."""
        since = self.newest()
        return Rules(catalogue, china(self.notices()), self, since)

    def newest(self) -> Since | None:
        """The notice that was loaded last."""
        c = t.notices.c
        with self._database.read() as connection:
            row = connection.execute(sa.select(c.name, c.by, c.at).order_by(c.at.desc(), c.id.desc()).limit(1)).first()
        return Since(row.name, row.by, row.at) if row else None

    def add_notice(self, notice: Notice, at: datetime, by: str) -> None:
        """Keep a notice and the calendar that it makes."""
        calendar = china((*self.notices(), notice))
        with self._database.write() as connection:
            row = {"id": new_id(at), "name": notice.name, "days": notice.to_json(), "by": by, "at": at}
            connection.execute(t.notices.insert(), row)
            _keep_calendar(connection, calendar, at)

    def keep(self, rules: Rules, at: datetime) -> None:
        """Keep the calendar and the wording of every limit, where they are not kept yet."""
        with self._database.read() as connection:
            known = _kept(connection)
            there = _has_calendar(connection, rules.calendar.version)
        missing = [limit for limit in rules.catalogue if (limit.id, limit.version) not in known]
        if there and not missing:
            return
        rows = [
            {"limit_id": m.id, "version": m.version, "data": rules.rule(m.id).to_json(), "created_at": at}
            for m in missing
        ]
        with self._database.write() as connection:
            _keep_calendar(connection, rules.calendar, at)
            if rows:
                connection.execute(t.limit_versions.insert(), rows)

    def limits_changed(self, rules: Rules) -> bool:
        """Whether the wording of some limit that was kept before is another now."""
        with self._database.read() as connection:
            known = _kept(connection)
        ids = {limit for limit, _ in known}
        return any(limit.id in ids and (limit.id, limit.version) not in known for limit in rules.catalogue)

    def calendar(self, version: str) -> WorkCalendar | None:
        """The calendar of that version, None where it is not kept."""
        if version not in self._calendars:
            c = t.calendars.c
            with self._database.read() as connection:
                data: Any = connection.execute(sa.select(c.data).where(c.version == version)).scalar()
            with self._lock:
                self._calendars[version] = WorkCalendar.from_json(data) if data is not None else None
        return self._calendars[version]

    def rule(self, limit_id: str, version: str) -> Rule | None:
        """The limit's arithmetic in that wording, None where it is not kept."""
        key = limit_id, version
        if key not in self._rules:
            c = t.limit_versions.c
            query = sa.select(c.data).where(c.limit_id == limit_id, c.version == version)
            with self._database.read() as connection:
                data: Any = connection.execute(query).scalar()
            with self._lock:
                self._rules[key] = Rule.from_json(data) if data is not None else None
        return self._rules[key]


def _kept(connection: Connection) -> set[tuple[str, str]]:
    rows = connection.execute(sa.select(t.limit_versions.c.limit_id, t.limit_versions.c.version))
    return {(row.limit_id, row.version) for row in rows}


def _has_calendar(connection: Connection, version: str) -> bool:
    query = sa.select(t.calendars.c.version).where(t.calendars.c.version == version)
    return connection.execute(query).first() is not None


def _keep_calendar(connection: Connection, calendar: WorkCalendar, at: datetime) -> None:
    if not _has_calendar(connection, calendar.version):
        row = {"version": calendar.version, "data": calendar.to_json(), "created_at": at}
        connection.execute(t.calendars.insert(), row)
