"""Every span of time in the documents was judged: it is a limit of the catalogue, or stands among what is none."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from workflows.catalogue import Catalogue

CATALOGUE = Catalogue.load()
DOCUMENTS = [document for document in CATALOGUE.documents.values() if document.source_file]
FILES = sorted({document.source_file for document in DOCUMENTS})
NUMBER = r"(?:[0-9０-９]+(?:[.．][0-9]+)?|[一二三四五六七八九十百两半几数]+)"
COUNTED = rf"{NUMBER}个?(?:多)?(?:工作日|自然日|日历日|小时|分钟|秒|天|个月|周(?!年)|季度|日(?!期|报|常))"
# The day of a date and the number of a month are none: 6月16日, 2023年6月. A date by which something is due is one.
DATED = r"(?<![0-9]月)(?<![0-9]年)(?<!号)"
YEARS = r"(?<![0-9])(?:[0-9]{1,2}|[一二三四五六七八九十两半几数]+)个?(?:预算|评价|纳税)?年(?:度)?"
DUE = "[0-9]{1,2}月[0-9]{1,2}日前|[0-9]{4}年(?:[0-9]{1,2}月)?底"
AT_ONCE = (
    "即时|当场|秒批|秒办|秒报|秒到|立即|立刻|即刻|即予|即来即办|即到即查|即审即办|即查即改|接诉即办|立等可取|日清|"
    r"T\+[0-9]|第一时间"
)
OF_THE_CALENDAR = (
    "当天|当日|半日|半天|翌日|次日|次月|当月|当季|当年|次年|翌年|年内|月内|季度内|第[一二三四五六七八九十]个?工作日|"
    "每年|每半年|每季度|每月|每周|每日|每天|每个(?:年度?|季度|月)|按月|按季|按年|逐月|首个?工作日|下一个?工作日|"
    "[上中下]旬|[月年季]末|季度末"
)
# What speaks of time and says how long neither way (及时, 尽快, 定期, 实时, 时限) is no span; a limit that is left to
# somebody to set (限时, 限期) is, so that nobody has to wonder which.
OPEN = "限时|限期|规定的?(?:时间|期限|时限)|承诺(?:的|办理)?(?:时间|期限|时限)|7×24|全天候"
SPAN = re.compile(rf"{DATED}{COUNTED}|{YEARS}|{DUE}|{AT_ONCE}|{OF_THE_CALENDAR}|{OPEN}")
DATE = re.compile(r"[0-9]{4}年[0-9]{1,2}月(?!底|[0-9]*日前)(?:[0-9]{1,2}日)?|[0-9]{1,2}月[0-9]{1,2}日(?!前)")


def plain(text: str) -> str:
    """Without white space, marks of type, and the measure word, which a repetition may leave out (20工作日)."""
    return re.sub(r"[\s*]|个(?=工作日|自然日)", "", text)


def spans(line: str) -> list[str]:
    return SPAN.findall(DATE.sub("。", plain(line)))


@pytest.fixture(scope="module")
def texts(sources):
    return {file: (sources / file).read_text(encoding="utf-8").split("\n") for file in FILES}


def judged(document):
    """What the catalogue says about each line of the document."""
    limits = [limit for limit in CATALOGUE.of_document(document.id) if limit.written]
    others = [phrase for phrase in CATALOGUE.not_limits if phrase.document == document.id]
    said: dict[int, list[str]] = {}
    for record in (*limits, *others):
        for source in record.sources:
            said.setdefault(source.line, []).append(plain(record.written))
    return said


def extent(document, texts):
    lines = texts[document.source_file]
    return range(document.first_line or 1, (document.last_line or len(lines)) + 1)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_every_span_of_a_document_is_judged(document, texts):
    said, lines = judged(document), texts[document.source_file]
    unjudged = [
        (number, span)
        for number in extent(document, texts)
        for span in spans(lines[number - 1])
        if not any(span in written for written in said.get(number, ()))
    ]
    assert unjudged == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_what_is_said_to_be_written_stands_at_its_lines(document, texts):
    """A figure that is broken over two lines stands at the first of them."""
    lines = texts[document.source_file]
    absent = [
        (number, written)
        for number, wording in judged(document).items()
        for written in wording
        if written not in plain("".join(lines[number - 1 : number + 2]))
    ]
    assert absent == []


@pytest.mark.parametrize("file", FILES)
def test_no_line_with_a_span_is_outside_the_documents_of_its_file(file, texts):
    held = Counter(n for document in DOCUMENTS if document.source_file == file for n in extent(document, texts))
    lines = texts[file]
    assert [n for n, times in held.items() if times > 1] == []
    assert [(n, spans(lines[n - 1])) for n in range(1, len(lines) + 1) if spans(lines[n - 1]) and n not in held] == []


def test_every_limit_says_how_it_is_written():
    assert [limit.id for limit in CATALOGUE if limit.sources and not limit.written] == []
