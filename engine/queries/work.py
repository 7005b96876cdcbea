"""Open steps for somebody: what is theirs to do, late first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.cases import people
from engine.queries.paging import behind, cursor, lamp, page_size, place
from engine.time import BeyondCalendar, local
from engine.views import WorkItem
from models import tables as t

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.cases.rules import Rules
    from engine.views import Actor

_S, _C, _K = t.steps.c, t.cases.c, t.clocks.c
_KEY = (_S.due_at, _S.case_id, _S.token)


def work(  # noqa: PLR0913 - what a list is asked with
    connection: Connection, rules: Rules, actor: Actor, at: datetime, *, mine: bool, after: str | None, limit: int
) -> tuple[WorkItem, ...]:
    """Open steps that the actor may do, the one that is due first in front. `mine`: only those claimed by the actor.

    Raises:
        BadCursor: `after` is none.
    """
    query = (
        sa.select(
            *(_S[name] for name in ("case_id", "token", "step", "name", "department", "role", "assignee", "opened_at")),
            *(_S[name] for name in ("limit_id", "deadline_at", "warn_at", "due_at", "paused", "run")),
            _C.number,
            _C.title,
            t.definitions.c.name.label("process_name"),
            _K.remaining,
            _K.unit,
        )
        .join(t.cases, _C.id == _S.case_id)
        .join(
            t.definitions,
            sa.and_(t.definitions.c.process == _C.process, t.definitions.c.version == _C.definition_version),
        )
        .outerjoin(t.clocks, sa.and_(_K.case_id == _S.case_id, _K.run == _S.run))
        .where(t.IS_OPEN, *([_C.place.in_(actor.within)] if actor.within else ()))
        .order_by(*_KEY)
        .limit(page_size(limit))
    )
    if after is not None:
        due_at, (case, token) = place(after, 2)
        query = query.where(behind(_KEY, (due_at, case, token)))
    found = {}
    for way in [_S.assignee == actor.id] if mine else _ways(actor):
        found.update({(row.due_at, row.case_id, row.token): row for row in connection.execute(query.where(way))})
    return tuple(_item(found[key], rules, at) for key in sorted(found)[: page_size(limit)])


def _ways(actor: Actor) -> list[Any]:
    """In which ways a step can be the actor's, by department and role. They are asked one by one, because each has an
    index that their union has not.
    """
    if actor.is_admin:
        return [sa.true()]
    # The role, or the department where there is no role; of neither (a diagram from outside) it is no applicant's.
    applicants = sa.func.coalesce(_S.role, _S.department, "") == people.APPLICANT
    ways: list[Any] = []
    if people.COUNTER in actor.roles:
        ways.append(_S.role == people.APPLICANT)
        ways.append(sa.and_(_S.role.is_(None), _S.department == people.APPLICANT))
    if people.APPLICANT in actor.roles:
        owned = sa.or_(_C.owner == actor.id, _C.applicant.in_((actor.id, actor.name)))
        ways.append(sa.and_(applicants, owned))
    if actor.roles & people.WORKERS:
        roles = actor.roles | ({"case_worker"} if "lead" in actor.roles else frozenset())
        role = sa.and_(sa.or_(_S.role.is_(None), _S.role.in_(sorted(roles))), sa.not_(applicants))
        ways.extend(
            sa.and_(department, role) for department in (_S.department == actor.department, _S.department.is_(None))
        )
    return ways


def _item(row: Any, rules: Rules, at: datetime) -> WorkItem:
    left = row.remaining
    if row.run is not None and left is None and row.deadline_at is not None:
        left = remaining(rules, row.limit_id, row.deadline_at, at)
    return WorkItem(
        case=row.case_id,
        number=row.number,
        title=row.title,
        process_name=row.process_name,
        step=row.step,
        token=row.token,
        name=row.name,
        department=row.department,
        role=row.role,
        assignee=row.assignee,
        opened_at=local(row.opened_at),
        deadline_at=row.deadline_at and local(row.deadline_at),
        remaining=left,
        unit=row.unit,
        limit=row.limit_id,
        lamp=lamp(row.deadline_at, row.warn_at, at, timed=row.run is not None),
        paused=row.paused,
        cursor=cursor(row.due_at, row.case_id, row.token),
    )


def remaining(rules: Rules, limit: str, deadline_at: datetime, at: datetime) -> str | None:
    """What is left up to a deadline, in the limit's unit; negative when it has passed. None where the calendar does
    not reach.
    """
    try:
        return format(rules.left(limit, deadline_at, at), "f")
    except BeyondCalendar:
        return None
