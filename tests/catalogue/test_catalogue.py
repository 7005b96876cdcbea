"""What the catalogue holds and how it answers."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from workflows.catalogue import Catalogue, CatalogueError, UnknownLimit
from workflows.catalogue.values import digest
from workflows.places import Places

FIGURES = [
    ("shanwei-2023-2/notice", 1752, 5, "response", "quarter_end"),
    ("shanwei-2023-2/2.1", 1774, 8, "process", "milestone"),
    ("shanwei-2023-2/2.2", 1774, 13, "process", "milestone"),
    ("shanwei-2023-2/2.3", 1774, 7, "process", "milestone"),
    ("shanwei-2023-2/2.4", 1774, 3, "process", "acceptance"),
    ("shanwei-2023-2/5.1.1", 1800, 3, "stage", "acceptance"),
    ("shanwei-2023-2/5.1.5", 1808, 4, "group", "enabled"),
    ("shanwei-2023-2/5.1.9", 1816, 5, "stage", "acceptance"),
    ("shanwei-2023-2/5.1.9-registration", 1816, 1, "activity", "enabled"),
    ("shanwei-2023-2/5.2.6", 1834, 2, "group", "enabled"),
    ("shanwei-2023-2/5.2.7", 1836, 5, "stage", "acceptance"),
    ("shanwei-2023-2/5.2.7-registration", 1838, 3, "activity", "enabled"),
    ("shanwei-2023-2/5.3-review", 1842, 5, "group", "acceptance"),
    ("shanwei-2023-2/5.3-approval", 1842, 3, "group", "enabled"),
    ("shanwei-2023-2/5.3-acceptance", 1842, 5, "stage", "acceptance"),
    ("prc-licensing-law/32.4", None, 5, "activity", "receipt"),
    ("prc-licensing-law/42.1", None, 20, "process", "acceptance"),
    ("prc-licensing-law/42.2", None, 45, "process", "acceptance"),
    ("prc-licensing-law/43", None, 20, "activity", "acceptance"),
    ("prc-licensing-law/44", None, 10, "activity", "decision"),
]


@pytest.mark.parametrize("figure", FIGURES, ids=[figure[0] for figure in FIGURES])
def test_a_limit_says_how_many_working_days_of_what_from_when(catalogue, figure):
    limit_id, line, days, scope, starts = figure
    limit = catalogue.limit(limit_id)
    assert (limit.quantity, limit.unit, limit.bound) == (Decimal(days), "working_day", "at_most")
    assert (limit.scope, limit.starts) == (scope, starts)
    assert (limit.source.line if limit.source else None) == line


def test_their_documents_set_no_other_limits(catalogue):
    ids = {figure[0] for figure in FIGURES}
    documents = {limit_id.partition("/")[0] for limit_id in ids}
    assert {limit.id for name in documents for limit in catalogue.of_document(name)} == ids


@pytest.mark.parametrize("word", ["5.1.9", "5.2.7"])
def test_the_notice_is_not_counted_in_joint_acceptance(catalogue, word):
    assert "public_notice" in catalogue.limit(f"shanwei-2023-2/{word}").excludes


def test_joint_acceptance_of_old_estates_is_promised_without_leaving_out_a_notice(catalogue):
    assert "public_notice" not in catalogue.limit("shanwei-2023-2/5.3-acceptance").excludes


@pytest.mark.parametrize("word", ["2.1", "2.2", "2.3", "2.4"])
def test_the_promises_over_a_whole_process_are_approval_time(catalogue, word):
    limit = catalogue.limit(f"shanwei-2023-2/{word}")
    assert limit.basis == "approval_time"
    assert set(limit.excludes) == {"public_notice", "applicant", "works", "special_procedure", "rectification"}


def test_the_law_may_be_extended_once_and_by_whom(catalogue):
    single, joint = catalogue.limit("prc-licensing-law/42.1"), catalogue.limit("prc-licensing-law/42.2")
    assert (single.extension.count, single.extension.quantity) == (1, 10)
    assert (joint.extension.count, joint.extension.quantity) == (1, 15)
    assert single.extension.approver != joint.extension.approver


def test_silence_at_intake_is_acceptance(catalogue):
    assert catalogue.limit("prc-licensing-law/32.4").lapse == "deemed_accepted"


def test_every_limit_is_promised_or_statutory_by_its_document(catalogue):
    for limit in catalogue:
        assert limit.authority == ("statutory" if limit.document == "prc-licensing-law" else "promised")


def test_every_stage_and_group_of_shanwei_names_who_leads(shanwei):
    for limit in shanwei:
        if limit.scope != "process":
            assert limit.departments.lead


def test_every_department_named_is_one_of_the_place(shanwei):
    place = Places.load().place("汕尾")
    for limit in shanwei:
        for department in limit.departments.all:
            assert place.department(department).name


def test_an_unknown_limit_is_answered_with_the_closest(catalogue):
    with pytest.raises(UnknownLimit, match=r"'shanwei-2023-2/5\.2\.8'.*shanwei-2023-2/5\.2\.7"):
        catalogue.limit("shanwei-2023-2/5.2.8")


def test_an_unknown_limit_of_any_length_is_answered(catalogue):
    with pytest.raises(UnknownLimit) as caught:
        catalogue.limit("x" * 100_000)
    assert len(str(caught.value)) < 500


def test_an_unknown_document_is_answered_with_a_sentence(catalogue):
    with pytest.raises(CatalogueError, match="Expected the id of a document"):
        catalogue.document("foshan")


def test_limits_are_found_by_place_and_by_document(catalogue):
    assert len(catalogue.of_document("shanwei-2023-2")) == 15
    assert all(limit in catalogue.for_place("shanwei") for limit in catalogue.of_document("shanwei-2023-2"))
    assert len(catalogue.for_place("national")) == 5
    assert catalogue.for_place("atlantis") == ()
    assert "shanwei-2023-2/2.1" in catalogue


def test_a_version_changes_with_any_word_of_the_limit_and_with_nothing_else(catalogue):
    limit = catalogue.limit("shanwei-2023-2/2.1")
    assert digest(limit) == limit.version
    assert digest(dataclasses.replace(limit, version="")) == limit.version
    assert digest(dataclasses.replace(limit, quantity=Decimal(9))) != limit.version
    assert digest(dataclasses.replace(limit, excludes=())) != limit.version
    assert len({each.version for each in catalogue}) == len(catalogue.limits)


def test_a_limit_binds_what_begins_while_it_is_in_force(catalogue):
    limit = catalogue.limit("shanwei-2023-2/2.1")
    assert limit.in_force(date(2023, 6, 16))
    assert not limit.in_force(date(2023, 6, 15))
    ended = dataclasses.replace(limit, effective_to=date(2026, 1, 1))
    assert ended.in_force(date(2026, 1, 1))
    assert not ended.in_force(date(2026, 1, 2))


def test_the_catalogue_cannot_be_changed(catalogue):
    with pytest.raises(TypeError):
        catalogue.limits["x"] = None
    with pytest.raises(AttributeError):
        catalogue.limit("shanwei-2023-2/2.1").quantity = Decimal(99)


def test_an_empty_folder_is_an_empty_catalogue(tmp_path):
    assert list(Catalogue.load(tmp_path)) == []


def test_places_are_found_by_id_and_name():
    places = Places.load()
    assert places.place("shanwei") is places.place("汕尾") is places.place("Shanwei")
    with pytest.raises(CatalogueError, match="Expected one of the places"):
        places.place("Atlantis")
    with pytest.raises(CatalogueError, match="Expected a department of 汕尾"):
        places.place("汕尾").department("navy")
