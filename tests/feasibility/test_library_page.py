"""`docs/library.md` says what the library holds."""

from __future__ import annotations

import pytest

from engine.feasibility import Verdict
from scripts.library import TARGET, Book, main, text


@pytest.fixture(scope="module")
def page(library):
    return text(library)


@pytest.fixture(scope="module")
def book(library):
    return Book(library)


def test_the_page_in_the_repository_is_up_to_date(page):
    assert TARGET.read_text(encoding="utf-8") == page, "run `python scripts/library.py`"


def test_it_is_the_same_every_time(library, page):
    assert text(library) == page


def test_every_process_stands_in_it_once(page, book):
    for process in book.models:
        assert page.count(f" `{process}`\n") == 1


def test_every_limit_that_a_process_is_under_stands_with_its_figure(page, book):
    for model in book.models.values():
        for limit in book.limits(model):
            assert f"`{limit.id}` " in page


def test_every_promise_has_its_verdict(page, book):
    said = {
        verdict: page.count(f"\n- {word}: ")
        for verdict, word in (
            (Verdict.HOLDS, "holds"),
            (Verdict.EXCEEDS, "**exceeds**"),
            (Verdict.UNKNOWN, "unknown"),
        )
    }
    for verdict, count in said.items():
        assert count == sum(check.verdict is verdict for check in book.report.checks)
    assert "`shanwei-2023-2/2.1` promises 8 working days, the longest way takes 3 + 4 + 5 + 1 = 13" in page


def test_it_holds_figures_and_lines_but_no_sentence_of_a_document(page, library):
    for limit in library.catalogue:
        passage = library.catalogue.clause_text(limit)
        assert passage is None or passage not in page


def test_a_page_out_of_date_is_told(monkeypatch, tmp_path, capsys):
    stale = tmp_path / "library.md"
    monkeypatch.setattr("scripts.library.TARGET", stale)
    monkeypatch.setattr("scripts.library.text", lambda _: "# The library\n")
    assert main(["--check"]) == 1
    assert "python scripts/library.py" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0
