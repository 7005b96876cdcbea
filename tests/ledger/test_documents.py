"""The four ledgers as the documents have them: every number, and spot checks of dates and units."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from engine.ledger import LEDGERS, LedgerError, ledgers, read_ledger
from engine.ledger.documents import Ledger
from workflows.catalogue import Catalogue

CATALOGUE = Catalogue.load()
COUNTS = {"000": 378, "001": 22, "003": 74, "004": 58}
JIEYANG, ZHUHAI, QINGCHENG, SHANTOU = COUNTS


@pytest.mark.parametrize(("file", "count"), COUNTS.items())
def test_every_number_of_a_ledger_is_found_once_and_in_order(read, file, count):
    assert [task.number for task in read[file]] == list(range(1, count + 1))


@pytest.mark.parametrize("file", COUNTS)
def test_every_task_says_what_is_to_be_done_and_by_whom(read, file):
    assert [task.number for task in read[file] if not task.text or not task.in_charge or not task.section] == []


@pytest.mark.parametrize("file", COUNTS)
def test_every_task_stands_at_its_line(read, sources, file):
    table = next(table for table in LEDGERS if table.source_file.startswith(file))
    text = (sources / table.source_file).read_text(encoding="utf-8").split("\n")
    for task in read[file]:
        near = "".join("".join(text[task.line - 1 : task.line + 12]).split())
        assert "".join(task.text.split())[:10] in near.replace("<b>", "").replace("</b>", ""), task.number


SPOTS = [
    (JIEYANG, 1, date(2021, 6, 30), ("市政务服务数据管理局",)),
    (JIEYANG, 4, date(2020, 12, 31), ("市市场监管局",)),
    (JIEYANG, 19, date(2022, 10, 31), ("市政务服务数据管理局",)),
    (JIEYANG, 49, date(2021, 12, 31), ("市住房城乡建设局", "市自然资源局")),
    (JIEYANG, 54, date(2020, 12, 31), ("投资备案或规划许可的职能部门",)),
    (JIEYANG, 64, date(2020, 9, 30), ("市自然资源局", "市城管执法局")),
    (JIEYANG, 78, date(2021, 3, 31), ("市自然资源局",)),
    (JIEYANG, 105, date(2021, 6, 30), ("市自然资源局",)),
    (JIEYANG, 147, None, ("市税务局",)),
    (JIEYANG, 217, date(2020, 12, 31), ("市法院",)),
    (JIEYANG, 290, date(2021, 12, 31), ("市工商联",)),
    (JIEYANG, 367, None, ("市科技局",)),
    (ZHUHAI, 2, None, ("市自然资源局",)),
    (ZHUHAI, 3, date(2020, 6, 30), ("市住房城乡建设局",)),
    (ZHUHAI, 12, date(2020, 12, 31), ("市市场监管局",)),
    (ZHUHAI, 20, date(2021, 6, 30), ("市市场监管局",)),
    (QINGCHENG, 20, None, ()),
    (QINGCHENG, 28, None, ("区政数局",)),
    (QINGCHENG, 74, None, ("区政务服务数据管理局",)),
    (SHANTOU, 6, None, ("汕头供电局",)),
    (SHANTOU, 7, None, ("市自然资源局",)),
    (SHANTOU, 42, None, ("市税务局",)),
]


@pytest.mark.parametrize(("file", "number", "due_on", "lead"), SPOTS)
def test_deadlines_and_leads_are_those_of_the_table(read, file, number, due_on, lead):
    task = read[file][number - 1]
    assert (task.due_on, task.lead) == (due_on, lead)


def test_the_deadlines_of_a_ledger_add_up(read):
    def dates(file):
        return Counter(task.deadline for task in read[file])

    assert dates(JIEYANG) == {
        "2020年12月": 146,
        "2021年12月": 141,
        "2022年12月": 39,
        "2020年9月": 32,
        "2021年6月": 13,
        "": 5,
        "2022年10月": 1,
        "2021年3月": 1,
    }
    assert dates(ZHUHAI) == {"2020年12月": 14, "持续推进": 3, "2020年6月": 2, "2021年12月": 2, "2021年6月": 1}
    assert dates(QINGCHENG) == {"": 74}
    assert dates(SHANTOU) == {"": 58}


def test_the_sections_have_as_many_tasks_as_they_say(read):
    counts = list(Counter(task.section for task in read[JIEYANG]).values())
    assert counts == [31, 19, 15, 11, 29, 22, 26, 28, 28, 8, 17, 6, 13, 43, 15, 33, 32, 2]
    assert Counter(task.part for task in read[SHANTOU]) == {1: 13, 2: 23, 3: 11, 4: 11}
    assert Counter(task.part for task in read[ZHUHAI]) == {1: 11, 2: 11}


def test_units_that_help_are_told_from_those_that_lead(read):
    task = read[ZHUHAI][2]
    assert task.cooperating == ("市自然资源局", "珠海供电局", "珠海水控集团")
    assert read[SHANTOU][7].responsible == ("市住建局", "市税务局", "各区县政府")
    assert read[QINGCHENG][19].responsible == ("区税务局", "高新区税务局")


# ── documents that are not as expected ────


def test_every_ledger_belongs_to_a_document_of_the_catalogue():
    assert [table.tasks for table in ledgers(CATALOGUE).values()] == list(COUNTS.values())


def test_a_document_without_a_ledger_is_a_sentence():
    with pytest.raises(LedgerError, match="Expected a document with a ledger of tasks"):
        ledgers(CATALOGUE, "shanwei-2023-2")


def test_without_the_documents_there_is_a_sentence(tmp_path):
    with pytest.raises(LedgerError, match="Expected BANJIE_SOURCES to name the folder"):
        read_ledger(None, "d", LEDGERS[0])
    with pytest.raises(LedgerError, match="there is no such file"):
        read_ledger(tmp_path, "d", LEDGERS[0])


ROW = "{}\t\t题\t做事。\t甲局\t\t2021年6月\n"


@pytest.mark.parametrize(
    ("numbers", "said"), [((1, 3), "number 2 is missing"), ((1,), "number 2 is missing"), ((1, 2, 2), "3 came")]
)
def test_a_table_that_lacks_a_number_or_has_one_twice_is_refused(tmp_path, numbers, said):
    ledger = Ledger("t.txt", 2, LEDGERS[0].read)
    text = "序号\t完成时限\n" + "".join(ROW.format(number) for number in numbers)
    (tmp_path / "t.txt").write_text(text, encoding="utf-8")
    with pytest.raises(LedgerError, match=said):
        read_ledger(tmp_path, "d", ledger)


def test_a_task_without_words_is_refused(tmp_path):
    (tmp_path / "t.txt").write_text("序号\t完成时限\n1\t\t\t\t\t\t2021年6月\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="task 1 of d to say what is to be done"):
        read_ledger(tmp_path, "d", Ledger("t.txt", 1, LEDGERS[0].read))
