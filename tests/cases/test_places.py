"""Departments of two places share their ids: whoever belongs to one neither sees nor touches the other's cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.cases import Outcome, Rejection
from engine.cases.commands import Refused
from engine.views import CaseFilter
from tests.support.drawing import draw
from tests.support.world import APPLICANT, COUNTER, WORKER

SHAPE = """
    start s
    user check {step department="housing" role="case_worker"}
    end e
    s -> check
    check -> e
    """
HERE, THERE = "汕尾", "佛山"


def drawn(process: str, place: str) -> tuple[str, bytes]:
    return draw(process, f'{{process place="{place}"}}\n{SHAPE}')


@pytest.fixture
def cases(bare, monday):
    bare.deploy(drawn("ours", HERE), drawn("theirs", THERE), draw("anybodys", SHAPE))
    return {name: bare.start(name, monday) for name in ("ours", "theirs", "anybodys")}


@pytest.mark.parametrize(
    ("place", "seen"),
    [(HERE, {"ours", "anybodys"}), (THERE, {"theirs", "anybodys"}), (None, {"ours", "theirs", "anybodys"})],
)
def test_a_worker_has_only_the_work_of_their_place(bare, monday, cases, place, seen):
    worker = replace(WORKER, place=place)
    items = bare.banjie.work(worker, monday)
    assert {item.process_name for item in items} == seen
    listed = bare.banjie.cases(CaseFilter(within=worker.within), monday)
    assert {row.case for row in listed.rows} == {cases[name] for name in seen}
    assert sum(listed.counts.values()) == len(seen)


def test_a_case_of_another_place_is_not_there_to_be_seen_or_acted_on(bare, monday, cases):
    worker = replace(WORKER, place=HERE)
    assert bare.banjie.case(cases["ours"], actor=worker).place == HERE
    with pytest.raises(Refused, match="Expected a case of 汕尾"):
        bare.banjie.case(cases["theirs"], actor=worker)
    refused = bare.try_(cases["theirs"], "complete", monday, "check", by=worker)
    assert isinstance(refused, Rejection)
    assert refused.kind == "not_found"
    assert isinstance(bare.try_(cases["ours"], "complete", monday, "check", by=worker), Outcome)


def test_an_application_is_taken_by_the_counter_of_its_place_and_from_any_applicant(bare, monday, cases):
    refused = bare.banjie.start("theirs", {}, replace(COUNTER, place=HERE), monday, "id-1")
    assert isinstance(refused, Rejection)
    assert (refused.kind, refused.sentence) == (
        "forbidden",
        "Expected a process of 汕尾, but this one is of 佛山",
    )
    assert isinstance(bare.banjie.start("theirs", {}, APPLICANT, monday, "id-2"), Outcome)


def test_an_administrator_is_bound_to_no_place(bare, monday, cases):
    admin = replace(WORKER, roles=frozenset({"administrator"}), place=HERE)
    assert len(bare.banjie.work(admin, monday)) == 3
    done = bare.try_(cases["theirs"], "complete", monday + timedelta(hours=1), "check", by=admin)
    assert isinstance(done, Outcome)
