"""Every process of the library walked by the real engine to every one of its ends, its clocks read at every step."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from engine.audit import verify_database
from engine.events import TimerFired
from engine.service import Banjie
from models import Database
from tests.support.walking import START, Guide, Walk
from workflows.library import FOLDER, Library
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROCESSES = sorted(path.stem for path in FOLDER.rglob("*.bpmn"))
FEWEST = 4  # walks of a process, so that one with a single end is walked by chance as well
MOST = 200
ENDS = (Kind.END, Kind.TERMINATE)

# Ends that a case of the process alone cannot come to: the process that calls it, the call, what must have happened
# there, and why.
ONLY_THROUGH_THE_CALLER = {
    ("guangzhou_hotline_registration", "not_supplied"): (
        "guangzhou_hotline",
        "registration_and_split",
        "supply_lapsed",
        "by which channel an appeal came is told with the order; a registration on its own has no application",
    ),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="module")
def deployed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """A database with the library deployed, for copying."""
    path = tmp_path_factory.mktemp("library") / "banjie.db"
    shutil.copyfile(sqlite_template, path)
    database = Database.open(f"sqlite:///{path}")
    Banjie(database, library, lambda: START).deploy_library(START)
    database.dispose()
    return path


@pytest.fixture
def banjie(deployed: Path, library: Library, tmp_path: Path) -> Iterator[Banjie]:
    """The engine with its library."""
    path = tmp_path / "banjie.db"
    shutil.copyfile(deployed, path)
    database = Database.open(f"sqlite:///{path}")
    database.do_not_wait()
    yield Banjie(database, library, lambda: START)
    database.dispose()


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_reaches_every_one_of_its_ends(banjie: Banjie, process: str):
    elements = banjie.process(process).elements.values()
    ends = {e.id for e in elements if e.kind in ENDS and e.parent is None}
    assert ends
    elsewhere = {end for called, end in ONLY_THROUGH_THE_CALLER if called == process}
    assert elsewhere < ends
    guide = Guide(banjie, process, ends - elsewhere)
    for seed in range(MOST):
        reached = Walk(guide, seed).go()
        assert not reached & elsewhere, f"needs no caller: {sorted(reached & elsewhere)}"
        guide.missing -= reached
        if not guide.missing and seed + 1 >= FEWEST:
            break
    assert not guide.missing, f"never reached: {sorted(guide.missing)}"
    assert verify_database(banjie.database).ok


@pytest.mark.parametrize(("called", "end"), ONLY_THROUGH_THE_CALLER)
def test_an_end_that_only_a_caller_brings_about_is_reached_through_it(banjie: Banjie, called: str, end: str):
    caller, call, timer, _ = ONLY_THROUGH_THE_CALLER[called, end]
    assert banjie.process(caller).elements[call].called == called
    guide = Guide(banjie, caller, {f"{call}/{end}"})
    for seed in range(MOST):
        walk = Walk(guide, seed)
        walk.go()
        fired = [e.fact for e in banjie.case(walk.case, walk.at).events if isinstance(e.fact, TimerFired)]
        if any(fact.step == timer for fact in fired):
            return
    pytest.fail(f"never reached: {end}")
