"""The world in which tasks are imported, and the documents where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.ledger import LEDGERS, read_ledger
from tests.support.world import deployed, library, quick, world

__all__ = ["deployed", "library", "quick", "world"]


@pytest.fixture(scope="session")
def sources():
    """The folder of the documents; without it the tests that read it are skipped."""
    folder = os.environ.get("BANJIE_SOURCES")
    if not folder:
        pytest.skip("BANJIE_SOURCES names no folder of documents")
    return Path(folder)


@pytest.fixture(scope="session")
def read(sources):
    """The tasks of each ledger, by the first signs of its file."""
    return {table.source_file[:3]: read_ledger(sources, table.source_file[:3], table) for table in LEDGERS}
