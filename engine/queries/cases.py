"""The list of cases under a filter, with the number of each lamp."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.queries.paging import GREEN, NONE, RED, YELLOW, behind, cursor, lamp, page_size, pattern, place
from engine.time import local
from engine.views import CasePage, CaseRow
from models import NEVER
from models import tables as t

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from engine.views import CaseFilter

_C, _S, _D = t.cases.c, t.steps.c, t.definitions.c

# How each order walks: its first column, whether downwards, and which cases it shows.
_ORDERS: Mapping[str, tuple[sa.ColumnElement[Any], bool]] = {
    "deadline": (_C.due_at, False),
    "received": (_C.received_at, True),
    "closed": (_C.closed_at, True),
}


def cases(connection: Connection, wanted: CaseFilter, at: datetime) -> CasePage:
    """One page, and the counts over the whole filter.

    Raises:
        ValueError: The order or the cursor is unknown.
    """
    if wanted.order not in _ORDERS:
        raise ValueError(f"Expected an order, one of {', '.join(_ORDERS)}, but came {wanted.order!r}")
    column, down = _ORDERS[wanted.order]
    where = _where(wanted)
    if wanted.order == "closed":
        where.append(_C.closed_at.is_not(None))
    key = (column, _C.id)
    size = page_size(wanted.limit)
    query = (
        sa.select(t.cases, _D.name.label("process_name"))
        .join(t.definitions, sa.and_(_D.process == _C.process, _D.version == _C.definition_version))
        .where(*where)
        .order_by(*(k.desc() if down else k.asc() for k in key))
        .limit(size + 1)
    )
    if wanted.lamp is not None:
        query = query.where(*_lamp(wanted.lamp, at))
    if wanted.after is not None:
        instant, (case,) = place(wanted.after, 1)
        query = query.where(behind(key, (instant, case), down=down))
    rows = connection.execute(query).all()
    last = rows[size - 1] if len(rows) > size else None
    following = cursor(getattr(last, column.key), last.id) if last is not None else None  # type: ignore[arg-type]
    shown = tuple(_row(row, at) for row in rows[:size])
    return CasePage(shown, following, _counts(connection, where, at))


def open_cases(connection: Connection) -> dict[str, int]:
    """How many cases are open, by process; a process without any is left out."""
    counted = sa.select(_C.process, sa.func.count().label("number")).where(_C.closed_at.is_(None)).group_by(_C.process)
    return {row.process: row.number for row in connection.execute(counted)}


def _where(wanted: CaseFilter) -> list[Any]:
    found: list[Any] = []
    if wanted.process is not None:
        found.append(_C.process == wanted.process)
    if wanted.place is not None:
        found.append(_C.place == wanted.place)
    if wanted.state is not None:
        found.append(_C.closed_at.is_(None) if wanted.state == "open" else _C.state == wanted.state)
    if wanted.department is not None:
        open_there = sa.select(_S.case_id).where(t.IS_OPEN, _S.department == wanted.department)
        found.append(_C.id.in_(open_there))
    if wanted.text:
        # In two steps: the text is looked for in an index that holds no more than that, then the cases are fetched.
        there = t.cases.alias("there").c
        found.append(_C.id.in_(sa.select(there.id).where(there.search.like(pattern(wanted.text), escape="\\"))))
    if wanted.within is not None:
        found.append(_C.place.in_(wanted.within))
    if wanted.owner is not None:
        person = wanted.owner
        found.append(sa.or_(_C.owner == person.id, _C.applicant.in_((person.id, person.name))))
    return found


def _lamp(colour: str, at: datetime) -> list[Any]:
    """The condition for a colour: a comparison of instants, true at any time without a refresh. `due_at` is the
    deadline, or never where there is none; so it is without a lamp.
    """
    lit = [_C.closed_at.is_(None), _C.timed.is_(True)]
    in_time = _C.due_at > at
    conditions: dict[str, list[Any]] = {
        RED: [*lit, _C.due_at <= at],
        YELLOW: [*lit, in_time, _C.warn_at <= at],
        GREEN: [*lit, in_time, sa.or_(_C.warn_at.is_(None), _C.warn_at > at)],
        NONE: [_C.timed.is_(False), _C.due_at == NEVER],
    }
    if colour not in conditions:
        raise ValueError(f"Expected a lamp, one of {', '.join(conditions)}, but came {colour!r}")
    return conditions[colour]


def _counts(connection: Connection, where: list[Any], at: datetime) -> dict[str, int]:
    """Only open cases have a lamp, and they are few beside the finished, which are counted as what remains."""
    colour = sa.case(
        (_C.timed.is_(False), NONE),
        (_C.due_at <= at, RED),
        (_C.warn_at <= at, YELLOW),
        else_=GREEN,
    ).label("colour")
    found = dict.fromkeys((RED, YELLOW, GREEN, NONE), 0)
    number = sa.func.count().label("number")
    opened = sa.select(colour, number).where(_C.closed_at.is_(None), *where).group_by(colour)
    found.update({row.colour: row.number for row in connection.execute(opened)})
    every = connection.execute(sa.select(number).select_from(t.cases).where(*where)).scalar_one()
    found[NONE] += every - sum(found.values())
    return found


def _row(row: Row[Any], at: datetime) -> CaseRow:
    return CaseRow(
        case=row.id,
        number=row.number,
        title=row.title,
        process=row.process,
        process_name=row.process_name,
        place=row.place,
        department=row.department,
        step_name=row.step_name,
        state=row.state,
        lamp=lamp(row.deadline_at, row.warn_at, at, timed=row.timed),
        paused=row.paused,
        received_at=local(row.received_at),
        deadline_at=row.deadline_at and local(row.deadline_at),
        closed_at=row.closed_at and local(row.closed_at),
    )
