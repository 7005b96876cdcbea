from __future__ import annotations

import os
from pathlib import Path

import pytest

from workflows.catalogue import Catalogue


@pytest.fixture(scope="session")
def sources():
    """The folder of the documents; without it the tests that read it are skipped."""
    folder = os.environ.get("BANJIE_SOURCES")
    if not folder:
        pytest.skip("BANJIE_SOURCES names no folder of documents")
    return Path(folder)


@pytest.fixture(scope="session")
def catalogue():
    return Catalogue.load()


@pytest.fixture(scope="session")
def shanwei(catalogue):
    return catalogue.of_document("shanwei-2023-2")
