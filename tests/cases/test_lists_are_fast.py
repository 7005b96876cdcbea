"""The lists of a hundred thousand cases cost what those of a hundred do: every page comes from an index."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine.cases.reprojecting import pending
from engine.views import Actor

WORKER = Actor("w", "w", "housing", frozenset({"case_worker"}))
ADMIN = Actor("a", "a", None, frozenset({"administrator"}))


@pytest.fixture
def plans(quick):
    """The plans of the queries that a call makes, by SQLite's own word."""

    def explain(call):
        asked = []

        def note(_c, _cursor, statement, parameters, _context, _many):
            if statement.startswith("SELECT") and "EXPLAIN" not in statement:
                asked.append((statement, parameters))

        engine = quick.database._reader
        sa.event.listen(engine, "before_cursor_execute", note)
        call()
        sa.event.remove(engine, "before_cursor_execute", note)
        with quick.database.read() as connection:
            found = [
                row[3]
                for statement, parameters in asked
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
        assert found
        return found

    return explain


@pytest.mark.parametrize("order", ["deadline", "received", "closed"])
def test_a_page_of_cases_is_read_in_the_order_of_an_index(quick, monday, plans, order):
    plan = plans(lambda: quick.banjie.cases(quick.filter(order=order), monday))
    assert any("cases USING INDEX ix_cases_" in line for line in plan)
    assert not [line for line in plan if "TEMP B-TREE FOR ORDER" in line]


@pytest.mark.parametrize("actor", [WORKER, ADMIN])
@pytest.mark.parametrize("mine", [True, False])
def test_a_page_of_work_looks_at_open_steps_only(quick, monday, plans, actor, mine):
    plan = plans(lambda: quick.banjie.work(actor, monday, mine=mine))
    assert any("steps USING INDEX ix_steps_open_" in line for line in plan)
    assert not [line for line in plan if "TEMP B-TREE" in line or line.startswith("SCAN cases")]


def test_breaches_are_read_from_what_is_late_and_what_still_runs(quick, monday, plans):
    plan = plans(lambda: quick.banjie.breaches(monday))
    for index in ("ix_clocks_late", "ix_clocks_going"):
        assert any(index in line for line in plan), plan


def test_a_tick_with_nothing_to_do_looks_at_one_index_and_the_newest_notice(quick, monday, plans):
    quick.banjie.tick(monday)
    plan = plans(lambda: quick.banjie.tick(monday))
    of_notices = ("SCAN notices", "USE TEMP B-TREE FOR ORDER BY")  # a handful a year
    assert [line for line in plan if line not in of_notices] == [
        "SEARCH timers USING INDEX ix_timers_waiting (due_at<?)"
    ]


def test_cases_to_be_counted_anew_are_sought_among_clocks_that_still_run(quick, plans):
    plan = plans(lambda: pending(quick.database, quick.banjie._rules))
    assert any("clocks USING INDEX ix_clocks_going" in line for line in plan), plan
