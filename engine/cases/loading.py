"""From stored rows to a live case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.cases import codec, store
from engine.cases.commands import not_found
from engine.cases.rows import CASE_COLUMNS, CASE_KEY, FORMAT
from engine.cases.turn import Armed, Live
from engine.clocks import ClockState
from engine.execution import Instance

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.cases.definitions import Definitions


def load(connection: Connection, definitions: Definitions, case: str, *, to_change: bool = False) -> Live:
    """The case as it is stored; `to_change`: and nobody else changes it before the end of the transaction.

    Raises:
        Refused: There is none.
        ValueError: Its state is of a form that this version does not know.
    """
    row = store.read(connection, case, to_change=to_change)
    if row is None:
        raise not_found(f"Expected a case with that id or number, but {case!r} is none")
    stored: dict[str, Any] = row.stored
    if stored.get("format") != FORMAT:
        raise ValueError(f"Expected case {row.number} in form {FORMAT}, but it is in {stored.get('format')!r}")
    definition = definitions.ready(connection, row.process, row.definition_version)
    timers = [_timer(row) for row in stored["timers"]]
    return Live(
        case=row.id,
        definition=definition,
        instance=Instance.load(definition.program, stored["instance"]),
        state=codec.from_json(stored["case"]),
        clocks=ClockState.from_json(stored["clocks"]),
        timers={timer.key: timer for timer in timers},
        version=row.version,
        head=row.last_hash,
        title=row.title,
        applicant=row.applicant,
        breached=row.breached,
        asked=tuple(stored["asked"]) if stored["asked"] is not None else None,
        written={CASE_KEY: {name: row._mapping[name] for name in CASE_COLUMNS}},  # noqa: SLF001 - SQLAlchemy's public name
        stored_timers={timer.key: timer.due_at for timer in timers if timer.due_at is not None},
        calendar=row.counted_under or "",
    )


def _timer(row: list[Any]) -> Armed:
    kind, subject, due, element, host, limit, *turns = row
    since, count = turns or (None, 1)
    return Armed(kind, subject, _instant(due), element, host, limit, _instant(since), count)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
