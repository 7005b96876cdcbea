from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from models import Database
from models.tables import (
    IS_GOING,
    IS_LATE,
    IS_OPEN,
    IS_WAITING,
    cases,
    checkpoint_heads,
    checkpoints,
    clocks,
    events,
    payloads,
    steps,
    timers,
)
from tests.support.cases import AT, add_case, add_definition, case_row, opened, started


@pytest.fixture
def log(database):
    add_definition(database)
    add_case(database, "c1", [started("c1"), opened("review")])
    return database


def step(**more):
    row = {
        "case_id": "c1",
        "token": "review#1",
        "step": "review",
        "name": "审查",
        "time": "approval",
        "state": "open",
        "opened_at": AT,
        "opened_seq": 2,
    }
    return row | more


def clock(**more):
    row = {
        "case_id": "c1",
        "run": "r",
        "limit_id": "l",
        "document": "d",
        "state": "running",
        "started_at": AT,
        "unit": "working_day",
        "started_seq": 1,
        "calendar_version": "1",
        "limit_version": "1",
        "rule": {},
    }
    return row | more


def timer(**more):
    return {"case_id": "c1", "kind": "token", "subject": "t#1", "due_at": AT} | more


def insert(database, table, *rows):
    with database.write() as connection:
        connection.execute(table.insert(), list(rows))


@pytest.mark.parametrize(
    ("table", "row"),
    [
        (cases, case_row("c9", state="lost")),
        (cases, case_row("c9", outcome="perhaps")),
        (steps, step(state="lost")),
        (steps, step(time="lunch")),
        (clocks, clock(state="lost")),
        (clocks, clock(verdict="perhaps")),
        (timers, timer(state="lost")),
        (steps, step(case_id="nobody")),
        (clocks, clock(case_id="nobody")),
        (timers, timer(case_id="nobody")),
        (cases, case_row("c9", process="unknown")),
        (cases, case_row("c9", number="N-c1")),
        (payloads, {"case_id": "c1", "seq": 9, "data": {}, "salt": ""}),
        (cases, case_row("c9", title=None)),
    ],
)
def test_the_database_refuses_what_cannot_be(log, table, row):
    with pytest.raises(IntegrityError):
        insert(log, table, row)


def test_what_can_be_is_taken_with_its_defaults(log):
    insert(log, steps, step())
    insert(log, clocks, clock(verdict="too_early", state="stopped"))
    insert(log, timers, timer(), timer(kind="warn"))
    with log.read() as connection:
        assert connection.scalars(sa.select(timers.c.state).order_by(timers.c.id)).all() == ["armed", "armed"]
        assert connection.scalar(sa.select(steps.c.due_at)).year == 9999


def test_a_case_has_one_timer_of_a_kind_for_a_subject(log):
    insert(log, timers, timer())
    with pytest.raises(IntegrityError):
        insert(log, timers, timer())


def test_an_event_has_its_place_for_itself(log):
    with log.read() as connection:
        row = dict(connection.execute(sa.select(events).where(events.c.seq == 2)).mappings().one())
    with pytest.raises(IntegrityError):
        insert(log, events, row)


@pytest.mark.parametrize("table", [events, checkpoints, checkpoint_heads])
@pytest.mark.parametrize("word", ["update", "delete"])
def test_what_is_append_only_stays_as_it_is(log, table, word):
    mark = {"id": 1, "at": AT, "cases": 1, "events": 1, "heads": "", "previous": ""}
    insert(log, checkpoints, mark | {"algorithm": "sha256", "key_id": "", "signature": ""})
    insert(log, checkpoint_heads, {"checkpoint": 1, "case_id": "c1", "seq": 2, "hash": "h"})
    column = list(table.c)[-1]
    statement = table.update().values({column.name: "x"}) if word == "update" else table.delete()
    with pytest.raises(IntegrityError, match=f"Expected {table.name} only to grow"), log.write() as connection:
        connection.execute(statement)


@pytest.mark.postgres
def test_the_log_cannot_be_emptied_at_a_stroke(postgres_url):
    database = Database.open(postgres_url)
    with pytest.raises(IntegrityError, match="only to grow"), database.write() as connection:
        connection.exec_driver_sql("TRUNCATE events CASCADE")
    database.dispose()


def plan(database, query):
    """How SQLite would find the rows of a query with its parameters, as one text."""
    with database.read() as connection:
        compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
        values = tuple(compiled.params[name] for name in compiled.positiontup)
        return "\n".join(row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values))


CASES_IN_ORDER = (cases.c.due_at, cases.c.id)
IN_ORDER = (steps.c.due_at, steps.c.case_id, steps.c.token)
OPEN_CASE = cases.c.closed_at.is_(None)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            sa.select(steps.c.token).where(IS_OPEN, steps.c.department == "water").order_by(*IN_ORDER),
            "ix_steps_open_department",
        ),
        (
            sa.select(steps.c.token).where(IS_OPEN, steps.c.assignee == "chen").order_by(*IN_ORDER),
            "ix_steps_open_assignee",
        ),
        (sa.select(cases.c.id).where(OPEN_CASE).order_by(*CASES_IN_ORDER), "ix_cases_open_due"),
        (
            sa.select(steps.c.token).where(IS_OPEN, steps.c.role == "applicant").order_by(*IN_ORDER),
            "ix_steps_open_role",
        ),
        (
            sa.select(cases.c.id).where(OPEN_CASE, cases.c.process == "intake").order_by(*CASES_IN_ORDER),
            "ix_cases_open_process",
        ),
        (
            sa.select(cases.c.id).where(OPEN_CASE, cases.c.place == "汕尾").order_by(*CASES_IN_ORDER),
            "ix_cases_open_place",
        ),
        (
            sa.select(cases.c.id).where(cases.c.state == "accepted").order_by(*CASES_IN_ORDER),
            "ix_cases_state",
        ),
        (sa.select(cases.c.id).order_by(cases.c.received_at.desc(), cases.c.id.desc()), "ix_cases_received"),
        (
            sa.select(clocks.c.run).where(IS_LATE).order_by(clocks.c.deadline_at, clocks.c.case_id, clocks.c.run),
            "ix_clocks_late",
        ),
        (sa.select(clocks.c.run).where(IS_GOING, clocks.c.due_at < AT).order_by(clocks.c.due_at), "ix_clocks_going"),
        (
            sa.select(timers.c.id).where(IS_WAITING, timers.c.due_at <= AT).order_by(timers.c.due_at),
            "ix_timers_waiting",
        ),
        (sa.select(steps.c.token).where(steps.c.state == "open").order_by(*IN_ORDER), "ix_steps_open_due"),
    ],
)
def test_a_list_is_read_in_the_order_of_an_index_and_never_sorted(sqlite_database, query, index):
    found = plan(sqlite_database, query.limit(50))
    assert index in found
    assert "TEMP B-TREE" not in found
