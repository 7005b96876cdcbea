"""The figures of 珠海, 清城 and 汕头: which bind the city, and which are another city's practice held up as a model."""

from __future__ import annotations

import pytest

ZHUHAI, QINGCHENG, SHANTOU = "zhuhai-2020-reforms", "qingcheng-2021-plan", "shantou-2020-reforms"
FIGURES = [
    (ZHUHAI, "1.3-model", [41], "5", "working_day", "example"),
    (ZHUHAI, "1.3", [43], "5", "working_day", "limit"),
    (ZHUHAI, "1.4-model", [55], "2", "working_day", "example"),
    (ZHUHAI, "1.4-call-model", [55], "1", "immediate", "example"),
    (ZHUHAI, "1.4-survey", [60], "1", "working_day", "limit"),
    (ZHUHAI, "1.5-model", [68], "1", "immediate", "example"),
    (ZHUHAI, "1.5", [70], "1", "immediate", "target"),
    (ZHUHAI, "1.9-model", [115], "1", "immediate", "example"),
    (ZHUHAI, "1.9", [118], "1", "immediate", "target"),
    (ZHUHAI, "2.1-model", [159], "1", "working_day", "example"),
    (ZHUHAI, "2.1", [163], "1", "working_day", "target"),
    (ZHUHAI, "2.1-registration", [163], "0.5", "working_day", "limit"),
    (ZHUHAI, "2.1-seal-invoice", [163], "0.5", "working_day", "limit"),
    (ZHUHAI, "2.8-model", [231], "1", "immediate", "example"),
    (QINGCHENG, "2.5.4", [37, 499], "1", "hour", "limit"),
    (QINGCHENG, "2.7.2", [51, 644], "18", "working_day", "limit"),
    (QINGCHENG, "2.8.1", [58, 752], "5", "working_day", "limit"),
    (QINGCHENG, "2.10.1", [74, 1067], "12", "working_day", "limit"),
    (QINGCHENG, "3.6", [136], "25", "natural_day", "calendar"),
    (SHANTOU, "1.2", [20], "2", "working_day", "limit"),
    (SHANTOU, "2.17", [190], "1", "immediate", "example"),
    (SHANTOU, "2.21", [214], "1", "immediate", "example"),
    (SHANTOU, "3.3-model", [246], "5", "working_day", "example"),
    (SHANTOU, "3.4-model", [252], "2", "working_day", "example"),
    (SHANTOU, "3.4-call-model", [252], "1", "immediate", "example"),
    (SHANTOU, "3.5-model", [258], "1", "immediate", "example"),
    (SHANTOU, "3.9-model", [272], "1", "immediate", "example"),
    (SHANTOU, "4.1-model", [288], "1", "working_day", "example"),
    (SHANTOU, "4.8-model", [313], "1", "immediate", "example"),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure[0]}/{figure[1]}")
def test_a_figure_has_its_lines_its_unit_and_its_kind(catalogue, figure):
    document, clause, lines, quantity, unit, kind = figure
    limit = catalogue.limit(f"{document}/{clause}")
    assert [source.line for source in limit.sources] == lines
    assert (str(limit.quantity), limit.unit, limit.kind) == (quantity, unit, kind)


@pytest.mark.parametrize("document", [ZHUHAI, QINGCHENG, SHANTOU])
def test_there_are_no_others(catalogue, document):
    known = {f"{document}/{clause}" for at, clause, *_ in FIGURES if at == document}
    assert {limit.id for limit in catalogue.of_document(document)} == known


def test_the_public_notice_is_left_out_where_the_document_says_so_only(catalogue):
    assert "public_notice" in catalogue.limit(f"{QINGCHENG}/2.8.1").excludes
    assert "public_notice" not in catalogue.limit(f"{QINGCHENG}/2.10.1").excludes


def test_no_diagram_holds_a_city_to_what_another_one_does(catalogue):
    models = [limit for limit in catalogue if limit.id.endswith("-model")]
    assert models
    assert not any(limit.binds for limit in models)
