"""Every limit that was broken: those judged so, and those that run past their deadline at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.queries.paging import behind, cursor, page_size, pattern, place
from engine.queries.work import remaining
from engine.time import local
from engine.views import BreachRow
from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from engine.cases.rules import Rules

_C, _K, _D = t.cases.c, t.clocks.c, t.definitions.c
# What is judged is listed by its deadline, what still runs by the same instant under the name that its index has.
_KEYS = tuple((due, _K.case_id, _K.run) for due in (_K.deadline_at, _K.due_at))


@dataclass(frozen=True, slots=True)
class BreachFilter:
    """Which breaches; None means any. `since` and `until` bound the deadline that was missed. `place` is the case's, as
    its process names it; `within` leaves only the cases of these places; `text` searches number, title and applicant.
    """

    document: str | None = None
    clause: str | None = None
    place: str | None = None
    department: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    after: str | None = None
    limit: int = 100
    within: tuple[str, ...] | None = None


def breaches(
    connection: Connection, rules: Rules, wanted: BreachFilter, at: datetime
) -> tuple[tuple[BreachRow, ...], str | None]:
    """One page, the deadline missed last in front, and the cursor of the next.

    Raises:
        BadCursor: `after` is none.
    """
    size = page_size(wanted.limit)
    found: list[Row[Any]] = []
    for part, key in zip(parts(at), _KEYS, strict=True):
        page = query(wanted, key).where(*part).order_by(*(k.desc() for k in key)).limit(size + 1)
        found.extend(connection.execute(page))
    found.sort(key=lambda row: (row.deadline_at, row.case_id, row.run), reverse=True)
    rows = tuple(_row(row, rules, at) for row in found[:size])
    if len(found) <= size:
        return rows, None
    last = found[size - 1]
    return rows, cursor(last.deadline_at, last.case_id, last.run)


def parts(at: datetime) -> tuple[list[Any], list[Any]]:
    """Judged late or too early; not judged and past the deadline. Each has an index of its own."""
    judged = [t.IS_LATE]
    going = [t.IS_GOING, _K.due_at <= at]
    return judged, going


def query(wanted: BreachFilter, key: tuple[Any, ...] = _KEYS[0]) -> sa.Select[Any]:
    """The clocks of the cases that the filter wants, in whatever state; `key` is what they are listed by."""
    found = (
        sa.select(t.clocks, _C.number, _C.title, _C.process, _D.name.label("process_name"))
        .join(t.cases, _C.id == _K.case_id)
        .join(t.definitions, sa.and_(_D.process == _C.process, _D.version == _C.definition_version))
    )
    for column, value in (
        (_K.document, wanted.document),
        (_K.clause, wanted.clause),
        (_C.place, wanted.place),
        (_K.department, wanted.department),
    ):
        if value is not None:
            found = found.where(column == value)
    if wanted.within is not None:
        found = found.where(_C.place.in_(wanted.within))
    if wanted.since is not None:
        found = found.where(key[0] >= wanted.since)
    if wanted.until is not None:
        found = found.where(key[0] < wanted.until)
    if wanted.text:
        found = found.where(_C.search.like(pattern(wanted.text), escape="\\"))
    if wanted.after is not None:
        instant, (case, run) = place(wanted.after, 2)
        found = found.where(behind(key, (instant, case, run), down=True))
    return found


def _row(row: Row[Any], rules: Rules, at: datetime) -> BreachRow:
    running = row.state != "stopped"
    return BreachRow(
        case=row.case_id,
        number=row.number,
        title=row.title,
        process=row.process,
        process_name=row.process_name,
        run=row.run,
        limit=row.limit_id,
        document=row.document,
        clause=row.clause,
        element=row.element,
        element_name=row.element_name,
        department=row.department,
        started_at=local(row.started_at),
        deadline_at=local(row.deadline_at),
        ended_at=row.ended_at and local(row.ended_at),
        over=over_now(row, rules, at) if running else row.over or "0",
        unit=row.unit,
        verdict=row.verdict or "breached",
        open=running,
        seq=row.stopped_seq,
    )


def over_now(row: Row[Any], rules: Rules, at: datetime) -> str:
    """How much a clock that has not stopped is over; while it is paused that stands still."""
    left = row.remaining or remaining(rules, row.limit_id, row.deadline_at, at)
    return "" if left is None else format(-Decimal(left), "f")
