"""The tables in files of our own making: rows that a line or a page broke, merged cells, numbers that were lost."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.rows import stacked_cells, wide_rows
from engine.ledger.stacked import read_qingcheng, read_shantou, read_zhuhai
from engine.ledger.task import LedgerError
from engine.ledger.wide import read_wide

HEADING = "序号\t改革举措\t主要做法\t牵头单位\t责任单位\t完成时限"


def lines(text):
    return text.strip("\n").split("\n")


# ── one row a line ────


def test_rows_begin_behind_the_heading_and_end_at_the_rule():
    found = list(wide_rows(["1\t不是", HEADING, "1\ta\tb", "", HEADING, "2\tc", "---", "尾"]))
    assert [(row.number, row.cells, row.line) for row in found] == [(1, ("a", "b"), 3), (2, ("c",), 6)]


@given(st.data())
def test_a_row_reads_the_same_however_lines_break_it(data):
    row = "7\t一登记（2项）\t题目\t把事情做好。\t甲局\t乙局\t2021年6月"
    places = data.draw(st.sets(st.integers(3, len(row) - 1), max_size=4))
    cuts = [0, *sorted(places), len(row)]
    broken = [row[a:b] for a, b in itertools.pairwise(cuts)]
    # A piece that begins with a digit and a tab would be a row of its own; the documents have none.
    if any(piece[:1].isdigit() and "\t" in piece[:4] for piece in broken[1:]):
        return
    whole = next(wide_rows([HEADING, row]))
    assert [part.cells for part in wide_rows([HEADING, *broken])] == [whole.cells]


WIDE = f"""
{HEADING}
1\t一 登记 (3项)\t甲题\t把甲做好。\t甲局\t乙局、丙局\t2021年6月
2\t\t\t把乙做好。\t甲局\t\t2020年12月
{HEADING}
3\t把丙做好，\t\t甲局\t丙局\t2020年9月\t
4\t\t二 用电（1项） 丁题\t把丁做好。\t乙局\t2022年12月
---
"""


def test_merged_and_shifted_cells_of_a_wide_table_are_read_from_the_right():
    tasks = read_wide("d", lines(WIDE))
    said = [(t.number, t.section, t.title, t.text, t.lead, t.responsible, t.deadline) for t in tasks]
    assert said == [
        (1, "登记", "甲题", "把甲做好。", ("甲局",), ("乙局", "丙局"), "2021年6月"),
        (2, "登记", "甲题", "把乙做好。", ("甲局",), (), "2020年12月"),
        (3, "登记", "甲题", "把丙做好，", ("甲局",), ("丙局",), "2020年9月"),
        (4, "用电", "丁题", "把丁做好。", ("乙局",), (), "2022年12月"),
    ]


def test_a_row_whose_date_was_cut_off_is_read_without_one():
    tasks = read_wide("d", [HEADING, "1\t\t题\t把事做好。\t甲局\t"])
    assert (tasks[0].lead, tasks[0].text, tasks[0].due_on) == (("甲局",), "把事做好。", None)


# ── one cell a line ────


def test_a_line_without_a_tab_goes_on_with_its_cell():
    found = list(stacked_cells(["前文", "\t甲", "乙", "", "丙", " \t丁"]))
    assert [(c.text, c.line, c.begins) for c in found] == [("甲\n乙\n丙", 2, False), ("丁", 6, True)]


ZHUHAI = """
一、推广的举措（2项）
\t序号
\t改革措施
\t备注

\t（一）登记（1项）

\t1
\t甲题
\t外市的做法
\t甲局统筹，乙局配合
\t第一句。

第二句。
\t2020年6月
\t

\t（二）用电

\t2
\t乙题
\t外市的做法
\t乙局
\t只有一句。
\t持续推进
\t已完成
二、借鉴的举措（1项）
\t序号

\t（一）信用（1项）

\t1
\t丙题
\t外市的做法
\t丙局
\t做丙。
\t2021年12月
\t
"""


def test_the_city_s_own_measures_are_the_task_and_the_section_is_the_one_above():
    tasks = read_zhuhai("d", lines(ZHUHAI))
    assert [(t.number, t.part, t.row, t.section, t.title) for t in tasks] == [
        (1, 1, 1, "登记", "甲题"),
        (2, 1, 2, "用电", "乙题"),
        (3, 2, 1, "信用", "丙题"),
    ]
    assert tasks[0].text == "第一句。第二句。"
    assert (tasks[0].lead, tasks[0].cooperating) == (("甲局",), ("乙局",))
    assert [str(t.due_on) for t in tasks] == ["2020-06-30", "None", "2021-12-31"]


SHANTOU = """
\t一、推广的举措（4项）

\t1
\t（一）登记
\t甲题
\t做甲。
\t甲局牵头，乙局负责。

\t2
\t
\t乙题
\t做乙。
\t
 \t丙题
\t做丙。
 \t（二）用电
\t丁题
\t做丁。
\t丁公司负责。

\t二、借鉴的举措（1项）

\t1
\t信用
\t戊题
\t做戊。
\t戊局负责。
"""


def test_units_are_merged_over_rows_and_rows_without_a_number_count():
    tasks = read_shantou("d", lines(SHANTOU))
    assert [(t.number, t.part, t.row, t.section, t.title, t.lead, t.responsible) for t in tasks] == [
        (1, 1, 1, "登记", "甲题", ("甲局",), ("乙局",)),
        (2, 1, 2, "登记", "乙题", ("甲局",), ("乙局",)),
        (3, 1, 3, "登记", "丙题", ("甲局",), ("乙局",)),
        (4, 1, 4, "用电", "丁题", ("丁公司",), ()),
        (5, 2, 1, "信用", "戊题", ("戊局",), ()),
    ]


@pytest.mark.parametrize("said", ["（5项）", "（3项）"])
def test_a_part_with_another_number_of_rows_than_its_heading_says_is_refused(said):
    with pytest.raises(LedgerError, match="Expected part 1 of the table to have"):
        read_shantou("d", lines(SHANTOU.replace("（4项）", said)))


QINGCHENG = """
   1.第一件事要做得很好很好。（责任单位：甲局）
   2.第二件事也要做得很好很好。[责任单位：乙局]
\t重点任务
\t完成时限

\t一.登记
\t1.第一件事要做得很好很好。

还有一段。
\t甲局、乙局
\t责任人：
\t
\t联系人：

\t二．用电
\t2.第二件事也要做得很好很好。
"""


def test_a_number_before_the_text_and_a_unit_that_was_cut_off():
    tasks = read_qingcheng("d", lines(QINGCHENG))
    assert [(t.number, t.section, t.responsible, t.lead) for t in tasks] == [
        (1, "登记", ("甲局", "乙局"), ()),
        (2, "用电", (), ("乙局",)),
    ]
    assert tasks[0].text == "第一件事要做得很好很好。还有一段。"
    assert tasks[1].due_on is None


def test_a_table_that_is_not_there_has_no_tasks():
    for read in (read_wide, read_zhuhai, read_shantou, read_qingcheng):
        assert read("d", ["只有文字", ""]) == ()
