"""Tasks as long cases: imported once, reported on every month, supervised when late, struck off when done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from engine.ledger import LedgerError, Task, import_tasks, list_tasks
from engine.ledger.importing import facts_of, title_of
from engine.time import SHANGHAI
from engine.views import Actor
from tests.support.world import ADMIN

DOCUMENT = "zhuhai-2020-reforms"
BEGIN = datetime(2026, 9, 14, 9, tzinfo=SHANGHAI)  # the middle of a month


def at(month, day, hour=0):
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def task(number, due_on=None, **more):
    named = {
        "section": "登记",
        "title": f"第{number}题",
        "text": "把事情做好。",
        "lead": ("甲局",),
        "responsible": ("乙局", "丙局"),
        "cooperating": (),
        "deadline": "2026年10月" if due_on else "持续推进",
        "due_on": due_on,
        "line": number + 10,
    }
    return Task(DOCUMENT, number, **{**named, **more})


TASKS = (task(1, date(2026, 10, 31)), task(2), task(3, date(2020, 12, 31)))


@pytest.fixture
def imported(quick):
    import_tasks(quick.banjie, DOCUMENT, TASKS, BEGIN, ADMIN)
    return quick


def listed(world, moment):
    with world.database.read() as connection:
        return {row.task: row for row in list_tasks(connection, moment)}


def case_of(world, number):
    return listed(world, BEGIN)[number].case


def opened(world, case, moment):
    """What is open at an instant, with everything due until then served."""
    world.now = moment
    world.banjie.tick(moment)
    return sorted(s.step for s in world.view(case, moment).steps if s.state == "open")


def test_every_task_is_a_case_of_the_place_of_its_document(imported):
    rows = listed(imported, BEGIN)
    assert sorted(rows) == [1, 2, 3]
    assert {row.place for row in rows.values()} == {"珠海"}
    first = rows[1]
    assert (first.section, first.lead, first.responsible, first.deadline) == (
        "登记",
        "甲局",
        "乙局、丙局",
        "2026年10月",
    )
    assert (first.due_on, first.due_at) == (date(2026, 10, 31), at(11, 1))
    assert rows[2].due_at is None


def test_both_databases_list_the_same(world):
    import_tasks(world.banjie, DOCUMENT, TASKS, BEGIN, ADMIN)
    assert [(row.task, row.late, row.supervised) for row in listed(world, BEGIN).values()] == [
        (1, False, False),
        (2, False, False),
        (3, True, True),
    ]


def test_importing_again_imports_nothing_again(imported):
    again = import_tasks(imported.banjie, DOCUMENT, TASKS, BEGIN + timedelta(days=3), ADMIN)
    assert (again.new, again.known) == (0, 3)
    assert len(listed(imported, BEGIN)) == 3


def test_an_import_that_was_stopped_goes_on_where_it_was(quick):
    assert import_tasks(quick.banjie, DOCUMENT, TASKS[:1], BEGIN, ADMIN).new == 1
    rest = import_tasks(quick.banjie, DOCUMENT, TASKS, BEGIN, ADMIN)
    assert (rest.new, rest.known) == (2, 1)


def test_progress_is_told_task_by_task(quick):
    told = []
    import_tasks(quick.banjie, DOCUMENT, TASKS, BEGIN, ADMIN, lambda: told.append(1))
    assert len(told) == 3


def test_a_task_that_the_engine_refuses_is_a_sentence(quick):
    long = task(4, text="长" * 9000)
    with pytest.raises(LedgerError, match=f"Expected to import task 4 of {DOCUMENT}, but: Expected"):
        import_tasks(quick.banjie, DOCUMENT, (long,), BEGIN, ADMIN)


def test_only_someone_of_the_place_imports_its_tasks(quick):
    stranger = Actor("s", "s", "reform_office", frozenset({"lead"}), "清城")
    with pytest.raises(LedgerError, match="Expected a process of 清城, but this one is of 珠海"):
        import_tasks(quick.banjie, DOCUMENT, TASKS, BEGIN, stranger)


def test_a_report_is_asked_for_on_the_first_of_every_month(imported):
    case = case_of(imported, 2)
    assert opened(imported, case, at(9, 30, 23)) == ["carry_out"]
    assert opened(imported, case, at(10, 1)) == ["carry_out", "monthly_report"]
    token = next(t for t, s in imported.live(case).state.steps.items() if s.step == "monthly_report")
    imported.do(case, "complete", at(10, 20, 10), token, **imported.filled(case, token))
    assert opened(imported, case, at(10, 31)) == ["carry_out"]
    assert opened(imported, case, at(11, 1)) == ["carry_out", "monthly_report"]


def test_a_report_that_never_came_is_missed_and_the_next_month_s_is_asked_for(imported):
    case = case_of(imported, 2)
    assert opened(imported, case, at(10, 31, 23)) == ["carry_out", "monthly_report", "urge_report"]
    assert opened(imported, case, at(11, 1)) == ["carry_out", "monthly_report"]
    assert opened(imported, case, at(12, 1)) == ["carry_out", "monthly_report"]
    row = listed(imported, at(12, 1))[2]
    assert (row.reports, row.reports_open, row.reports_missed) == (3, 1, 2)


def test_a_report_after_the_25th_ends_the_urging(imported):
    case = case_of(imported, 2)
    assert "urge_report" in opened(imported, case, at(10, 28))
    token = next(t for t, s in imported.live(case).state.steps.items() if s.step == "monthly_report")
    imported.do(case, "complete", at(10, 28, 10), token, **imported.filled(case, token))
    assert opened(imported, case, at(10, 29)) == ["carry_out"]
    assert listed(imported, at(11, 2))[2].reports_missed == 0


def test_a_report_is_urged_after_the_25th_and_not_on_it(imported):
    case = case_of(imported, 2)
    assert opened(imported, case, at(10, 25, 23)) == ["carry_out", "monthly_report"]
    assert opened(imported, case, at(10, 26)) == ["carry_out", "monthly_report", "urge_report"]


def test_a_report_in_time_is_not_urged(imported):
    case = case_of(imported, 2)
    opened(imported, case, at(10, 1))
    token = next(t for t, s in imported.live(case).state.steps.items() if s.step == "monthly_report")
    imported.do(case, "complete", at(10, 25, 23), token, **imported.filled(case, token))
    assert opened(imported, case, at(10, 27)) == ["carry_out"]


def test_a_task_is_supervised_once_its_month_is_over(imported):
    case = case_of(imported, 1)
    assert "supervise" not in opened(imported, case, at(10, 31, 23))
    assert not listed(imported, at(10, 31, 23))[1].late
    assert "supervise" in opened(imported, case, at(11, 1))
    row = listed(imported, at(11, 1))[1]
    assert (row.late, row.supervised) == (True, True)


def test_a_task_whose_month_was_over_before_the_import_is_supervised_at_once(imported):
    assert "supervise" in opened(imported, case_of(imported, 3), BEGIN)


def test_a_task_without_a_month_is_never_late(imported):
    case = case_of(imported, 2)
    assert "supervise" not in opened(imported, case, at(12, 31))
    assert not listed(imported, at(12, 31))[2].late


def test_a_task_that_is_done_is_struck_off_with_what_was_still_asked(imported):
    case = case_of(imported, 1)
    opened(imported, case, at(11, 2))
    done = imported.filled(case, next(t for t in imported.live(case).state.steps if t.startswith("carry_out")))
    imported.do(case, "complete", at(11, 2, 10), "carry_out", **done)
    again = {"decision": "again", "opinion": "证据不足"}
    imported.do(case, "complete", at(11, 3, 10), "verify", **again)
    imported.do(case, "complete", at(11, 4, 10), "carry_out", **done)
    passed = imported.filled(case, next(t for t in imported.live(case).state.steps if t.startswith("verify")))
    imported.do(case, "complete", at(11, 5, 10), "verify", **passed)
    view = imported.view(case)
    assert (view.state, view.outcome) == ("completed", "approved")
    assert [s.step for s in view.steps if s.state == "open"] == []
    row = listed(imported, at(12, 1))[1]
    assert (row.late, row.reports, row.reports_missed) == (False, 2, 1)


def test_the_list_is_in_the_order_of_the_numbers_and_can_be_of_one_document(imported):
    with imported.database.read() as connection:
        assert [row.task for row in list_tasks(connection, BEGIN, DOCUMENT)] == [1, 2, 3]
        assert list_tasks(connection, BEGIN, "qingcheng-2021-plan") == ()


def test_what_a_row_leaves_empty_is_no_fact():
    facts = facts_of(task(2, responsible=()))
    assert "responsible_units" not in facts
    assert "due_at" not in facts
    assert facts["lead_unit"] == "甲局"


def test_the_title_is_the_number_and_the_name_on_one_short_line():
    assert title_of(task(7)) == "7. 第7题"
    assert title_of(task(7, title="", text="没有名称的任务\n" * 30)).startswith("7. 没有名称")
    assert len(title_of(task(7, title="长" * 300))) == 120
