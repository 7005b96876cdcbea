"""The library as the simulation sees it, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.time.china import china
from workflows.bpmn import read_processes
from workflows.catalogue import Catalogue
from workflows.library import FOLDER


@cache
def _models():
    found = {}
    for path in sorted(Path(FOLDER).rglob("*.bpmn")):
        found.update((model.id, model) for model in read_processes(path.read_bytes()))
    return found


@pytest.fixture(scope="session")
def models():
    return _models()


@pytest.fixture(scope="session")
def catalogue():
    return Catalogue.load()


@pytest.fixture(scope="session")
def calendar():
    return china()


def pytest_generate_tests(metafunc):
    if "process" in metafunc.fixturenames:
        metafunc.parametrize("process", sorted(_models()))
