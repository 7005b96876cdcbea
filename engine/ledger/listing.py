"""The tasks that are cases, with how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.time import parse_moment
from models import tables as t

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy.engine import Connection

PROCESS = "reform_task"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A task as a case. `due_on` is its last day and `due_at` the end of it, None where its document names none; `late`
    says that it is past and the task not done; `reports` counts the monthly reports that were asked for,
    `reports_open` those still to come, `reports_missed` those that never came in their month.
    """

    document: str
    task: int
    section: str
    title: str
    text: str
    lead: str
    responsible: str
    cooperating: str
    deadline: str
    due_on: date | None
    due_at: datetime | None
    late: bool
    case: str
    number: str
    place: str
    state: str
    outcome: str | None
    reports: int
    reports_open: int
    reports_missed: int
    supervised: bool


def known_tasks(connection: Connection, document: str) -> frozenset[int]:
    """The numbers of the tasks of a document that are cases."""
    return frozenset(int(facts["task_number"]) for _, facts in _rows(connection) if facts["task_document"] == document)


def list_tasks(connection: Connection, at: datetime, document: str | None = None) -> tuple[LedgerRow, ...]:
    """The tasks in the order of their documents and numbers."""
    steps = _steps(connection)
    found = [
        _row(case, facts, steps.get(case.id, {}), at)
        for case, facts in _rows(connection)
        if document in (None, facts["task_document"])
    ]
    return tuple(sorted(found, key=lambda row: (row.document, row.task)))


def _rows(connection: Connection) -> list[tuple[Any, Mapping[str, Any]]]:
    cases, facts = t.cases.c, t.case_facts.c
    query = (
        sa.select(cases.id, cases.number, cases.place, cases.state, cases.outcome, facts.facts)
        .join(t.case_facts, facts.case_id == cases.id)
        .where(cases.process == PROCESS)
    )
    rows = connection.execute(query).all()
    return [(row, row.facts) for row in rows if "task_number" in row.facts and "task_document" in row.facts]


def _steps(connection: Connection) -> dict[str, dict[tuple[str, str], int]]:
    """For each case the number of its steps by id and state; what was cancelled with the case itself is not missed."""
    steps, cases = t.steps.c, t.cases.c
    ended = sa.and_(steps.state == "cancelled", steps.closed_at == cases.closed_at)
    state = sa.case((ended, "ended"), else_=steps.state).label("how")
    query = (
        sa.select(steps.case_id, steps.step, state, sa.func.count())
        .join(t.cases, cases.id == steps.case_id)
        .where(cases.process == PROCESS, steps.step.in_(("monthly_report", "supervise")))
        .group_by(steps.case_id, steps.step, sa.literal_column("how"))
    )
    found: dict[str, dict[tuple[str, str], int]] = {}
    for case, step, state, count in connection.execute(query):
        found.setdefault(case, {})[step, state] = count
    return found


def _row(case: Any, facts: Mapping[str, Any], steps: Mapping[tuple[str, str], int], at: datetime) -> LedgerRow:
    due_at = parse_moment(facts["due_at"]) if facts.get("due_at") else None
    done = case.state in ("completed", "refused", "withdrawn", "stopped")
    return LedgerRow(
        document=facts["task_document"],
        task=int(facts["task_number"]),
        section=facts.get("task_section", ""),
        title=facts.get("task_title", ""),
        text=facts.get("task_text", ""),
        lead=facts.get("lead_unit", ""),
        responsible=facts.get("responsible_units", ""),
        cooperating=facts.get("cooperating_units", ""),
        deadline=facts.get("deadline_written", ""),
        due_on=(due_at - timedelta(days=1)).date() if due_at else None,
        due_at=due_at,
        late=due_at is not None and due_at <= at and not done,
        case=case.id,
        number=case.number,
        place=case.place,
        state=case.state,
        outcome=case.outcome,
        reports=sum(count for (step, _), count in steps.items() if step == "monthly_report"),
        reports_open=steps.get(("monthly_report", "open"), 0),
        reports_missed=steps.get(("monthly_report", "cancelled"), 0),
        supervised=any(step == "supervise" for step, _ in steps),
    )
