"""The wording of a figure decides what it is: the unit, the bound, the kind. Rules for all records at once."""

from __future__ import annotations

import re

import pytest

from workflows.catalogue import Catalogue

CATALOGUE = Catalogue.load()
LIMITS = [limit for limit in CATALOGUE if limit.sources]
UNITS = (
    ("工作日", "working_day"),
    ("自然日", "natural_day"),
    ("小时", "hour"),
    ("分钟", "minute"),
    ("个月", "month"),
)
AT_ONCE = (
    "当场", "当天", "当日", "即时", "实时", "立即", "即来即办", "即到即查", "即予", "立等可取", "秒批", "日清", "T+0",
)  # fmt: skip
PART_OF_A_DAY = ("半日", "半天")
DIGITS = {name: n for n, name in enumerate("一二三四五六七八九十", start=1)}
PUBLIC = ("公示", "公告")


def plain(text):
    return re.sub(r"[\s*]", "", text)


def by_id(limits):
    return pytest.mark.parametrize("limit", limits, ids=lambda limit: limit.id)


@pytest.fixture(scope="module")
def around(sources):
    """What stands before and behind a figure, at each of its lines: some characters of plain text."""
    files = {limit.sources[0].file for limit in LIMITS}
    texts = {file: (sources / file).read_text(encoding="utf-8").split("\n") for file in files}

    def find(limit, before, behind):
        written, found = plain(limit.written), []
        for source in limit.sources:
            lines = texts[source.file][source.line - 1 : source.line + 2]
            text, first = plain("".join(lines)), len(plain(lines[0]))
            found += [
                (text[max(0, match.start() - before) : match.start()], text[match.end() :][:behind])
                for match in re.finditer(re.escape(written), text)
                if match.start() < first
            ]
        assert found, f"{limit.written} of {limit.id} is not found at its lines"
        return found

    return find


@by_id(LIMITS)
def test_a_unit_that_the_document_states_is_the_unit(limit):
    stated = [unit for word, unit in UNITS if word in plain(limit.written)]
    if stated:
        assert limit.unit_stated
        assert limit.unit == stated[-1]


@by_id([limit for limit in LIMITS if re.search(r"[0-9一二三四五六七八九十半][天日]", plain(limit.written))])
def test_of_a_bare_day_the_record_says_that_the_unit_is_our_reading(limit):
    if not any(word in plain(limit.written) for word, _ in UNITS) and limit.kind != "calendar":
        assert limit.note
        assert not limit.unit_stated or "工作日" in limit.note  # another of its lines states it


@by_id([limit for limit in LIMITS if limit.unit == "immediate"])
def test_what_is_done_at_once_is_written_so_and_counts_one(limit):
    assert any(word in plain(limit.written) for word in AT_ONCE)
    assert (limit.quantity, limit.unit_stated) == (1, True)


@by_id([limit for limit in LIMITS if limit.kind != "calendar"])
def test_the_figure_is_the_one_that_is_written(limit):
    written = plain(limit.written)
    numbers = [float(n) for n in re.findall(r"[0-9]+(?:\.[0-9]+)?", written)]
    numbers += [float(DIGITS[n]) for n in re.findall(rf"[{''.join(DIGITS)}](?=个?(?:工作日|天|小时|月))", written)]
    if any(word in written for word in PART_OF_A_DAY):
        numbers = [0.5]
    if limit.unit != "immediate" and written != "翌日":
        assert float(limit.quantity) in numbers


@by_id(LIMITS)
def test_not_less_than_is_a_least_time_and_within_a_longest(limit, around):
    for before, behind in around(limit, 6, 4):
        if re.search(r"(?:不少于|不得少于|不低于|至少)$", before):
            assert limit.bound == "at_least"
        if re.search(r"(?:不超过|不得超过|不多于)$", before) or (behind.startswith("内") and not before.endswith("前")):
            assert limit.bound == "at_most"


@by_id([limit for limit in LIMITS if limit.bound == "at_least"])
def test_a_least_time_is_of_a_notice_or_a_distance(limit, around):
    least = any(re.search(r"(?:不少于|不得少于|至少)$|每次至少", before) for before, _ in around(limit, 6, 0))
    in_advance = any(re.search(r"前$", before) for before, _ in around(limit, 1, 0))
    assert least or in_advance or "公示" in limit.step


@by_id(LIMITS)
def test_an_average_and_the_fastest_are_held_against_nobody(limit, around):
    before = [text for text, _ in around(limit, 10, 0)]
    if limit.written.startswith("最快") or all(text.endswith("最快") for text in before):
        assert limit.kind in ("best_case", "example")
    if "平均" in limit.written or all(text.endswith("平均") for text in before):
        assert limit.kind == "average"
    if all(re.search(r"最优达?$", text) for text in before):
        assert limit.kind == "best_case"


@by_id(LIMITS)
def test_a_public_notice_is_left_out_where_the_document_says_so(limit, around):
    for _, behind in around(limit, 0, 12):
        if re.match(r"内?[（(]不含(?:批前)?公示时间", behind):
            assert "public_notice" in limit.excludes


@by_id([limit for limit in LIMITS if "public_notice" in limit.excludes and limit.basis != "approval_time"])
def test_a_public_notice_is_left_out_of_a_step_for_a_reason_only(limit, around):
    said = any("公示" in behind for _, behind in around(limit, 0, 14))
    assert said or any(word in limit.note for word in PUBLIC)


def test_the_promise_of_a_whole_among_the_aims_of_a_document_is_a_target():
    aims = [limit for limit in LIMITS if limit.scope == "process" and "全流程" in limit.procedure + (limit.step or "")]
    kinds = {limit.id: limit.kind for limit in aims if limit.unit == "working_day"}
    others = {"jieyang-2020-7/t31-security"}  # one licence, and no whole of several
    assert {name for name, kind in kinds.items() if kind != "target"} == others


def test_no_limit_stands_twice():
    """The same figure for the same thing is one record with several lines."""
    seen = {}
    for limit in LIMITS:
        key = (
            limit.document, limit.procedure, limit.step, limit.scope, limit.quantity, limit.unit, limit.bound,
            limit.starts, limit.begins, limit.ends, limit.applies, plain(limit.written),
        )  # fmt: skip
        assert key not in seen, f"{limit.id} and {seen[key]}"
        seen[key] = limit.id


def test_a_limit_of_one_document_is_no_other_ones_phrase():
    """What was judged to be none is not recorded at the same line with the same words as well."""
    recorded = {(s.file, s.line, plain(limit.written)) for limit in LIMITS for s in limit.sources}
    judged = {(s.file, s.line, plain(p.written)) for p in CATALOGUE.not_limits for s in p.sources}
    assert recorded & judged == set()


def test_a_phrase_is_judged_once():
    judged = [(s.file, s.line, plain(p.written)) for p in CATALOGUE.not_limits for s in p.sources]
    assert sorted({phrase for phrase in judged if judged.count(phrase) > 1}) == []
