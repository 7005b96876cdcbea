"""The figures against the documents themselves, and the reading of clauses."""

from __future__ import annotations

import re

import pytest

from workflows.catalogue import Catalogue, Source
from workflows.catalogue.texts import Texts

FIRST, LAST = 1744, 1870
CHINESE = {sign: value for value, sign in enumerate("〇一二三四五六七八九十")}
# A span of time with its unit. Areas, lengths, years and dates are not spans.
SPAN = re.compile(r"([0-9.]+|[一二三四五六七八九十半]+)\s*个?\s*(工作日|自然日|小时|分钟|个月|日内|天)")
AT_LEAST = re.compile(r"不少于|不得少于|至少")


def days(text):
    return CHINESE[text] if text in CHINESE else float(text)


def spans(line):
    return sorted(days(match.group(1)) for match in SPAN.finditer(line))


@pytest.fixture(scope="module")
def lines(sources):
    text = (sources / "002_33317a5f04b53a73.txt").read_text(encoding="utf-8")
    return text.split("\n")


def test_each_figure_stands_at_its_line(shanwei, lines):
    for limit in shanwei:
        for source in limit.sources:
            assert float(limit.quantity) in spans(lines[source.line - 1]), limit.id


def test_each_span_of_the_document_is_in_the_catalogue_as_often_as_it_stands_there(shanwei, lines):
    written = {n: spans(lines[n - 1]) for n in range(FIRST, LAST + 1) if spans(lines[n - 1])}
    kept = {}
    for limit in shanwei:
        kept.setdefault(limit.source.line, []).append(float(limit.quantity))
    assert {line: sorted(figures) for line, figures in kept.items()} == written


def test_the_document_sets_no_span_of_the_kind_at_least(lines):
    assert not [n for n in range(FIRST, LAST + 1) if AT_LEAST.search(lines[n - 1])]


def test_no_span_is_broken_across_lines(lines):
    whole = "".join(lines[FIRST - 1 : LAST])
    assert spans(whole) == sorted(figure for n in range(FIRST, LAST + 1) for figure in spans(lines[n - 1]))


def test_no_sentence_of_the_document_is_copied_into_the_catalogue(catalogue, lines):
    """Short words of the field recur; a run of 20 characters would be the document's own wording."""
    whole = "".join(lines[FIRST - 1 : LAST])
    for limit in catalogue:
        for text in (limit.procedure, limit.step or "", limit.begins, limit.ends):
            assert len(text) <= 20 or text not in whole


def test_the_clause_of_every_limit_is_read_whole_and_holds_its_figure(sources):
    catalogue = Catalogue.load(sources=sources)
    for limit in catalogue.of_document("shanwei-2023-2"):
        text = catalogue.clause_text(limit)
        assert float(limit.quantity) in spans(text), limit.id
        assert text.endswith(("。", "）")), limit.id
        assert "**" not in text


def test_a_sentence_broken_over_two_lines_reads_the_same_from_either(sources):
    texts = Texts(sources)
    file = "002_33317a5f04b53a73.txt"
    assert texts.passage(Source(file, 1836)) == texts.passage(Source(file, 1838))
    assert texts.passage(Source(file, 1837)) is None


def test_a_law_without_a_text_has_no_clause_to_show(sources):
    catalogue = Catalogue.load(sources=sources)
    assert catalogue.clause_text(catalogue.limit("prc-licensing-law/42.1")) is None


def test_without_the_folder_there_is_no_clause_to_show(catalogue):
    assert catalogue.clause_text(catalogue.limit("shanwei-2023-2/2.1")) is None


# ── a folder of our own: these need no documents ────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "outside.txt").write_text("秘密。\n", encoding="utf-8")
    inside = tmp_path / "documents"
    inside.mkdir()
    (inside / "a.txt").write_text(
        "一、标题没有标点\n\n1. 第一条很长，说到一半\n\n就换了行。\n2. 第二条，完了。**\n**（二）第三条，开始\n",
        encoding="utf-8",
    )
    return inside


def test_lines_of_one_sentence_are_put_together_and_headings_left_out(folder):
    texts = Texts(folder)
    assert texts.passage(Source("a.txt", 3)) == "1. 第一条很长，说到一半就换了行。"
    assert texts.passage(Source("a.txt", 5)) == "1. 第一条很长，说到一半就换了行。"
    assert texts.passage(Source("a.txt", 6)) == "2. 第二条，完了。"
    assert texts.passage(Source("a.txt", 1)) == "一、标题没有标点"


@pytest.mark.parametrize("line", [0, -1, 2, 99])
def test_a_line_that_is_empty_or_not_there_has_no_text(folder, line):
    assert Texts(folder).passage(Source("a.txt", line)) is None


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "missing.txt", "..", ".", "link.txt"])
def test_nothing_outside_the_folder_is_ever_read(folder, name):
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    assert Texts(folder).passage(Source(name, 1)) is None
