from __future__ import annotations

import pytest

from engine.audit import SHA256, Key, take_checkpoint
from tests.support.cases import AT, add_case, add_definition, add_private_completion, opened, started


@pytest.fixture
def key():
    return Key(b"k" * 32)


@pytest.fixture
def log(database):
    """Three cases: c1 with private data, c2 with three events, c3 with one."""
    add_definition(database)
    rows = add_case(database, "c1", [started("c1"), opened("review")])
    add_private_completion(database, "c1", rows, {"opinion": "同意受理", "area": 1200.5})
    add_case(database, "c2", [started("c2"), opened("a"), opened("b")])
    add_case(database, "c3", [started("c3")])
    return database


@pytest.fixture
def checkpoint(log, key):
    """A checkpoint over that log."""
    with log.write() as connection:
        return take_checkpoint(connection, AT, key, SHA256)
